"""Weekdays, today and its neighbours."""

from __future__ import annotations

import re
from datetime import date

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value, day_value, part_value, shift_day
from sitrep.reading.times.patterns import (
    PART,
    TURN,
    TURN_FIRST,
    WEEKDAY,
    WEEKDAYS,
    W,
    any_of,
    get,
    turn_of,
    weekday_number,
)
from sitrep.reading.times.rules import rule

OF_A_NAME = re.compile(rf"\s+(?:{any_of(W['weekdays']['names_after'])})\b")
BEFORE_COMING = re.compile(rf"\b(?:{any_of(W['tense']['before_coming'])})\s+(?:(?:the|next)\s+)?$")
BEFORE_PAST = re.compile(r"\b(?:by|until|before)\s+$")
VERB_BEFORE = re.compile(
    rf"(?:\b(?:{any_of(W['tense']['past'])}|says)|ed)"
    r"(?:\s+(?:on|late|early|here|by|in|a|the|\w+ly|him|her|it|them|reporters))*\s+$"
)
TOLD_BEFORE = re.compile(
    r"\b(?:told|said|informed|warned|announced)\s+(?:(?!(?:will|would|to|that|is|are|it|he|she|they)\b)[\w.’'-]+\s+){1,4}(?:on\s+)?$"
)
SINCE_BEFORE = re.compile(r"\bsince\s+(?:(?:early|late)\s+)?(?:on\s+)?$")
AHEAD_BEFORE = re.compile(
    r"\b(?:will|shall|won['’]t|(?:is|are)\s+(?:to|set|due|scheduled|expected|planned|slated)|to\s+be|postponed|delayed"
    r"|rescheduled)\b(?:\s+(?!(?:said|told|after|since|when|that|which|who)\b)[\w'’-]+){0,5}\s+(?:on\s+|until\s+|to\s+|over\s+)?$"
)
ON_CALENDAR = re.compile(rf"\b(?:{any_of(W['tense']['on_calendar'])}|to\s+[a-z]{{3,}})\b[^.;]{{0,30}}$")
VERB_AFTER = re.compile(r"\s+(?:said|told|announced|called|was|were)\b")


def _weekday(match: re.Match[str], anchor: Anchor) -> Value | None:
    if not anchor.is_capital(match.start("weekday")) or OF_A_NAME.match(anchor.lower, match.end()):
        return None
    number, base = weekday_number(match), anchor.base
    if base and get(match, "turn") == "following" and not anchor.is_narrative:
        base = anchor.last_day or base
    if base is None:
        part = get(match, "part")
        bare = f"XXXX-WXX-{number + 1}"
        return Value("TIME", f"{bare}T{W['day_parts'][part]}") if part else Value("DATE", bare)
    day = _weekday_near(base, number, match, anchor)
    if day and anchor.is_narrative:
        anchor.mention(day.year, day.month, day.day)
    anchor.last_day = day
    return part_value(day, get(match, "part"))


def _weekday_near(base: date, number: int, match: re.Match[str], anchor: Anchor) -> date | None:
    back, week, turn = (base.weekday() - number) % 7, get(match, "week"), turn_of(match)
    ahead = (number - base.weekday()) % 7
    if week:
        weeks = -1 if "last" in week else 1 if "next" in week else 0
        days = -back - 7 if "ago" in week else 7 * weeks + number - base.weekday()
    elif turn == 1:
        days = ahead or 7
    elif turn == -1:
        days = -(back or 7)
    elif anchor.is_narrative or _is_coming(match, anchor, is_this=turn == 0 and match["turn"] == "this"):
        days = ahead
    else:
        days = -back
    return shift_day(base, days)


def _is_coming(match: re.Match[str], anchor: Anchor, *, is_this: bool) -> bool:
    """Tell whether a bare weekday is the next one, by the words around it."""
    start, end = match.span()
    before = anchor.before(start)
    if anchor.after(end, 2) in ("'s", "’s"):
        return False
    if BEFORE_PAST.search(before) and anchor.tense(start, end) < 0:
        return False
    if BEFORE_COMING.search(before):
        return True
    if VERB_AFTER.match(anchor.lower, end) or SINCE_BEFORE.search(before):
        return False
    if AHEAD_BEFORE.search(anchor.lower, max(0, start - 70), start):
        return True
    if TOLD_BEFORE.search(before):
        return False
    if VERB_BEFORE.search(before):
        return False
    tense = anchor.tense(start, end)
    return is_this or tense > 0 or (tense == 0 and bool(ON_CALENDAR.search(before)))


