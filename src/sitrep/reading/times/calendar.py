"""Values of days, weeks, months and longer periods, in TIMEX3 and EDTF, and the arithmetic between them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from sitrep.ground.model import TimeType
from sitrep.reading.times.patterns import W

UNITS: dict[str, str] = W["units"]
CLOCK_UNITS = ("second", "minute", "hour")
DAYS_A_UNIT = {"day": 1, "night": 1, "week": 7, "weekend": 2, "fortnight": 14}
MONTHS_A_UNIT = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
LEAP_YEAR = 2024


class Value(NamedTuple):
    """What a rule makes of a match; `start` and `end` where the expression is not just the match."""

    type: TimeType
    timex: str
    edtf: str | None = None
    start: int | None = None
    end: int | None = None


class Quarter(NamedTuple):
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    def shifted(self, quarters: int) -> Quarter:
        """Return the quarter so many later."""
        total = self.year * 4 + self.number - 1 + quarters
        return Quarter(total // 4, total % 4 + 1)


def make_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_day(day: date, days: int) -> date | None:
    """Return the day so many days later, None where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, months: int) -> date | None:
    """Return the day so many months later, or the last one of that month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) if 1 <= year <= 9999 else None


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def day_value(day: date | None) -> Value | None:
    """Return a day's value."""
    return Value("DATE", day.isoformat(), day.isoformat()) if day else None


def part_value(day: date | None, part: str | None) -> Value | None:
    """Return the value of a part of a day, such as its morning, or of the day where no part is named."""
    if day is None or not part:
        return day_value(day)
    return Value("TIME", f"{day.isoformat()}T{W['day_parts'][part]}", day.isoformat())


def week_value(day: date) -> Value:
    """Return the value of the ISO week that a day lies in."""
    year, week, _ = day.isocalendar()
    return Value("DATE", f"{year:04}-W{week:02}", f"{year:04}-W{week:02}")


def weekend_value(day: date) -> Value:
    """Return the value of the weekend of a day's week."""
    year, week, weekday = day.isocalendar()
    saturday = shift_day(day, 6 - weekday)
    sunday = shift_day(day, 7 - weekday)
    edtf = f"{saturday.isoformat()}/{sunday.isoformat()}" if saturday and sunday else None
    return Value("DATE", f"{year:04}-W{week:02}-WE", edtf)


def month_value(year: int, month: int) -> Value:
    """Return a month's value."""
    return Value("DATE", f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def quarter_value(quarter: Quarter) -> Value:
    """Return a quarter's value."""
    return Value("DATE", f"{quarter.year:04}-Q{quarter.number}", f"{quarter.year:04}-{32 + quarter.number}")


def half_value(year: int, half: int) -> Value:
    """Return the value of the first or second half of a year."""
    return Value("DATE", f"{year:04}-H{half}", f"{year:04}-{'01' if half == 1 else '07'}/{year:04}-{6 * half:02}")


def season_value(year: int, season: str) -> Value:
    """Return the value of a season, named in English, of a year."""
    code, number, _ = W["seasons"][season]
    return Value("DATE", f"{year:04}-{code}", f"{year:04}-{number}")


def year_value(year: int) -> Value | None:
    """Return a year's value."""
    return Value("DATE", f"{year:04}", f"{year:04}") if 1 <= year <= 9999 else None


def decade_value(decade: int) -> Value | None:
    """Return the value of a decade, by the first three figures of its years."""
    return Value("DATE", f"{decade:03}", f"{decade:03}X") if 1 <= decade <= 999 else None


def century_value(century: int) -> Value | None:
    """Return the value of a century, by the first two figures of its years."""
    return Value("DATE", f"{century:02}", f"{century:02}XX") if 1 <= century <= 99 else None


def reference_value(way: int) -> Value:
    """Return the value of a time that is only said to be past (-1), present (0) or to come (1)."""
    return Value("DATE", ("PRESENT_REF", "FUTURE_REF", "PAST_REF")[way])


def length(number: float | None, unit: str) -> str:
    """Return a TIMEX3 duration; `number` is None where it is not told.

    >>> length(2, "day"), length(48, "hour"), length(None, "year"), length(1.5, "hour"), length(2, "decade")
    ('P2D', 'PT48H', 'PXY', 'PT1H30M', 'P20Y')
    """
    code = UNITS[unit]
    if number is None:
        return f"PT{'X'}{code}" if unit in CLOCK_UNITS else f"PX{code.replace('F', 'W')}"
    if unit in ("decade", "century", "fortnight"):
        number, code = (
            number * {"decade": 10, "century": 100, "fortnight": 2}[unit],
            "W" if unit == "fortnight" else "Y",
        )
    if number % 1 == 0.5 and unit in _HALVES:
        whole, half = int(number), _HALVES[unit]
        lead = f"{whole}{code}" if whole else ""
        return f"{'PT' if unit in CLOCK_UNITS else 'P'}{lead}{half}"
    amount = f"{number:.10g}"
    return f"{'PT' if unit in CLOCK_UNITS else 'P'}{amount}{code}"


_HALVES = {"hour": "30M", "minute": "30S", "year": "6M"}


def days_in(number: float, unit: str) -> int | None:
    """Return about how many days an amount of units is, None for parts of a day."""
    if unit in CLOCK_UNITS:
        hours = number / {"second": 3600, "minute": 60, "hour": 1}[unit]
        return round(hours / 24) if hours >= 24 else None
    if unit in DAYS_A_UNIT:
        return round(number * DAYS_A_UNIT[unit])
    return round(number * MONTHS_A_UNIT[unit] * 30.4369)


def shifted(base: date, number: float, unit: str) -> Value | None:
    """Return the time so many units after a day (before it where negative), in the grain of the unit."""
    if unit in DAYS_A_UNIT:
        day = shift_day(base, round(number * DAYS_A_UNIT[unit]))
        return day_value(day)
    if unit in ("month", "quarter"):
        day = shift_months(base, round(number * MONTHS_A_UNIT[unit]))
        return month_value(day.year, day.month) if day else None
    if unit == "year":
        if number % 1:
            day = shift_months(base, round(number * 12))
            return month_value(day.year, day.month) if day else None
        return year_value(base.year + int(number))
    if number % 1:
        return year_value(base.year + round(number * MONTHS_A_UNIT[unit] / 12))
    if unit == "decade":
        return decade_value(base.year // 10 + int(number))
    return century_value(base.year // 100 + int(number))


def third_of(timex: str, third: int) -> str | None:
    """Return the first, middle or last third of a month, a year, a decade or a century, as EDTF."""
    if len(timex) == 7 and timex[5:].isdigit():
        year, month = int(timex[:4]), int(timex[5:])
        first, last = ((1, 10), (11, 20), (21, monthrange(year, month)[1]))[third]
        return f"{timex}-{first:02}/{timex}-{last:02}"
    if len(timex) == 4 and timex.isdigit():
        first, last = ((1, 4), (5, 8), (9, 12))[third]
        return f"{timex}-{first:02}/{timex}-{last:02}"
    if len(timex) == 2 and timex.isdigit():
        first, last = ((0, 33), (34, 66), (67, 99))[third]
        return f"{timex}{first:02}/{timex}{last:02}"
    if len(timex) == 3 and timex.isdigit():
        first, last = ((0, 3), (4, 6), (7, 9))[third]
        return f"{timex}{first}/{timex}{last}"
    return None
