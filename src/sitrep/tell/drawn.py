"""The drawing of a map: an SVG with an offline base map, rings for what is uncertain, and no script.

The projection is plate carrée, true to scale at the middle of the frame: honest rings are circles there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from sitrep.ground.gazetteer import distance_km
from sitrep.ground.lexicon import DATA
from sitrep.tell.account import OffsetEntry, PlaceEntry
from sitrep.tell.map import Map

WIDTH, HEIGHT = 960.0, 640.0
KM_PER_DEGREE = 111.2
LEAST_DEGREES = 0.6  # high, of a frame
MARGIN = 0.12  # of the frame, around what is on it
HELD = 0.85  # of all mentions, in the frame
NEARBY = 1.3  # times as far as the last of these: what lies so near is held as well
LABELS, MAJOR = 40, 8  # labels, and those that a narrow screen shows, too
LETTER, LINE = 6.4, 14.0  # width and height of a label's letter, in units of the drawing
HUNDREDTHS = 100.0

Line = list[tuple[float, float]]
Entry = PlaceEntry | OffsetEntry


class Frame(NamedTuple):
    """The part of the globe that is drawn, in degrees, and how many units of the drawing a degree of latitude has."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        """How much narrower a degree of longitude is than one of latitude, at the middle of the frame."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Units of the drawing for a degree of latitude."""
        return HEIGHT / (self.north - self.south)

    def x(self, lon: float) -> float:
        """Return the place of a meridian."""
        return (lon - self.west) * self.stretch * self.scale

    def y(self, lat: float) -> float:
        """Return the place of a parallel."""
        return (self.north - lat) * self.scale


class Mark(NamedTuple):
    """A place on the drawing: its point, its ring, and its label where there is room for one."""

    entry: Entry
    x: float
    y: float
    ring: float
    size: float
    label: str
    label_x: float
    label_y: float
    is_major: bool
    is_offset: bool


class Drawing(NamedTuple):
    """All that the page of a map draws: paths of the base map, marks, and the length of the scale bar."""

    land: str
    borders: str
    disputed: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    outside: tuple[str, ...]
    bar_km: int
    bar: float


def draw(drawn: Map) -> Drawing:
    """Return the drawing of a map, framed by its marks; of the world where it has none."""
    frame = choose_frame((*drawn.places, *drawn.offsets))
    outlines = load_outlines()
    bar_km = _bar_km(frame)
    return Drawing(
        land=" ".join(_closed(frame, line) for line in map(_points, outlines["land"]) if _touches(frame, line)),
        borders=" ".join(_open(frame, line) for line in map(_points, outlines["borders"]) if _touches(frame, line)),
        disputed=tuple(_disputed(frame, outlines["disputed"])),
        marks=tuple(_marks(frame, drawn)),
        outside=tuple(entry.line for entry in drawn.places if not _is_in(frame, entry)),
        bar_km=bar_km,
        bar=bar_km / KM_PER_DEGREE * frame.scale,
    )


@cache
def load_outlines() -> dict[str, Any]:
    """Return the outlines of the world; `scripts/list_outlines.py` tells their form."""
    outlines: dict[str, Any] = json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))
    return outlines


def choose_frame(entries: Sequence[Entry]) -> Frame:
    """Return a frame that holds the marks that most mentions are of, with their rings; the world where there are none.

    Far places that few reports name would make the rest unreadable: they lie outside, and are listed.
    """
    boxes = [_box(entry) for entry in _nearest(entries)]
    if not boxes:
        return _fitted(-180.0, -60.0, 180.0, 80.0)
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return _fitted(west, south, east, north)


def _nearest(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries nearest to the middle of all mentions, until `HELD` of these are held."""
    if not entries:
        return []
    lat, lon = (
        _median([(e.lat or 0.0, e.reports) for e in entries]),
        _median([(e.lon or 0.0, e.reports) for e in entries]),
    )
    ranked = sorted(entries, key=lambda entry: distance_km(lat, lon, entry.lat or 0.0, entry.lon or 0.0))
    held = list(accumulate(entry.reports for entry in ranked))
    last = next(place for place, count in enumerate(held) if count >= HELD * held[-1])
    reach = NEARBY * distance_km(lat, lon, ranked[last].lat or 0.0, ranked[last].lon or 0.0)
    return [e for e in ranked if distance_km(lat, lon, e.lat or 0.0, e.lon or 0.0) <= reach or e is ranked[last]]


def _median(values: Sequence[tuple[float, int]]) -> float:
    """Return the value that half of the weights lie below."""
    ordered = sorted(values)
    held = list(accumulate(weight for _, weight in ordered))
    return next(value for (value, _), count in zip(ordered, held, strict=True) if 2 * count >= held[-1])


def _box(entry: Entry) -> tuple[float, float, float, float]:
    lat, lon = entry.lat or 0.0, entry.lon or 0.0
    reach = (entry.radius_km or 0.0) / KM_PER_DEGREE
    wide = reach / max(0.05, math.cos(math.radians(lat)))
    return lon - wide, lat - reach, lon + wide, lat + reach


def _fitted(west: float, south: float, east: float, north: float) -> Frame:
    """Return a frame of the drawing's own form around a box."""
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    stretch = math.cos(math.radians(middle_lat))
    high = max(
        (north - south) * (1 + 2 * MARGIN), (east - west) * (1 + 2 * MARGIN) * stretch * HEIGHT / WIDTH, LEAST_DEGREES
    )
    wide = high * WIDTH / HEIGHT / stretch
    return Frame(middle_lon - wide / 2, middle_lat - high / 2, middle_lon + wide / 2, middle_lat + high / 2)


# --- the base map


def _points(line: Sequence[int]) -> Line:
    """Return a line of the outlines, longitude first, in degrees."""
    return [
        (x / HUNDREDTHS, y / HUNDREDTHS) for x, y in zip(accumulate(line[::2]), accumulate(line[1::2]), strict=True)
    ]


def _touches(frame: Frame, line: Line) -> bool:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs) < frame.east and max(xs) > frame.west and min(ys) < frame.north and max(ys) > frame.south


