"""Amounts of time: how long, how long ago, how often."""

from __future__ import annotations

import re
from datetime import date

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import (
    CLOCK_UNITS,
    Value,
    length,
    quarter_value,
    reference_value,
    shifted,
    week_value,
)
from sitrep.reading.times.patterns import (
    APPROXIMATE,
    ARTICLE,
    HALF,
    NUMBER,
    NUMBERS,
    PAIR,
    UNIT,
    UNIT_WORDS,
    VAGUE,
    W,
    any_of,
    get,
    parse_number,
    unit_word,
)
from sitrep.reading.times.rules import rule
from sitrep.reading.times.units import stretch_value

DAY = len("2023-02-05")
LONGEST = 5000  # units: more is no time that anybody counts back
MONEY_BEFORE = re.compile(r"[$£€]$|[$£€\d][\d,]*[.,]$|[\d]-$")
RATE_BEFORE = re.compile(
    r"\d[\d,]*(?:\s+\w+)?\s+$|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|many)\s+\w+\s+$|\$|€|£|%|percent|cents|times|dollars|barrels|twice|once|\btons?\b|million|billion|miles|kilometers|\bmph"
)
FOR_LENGTH = re.compile(r"\b(?:for|in|within|after|took|take|takes|of|just|only|lasted|last|another|over)\s+$")


def amount_of(match: re.Match[str]) -> float | None:
    """Return how many units a match tells, None where it only says that there are several."""
    written = get(match, "number")
    more = 0.5 if get(match, "and_half") or get(match, "half_more") else 0
    if written:
        number = parse_number(written)
        return None if number is None else number + more
    if get(match, "pair"):
        return 2
    if get(match, "half"):
        return 0.5
    return 1 + more if get(match, "article") else None


# --- how long ago, how much later


