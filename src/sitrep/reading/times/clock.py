"""Times of day, with the day and the zone that stand beside them."""

from __future__ import annotations

import re
from datetime import date

from sitrep.reading.times import days, weekdays
from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value, make_day
from sitrep.reading.times.patterns import PART, W, any_of, get, parse_number
from sitrep.reading.times.rules import rule

_SMALL = any_of(W["numbers"]["ones"][:12])
HALF = r"(?P<half>[ap])\.?\s?m\b\.?"
ZONE = (
    rf"(?:\s*\(?(?:(?P<zone>{any_of(list(W['zones']))})|local\s+time|eastern(?:\s+time)?|pacific(?:\s+time)?|[ecmp]t)\b"
    r"(?:(?<=\([a-z]{3})\)|(?<=\([a-z]{4})\)|(?<=\(local time)\))?)"
)
HOUR = r"(?P<hour>1[0-2]|0?\d)"
CLOCKS = (
    rf"{HOUR}(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s*{HALF}{ZONE}?",
    rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s+(?:hours|hrs)\b)?{ZONE}?(?![\d:])",
    rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s*(?:hours|hrs|gmt|utc)\b)(?:\s*(?:hours|hrs)\b)?{ZONE}?",
)
_WORDED = (
    rf"\s+(?=o['’]clock\b|in\s+the\s+(?:{any_of(list(W['day_parts']))})\b)(?:o['’]clock)?(?:\s*in\s+the\s+{PART})?"
)
WORDED = (
    rf"(?P<number>{_SMALL}){_WORDED}",
    rf"(?P<number>\d\d?){_WORDED}",
    rf"(?P<hour_name>{any_of(list(W['hours']))})\b(?!\s+sun\b){ZONE}?",
)
NO_DAY = "XXXX-XX-XX"
BESIDE = re.compile(r"(?P<apart>\)|\s*\([^()]{2,24}\))?,?\s+(?P<on>on\s+)?")
NAME_BEFORE = re.compile(r"\bhigh\s$")
AT_CLOCK = re.compile(r"(?:,?\s+at|,)?\s+(?=\d|noon|midnight|midday)")
AFTER_NOON = ("afternoon", "evening", "night")