def _closed(frame: Frame, ring: Line) -> str:
    clipped = clip(ring, frame)
    return _path(frame, clipped) + "Z" if len(clipped) > 2 else ""


def _open(frame: Frame, line: Line) -> str:
    """Return the parts of an open line that lie in or near the frame."""
    parts: list[Line] = []
    for one, other in pairwise(line):
        if not _touches(frame, [one, other]):
            continue
        if parts and parts[-1][-1] == one:
            parts[-1].append(other)
        else:
            parts.append([one, other])
    return " ".join(_path(frame, part) for part in parts)


def _path(frame: Frame, line: Line) -> str:
    return "M" + "L".join(f"{frame.x(lon):.1f} {frame.y(lat):.1f}" for lon, lat in line)


def _disputed(frame: Frame, disputed: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in disputed:
        lines = [line for line in map(_points, entry["lines"]) if _touches(frame, line)]
        path = " ".join(filter(None, (_open(frame, line) for line in lines)))
        if path:
            yield entry["name"], path


def clip(ring: Line, frame: Frame) -> Line:
    """Return the part of a closed ring that lies within a frame, by one side after the other.

    Source: Sutherland and Hodgman, Reentrant polygon clipping (1974).
    """
    sides = ((0, frame.west, 1), (0, frame.east, -1), (1, frame.south, 1), (1, frame.north, -1))
    for axis, edge, sign in sides:
        ring = list(_clipped(ring, axis, edge, sign))
        if not ring:
            return []
    return ring


def _clipped(ring: Line, axis: int, edge: float, sign: int) -> Iterator[tuple[float, float]]:
    for one, other in pairwise([ring[-1], *ring]):
        inside, was_inside = sign * (other[axis] - edge) >= 0, sign * (one[axis] - edge) >= 0
        if inside != was_inside:
            part = (edge - one[axis]) / (other[axis] - one[axis])
            yield one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])
        if inside:
            yield other


# --- the marks


def _marks(frame: Frame, drawn: Map) -> Iterator[Mark]:
    """Yield the marks that lie in the frame, wide rings first, each with a label where none stands yet."""
    everything: list[Entry] = [*drawn.places, *drawn.offsets]
    entries = [entry for entry in everything if _is_in(frame, entry)]
    taken: list[tuple[float, float, float, float]] = []
    labels: dict[int, tuple[float, float]] = {}
    for entry in sorted(entries, key=lambda entry: (isinstance(entry, OffsetEntry), -entry.reports, entry.line))[
        :LABELS
    ]:
        spot = _label_spot(frame, entry, taken)
        if spot:
            labels[id(entry)] = spot
    for entry in sorted(entries, key=lambda entry: -(entry.radius_km or 0.0)):
        x, y = frame.x(entry.lon or 0.0), frame.y(entry.lat or 0.0)
        at = labels.get(id(entry))
        yield Mark(
            entry,
            x,
            y,
            max(2.0, (entry.radius_km or 0.0) / KM_PER_DEGREE * frame.scale),
            min(9.0, 2.5 + 1.2 * math.sqrt(entry.reports)),
            entry.line if at else "",
            at[0] if at else x,
            at[1] if at else y,
            list(labels).index(id(entry)) < MAJOR if at else False,
            isinstance(entry, OffsetEntry),
        )


def _label_order(entry: Entry) -> tuple[bool, int, str]:
    return isinstance(entry, OffsetEntry), -entry.reports, entry.line


def _is_in(frame: Frame, entry: Entry) -> bool:
    lat, lon = entry.lat or 0.0, entry.lon or 0.0
    return frame.south <= lat <= frame.north and frame.west <= lon <= frame.east


def _label_spot(
    frame: Frame, entry: Entry, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float] | None:
    """Return where the label of an entry has room, right of its point or left, and take the room."""
    x, y = frame.x(entry.lon or 0.0), frame.y(entry.lat or 0.0)
    wide = LETTER * len(entry.line)
    for left in (x + 8, x - 8 - wide):
        box = (left, y - LINE / 2, left + wide, y + LINE / 2)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return left, y + 4
    return None


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _bar_km(frame: Frame) -> int:
    """Return a round number of km that is about a sixth of the drawing."""
    wanted = WIDTH / 6 / frame.scale * KM_PER_DEGREE
    power = 10 ** math.floor(math.log10(wanted))
    return int(max(step * power for step in (1, 2, 5) if step * power <= wanted)) or 1
