"""A desk on a PostgreSQL server answers as one in a file does, takes many writers at once, and tells no password."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import msgspec
import pytest
from conftest import Clock, PlaceOf
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from starlette.testclient import TestClient
from typer.testing import CliRunner

from sitrep.cli import app
from sitrep.desk import Desk, copy_desk, open_desk
from sitrep.desk.verbs import without_folder
from sitrep.gather import Upload
from sitrep.ground.errors import BadRequest, DeskError, DeskUnreachable, NewerDesk, NoDesk, NotADesk
from sitrep.ground.lexicon import DATA
from sitrep.ground.model import Failure, Ruling
from sitrep.keep import Store
from sitrep.keep.address import RULES, checked_address, name_of, told_address
from sitrep.keep.dialect import pack_text, translate_table, unpack_text
from sitrep.keep.schema import APPLICATION_ID, MIGRATIONS, TABLES
from sitrep.web import Settings, make_app

pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'sitrep[postgresql]'")
import psycopg

SAMPLE = Path(str(DATA)) / "sample"
MOMENT = "2027-01-01"
ADD = """
import sys
from sitrep.desk import open_desk

with open_desk(sys.argv[1]) as desk:
    for start in range(2, len(sys.argv), 6):
        added = desk.add(sys.argv[start : start + 6])
        assert not added.failures, added
        print(added.added, flush=True)
"""


@pytest.fixture
def address(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a desk on the server that is still to be made."""
    monkeypatch.setenv(RULES, str(tmp_path))
    return server.make_desk()


@pytest.fixture(scope="module")
def both(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """Yield the sample in a file, and on the server."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RULES, str(folder))
        with (
            Desk(Store.open(folder / "desk.db"), Clock()) as file,
            Desk(Store.open(server.make_desk()), Clock()) as other,
        ):
            file.add(SAMPLE)
            other.add(SAMPLE)
            yield file, other


def run(address: str, statement: str) -> list[Any]:
    """Return what the server itself answers."""
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def told(desk: Desk) -> bytes:
    return msgspec.json.encode([desk.brief(as_of=MOMENT), desk.statements(as_of=MOMENT), desk.stories(as_of=MOMENT)])


# --- making, migrating, and what is no desk


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_a_desk_on_a_server_of_any_older_version_is_brought_up_to_date(address: str, version: int) -> None:
    scripts = [translate_table(each) for script in MIGRATIONS[:version] for each in script.split(";\n")]
    run(address, "CREATE TABLE desk (application BIGINT, version BIGINT, written BIGINT)")
    run(address, f"INSERT INTO desk VALUES ({APPLICATION_ID}, {version}, 0)")
    for script in scripts:
        run(address, script)
    with open_desk(address) as desk:
        assert desk.add(Upload("a.txt", b"Two bridges fell, the mayor said.")).added == 1
    assert run(address, "SELECT version FROM desk") == [(len(MIGRATIONS),)]


def test_a_desk_on_a_server_of_a_newer_version_is_refused(address: str) -> None:
    open_desk(address).close()
    run(address, "UPDATE desk SET version = version + 1")
    with pytest.raises(NewerDesk, match="install a newer Sitrep"):
        open_desk(address)


@pytest.mark.parametrize("table", ["notes", "desk", "version"])
def test_the_tables_of_another_program_are_refused_and_left_as_they_were(address: str, table: str) -> None:
    run(address, f"CREATE TABLE {table} (words text)")
    run(address, f"INSERT INTO {table} VALUES ('mine')")
    with pytest.raises(NotADesk, match="another program"):
        open_desk(address)
    assert run(address, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace") == [
        (table,)
    ]
    assert run(address, f"SELECT * FROM {table}") == [("mine",)]


def test_looking_at_a_desk_that_is_not_there_makes_none(address: str) -> None:
    with pytest.raises(NoDesk):
        open_desk(address, make=False)
    assert run(address, "SELECT to_regclass('desk')") == [(None,)]


def test_a_schema_that_is_not_there_is_told(server: Any) -> None:
    with pytest.raises(DeskError, match="no schema"):
        open_desk(f"{server.address}&options=-csearch_path%3Dnowhere")


def test_several_may_make_one_desk_at_the_same_time(address: str) -> None:
    made: list[int] = []

    def make() -> None:
        with open_desk(address) as desk:
            made.append(desk.counts()["reports"])

    together(*[make] * 4)
    assert made == [0] * 4


def together(*works: Callable[[], None]) -> None:
    """Do several things at once."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_desks_of_one_database_do_not_wait_for_each_other(server: Any) -> None:
    with Store.open(server.make_desk(), busy_s=0.1) as one, Store.open(server.make_desk(), busy_s=0.1) as other:
        with one.transaction():
            other.keep_ruling(Ruling(0, "join", "a", "b"), Clock()())
        assert (one.rulings(), len(other.rulings())) == ([], 1)


# --- the same answers


@pytest.mark.parametrize(
    "verb",
    [
        "brief",
        "claims",
        "statements",
        "matters",
        "figures",
        "stories",
        "timeline",
        "map",
        "voices",
        "sources",
        "echoes",
    ],
)
def test_a_desk_on_a_server_tells_what_one_in_a_file_tells(both: tuple[Desk, Desk], verb: str) -> None:
    file, other = (msgspec.json.encode(getattr(desk, verb)(as_of=MOMENT)) for desk in both)
    assert file == other


QUERIES = (
    *(
        "rescue",
        "rescue AND Hatay",
        "rescue Hatay",
        '"rescue workers"',
        "resc*",
        '"rescue work" *',
        "35,418",
        "Türkiye",
    ),
    *("(rescue OR dead) NOT Hatay", "dead NOT (rescue OR Turkey)", "title:quake", "NEAR(rescue crews, 5)", "^quake"),
    *("rescue + workers", "a AND", '"--"', 'quake "--"', "it's", "{title text} : quake", "x’y", "nope:x", "HATAY"),
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_on_a_server_finds_what_one_in_a_file_finds(both: tuple[Desk, Desk], query: str) -> None:
    file, other = ({entry.report: entry.excerpt for entry in desk.search(query, limit=100)} for desk in both)
    assert file == other


WORDS = st.sampled_from(
    ["rescue", "dead", "Turkey", "quake*", '"White Helmets"', "thousands", '"the U.N."', "hotel", "-"]
)
EXPRESSIONS = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " NOT ", " "]), inner).map("".join),
        inner.map(lambda each: f"({each})"),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS)
