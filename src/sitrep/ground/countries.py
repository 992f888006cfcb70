"""Countries, and the names by which they and their governments are spoken of."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct

from sitrep.ground.lexicon import load_words


class Country(Struct, frozen=True):
    """A country; `label` is the word that stands before its institutions: "UK", "Russian"."""

    iso: str
    name: str
    label: str


@cache
def load_country_names() -> dict[str, Country]:
    """Return the country of each of its names, adjectives, peoples and seats of government, in small letters."""
    names: dict[str, Country] = {}
    for row in load_words("countries")["country"]:
        label = row["name"] if row["name"].isupper() else row["adjectives"][0] if row["adjectives"] else row["name"]
        country = Country(row["iso"], row["name"], label)
        spoken = [row["name"], *row["aliases"], *row["adjectives"], *row["people"], *government_seats(row)]
        for name in spoken:
            names.setdefault(name.lower().removeprefix("the "), country)
    return names


def government_seats(row: dict[str, Any]) -> list[str]:
    """Return the places and houses by which a country's government is spoken of."""
    return [name for name in [row.get("capital", ""), *row.get("capital_aliases", []), *row.get("seats", [])] if name]


def find_country(name: str) -> Country | None:
    """Return the country that a name, an adjective or a capital stands for.

    >>> find_country("British").name, find_country("the Kremlin").name
    ('UK', 'Russia')
    """
    return load_country_names().get(name.lower().strip().removeprefix("the "))
