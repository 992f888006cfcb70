"""A desk comes to no harm: from other programs' files, newer versions, two writers, full disks and sudden ends.

What takes a `place` holds for a file and for a server; what takes a `path` is of files.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Timer
from typing import Any

import msgspec
import pytest
from conftest import Place, PlaceOf

from sitrep.desk import Desk, open_desk
from sitrep.gather import Upload
from sitrep.ground.errors import DeskBusy, DeskError, DeskUnwritable, NewerDesk, NotADesk, SitrepError
from sitrep.ground.model import Failure, Published, Reading
from sitrep.keep import Dated, Store
from sitrep.keep.schema import APPLICATION_ID, MIGRATIONS, TABLES
from sitrep.link.stories import Sketch

AS_ROOT = os.geteuid() == 0
ADD = """
import resource, sys
from sitrep.desk import open_desk
from sitrep.ground.errors import DeskError

if int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    with open_desk(sys.argv[1]) as desk:
        desk.add(sys.argv[2], progress=lambda progress: print(progress.added, flush=True))
except DeskError as error:
    print(type(error).__name__, flush=True)
"""
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def place(path: Path, place_of: PlaceOf) -> Place:
    """Return a desk of either kind that is still to be made."""
    return place_of(path)


@pytest.fixture
def filled_place(place: Place, tmp_path: Path) -> Place:
    with open_desk(place) as desk:
        desk.add(write_rows(tmp_path / "rows.jsonl", 5))
    return place


def change(place: Place, statement: str, values: tuple[Any, ...] = ()) -> None:
    """Change a desk behind its back."""
    with Store.open(place) as store, store.transaction():
        store._engine.execute(statement, values)


def held(place: Place, folder: Path) -> dict[str, bytes]:
    """Return all that a desk holds, as it stands."""
    if isinstance(place, Path):
        return listed(folder)
    with Store.open(place) as store:
        tables = {table: sorted(map(repr, store._engine.rows(f"SELECT * FROM {table}"))) for table in (*TABLES, "desk")}
    return {table: "".join(rows).encode() for table, rows in tables.items()}


@pytest.fixture
def filled(path: Path) -> Path:
    with open_desk(path) as desk:
        desk.add(write_rows(path.parent / "rows.jsonl", 5))
    return path


def write_rows(path: Path, count: int, words: int = 40) -> Path:
    """Write so many different reports as JSON lines."""
    rows = (
        {"id": f"r{n}", "text": f"{n} bridges fell. " + " ".join(f"street{n + w}" for w in range(words))}
        for n in range(count)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def listed(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder with what they hold."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ask(path: Path, query: str) -> object:
    """Return what SQLite itself answers."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


