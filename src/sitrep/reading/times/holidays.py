"""Named days: fixed ones from the packaged words, moving ones from the calendars of the `holidays` library."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from sitrep.reading.times.anchor import Anchor, parse_year
from sitrep.reading.times.calendar import Value, make_day, part_value, week_value, weekend_value
from sitrep.reading.times.patterns import PART, YEAR, W, any_of, get, turn_of
from sitrep.reading.times.rules import rule


def _holiday(match: re.Match[str], anchor: Anchor) -> Value | None:
    if not anchor.is_capital(match.start("holiday")):
        return None
    name = " ".join(match["holiday"].replace("’", "'").split())
    year = parse_year(match["year"], anchor) if get(match, "year") else _holiday_year(name, match, anchor)
    fixed = W["holidays"].get(name)
    if year is None and isinstance(fixed, str):
        return Value("DATE", f"XXXX-{fixed}")
    day = find_holiday(name, year) if year else None
    if day is None:
        return None
    anchor.mention(day.year, day.month, day.day)
    if get(match, "around"):
        return weekend_value(day) if match["around"] == "weekend" else week_value(day)
    return part_value(day, get(match, "part"))


def _holiday_year(name: str, match: re.Match[str], anchor: Anchor) -> int | None:
    base, turn = anchor.base, turn_of(match)
    if anchor.is_narrative:
        return anchor.year
    if base is None:
        return None
    this_year = find_holiday(name, base.year)
    if this_year is None:
        return None
    if turn:
        return base.year - (turn < 0 and this_year >= base) + (turn > 0 and this_year <= base)
    gap = (this_year - base).days
    if gap > 150 and anchor.tense(*match.span()) <= 0:
        return base.year - 1
    return base.year + (gap < -240)


@lru_cache(maxsize=512)
def find_holiday(name: str, year: int) -> date | None:
    """Return the first day of a holiday in a year, None where the calendars do not know it.

    >>> find_holiday("good friday", 2023).isoformat(), find_holiday("christmas", 1812).isoformat()
    ('2023-04-07', '1812-12-25')
    """
    entry = W["holidays"].get(name)
    if isinstance(entry, str):
        month, day = map(int, entry.split("-"))
        return make_day(year, month, day)
    if entry is None or year not in YEARS:
        return None
    from holidays import country_holidays

    code, title = entry
    calendar = country_holidays(code, years=year, language="en_US") if code not in ("GB", "SG") else None
    days = calendar if calendar is not None else country_holidays(code, years=year)
    return min((day for day, names in days.items() if title in names.split("; ")), default=None)


HOLIDAY = rf"(?P<holiday>{any_of(list(W['holidays'])).replace(chr(39), '[' + chr(39) + '’]')})(?![’']?\w)"
YEARS = range(1900, 2101)  # what the calendars of the library are good for
_first_words = sorted({name.split()[0].removesuffix("'s") for name in W["holidays"]} | {"last", "next", "this"})

RULES = [
    rule(
        _first_words,
        rf"(?:(?P<turn>last|next|this)\s+)?{HOLIDAY}(?:\s+(?P<around>week(?:end)?)\b|\s+{PART})?(?:,?\s+{YEAR})?",
        _holiday,
    ),
]
