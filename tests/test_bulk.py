"""An archive is read once whatever happens on the way, and what is chosen of it is what a desk would have read."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from test_warc import HTML, make_record, make_response

from sitrep.desk import open_desk
from sitrep.ground.errors import BadRequest
from sitrep.ground.lexicon import DATA
from sitrep.link.echoes import LEAST_SHARE
from sitrep.link.joined import join_chains
from sitrep.reader import read_item
from sitrep.tell.echoes import sort_joints

for needed in ("daft", "pyarrow", "resiliparse"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: pip install 'sitrep[bulk]'")

from pyarrow import fs, parquet  # noqa: E402

from sitrep.bulk.beside import Task, read_task  # noqa: E402
from sitrep.bulk.folders import Folder  # noqa: E402
from sitrep.bulk.parts import READ_BY, load_marks, mark_name, read_part  # noqa: E402
from sitrep.bulk.queries import parse_query  # noqa: E402
from sitrep.bulk.records import read_records  # noqa: E402
from sitrep.bulk.sources import cut_source, find_sources  # noqa: E402
from sitrep.bulk.tables import TABLES  # noqa: E402
from sitrep.gather import gather  # noqa: E402
from sitrep.ground.model import Failure, Raw  # noqa: E402

SAMPLE = Path(str(DATA)) / "sample"
SRC = Path(__file__).parent.parent / "src"
LATEST = date(2027, 1, 1)
Row = dict[str, Any]


def command(*arguments: str | Path, **environment: str) -> list[str]:
    return [sys.executable, "-m", "sitrep", "bulk", *map(str, arguments)]


def inside(**more: str) -> dict[str, str]:
    """Return the environment in which the engine runs, apart from the tests: it opens sockets of its own."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([*more.pop("paths", "").split(), str(SRC)])} | more


def run(*arguments: str | Path, code: int = 0, **environment: str) -> str:
    """Return what a command of the door printed."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, env=inside(**environment), check=False)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def rows_of(archive: Path, table: str) -> list[Row]:
    """Return all rows of a table, in an order that does not hang on who wrote them."""
    rows = [row for path in sorted((archive / table).glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def tables_of(archive: Path) -> dict[str, list[Row]]:
    return {table: rows_of(archive, table) for table in TABLES}


def sample_rows() -> list[Row]:
    """Return the reports of the shipped sample as JSON objects with their texts."""
    rows = [json.loads(line) for line in (SAMPLE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        {"id": row["file"], "text": (SAMPLE / row["file"]).read_text(encoding="utf-8")}
        | {name: row[name] for name in ("outlet", "url", "published") if row[name]}
        for row in rows
    ]


def write_lines(path: Path, rows: Sequence[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def make_html(text: str, title: str = "A headline") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    return (
        f"<html lang='en'><head><title>{title}</title><meta property='og:site_name' content='Post'></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def page_record(number: int, body: bytes) -> bytes:
    return gzip.compress(make_record("response", f"https://post.example/{number}", make_response(body)))


@pytest.fixture(scope="session")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample as JSON lines."""
    return write_lines(tmp_path_factory.mktemp("sample") / "sample.jsonl", sample_rows())


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, lines: Path) -> Path:
    """Return the tables of the sample, with its echoes."""
    out = tmp_path_factory.mktemp("archive") / "out"
    run("read", lines, "--out", out, "--jobs", "2", "--json")
    run("echoes", out, "--json")
    return out


# --- parts and records


def items(path: Path, part_bytes: int) -> list[Raw | Failure]:
    return [
        item
        for source in find_sources([str(path)])
        for part in cut_source(source, part_bytes)
        for item in read_records(part)
    ]


@pytest.mark.parametrize("size", [1, 50, 1000, 100_000])
def test_however_lines_are_cut_each_is_read_once(tmp_path: Path, size: int) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"text": "x" * (number % 90)} for number in range(60)])
    whole = items(path, 10**9)
    assert items(path, size) == whole
    assert [msgspec.json.decode(item.content)["text"] for item in whole] == [
        "x" * (number % 90) for number in range(60)
    ]