def start_adding(desk: Place, rows: Path, most_bytes: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ADD, str(desk), str(rows), str(most_bytes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


# --- making and migrating


def test_a_new_desk_has_had_every_migration(path: Path) -> None:
    open_desk(path).close()
    assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)
    assert ask(path, "PRAGMA application_id") == APPLICATION_ID
    assert ask(path, "PRAGMA integrity_check") == "ok"


def test_an_empty_file_becomes_a_desk(path: Path) -> None:
    path.touch()
    with open_desk(path) as desk:
        assert desk.counts()["reports"] == 0


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_a_desk_file_of_any_older_version_is_brought_up_to_date(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    script = "".join(MIGRATIONS[:version])
    connection.executescript(f"PRAGMA application_id = {APPLICATION_ID}; {script}; PRAGMA user_version = {version};")
    connection.close()
    with open_desk(path) as desk:
        assert desk.add(write_rows(path.parent / "rows.jsonl", 1)).added == 1
    assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)


def test_opening_and_looking_changes_nothing(filled_place: Place, tmp_path: Path) -> None:
    before = held(filled_place, tmp_path)
    with open_desk(filled_place) as desk:
        desk.brief()
        desk.search("bridges")
    assert held(filled_place, tmp_path) == before


def test_two_may_make_one_desk_at_the_same_time(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    for statement in ";".join(MIGRATIONS).split(";\n"):
        other.execute(statement)
    other.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    commit = Timer(0.3, other.execute, ["COMMIT"])
    commit.start()
    try:
        with Store.open(path, busy_s=5) as store:
            assert store.counts()["reports"] == 0
    finally:
        commit.join()
        other.close()


def test_reading_again_needs_no_older_reading(filled_place: Place) -> None:
    older = msgspec.msgpack.encode({"id": 1, "other": []})
    change(filled_place, "UPDATE version SET reader = 0, reading = ?", (older,))
    with open_desk(filled_place) as desk:
        assert desk.reread() == 5
        assert desk.brief().head.reports == 5


# --- what is no desk


def test_a_desk_of_a_newer_version_is_refused_and_left_as_it_was(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = listed(filled.parent)
    with pytest.raises(NewerDesk, match="install a newer Sitrep") as caught:
        open_desk(filled)
    assert (caught.value.version, caught.value.path) == (len(MIGRATIONS) + 1, filled)
    assert listed(filled.parent) == before


def make_foreign(path: Path, journal: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(
        f"PRAGMA journal_mode = {journal}; CREATE TABLE notes (words); INSERT INTO notes VALUES ('mine')"
    )
    connection.close()


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_the_database_of_another_program_is_refused_and_left_as_it_was(path: Path, journal: str) -> None:
    make_foreign(path, journal)
    before = listed(path.parent)
    with pytest.raises(NotADesk, match="another program"):
        open_desk(path)
    assert listed(path.parent) == before


@pytest.mark.parametrize("content", [b"Dear diary,\n", b"\x00" * 5000, b"SQLite format 3\x00", b" "])
def test_another_file_is_refused_and_left_as_it_was(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotADesk, match="--desk"):
        open_desk(path)
    assert listed(path.parent) == {path.name: content}


def test_a_folder_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(NotADesk, match="a folder"):
        open_desk(tmp_path)
    assert listed(tmp_path) == {}


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DeskUnwritable, match="no folder"):
        open_desk(tmp_path / "gone" / "desk.db")
    assert listed(tmp_path) == {}


@pytest.mark.parametrize("begin", [1, 3, 6])
def test_a_damaged_desk_is_told_in_a_sentence(filled: Path, begin: int) -> None:
    content = bytearray(filled.read_bytes())
    content[begin * 4096 : (begin + 12) * 4096] = b"\xaa" * (12 * 4096)
    filled.write_bytes(content)
    with pytest.raises(SitrepError, match="damaged"), open_desk(filled) as desk:
        desk.brief()
        desk.add(write_rows(filled.parent / "more.jsonl", 50))


def test_a_damaged_index_of_words_is_told_in_a_sentence(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    with connection:
        connection.execute("UPDATE words_data SET block = x'ff' WHERE id > 10")
    connection.close()
    with pytest.raises(SitrepError, match="damaged"), open_desk(filled) as desk:
        desk.search("bridges")


# --- what cannot be written


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(DeskUnwritable, match="cannot write"):
        open_desk(folder / "desk.db")


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_file_that_cannot_be_written_is_told_in_a_sentence(filled: Path, mode: int) -> None:
    filled.chmod(mode)
    with pytest.raises(DeskUnwritable, match="cannot write"), open_desk(filled) as desk:
        desk.add(write_rows(filled.parent / "more.jsonl", 2))


def test_a_full_disk_is_told_and_earlier_batches_are_kept(path: Path) -> None:
    rows = write_rows(path.parent / "rows.jsonl", 400)
    child = start_adding(path, rows, most_bytes=600_000)
    *reported, end = child.communicate(timeout=60)[0].split()
    assert end == "DeskUnwritable"
    with open_desk(path) as desk:
        assert desk.counts()["reports"] == int(reported[-1]) < 400
        assert desk.add(rows).added == 400 - int(reported[-1])
    assert ask(path, "PRAGMA integrity_check") == "ok"


# --- two at once


@pytest.fixture
def held_elsewhere(filled: Path) -> Iterator[Path]:
    """Yield a desk that another process is writing to."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(filled)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    yield filled
    holder.communicate("")


def test_a_desk_that_another_process_writes_to_is_busy(held_elsewhere: Path) -> None:
    rows = write_rows(held_elsewhere.parent / "more.jsonl", 9)
    with Store.open(held_elsewhere, busy_s=0.1) as store:
        desk = Desk(store)
        with pytest.raises(DeskBusy, match="try again") as caught:
            desk.add(rows)
        assert caught.value.path == held_elsewhere
        assert desk.brief().head.reports == 5  # one who only looks need not wait


def test_a_new_file_that_another_connection_holds_is_busy(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DeskBusy):
            Store.open(path, busy_s=0.1)
    finally:
        other.close()


def test_a_writer_waits_for_a_short_while(filled: Path) -> None:
    other = sqlite3.connect(filled, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    commit = Timer(0.2, other.execute, ["COMMIT"])
    commit.start()
    with open_desk(filled) as desk:
        assert desk.add(write_rows(filled.parent / "rows.jsonl", 6)).added == 1
    commit.join()
    other.close()


HOLD_STORE = """
import sys
from sitrep.keep import Store

with Store.open(sys.argv[1]) as store, store.transaction():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_desk_is_busy_while_another_process_writes_and_can_be_read(filled_place: Place, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD_STORE, str(filled_place)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with Desk(Store.open(filled_place, busy_s=0.1)) as desk:
        with pytest.raises(DeskBusy, match="try again") as caught:
            desk.add(write_rows(tmp_path / "more.jsonl", 9))
        assert caught.value.path == filled_place
        assert desk.brief().head.reports == 5
        holder.communicate("")
        assert desk.add(tmp_path / "more.jsonl").added == 4


def test_two_who_have_a_desk_open_see_what_the_other_has_kept(filled_place: Place, tmp_path: Path) -> None:
    with open_desk(filled_place) as one, open_desk(filled_place) as other:
        assert one.add(write_rows(tmp_path / "rows.jsonl", 9)).added == 4
        assert other.brief().head.reports == 9
        assert other.add(tmp_path / "rows.jsonl").unchanged == 9


# --- sudden ends


@pytest.mark.parametrize(("batches", "wait_s"), [(0, 0.0), (1, 0.0), (2, 0.01), (4, 0.03)])
def test_a_killed_process_loses_nothing_that_it_had_reported(
    place: Place, tmp_path: Path, batches: int, wait_s: float
) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", 2000)
    child = start_adding(place, rows)
    assert child.stdout
    reported = [child.stdout.readline() for _ in range(batches + 1)][-1:]
    time.sleep(wait_s)
    child.send_signal(signal.SIGKILL)
    reported += child.communicate(timeout=30)[0].splitlines()
    least = max(int(line) for line in reported if line.strip())
    with open_desk(place) as desk:
        assert least <= desk.counts()["reports"] < 2000
        assert desk.counts()["reports"] % 32 == 0  # whole batches only
        assert desk.brief().head.reports == desk.counts()["reports"]
    if isinstance(place, Path):
        assert ask(place, "PRAGMA integrity_check") == "ok"


def test_an_interruption_inside_a_batch_leaves_nothing_of_it(filled_place: Place) -> None:
    with Store.open(filled_place) as store:
        with pytest.raises(KeyboardInterrupt), store.transaction():
            store.forget_failure("anything")
            raise KeyboardInterrupt
        with store.transaction():
            pass
    with open_desk(filled_place) as desk:
        assert desk.counts()["reports"] == 5


def test_every_error_of_a_desk_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as caught:
        open_desk(tmp_path)
    assert caught.value.path == tmp_path


# --- inferred days

RECEIVED = date(2022, 6, 1)
MIXED = (
    {
        "id": "day",
        "published": "2022-05-09",
        "text": "The Sorne burst its banks in Velmar at the Carrow dam, and a café was lost.",
    },
    {"id": "next day", "published": "2022-05-10", "text": "Boats searched Velmar on Tuesday."},
    {"id": "month", "published": "2022-05", "text": "Velmar counted its bridges."},
    {"id": "either", "published": "03/04/2022", "text": "Velmar bought pumps."},
    {"id": "none", "text": "Velmar, May 12 — The Sorne fell yesterday at the Carrow dam."},
    {"id": "never", "text": "Knitters finished scarves."},
)


def add_mixed(place: Place, folder: Path, rows: Iterable[dict[str, Any]] = MIXED, received: date = RECEIVED) -> None:
    """Add dated and undated rows to a desk, from a file in a folder, received at noon of a day."""
    source = folder / "mixed.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    noon = datetime(received.year, received.month, received.day, 12, tzinfo=UTC)
    with Desk(Store.open(place), lambda: noon) as desk:
        assert not desk.add(source).failures


@pytest.fixture
def mixed(place: Place, tmp_path: Path) -> Iterator[Store]:
    add_mixed(place, tmp_path)
    with Store.open(place) as store:
        yield store


def names_of(store: Store, version_ids: Iterable[int]) -> set[str]:
    return {store.version(id_).report.id for id_ in version_ids}


def test_undated_are_the_versions_without_a_stated_date_that_stood_on_a_day(mixed: Store) -> None:
    undated = mixed.undated(as_of=RECEIVED.toordinal())
    assert [version.report.id for version in undated] == ["none", "never"]
    assert [version.id for version in undated] == sorted(version.id for version in undated)
    assert mixed.undated(as_of=RECEIVED.toordinal() - 1) == []
    assert mixed.has_undated()


def test_a_desk_of_dated_reports_has_none_undated(place: Place, tmp_path: Path) -> None:
    add_mixed(place, tmp_path, MIXED[:4])
    with Store.open(place) as store:
        assert not store.has_undated()
        assert store.undated(as_of=RECEIVED.toordinal()) == []


def test_only_the_newest_version_of_an_undated_report_stands(place: Place, tmp_path: Path) -> None:
    row = {"url": "https://o.example/x", "text": "Velmar waits."}
    add_mixed(place, tmp_path, [row])
    add_mixed(place, tmp_path, [{**row, "text": "Velmar waits and waits."}], date(2022, 6, 2))
    add_mixed(place, tmp_path, [{**row, "published": "2022-05-09"}], date(2022, 6, 3))
    with Store.open(place) as store:
        standing = [[version.number for version in store.undated(as_of=RECEIVED.toordinal() + n)] for n in range(4)]
        assert standing == [[1], [2], [], []]
        assert [len(store.dated_ids(RECEIVED.toordinal() + n)) for n in range(4)] == [0, 0, 1, 1]


def test_dated_are_the_versions_of_one_stated_day_that_could_be_known(mixed: Store) -> None:
    may = date(2022, 5, 1).toordinal()
    for day, names in ((8, set()), (9, {"day"}), (10, {"day", "next day"}), (60, {"day", "next day"})):
        assert names_of(mixed, mixed.dated_ids(may + day - 1)) == names


def test_a_word_is_found_without_regard_to_case_and_accents_and_never_as_an_expression(mixed: Store) -> None:
    assert names_of(mixed, mixed.find_word("sorne")) == {"day", "none"}
    assert names_of(mixed, mixed.find_word("CAFE")) == {"day"}
    assert mixed.find_word("atlantis") == set()
    assert names_of(mixed, mixed.find_word("sorne*")) == {"day", "none"}
    for odd in ('"', "NOT", "sorne OR pumps", "title:sorne", "sor*", "x’y", "(", "^", ""):
        assert mixed.find_word(odd) == set(), odd


def test_the_mark_of_a_moment_tells_what_could_be_known_then(place: Place, tmp_path: Path) -> None:
    add_mixed(place, tmp_path, MIXED[:1])
    days = [date(2022, 5, day).toordinal() for day in (9, 10, 11)]
    marks = []
    for rows in ([], MIXED[1:2], [{"id": "late", "published": "2022-06-02", "text": "Velmar built anew."}]):
        add_mixed(place, tmp_path, rows, date(2022, 6, 9))
        with Store.open(place) as store:
            marks.append([store.evidence_mark(day) for day in days])
    assert marks[0][0] == marks[0][1] == marks[0][2]
    assert marks[1][0] == marks[0][0] != marks[1][1] == marks[1][2]
    assert marks[2] == marks[1]


def test_an_edit_changes_the_mark(place: Place, tmp_path: Path) -> None:
    row = {"url": "https://o.example/x", "published": "2022-05-09", "text": "Velmar waits."}
    add_mixed(place, tmp_path, [row])
    with Store.open(place) as store:
        before = store.evidence_mark(RECEIVED.toordinal())
    add_mixed(place, tmp_path, [{**row, "text": "Velmar slept."}])
    with Store.open(place) as store:
        assert store.evidence_mark(RECEIVED.toordinal()) != before


def dated(edtf: str | None, story: int = 7) -> Dated:
    """Return something that was inferred."""
    published = Published(edtf, "inferred", ("a reason",), ("another",)) if edtf else Published()
    return Dated(story, published, Reading(id="none", published=published))


def test_what_was_inferred_is_kept_by_its_mark(mixed: Store) -> None:
    none, never = (version.id for version in mixed.undated(as_of=RECEIVED.toordinal()))
    found = {none: dated("2022-05-12"), never: dated(None, story=2**32 - 1)}
    with mixed.transaction():
        mixed.keep_inferred("1.1.a", found)
    assert mixed.inferred("1.1.a") == mixed.inferred("1.1.%") == found
    assert mixed.inferred("1.1.b") == mixed.inferred("1.1") == mixed.inferred("2.%") == {}


def test_what_is_inferred_later_takes_the_place_of_what_was(mixed: Store) -> None:
    none, never = (version.id for version in mixed.undated(as_of=RECEIVED.toordinal()))
    with mixed.transaction():
        mixed.keep_inferred("1.1.a", {none: dated("2022-05-12"), never: dated(None)})
        mixed.keep_inferred("1.1.b", {none: dated("2022-05-13")})
    assert mixed.inferred("1.1.a") == {never: dated(None)}
    assert mixed.inferred("1.1.b") == {none: dated("2022-05-13")}


def test_an_interruption_keeps_nothing_of_what_was_inferred(mixed: Store) -> None:
    before = mixed.inferred("%")
    with pytest.raises(KeyboardInterrupt), mixed.transaction():
        mixed.keep_inferred("1.1.a", {1: dated("2022-05-12")})
        raise KeyboardInterrupt
    assert mixed.inferred("%") == before


def test_what_was_inferred_can_be_forgotten(mixed: Store) -> None:
    assert mixed.inferred("%")
    with mixed.transaction():
        mixed.forget_inferred()
    assert mixed.inferred("%") == {}


def test_a_new_reading_changes_the_mark(mixed: Store) -> None:
    before = mixed.evidence_mark(RECEIVED.toordinal())
    with mixed.transaction():
        mixed.replace_reading(1, "en", Reading(id="day"), 99)
    assert mixed.evidence_mark(RECEIVED.toordinal()) != before


def test_adding_keeps_what_it_infers_so_that_looking_writes_nothing(place: Place, tmp_path: Path) -> None:
    add_mixed(place, tmp_path)
    with Store.open(place) as store:
        kept = {store.version(id_).report.id: each.published.how for id_, each in store.inferred("%").items()}
    assert kept == {"none": "inferred", "never": "unknown"}
    before = held(place, tmp_path)
    noon = datetime(2022, 6, 5, 12, tzinfo=UTC)
    with Desk(Store.open(place), lambda: noon) as desk:
        desk.brief()
        desk.timeline()
        list(desk.export())
        desk.brief(as_of="2022-05-09")
        desk.show("none")
        desk.search("Velmar")
    assert held(place, tmp_path) == before


NEWER = "ruling inferred unit_key alike unit_name runs gists story_key near sketch feed page"  # not in the first desks


def test_a_desk_from_before_inference_keeps_its_reports_and_dates_them(path: Path) -> None:
    """Version 2 of the desk brought the table of inferred days."""
    add_mixed(path, path.parent)
    with open_desk(path) as desk:
        rows = list(desk.export(as_of="2022-06-05"))
    connection = sqlite3.connect(path)
    connection.executescript(
        "".join(f"DROP TABLE {table};" for table in NEWER.split())
        + "DROP INDEX version_evidence; DROP INDEX version_linked; DROP INDEX version_url; DROP INDEX version_early; "
        "DROP INDEX version_language; "
        "ALTER TABLE version DROP COLUMN linked; "
        "PRAGMA user_version = 1;"
    )
    connection.close()
    with open_desk(path) as desk:
        assert list(desk.export(as_of="2022-06-05")) == rows
        assert {row["id"]: row["reading"]["published"]["edtf"] for row in rows}["none"] == "2022-05-12"
    assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)
    add_mixed(path, path.parent, [{"id": "more", "text": "Velmar sleeps at the Sorne."}], date(2022, 6, 2))
    assert ask(path, "SELECT count(*) FROM inferred") == 3


def test_inferred_days_of_a_version_go_with_it(place: Place, tmp_path: Path) -> None:
    add_mixed(place, tmp_path)
    change(place, "DELETE FROM version WHERE name = 'none'")
    with Store.open(place) as store:
        assert len(store.inferred("%")) == 1


# --- periods, and what another process does


@pytest.mark.parametrize(
    ("since", "as_of", "wanted"),
    [
        (date(2022, 6, 3), date(2022, 6, 3), ["day", "month"]),
        (date(2022, 6, 4), date(2022, 6, 9), ["later", "day", "month"]),
        (date(2022, 6, 1), date(2022, 6, 1), ["day", "month"]),
        (date(2022, 7, 1), date(2022, 7, 1), []),
    ],
)
def test_what_states_a_day_to_come_counts_from_its_receipt(
    place: Place, tmp_path: Path, since: date, as_of: date, wanted: list[str]
) -> None:
    text = "Seven bridges fell at Velmar."
    early = [
        {"id": "day", "text": text, "published": "2022-06-05"},
        {"id": "month", "text": text, "published": "2022-06"},
    ]
    add_mixed(place, tmp_path, early, date(2022, 6, 1))
    add_mixed(place, tmp_path, [{"id": "later", "text": text, "published": "2022-06-04"}], date(2022, 6, 8))
    with Store.open(place) as store:
        found = store.versions(as_of=as_of.toordinal(), since=since.toordinal())
        every = [v for v in store.versions(as_of=as_of.toordinal()) if v in store.versions(since=since.toordinal())]
    assert sorted(version.report.id for version in found) == sorted(wanted)
    assert found == every


def test_a_store_tells_once_that_another_process_has_written(filled_place: Place) -> None:
    failure = Failure("item", "it is empty")
    with Store.open(filled_place) as store, Store.open(filled_place) as other:
        store.has_changed()
        assert not store.has_changed()
        with store.transaction():
            store.keep_failure(failure, None, datetime(2022, 6, 1, tzinfo=UTC))
        assert not store.has_changed()
        with other.transaction():
            other.forget_failure(failure.item)
        assert store.has_changed()
        assert not store.has_changed()


def test_nothing_at_hand_outlives_what_another_process_writes(place: Place, tmp_path: Path) -> None:
    texts = "The bridge at Velmar fell into the Sorne.", "Velmar has no bridge, and the Sorne rises at Velmar."
    rows = [{"id": f"r{n}", "text": text, "published": f"2022-05-0{1 + 4 * n}"} for n, text in enumerate(texts)]
    add_mixed(place, tmp_path, rows)
    with open_desk(place) as desk, Store.open(place) as other:
        change(place, "DELETE FROM near")  # two stories, of which one follows on the other
        assert [story.after is None for story in desk.stories()] == [True, False]
        for version_id, _, content in other.links.sketches([1, 2]):
            sketch = msgspec.structs.replace(msgspec.msgpack.decode(content, type=Sketch), words={})
            new = msgspec.msgpack.encode(sketch), version_id
            change(place, "UPDATE sketch SET content = ? WHERE version_id = ?", new)
        assert [story.after is None for story in desk.stories()] == [True, True]


def test_a_second_process_takes_nothing_from_a_desk_that_is_open_more_than_once(tmp_path: Path) -> None:
    """Locks on a file belong to the process: another look at the header must not give them up."""
    path = tmp_path / "desk.db"
    other = "import sys; from sitrep.desk import open_desk; open_desk(sys.argv[1]).close()"
    with open_desk(path) as first, open_desk(path) as second:
        first.add(Upload("a.txt", b"Two bridges fell, the mayor said."))
        subprocess.run([sys.executable, "-c", other, str(path)], check=True)
        assert path.with_name("desk.db-wal").exists()
        second.add(Upload("b.txt", b"Three dams broke, the governor said."))
        assert first.counts()["reports"] == second.counts()["reports"] == 2
    with open_desk(path) as again:
        assert again.counts()["reports"] == 2
