"""When a report appeared, as its metadata, its text or its address states it, and where these disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sitrep.clean.noise import find_stamp
from sitrep.ground.edtf import FIRST, LAST, parse_day, parse_edtf
from sitrep.ground.model import Noise, NoiseKind, Published

EMPTY = ("0001-01-01", "1970-01-01")
MOST_SECONDS = 100_000_000_000  # more are milliseconds
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
IN_ADDRESS = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?P<joint>[/-]?)(?P<month>0[1-9]|1[0-2]|(?<=[/-])[1-9])(?P=joint)"
    r"(?P<day>0[1-9]|[12]\d|3[01]|(?<=[/-])[1-9])(?=[/_.-]|$)"
)
IN_LINE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}"
)
UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified)", re.IGNORECASE)


class Statement(NamedTuple):
    """A date that a report states, and where."""

    where: str
    edtf: str


def date_report(fields: Mapping[str, str], text: str, noise: Sequence[Noise]) -> Published:
    """Return the date that a report states: in its metadata, else in its text, else in its address.

    Where another of these names other days, `against` says so.
    """
    given = fields.get("published")
    unread = (f"its metadata says “{given}”, which is no date",) if given and parse_published(given) is None else ()
    stated = list(_statements(fields, text, noise))
    if not stated:
        return Published(against=unread)
    first, *others = stated
    because = () if first.where == "metadata" else (f"its {first.where} states it",)
    against = tuple(f"its {other.where} says {other.edtf}" for other in others if _disagree(first.edtf, other.edtf))
    return Published(first.edtf, "stated", because, unread + against)


def _statements(fields: Mapping[str, str], text: str, noise: Sequence[Noise]) -> Iterator[Statement]:
    """Find the dates that a report states, the most trusted first."""
    given = [("metadata", fields.get("published")), ("text", find_stamp(text)), ("text", _line_date(text, noise))]
    for where, value in given:
        edtf = parse_published(value) if value else None
        if edtf:
            yield Statement(where, edtf)
    address = IN_ADDRESS.search(fields.get("url") or "")
    day = _iso(*(int(address[part]) for part in ("year", "month", "day"))) if address else ""
    if day:
        yield Statement("address", day)


def _line_date(text: str, noise: Sequence[Noise]) -> str | None:
    """Return the date of a line such as "Published on 7 February 2023"; one of an update where there is no other."""
    found: dict[bool, str] = {}
    for mark in noise:
        if mark.kind == NoiseKind.TIMESTAMP:
            line = text[mark.start : mark.end]
            date = IN_LINE.search(line)
            if date:
                found.setdefault(bool(UPDATED.match(line)), date.group())
    return found.get(False) or found.get(True)


def _disagree(one: str, other: str) -> bool:
    first, second = parse_edtf(one), parse_edtf(other)
    return bool(first and second) and (first.until < second.since or second.until < first.since)  # type: ignore[union-attr]


def parse_published(value: str) -> str | None:
    """Return a stated publication date as EDTF, to the day; both readings where day and month cannot be told apart.

    The empty dates of machines, such as 0001-01-01 and the first day of Unix, are none.

    >>> parse_published("Fri, 07 Apr 2023 10:00:00 GMT"), parse_published("03/04/2023"), parse_published("soon")
    ('2023-04-07', '[2023-03-04, 2023-04-03]', None)
    >>> parse_published("Sept. 10, 2024"), parse_published("1725926400"), parse_published("1970-01-01T00:00:00Z")
    ('2024-09-10', '2024-09-10', None)
    """
    text = " ".join(value.split())
    found = parse_day(text) or (text if _is_edtf(text) else None) or _slashed(text) or _epoch(text) or _written(text)
    return None if found is None or found.startswith(EMPTY) else found


def _is_edtf(text: str) -> bool:
    days = parse_edtf(text)
    return days is not None and days.since > FIRST and days.until < LAST


def _slashed(text: str) -> str | None:
    match = SLASHED.match(text)
    if match is None:
        return None
    first, second, year = map(int, match.groups())
    days = sorted({_iso(year, first, second), _iso(year, second, first)} - {""})
    return days[0] if len(days) == 1 else f"[{', '.join(days)}]" if days else None


def _epoch(text: str) -> str | None:
    """Return the day of a count of seconds or milliseconds since 1970."""
    if not re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds > MOST_SECONDS else seconds, UTC).date().isoformat()


def _written(text: str) -> str | None:
    """Return the day of a date in words, where year, month and day are all there."""
    from dateutil import parser

    days = set()
    for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):  # noqa: DTZ001 - a day has no zone
        try:
            days.add(parser.parse(text, default=default, ignoretz=True).date().isoformat())
        except (ValueError, OverflowError):
            return None
    return days.pop() if len(days) == 1 else None


def _iso(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return ""
