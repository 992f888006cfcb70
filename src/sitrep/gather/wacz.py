"""Web archives as WACZ: a ZIP file of WARC files and a list of the pages that were visited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile

import msgspec
from msgspec import Struct

from sitrep.gather.packed import BROKEN
from sitrep.gather.warc import read_warc
from sitrep.ground.metadata import LISTED
from sitrep.ground.model import Failure, Raw

ARCHIVES = (".warc", ".warc.gz")
LONGEST_LIST = 256 * 1024 * 1024  # bytes


class _Page(Struct):
    """A line of the list of pages; its first line is none."""

    url: str | None = None
    title: str | None = None


def read_wacz(stream: IO[bytes], name: str) -> Iterator[Raw | Failure]:
    """Yield the pages of an archive that its list names, all pages where it has none, as `read_warc` does.

    Source: WACZ 1.1.1.
    """
    try:
        with ZipFile(stream) as archive:
            listed = _listed(archive)
            members = [each for each in archive.namelist() if each.lower().endswith(ARCHIVES)]
            if not members:
                yield Failure(name, "it holds no web archive")
            for member in members:
                yield from _named(_pages(archive, member, f"{name}#{member}"), listed)
    except BROKEN as error:
        yield Failure(name, f"it is a broken or locked ZIP file ({error})")


def _pages(archive: ZipFile, member: str, name: str) -> Iterator[Raw | Failure]:
    """Yield the pages of one of the web archives in an archive; one that is broken costs what follows in it."""
    try:
        with archive.open(member) as records:
            yield from read_warc(records, name)
    except BROKEN as error:
        yield Failure(name, f"it is broken or locked ({error})")


def _listed(archive: ZipFile) -> dict[str, str]:
    """Return the titles of the pages that an archive lists, by address."""
    found: dict[str, str] = {}
    for member in archive.namelist():
        if member.startswith("pages/") and member.endswith(".jsonl"):
            for line in _lines(archive, member):
                page = _page(line)
                if page.url:
                    found[page.url.partition("#")[0]] = page.title or ""
    return found


def _lines(archive: ZipFile, member: str) -> list[bytes]:
    """Return the lines of a list, none where it is broken."""
    try:
        with archive.open(member) as lines:
            return lines.read(LONGEST_LIST).splitlines()
    except BROKEN:
        return []


def _page(line: bytes) -> _Page:
    try:
        return msgspec.json.decode(line, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Page()


def _named(items: Iterator[Raw | Failure], listed: dict[str, str]) -> Iterator[Raw | Failure]:
    """Yield the pages that are listed, with their titles; all where none is."""
    for item in items:
        url = item.fields.get("url", "").partition("#")[0] if isinstance(item, Raw) else ""
        if isinstance(item, Failure) or not listed:
            yield item
        elif url in listed:
            title = {f"{LISTED}title": listed[url]} if listed[url] else {}
            yield msgspec.structs.replace(item, fields=item.fields | title)
