"""Units of measure and their conversion, by a table of exact definitions."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import DATA


class Unit(NamedTuple):
    """How a unit turns into its SI unit: `(value + offset) * factor`."""

    si: str
    factor: float
    offset: float = 0.0


@cache
def load_units() -> dict[str, Unit]:
    """Return every unit that can be converted, by its symbol."""
    table = tomllib.loads((DATA / "units.toml").read_text(encoding="utf-8"))
    return {name: Unit(row["si"], row["factor"], row.get("offset", 0.0)) for name, row in table.items()}


def to_si(value: float, unit: str) -> float | None:
    """Return a value in the SI unit that its unit turns into; None for a unit that has none.

    >>> to_si(2, "mile"), to_si(20, "°C"), to_si(3, "USD")
    (3218.688, 293.15, None)
    """
    known = load_units().get(unit)
    return None if known is None else (value + known.offset) * known.factor


def convert(value: float, unit: str, other: str) -> float | None:
    """Return a value in another unit; None where the two do not measure the same.

    >>> round(convert(100, "km", "mile"), 2), convert(1, "km", "kg")
    (62.14, None)
    """
    one, two = load_units().get(unit), load_units().get(other)
    if one is None or two is None or one.si != two.si:
        return None
    return (value + one.offset) * one.factor / two.factor - two.offset


def to_km(value: float | None, unit: str | None) -> float | None:
    """Return a distance in km; None for what is no distance, or no value."""
    return None if value is None or unit is None else convert(value, unit, "km")
