"""Pack the outlines of land, borders and disputed lines for maps: `src/sitrep/data/outlines.json`.

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz
    python scripts/list_outlines.py package/countries-50m.json

The npm package `world-atlas` (ISC, Mike Bostock) holds Natural Earth 4.1 at 1:50 million (public domain) as TopoJSON.
Its borders are mostly those of who holds the ground. Lines that are disputed are told apart here by `DISPUTES`; those
that it lacks stand in `ADDED`, from Natural Earth's `ne_50m_admin_0_boundary_lines_disputed_areas` (public domain).

The file is one JSON object:

    about     source, version, licence, unit and encoding, as text
    land      closed rings to fill by the rule evenodd: continents, islands, and the Caspian Sea as a hole
    borders   open lines between two countries
    disputed  [{"name": ..., "lines": [line, ...]}, ...], open lines to draw dashed

A ring or line is a flat list of whole numbers, in hundredths of a degree: lon, lat of its first point, then the steps
east and north to each next one. `[3500, 4573, -5, 0, -16, 6]` is (35.00, 45.73), (34.95, 45.73), (34.79, 45.79). A ring
does not repeat its first point. Rings are cut at 180° and Antarctica is closed along 90° S, so that edges there are no
coast. Borders end in points of the rings that they meet. Lakes are land.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

TARGET = Path(__file__).resolve().parents[1] / "src" / "sitrep" / "data" / "outlines.json"
UNIT = 100  # to a degree
TOLERANCE = 2  # how far a dropped point may lie from the line, in units
LEAST = 500  # the area of the least ring that is kept unless it is a country's largest, in units squared: 0.05 degrees
HALF, FULL, SOUTH = 180 * UNIT, 360 * UNIT, -90 * UNIT
ABOUT = {
    "source": "Natural Earth 4.1, 1:50m, by way of the npm package world-atlas; the disputed lines in Georgia, west of "
    "the Golan Heights and north of Western Sahara are of Natural Earth's disputed boundary lines",
    "version": "world-atlas 2.0.2",
    "licence": "Natural Earth: public domain; world-atlas: ISC, Copyright 2013-2019 Michael Bostock",
    "unit": "hundredths of a degree",
    "encoding": "lon, lat of the first point, then steps east and north to each next one",
    "made by": "scripts/list_outlines.py",
}

Point = tuple[int, int]
Line = list[Point]
Pair = frozenset[str]


class Dispute(NamedTuple):
    """A line between two areas of world-atlas that is disputed where it lies within the bounds, in degrees."""

    name: str
    one: str
    other: str
    west: float = -180
    south: float = -90
    east: float = 180
    north: float = 90


DISPUTES = (
    Dispute("Crimea and mainland Ukraine", "Russia", "Ukraine", east=35.1, north=46.3),
    Dispute("Kosovo and Serbia", "Kosovo", "Serbia"),
    Dispute("Northern Cyprus: Green Line", "N. Cyprus", "Cyprus"),
    Dispute("Western Sahara: berm", "W. Sahara", "Morocco"),
    Dispute("Somaliland and Somalia", "Somaliland", "Somalia"),
    Dispute("Kashmir: India and Pakistan", "India", "Pakistan", south=32.31),
    Dispute("Kashmir: India and China", "India", "China", south=32.35),
    Dispute("Kashmir: Pakistan and China", "Pakistan", "China"),
    Dispute("Kashmir: Siachen Glacier", "Siachen Glacier", "India"),
    Dispute("Kashmir: Siachen Glacier", "Siachen Glacier", "Pakistan"),
    Dispute("Kashmir: Siachen Glacier", "Siachen Glacier", "China"),
    Dispute("Arunachal Pradesh: India and China", "India", "China", west=91),
    Dispute("West Bank and Israel", "Palestine", "Israel", west=34.8),
    Dispute("Gaza Strip and Israel", "Palestine", "Israel", east=34.8),
    Dispute("Golan Heights: eastern line", "Israel", "Syria"),
    Dispute("Hala'ib Triangle: 22nd parallel", "Egypt", "Sudan", west=34),
    Dispute("Abyei: Sudan and South Sudan", "Sudan", "S. Sudan", west=27.88, east=28.98),
    Dispute("Ilemi Triangle: Kenya and South Sudan", "Kenya", "S. Sudan", south=4.62),
    Dispute("Korea: military demarcation line", "North Korea", "South Korea"),
)
INNER = {frozenset(("China", "Hong Kong")), frozenset(("China", "Macao"))}  # no borders of states
# fmt: off
ADDED: dict[str, Line] = {
    "Golan Heights: western line": [
        (3561, 3268), (3559, 3272), (3564, 3281), (3563, 3287), (3558, 3301), (3564, 3312), (3564, 3320), (3560, 3324),
    ],
    "Western Sahara: 27°40′ N": [(-1318, 2766), (-882, 2766)],
    "Abkhazia: administrative boundary line": [
        (4209, 4320), (4210, 4314), (4202, 4305), (4194, 4299), (4191, 4292), (4193, 4286), (4190, 4281), (4193, 4265),
        (4186, 4259), (4172, 4250), (4158, 4240),
    ],
    "South Ossetia: administrative boundary line": [
        (4378, 4275), (4360, 4261), (4357, 4254), (4357, 4239), (4361, 4230), (4364, 4228), (4360, 4220), (4361, 4215),
        (4366, 4211), (4375, 4211), (4381, 4206), (4383, 4206), (4391, 4213), (4408, 4217), (4418, 4209), (4425, 4207),
        (4430, 4201), (4449, 4200), (4454, 4203), (4462, 4214), (4464, 4218), (4460, 4234), (4439, 4246), (4435, 4251),
        (4420, 4265),
    ],
}
# fmt: on


def decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs of a topology in whole units, without points that fall together."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        line: Line = []
        for east, north in steps:
            x, y = x + east, y + north
            line.append((round((x * scale_x + left) * UNIT), round((y * scale_y + bottom) * UNIT)))
        arcs.append(unrepeated(line))
    return arcs


def unrepeated(line: Line) -> Line:
    """Return a line without points that repeat the one before."""
    return [point for point, _ in groupby(line)]


def rings_of(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """Yield the rings of a polygon, or of several, as numbers of arcs; `~n` is arc n turned round."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for part in parts:
        yield from part


