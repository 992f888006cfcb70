"""Dates that keep their precision: EDTF (ISO 8601-2) strings and the days that they span."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

FIRST, LAST = date.min, date.max
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # the month in which each season of the northern year begins
QUARTERS = {33: 1, 34: 4, 35: 7, 36: 10}
POINT = re.compile(
    r"(\d{4}|\d{3}X|\d{2}XX)(?:-(?:(\d{2}|XX)(?:-(\d{2}|XX))?|W(\d{2})(?:-(\d))?))?(?:T[\d:]{1,20}[^\n]{0,20})?[?~%]?"
)
LONGEST = 200  # characters: more is no date that anybody writes


class Days(NamedTuple):
    """The first and the last day that an EDTF value may mean, both included."""

    since: date
    until: date


@lru_cache(maxsize=4096)
def parse_edtf(edtf: str) -> Days | None:
    """Return the days that an EDTF date, interval or one-of set spans, or None where it is no such value.

    >>> parse_edtf("2023-02").until.isoformat()
    '2023-02-28'
    >>> parse_edtf("2023-04-12/..").since.isoformat()
    '2023-04-12'
    """
    if len(edtf) > LONGEST:
        return None
    if edtf.startswith("[") and edtf.endswith("]"):
        members = [parse_edtf(member.strip()) for member in edtf[1:-1].split(",")]
        known = [member for member in members if member]
        return Days(min(m.since for m in known), max(m.until for m in known)) if known else None
    if "/" in edtf:
        left, _, right = edtf.partition("/")
        since = Days(FIRST, FIRST) if left in ("", "..") else parse_edtf(left)
        until = Days(LAST, LAST) if right in ("", "..") else parse_edtf(right)
        return Days(since.since, until.until) if since and until and since.since <= until.until else None
    match = POINT.fullmatch(edtf)
    try:
        return _point_days(match) if match else None
    except (ValueError, OverflowError):
        return None


def _point_days(match: re.Match[str]) -> Days:
    year, month, day, week, weekday = match.groups()
    if "X" in year:
        low = int(year.replace("X", "0"))
        return Days(date(max(low, 1), 1, 1), date(int(year.replace("X", "9")), 12, 31))
    number = int(year)
    if week:
        monday = date.fromisocalendar(number, int(week), 1)
        if weekday:
            monday += timedelta(days=int(weekday) - 1)
            return Days(monday, monday)
        return Days(monday, monday + timedelta(days=6))
    if month in (None, "XX"):
        return Days(date(number, 1, 1), date(number, 12, 31))
    if int(month) in SEASONS:
        return _months(number, SEASONS[int(month)], 3)
    if int(month) in QUARTERS:
        return _months(number, QUARTERS[int(month)], 3)
    if day in (None, "XX"):
        return _months(number, int(month), 1)
    exact = date(number, int(month), int(day))
    return Days(exact, exact)


def _months(year: int, month: int, count: int) -> Days:
    after = year * 12 + month - 1 + count
    return Days(date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


def parse_day(value: str) -> str | None:
    """Return the day that a date or timestamp of the common machine formats begins with, as an ISO 8601 prefix.

    >>> parse_day("20220125T090000Z"), parse_day("2023-04-07T10:00:00+02:00"), parse_day("2023-04")
    ('2022-01-25', '2023-04-07', '2023-04')
    """
    text = value.strip()
    compact = re.match(r"(\d{4})(\d{2})(\d{2})(?!\d)", text)
    if compact:
        text = "-".join(compact.groups())
    match = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?=$|[T ])", text)
    return match.group() if match and parse_edtf(match.group()) else None
