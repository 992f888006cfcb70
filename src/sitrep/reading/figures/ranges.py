"""Two numbers that are the ends of one: `10 to 12 km`, `between 5 and 7 million`, `30-35 people`, `two or three`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sitrep.reading.figures.numbers import Number
from sitrep.reading.figures.units import find_unit

FROM = re.compile(r"\bfrom\s(?:about\s|around\s|some\s)?$", re.IGNORECASE)
CHANGED = re.compile(
    r"\b(?:rose|rise[sn]?|risen|rising|climb\w*|jump\w*|grew|grow\w*|increas\w+|fell|fall\w*|drop\w*|declin\w+|shr[aiu]nk\w*"
    r"|went|gone|revis\w+|rais\w+|cut|lower\w+|up|down)\b[^.;]*\b(?:from|by)\s(?:about\s|around\s|some\s)?$",
    re.IGNORECASE,
)  # a change has two figures
BETWEEN = re.compile(r"\bbetween\s(?:about\s|around\s|some\s)?$", re.IGNORECASE)
JOINT = re.compile(
    r"(?P<unit>[\s-]?[^\s\d,;]*(?:\s[a-z]+)?)??\s?(?P<joint>-|–|—|\bto\b|\band\b|\bor\b)\s?(?:about\s|around\s|nearly\s|some\s)?"
)
DASHES = "-–—"
SAME = 1.0000001


def join_ranges(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """Yield the numbers with the ends of a range made one, whose magnitude and currency they share."""
    index = 0
    while index < len(numbers):
        joined = _joined(text, numbers[index], numbers[index + 1]) if index + 1 < len(numbers) else None
        yield joined or numbers[index]
        index += 2 if joined else 1


def _joined(text: str, one: Number, other: Number) -> Number | None:
    between = text[one.end : other.start]
    if one.form not in ("digits", "words") or other.form not in ("digits", "words") or len(between) > 24:
        return None
    match = JOINT.fullmatch(between)
    if match is None or not _is_range(text, one, other, match):
        return None
    low = one.low * other.scale if _shares_magnitude(one, other) else one.low
    if low > other.high * SAME:
        return None
    between_word = BETWEEN.search(text[max(0, one.start - 16) : one.start]) if match["joint"] == "and" else None
    start = one.start - (min(16, one.start) - between_word.start()) if between_word else one.start
    return Number(start, other.end, low, other.high, one.form, other.scale, one.currency or other.currency)


def _is_range(text: str, one: Number, other: Number, match: re.Match[str]) -> bool:
    joint, unit = match["joint"], (match["unit"] or "").strip(" -")
    before = text[max(0, one.start - 16) : one.start]
    if unit and find_unit(text, one.end, other.start) is None:
        return False
    if joint in DASHES:
        return (not unit or unit == "%") and (other.currency is None or one.currency is not None)
    if joint == "and":
        return BETWEEN.search(before) is not None
    if unit == "%" and find_unit(text, other.end, other.end + 12) is None:
        return False
    if joint == "or":
        return not unit and one.form == other.form and other.low - one.low in (1.0, 2.0)
    if CHANGED.search(text[max(0, one.start - 40) : one.start]):
        return False
    return not unit or FROM.search(before) is not None or unit == "%"


def _shares_magnitude(one: Number, other: Number) -> bool:
    return one.scale == 1.0 and other.scale > 1.0 and one.low < 1000 and one.low * other.scale <= other.high * SAME
