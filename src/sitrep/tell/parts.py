"""Long lists in parts, by cursors that hold their place while the desk changes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from sitrep.ground.errors import BadRequest, NotFound
from sitrep.tell.cited import Citation
from sitrep.tell.lists import Listing

EntryT = TypeVar("EntryT")
REACH = 500  # entries around a place among which the one before it is looked for after a change
MARK = 8  # bytes that an entry is known by


class Part(Struct, Generic[EntryT], frozen=True):
    """A part of a list, with the citations of its entries; `next` is the cursor of the part that follows."""

    kind: str
    entries: tuple[EntryT, ...]
    citations: tuple[Citation, ...]
    withheld: int
    total: int
    next: str | None

    def __str__(self) -> str:
        """Return the entries as plain text, with how to go on."""
        from sitrep.tell.render import render_text

        told = render_text(Listing(self.kind, self.entries, self.citations, self.withheld))
        more = f"{self.total:,} in all; go on with cursor {self.next}\n" if self.next else ""
        return told + more


class Page(NamedTuple):
    """A part of a list: its entries, where it begins, and the cursor of the next part, None at the end."""

    entries: tuple[Any, ...]
    start: int
    total: int
    next: str | None


def cut(entries: Sequence[Any], cursor: str | None, limit: int) -> Page:
    """Return the page of a list that a cursor leads to, the first one without.

    Errors: BadRequest where it is no cursor; NotFound where the entry before it is gone, so that it leads nowhere.
    """
    start = _find(entries, cursor) if cursor else 0
    end = start + limit
    part = tuple(entries[start:end])
    follows = _cursor(end, part[-1]) if part and end < len(entries) else None
    return Page(part, start, len(entries), follows)


def part_of(listing: Listing[Any], cursor: str | None, limit: int) -> Part[Any]:
    """Return the part of a list that a cursor leads to, with the citations of its entries alone."""
    page = cut(listing.entries, cursor, limit)
    used = {number for entry in page.entries for number in cited_by(entry)}
    citations = tuple(citation for citation in listing.citations if citation.number in used)
    return Part(listing.kind, page.entries, citations, listing.withheld, page.total, page.next)


def cited_by(entry: Any) -> set[int]:
    """Return the numbers of the citations that an entry, or what is in it, rests on."""
    numbers = set(getattr(entry, "citations", ()))
    for name in ("standings", "points", "differ"):
        numbers |= {number for inner in getattr(entry, name, ()) for number in inner.citations}
    return numbers


def _cursor(place: int, last: Any) -> str:
    return urlsafe_b64encode(place.to_bytes(4, "big") + _mark(last)).decode().rstrip("=")


def _mark(entry: Any) -> bytes:
    known_by = getattr(entry, "id", None) or entry
    return hashlib.sha256(msgspec.json.encode(known_by)).digest()[:MARK]


def _find(entries: Sequence[Any], cursor: str) -> int:
    """Return the place behind the entry that a cursor marks, wherever it has moved to."""
    try:
        content = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Error, ValueError):
        content = b""
    if len(content) != 4 + MARK:
        raise BadRequest(f"cannot go on from cursor {cursor!r}: it is none; take `next` of the page before")
    place, mark = int.from_bytes(content[:4], "big"), content[4:]
    near = sorted(
        range(max(0, place - REACH), min(len(entries), place + REACH)), key=lambda each: abs(each - (place - 1))
    )
    for each in near:
        if _mark(entries[each]) == mark:
            return each + 1
    raise NotFound("cannot go on from this cursor: the desk has changed where it stood; begin with the first page")
