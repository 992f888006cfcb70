"""The packaged words that readers of places ask for, as sets."""

from __future__ import annotations

from functools import cache

from sitrep.ground.lexicon import load_words


@cache
def word_list(table: str, key: str) -> frozenset[str]:
    """Return the words of one list of `data/en/places.toml`."""
    return frozenset(load_words("places")[table][key].split())


@cache
def namesakes(kind: str) -> frozenset[str]:
    """Return what else the names of places are: `given`, `surnames` or `words`."""
    return frozenset(load_words("namesakes")[kind].split())


@cache
def load_demonyms() -> frozenset[str]:
    """Return the words that mean a people or what is theirs, in small letters, without those that name the land."""
    rows = load_words("countries")["country"]
    lands = {name.lower() for row in rows for name in (row["name"], *row["aliases"])}
    words = {word.lower() for row in rows for word in (*row["adjectives"], *row["people"])}
    return frozenset(words | set(load_words("demonyms")["of"])) - lands
