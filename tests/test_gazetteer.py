"""The gazetteer: names lead to places, whatever their spelling, and the table stays cheap to open."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sitrep.ground.gazetteer import Gazetteer, OwnPlace, PlaceKind, distance_km, fold, load_gazetteer, move
from sitrep.ground.geonames import build_larger, read_dump
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


def test_a_county_and_a_district_are_known() -> None:
    kinds = {(c.name, c.kind, c.country) for c in load_gazetteer().find("Rapides Parish")}
    assert kinds == {("Rapides Parish", PlaceKind.ADMIN2, "US")}
    assert any(c.kind is PlaceKind.ADMIN2 and c.country == "GB" for c in load_gazetteer().find("Suffolk"))


@pytest.mark.parametrize("bearing", [0.0, 45.0, 90.0, 200.0, 359.0])
def test_moving_leads_as_far_as_it_says(bearing: float) -> None:
    lat, lon = move(48.6, 38.0, bearing, 150.0)
    assert distance_km(48.6, 38.0, lat, lon) == pytest.approx(150.0, rel=1e-6)


# --- a user's own places, and larger gazetteers


def test_an_own_place_comes_first_and_hides_the_packaged_one_in_its_ring() -> None:
    own = OwnPlace("Bakhmut", 48.6, 38.0, 10.0, ("Bahmut town",), country="UA")
    gazetteer = Gazetteer(load_gazetteer().folder, (own,))
    first = gazetteer.find("Bakhmut")[0]
    assert (first.lat, first.kind) == (48.6, PlaceKind.CITY)
    assert len([c for c in gazetteer.find("Bakhmut") if c.kind is PlaceKind.CITY]) == 1
    assert gazetteer.find("Bahmut town")[0].name == "Bakhmut"
    assert gazetteer.has_prefix("bahmut")
    assert gazetteer.find("Soledar") == load_gazetteer().find("Soledar")


def line(geonames: int, name: str, group: str, code: str, people: int = 0) -> str:
    """Return a line of a dump."""
    columns = [geonames, name, name, f"{name}ske,Хутір", 48.5, 37.9, group, code, "UA", "", "05", "", "", "", people]
    return "\t".join(map(str, [*columns, "", 100, "Europe/Kyiv", "2024-01-01"])) + "\n"


DUMP = (
    line(900001, "Qorvandel", "P", "PPL", people=40)
    + line(900002, "Mohyla Qor", "T", "HLL")
    + line(900003, "Road of Qor", "R", "RD")
    + line(900004, "Qorland", "A", "ADM1")
)


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_larger_gazetteer_is_built_from_a_dump(tmp_path: Path, as_zip: bool) -> None:
    dump = tmp_path / ("UA.zip" if as_zip else "UA.txt")
    if as_zip:
        with zipfile.ZipFile(dump, "w") as archive:
            archive.writestr("readme.txt", "words")
            archive.writestr("UA.txt", DUMP)
    else:
        dump.write_text(DUMP, encoding="utf-8")
    built = build_larger(load_gazetteer(), dump, tmp_path / "larger")
    larger = Gazetteer(tmp_path / "larger")
    assert (built.records, built.taken) == (4, 2)
    assert len(larger) == len(load_gazetteer()) + 2
    village = larger.find("Qorvandel")[0]
    assert (village.kind, village.geonames, larger.admin1_of(village).name) == (
        PlaceKind.CITY,
        900001,
        "Donetsk region",
    )  # type: ignore[union-attr]
    assert larger.find("Mohyla Qor")[0].kind is PlaceKind.FEATURE
    assert [c[1:] for c in larger.find("Bakhmut")] == [c[1:] for c in load_gazetteer().find("Bakhmut")]
    assert "UA" in larger.about["source"]
    assert larger.mark != load_gazetteer().mark


@pytest.mark.parametrize("words", ["a\tb\n", DUMP + "\n", "x" * 100])
def test_what_is_no_dump_is_refused(tmp_path: Path, words: str) -> None:
    (tmp_path / "d.txt").write_text(words, encoding="utf-8")
    with pytest.raises(ValueError, match="columns"):
        list(read_dump(tmp_path / "d.txt"))