def joined(ring: list[int], arcs: list[Line]) -> Line:
    """Return the points of a ring, the first one once."""
    points = [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]]
    return unrepeated(points)


def simplified(line: Line) -> Line:
    """Return a line without the points that hardly bend it (Douglas and Peucker); its ends stay."""
    kept = {0, len(line) - 1}
    open_runs = [(0, len(line) - 1)]
    while open_runs:
        start, end = open_runs.pop()
        far, where = max(((off(line[i], line[start], line[end]), i) for i in range(start + 1, end)), default=(0.0, 0))
        if far > TOLERANCE:
            kept.add(where)
            open_runs += [(start, where), (where, end)]
    return [line[i] for i in sorted(kept)]


def off(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a stretch."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = min(1.0, max(0.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0.0
    return float(((x - x1 - share * (x2 - x1)) ** 2 + (y - y1 - share * (y2 - y1)) ** 2) ** 0.5)


def area(ring: Line) -> float:
    """Return the area of a ring in units squared."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, *ring[:1]]))) / 2


def unwrapped(ring: Line) -> Line:
    """Return a ring that runs on past 180°; one that goes round the South Pole is closed along 90° S."""
    line = ring[:1]
    for (before, _), (x, y) in pairwise([*ring, ring[0]]):
        turn = round((before - x) / FULL) if abs(before - x) > HALF else 0
        line.append((x + turn * FULL + line[-1][0] - before, y))
    first, last = line[0], line[-1]
    return line[:-1] if first == last else [*line, (last[0], SOUTH), (first[0], SOUTH)]


def cut(ring: Line) -> Iterator[Line]:
    """Yield the parts of an unwrapped ring between 180° west and east."""
    for turn in (0, -FULL, FULL):
        part = clipped(clipped([(x + turn, y) for x, y in ring], 1), -1)
        if area(part):
            yield part


def clipped(ring: Line, side: int) -> Line:
    """Return the part of a ring that does not lie beyond 180° on a side: east for 1, west for -1."""
    part: Line = []
    for (x1, y1), (x2, y2) in pairwise([*ring, *ring[:1]]):
        within, goes_on = x1 * side <= HALF, x2 * side <= HALF
        if within:
            part.append((x1, y1))
        if within != goes_on:
            edge = HALF * side
            part.append((edge, round(y1 + (y2 - y1) * (edge - x1) / (x2 - x1))))
    return unrepeated(part)


def land(topology: dict[str, Any], arcs: list[Line]) -> Iterator[Line]:
    """Yield the rings of all land but small islands of countries that have a larger part."""
    mainlands = {n for country in countries(topology) for n in largest(country, arcs)}
    slim = [simplified(line) for line in arcs]
    for geometry in topology["objects"]["land"]["geometries"]:
        for ring in rings_of(geometry):
            whole = unwrapped(joined(ring, arcs))
            if area(whole) >= LEAST or (area(whole) and mainlands.intersection(ring)):
                fewer = joined(ring, slim)
                yield from cut(unwrapped(fewer) if len(fewer) > 3 else whole)


def countries(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the geometries of countries."""
    found: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
    return found


def largest(country: dict[str, Any], arcs: list[Line]) -> list[int]:
    """Return the arcs of a country's largest ring."""
    return max(rings_of(country), key=lambda ring: area(unwrapped(joined(ring, arcs))))


def shared(topology: dict[str, Any], arcs: list[Line]) -> Iterator[tuple[Pair, Line]]:
    """Yield the lines between two countries."""
    users: defaultdict[int, set[str]] = defaultdict(set)
    for country in countries(topology):
        for ring in rings_of(country):
            for n in ring:
                users[max(n, ~n)].add(country["properties"]["name"])
    for n, names in sorted(users.items()):
        if len(names) == 2:
            yield frozenset(names), arcs[n]


def told_apart(pair: Pair, line: Line) -> Iterator[tuple[str, Line]]:
    """Yield the runs of a line with the name of the dispute over each, empty where there is none."""
    for name, run in groupby(pairwise(line), key=lambda stretch: dispute_over(pair, stretch)):
        stretches = list(run)
        yield name, simplified([stretches[0][0], *(end for _, end in stretches)])


def dispute_over(pair: Pair, stretch: tuple[Point, Point]) -> str:
    """Return the name of the dispute over a stretch, which is that over its middle."""
    (x1, y1), (x2, y2) = stretch
    lon, lat = (x1 + x2) / 2 / UNIT, (y1 + y2) / 2 / UNIT
    for name, one, other, west, south, east, north in DISPUTES:
        if pair == {one, other} and west <= lon <= east and south <= lat <= north:
            return name
    return ""


def lines_by_dispute(topology: dict[str, Any], arcs: list[Line]) -> dict[str, list[Line]]:
    """Return all lines between countries by the name of their dispute, with the undisputed ones under no name."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for pair, line in shared(topology, arcs):
        if pair not in INNER:
            for name, run in told_apart(pair, line):
                found[name].append(run)
    missing = {dispute.name for dispute in DISPUTES} - found.keys()
    if missing:
        raise SystemExit(f"cannot list outlines: no line for {', '.join(sorted(missing))}")
    for name, line in ADDED.items():
        found[name].append(line)
    return dict(found)


def packed(line: Line) -> list[int]:
    """Return the first point of a line and the steps to each next one, flat."""
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line)]
    return [number for point in (line[0], *steps) for number in point]


def written(name: str, values: Iterable[Any]) -> str:
    """Return a member of the file, one value a line."""
    rows = ",\n".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return f'"{name}":[\n{rows}\n]'


def main() -> None:
    """Write the file."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python scripts/list_outlines.py package/countries-50m.json")
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    lines = lines_by_dispute(topology, arcs)
    borders = lines.pop("")
    members = [
        f'"about":{json.dumps(ABOUT, indent=1)}',
        written("land", map(packed, land(topology, arcs))),
        written("borders", map(packed, borders)),
        written(
            "disputed", ({"name": name, "lines": list(map(packed, found))} for name, found in sorted(lines.items()))
        ),
    ]
    TARGET.write_text("{" + ",\n".join(members) + "}\n", encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
