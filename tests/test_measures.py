"""Units: the table is exact, and a value comes back from wherever it was converted to."""

from __future__ import annotations

import tomllib

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitrep.ground.lexicon import DATA, load_words
from sitrep.ground.measures import convert, load_units, to_km, to_si

REGISTRY = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
SQUARES = {"m²": "m**2", "m³": "m**3"}
UNITS = sorted(load_units())


@pytest.mark.parametrize("unit", UNITS)
def test_the_table_agrees_with_pint(unit: str) -> None:
    row = tomllib.loads((DATA / "units.toml").read_text(encoding="utf-8"))[unit]
    wanted = REGISTRY.Quantity(10.0, row.get("pint", unit)).to(SQUARES.get(row["si"], row["si"])).magnitude
    assert to_si(10.0, unit) == pytest.approx(wanted, rel=1e-9)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.floats(-1e9, 1e9))
def test_a_value_comes_back_from_another_unit(unit: str, other: str, value: float) -> None:
    there = convert(value, unit, other)
    if load_units()[unit].si != load_units()[other].si:
        assert there is None
    else:
        assert there is not None
        assert convert(there, other, unit) == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_what_is_no_distance_has_no_km() -> None:
    assert to_km(5.0, "kg") is None
    assert to_km(5.0, None) is None
    assert to_km(None, "km") is None
    assert to_km(20.0, "mile") == pytest.approx(32.18688)


def test_every_unit_of_the_table_can_be_written() -> None:
    assert set(UNITS) <= set(load_words("figures")["units"])
