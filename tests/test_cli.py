"""The command line as a script sees it: exit codes, JSON, the machine contract of `read`, pipes and interruptions."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

import sitrep
from sitrep.cli import app
from sitrep.desk import open_desk
from sitrep.ground.lexicon import DATA

SAMPLE = Path(str(DATA)) / "sample"
SOURCES = Path(sitrep.__file__).parent.parent
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
MEMBERS = {
    "sentences": {"start", "end"},
    "noise": {"start", "end", "kind"},
    "times": {"start", "end", "type", "timex", "edtf", "anchor", "mod"},
    "places": {
        "start",
        "end",
        "name",
        "lat",
        "lon",
        "radius_km",
        "geonames",
        "kind",
        "country",
        "called",
        "match",
        "others",
    },
    "figures": {
        *("start", "end", "low", "high", "unit", "counts", "of", "qualifier", "as_of", "part_of"),
        *("kind", "rounded", "per", "place", "of_how", "to", "bearing", "by", "si_low", "si_high", "si_unit"),
    },
    "claims": {
        *(
            "content",
            "source",
            "cue",
            "voice",
            "voices",
            "via",
            "media",
            "said",
            "kind",
            "whole",
            "negated",
            "accused",
            "nested",
        ),
        *("quoted", "quotations", "certainty"),
    },
    "told": {"start", "end", "kind", "negated", "certainty"},
}
CERTAINTY = {"start", "end", "term", "scale", "low", "high", "sort", "rank", "covers"}
TEXT = (
    "  \r\n😀 “About 12 bridges are likely lost in Adana,” Mayor Lena Brandt said on Monday.\r\n\r\n"
    "By Jo Brandt\r\n\r\nThe Red Cross said at least 400 people were sleeping in tents on Feb. 9, 2023."
    "\r\n\r\nThe rain went on all night."
)
ROWS = [{"id": "a", "text": TEXT, "published": "2023-02-07"}, {"id": "b", "text": "Two bridges fell.\n"}]


def environment(**more: str) -> dict[str, str]:
    wanted = {"PYTHONPATH": str(SOURCES), "NO_COLOR": "1", "PYTHONUNBUFFERED": ""}
    return {name: value for name, value in os.environ.items() if name != "SITREP_DESK"} | wanted | more


def run(
    *arguments: str | Path, given: str = "", cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "sitrep", *map(str, arguments)]
    options: dict[str, Any] = {"capture_output": True, "encoding": "utf-8", "timeout": 60, "check": False}
    return subprocess.run(command, input=given, cwd=cwd, env=environment(**more), **options)


def invoke(*arguments: str | Path) -> str:
    """Run the command line in this process, where that is enough, and return what it printed."""
    result = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def read_rows(path: Path, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("read", "--jsonl", *options, path).stdout.splitlines()]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\r\n" for row in ROWS), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "sample.db"
    with open_desk(path) as desk:
        desk.add(SAMPLE)
    return path


# --- help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"Example: sitrep {command}" in " ".join(invoke(command, "--help").split())


def test_help_and_version_load_nothing_heavy() -> None:
    program = (
        "import sys\nfrom sitrep.cli import main\n"
        "heavy = {'trafilatura', 'rich.table', 'marisa_trie', 'jinja2', 'rapidfuzz', 'lxml', 'sqlite3'}\n"
        "try:\n    main()\nexcept SystemExit:\n    sys.stderr.write(repr(sorted(heavy & sys.modules.keys())))"
    )
    for option in ("--help", "--version"):
        command = [sys.executable, "-c", program, option]
        answer = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
        assert answer.stderr == "[]"
        assert answer.stdout


def test_the_version_is_that_of_the_package() -> None:
    assert invoke("--version") == f"sitrep {sitrep.__version__}\n"


# --- exit codes


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("", 2, "Usage"),
        ("brief --bogus", 2, "No such option"),
        ("paint", 2, "No such command"),
        ("add", 2, "Missing argument"),
        ("brief --format pdf", 2, "pdf"),
        ("read x --jobs 0", 2, "--jobs"),
        ("brief --desk sample.db --as-of soon", 2, "such as 2023-02-17"),
        ("timeline --desk sample.db --since 2023-02-31", 2, "cannot take '2023-02-31' as a date"),
        ("show nothing --desk sample.db", 2, "no such report"),
        ("brief --desk missing.db", 1, "no such desk"),
        ("brief --desk .", 1, "a folder"),
        ("brief --desk sample.db --out gone/brief.md", 1, "cannot write gone/brief.md"),
        ("export --desk sample.db --out gone/desk.jsonl", 1, "cannot write gone/desk.jsonl"),
        ("read missing.txt", 1, "no such file"),
        ("add missing.txt --desk new.db", 1, "no such file"),
        ("add missing.txt --desk gone/new.db", 1, "no folder"),
        ("search xyzzy --desk sample.db", 0, "No reports found"),
        ("brief --desk sample.db --since 2024-01-01 --as-of 2024-02-01", 0, "no report of this period"),
    ],
)
def test_the_exit_code_tells_a_failure_from_a_wrong_call(
    sample_desk: Path, arguments: str, code: int, said: str
) -> None:
    answer = run(*arguments.split(), cwd=sample_desk.parent)
    assert (answer.returncode, "Traceback" in answer.stderr) == (code, False)
    assert said in answer.stdout + answer.stderr


@pytest.mark.parametrize("command", ["brief", "timeline", "claims", "figures", "sources", "reread", "export", "retry"])
def test_looking_at_a_missing_desk_makes_no_file(tmp_path: Path, command: str) -> None:
    answer = run(command, cwd=tmp_path)
    assert (answer.returncode, answer.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert "sitrep.db" in answer.stderr


def test_what_failed_is_listed_and_the_rest_is_kept(tmp_path: Path, rows: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01")
    answer = run("add", tmp_path / "a.txt", rows, "--desk", tmp_path / "d.db")
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[0] == "2 added, 0 updated, 0 unchanged, 1 failed"
    assert "a.txt: it is a binary file" in answer.stdout
    assert run("retry", "--desk", tmp_path / "d.db").returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
@pytest.mark.parametrize("verb", ["add", "read"])
def test_a_file_whose_name_is_no_text_stops_nothing(tmp_path: Path, verb: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"b\xff.txt", b"c.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("One bridge fell.", encoding="utf-8")
    answer = run(verb, folder, *(["--desk", tmp_path / "d.db"] if verb == "add" else ["--jsonl"]))
    assert "Traceback" not in answer.stderr
    assert "c.txt" in answer.stdout or "added" in answer.stdout


# --- JSON


@pytest.mark.parametrize(
    "arguments",
    [
        "brief", "timeline", "map", "claims", "claims --voice erdogan", "figures", "figures dead", "search quake",
        "show 1", "sources", "sources --voices", "reread", "retry",
    ],
)  # fmt: skip
def test_every_answer_comes_as_json(sample_desk: Path, arguments: str) -> None:
    assert json.loads(invoke(*arguments.split(), "--desk", sample_desk, "--json"))


def test_adding_answers_as_json(tmp_path: Path, rows: Path) -> None:
    answer = json.loads(invoke("add", rows, "--desk", tmp_path / "d.db", "--json"))
    assert answer == {"added": 2, "updated": 0, "unchanged": 0, "failures": []}
    failed = run("add", tmp_path / "gone.txt", "--desk", tmp_path / "d.db", "--json")
    assert json.loads(failed.stdout)["failures"][0]["reason"] == "there is no such file or folder"


def test_export_writes_a_json_object_a_line(sample_desk: Path, tmp_path: Path) -> None:
    printed = invoke("export", "--desk", sample_desk)
    assert invoke("export", "--desk", sample_desk, "--out", tmp_path / "e.jsonl") == ""
    assert (tmp_path / "e.jsonl").read_text(encoding="utf-8") == printed
    assert len([json.loads(line) for line in printed.split("\n")[:-1]]) == len(list(SAMPLE.glob("*.txt")))


# --- read: the machine contract


def test_a_reading_has_the_members_of_the_contract(rows: Path) -> None:
    first, second = read_rows(rows)
    assert list(first) == [
        "id",
        "published",
        "noise",
        "sentences",
        "times",
        "places",
        "offsets",
        "demonyms",
        "figures",
        "claims",
        "told",
    ]
    assert (first["id"], second["id"]) == ("a", "b")
    assert first["published"] == {"edtf": "2023-02-07", "how": "stated", "because": [], "against": []}
    assert second["published"] == {"edtf": None, "how": "unknown", "because": [], "against": []}
    for name, members in MEMBERS.items():
        assert first[name], name
        assert all(set(fact) == members for fact in first[name]), name
    words = [word for claim in first["claims"] for word in claim["certainty"]]
    assert words
    assert all(set(word) == CERTAINTY for word in words)


def test_offsets_count_the_characters_of_the_text_that_was_given(rows: Path) -> None:
    reading = read_rows(rows)[0]

    def words(fact: dict[str, int]) -> str:
        return TEXT[fact["start"] : fact["end"]]

    assert [words(noise) for noise in reading["noise"]] == ["By Jo Brandt"]
    assert [words(place) for place in reading["places"]] == ["Adana"]
    assert {"About 12 bridges", "at least 400 people"} == {words(figure) for figure in reading["figures"]}
    first = reading["claims"][0]
    assert [TEXT[start:end] for start, end in first["source"]] == ["Mayor Lena Brandt"]
    assert [TEXT[start:end] for start, end in first["cue"]] == ["said"]
    assert "12 bridges are likely lost in Adana" in TEXT[slice(*first["content"][0])]


def test_readings_keep_the_order_of_the_input_in_any_number_of_processes(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": str(n), "text": f"{n} bridges fell, the mayor said."}) for n in range(150)]
    lines[40] = "{broken"
    path.write_text("\n".join(lines), encoding="utf-8")
    one, two = run("read", "--jsonl", path), run("read", "--jsonl", "--jobs", "2", path)
    assert [json.loads(line)["id"] for line in one.stdout.splitlines()] == [str(n) for n in range(150) if n != 40]
    assert (two.stdout, two.stderr, two.returncode) == (one.stdout, one.stderr, one.returncode)
    assert one.returncode == 1
    assert "many.jsonl#41" in one.stderr


def test_the_sample_is_read_alike_in_two_processes() -> None:
    one, two = run("read", "--jsonl", SAMPLE), run("read", "--jsonl", "-j", "2", SAMPLE)
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == len(list(SAMPLE.glob("*.txt")))


def test_standard_input_is_read(rows: Path) -> None:
    assert (
        run("read", "-", "--jsonl", given=rows.read_text(encoding="utf-8")).stdout
        == run("read", rows, "--jsonl").stdout
    )
    assert "⟦1 " in run("read", "-", given=TEXT).stdout


def test_reading_keeps_nothing(tmp_path: Path, rows: Path) -> None:
    run("read", rows, cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


# --- a brief in every form


def test_the_ending_of_a_file_tells_how_a_brief_is_written(sample_desk: Path, tmp_path: Path) -> None:
    for ending, begins in ((".html", "<!doctype html"), (".md", "# Situation brief"), (".txt", "Situation brief")):
        out = tmp_path / f"brief{ending}"
        invoke("brief", "--desk", sample_desk, "--as-of", "2023-02-12", "--out", out)
        assert out.read_text(encoding="utf-8").lower().startswith(begins.lower())


def test_a_brief_is_written_in_every_form(sample_desk: Path, tmp_path: Path) -> None:
    for form, begin in (
        ("text", "Situation brief"),
        ("markdown", "# Situation brief"),
        ("html", "<!doctype html>"),
        ("json", "{"),
    ):
        printed = invoke("brief", "--desk", sample_desk, "--format", form)
        assert printed.startswith(begin)
        assert invoke("brief", "--desk", sample_desk, "-f", form, "-o", tmp_path / form) == ""
        assert (tmp_path / form).read_text(encoding="utf-8") == printed
    assert invoke("brief", "--desk", sample_desk, "--json") == invoke("brief", "--desk", sample_desk, "-f", "json")


def test_a_page_needs_nothing_else(sample_desk: Path) -> None:
    page = invoke("brief", "--desk", sample_desk, "--format", "html")
    assert not re.search(r"<(?:script|link|img|iframe|object|embed|form)\b|@import|url\(|\bsrc\s*=|\bsrcset", page)
    links = re.findall(r'href="([^"]*)"', page)
    assert {link for link in links if not link.startswith("#")} <= {f"{url}" for url in urls_of_sample()}
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def urls_of_sample() -> list[str]:
    lines = (SAMPLE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["url"] for line in lines]


def test_words_of_a_report_are_no_markup_of_a_page(tmp_path: Path) -> None:
    text = "At least 12 people died in <script>alert(1)</script> Adana on Monday, <b>the mayor</b> said.\n"
    row = {"text": text, "outlet": '"><img src=x>', "url": "javascript:alert(1)", "published": "2023-02-07"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    invoke("add", tmp_path / "a.jsonl", "--desk", tmp_path / "d.db")
    page = invoke("brief", "--desk", tmp_path / "d.db", "--format", "html")
    assert not re.search(r"<(?:script|img|b)\b|href=.javascript", page)
    assert "&lt;script&gt;" in page


def test_the_desk_may_be_named_by_the_environment(sample_desk: Path, tmp_path: Path) -> None:
    named = run("brief", cwd=tmp_path, SITREP_DESK=str(sample_desk))
    assert named.stdout == run("brief", "--desk", sample_desk).stdout
    assert run("brief", "--desk", "other.db", cwd=tmp_path, SITREP_DESK=str(sample_desk)).returncode == 1


def test_the_demo_prints_a_brief_in_good_time_and_leaves_nothing(tmp_path: Path) -> None:
    start = time.monotonic()
    answer = run("demo", cwd=tmp_path, SITREP_DESK=str(tmp_path / "mine.db"))
    assert time.monotonic() - start < 20
    assert (answer.returncode, answer.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert "Situation brief" in answer.stdout
    assert "\x1b" not in answer.stdout


# --- pipes and interruptions


@pytest.mark.parametrize("arguments", ["export", "claims", "brief --format html", f"read --jsonl {SAMPLE}"])
def test_a_reader_of_the_output_may_stop_early(sample_desk: Path, arguments: str) -> None:
    """As in `sitrep export | head -1`."""
    command = [sys.executable, "-m", "sitrep", *arguments.split()]
    more = environment(SITREP_DESK=str(sample_desk))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=more) as child:
        assert child.stdout
        assert child.stderr
        assert child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=30) in (0, 1, -signal.SIGPIPE)


def has_kept(desk: Path, count: int) -> bool:
    """Tell whether a desk file is made and holds so many reports."""
    if not desk.exists():
        return False
    connection = sqlite3.connect(desk)
    try:
        return connection.execute("SELECT count(*) >= ? FROM report", (count,)).fetchone() == (1,)
    except sqlite3.OperationalError:  # its tables are being made
        return False
    finally:
        connection.close()


def interrupt_adding(desk: Path, given: str, kept: int) -> tuple[int, str]:
    """Return exit code and complaint of an `add` of standard input that is interrupted while it waits for more."""
    command = [sys.executable, "-m", "sitrep", "add", "-", "--desk", str(desk)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    held = signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell are born deaf to it
    child = subprocess.Popen(command, **pipes, env=environment(), text=True)
    signal.signal(signal.SIGINT, held)
    with child:
        assert child.stdin
        assert child.stderr
        child.stdin.write(given)
        child.stdin.flush()
        deadline = time.monotonic() + 20
        while not has_kept(desk, kept) and time.monotonic() < deadline:
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=20)
        return child.returncode, child.stderr.read()


def test_after_an_interruption_whole_batches_are_kept_and_the_desk_opens(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"{n} fell."}) + "\n" for n in range(40))
    code, complaint = interrupt_adding(tmp_path / "d.db", lines, kept=32)
    assert code != 0
    assert "Traceback" not in complaint
    with open_desk(tmp_path / "d.db") as desk:
        assert desk.counts()["reports"] == 32


def test_an_interruption_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, complaint = interrupt_adding(tmp_path / "d.db", '{"text": "One bridge fell."}\n', kept=0)
    assert (code, "interrupted" in complaint) == (1, True)


def test_a_day_can_be_given_with_a_text_that_states_none() -> None:
    text = "Two bridges fell on Friday, the ministry said.\n"
    dated = run("read", "-", "--jsonl", "--published", "2023-02-08", given=text)
    assert [time["edtf"] for time in json.loads(dated.stdout)["times"]] == ["2023-02-03"]
    assert "cannot take 'soon' as a date" in run("read", "-", "--published", "soon", given=text).stderr


# --- places


@pytest.mark.parametrize(
    ("name", "start"), [("m.html", "<!doctype html>"), ("m.geojson", "{"), ("m.txt", "Map (as of")]
)
def test_the_ending_of_the_file_says_how_a_map_is_written(
    sample_desk: Path, tmp_path: Path, name: str, start: str
) -> None:
    assert invoke("map", "--desk", sample_desk, "--out", tmp_path / name) == ""
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_the_gazetteer_tells_where_it_comes_from_and_looks_up_a_name() -> None:
    assert "GeoNames" in invoke("gazetteer")
    assert "Donetsk region, UA" in invoke("gazetteer", "Bakhmut")
    assert "No place is called Qorvandel" in invoke("gazetteer", "Qorvandel")
    assert json.loads(invoke("gazetteer", "Bakhmut", "--json"))["places"][0]["name"] == "Bakhmut"


def test_a_gazetteer_is_not_built_of_what_is_no_dump(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("words", encoding="utf-8")
    for dump in ("d.txt", "gone.zip"):
        answer = run("gazetteer", "--add", tmp_path / dump, "--out", tmp_path / "g")
        assert answer.returncode == 1
        assert answer.stderr.startswith("sitrep: cannot build a gazetteer from")
        assert not (tmp_path / "g").exists()
    assert run("gazetteer", "--add", tmp_path / "d.txt").returncode == 2


def test_reading_knows_the_places_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text('[[place]]\nname = "Qorvandel"\nlat = 48.5\nlon = 37.9\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text("The village of Qorvandel was cut off.", encoding="utf-8")
    without = json.loads(invoke("read", tmp_path / "a.txt", "--jsonl"))
    known = json.loads(invoke("read", tmp_path / "a.txt", "--jsonl", "--places", tmp_path / "places.toml"))
    assert [place["lat"] for place in without["places"]] == [None]
    assert [place["lat"] for place in known["places"]] == [48.5]
    assert run("read", tmp_path / "a.txt", "--places", tmp_path / "gone.toml").returncode == 2


def test_serving_says_where_and_stops_at_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sitrep", "serve", "--desk", str(tmp_path / "d.db"), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as server:
        assert server.stdout
        address = json.loads(server.stdout.readline())["address"]
        assert address.startswith("http://127.0.0.1:")
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) in (0, -signal.SIGTERM)


def test_what_cannot_be_listened_on_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sitrep", "serve", "--desk", str(tmp_path / "d.db"), "--port", port]
        answer = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert answer.returncode == 1
    assert "cannot listen on 127.0.0.1" in answer.stderr
