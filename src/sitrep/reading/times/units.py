"""The week, last month, next year: periods counted from where the text stands."""

from __future__ import annotations

import re
from datetime import date

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import (
    Value,
    century_value,
    day_value,
    days_in,
    decade_value,
    length,
    month_value,
    shift_day,
    shift_months,
    week_value,
    weekend_value,
    year_value,
)
from sitrep.reading.times.patterns import TURN, TURN_FIRST, UNIT, turn_of, unit_word
from sitrep.reading.times.quarters import quarter_here, turned_quarter
from sitrep.reading.times.rules import rule


def _turned_unit(match: re.Match[str], anchor: Anchor) -> Value | None:
    turn, unit, word = turn_of(match) or 0, unit_word(match), " ".join(match["turn"].split())
    base = anchor.base
    if unit in ("second", "minute", "hour", "night") or match["unit"] != unit:
        return None
    if not anchor.is_narrative and unit == "day" and turn == 0 and word == "this":
        return None
    if _is_stretch(match, unit, word, anchor):
        return stretch_value(1, unit, -1, base)
    if base is None:
        offset = length(1, unit).replace("P", "P-" if turn < 0 else "P")
        return Value("DATE", offset) if turn else Value("DATE", "PRESENT_REF")
    if unit == "quarter":
        return turned_quarter(turn, word, anchor)
    if unit == "day":
        return _turned_day(turn, anchor)
    spoken_of = word in ("that", "same", "following", "previous", "preceding")
    return period_value(_moved_base(base, anchor, spoken_of=spoken_of), turn, unit, anchor)


def _is_stretch(match: re.Match[str], unit: str, word: str, anchor: Anchor) -> bool:
    """Tell "the past week", which ends now, from "last week"."""
    if anchor.is_narrative or unit not in ("week", "month", "year", "decade", "century"):
        return False
    if word in ("past", "this past"):
        return unit != "year" or word == "past"
    return word == "last" and match.group().startswith("the") and unit in ("decade", "century", "month", "week")


def stretch_value(number: float | None, unit: str, way: int, base: date | None) -> Value:
    """Return the value of the days up to a day (`way` -1) or after it (1): its length, and in EDTF the days."""
    timex = length(number, unit)
    days = days_in(number, unit) if number is not None else None
    months = {"month": 1, "year": 12}.get(unit)
    if base is None or (days is None and months is None) or number is None:
        return Value("DURATION", timex)
    other = (
        shift_months(base, round(way * number * months))
        if months and number * months == int(number * months)
        else shift_day(base, way * (days or 0))
    )
    if other is None:
        return Value("DURATION", timex)
    since, until = sorted((base, other))
    return Value("DURATION", timex, f"{since.isoformat()}/{until.isoformat()}")


def _moved_base(base: date, anchor: Anchor, *, spoken_of: bool) -> date:
    """Return the day that "that month" and "the following year" are counted from."""
    if anchor.is_narrative or not spoken_of or not anchor.year:
        return base
    return date(anchor.year, anchor.month or 1, 1)


def _turned_day(turn: int, anchor: Anchor) -> Value | None:
    base = anchor.base
    if base is None:
        return None
    if not anchor.is_narrative:
        anchor.last_day = shift_day(anchor.last_day or base, turn)
        return day_value(anchor.last_day)
    if anchor.day is None and turn == 0 and anchor.year:
        return month_value(anchor.year, anchor.month) if anchor.month else year_value(anchor.year)
    day = shift_day(base, turn)
    if day:
        anchor.mention(day.year, day.month, day.day)
    return day_value(day)


def period_value(base: date, turn: int, unit: str, anchor: Anchor) -> Value | None:
    """Return the value of the week, month or longer period that is `turn` away from a day's own."""
    if unit in ("week", "weekend", "fortnight"):
        day = shift_day(base, 7 * turn)
        if day is None:
            return None
        return weekend_value(day) if unit == "weekend" else week_value(day)
    if unit == "month":
        day = shift_months(base, turn)
        if day and anchor.is_narrative:
            anchor.mention(day.year, day.month)
        return month_value(day.year, day.month) if day else None
    if unit == "year":
        if anchor.is_narrative and turn > 0:
            anchor.mention(base.year + turn)
        return year_value(base.year + turn)
    if unit == "decade":
        return decade_value(base.year // 10 + turn)
    return century_value(base.year // 100 + turn)


IN_PERIOD = re.compile(r"\b(?:of|for|in|during|since|throughout|through|by|over|until|within)\s+(?:\w+\s+of\s+)?$")


def _the_unit(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the year", "the weekend": the one that the report or the story is in."""
    unit, base = unit_word(match), anchor.base
    before, after = anchor.before(match.start()), anchor.after(match.end())
    if re.match(r"\s+(?:ended|ending)\b", after) and unit == "year":
        return Value("DURATION", "P1Y")
    if base is None:
        return None
    if unit == "weekend":
        weeks = -1 if base.weekday() < 3 and not anchor.is_narrative else 0
        return period_value(base, weeks, unit, anchor)
    if unit == "quarter":
        return quarter_here(match, anchor)
    if unit == "week":
        return period_value(base, 0, unit, anchor) if IN_PERIOD.search(before) else None
    if unit == "year":
        return period_value(base, 0, unit, anchor) if IN_PERIOD.search(before) or re.match(r"\s*[,.]", after) else None
    return (
        period_value(base, 0, unit, anchor)
        if anchor.is_narrative and unit == "month" and before.endswith("of ")
        else None
    )


def _year_end(match: re.Match[str], anchor: Anchor) -> Value | None:
    year = anchor.year if anchor.is_narrative else anchor.published.year if anchor.published else None
    return Value("DATE", f"{year:04}-12", f"{year:04}-12") if year else None


_NOT_UNIT = r"(?![-‐]|\s+(?:old|ago|earlier|later|before|period)\b|['’]s\s+quarter)"

RULES = [
    rule(
        [*TURN_FIRST, "current", "upcoming", "those"],
        rf"(?:(?:the|this|those|that(?=\s+same))\s+)?(?:very\s+)?{TURN}\s+(?:fiscal\s+)?{UNIT}(?:\s+or\s+so\b)?{_NOT_UNIT}",
        _turned_unit,
    ),
    rule(
        ["the"],
        rf"the\s+(?P<unit>year|week|weekend|month|quarter)\b{_NOT_UNIT}(?!\s+\d{{4}}|\s+(?:\w+\s+)?nineteen)",
        _the_unit,
    ),
    rule(["year", "the", "year-end", "year's"], r"(?:the\s+)?year(?:['’]s\s+|-|\s+)end\b", _year_end),
]
