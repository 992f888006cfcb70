"""Whatever a file, a folder or a pipe holds: items in order, what cannot be taken in among them, nothing raised."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sitrep.gather import count_items, gather
from sitrep.ground.model import Failure, Raw

MB = 1024 * 1024
AS_ROOT = os.geteuid() == 0
WORDS = b"One bridge fell.\n"


def names_of(*sources: str | Path, stdin: bytes | None = None) -> list[str]:
    """Return what was gathered: the last part of each name, a failure with `!` before it."""
    items = gather(sources, io.BytesIO(stdin) if stdin is not None else None)
    return [_last(item.item, "!") if isinstance(item, Failure) else _last(item.name, "") for item in items]


def _last(name: str, mark: str) -> str:
    return mark + name.rsplit("/", 1)[-1]


def reasons_of(*sources: str | Path) -> list[str]:
    return [item.reason for item in gather(sources) if isinstance(item, Failure)]


def raws_of(*sources: str | Path) -> list[Raw]:
    return [item for item in gather(sources) if isinstance(item, Raw)]


def write(path: Path, content: bytes = WORDS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- files


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.md", "text/plain"),
        ("a", "text/plain"),
        ("a.HTM", "text/html"),
        ("a.html", "text/html"),
    ],
)
def test_a_file_is_one_item_byte_for_byte(tmp_path: Path, name: str, media_type: str) -> None:
    content = b"\xef\xbb\xbf  One\r\nbridge \xff fell.\x00\n"
    path = write(tmp_path / name, content)
    assert raws_of(path) == [Raw(name=str(path), content=content, media_type=media_type)]


def test_an_empty_file_is_an_item_all_the_same(tmp_path: Path) -> None:
    assert names_of(write(tmp_path / "a.txt", b"")) == ["a.txt"]


def test_sources_are_taken_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    assert names_of(write(tmp_path / "b.txt"), write(tmp_path / "a.txt")) == ["b.txt", "a.txt"]


def test_what_is_missing_is_a_failure_and_stops_nothing(tmp_path: Path) -> None:
    assert names_of(tmp_path / "gone.txt", write(tmp_path / "a.txt")) == ["!gone.txt", "a.txt"]
    assert reasons_of(tmp_path / "gone.txt") == ["there is no such file or folder"]


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_what_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt").chmod(0)
    write(tmp_path / "in" / "closed" / "b.txt").parent.chmod(0)
    write(tmp_path / "in" / "c.txt")
    assert sorted(names_of(tmp_path / "in")) == ["!a.txt", "!closed", "c.txt"]
    assert set(reasons_of(tmp_path / "in")) == {"no permission to read it"}
    (tmp_path / "in" / "closed").chmod(0o700)


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl"])
def test_a_file_of_another_program_is_left_to_the_cleaning(tmp_path: Path, name: str) -> None:
    assert len(list(gather([write(tmp_path / name, b"\x89PNG\r\n\x1a\n\x00\x00")]))) > 0


# --- folders


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.html", "c.txt"):
        write(tmp_path / name)
    assert names_of(tmp_path) == ["c.html", "z.md", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    "name", ["README.md", "readme.txt", "LICENSE.txt", ".hidden.txt", ".git/a.txt", "a.png", "a.py", "a"]
)
def test_what_is_no_report_is_left_out_of_a_folder(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert names_of(tmp_path) == []


def test_what_a_folder_would_leave_out_is_taken_where_it_is_named(tmp_path: Path) -> None:
    assert names_of(write(tmp_path / "README.md"), write(tmp_path / ".hidden.txt")) == ["README.md", ".hidden.txt"]


def test_a_loop_of_symbolic_links_is_walked_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert names_of(tmp_path) == ["b.txt"]


def test_a_link_that_leads_nowhere_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert [name[0] for name in names_of(tmp_path)] == ["!"]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert names_of(tmp_path) == []


def test_a_named_pipe_in_a_folder_is_a_failure_and_nobody_waits_for_its_writer(tmp_path: Path) -> None:
    write(tmp_path / "in" / "b.txt")
    os.mkfifo(tmp_path / "in" / "a.txt")
    assert names_of(tmp_path / "in") == ["!a.txt", "b.txt"]
    assert reasons_of(tmp_path / "in") == ["it is no regular file"]


# --- JSON


def test_an_object_is_one_item(tmp_path: Path) -> None:
    assert names_of(write(tmp_path / "a.json", b'{"text": "x"}')) == ["a.json"]


@pytest.mark.parametrize(
    "form", ['[{"a": 1}, {"a": 2}]', '{"total": 2, "articles": [{"a": 1}, {"a": 2}]}', ' [ {"a": 1},\n{"a": 2}]']
)
def test_each_member_of_a_list_is_an_item(tmp_path: Path, form: str) -> None:
    raws = raws_of(write(tmp_path / "a.json", form.encode()))
    assert [raw.name.rsplit("/", 1)[-1] for raw in raws] == ["a.json#1", "a.json#2"]
    assert [json.loads(raw.content) for raw in raws] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("content", [b"{broken", b"[1, 2", b"", b"null", b'"words"', b"[]", b"\x00\x01"])
def test_a_json_file_without_members_is_left_whole(tmp_path: Path, content: bytes) -> None:
    assert names_of(write(tmp_path / "a.json", content)) == ["a.json"]


def test_lines_are_items_in_order_and_blank_ones_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'\n{"text": "x"}\r\n\n   \n{broken\n{"text": "y"}')
    assert names_of(path) == ["a.jsonl#2", "a.jsonl#5", "a.jsonl#6"]
    assert [raw.content for raw in raws_of(path)] == [b'{"text": "x"}', b"{broken", b'{"text": "y"}']


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson", "jl", "JSONL"])
def test_every_common_name_of_json_lines_is_known(tmp_path: Path, suffix: str) -> None:
    assert names_of(write(tmp_path / f"a.{suffix}", b'{"text": "x"}\n' * 2)) == [f"a.{suffix}#1", f"a.{suffix}#2"]


# --- a manifest


def test_a_line_that_names_a_file_gives_it_with_the_lines_members(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt")
    row = {"file": "a.txt", "outlet": "Herald", "published": "2023-02-06", "url": None, "tags": ["x"]}
    write(tmp_path / "in" / "z.jsonl", json.dumps(row).encode())
    fields = {"outlet": "Herald", "published": "2023-02-06"}
    assert raws_of(tmp_path / "in") == [Raw(name=str(path), content=WORDS, fields=fields)]
    assert raws_of(tmp_path / "in" / "z.jsonl") == raws_of(tmp_path / "in")


def test_a_named_page_is_a_page(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.html")
    write(tmp_path / "in" / "m.jsonl", b'{"file": "a.html"}')
    assert [raw.media_type for raw in raws_of(tmp_path / "in")] == ["text/html"]


@pytest.mark.parametrize("file", ["../secret.txt", "/etc/hostname", "sub/../../secret.txt", "link.txt"])
def test_a_file_outside_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    write(tmp_path / "secret.txt")
    write(tmp_path / "in" / "sub" / "a.txt")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    manifest = write(tmp_path / "in" / "m.jsonl", json.dumps({"file": file}).encode())
    assert reasons_of(manifest) == ["it names a file outside its folder"]
    assert raws_of(manifest) == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"file": "gone.txt"}',
        b'{"file": null}',
        b'{"file": "in"}',
        b'{"file": "in/"}',
        b'{"file" broken',
        b'{"file": 7}',
    ],
)
def test_a_line_that_names_no_file_that_is_there_is_a_failure(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "in").mkdir()
    path = write(tmp_path / "m.jsonl", line + b"\n" + b'{"text": "x"}\n')
    assert [name[0] for name in names_of(path)] == ["!", "m"]


def test_a_line_with_a_text_is_a_report_even_where_it_names_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "m.jsonl", b'{"file": "/etc/hostname", "text": "x"}')
    assert names_of(path) == ["m.jsonl#1"]


# --- standard input


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"One bridge fell.\nAnd another.\n", ["-"]),
        (b'{"text": "x"}\n{"text": "y"}\n', ["-#1", "-#2"]),
        (b'{"text": "x"}\n{broken\n{"text": "y"}\n', ["-#1", "-#2", "-#3"]),
        (b'{\n"text": "x"\n}\n', ["-"]),
        (b'[{"text": "x"},\n{"text": "y"}]', ["-#1", "-#2"]),
        (b"<html><body><p>x</p></body></html>", ["-"]),
        (b"", ["-"]),
    ],
)
def test_standard_input_is_told_by_its_first_line(content: bytes, names: list[str]) -> None:
    assert names_of("-", stdin=content) == names


@pytest.mark.parametrize("head", [b"\n", b"{broken\n", b"\xef\xbb\xbf"])
def test_json_lines_on_standard_input_are_known_without_a_clean_first_line(head: bytes) -> None:
    assert names_of("-", stdin=head + b'{"text": "x"}\n{"text": "y"}\n')[-1] in ("-#2", "-#3")


def test_a_file_that_a_line_of_standard_input_names_is_not_opened() -> None:
    assert names_of("-", stdin=b'{"file": "/etc/hostname"}\n') == ["-#1"]


def test_standard_input_is_read_line_by_line() -> None:
    class Slow(io.BytesIO):
        """A pipe whose writer has not finished: reading to its end would wait."""

        def read(self, *_: object) -> bytes:
            raise AssertionError("read to the end")

    items = gather(["-"], Slow(b'{"text": "x"}\n' * 3))
    assert [item.name for item in items if isinstance(item, Raw)] == ["-#1", "-#2", "-#3"]


# --- large and odd


def gather_measured(path: Path) -> tuple[list[str], float]:
    """Return what another process gathers, and by how many MB its memory grew at most."""
    command = (
        "import json, resource, sys\nfrom sitrep.gather import gather\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nbefore = peak()\n"
        "names = [getattr(item, 'reason', None) or item.name for item in gather(sys.argv[1:])]\n"
        "sys.stdout.write(json.dumps([names, peak() - before]))"
    )
    answer = subprocess.run([sys.executable, "-c", command, str(path)], capture_output=True, check=True, text=True)
    names, grown_kib = json.loads(answer.stdout)
    return [name.rsplit("/", 1)[-1] for name in names], grown_kib / 1024


# large: 50 MB on one line
@pytest.mark.skipif(not hasattr(resource, "RUSAGE_SELF"), reason="memory cannot be measured")
@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_a_line_of_fifty_megabytes_is_held_a_few_times_at_most(tmp_path: Path, name: str) -> None:
    content = b'{"text": "' + b"x" * (50 * MB) + b'"}\n' if name.endswith("l") else b"x" * (50 * MB)
    names, grown_mb = gather_measured(write(tmp_path / name, content))
    assert names == ["a.jsonl#1" if name.endswith("l") else "a.txt"]
    assert grown_mb < 200


# large: beyond the limit of one item
def test_a_line_beyond_the_limit_is_a_failure_and_the_next_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "x"}\n')
        file.truncate(70 * MB)  # a sparse stretch of zero bytes
        file.seek(0, io.SEEK_END)
        file.write(b'\n{"text": "y"}\n')
    names, _ = gather_measured(path)
    assert names == ["a.jsonl#1", "the line is longer than 64 MB", "a.jsonl#3"]


def test_a_file_beyond_the_limit_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(70 * MB)
    assert reasons_of(path) == ["it is larger than 64 MB"]


@pytest.mark.parametrize("name", ["a.json", "-"])
def test_a_value_nested_very_deeply_stops_nothing(tmp_path: Path, name: str) -> None:
    deep = b'{"text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    if name == "-":
        assert len(names_of("-", stdin=deep + b'{"text": "y"}\n')) == 2
    else:
        assert names_of(write(tmp_path / name, deep)) == ["a.json"]


def test_the_items_of_files_are_counted_without_reading_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "x"}\n{"text": "y"}\n', encoding="utf-8")
    assert count_items([tmp_path]) == 3
    assert count_items([tmp_path / "a.txt", tmp_path / "none.txt"]) == 1
    assert count_items([tmp_path, "-"]) is None


def test_an_empty_name_is_a_failure_and_not_the_folder_at_hand() -> None:
    (failure,) = gather([""])
    assert isinstance(failure, Failure)
    assert "empty" in failure.reason


# --- what was packed


def zipped(**members: bytes) -> bytes:
    """Return a ZIP file; two underscores in the name of a member stand for its dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