def _weekdays(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "on Mondays"."""
    if not anchor.is_capital(match.start("weekday")):
        return None
    part = f"T{W['day_parts'][match['part']]}" if match["part"] else ""
    return Value("SET", f"XXXX-WXX-{WEEKDAYS[match['weekday']] + 1}{part}")


def _every_weekday(match: re.Match[str], anchor: Anchor) -> Value:
    return Value("SET", f"XXXX-WXX-{weekday_number(match) + 1}")


def _deictic(match: re.Match[str], anchor: Anchor) -> Value | None:
    word, base = match["deictic"], anchor.base
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    part = get(match, "part") or ("night" if word in ("tonight", "overnight") else None)
    if base is None:
        return Value("TIME", _no_day(step, part)) if part else Value("DATE", _no_day(step, None))
    if anchor.is_narrative and word == "today":
        return Value("DATE", "PRESENT_REF")
    day = shift_day(base, step)
    if anchor.is_narrative and day:
        anchor.mention(day.year, day.month, day.day)
    return part_value(day, part)


def _no_day(step: int, part: str | None) -> str:
    """Return the value of a day that is so many from an unknown one."""
    if step:
        return f"P{'-' if step < 0 else ''}{abs(step)}D"
    return f"XXXX-XX-XXT{W['day_parts'][part]}" if part else "PRESENT_REF"


def _turned_part(match: re.Match[str], anchor: Anchor) -> Value | None:
    step, base, part = turn_of(match) or 0, anchor.base, match["part"]
    if base and not anchor.is_narrative and match["turn"] in ("that", "same", "following", "previous", "next"):
        base = anchor.last_day or base
    if base is None:
        return Value("TIME", _no_day(step, part))
    day = shift_day(base, step)
    if anchor.is_narrative and day and step:
        anchor.mention(day.year, day.month, day.day)
    return part_value(day, part)


def _part_before(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the night before", "the day after": of the day that was spoken of, else of the report's."""
    step = -1 if match["way"] == "before" else 1
    base = anchor.last_day or anchor.base if not anchor.is_narrative else anchor.base
    part = None if match["the_part"] == "day" else match["the_part"]
    if base is None:
        return Value("TIME" if part else "DATE", _no_day(step, part))
    day = shift_day(base, step)
    anchor.last_day = day or anchor.last_day
    return part_value(day, part)


def _day_but_one(match: re.Match[str], anchor: Anchor) -> Value | None:
    step = -2 if match["way"] == "before" else 2
    return (
        day_value(shift_day(anchor.base, step))
        if anchor.base
        else Value("DATE", f"P{'-' if step < 0 else ''}{abs(step)}D")
    )


_NAMED_DAYS = list(WEEKDAYS)

RULES = [
    rule(
        [*_NAMED_DAYS, *TURN_FIRST],
        rf"(?:(?:(?:the|early|late)\s+)?{TURN}\s+)?{WEEKDAY}(?:\s+(?:early\s+|late\s+)?{PART})?"
        r"(?:,?\s+(?P<week>(?:last|this|next)\s+week|(?:a\s+)?week\s+ago))?\b",
        _weekday,
    ),
    rule(
        [f"{name}s" for name in W["weekdays"]["names"]],
        rf"(?P<weekday>{any_of(W['weekdays']['names'])})s\b(?:\s+(?P<part>{any_of(list(W['day_parts']))})s?\b)?",
        _weekdays,
    ),
    rule(["every", "each"], rf"(?:every|each)\s+(?:other\s+)?{WEEKDAY}(?:\s+{PART})?", _every_weekday),
    rule(
        ["today", "yesterday", "tomorrow", "tonight", "overnight"],
        rf"(?P<deictic>today|yesterday|tomorrow|tonight|overnight)(?:\s+{PART})?(?!\w)",
        _deictic,
    ),
    rule(
        ["last", "this", "that", "the", "same", "following", "previous", "next"],
        rf"(?:the\s+)?{TURN}\s+{PART}",
        _turned_part,
    ),
    rule(
        ["the"],
        r"the\s+(?P<the_part>night|morning|evening|afternoon|day)\s+(?P<way>before|after)\b(?!\s+(?:the|last|that|a|an|he|she|they|it|his|her|their|its|tomorrow|yesterday|\w+ing)\b)(?=\s*(?:[.,;:)\n]|in\b|and\b|at\b|$))",
        _part_before,
    ),
    rule(["the"], r"the\s+day\s+(?P<way>before|after)\s+(?:yesterday|tomorrow)\b", _day_but_one),
    rule(["day"], r"day\s+(?P<way>before|after)\s+(?:yesterday|tomorrow)\b", _day_but_one),
]