def _ago(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Resolve "nine months ago" to the month, "two days later" to the day; `P-9M` where no day is known."""
    number, unit = amount_of(match), unit_word(match)
    if anchor.is_capital(match.start("unit")):
        return None  # a title: "28 Days Later"
    way = 1 if match["way"] in ("later", "from now", "hence", "afterwards") else -1
    if number is None and unit in CLOCK_UNITS:
        return Value("DURATION", length(None, unit), end=match.start("way") - 1)
    if number is None or number > LONGEST or get(match, "or_so"):
        return reference_value(way)
    if unit in CLOCK_UNITS:
        return Value("DURATION", length(number, unit), end=match.start("way") - 1)
    base = _base_of(match["way"], unit, anchor)
    if base is None:
        return Value("DATE", length(number, unit).replace("P", "P-", 1) if way < 0 else length(number, unit))
    if number == 1 and unit == "year" and way < 0 and anchor.quarter and not anchor.is_narrative:
        return quarter_value(anchor.quarter.shifted(-4))
    value = shifted(base, way * number, unit)
    if value is None or value.edtf is None:
        return value
    is_day = len(value.edtf) == DAY
    if anchor.is_narrative and way > 0 and unit not in ("decade", "century"):
        anchor.mention(*(int(part) for part in value.timex.split("-")))
    elif is_day and match["way"] not in ("ago", "from now"):
        if anchor.last_day is None:
            return value._replace(edtf=None)  # counted from a day that the text does not name
        anchor.last_day = date.fromisoformat(value.edtf)
    if unit in ("week", "fortnight"):
        return week_value(date.fromisoformat(value.edtf))
    return value


def _base_of(way: str, unit: str, anchor: Anchor) -> date | None:
    """Return the day to count from: for `later` and `earlier` in news a day that was mentioned before."""
    if anchor.is_narrative or way in ("ago", "from now") or unit not in ("day", "night", "week"):
        return anchor.base
    return anchor.last_day or anchor.base


def _long_ago(match: re.Match[str], anchor: Anchor) -> Value:
    return reference_value(1 if match["way"] in ("later", "from now", "hence") else -1)


# --- how long

NOT_LONG_AFTER = r"(?!-(?:ago|earlier|end|old|long)\b)"


def _duration(match: re.Match[str], anchor: Anchor) -> Value | None:
    unit, before = unit_word(match), anchor.before(match.start())
    number, written = amount_of(match), get(match, "number")
    if MONEY_BEFORE.search(before) or _is_no_length(match, unit, anchor):
        return None
    if get(match, "article") and re.fullmatch(r"an?\s+\w+", match.group()):
        if RATE_BEFORE.search(before[-25:]) or unit == "weekend":
            return None
        if unit == "day" and not FOR_LENGTH.search(before):
            return None
    if written and written.isdigit() and 1000 < int(written) < 2100 and unit != "year":
        return None
    if number == 0.5 and unit == "year":
        return Value("DURATION", "P6M")
    if number and anchor.base and not anchor.is_narrative and AFTER_SAYING.match(anchor.lower, match.end()):
        said = shifted(anchor.base, -number, unit) if unit not in CLOCK_UNITS else None
        return Value("DURATION", length(number, unit), said.edtf if said else None)
    age = AGE_AFTER.match(anchor.lower, match.end()) if anchor.is_narrative else None
    if age:
        return Value("DURATION", length(number, unit), end=age.end())
    return Value("DURATION", length(number, unit))


AFTER_SAYING = re.compile(
    rf"\s+after\s+(?:[\w.’'-]+\s+){{1,6}}?(?:{any_of(W['tense']['saying'])}|warned|announced|reported|claimed)\b"
)
AGE_AFTER = re.compile(r"\s+(?:old|of\s+age)\b")


def _is_no_length(match: re.Match[str], unit: str, anchor: Anchor) -> bool:
    """Tell ages, fractions and titles from lengths of time."""
    plural = match["unit"] != unit
    if re.match(r"[\s-]+old\b", anchor.after(match.end())) and not anchor.is_narrative:
        return True
    if unit == "quarter":
        return not plural or bool(re.search(r"\bthree[\s-]quarters", match.group()))
    if unit == "second":
        return not plural
    return (
        unit == "night"
        or bool(re.match(r"three[\s-]quarters", match.group()))
        or (unit in CLOCK_UNITS and anchor.is_capital(match.start("unit")))
    )


def _stretch(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Resolve "the past two days" to the days up to the anchor, "the next three weeks" to those after it."""
    number, unit = amount_of(match), unit_word(match)
    turn = " ".join(match["which"].split())
    if turn in ("last", "past", "previous", "preceding", "recent"):
        return stretch_value(number, unit, -1, anchor.base)
    if turn in ("next", "coming", "following"):
        return stretch_value(number, unit, 1, anchor.base)
    return Value("DURATION", length(number, unit))


def _long(match: re.Match[str], anchor: Anchor) -> Value:
    unit = UNIT_WORDS[match["unit"]]
    return Value("DURATION", length(None if match["unit"] != unit else 1, unit))


PLURAL_BEFORE = re.compile(
    r"\b(?:for|in|within|after|of|took|take|takes|spent|last|lasted|lasting|over|with|by|and|the|or|two)\s+$|,\s+$"
)


def _plural(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read "days", "for weeks": a length that is not told."""
    if re.match(r"\s+(?:ago|earlier|later)\b", anchor.after(match.end())):
        return None
    followed = re.match(r"\s+(?:before|after|of)\b", anchor.after(match.end()))
    if not (anchor.is_narrative or followed or PLURAL_BEFORE.search(anchor.before(match.start()))):
        return None
    return Value("DURATION", length(None, unit_word(match)))


def _vague_stretch(match: re.Match[str], anchor: Anchor) -> Value:
    """Read "recent weeks", "the coming days"."""
    if match["which"] in ("past", "future"):
        return reference_value(1 if match["which"] == "future" else -1)
    return Value("DURATION", length(None, unit_word(match)))


# --- how often


def _every(match: re.Match[str], anchor: Anchor) -> Value | None:
    number = amount_of(match)
    return Value("SET", length(2 if get(match, "other") else 1 if number is None else number, unit_word(match)))


def _times_a(match: re.Match[str], anchor: Anchor) -> Value:
    """Read "twice a week"."""
    return Value("SET", length(1, unit_word(match)))


def _set(match: re.Match[str], anchor: Anchor) -> Value | None:
    word = match["set"]
    if anchor.is_capital(match.start()) and not re.search(r"(?:^|[.\n“\"]\s*)$", anchor.before(match.start(), 3)):
        return None
    return Value("SET", W["sets"][word])


# --- rules

_AMOUNT = rf"(?:{NUMBER}|{PAIR}|{VAGUE}|{HALF}|{ARTICLE})"
_HALF_MORE = r"(?P<and_half>\s+and\s+a\s+half)?"
_NUMBER_WORDS = [
    "#",
    *NUMBERS,
    "hundred",
    "half",
    "several",
    "many",
    "few",
    "some",
    "couple",
    "dozens",
    "hundreds",
    "thousands",
]
_ADJECTIVE = (
    rf"(?:(?!(?:{any_of(list(NUMBERS))}|several)\b)(?:more|full|straight|consecutive|long|short|business|whole|solid|good|mere|single"
    r"|further|different|[a-z]+(?:y|ing|al|ous|ful|ive|less))\s+)?"
)
_WAY = r"\s+(?P<way>ago|earlier|later|afterwards|before(?=\s*[.,;)\n]|$)|from\s+now|hence|prior(?=\s*[.,]))\b"
_PLURAL_UNITS = ["days", "weeks", "months", "years", "decades", "centuries", "hours", "minutes"]
_PLURAL_UNIT = rf"(?P<unit>{any_of(_PLURAL_UNITS)})\b"
_WHICH = r"(?P<which>last|past|next|first|coming|previous|following|final|recent|preceding)"


RULES = [
    rule(
        _NUMBER_WORDS,
        rf"{_AMOUNT}(?:\s+(?:or|to)\s+(?:so|(?:{any_of(W['numbers']['ones'])}|\d+)))?(?P<and_half>\s+and\s+a\s+half)?[\s-]+{UNIT}(?P<half_more>\s+and\s+a\s+half)?(?P<or_so>\s+or\s+so)?{_WAY}",
        _ago,
    ),
    rule([*_PLURAL_UNITS, "moments"], rf"(?:{any_of(_PLURAL_UNITS)}|moments){_WAY}", _long_ago),
    rule(
        [*_NUMBER_WORDS, "the"],
        rf"(?:the\s+)?(?:{NUMBER}(?:(?:\s+(?:or|to|and)\s+|\s?[-–]\s?)(?:\d+|{any_of(W['numbers']['ones'])}))?{_HALF_MORE}|{PAIR}|{VAGUE}|{HALF}|{ARTICLE})[\s-]+{_ADJECTIVE}{UNIT}(?P<half_more>\s+and\s+a\s+half\b)?(?:\s+or\s+(?:two|so|more)\b)?{NOT_LONG_AFTER}",
        _duration,
    ),
    rule(
        [
            "the",
            "these",
            "those",
            "last",
            "past",
            "next",
            "first",
            "coming",
            "previous",
            "following",
            "final",
            "preceding",
        ],
        rf"(?:(?:the|these|those)\s+)?{_WHICH}\s+(?:{APPROXIMATE}\s+)?(?:{NUMBER}|{PAIR}|(?P<vague>few|several|many|couple\s+of|dozen))(?:\s+(?:or\s+(?:so|\w+)|to\s+\w+))?[\s-]+(?:(?:full|trading|business|working|fiscal|consecutive|long)\s+)?{UNIT}",
        _stretch,
    ),
    rule(
        ["the", "its", "his", "their", "her"],
        rf"(?:the|its|his|their|her)\s+(?P<which>first|second|third|fourth|fifth|last|final|next)\s+{NUMBER}\s+{_PLURAL_UNIT}",
        _stretch,
    ),
    rule(
        [f"{unit}-long" for unit in UNIT_WORDS] + ["weeklong", "daylong", "monthlong", "yearlong", "hourlong"],
        rf"(?P<unit>{any_of(list(UNIT_WORDS))})-?long\b",
        _long,
    ),
    rule(
        ["the", "recent", "coming", "past", "future", "previous"],
        rf"(?:the\s+)?(?P<which>recent|coming|past|future|previous)\s+"
        rf"(?P<unit>{any_of([*_PLURAL_UNITS, 'quarters'])})\b(?:\s+(?:and|or)\s+(?:weeks|months|years)\b)?",
        _vague_stretch,
    ),
    rule(_PLURAL_UNITS, rf"{_PLURAL_UNIT}(?:\s+(?:or|and)\s+(?:weeks|months|years|decades)\b)?(?!-)", _plural),
    rule(
        ["every", "each"],
        rf"(?:every|each)\s+(?:(?P<other>other)\s+|{NUMBER}\s+)?{UNIT}",
        _every,
    ),
    rule(
        ["once", "twice", "#", *NUMBERS],
        rf"(?:once|twice|(?:\d+|{any_of(W['numbers']['ones'])})\s+times)\s+(?:an?|each|every|per)\s+{UNIT}",
        _times_a,
    ),
    rule(W["sets"], rf"(?P<set>{any_of(list(W['sets']))})\b(?!-)", _set),
]
