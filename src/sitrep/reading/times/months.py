"""Months, and the weeks that are named by them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value, make_day, month_value, shift_months, week_value
from sitrep.reading.times.days import DATED, calendar_day, year_named
from sitrep.reading.times.patterns import DAY, MONTH, MONTHS, TURN, TURN_FIRST, YEAR, W, get, month_number, turn_of
from sitrep.reading.times.rules import rule

MONTH_LEAD = re.compile(r"(?:\b(?:and|or|before|after|for|on|between|around|a|the|this|to|about)|[,(\-–—])[\s-]*$")
SURE_LEAD = re.compile(
    r"\b(?:in|of|since|by|until|through|throughout|from|during|till|early|late|mid|earlier|later|each|every|sometime)[\s-]+$"
)
NOT_A_MONTH = re.compile(r"\s+(?:be|have|not)\b")
NAME_BEFORE = re.compile(r"[A-Z][a-z]+\s$")
PREPOSITION_BEFORE = re.compile(r"(?:In|By|Since|From|Until|Through|During|Before|After|For|On|Of)\s$")


def _month_of_year(match: re.Match[str], anchor: Anchor) -> Value | None:
    year = year_named(match, anchor)
    if year is None or not anchor.is_capital(match.start("month")):
        return None
    anchor.mention(year, month_number(match))
    return month_value(year, month_number(match))


def _bare_month(match: re.Match[str], anchor: Anchor) -> Value | None:
    turn = turn_of(match)
    if not anchor.is_capital(match.start("month")) or not _is_month_here(match, anchor):
        return None
    month = month_number(match)
    base = anchor.base
    if turn is not None and base and not (anchor.is_narrative and turn >= 0):
        year: int | None = base.year - (month >= base.month - 1 if turn < 0 else 0) + (turn > 0 and month <= base.month)
    else:
        year = anchor.year_of(month, None, *match.span())
    if year is None:
        return Value("DATE", f"XXXX-{month:02}")
    anchor.mention(year, month)
    return month_value(year, month)


def _is_month_here(match: re.Match[str], anchor: Anchor) -> bool:
    """Tell a month from a verb and a given name."""
    word = match["month"]
    if len(word.rstrip(".")) <= 4 and word not in ("may", "june", "july"):
        return word.endswith(".")
    if word not in W["months"]["ambiguous"] or turn_of(match) is not None:
        return True
    start, after = match.start("month"), anchor.text[match.end() : match.end() + 8]
    if word in ("may", "march") and NOT_A_MONTH.match(after):
        return False
    if SURE_LEAD.search(anchor.before(start)):
        return True
    if not MONTH_LEAD.search(anchor.before(start)) or re.match(r"\s+[A-Z][a-z]", after):
        return False
    before = anchor.text[max(0, start - 20) : start]
    return not NAME_BEFORE.search(before) or bool(PREPOSITION_BEFORE.search(before))


def _every_month(match: re.Match[str], anchor: Anchor) -> Value | None:
    return Value("SET", f"XXXX-{month_number(match):02}") if anchor.is_capital(match.start("month")) else None


def _week_of(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the last week of August" as a length of time, with its days, and "the week of March 6" as that week."""
    dated = (
        calendar_day(match, anchor)
        if get(match, "day")
        else _month_of_year(match, anchor) or _bare_month(match, anchor)
    )
    if dated is None:
        return None
    which, unit = get(match, "which"), match["of_unit"]
    day = make_day(*(int(part) for part in dated.edtf.split("-"))) if dated.edtf and get(match, "day") else None
    if which is None:
        return week_value(day) if day else None
    timex = "P1W" if unit == "week" else "PXW" if unit == "weeks" else "PXD"
    return Value(
        "DURATION",
        timex,
        _week_of_month(dated.edtf, which) if unit == "week" and dated.edtf and len(dated.edtf) == 7 else None,
    )


def _week_of_month(month: str, which: str) -> str | None:
    """Return the seven days of a month that are its first, second or last week."""
    first = date.fromisoformat(f"{month}-01")
    following = shift_months(first, 1)
    number = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(which)
    if following is None:
        return None
    since = following - timedelta(days=7) if number is None else first + timedelta(days=7 * number)
    return f"{since.isoformat()}/{(since + timedelta(days=6)).isoformat()}"


_NAMED_MONTHS = list(MONTHS)

RULES = [
    rule(
        ["the", "week"],
        rf"(?:the\s+)?(?:(?P<which>first|second|third|fourth|last|final)\s+)?(?P<of_unit>week|weeks|days)\s+of\s+{MONTH}(?:\s+{DAY})?{DATED}",
        _week_of,
    ),
    rule(
        _NAMED_MONTHS,
        rf"{MONTH}(?:,?\s+(?:of\s+)?{YEAR}|,?\s+(?:of\s+)?(?P<that_year>that|this|the\s+same|the\s+following|last|next)\s+year\b)",
        _month_of_year,
    ),
    rule(
        [*_NAMED_MONTHS, *TURN_FIRST, "sometime"],
        rf"(?:(?:(?:the|sometime)\s+)?{TURN}\s+)?{MONTH}(?!\s+\d)(?![\w])(?!['’]s\s+[a-z]+(?:'s)?\s+\w+ed\b)",
        _bare_month,
    ),
    rule(["every", "each"], rf"(?:every|each)\s+{MONTH}", _every_month),
]