def test_any_expression_finds_the_same_in_a_file_and_on_a_server(both: tuple[Desk, Desk], query: str) -> None:
    file, other = (sorted(entry.report for entry in desk.search(query, limit=100)) for desk in both)
    assert file == other


def test_a_page_of_the_newest_is_the_same(both: tuple[Desk, Desk]) -> None:
    file, other = ([(entry.report, entry.excerpt) for entry in desk.search("", limit=100)] for desk in both)
    assert file == other


# --- texts that no database of text takes

ODD = "Two\x00 bridges fell, \ud83d said the mayor.\x01 Caf\u00e9 \U0001f600 and \x01000 and 12 dams."


@pytest.mark.parametrize("text", [ODD, "\x00", "\x01", "\ud800\udfff", "plain", "\x01\x010000"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unpack_text(pack_text(text)) == text
    assert not set(pack_text(text)) & {"\x00", *map(chr, range(0xD800, 0xE000))}


def test_a_report_with_nul_is_kept_whole_and_its_places_hold(tmp_path: Path, place_of: PlaceOf, address: str) -> None:
    rows = [
        {
            "id": "nul\x00",
            "title": "T\x00",
            "url": "https://o.example/\x00",
            "text": "Two\x00 bridges fell, the mayor said.",
        },
        {"id": "next", "text": "Three dams broke, the governor said."},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for place in (tmp_path / "desk.db", address):
        with open_desk(place) as desk:
            assert desk.add(tmp_path / "rows.jsonl").added == 2
            assert desk.add(tmp_path / "rows.jsonl").unchanged == 2
            report = desk.show("nul\x00").report
            assert (report.text, report.title, report.url) == (rows[0]["text"], "T\x00", "https://o.example/\x00")
            reading = desk.show("nul\x00").reading
            spans = [span for claim in reading.claims for span in claim.content]
            assert [report.text[span.start : span.end] for span in spans] == ["Two\x00 bridges fell"]
            assert [entry.report for entry in desk.search("bridges")] == ["nul\x00"]


def test_a_lone_surrogate_is_kept_on_a_server(address: str) -> None:
    with Store.open(address) as store:
        with store.transaction():
            store.keep_failure(Failure("b\udcff", "it is \x00"), None, Clock()())
            store._engine.execute("INSERT INTO report VALUES (1, ?)", ("a\udcff",))
        assert store.failures() == [Failure("b\udcff", "it is \x00")]
        assert store._engine.rows("SELECT key FROM report WHERE key = ?", ("a\udcff",)) == [("a\udcff",)]


def test_what_is_too_long_for_an_index_or_a_search_stops_no_other(address: str, tmp_path: Path) -> None:
    long = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(1900))
    many = " ".join(f"word{n}x{n * 7919 % 100_003}" for n in range(90_000))
    rows = [
        {"id": long, "url": f"https://o.example/{long}", "text": f"Dam {long * 20} broke, the mayor said."},
        {"id": "many", "text": many},
        {"id": "last", "text": "Three dams broke, the governor said."},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with open_desk(address) as desk:
        assert desk.add(tmp_path / "rows.jsonl").added == 3
        assert desk.add(tmp_path / "rows.jsonl").unchanged == 3
        for query, found in (('"word7x55433 word8x63352"', "many"), ("dams", "last"), (long[:90] + "*", long)):
            assert [entry.report for entry in desk.search(query)] == [found]
        assert desk.show(f"https://o.example/{long}").report.text.startswith("Dam")


# --- many at once


def test_several_processes_add_partly_equal_reports_while_others_read(address: str, tmp_path: Path) -> None:
    files = sorted(str(path) for path in SAMPLE.glob("*.txt"))
    parts = [files[start : start + 26] for start in (0, 10, 20, 29)]
    open_desk(address).close()
    command = [sys.executable, "-c", ADD, address]
    children = [subprocess.Popen([*command, *part], stdout=subprocess.PIPE, text=True) for part in parts]
    failed: list[BaseException] = []

    def read() -> None:
        try:
            with open_desk(address) as desk:
                while any(child.poll() is None for child in children):
                    with desk.snapshot():
                        assert desk.brief(as_of=MOMENT).head.reports == desk.counts()["reports"]
                    list(desk.search("rescue"))
        except Exception as error:  # noqa: BLE001 — told by the thread that waits
            failed.append(error)

    together(read, read)
    outputs = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0] * 4
    assert failed == []
    assert sum(int(line) for output in outputs for line in output.split()) == len(files)
    with open_desk(address) as desk, open_desk(tmp_path / "desk.db") as file:
        file.add(files)
        assert told(desk) == told(file)
        assert run(address, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]


def test_a_snapshot_is_of_one_moment(address: str) -> None:
    with open_desk(address) as desk, open_desk(address) as other:
        other.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
        with desk.snapshot():
            assert desk.counts()["reports"] == 1
            other.add(Upload("b.txt", b"Three dams broke, the governor said."))
            assert desk.counts()["reports"] == desk.brief().head.reports == 1
        assert desk.brief().head.reports == 2


# --- lost connections


def cut(address: str) -> None:
    """End all other connections, as a server does that goes down."""
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'sitrep'"
    )
    run(address, others)


def test_a_lost_connection_is_told_and_made_anew(address: str) -> None:
    with open_desk(address) as desk:
        desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
        cut(address)
        with pytest.raises(DeskUnreachable, match="the connection was lost") as caught:
            desk.brief()
        assert caught.value.path == told_address(address)
        assert desk.brief().head.reports == 1


def test_a_connection_lost_while_writing_loses_only_what_was_not_reported(address: str, tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"{n} bridges fell, the mayor said."}) + "\n" for n in range(100))
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    reported: list[int] = []

    def report(progress: Any) -> None:
        reported.append(progress.added)
        if len(reported) == 2:
            cut(address)

    with open_desk(address) as desk:
        with pytest.raises(DeskUnreachable):
            desk.add(tmp_path / "rows.jsonl", progress=report)
        assert reported == [32, 64]
        assert desk.counts()["reports"] == 64
        assert desk.add(tmp_path / "rows.jsonl").added == 36


