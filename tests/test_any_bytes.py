"""Properties of whatever bytes a file holds, under each ending: items or failures, reports or Unreadable, no more."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mail import HEAD, NEWSLETTER, SAVED, mail, mailbox, message, multipart, part, saved
from test_pdf import pdf
from test_saved import CHROME, SINGLE_FILE, page
from test_tables import TABLE, written
from test_telegram import PARTS, chat
from test_telegram import message as post
from test_wacz import WARC, pages, zipped

from sitrep.clean import make_report
from sitrep.gather import gather
from sitrep.gather.files import TAKEN_FROM_FOLDERS, Upload
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Address, Failure, Raw

FEW = settings(max_examples=12, deadline=None)
EXPORT = json.dumps(chat(post(6, "One bridge fell."), post(7, PARTS))).encode()
LINES = b'{"text": "Two bridges fell.", "date": "2023-02-06", "url": "https://h.example/1"}\n[1]\n{"file": "a.txt"}\n'
ROWS = b'[{"body": "<p>Two bridges fell.</p>", "source": {"name": "Post"}}, {"text": ["a", {"text": "b"}]}, 7, null]'
WHOLE: dict[str, tuple[bytes, ...]] = {
    ".json": (EXPORT, ROWS, LINES[:82]),
    ".csv": (written(TABLE).encode(), b"\t".join([b"x"] * 60 + [b"https://h.example/1"]) + b"\n"),
    ".mbox": (mailbox(message(1), mail(NEWSLETTER, kind="text/html"), message(3)),),
    ".eml": (mail(), multipart("mixed", part("x"), part(mail(), "message/rfc822"))),
    ".mhtml": (saved(), saved(head=HEAD + SAVED)),
    ".html": (page(CHROME), page(SINGLE_FILE)),
    ".pdf": (pdf(["Dam breaks", "The river rose."], ["More"]),),
    ".wacz": (
        zipped(WARC | {"pages/pages.jsonl": pages({"url": "https://post.example/1"})}, zipfile.ZIP_DEFLATED),
        *(zipped(WARC, method) for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED)),
    ),
    ".warc.gz": (WARC["archive/data.warc.gz"],),
    ".jsonl": (LINES,),
    ".jsonl.gz": (gzip.compress(LINES),),
    ".csv.gz": (gzip.compress(written(TABLE).encode()),),
    ".mbox.gz": (gzip.compress(mailbox(message(1))),),
    ".zip": (zipped(WARC), zipped({"a.txt": LINES, "b.csv": written(TABLE).encode()}, zipfile.ZIP_DEFLATED)),
    ".txt": (b"Two bridges fell\n\nBy Jo Brandt\n\nhttps://h.example/1\n", b"https://h.example/1\n"),
}  # fmt: skip
SAME = {".jsonl": (".ndjson", ".jl"), ".csv": (".tsv",), ".html": (".htm", ".xhtml"), ".mhtml": (".mht",),
        ".jsonl.gz": (".ndjson.gz", ".jl.gz"), ".csv.gz": (".tsv.gz",),
        ".warc.gz": (".warc",), ".txt": (".text", ".md", ".markdown")}  # fmt: skip
SUFFIXES = sorted({*WHOLE, *(each for others in SAME.values() for each in others)})


def seeds_of(suffix: str) -> tuple[bytes, ...]:
    """Return files that are whole, with such an ending."""
    return next(files for name, files in WHOLE.items() if suffix == name or suffix in SAME.get(name, ()))


def holds(content: bytes, suffix: str, **fields: str) -> None:
    """Check that bytes give items, and these reports or Unreadable."""
    for source in sources(content, suffix, fields):
        for item in source():
            assert isinstance(item, (Raw, Failure, Address))
            if isinstance(item, Raw):
                try:
                    report = make_report(item)
                except Unreadable as error:
                    assert error.because
                else:
                    report.text.encode()


def sources(content: bytes, suffix: str, fields: dict[str, str]) -> Iterator[Callable[[], Iterator[object]]]:
    yield lambda: gather([Upload(f"a{suffix}", content, fields)])
    if suffix == ".txt":
        yield lambda: gather(["-"], io.BytesIO(content))


def test_every_ending_that_is_taken_is_tried() -> None:
    assert set(SUFFIXES) - {".zip"} == TAKEN_FROM_FOLDERS


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(content=st.binary(max_size=400))
@FEW
def test_any_bytes_give_reports_or_are_unreadable(suffix: str, content: bytes) -> None:
    holds(content, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
@FEW
def test_a_file_of_which_some_bytes_are_others_gives_reports_or_is_unreadable(suffix: str, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(seeds_of(suffix))))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.sampled_from([0, 1, 4, 40]))
        content[start:end] = data.draw(st.binary(max_size=8))
    holds(bytes(content), suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
@FEW
def test_a_file_that_is_cut_off_gives_reports_or_is_unreadable(suffix: str, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(seeds_of(suffix)))
    holds(content[: data.draw(st.integers(0, len(content)))], suffix)


NAMES = st.sampled_from(["published", "url", "language", "title", "outlet", "id", "charset", "seen"])
CODECS = ["idna", "undefined", "utf-7", "unicode_escape", "punycode", "rot13", "utf-16", "x" * 99, "\x00", "mbcs", ""]


@given(fields=st.dictionaries(NAMES, st.text(max_size=40) | st.sampled_from(CODECS), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_stated_of_a_file_it_is_a_report_or_unreadable(fields: dict[str, str]) -> None:
    holds(b"Two bridges \xff fell in the valley, the mayor said.", ".txt", **fields)


@given(row=st.dictionaries(
    st.sampled_from(["text", "html", "date", "url", "source", "id", "lang", "title"]),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                 lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "name"]), inner)),
))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_object_is_a_report_or_unreadable(row: dict[str, object]) -> None:
    holds(json.dumps(row).encode() + b"\n", ".jsonl")
    holds(json.dumps([row, row]).encode(), ".json")


@pytest.mark.parametrize("codec", [codec for codec in CODECS if codec.isascii()])
def test_an_encoding_that_is_none_of_texts_does_no_harm(codec: str) -> None:
    stated = (
        f"<html><head><meta charset='{codec}'></head><body><p>Two bridges \\ud800 +2AA- \xff fell.</p></body></html>"
    )
    holds(stated.encode("latin-1"), ".html")
    holds(mail(b"Two bridges \\ud800 +2AA- \xff fell.", kind=f"text/plain; charset={codec}"), ".eml")