def test_rows_of_parquet_are_cut_by_row_groups(tmp_path: Path) -> None:
    import pyarrow as pa

    texts = [f"Bridge {number} fell." for number in range(50)]
    table = pa.table({"headline": texts, "body": texts, "publish_date": [date(2026, 3, 1)] * 50, "other": range(50)})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=7)
    found = items(tmp_path / "a.parquet", 1)
    assert found == items(tmp_path / "a.parquet", 10**9)
    assert [item.name.rpartition("#")[2] for item in found] == [str(number) for number in range(50)]
    assert msgspec.json.decode(found[3].content) == {
        "headline": texts[3],
        "body": texts[3],
        "publish_date": "2026-03-01",
    }


def test_a_row_whose_moment_no_calendar_has_costs_itself_only(tmp_path: Path) -> None:
    import pyarrow as pa

    moments = pa.array([0, 2**62, 1], pa.timestamp("us"))
    parquet.write_table(pa.table({"text": ["a", "b", "c"], "date": moments}), tmp_path / "a.parquet")
    found = items(tmp_path / "a.parquet", 10**9)
    assert [isinstance(item, Failure) for item in found] == [False, True, False]
    assert "the row cannot be read" in found[1].reason  # type: ignore[union-attr]


def test_packed_lines_that_are_cut_off_give_what_they_hold(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(b'{"text": "Bridge %d fell."}\n' % number for number in range(2000)))
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *found, failure = items(tmp_path / "a.jsonl.gz", 100)
    assert len(found) > 100
    assert failure.reason == "its compression is broken; what stands before it was read"


def test_sources_are_files_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "b.jsonl", "deep/c.parquet", "d.txt", ".hidden/e.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    named = {
        name: [Path(source.address).name for source in find_sources([str(tmp_path / name)])]
        for name in ("", "a.warc.gz", "*.jsonl", "*/*.parquet")
    }
    assert named == {
        "": ["a.warc.gz", "b.jsonl", "c.parquet"],
        "a.warc.gz": ["a.warc.gz"],
        "*.jsonl": ["b.jsonl"],
        "*/*.parquet": ["c.parquet"],
    }
    with pytest.raises(BadRequest, match="no file of an archive is there"):
        find_sources([str(tmp_path / "d.txt")])


def test_a_broken_file_of_parquet_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing more")
    (failure,) = items(tmp_path / "a.parquet", 10)
    assert failure.reason.startswith("it is no Parquet that can be read")


# --- reading


def test_the_tables_hold_what_reading_says(archive: Path, lines: Path) -> None:
    read = [msgspec.json.decode(read_item(item)) for item in gather([lines])]  # type: ignore[arg-type]
    ids = {row["report"]: row["id"] for row in rows_of(archive, "reports")}
    assert sorted(ids.values()) == sorted(reading["id"] for reading in read)
    for table in ("claims", "times", "places", "figures"):
        found = sorted((ids[row["report"]], row["number"]) for row in rows_of(archive, table))
        assert found == sorted((each["id"], at) for each in read for at in range(len(each[table])))
    figures = {(ids[row["report"]], row["number"]): row for row in rows_of(archive, "figures")}
    for each in read:
        for at, figure in enumerate(each["figures"]):
            row = figures[each["id"], at]
            assert {name: row[name] for name in figure} == figure


def test_the_texts_keep_their_characters(archive: Path) -> None:
    assert {row["id"]: row["text"] for row in rows_of(archive, "reports")} == {
        row["id"]: row["text"] for row in sample_rows()
    }


def test_what_is_broken_costs_itself_and_is_a_row(tmp_path: Path) -> None:
    text = sample_rows()[7]["text"]
    good = page_record(1, make_html(text))
    broken = bytearray(page_record(2, make_html(text)))
    broken[200:220] = bytes(20)
    records = [
        good,
        bytes(broken),
        gzip.compress(make_record("response", "https://post.example/3", b"\x00no http")),
        page_record(4, b"\xff\xfe\x00" * 50),
        page_record(5, b"<html><body>" + b"<div>" * 3_000 + b"</html>"),
        page_record(6, b""),
        gzip.compress(make_record("response", "https://post.example/7", make_response(b"<p>", "404 Gone", HTML))),
        page_record(8, make_html(text.replace("quake", "tremor"))),
    ]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(records))
    write_lines(tmp_path / "b.jsonl", [{"text": text}, {"title": "no text"}])
    with (tmp_path / "b.jsonl").open("ab") as file:
        file.write(b'{"text": "half a char\\ud800"}\n{broken\n')
    told = json.loads(run("read", tmp_path, "--out", tmp_path / "out", "--json"))
    assert (told["pages"], told["failures"]) == (3, 8)
    addresses = {row["url"] for row in rows_of(tmp_path / "out", "reports")}
    assert addresses == {"https://post.example/1", "https://post.example/8", None}
    assert len(rows_of(tmp_path / "out", "failures")) == 8


