"""Words that leave a side of a number open, or say that it is rounded: `more than`, `up to`, `some`, `or so`."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitrep.ground.lexicon import alternatives
from sitrep.reading.figures.numbers import F, Number

BEFORE = re.compile(
    rf"\b(?P<words>{alternatives(list(F['qualifiers']))})\s+(?:the\s+|an?\s+(?:total\s+of\s+|estimated\s+|additional\s+)?|another\s+)?$",
    re.IGNORECASE,
)
AFTER = re.compile(r"\s+(?P<words>or\s+more|or\s+so|or\s+fewer|or\s+less)\b|(?P<plus>-?plus\b|\+)", re.IGNORECASE)
AFTER_NAMES = {"or more": "at least", "or so": "about", "or fewer": "up to", "or less": "up to"}
LONGEST = 40  # characters
SPAN_OF_TIME = ("past", "over", "around")  # `over two days` is a period, no bound


class Qualifier(NamedTuple):
    """A qualifier by its name, and the stretch that it makes the figure's words wider by."""

    name: str
    start: int
    end: int


class Bounds(NamedTuple):
    """The lowest and highest value that a figure leaves open; None where a side has no bound."""

    low: float | None
    high: float | None


def find_qualifier(text: str, number: Number, floor: int, limit: int) -> Qualifier | None:
    """Return the qualifier of a number, before or behind it."""
    match = BEFORE.search(text, max(floor, number.start - LONGEST), number.start)
    if match:
        return Qualifier(F["qualifiers"][" ".join(match["words"].lower().split())], match.start(), number.end)
    match = AFTER.match(text, number.end, limit)
    if match is None:
        return None
    name = "at least" if match["plus"] else AFTER_NAMES[" ".join(match["words"].lower().split())]
    return Qualifier(name, number.start, match.end())


def open_bounds(low: float, high: float, qualifier: str | None) -> Bounds:
    """Open the side that a qualifier leaves open.

    >>> open_bounds(70000, 70000, "more than"), open_bounds(3, 5, "about")
    (Bounds(low=70000, high=None), Bounds(low=3, high=5))
    """
    if qualifier in F["bounds"]["low"]:
        return Bounds(low, None)
    if qualifier in F["bounds"]["high"]:
        return Bounds(0.0, high)
    return Bounds(low, high)


def is_rounded(number: Number, qualifier: str | None) -> bool:
    """Tell whether a number is not given exactly: by a word, a magnitude, or by three noughts and more at its end."""
    if qualifier or number.form in ("vague", "fraction", "ratio") or number.low != number.high:
        return True
    return number.scale > 1.0 or (number.low >= 1000 and number.low % 1000 == 0)