ROWS = b"text,title\nTwo bridges fell.,One\nA dam holds.,Two\n"


def test_a_packed_table_gives_its_rows(tmp_path: Path) -> None:
    assert names_of(write(tmp_path / "rows.csv.gz", gzip.compress(ROWS))) == ["rows.csv.gz#2", "rows.csv.gz#3"]
    lines = gzip.compress(b'{"text": "Two bridges fell."}\n')
    assert names_of(write(tmp_path / "rows.jsonl.gz", lines)) == ["rows.jsonl.gz#1"]


def test_a_table_whose_packing_breaks_off_gives_what_it_has_and_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl.gz", gzip.compress(b'{"text": "Two bridges fell."}\n' * 10_000)[:-30])
    assert names_of(path)[-1] == "!rows.jsonl.gz"
    assert "what packs it is broken" in reasons_of(path)[-1]


def test_a_zip_file_gives_what_its_files_hold(tmp_path: Path) -> None:
    content = zipped(export__CSV=ROWS, a__html=b"<html></html>", b__txt=WORDS, inner__zip=zipped(c__txt=WORDS))
    path = write(tmp_path / "all.zip", content)
    told = [name.partition("all.zip#")[2] for name in names_of(path)]
    assert told == ["export.CSV#2", "export.CSV#3", "a.html", "b.txt", "inner.zip"]
    assert names_of(tmp_path) == []  # where it is not named itself


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"", zipped(a__txt=WORDS)[:-10]])
def test_a_broken_zip_file_is_a_failure(tmp_path: Path, content: bytes) -> None:
    assert names_of(write(tmp_path / "a.zip", content)) == ["!a.zip"]


def test_what_is_not_of_the_web_is_no_path_and_shows_no_password() -> None:
    (failure,) = gather(["ftp://ann:secret@post.example/a"])
    assert failure == Failure("ftp://post.example/a", "it is fetched only from http and https")
