"""Seasons of the year."""

from __future__ import annotations

import re

from sitrep.reading.times.anchor import Anchor, parse_year
from sitrep.reading.times.calendar import Value, season_value
from sitrep.reading.times.patterns import SEASON, SEASONS, TURN, TURN_FIRST, YEAR, W, any_of, get, turn_of
from sitrep.reading.times.rules import rule

WINTER_TOLD = 6  # until this month a winter without a year is the one that began in the year before
SEASON_LEAD = re.compile(
    r"\b(?:in|by|since|until|of|during|from|and|through|before|after)\s+(?:(?:early|late|mid)[\s-]+)?$"
)
FALL_LEAD = re.compile(r"\b(?:in|until|by|during|throughout)\s+$|(?:early|late)\s+$")
THE_LEAD = re.compile(r"\b(?:in|by|since|during|until|of|for|through|over)\s+$")
ATTRIBUTE_AFTER = re.compile(rf"\s+(?!(?:{any_of(W['seasons']['words_after'])})\b)[a-z]")


def _season(match: re.Match[str], anchor: Anchor) -> Value | None:
    name, turn = match["season"], turn_of(match)
    year = _season_year_named(match, anchor)
    if year is None:
        if not _is_season_here(match, anchor):
            return None
        if anchor.base is None:
            return Value("DATE", f"XXXX-{SEASONS[name][0]}")
        year = _season_year(SEASONS[name][2], turn, match, anchor)
    elif name != "winter":
        anchor.mention(year, SEASONS[name][2] - 1)
    if year is None:
        return None
    value = season_value(year, name)
    is_bare = anchor.published is not None and not anchor.is_narrative and _season_year_named(match, anchor) is None
    if name == "winter" and is_bare and anchor.published and anchor.published.month <= WINTER_TOLD:
        return value._replace(edtf=season_value(year - 1, name).edtf)
    return value


def _season_year_named(match: re.Match[str], anchor: Anchor) -> int | None:
    written, year_turn = get(match, "year"), get(match, "year_turn")
    if written:
        return parse_year(written, anchor)
    base = anchor.year if year_turn == "that" or anchor.is_narrative else anchor.published and anchor.published.year
    return base + {"last": -1, "next": 1}.get(year_turn, 0) if year_turn and base else None


def _season_year(middle: int, turn: int | None, match: re.Match[str], anchor: Anchor) -> int | None:
    if anchor.is_narrative:
        return anchor.year + (anchor.month is not None and middle < anchor.month - 6) if anchor.year else None
    published = anchor.published
    if published is None:
        return None
    if turn and turn < 0:
        return published.year - (middle >= published.month)
    if turn and turn > 0:
        return published.year + (middle <= published.month)
    if turn is None and middle > published.month + 5 and anchor.tense(*match.span()) <= 0:
        return published.year - 1
    return published.year


def _is_season_here(match: re.Match[str], anchor: Anchor) -> bool:
    """Tell a season from a verb, a source of water and a part of a name."""
    name, start, end = match["season"], match.start(), match.end()
    if turn_of(match) is not None:
        return True
    before, the = anchor.before(start), match.group().startswith("the")
    if ATTRIBUTE_AFTER.match(anchor.lower, end) and not anchor.is_narrative:
        return False
    if name == "fall":
        return bool(FALL_LEAD.search(before)) and not re.match(r"\s+(?:of|in)\b", anchor.after(end))
    if anchor.is_capital(match.start("season")) and not (the or anchor.is_narrative):
        return False
    if the:
        return name != "spring" or bool(THE_LEAD.search(before))
    return anchor.is_narrative or bool(SEASON_LEAD.search(before))


def _every_season(match: re.Match[str], anchor: Anchor) -> Value:
    return Value("SET", f"XXXX-{SEASONS[match['season']][0]}")


RULES = [
    rule(
        [*SEASONS, *TURN_FIRST, "current", "upcoming"],
        rf"(?:(?:the\s+)?{TURN}\s+|the\s+)?{SEASON}(?:(?:\s+of|,)?\s+(?:{YEAR}(?:[-–/]\d\d\b)?|(?P<year_turn>last|this|next|that)\s+year\b))?(?![-\w])",
        _season,
    ),
    rule(["every", "each"], rf"(?:every|each)\s+{SEASON}", _every_season),
    rule(["#"], rf"{YEAR}\s+{SEASON}", _season),
]