def test_in_an_object_store_files_are_put_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())  # no local one, as far as anybody can see
    monkeypatch.setattr("sitrep.bulk.folders.find_store", lambda _address: (store, "out"))
    (part,) = cut_source(find_sources([str(write_lines(tmp_path / "a.jsonl", sample_rows()[:3]))])[0])
    folder = Folder("s3://bucket/out")
    for inner in (*TABLES, "parts"):
        folder.make(inner)
    done = read_part(part, folder)
    assert (done.pages, load_marks(folder)) == (3, {part.id: done})
    assert len(rows_of(tmp_path / "out", "reports")) == 3
    assert [path.name for path in tmp_path.rglob("*.part")] == []


def test_a_source_that_has_gone_is_told_and_tried_again(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", sample_rows()[:2])
    (part,) = cut_source(find_sources([str(path)])[0])
    path.unlink()
    folder = Folder(str(tmp_path / "out"))
    for inner in (*TABLES, "parts"):
        folder.make(inner)
    assert read_task(Task(part, folder.address)).error == "No such file or directory"
    assert load_marks(folder) == {}


def test_what_is_read_is_not_read_into(tmp_path: Path) -> None:
    (tmp_path / "arch").mkdir()
    write_lines(tmp_path / "arch" / "a.jsonl", sample_rows()[:1])
    assert "it holds what is to be read" in run("read", tmp_path / "arch", "--out", tmp_path / "arch", code=2)


def test_a_second_run_reads_nothing_and_a_changed_source_is_read_anew(tmp_path: Path) -> None:
    path, out = write_lines(tmp_path / "a.jsonl", sample_rows()[:6]), tmp_path / "out"
    other = write_lines(tmp_path / "b.jsonl", sample_rows()[6:9])
    first = json.loads(run("read", path, other, "--out", out, "--json"))
    second = json.loads(run("read", path, other, "--out", out, "--json"))
    assert (first["parts"], first["before"], first["pages"]) == (2, 0, 9)
    assert (second["before"], second["pages"], second["told"]) == (2, 0, [])
    write_lines(path, sample_rows()[:4])
    third = json.loads(run("read", path, other, "--out", out, "--json"))
    assert (third["before"], third["pages"], third["again"]) == (1, 4, 1)
    assert "has changed since it was read" in third["told"][0]
    assert len(rows_of(out, "reports")) == 7


def test_what_another_reader_read_is_not_mixed_in(tmp_path: Path) -> None:
    path, out = write_lines(tmp_path / "a.jsonl", sample_rows()[:2]), tmp_path / "out"
    run("read", path, "--out", out)
    folder = Folder(str(out))
    (part,) = load_marks(folder)
    folder.write(mark_name(part), folder.read(mark_name(part)).replace(READ_BY.encode(), b"sitrep 0.0.1, reader 1"))
    assert "cannot go on with what sitrep 0.0.1, reader 1 has read" in run("read", path, "--out", out, code=2)
    assert "2 pages" in run("read", path, "--out", out, "--again")


def kill_when(process: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Kill a process with all that it started, after some time."""
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_and_started_again_it_ends_with_the_same_rows(tmp_path: Path) -> None:
    texts = [row["text"] for row in sample_rows()]
    pages = [page_record(n, make_html(f"{texts[n % 55]}\n{texts[(n * 7) % 55]}")) for n in range(240)]
    for number in range(8):  # files, since parts of a megabyte would hold all pages
        (tmp_path / f"p{number}.warc.gz").write_bytes(b"".join(pages[number * 30 : number * 30 + 30]))
    sources = sorted(tmp_path.glob("p*.warc.gz"))
    run("read", *sources, "--out", tmp_path / "whole", "--jobs", "2")
    for seconds in (2.0, 2.6):
        with subprocess.Popen(
            command("read", *sources, "--out", tmp_path / "killed"),
            env=inside(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            kill_when(process, seconds=seconds)
    told = json.loads(run("read", *sources, "--out", tmp_path / "killed", "--json"))
    assert told["parts"] == 8
    assert tables_of(tmp_path / "killed") == tables_of(tmp_path / "whole")
    left = [
        path for path in (tmp_path / "killed").rglob("*") if path.is_file() and path.suffix not in (".parquet", ".json")
    ]
    assert left == []


DEADLY = """
import os
import resiliparse.extract.html2text as html2text
real = html2text.extract_plain_text
def extract(tree, **options):
    if "poison" in (tree.document.query_selector("title").text or ""):
        os.kill(os.getpid(), 9)
    return real(tree, **options)
html2text.extract_plain_text = extract
"""


def test_a_page_that_kills_its_process_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    texts = [row["text"] for row in sample_rows()]
    for name in ("a", "b"):
        pages = [page_record(n, make_html(texts[n], "poison" if (name, n) == ("a", 3) else "T")) for n in range(6)]
        (tmp_path / f"{name}.warc.gz").write_bytes(b"".join(pages))
    out = tmp_path / "out"
    told = json.loads(run("read", tmp_path, "--out", out, "--jobs", "2", "--json", paths=str(tmp_path)))
    assert (told["pages"], told["failures"]) == (11, 1)
    (failure,) = rows_of(out, "failures")
    assert failure["reason"] == "the process that read it died twice"
    assert "a.warc.gz#" in failure["item"]


# --- echoes


def groups_of(archive: Path) -> set[frozenset[str]]:
    ids = {row["report"]: row["id"] for row in rows_of(archive, "reports")}
    groups: dict[int, set[str]] = {}
    for row in rows_of(archive, "echo_groups"):
        groups.setdefault(row["group"], set()).add(ids[row["report"]])
    return {frozenset(members) for members in groups.values()}


def desk_groups(lines: Path, folder: Path) -> set[frozenset[str]]:
    """Return the reports that a desk takes as one text by the words that they carry on."""
    with open_desk(folder / "desk.db") as desk:
        desk.add(lines)
        evidence = desk._evidence
        versions = evidence.versions(LATEST, None)
        sources = evidence.told(versions)
        joints = evidence.joints(versions, ())
    pairs = [
        (joint.one, joint.other)
        for joint, sort in zip(joints, sort_joints(sources, joints), strict=True)
        if sort == "text" and joint.share >= LEAST_SHARE
    ]
    groups: dict[int, set[str]] = {}
    for place, first in join_chains(range(len(sources)), pairs).items():
        groups.setdefault(first, set()).add(sources[place].report.id)
    return {frozenset(members) for members in groups.values() if len(members) > 1}


def test_the_groups_are_those_of_a_desk(archive: Path, lines: Path, tmp_path: Path) -> None:
    found = groups_of(archive)
    assert found
    assert found == desk_groups(lines, tmp_path)


def test_boilerplate_joins_no_reports(tmp_path: Path) -> None:
    footer = " ".join(f"footer{number}" for number in range(30))
    rows = [
        {"id": f"{n}", "text": " ".join(f"w{n}x{m}" for m in range(40)) + f"\n\n{footer}.", "outlet": "Post"}
        | {"published": f"2026-03-{1 + 3 * n:02}"}
        for n in range(5)
    ]
    copied = dict(rows[0], id="copy", outlet="Times", published="2026-03-02")
    path = write_lines(tmp_path / "a.jsonl", [*rows[:4], rows[4], copied])
    run("read", path, "--out", tmp_path / "out")
    run("echoes", tmp_path / "out")
    assert groups_of(tmp_path / "out") == desk_groups(path, tmp_path)


def test_a_text_that_very_many_carry_is_one_group(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(60)]
    rows = []
    for number in range(150):
        mine = list(words)
        mine[number % 60] = f"other{number}"
        rows.append({"id": f"c{number}", "text": " ".join(mine)})
    run("read", write_lines(tmp_path / "a.jsonl", rows), "--out", tmp_path / "out")
    told = json.loads(run("echoes", tmp_path / "out", "--json"))
    assert (told["groups"], told["grouped"]) == (1, 150)
    assert told["common_keys"] > 0
    assert told["candidates"] < 150 * 149 / 4


# --- selecting


def selected(archive: Path, *options: str) -> set[str]:
    return {json.loads(line)["id"] for line in run("select", archive, *options).splitlines()}


def test_words_places_voices_and_periods_choose(archive: Path) -> None:
    words = {row["id"]: set(re.findall(r"\w+", row["text"].lower())) for row in sample_rows()}
    both = {id_ for id_, held in words.items() if {"hatay", "rescue"} <= held}
    assert selected(archive, "--query", "HATAY rescue") == both > set()
    voices = {row["report"] for row in rows_of(archive, "claims") if "erdogan" in (row["voice"] or "").lower()}
    ids = {row["report"]: row["id"] for row in rows_of(archive, "reports")}
    assert selected(archive, "--voice", "erdogan") == {ids[report] for report in voices}
    lands = {ids[row["report"]] for row in rows_of(archive, "places") if row["country"] == "SY"}
    assert selected(archive, "--place", "Syria") >= lands > set()
    days = {row["id"]: row["published"] for row in rows_of(archive, "reports")}
    within = {id_ for id_, day in days.items() if day and "2023-02-08" <= day <= "2023-02-09" and len(day) == 10}
    assert selected(archive, "--since", "2023-02-08", "--until", "2023-02-09") >= within > set()


@pytest.mark.parametrize(
    ("query", "shape"),
    [("", []), ("a b", [[1, 1]]), ("a NOT b OR c", [[1, 0], [1]]), ('"a b" AND c', [[1, 1]]), ("NOT a", [[0]])],
)
def test_queries(query: str, shape: list[list[int]]) -> None:
    assert [[int(term.is_wanted) for term in terms] for terms in parse_query(query)] == shape


@pytest.mark.parametrize("query", ["NOT", "a OR", "a NOT", '""'])
def test_queries_that_end_in_the_middle_are_refused(query: str) -> None:
    with pytest.raises(BadRequest, match="cannot read the query"):
        parse_query(query)


def test_what_is_selected_reads_on_a_desk_as_if_it_had_been_added(archive: Path, lines: Path, tmp_path: Path) -> None:
    chosen = subprocess.run(command("select", archive), stdout=subprocess.PIPE, env=inside(), check=True).stdout
    add = [sys.executable, "-m", "sitrep", "add", "-", "--desk", str(tmp_path / "a.db")]
    subprocess.run(add, input=chosen, env=inside(), check=True, stdout=subprocess.DEVNULL)
    with open_desk(tmp_path / "a.db") as mine, open_desk(tmp_path / "b.db") as direct:
        direct.add(lines)
        assert exported(mine) == exported(direct)


def exported(desk: Any) -> dict[str, Row]:
    rows = [msgspec.to_builtins(row) for row in desk.export()]
    return {row["id"]: {name: row[name] for name in ("text", "title", "outlet", "url", "reading")} for row in rows}


# --- a cluster


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a cluster of two workers on this machine, which is gone afterwards."""
    ray = str(Path(sys.executable).parent / "ray")
    start = [ray, "start", "--block", "--num-cpus=1", "--disable-usage-stats", "--object-store-memory=100000000"]
    address = "127.0.0.1:26379"
    with TemporaryDirectory(prefix="ray") as folder:  # a short name: sockets lie below it
        head = ["--head", "--port=26379", "--include-dashboard=false", f"--temp-dir={folder}"]
        started: list[subprocess.Popen[str]] = []
        try:
            for more in (head, [f"--address={address}"]):
                started.append(subprocess.Popen([*start, *more], env=inside(), stdout=subprocess.PIPE, text=True))
                assert any("Ray runtime started" in line for line in started[-1].stdout or ())
            yield address
        finally:
            for process in reversed(started):
                process.terminate()
                process.communicate()


@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install 'sitrep[ray]'")
def test_two_workers_of_a_cluster_make_the_same_tables(archive: Path, lines: Path, tmp_path: Path) -> None:
    with cluster() as address:
        run("read", lines, "--out", tmp_path / "out", "--runner", "ray", "--address", address, "--jobs", "2")
    assert tables_of(tmp_path / "out") == tables_of(archive)