def test_a_server_that_fails_and_comes_back_has_what_was_reported(server: Any, address: str) -> None:
    with open_desk(address) as desk:
        desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
        server.stop()
        with pytest.raises(DeskUnreachable):
            desk.counts()
        with pytest.raises(DeskUnreachable, match="cannot reach"):
            desk.counts()
        server.start()
        assert desk.counts()["reports"] == 1


# --- addresses and passwords

SECRETS = (
    "postgresql://ann:{}@127.0.0.1:1/news",
    "postgresql://ann:{}@127.0.0.1:x/news",
    "postgresql://ann:{}@/news?host=/nowhere",
    "postgres://127.0.0.1:1/news?user=ann&password={}",
    "postgresql://ann@127.0.0.1:1/news?sslpassword={}",
    "postgresql://ann:{}@no host/news",
    "postgresql://ann:{}@127.0.0.1:1/news?nonsense=1",
)


@pytest.mark.parametrize(
    "password", ["hush7hush", "hush7@hush", "hush7/hush", "hush7%hush", "hush7?hush", "hush7:hush@x"]
)
@pytest.mark.parametrize("form", SECRETS)
def test_no_error_tells_a_password(form: str, password: str) -> None:
    with pytest.raises(DeskError) as caught:
        open_desk(form.format(password))
    assert "hush" not in str(caught.value)
    assert "hush" not in str(caught.value.path)
    result = CliRunner().invoke(app, ["brief", "--desk", form.format(password)])
    assert "hush" not in result.output + str(result.exception)


