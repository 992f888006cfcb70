"""The gazetteer: names lead to places, whatever their spelling, and the table stays cheap to open."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sitrep.ground.gazetteer import PlaceKind, fold, load_gazetteer
from sitrep.ground.lexicon import load_words


@pytest.mark.parametrize(
    ("name", "shown", "lat", "lon"),
    [
        ("Bakhmut", "Bakhmut", 48.59, 38.00),
        ("Artemivsk", "Bakhmut", 48.59, 38.00),
        ("Vuhledar", "Vuhledar", 47.78, 37.25),
        ("Soledar", "Soledar", 48.69, 38.07),
        ("Kyiv", "Kyiv", 50.45, 30.52),
        ("Düsseldorf", "Düsseldorf", 51.22, 6.78),
        ("DUSSELDORF", "Düsseldorf", 51.22, 6.78),
        ("Donbas", "Donbas", 48.0, 38.5),
        ("Jinderis", "Jindires", 36.40, 36.69),
    ],
)
def test_a_name_in_any_spelling_leads_to_its_place(name: str, shown: str, lat: float, lon: float) -> None:
    first = load_gazetteer().find(name)[0]
    assert (first.name, round(first.lat, 2), round(first.lon, 2)) == (shown, pytest.approx(lat), pytest.approx(lon))


def test_an_alternate_name_is_told_from_a_main_name() -> None:
    assert load_gazetteer().find("Kyiv")[0].is_main_name
    assert not load_gazetteer().find("Artemivsk")[0].is_main_name


def test_one_name_may_mean_places_of_several_kinds() -> None:
    kinds = {(candidate.kind, candidate.country) for candidate in load_gazetteer().find("Georgia")}
    assert {(PlaceKind.COUNTRY, "GE"), (PlaceKind.ADMIN1, "US")} <= kinds


def test_an_unknown_name_has_no_place() -> None:
    assert load_gazetteer().find("Qwxzlough") == ()
    assert load_gazetteer().find("") == ()


def test_a_city_knows_its_province() -> None:
    gazetteer = load_gazetteer()
    province = gazetteer.admin1_of(gazetteer.find("Bakhmut")[0])
    assert province is not None
    assert (province.name, province.kind, province.country) == ("Donetsk region", PlaceKind.ADMIN1, "UA")
    assert gazetteer.admin1_of(province) is None


def test_a_prefix_of_a_longer_name_is_told() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.has_prefix("new york")
    assert gazetteer.has_prefix(fold("Ivano"))
    assert not gazetteer.has_prefix("vuhledar")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Saint-Denis", "st denis"),
        ("St. Petersburg", "st petersburg"),
        ("Saint Petersburg", "st petersburg"),
        ("Sana’a", "sana'a"),
        ("Łódź", "lodz"),
        ("Diyarbakır", "diyarbakir"),
        ("  New\nYork ", "new york"),
        ("Stockholm", "stockholm"),
    ],
)
def test_folding_leaves_what_spellings_have_in_common(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_every_listed_country_has_a_point() -> None:
    gazetteer = load_gazetteer()
    for entry in load_words("countries")["country"]:
        found = [c for c in gazetteer.find(entry["name"]) if c.kind is PlaceKind.COUNTRY and c.country == entry["iso"]]
        assert found, entry["name"]
        assert -90 <= found[0].lat <= 90
        assert -180 <= found[0].lon <= 180
        assert found[0].radius_km > 0


def test_it_says_where_it_comes_from() -> None:
    about = load_gazetteer().about
    assert "GeoNames" in about["source"]
    assert "CC BY 4.0" in about["licence"]
    assert sum(about["places"].values()) == len(load_gazetteer())


def test_it_loads_without_numpy() -> None:
    code = "import sys; from sitrep.ground.gazetteer import load_gazetteer as g; g(); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
