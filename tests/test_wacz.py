"""WACZ files: the pages that their lists name, with their titles; what is broken is told."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from test_warc import make_record, make_response, packed

from sitrep.clean import make_report
from sitrep.gather import gather
from sitrep.gather.files import Upload
from sitrep.gather.wacz import read_wacz
from sitrep.ground.model import Failure, Raw

WORDS = "Two bridges fell near the old town on Monday, the mayor said, and sixty people lost their homes."


def page(number: int) -> bytes:
    body = f"<html><body><article><h1>Story</h1><p>{number}: {WORDS}</p></article></body></html>".encode()
    return make_record("response", address(number), make_response(body))


def address(number: int) -> str:
    return f"https://post.example/{number}"


def pages(*rows: object) -> bytes:
    """Return a list of pages below its first line, which is none."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    return b"".join(json.dumps(row).encode() + b"\n" for row in (head, *rows))


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


WARC = {"archive/data.warc.gz": packed([page(1), page(2)])}
MORE = {"archive/more/nested.WARC": page(3), "indexes/index.cdx": b"x", "datapackage.json": b"{}"}


def items_of(content: bytes) -> list[Raw | Failure]:
    return list(read_wacz(io.BytesIO(content), "a.wacz"))


def told(content: bytes) -> list[str]:
    """Return the last part of the address of each page, and a mark for each failure."""
    return ["!" if isinstance(item, Failure) else item.fields["url"].rsplit("/", 1)[-1] for item in items_of(content)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_without_a_list_gives_the_pages_of_all_that_it_holds(method: int) -> None:
    assert told(zipped(WARC | MORE, method)) == ["1", "2", "3"]


def test_pages_are_named_by_where_they_stand() -> None:
    names = [item.name for item in items_of(zipped(WARC | MORE)) if isinstance(item, Raw)]
    assert names[0] == "a.wacz#archive/data.warc.gz#0"
    assert names[2] == "a.wacz#archive/more/nested.WARC#0"
    assert len(set(names)) == 3


def test_an_archive_with_a_list_gives_the_pages_that_it_names_with_their_titles() -> None:
    listed = pages({"url": address(3), "title": "Bridges"}, {"url": address(1)}, {"url": address(9), "title": "x"})
    content = zipped(WARC | MORE | {"pages/pages.jsonl": listed})
    assert [
        (item.fields["url"], item.fields.get("listed_title")) for item in items_of(content) if isinstance(item, Raw)
    ] == [
        (address(1), None),
        (address(3), "Bridges"),
    ]


def test_all_lists_of_an_archive_count() -> None:
    lists = {"pages/pages.jsonl": pages({"url": address(1)}), "pages/extraPages.jsonl": pages({"url": address(3)})}
    assert told(zipped(WARC | MORE | lists)) == ["1", "3"]


def test_a_page_that_is_listed_with_its_fragment_is_the_page() -> None:
    assert told(zipped(WARC | {"pages/pages.jsonl": pages({"url": f"{address(2)}#top"})})) == ["2"]


@pytest.mark.parametrize(
    "listed", [b"", b"{broken\n", pages(), pages({"url": 7}, 7, [], {"title": "x"}), b"\x00\xff\n", b"\x1f\x8b"]
)
def test_a_list_that_names_nothing_leaves_nothing_out(listed: bytes) -> None:
    assert told(zipped(WARC | {"pages/pages.jsonl": listed})) == ["1", "2"]


def test_a_listed_title_is_the_title_where_the_page_says_none(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(zipped(WARC | {"pages/pages.jsonl": pages({"url": address(1), "title": "Bridges"})}))
    (item,) = gather([tmp_path])
    assert isinstance(item, Raw)
    report = make_report(item)
    assert (report.url, report.title in ("Story", "Bridges"), WORDS in report.text) == (address(1), True, True)


def test_an_upload_is_read_alike() -> None:
    assert len(list(gather([Upload("a.wacz", zipped(WARC))]))) == 2


# --- what is broken


@pytest.mark.parametrize("content", [b"", b"words", b"PK\x03\x04 words", gzip.compress(b"x"), zipped(WARC)[:-30]])
def test_a_broken_archive_is_a_failure(content: bytes) -> None:
    (failure,) = items_of(content)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("it is a broken or locked ZIP file")


@pytest.mark.parametrize("members", [{}, {"a.txt": b"x"}, {"pages/pages.jsonl": pages({"url": address(1)})}])
def test_a_zip_file_without_web_archives_is_a_failure(members: dict[str, bytes]) -> None:
    assert items_of(zipped(members)) == [Failure("a.wacz", "it holds no web archive")]


def test_a_locked_archive_is_a_failure() -> None:
    content = bytearray(zipped(WARC))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1  # says that it is encrypted
    (failure,) = items_of(bytes(content))
    assert isinstance(failure, Failure)
    assert "encrypted" in failure.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_broken_costs_itself(method: int) -> None:
    content = bytearray(zipped({"archive/a.warc": page(1) * 40, "archive/b.warc": page(3)}, method))
    content[100:140] = b"\xff" * 40
    names = told(bytes(content))
    assert names[-1] == "3"
    assert "!" in names


def test_what_is_no_web_archive_in_one_holds_nothing() -> None:
    assert told(zipped({"archive/a.warc.gz": b"no archive"} | WARC)) == ["1", "2"]
