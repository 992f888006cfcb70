"""When a report appeared, as its metadata, its text or its address states it, and where these disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from sitrep.clean.noise import find_stamp
from sitrep.ground.edtf import parse_day, parse_edtf
from sitrep.ground.model import Noise, NoiseKind, Published

WRITTEN_DAYS = (
    "%d %B %Y", "%B %d, %Y", "%B %d %Y", "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%d.%m.%Y", "%A, %B %d, %Y", "%Y/%m/%d",
)  # fmt: skip
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
    stated = list(_statements(fields, text, noise))
    if not stated:
        return Published()
    first, *others = stated
    because = () if first.where == "metadata" else (f"its {first.where} states it",)
    against = tuple(f"its {other.where} says {other.edtf}" for other in others if _disagree(first.edtf, other.edtf))
    return Published(first.edtf, "stated", because, against)


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
                found.setdefault(bool(UPDATED.match(line)), date.group().replace(".", ""))
    return found.get(False) or found.get(True)


def _disagree(one: str, other: str) -> bool:
    first, second = parse_edtf(one), parse_edtf(other)
    return bool(first and second) and (first.until < second.since or second.until < first.since)  # type: ignore[union-attr]


def parse_published(value: str) -> str | None:
    """Return a stated publication date as EDTF, to the day; both readings where day and month cannot be told apart.

    >>> parse_published("Fri, 07 Apr 2023 10:00:00 GMT"), parse_published("03/04/2023"), parse_published("soon")
    ('2023-04-07', '[2023-03-04, 2023-04-03]', None)
    """
    text = " ".join(value.split())
    day = parse_day(text)
    if day:
        return day
    if parse_edtf(text):
        return text
    slashed = SLASHED.match(text)
    if slashed:
        first, second, year = map(int, slashed.groups())
        days = sorted({_iso(year, first, second), _iso(year, second, first)} - {""})
        return days[0] if len(days) == 1 else f"[{', '.join(days)}]" if days else None
    for form in WRITTEN_DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _iso(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return ""
