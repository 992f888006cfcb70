"""The words by which counts are followed, and patterns made of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sitrep.ground.countries import load_country_names
from sitrep.ground.lexicon import alternatives, load_words

W = load_words("series")
CORE = frozenset(load_words("figures")["counts"])
SAME_COUNTS = {word: name for name, words in W["same_counts"].items() for word in words}
GROWING = frozenset(W["growing"]["counts"])


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words as a whole; `_` in a word is a blank.

    >>> any_of(["up_to", "to"])
    '\\\\b(?:up\\\\ to|to)\\\\b'
    """
    return rf"\b(?:{alternatives(tuple(word.replace('_', ' ') for word in words))})\b"


@cache
def land_names() -> dict[str, str]:
    """Return the name of each country, by its code."""
    return {country.iso: country.name for country in load_country_names().values()}


@cache
def holders() -> dict[str, str]:
    """Return who holds a part of a land, by the words for them."""
    return {word: name for name, words in W["holders"].items() for word in words.split()}


@cache
def sides() -> dict[str, str]:
    """Return the points of the compass, by the words for them."""
    points = W["parts"]["compass"].split()
    return {point: point for point in points} | dict(zip(W["parts"]["adjectives"].split(), points, strict=True))


@cache
def weekdays() -> dict[str, int]:
    """Return the number of each weekday, by its name."""
    return {name: number for number, name in enumerate(load_words("times")["weekdays"]["names"])}
