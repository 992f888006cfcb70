"""Long lists page by page, by cursors that hold their place while the desk changes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from sitrep.ground.errors import BadRequest, NotFound

REACH = 500  # entries around a place among which the one before it is looked for after a change
MARK = 8  # bytes that an entry is known by


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
