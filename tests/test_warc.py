"""Web archives: each page once, by whatever offsets the file is cut; what is broken costs itself and is told."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence

import pytest

from sitrep.gather.warc import LARGEST, read_warc
from sitrep.ground.model import Failure, Raw

HTML = "Content-Type: text/html; charset=utf-8"
PACKED = "Content-Encoding: gzip"
Bodies = Sequence[bytes]


def make_record(kind: str, address: str, block: bytes, media_type: str = "application/http; msgtype=response") -> bytes:
    """Return one record of an archive."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-01T08:00:00Z\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def make_response(body: bytes, status: str = "200 OK", *heads: str) -> bytes:
    """Return an answer of a server."""
    lines = "".join(f"{head}\r\n" for head in heads or (HTML,))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def make_page(number: int, size: int = 20) -> bytes:
    """Return the record of a page."""
    body = f"<p>Bridge {number} fell.</p>".encode() * size
    return make_record("response", f"https://post.example/{number}", make_response(body))


def items_of(content: bytes, start: int = 0, end: int | None = None) -> list[Raw | Failure]:
    return list(read_warc(io.BytesIO(content), "a.warc", start, end))


def told(content: bytes) -> list[str]:
    """Return the last part of the address of each page, and the reason of each failure with `!` before it."""
    return [
        f"!{item.reason}" if isinstance(item, Failure) else item.fields["url"].rsplit("/", 1)[-1]
        for item in items_of(content)
    ]


def packed(records: Bodies) -> bytes:
    return b"".join(map(gzip.compress, records))


PAGES = [make_page(number) for number in range(5)]
FORMS = {"plain": b"".join, "packed": packed, "packed as one": lambda records: gzip.compress(b"".join(records))}


@pytest.mark.parametrize("form", FORMS)
def test_each_response_is_a_page_with_its_address_and_moment(form: str) -> None:
    items = items_of(FORMS[form](PAGES))
    assert [item.fields["url"] for item in items] == [f"https://post.example/{number}" for number in range(5)]
    assert {(item.media_type, item.fields["seen"], item.fields["charset"]) for item in items} == {
        ("text/html", "2026-03-01T08:00:00Z", "utf-8")
    }
    assert items[3].content == b"<p>Bridge 3 fell.</p>" * 20


@pytest.mark.parametrize("form", FORMS)
def test_names_are_offsets_and_no_two_are_one(form: str) -> None:
    content = FORMS[form](PAGES)
    names = [item.name for item in items_of(content)]
    assert names[0] == "a.warc#0"
    assert len(set(names)) == 5
    if form == "plain":
        assert names[2] == f"a.warc#{content.index(PAGES[2])}"
    if form == "packed":
        assert names[2] == f"a.warc#{len(packed(PAGES[:2]))}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 7, 100, 573, 574, 575, 2000])
def test_however_it_is_cut_each_page_is_in_one_part(form: str, size: int) -> None:
    content = FORMS[form](PAGES)
    parts = [items_of(content, start, start + size) for start in range(0, len(content), size)]
    assert [item for part in parts for item in part] == items_of(content)


@pytest.mark.parametrize(
    "record",
    [
        make_record("warcinfo", "", b"software: x", "application/warc-fields"),
        make_record(
            "request", "https://post.example/9", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"
        ),
        make_record("revisit", "https://post.example/9", make_response(b"")),
        make_record("metadata", "https://post.example/9", b"via: x", "application/warc-fields"),
        make_record("response", "dns:post.example", b"20260301\npost.example. 1 IN A 1.2.3.4", "text/dns"),
        make_record("response", "https://post.example/robots.txt", make_response(b"User-agent: *")),
        make_record("response", "https://post.example/9", make_response(b"", "301 Moved", "Location: /8")),
        make_record("response", "https://post.example/9", make_response(b"<p>no</p>", "404 Not Found")),
        make_record(
            "response", "https://post.example/9", make_response(b"\x89PNG", "200 OK", "Content-Type: image/png")
        ),
        make_record("resource", "https://post.example/9", b"\x89PNG", "image/png"),
    ],
)
def test_what_is_no_page_is_passed_over_without_a_word(record: bytes) -> None:
    assert told(packed([PAGES[0], record, PAGES[1]])) == ["0", "1"]