def _clock(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read a time of day, and the day right after it: "4:17 a.m. local time Monday"."""
    time = _time_of(match)
    if time is None:
        return None
    beside = BESIDE.match(anchor.lower, match.end())
    dated = day_at(anchor, beside.end()) if beside else None
    if dated and beside:
        end = None if beside["on"] or beside["apart"] else dated.end
        if dated.edtf:
            return _value(dated.edtf, time, match, end)
        bare = dated.timex if dated.timex.startswith("XXXX") else NO_DAY
        return Value("TIME", f"{bare}T{time}", end=end)
    day = _day_spoken_of(anchor)
    return _value(day.isoformat(), time, match) if day else Value("TIME", f"{NO_DAY}T{time}")


def _day_spoken_of(anchor: Anchor) -> date | None:
    if anchor.is_narrative:
        return make_day(anchor.year, anchor.month, anchor.day) if anchor.year and anchor.month and anchor.day else None
    return anchor.last_day or anchor.published if anchor.published else None


def _value(day: str, time: str, match: re.Match[str], end: int | None = None) -> Value:
    zone = get(match, "zone")
    if time == "24:00":
        return Value("TIME", f"{day}T24:00", day, end=end)
    return Value("TIME", f"{day}T{time}", f"{day}T{time}:00{_offset(zone)}", end=end)


def _offset(zone: str | None) -> str:
    """Return a zone as ISO 8601 writes it: `Z`, `+03:00`; nothing where the time is local."""
    if zone is None:
        return ""
    minutes = int(W["zones"][zone])
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"


def _time_of(match: re.Match[str]) -> str | None:
    """Return the hours and minutes of a match."""
    if (
        get(match, "hour_name")
        and match.start()
        and NAME_BEFORE.search(match.string, max(0, match.start() - 6), match.start())
    ):
        return None
    named, worded, part = get(match, "hour_name"), get(match, "number"), get(match, "part")
    if named:
        return f"{W['hours'][named]:02}:00"
    hour = int(parse_number(worded) or 0) if worded else int(match["hour"])
    half = get(match, "half")
    if half:
        hour = hour % 12 + 12 * (half == "p")
    elif part in AFTER_NOON and hour < 12:
        hour += 12
    return f"{hour:02}:{get(match, 'minute') or '00'}" if hour <= 24 else None


def day_at(anchor: Anchor, position: int) -> Value | None:
    """Return the day that is named right at a position, with its end; None where none is."""
    for each in (*days.RULES, *weekdays.RULES):
        match = each.pattern.match(anchor.lower, position)
        if match and match.end() > position and {"day", "day_word", "weekday", "deictic"} & match.groupdict().keys():
            value = each.resolve(match, anchor)
            if value and value.type in ("DATE", "TIME"):
                return value._replace(end=match.end())
    return None


def with_hour(day: Value, end: int, anchor: Anchor) -> Value:
    """Return a day that was read up to `end` with the hour or the part of the day right after it, where one is."""
    at = AT_CLOCK.match(anchor.lower, end)
    for pattern in _CLOCKS if at else ():
        clock = pattern.match(anchor.lower, at.end()) if at else None
        time = _time_of(clock) if clock else None
        if clock and time:
            if day.edtf:
                return _value(day.edtf, time, clock, end=clock.end())
            return Value("TIME", f"{day.timex}T{time}", end=clock.end())
    part = _PART_AFTER.match(anchor.lower, end) if day.edtf else None
    if part:
        return Value("TIME", f"{day.edtf}T{W['day_parts'][part['part']]}", day.edtf, end=part.end())
    return day


def _day_with_part(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the morning of March 3", and "March 3 at night"."""
    dated = day_at(anchor, match.end())
    if dated is None or not dated.edtf:
        return None
    return Value("TIME", f"{dated.edtf}T{W['day_parts'][match['part']]}", dated.edtf, end=dated.end)


def _hours_of_day(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the early hours of Monday"."""
    dated = day_at(anchor, match.end())
    if dated is None or not dated.edtf or not dated.end:
        return None
    part = _PART_AFTER.match(anchor.lower, dated.end)
    code = "NI" if match["hours"] == "late" else "MO"
    return Value("TIME", f"{dated.edtf}T{code}", dated.edtf, end=part.end() if part else dated.end)


def _middle_of_part(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "mid-afternoon", "mid-morning yesterday"."""
    dated = day_at(anchor, match.end() + 1)
    day = dated.edtf if dated else anchor.base.isoformat() if anchor.base and not anchor.is_narrative else None
    timex = f"{day or NO_DAY}T{W['day_parts'][match['part']]}"
    return Value("TIME", timex, day, end=dated.end if dated else None)


_CLOCKS = [re.compile(pattern) for pattern in (*CLOCKS, *WORDED)]
_PART_AFTER = re.compile(rf"(?:\s+at|,)?\s+{PART}")


RULES = [
    *(rule(["#"], pattern, _clock) for pattern in CLOCKS),
    rule(W["numbers"]["ones"][:12], WORDED[0], _clock),
    rule(["#"], WORDED[1], _clock),
    rule(W["hours"], WORDED[2], _clock),
    rule(
        ["the", *W["day_parts"]],
        rf"(?:the\s+(?:early\s+|late\s+)?)?(?:mid-?)?{PART}(?:\s+hours)?\s+(?:of|on)\s+",
        _day_with_part,
    ),
    rule(["the"], r"the\s+(?P<hours>early|small|late)\s+hours\s+(?:of|on)\s+", _hours_of_day),
    rule(["mid", "mid-morning", "mid-afternoon"], rf"mid[\s-]{PART}", _middle_of_part),
]
