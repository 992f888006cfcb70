"""Quarters, halves and fiscal years."""

from __future__ import annotations

import re
from datetime import date

from sitrep.reading.times.anchor import Anchor, parse_year
from sitrep.reading.times.calendar import Quarter, Value, half_value, quarter_of, quarter_value, shift_months
from sitrep.reading.times.patterns import MONTH, ORDINAL_QUARTER, YEAR, any_of, get, month_number, turn_of
from sitrep.reading.times.rules import rule


def turned_quarter(turn: int, word: str, anchor: Anchor) -> Value | None:
    """Return the quarter of "this quarter", "the previous quarter"."""
    if not anchor.published:
        return None
    now, named = quarter_of(anchor.published), anchor.quarter
    if word in ("same", "that"):
        return quarter_value(named or now)
    if word in ("previous", "prior", "preceding") and named:
        return quarter_value(named.shifted(-1))
    if word == "last" and named:
        return quarter_value(named)
    return quarter_value(now.shifted(turn))


ENDED = re.compile(rf"\s+(?:ended|ending)\s+{MONTH}")


def quarter_here(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the quarter", and "the quarter ended Sept. 30" by the month before its end."""
    ended = ENDED.match(anchor.lower, match.end())
    quarter = None if anchor.is_narrative else anchor.last_quarter()
    if ended and quarter:
        month = month_number(ended)
        year = anchor.year_of(month, 1, *ended.span("month"))
        before = shift_months(date(year, month, 1), -1) if year else None
        anchor.quarter = quarter = quarter_of(before) if before else quarter
    return quarter_value(quarter) if quarter else None


def _quarter(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the third quarter", of the year that is named, or of the one that a reader would take."""
    number = ORDINAL_QUARTER[match["quarter"]]
    if anchor.is_narrative:
        return None
    year = _quarter_year(number, match, anchor)
    if year is None:
        return Value("DATE", f"XXXX-Q{number}")
    quarter = Quarter(year, number)
    if not get(match, "ago"):
        anchor.quarter = quarter
    return quarter_value(quarter)


def _quarter_year(number: int, match: re.Match[str], anchor: Anchor) -> int | None:
    written, year_turn = get(match, "year"), get(match, "year_turn")
    if written:
        return parse_year(written, anchor)
    if not anchor.published:
        return None
    now = quarter_of(anchor.published)
    if year_turn:
        return now.year + {"last": -1, "next": 1}.get(year_turn, 0)
    tense = anchor.tense(*match.span())
    is_over = number > now.number + 1 or (number == now.number + 1 == 4 and tense < 0 and now.number < 3)
    year = now.year - is_over
    if get(match, "ago"):
        return (anchor.quarter.year if anchor.quarter and anchor.quarter.number == number else year) - 1
    return year + (number == 1 and now.number == 4 and tense > 0)


def _quarter_spoken_of(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the latest quarter", "the year-ago period": counted from the quarter named last."""
    quarter = anchor.last_quarter()
    if quarter is None or anchor.published is None or anchor.is_narrative:
        return None
    words = match.group()
    if re.search(r"year-|corresponding|comparable|\ba\s+year|last\s+year", words):
        return quarter_value(quarter.shifted(-4))
    if "latest" in words or "most recent" in words:
        return quarter_value(min(quarter, quarter_of(anchor.published).shifted(-1)))
    return quarter_value(quarter)


def _quarter_of_year(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "the 1988 quarter": the quarter that is spoken of, of another year."""
    quarter = anchor.last_quarter()
    return quarter_value(Quarter(parse_year(match["year"], anchor), quarter.number)) if quarter else None


def _half(match: re.Match[str], anchor: Anchor) -> Value | None:
    year_turn, written = get(match, "year_turn"), get(match, "year")
    half = 1 if match["which"] == "first" else 2
    if written:
        return half_value(parse_year(written, anchor), half)
    base = anchor.base
    return half_value(base.year + {"last": -1, "next": 1}.get(year_turn or "", 0), half) if base else None


def _fiscal_year(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "fiscal 1998", "the current fiscal year": the year by its name, for where it begins nobody can tell."""
    if get(match, "year"):
        return Value("DATE", f"{parse_year(match['year'], anchor):04}")
    if re.match(r"\s+(?:ended|ending)\b", anchor.after(match.end())):
        return Value("DURATION", "P1Y")
    base, turn = anchor.base, turn_of(match) or 0
    return Value("DATE", f"{base.year + turn:04}") if base else None


_QUARTER = rf"(?P<quarter>{any_of(list(ORDINAL_QUARTER))})[\s-]+quarter\b"
_OF_YEAR = (
    rf"(?:,?\s+(?:of\s+|in\s+)?(?:fiscal\s+)?(?:{YEAR}|(?P<year_turn>this|last|next)\s+year\b)"
    r"|\s+(?P<ago>a\s+year\s+(?:ago|earlier)))?"
)


def _short_quarter(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "Q3 2022", "H1 2023", "FY2023"."""
    kind, number = match["kind"], get(match, "number")
    year = parse_year(match["year"], anchor) if match["year"] else anchor.published.year if anchor.published else None
    if kind == "q" and number in ("1", "2", "3", "4"):
        return quarter_value(Quarter(year, int(number))) if year else Value("DATE", f"XXXX-Q{number}")
    if kind == "h" and number in ("1", "2") and match["year"] and year:
        return half_value(year, int(number))
    return Value("DATE", f"{year:04}") if kind == "fy" and not number and match["year"] else None


RULES = [
    rule(
        ["q1", "q2", "q3", "q4", "h1", "h2", "fy", *(f"fy{year}" for year in range(1990, 2050))],
        rf"(?P<kind>q|h|fy)(?P<number>[1-4])?(?:(?<=[1-4y])\s?(?:of\s+)?{YEAR})?\b",
        _short_quarter,
    ),
    rule(
        [*ORDINAL_QUARTER, "#", "the", "this", "last", "next", "fiscal", "year-ago", "year-earlier"],
        rf"(?:the\s+|(?P<turn>this|last|next)\s+)?(?P<before>year-(?:ago|earlier)\s+)?(?:fiscal[\s-]+)?{_QUARTER}{_OF_YEAR}",
        _quarter,
    ),
    rule(
        ["the", "this", "last", "next", "#"],
        rf"(?:the\s+)?(?:(?P<year_turn>this|last|next)\s+year['’]s|{YEAR}(?:['’]s)?)\s+(?:fiscal\s+)?{_QUARTER}",
        _quarter,
    ),
    rule(
        ["the", "year-ago", "year-earlier", "last"],
        r"(?:the\s+)?(?:(?:comparable\s+)?year-(?:ago|earlier|before)(?:\s+(?:quarter|period))?|(?:the\s+)?(?:corresponding|comparable|same|latest|most\s+recent|"
        r"recent)\s+(?:quarter\b(?:\s+(?:of\s+)?(?:last\s+year|a\s+year\s+(?:ago|earlier)))?|period\s+(?:of\s+)?(?:last\s+year|a\s+year\s+(?:ago|earlier))|(?<=latest\s)period)"
        r"|last\s+year['’]s\s+quarter)\b",
        _quarter_spoken_of,
    ),
    rule(
        ["the", "first", "second", "last", "latter"],
        rf"(?:the\s+)?(?P<which>first|second|last|latter)\s+half\s+of\s+(?:{YEAR}|(?:(?P<year_turn>this|last|next)|the)\s+(?:fiscal\s+)?year\b)",
        _half,
    ),
    rule(
        ["the", "its", "fiscal", "current", "this", "last", "next"],
        rf"(?:(?:the|its)\s+)?(?:(?P<turn>current|next|last|this)\s+|latest\s+)?(?:fiscal(?:\s+year)?\s+{YEAR}|(?<![\w-])(?:fiscal|full|calendar)\s+year\b)",
        _fiscal_year,
    ),
    rule(["the"], rf"the\s+{YEAR}\s+(?:quarter|period)\b", _quarter_of_year),
]