@pytest.mark.parametrize(
    ("address", "shown", "name"),
    [
        ("postgresql://ann:secret@db.example:5433/news", "postgresql://ann@db.example:5433/news", "news"),
        ("postgres://db.example/news?password=x&options=-csearch_path%3Dq", None, "news"),
        ("postgresql://", "postgresql://", "the desk"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(address: str, shown: str | None, name: str) -> None:
    assert told_address(address) == (shown or "postgres://db.example/news?options=-csearch_path%3Dq")
    assert name_of(address) == name
    assert checked_address(address) == address


def test_without_what_speaks_to_servers_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "psycopg" or name == "sitrep.keep.postgres"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DeskError, match=r"pip install 'sitrep\[postgresql\]'"):
        open_desk("postgresql://ann@127.0.0.1:1/news")


# --- the doors


def test_the_command_line_takes_an_address(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Two bridges fell, the mayor said on Monday.\n", encoding="utf-8")
    runner = CliRunner()
    missing = runner.invoke(app, ["brief", "--desk", address])
    assert isinstance(missing.exception, NoDesk)
    assert runner.invoke(app, ["add", str(tmp_path / "a.txt"), "--desk", address]).output.startswith("1 added")
    monkeypatch.setenv("SITREP_DESK", address)
    assert "1 report," in runner.invoke(app, ["health"]).output
    assert runner.invoke(app, ["grade", "The Post", "B", "--outlet"]).output == "The Post: B\n"
    assert (tmp_path / "sources.toml").exists()


def test_assistants_are_served_from_an_address(address: str) -> None:
    with open_desk(address) as desk:
        desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))

    async def run_command() -> Any:
        arguments = ["-m", "sitrep", "mcp", "--desk", address]
        command = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
        async with Client(command) as client:
            return await client.call_tool("brief", {"as_of": MOMENT})

    assert anyio.run(run_command).structured_content["head"]["reports"] == 1


def test_the_browser_and_programs_are_served_from_an_address(address: str) -> None:
    with open_desk(address) as desk:
        desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
    with TestClient(make_app(Settings(address)), base_url="http://localhost:8765") as client:
        assert client.get("/brief.json").json()["head"]["reports"] == 1
        tag = client.get("/brief.json").headers["ETag"]
        added = client.post("/add.json", json={"reports": [{"text": "Three dams broke, the governor said."}]})
        assert added.status_code < 300
        with open_desk(address) as desk:
            wait_for(lambda: desk.counts()["reports"] == 2)
        wait_for(lambda: client.get("/brief.json").headers["ETag"] != tag)
        assert client.get("/brief.json").json()["head"]["reports"] == 2
        cut(address)
        refused = client.get("/search.json?query=dams")
        if refused.status_code != 200:
            assert refused.status_code == 503
            assert "postgresql" not in refused.text
        wait_for(lambda: client.get("/search.json?query=dams").status_code == 200)


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        threading.Event().wait(0.1)
    raise AssertionError("it did not come about")


def test_strangers_are_told_no_server(address: str, tmp_path: Path) -> None:
    sentence = f"cannot reach {told_address(address)}: see {tmp_path}/sources.toml"
    assert without_folder(sentence, told_address(address), tmp_path) == "cannot reach the desk: see sources.toml"


# --- moving a desk


def contents(place: Path | str) -> dict[str, list[str]]:
    with Store.open(place) as store:
        return {table: sorted(map(repr, store._engine.rows(f"SELECT * FROM {table}"))) for table in TABLES}


def test_a_desk_is_moved_to_a_server_and_back(both: tuple[Desk, Desk], address: str, tmp_path: Path) -> None:
    both[0].add(
        [Upload("odd.json", b"{broken"), Upload("nul.json", json.dumps({"text": ODD.replace("\ud83d", "")}).encode())]
    )
    counts = copy_desk(both[0].place, address)
    assert counts == copy_desk(address, tmp_path / "back.db") == both[0].counts()
    assert contents(address) == contents(tmp_path / "back.db") == contents(both[0].place)
    with open_desk(address) as server, open_desk(tmp_path / "back.db") as back:
        assert server.state(as_of=MOMENT) == back.state(as_of=MOMENT) == both[0].state(as_of=MOMENT)
        assert told(server) == told(back) == told(both[0])
        for query in ("rescue", "bridges OR dams"):
            found = [{entry.report: entry.excerpt for entry in desk.search(query)} for desk in (server, back, both[0])]
            assert found[0] == found[1] == found[2]
        more = Upload("more.txt", b"Four towers fell, the minister said.")
        assert [desk.add(more).added for desk in (server, back)] == [1, 1]
        assert msgspec.json.encode(server.show("4")) == msgspec.json.encode(back.show("4"))
    assert {key: rows for key, rows in contents(address).items() if key == "report"} == {
        key: rows for key, rows in contents(tmp_path / "back.db").items() if key == "report"
    }


def test_a_desk_that_holds_something_is_not_copied_over(address: str, tmp_path: Path) -> None:
    for place in (address, tmp_path / "desk.db"):
        with open_desk(place) as desk:
            desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
    for source, target in ((address, tmp_path / "desk.db"), (tmp_path / "desk.db", address)):
        with pytest.raises(BadRequest, match="already"):
            copy_desk(source, target)
    with pytest.raises(NoDesk):
        copy_desk(tmp_path / "gone.db", address)


def test_a_copy_that_breaks_off_leaves_nothing(
    both: tuple[Desk, Desk], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_: object) -> None:
        raise KeyboardInterrupt

    with Store.open(address) as target:
        monkeypatch.setattr(type(target._engine), "renew_words", break_off)
        with pytest.raises(KeyboardInterrupt):
            target.take_over(both[0]._store)
        assert target.is_empty()


def test_the_command_line_copies(tmp_path: Path, address: str) -> None:
    with open_desk(tmp_path / "desk.db") as desk:
        desk.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
    result = CliRunner().invoke(app, ["copy", str(tmp_path / "desk.db"), address])
    assert result.output == "1 report, 1 version, 1 claim, 0 failures copied\n"
    again = CliRunner().invoke(app, ["copy", str(tmp_path / "desk.db"), address])
    assert isinstance(again.exception, BadRequest)
