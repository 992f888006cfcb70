"""The unit or currency that stands with a number."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import alternatives
from sitrep.reading.figures.numbers import CODES, F

SMALL_SYMBOLS = frozenset(
    ["m", "g", "l", "t", "W", "in"]
)  # units only where they stand right behind the digits, or before a mark
MONEY_AFTER = re.compile(rf"\s?(?P<code>{alternatives(CODES)})\b")
PER = re.compile(
    r"\s?(?:/|per|an?|each|every)\s+(?P<per>(?:square\s+|cubic\s+)?(?!cent\b)[a-z]+)\b(?!\s+(?:year|month|week|day)s?\s+(?:ago|later|earlier))"
)
PER_UNITS = frozenset(
    [
        "second",
        "minute",
        "hour",
        "day",
        "night",
        "week",
        "month",
        "quarter",
        "year",
        "decade",
        "century",
        "person",
        "people",
        "head",
        "capita",
        "household",
        "family",
        "child",
        "student",
        "kilometer",
        "kilometre",
        "mile",
        "acre",
        "hectare",
        "ton",
        "tonne",
        "barrel",
        "gallon",
        "litre",
        "liter",
        "kilogram",
        "pound",
        "cent",
        "unit",
        "share",
        "vote",
    ]
)


class Unit(NamedTuple):
    """A unit by its symbol or ISO 4217 code, and where its words end."""

    symbol: str
    end: int
    is_money: bool = False


@cache
def _symbols() -> dict[str, str]:
    return {word.replace("_", " "): name for name, words in F["units"].items() for word in words.split()}


@cache
def _pattern() -> re.Pattern[str]:
    names = [*_symbols(), *(word.replace("_", " ") for word in F["currency_words"])]
    return re.compile(rf"(?P<gap>[\s-]?)(?P<unit>{alternatives(names)})(?![\w²³]|-(?:based|wide)\b)", re.IGNORECASE)


def find_unit(text: str, position: int, limit: int) -> Unit | None:
    """Return the unit whose words begin at a place, right behind a number or a blank after it."""
    match = _pattern().match(text, position, limit)
    if match:
        word = " ".join(match["unit"].split())
        symbol = _symbols().get(word) or (_symbols().get(word.lower()) if len(word) > 1 else None)
        if symbol and not (word in SMALL_SYMBOLS and match["gap"].isspace() and not _ends_words(text, match.end())):
            return Unit(symbol, match.end())
        money = F["currency_words"].get(word.lower().replace(" ", "_"))
        if money:
            return Unit(money, match.end(), is_money=True)
    code = MONEY_AFTER.match(text, position, limit)
    return Unit(code["code"], code.end(), is_money=True) if code else None


def _ends_words(text: str, position: int) -> bool:
    return not text[position : position + 2].strip(" ").isalnum()


def find_per(text: str, position: int, limit: int) -> str | None:
    """Return what a figure is told for each of: `a week`, `per square metre`."""
    match = PER.match(text, position, limit)
    if match is None:
        return None
    word = " ".join(match["per"].split())
    return word if word.split()[-1].removesuffix("s") in PER_UNITS or word in PER_UNITS else None


def currency_of(sign: str) -> str:
    """Return the ISO 4217 code of a sign, or the code itself."""
    return str(F["currencies"].get(sign) or sign)