@pytest.mark.parametrize(
    ("stated", "media_type"),
    [
        ("text/plain", "text/plain"),
        ("application/pdf", "application/pdf"),
        ("application/xhtml+xml", "text/html"),
        ("TEXT/HTML; charset=x", "text/html"),
    ],
)
def test_the_kinds_of_pages(stated: str, media_type: str) -> None:
    response = make_record("response", "https://a/1", make_response(b"x", "200 OK", f"Content-Type: {stated}"))
    resource = make_record("resource", "https://a/1", b"x", stated)
    assert [(item.media_type, item.content) for item in items_of(response + resource)] == [(media_type, b"x")] * 2


@pytest.mark.parametrize(
    ("heads", "body"),
    [
        ((PACKED,), gzip.compress(b"<p>x</p>")),
        (("Transfer-Encoding: chunked",), b"4\r\n<p>x\r\n4\r\n</p>\r\n0\r\n\r\n"),
        ((PACKED,), b"<p>x</p>"),
        (("Transfer-Encoding: chunked", "Content-Encoding: br"), b"<p>x</p>"),
    ],
)
def test_bodies_are_unpacked_and_those_kept_unpacked_stay(heads: tuple[str, ...], body: bytes) -> None:
    record = make_record("response", "https://a/1", make_response(body, "200 OK", HTML, *heads))
    assert [item.content for item in items_of(record)] == [b"<p>x</p>"]


# --- what is broken

WRONG_LENGTH = "!its length is not the one that its WARC head states"
BROKEN = {
    "a length that is too large": (PAGES[2].replace(b"Length: ", b"Length: 1"), WRONG_LENGTH),
    "a length that is too small": (PAGES[2].replace(b"Length: 4", b"Length: 3"), WRONG_LENGTH),
    "no length": (PAGES[2].replace(b"Content-Length", b"Content-Lungth"), "!its WARC head is broken"),
    "more than can be held": (
        PAGES[2].replace(b"Length: ", b"Length: 99999"),
        f"!it is larger than {LARGEST // 1024**2} MB",
    ),
    "no HTTP": (make_record("response", "https://a/2", b"\x00\xff no http"), "!its HTTP head is broken"),
    "a packed body that is broken": (
        make_record("response", "https://a/2", make_response(b"\x1f\x8b\x08zz", "200 OK", HTML, PACKED)),
        "!its HTTP body is packed, and broken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_record_costs_itself(form: str, what: str) -> None:
    record, reason = BROKEN[what]
    assert told(FORMS[form]([*PAGES[:2], record, *PAGES[3:]])) == ["0", "1", reason, "3", "4"]


@pytest.mark.parametrize("at", [0, 5, 30, 60, 100, 150, 200])
def test_a_broken_member_costs_itself(at: int) -> None:
    members = [gzip.compress(page) for page in PAGES]
    broken = bytearray(members[2])
    broken[at : at + 4] = b"\xff\x00\xff\x00"
    names = told(b"".join([*members[:2], bytes(broken), *members[3:]]))
    assert [name for name in names if not name.startswith("!")] == ["0", "1", "3", "4"] or at == 5
    assert at == 5 or len(names) == 5


def test_an_archive_that_is_cut_off_gives_what_it_holds() -> None:
    for content in (packed(PAGES)[:-30], b"".join(PAGES)[:-30]):
        *pages, failure = items_of(content)
        assert len(pages) == 4
        assert isinstance(failure, Failure)


@pytest.mark.parametrize("content", [b"", b"x", b"\x1f\x8b\x08", b"\x00" * 100_000, gzip.compress(b"no record")])
def test_what_is_no_archive_holds_nothing(content: bytes) -> None:
    assert items_of(content) == []


class Pipe(io.RawIOBase):
    """A stream that only goes forward."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, 100))


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_only_goes_forward_is_read_too(form: str) -> None:
    content = FORMS[form](PAGES)
    assert list(read_warc(Pipe(content), "a.warc")) == items_of(content)  # type: ignore[arg-type]
