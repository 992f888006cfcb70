"""Days of a month, written out or in figures."""

from __future__ import annotations

import re

from sitrep.reading.times.anchor import SHORT_CENTURY, Anchor, parse_year
from sitrep.reading.times.calendar import LEAP_YEAR, Value, day_value, make_day, shift_months
from sitrep.reading.times.patterns import (
    A_MONTH,
    DAY,
    DAY_WORD,
    MONTH,
    MONTHS,
    SLASHED,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    day_number,
    get,
    month_number,
    turn_of,
    weekday_number,
)
from sitrep.reading.times.rules import rule

DATED = (
    rf"(?:(?:\s*,\s*|\s+(?:of\s+)?){YEAR}"
    r"|,?\s+(?:of|in)\s+(?P<that_year>that|this|the\s+same|the\s+following|last|next)(?:\s+year)\b)?"
)
LEAD = rf"(?:(?:(?P<turn>this(?:\s+coming|\s+past)?|last|next)\s+)?{WEEKDAY},?\s+(?:the\s+)?)?"
JOINT = r"\s*(?:-|–|—|and|to|or|through|until)\s*(?:the\s+)?"
MONTH_THEN_DAY = re.compile(rf"{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?{JOINT}$")
DAY_THEN_MONTH = re.compile(rf"{JOINT}{DAY}(?:\s+of)?\s+{MONTH}(?:,?\s+{YEAR})?")
NOT_LAST_OF_RANGE = re.compile(rf"[\w%:]|\s+{A_MONTH}")


def year_named(match: re.Match[str], anchor: Anchor) -> int | None:
    """Return the year that stands beside a date, in figures or as `that year`."""
    written, other = get(match, "year"), get(match, "that_year")
    if written:
        return parse_year(written, anchor)
    if not other:
        return None
    mentioned = anchor.year if anchor.is_narrative or other in ("that", "the same", "the following") else None
    year = mentioned or (anchor.published.year if anchor.published else None)
    return year + {"last": -1, "next": 1, "the following": 1}.get(" ".join(other.split()), 0) if year else None


