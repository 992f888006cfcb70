"""Web archives (WARC, WARC.gz) as a stream of items: a page for each response; what is broken is a failure there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from fastwarc.warc import WarcRecord, WarcRecordType
from msgspec import Struct

from sitrep.ground.metadata import SEEN
from sitrep.ground.model import Failure, Raw

LARGEST = 64 * 1024 * 1024  # bytes of one record
LONGEST_HEAD = 64 * 1024  # bytes of the head of a record
CHUNK = 64 * 1024  # bytes read at once
SEEN_OF_MEMBER = 1024  # bytes of a gzip member by which it is told whether a record begins there
GZIP = b"\x1f\x8b\x08"
RECORD = b"WARC/1."
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
HTTP = "application/http"
MEDIA_TYPES = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "application/pdf": "application/pdf",
}
NO_PAGES = ("dns:", "whois:", "metadata:", "urn:")
OF_ROBOTS = "/robots.txt"

Item = Raw | Failure


def read_warc(stream: IO[bytes], name: str, start: int = 0, end: int | None = None) -> Iterator[Item]:
    """Yield the pages of an archive whose records begin in `[start, end)`, in order; with a start it must be seekable.

    A page is the body of a response with status 200, or a `resource`, that is HTML, plain text or PDF. What is no page
    (robots.txt, images, redirects, revisits, errors of servers) is passed over, what is broken is a Failure. The name
    of an item is that of the archive with `#` and the offset of the record; within a gzip member that holds several,
    also that in the member.

    Errors: those of the stream.
    """
    source = _Bytes(stream.read, stream.seek if stream.seekable() else None)
    is_packed = source.peek(len(GZIP)) == GZIP
    for place, content in (_packed_records if is_packed else _plain_records)(source, start, end):
        item = Failure("", content.reason) if isinstance(content, _Broken) else _find_page(content)
        if isinstance(item, Failure):
            yield Failure(f"{name}#{place}", item.reason)
        elif item is not None:
            yield Raw(name=f"{name}#{place}", content=item.content, media_type=item.media_type, fields=item.fields)


class _Broken(Struct, frozen=True):
    """What cannot be read as a record, and why."""

    reason: str


Placed = tuple[str, bytes | _Broken]


class _Bytes:
    """A stream in which one looks ahead; `at` is the offset of the next byte."""

    def __init__(self, read: Callable[[int], bytes], seek: Callable[[int], object] | None = None) -> None:
        self._read, self._seek = read, seek
        self._held = bytearray()
        self.at = 0

    def peek(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        while len(self._held) < size and (more := self._read(max(CHUNK, size - len(self._held)))):
            self._held += more
        return bytes(memoryview(self._held)[:size])

    def drop(self, size: int) -> None:
        """Pass over bytes that were looked at."""
        del self._held[:size]
        self.at += size

    def seek(self, offset: int) -> None:
        """Go to an offset; where the stream cannot, only what is held can be passed over."""
        if self.at <= offset <= self.at + len(self._held):
            self.drop(offset - self.at)
        elif self._seek:
            self._seek(offset)
            self._held.clear()
            self.at = offset


# --- records within gzip members, one or more in each


def _packed_records(source: _Bytes, start: int, end: int | None) -> Iterator[Placed]:
    """Yield the records of the members that begin in `[start, end)`, with their places."""
    source.seek(start)
    expected: int | None = None  # where a member is to begin, since another one ends there
    while end is None or source.at < end:
        is_found = _find_member(source)
        if expected is not None and source.at > expected:
            yield str(expected), _Broken("no record begins where the one before it ends")
        if not is_found or (end is not None and source.at >= end):
            return
        begin, expected = source.at, None
        try:
            yield from _member_records(source)
            expected = source.at
        except zlib.error:
            yield str(begin), _Broken("its compression is broken")
            source.seek(begin + 1)


def _find_member(source: _Bytes) -> bool:
    """Go to the next gzip member in which a record begins; tell whether there is one."""
    while len(ahead := source.peek(CHUNK)) >= len(GZIP):
        found = ahead.find(GZIP)
        source.drop(found if found >= 0 else len(ahead) - len(GZIP) + 1)
        if found >= 0 and _begins_record(source.peek(SEEN_OF_MEMBER)):
            return True
        if found >= 0:
            source.drop(1)
    return False


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(packed, len(RECORD)) == RECORD
    except zlib.error:
        return False


def _member_records(source: _Bytes) -> Iterator[Placed]:
    """Yield the records of the member that begins here.

    Errors: zlib.error.
    """
    start, unpacked, record = source.at, _Unpacked(source), None
    held = _Bytes(unpacked.read)
    while held.peek(1):
        offset, record = held.at, _take_record(held)
        yield f"{start}+{offset}" if offset else str(start), record
    if not unpacked.is_whole and not isinstance(record, _Broken):
        yield str(start), _Broken("the archive is cut off in it")


class _Unpacked:
    """What one gzip member holds, as a stream. `is_whole` tells, at its end, whether all of it was there."""

    def __init__(self, source: _Bytes) -> None:
        self._source = source
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self.is_whole = False

    def read(self, _size: int) -> bytes:
        """Return the next bytes, none at the end.

        Errors: zlib.error.
        """
        content = b""
        while not content and not self._inflater.eof and (packed := self._source.peek(CHUNK)):
            content = self._inflater.decompress(packed, 4 * CHUNK)
            self._source.drop(len(packed) - len(self._inflater.unused_data or self._inflater.unconsumed_tail))
        self.is_whole = self._inflater.eof
        return content


# --- records one after another


def _plain_records(source: _Bytes, start: int, end: int | None) -> Iterator[Placed]:
    """Yield the records that begin in `[start, end)`, with their places."""
    if start:
        source.seek(max(0, start - len(HEAD_END)))  # a record begins behind what ends the one before it
    if start or source.peek(len(RECORD)) != RECORD:
        _find_record(source)
    while source.peek(1) and (end is None or source.at < end):
        yield str(source.at), _take_record(source)


def _find_record(source: _Bytes) -> None:
    """Go to where the next record begins behind another one, or to the end."""
    mark = HEAD_END + RECORD
    while len(ahead := source.peek(CHUNK)) >= len(mark):
        found = ahead.find(mark)
        if found >= 0:
            source.drop(found + len(HEAD_END))
            return
        source.drop(len(ahead) - len(mark) + 1)
    source.drop(len(ahead))


def _take_record(source: _Bytes) -> bytes | _Broken:
    """Return the record that begins here, and go to the next one.

    Where its length is wrong the next one is looked for, so that it alone is lost.
    """
    head_size = source.peek(LONGEST_HEAD).find(HEAD_END) + len(HEAD_END)
    length = LENGTH.search(source.peek(head_size)) if head_size >= len(HEAD_END) else None
    if length is None or int(length[1]) > LARGEST:
        _find_record(source)
        return _Broken(f"it is larger than {LARGEST // 1024**2} MB" if length else "its WARC head is broken")
    size = head_size + int(length[1])
    record = source.peek(size)
    rest = source.peek(size + 2 * len(HEAD_END))[size:].lstrip(b"\r\n")
    if len(record) == size and RECORD.startswith(rest[: len(RECORD)]):
        source.drop(size)
        _pass_blank(source)
        return record
    _find_record(source)
    return _Broken("its length is not the one that its WARC head states")


def _pass_blank(source: _Bytes) -> None:
    while blank := len(ahead := source.peek(CHUNK)) - len(ahead.lstrip(b"\r\n")):
        source.drop(blank)


# --- pages


def _find_page(content: bytes) -> Item | None:
    """Return the page of a record with its address, None where it is no page, or why it cannot be read."""
    try:
        record = WarcRecord.from_bytes(content)
        address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        if address.lower().startswith(NO_PAGES) or address.partition("?")[0].lower().endswith(OF_ROBOTS):
            return None
        if record.record_type == WarcRecordType.resource:
            return _make_page(record, address, record.headers.get("Content-Type") or "", "", record.reader.read())
        if record.record_type != WarcRecordType.response:
            return None
        return _find_response(record, content, address)
    except (OSError, ValueError):
        return Failure("", "its WARC head is broken")


def _find_response(record: WarcRecord, content: bytes, address: str) -> Item | None:
    if not (record.headers.get("Content-Type") or HTTP).startswith(HTTP):
        return None
    record.parse_http(auto_decode="none")
    status, stated = record.http_headers.status_code, record.http_content_type or ""
    if status != 200:
        return None if status else Failure("", "its HTTP head is broken")
    if not _media_type(record, stated):
        return None
    body = _decoded(content)
    if body is None:
        body = record.reader.read()
        if not body.lstrip().startswith(b"<"):  # what is kept unpacked while its head says otherwise is markup
            return Failure("", "its HTTP body is packed, and broken")
    return _make_page(record, address, stated, record.http_charset or "", body)


def _decoded(content: bytes) -> bytes | None:
    """Return the body of a response without its packing, None where it is not packed as its head says."""
    record = WarcRecord.from_bytes(content)
    try:
        record.parse_http(auto_decode="all")
        return record.reader.read(LARGEST + 1)
    except OSError:
        return None


def _media_type(record: WarcRecord, stated: str) -> str | None:
    """Return what a page is, by its own head or, without a word there, by what whoever archived it saw."""
    told = stated or record.headers.get("WARC-Identified-Payload-Type") or "text/html"
    return MEDIA_TYPES.get(told.partition(";")[0].strip().lower())


def _make_page(record: WarcRecord, address: str, stated: str, charset: str, body: bytes) -> Item | None:
    media_type = _media_type(record, stated)
    if media_type is None:
        return None
    if len(body) > LARGEST:
        return Failure("", f"it is larger than {LARGEST // 1024**2} MB")
    told = {"url": address, SEEN: record.headers.get("WARC-Date") or "", "charset": charset.strip("\"' ")}
    fields = {name: value for name, value in told.items() if value}
    return Raw(name="", content=body, media_type=media_type, fields=fields)
