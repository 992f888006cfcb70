"""Places told by way of another one: `15 kilometers northeast of the city`, `near Vuhledar`, `eastern Ukraine`.

Each has a point and a ring that is meant to hold what is told, both reckoned from the place that it is told by; where
that one is not placed, the offset has neither.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sitrep.ground.gazetteer import PlaceKind, distance_km, move
from sitrep.ground.measures import to_km
from sitrep.ground.model import Figure, Offset, OffsetKind, Place, Span
from sitrep.reading.words import Words

BEARINGS = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
_POINT = r"(?P<point>(?:north|south)[-\s]?(?:east|west)|north|south|east|west)"
_DESCRIBED = r"(?:the\s+)?(?:[\w’'-]+\s+){0,2}?"  # "from the Russian-occupied Donetsk city"
AFTER_DISTANCE = re.compile(
    rf"\)?(?:\s*\([^()]{{1,24}}\))?\s+(?:away\s+)?(?:(?:to\s+the\s+)?{_POINT}(?:ward|wards)?\s+(?:of|from)"
    rf"|(?P<way>from|outside|off|inside|beyond|away\s+from))\s+{_DESCRIBED}",
    re.IGNORECASE,
)
DIRECTION = re.compile(
    rf"\b(?:just\s+|due\s+|further\s+|far\s+|immediately\s+)?(?:to\s+the\s+)?{_POINT}\s+of\s+{_DESCRIBED}$",
    re.IGNORECASE,
)
THE_POINT = re.compile(rf"\bthe\s+{_POINT}\s+of\s+(?:the\s+)?$", re.IGNORECASE)
NEAR = re.compile(
    r"\b(?:near|close\s+to|just\s+outside|outside|around|on\s+the\s+(?:outskirts|edge)\s+of|not\s+far\s+from|adjacent\s+to"
    r"|in\s+the\s+vicinity\s+of)\s+(?:the\s+(?:\w+\s+)?(?:city|town|village|settlement)\s+of\s+)?$",
    re.IGNORECASE,
)
PART = re.compile(
    rf"\b(?:the\s+)?{_POINT}(?:ern)?(?:most)?"
    r"(?:\s+(?:part|parts|districts?|suburbs?|outskirts|edges?|sides?|half|areas?|flanks?|neighbou?rhoods?|end)\s+of)?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
MIDDLE = re.compile(
    r"\b(?:central|downtown|(?:the\s+)?(?:center|centre|heart|middle)\s+of)\s+(?:the\s+)?$", re.IGNORECASE
)
BETWEEN = re.compile(
    r"\b(?P<what>road|route|highway|motorway|railway|line|border|distance|stretch|area|land|territory|sea|strait|front|corridor"
    r"|located|lies|lying|somewhere|midway|halfway|villages?|towns?|point|positions?|crossing|bridge)\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<between>between\s+(?:the\s+(?:\w+\s+)?(?:cities|towns|villages)\s+of\s+)?)$",
    re.IGNORECASE,
)
AND = re.compile(r"\s+and\s+")
NAMELESS = re.compile(
    r"\bthe\s+(?:\w+\s+)?(?P<noun>city|town|village|settlement|region|province|oblast|district|county|state|country|island)\b",
    re.IGNORECASE,
)
DESCRIBED = re.compile(r"\s*(?:,|–|—|-|\(|(?:is|lies|sits|located|which)\b)")
DISTANCE_BEFORE = re.compile(r"\b(?:km|kilomet(?:er|re)s?|miles?)\)?\s[^.;]{0,40}$", re.IGNORECASE)
LOOK_BACK = 70  # characters before an anchor in which the words that lead to it stand
FARTHEST_KM = 20_000.0  # nothing on the globe is farther
NEAR_KM = 10.0  # how far "near" reaches beyond the anchor's own ring
DIRECTION_KM = 30.0  # how far "west of" reaches where no distance is told
OFF_COURSE = math.sin(math.radians(22.5))  # a point of the compass holds an eighth of the circle
OFF_DISTANCE = 0.15  # a told distance is rounded, and counted from somewhere in the town
NOUNS = {
    "city": (PlaceKind.CITY,),
    "town": (PlaceKind.CITY,),
    "village": (PlaceKind.CITY, PlaceKind.REGION),
    "settlement": (PlaceKind.CITY,),
    "region": (PlaceKind.ADMIN1, PlaceKind.REGION),
    "province": (PlaceKind.ADMIN1,),
    "oblast": (PlaceKind.ADMIN1,),
    "district": (PlaceKind.ADMIN2,),
    "county": (PlaceKind.ADMIN2,),
    "state": (PlaceKind.ADMIN1,),
    "country": (PlaceKind.COUNTRY,),
    "island": (PlaceKind.REGION, PlaceKind.FEATURE),
}
WIDE = (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.ADMIN1, PlaceKind.ADMIN2)


class Anchor(NamedTuple):
    """Words that an offset is told by, and the place that they mean: its index among the places of the report."""

    span: Span
    place: int | None


class Told(NamedTuple):
    """What the words of an offset tell: a distance in km, a bearing in degrees, the second place of "between"."""

    low_km: float | None = None
    high_km: float | None = None
    bearing: float | None = None
    other: int | None = None


NOTHING = Told()


class Ring(NamedTuple):
    """A point with a radius in km."""

    lat: float
    lon: float
    radius_km: float


def find_offsets(words: Words, places: Sequence[Place], figures: Sequence[Figure]) -> Iterator[Offset]:
    """Find the offsets of a report, in text order, from its places and its distances.

    Shape: `place` and `other` are indexes into `places`.
    """
    distances = [figure for figure in figures if to_km(1.0, figure.unit) is not None]
    ends = [figure.end for figure in distances]
    anchors = _find_anchors(words, places)
    for number, anchor in enumerate(anchors):
        floor = max(_sentence_start(words, anchor.span.start), anchor.span.start - LOOK_BACK)
        floor = max(floor, anchors[number - 1].span.end) if number else floor
        following = anchors[number + 1] if number + 1 < len(anchors) else None
        known = bisect_left(ends, anchor.span.start)
        near = [figure for figure in distances[max(0, known - 2) : known] if figure.end > floor]
        offset = _by_distance(words.text, anchor, near, places) or _by_words(
            words.text, floor, anchor, places, following
        )
        if offset:
            yield offset


def _sentence_start(words: Words, position: int) -> int:
    index = min(words.at(position), len(words) - 1)
    return words.starts[words.sentence_at(index).start]


def _find_anchors(words: Words, places: Sequence[Place]) -> list[Anchor]:
    """Return the named places and the nameless ones, `the city`, each with the place that it means."""
    anchors = [Anchor(Span(place.start, place.end), index) for index, place in enumerate(places)]
    starts = [place.start for place in places]
    for match in NAMELESS.finditer(words.text):
        known = bisect_left(starts, match.start())
        inside = known < len(places) and places[known].start < match.end()
        if inside or words.text[match.end() :].startswith((" of ", "’s ", "'s ")):
            continue
        kinds = NOUNS[match["noun"].lower()]
        fitting = [i for i in range(known) if places[i].kind in kinds and places[i].lat is not None]
        anchors.append(Anchor(Span(*match.span()), _meant(words, match.start(), fitting, places)))
    return sorted(anchors)


def _meant(words: Words, position: int, fitting: Sequence[int], places: Sequence[Place]) -> int | None:
    """Return the last place of the kind, but not the one that a distance from it is told of.

    "Soledar, some 15 kilometers northeast of the city", tells of Soledar by another place.
    """
    floor = _sentence_start(words, position)
    last = places[fitting[-1]] if fitting else None
    told_of = (
        last is not None
        and last.start >= floor
        and DESCRIBED.match(words.text, last.end)
        and DISTANCE_BEFORE.search(words.text, floor, position)
    )
    others = [index for index in fitting if places[index].name != places[fitting[-1]].name] if told_of else fitting
    return others[-1] if others else None


def _by_distance(text: str, anchor: Anchor, near: Sequence[Figure], places: Sequence[Place]) -> Offset | None:
    """Return `some 15 kilometers northeast of the city`, and `20 miles (32 km) from X` with both its figures."""
    for figure in reversed(near):
        match = AFTER_DISTANCE.fullmatch(text, figure.end, anchor.span.start)
        if match:
            first = near[0] if text[figure.start - 1 : figure.start] == "(" else figure
            low, high = to_km(figure.low, figure.unit), to_km(figure.high, figure.unit)
            bearing = _bearing(match["point"])
            ring = _shifted(_ring(anchor, places), low, high, bearing)
            return _make(first.start, anchor, OffsetKind.DISTANCE, ring, Told(low, high, bearing))
    return None


def _by_words(
    text: str, floor: int, anchor: Anchor, places: Sequence[Place], following: Anchor | None
) -> Offset | None:
    """Return the offset that the words before an anchor tell without a distance."""
    before = text[floor : anchor.span.start]
    ring = _ring(anchor, places)
    if (match := BETWEEN.search(before)) and following and AND.fullmatch(text, anchor.span.end, following.span.start):
        between = _between(ring, _ring(following, places))
        whole = anchor._replace(span=Span(anchor.span.start, following.span.end))
        return _make(floor + match.start("between"), whole, OffsetKind.BETWEEN, between, Told(other=following.place))
    is_wide = anchor.place is not None and places[anchor.place].kind in WIDE
    if (match := DIRECTION.search(before)) and (is_wide or THE_POINT.search(before)):
        bearing = _bearing(match["point"])
        return _make(
            floor + match.start(), anchor, OffsetKind.PART, _part(anchor, places, bearing), Told(bearing=bearing)
        )
    if match:
        bearing = _bearing(match["point"])
        shifted = _shifted(ring, 0.0, DIRECTION_KM, bearing)
        return _make(floor + match.start(), anchor, OffsetKind.DIRECTION, shifted, Told(bearing=bearing))
    owns = text.startswith(("'s", "’s"), anchor.span.end)
    if (match := NEAR.search(before)) and not owns and not (is_wide and not match.group().lower().startswith("near")):
        near = Ring(ring.lat, ring.lon, ring.radius_km + NEAR_KM) if ring else None
        return _make(floor + match.start(), anchor, OffsetKind.NEAR, near)
    if match := PART.search(before):
        bearing = _bearing(match["point"])
        return _make(
            floor + match.start(), anchor, OffsetKind.PART, _part(anchor, places, bearing), Told(bearing=bearing)
        )
    if match := MIDDLE.search(before):
        return _make(floor + match.start(), anchor, OffsetKind.PART, ring)
    return None


def _make(start: int, anchor: Anchor, kind: OffsetKind, ring: Ring | None, told: Told = NOTHING) -> Offset:
    return Offset(
        start,
        anchor.span.end,
        kind,
        anchor.span,
        anchor.place,
        told.other,
        told.low_km,
        told.high_km,
        told.bearing,
        round(ring.lat, 5) if ring else None,
        round(ring.lon, 5) if ring else None,
        round(ring.radius_km, 1) if ring else None,
    )


def _bearing(point: str | None) -> float | None:
    return BEARINGS[re.sub(r"[-\s]", "", point.lower())] if point else None


def _ring(anchor: Anchor, places: Sequence[Place]) -> Ring | None:
    place = places[anchor.place] if anchor.place is not None else None
    if place is None or place.lat is None or place.lon is None:
        return None
    return Ring(place.lat, place.lon, place.radius_km or 0.0)


def _shifted(ring: Ring | None, low: float | None, high: float | None, bearing: float | None) -> Ring | None:
    """Return the ring that holds what lies so far from another one; all around it where no direction is told."""
    far = high if high is not None else low
    if ring is None or far is None or far > FARTHEST_KM:
        return None
    if bearing is None:
        return Ring(ring.lat, ring.lon, ring.radius_km + (1 + OFF_DISTANCE) * far)
    near = low if low is not None else 0.0
    way = (near + far) / 2
    lat, lon = move(ring.lat, ring.lon, bearing, way)
    return Ring(lat, lon, ring.radius_km + max(OFF_COURSE * far, far - way) + OFF_DISTANCE * way)


def _between(one: Ring | None, other: Ring | None) -> Ring | None:
    if one is None or other is None:
        return None
    half = distance_km(one.lat, one.lon, other.lat, other.lon) / 2
    return Ring((one.lat + other.lat) / 2, (one.lon + other.lon) / 2, half)


def _part(anchor: Anchor, places: Sequence[Place], bearing: float | None) -> Ring | None:
    """Return the half of an area that lies in a direction; a part of a town stays with the town."""
    ring = _ring(anchor, places)
    if ring is None or bearing is None or anchor.place is None or places[anchor.place].kind not in WIDE:
        return ring
    lat, lon = move(ring.lat, ring.lon, bearing, ring.radius_km / 2)
    return Ring(lat, lon, 0.75 * ring.radius_km)