def calendar_day(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Return the day of a month that a match writes, in the year beside it or in the one that a reader would take."""
    if not anchor.is_capital(match.start("month")):
        return None
    month, day = month_number(match), day_number(match)
    year = year_named(match, anchor)
    if year is None:
        year = anchor.year_of(month, day, *match.span())
        if year and get(match, "weekday") and not anchor.is_narrative:
            year = _year_by_weekday(year, month, day, weekday_number(match))
    if year is None:
        return Value("DATE", f"XXXX-{month:02}-{day:02}") if make_day(LEAP_YEAR, month, day) else None
    found = make_day(year, month, day)
    if found is None:
        return None
    anchor.mention(year, month, day)
    return day_value(found)


def _year_by_weekday(year: int, month: int, day: int, weekday: int) -> int:
    """Return the year nearest to one in which a day of a month falls on a weekday."""
    for near in (year, year - 1, year + 1):
        found = make_day(near, month, day)
        if found and found.weekday() == weekday:
            return near
    return year


def _first_of_range(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read the "3" of "3 to 5 March"."""
    rest = DAY_THEN_MONTH.match(anchor.lower, match.end())
    if anchor.before(match.start(), 1) == "/" or not rest or not anchor.is_capital(rest.start("month")):
        return None
    month, day = month_number(rest), day_number(match)
    year = (
        parse_year(rest["year"], anchor) if rest["year"] else anchor.year_of(month, day, rest.start("day"), rest.end())
    )
    if year is None:
        return Value("DATE", f"XXXX-{month:02}-{day:02}") if make_day(LEAP_YEAR, month, day) else None
    return day_value(make_day(year, month, day))


def _last_of_range(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read the "5" of "March 3 to 5"."""
    lead = MONTH_THEN_DAY.search(anchor.before(match.start(), 40))
    if not lead or NOT_LAST_OF_RANGE.match(anchor.lower, match.end()):
        return None
    month, day = month_number(lead), day_number(match)
    if anchor.month != month or not anchor.year:
        return Value("DATE", f"XXXX-{month:02}-{day:02}") if make_day(LEAP_YEAR, month, day) else None
    return day_value(make_day(anchor.year, month, day))


def _iso_day(match: re.Match[str], anchor: Anchor) -> Value | None:
    day = make_day(int(match["year"]), int(match["iso_month"]), int(match["iso_day"]))
    if day is None:
        return None
    anchor.mention(day.year, day.month, day.day)
    if not match["clock"]:
        return day_value(day)
    clock = f"{day.isoformat()}T{match['clock']}"
    return Value("TIME", clock, f"{clock}{match['seconds'] or ':00'}{(match['offset'] or '').upper()}")


def _dotted_day(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read 6.2.2023, which has the day first wherever it is written so."""
    day = make_day(int(match["dot_year"]), int(match["dot_month"]), int(match["dot_day"]))
    if day:
        anchor.mention(day.year, day.month, day.day)
    return day_value(day)


def _day_of_turned_month(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the 6th of this month"."""
    if anchor.base is None:
        return Value("DATE", f"XXXX-XX-{day_number(match):02}")
    month = shift_months(anchor.base.replace(day=1), turn_of(match) or 0)
    return day_value(make_day(month.year, month.month, day_number(match))) if month else None


def _slashed_day(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read 03/04/2023 in both orders, and keep both where both are dates."""
    year = int(match["slash_year"])
    year += 0 if year > 99 else 1900 if year >= SHORT_CENTURY else 2000
    first, second = int(match["one"]), int(match["two"])
    days = sorted({day for day in (make_day(year, first, second), make_day(year, second, first)) if day})
    if not days:
        return None
    if len(days) == 1:
        anchor.mention(days[0].year, days[0].month, days[0].day)
        return day_value(days[0])
    if anchor.slashed_first:
        month, day = (first, second) if anchor.slashed_first == "month" else (second, first)
        return day_value(make_day(year, month, day))
    return Value("DATE", f"{year:04}", f"[{', '.join(day.isoformat() for day in days)}]")


ON_THE = re.compile(r"\b(?:on|by|until|since|from|to|till|before|after|and)\s+$")
OF_SOMETHING = re.compile(
    r"[-‐]|\s+(?!(?:and|but|to|at|in|by|as|with|when|the|was|were|he|she|they|it|after|for|that|had|until)\b)[a-z0-9]"
)


def _day_of_the_month(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "on the 20th": of the month that was spoken of, else of the report's."""
    before = anchor.before(match.start(), 12)
    if not ON_THE.search(before) or OF_SOMETHING.match(anchor.lower, match.end()):
        return None
    year, month, day = anchor.year, anchor.month, day_number(match)
    if not (year and month):
        if anchor.published is None:
            return Value("DATE", f"XXXX-XX-{day:02}")
        earlier = day > anchor.published.day and anchor.tense(*match.span()) <= 0
        at = shift_months(anchor.published, -1 if earlier else 0) or anchor.published
        year, month = at.year, at.month
    found = make_day(year, month, day)
    if found:
        anchor.mention(year, month, day)
    return day_value(found)


_NAMED_MONTHS = list(MONTHS)
_NAMED_DAYS = list(WEEKDAYS)
_month_day = rf"{MONTH}\s+(?:the\s+)?(?:{DAY}|{DAY_WORD}){DATED}"
_day_month = rf"(?:{DAY}|{DAY_WORD})(?:\s+of)?\s+{MONTH}{DATED}"

RULES = [
    rule(_NAMED_MONTHS, _month_day, calendar_day),
    rule([*_NAMED_DAYS, "this", "last", "next"], LEAD + _month_day, calendar_day),
    rule(["#", "the"], rf"(?:the\s+)?(?:{DAY})(?:\s+of)?\s+{MONTH}{DATED}", calendar_day),
    rule(["the"], rf"the\s+{DAY_WORD}\s+of\s+{MONTH}{DATED}", calendar_day),
    rule([*_NAMED_DAYS, "this", "last", "next"], LEAD + _day_month, calendar_day),
    rule(["#", "the"], rf"(?:the\s+)?{DAY}(?=\s*(?:-|–|—|and|to|or|through|until)\s*(?:the\s+)?\d)", _first_of_range),
    rule(["#", "the"], rf"(?:the\s+)?{DAY}(?![-–/]\d)", _last_of_range),
    rule(
        ["#"],
        r"(?P<year>(?:19|20)\d\d)-(?P<iso_month>0[1-9]|1[0-2])-(?P<iso_day>[0-2]\d|3[01])(?!\d)"
        r"(?:[t ](?P<clock>\d\d:\d\d)(?P<seconds>:\d\d)?(?:\.\d+)?(?P<offset>z\b|[+-]\d\d:?\d\d)?)?",
        _iso_day,
    ),
    rule(["the"], rf"the\s+(?:(?P<day>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))|{DAY_WORD})(?!\w)", _day_of_the_month),
    rule(["#"], SLASHED, _slashed_day),
    rule(
        ["#"],
        r"(?P<dot_day>0?[1-9]|[12]\d|3[01])\.(?P<dot_month>0?[1-9]|1[0-2])\.(?P<dot_year>(?:19|20)\d\d)\b(?!\.\d)",
        _dotted_day,
    ),
    rule(
        ["the"],
        rf"the\s+(?:(?P<day>\d{{1,2}}(?:st|nd|rd|th))|{DAY_WORD})"
        r"\s+of\s+(?P<turn>this|last|next|the\s+same|that)\s+month\b",
        _day_of_turned_month,
    ),
]
