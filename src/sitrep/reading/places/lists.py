"""The packaged words that readers of places ask for, as sets."""

from __future__ import annotations

from functools import cache

from sitrep.ground.gazetteer import fold
from sitrep.ground.lexicon import load_words


@cache
def word_list(table: str, key: str) -> frozenset[str]:
    """Return the words of one list of `data/en/places.toml`."""
    return frozenset(load_words("places")[table][key].split())


@cache
def namesakes(kind: str) -> frozenset[str]:
    """Return what else the names of places are: `given`, `surnames` or `words`."""
    words = frozenset(load_words("namesakes")[kind].split())
    return words | _given_names() if kind == "given" else words


@cache
def _given_names() -> frozenset[str]:
    """Return the given names that newspapers write, in every spelling."""
    given = load_words("names")["given"]
    return frozenset(name for names in (given["he"], given["she"], *given["same"]) for name in names.split())


@cache
def load_demonyms() -> frozenset[str]:
    """Return the words that mean a people or what is theirs, in small letters, without those that name the land."""
    rows = load_words("countries")["country"]
    lands = {name.lower() for row in rows for name in (row["name"], *row["aliases"])}
    words = {word.lower() for row in rows for word in (*row["adjectives"], *row["people"])}
    return frozenset(words | set(load_words("demonyms")["of"])) - lands


@cache
def no_places() -> frozenset[str]:
    """Return the folded names of several words that are no places, among them the seats of governments."""
    rows = load_words("countries")["country"]
    towns = {fold(name) for row in rows for name in (row.get("capital", ""), *row.get("capital_aliases", []))}
    seats = {fold(seat).removeprefix("the ") for row in rows for seat in row.get("seats", []) if " " in seat}
    return frozenset(seats - towns) | frozenset(load_words("places")["not_places"]["phrases"])
