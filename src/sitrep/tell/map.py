"""The map of an account: its places with their rings, what is told by way of them, and what cannot be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, to_builtins

from sitrep.ground.gazetteer import PlaceKind
from sitrep.tell.account import Account, OffsetEntry, PlaceEntry
from sitrep.tell.cited import Citation, Source, make_evidence

ATTRIBUTION = "Names and points of places: GeoNames (https://www.geonames.org), CC BY 4.0"
WIDE_KM = 400.0  # a ring of more is no mark on a map: such areas are listed beside it


class Map(Struct, frozen=True):
    """The places of an account as of a day, with the words that each rests on.

    `places` and `offsets` have a point, `wide` are countries and regions with one that says little, `unplaced` have
    none. `withheld` counts the entries left out because their words are not in what they cite.
    """

    as_of: str
    since: str | None
    reports: int
    places: tuple[PlaceEntry, ...]
    offsets: tuple[OffsetEntry, ...]
    wide: tuple[PlaceEntry, ...]
    unplaced: tuple[PlaceEntry, ...]
    citations: tuple[Citation, ...]
    withheld: int

    def __str__(self) -> str:
        """Return the map's entries as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


def make_map(sources: Sequence[Source], as_of: date, since: date | None) -> Map:
    """Return the map of some reports as of a day."""
    account = Account(sources)
    placed = account.places()
    return Map(
        as_of=as_of.isoformat(),
        since=since.isoformat() if since else None,
        reports=len(sources),
        places=tuple(entry for entry in placed if not is_wide(entry)),
        offsets=tuple(account.offsets(WIDE_KM)),
        wide=tuple(entry for entry in placed if is_wide(entry)),
        unplaced=tuple(account.places(placed=False)),
        citations=tuple(account.citations.listed),
        withheld=len(account.withheld),
    )


def is_wide(entry: PlaceEntry) -> bool:
    """Tell whether a place is too wide for a mark on a map."""
    return entry.kind is PlaceKind.COUNTRY or (entry.radius_km or 0.0) > WIDE_KM


def make_geojson(drawn: Map) -> dict[str, Any]:
    """Return a map as a GeoJSON FeatureCollection (RFC 7946); what cannot be placed has no geometry.

    The uncertainty stands in the properties: `uncertainty_km` is the radius of a ring around the point. `evidence`
    are the words that a feature rests on.
    Source: RFC 7946, sections 3.2 (a feature may be unlocated) and 6.1 (foreign members).
    """
    words = {citation.number: make_evidence(citation) for citation in drawn.citations}
    features = [_feature(entry, group, words) for group, entry in _entries(drawn)]
    return {
        "type": "FeatureCollection",
        "features": features,
        "as_of": drawn.as_of,
        "since": drawn.since,
        "reports": drawn.reports,
        "attribution": ATTRIBUTION,
    }


def _entries(drawn: Map) -> Iterator[tuple[str, PlaceEntry | OffsetEntry]]:
    for group, entries in (("place", (*drawn.places, *drawn.wide, *drawn.unplaced)), ("offset", drawn.offsets)):
        for entry in entries:
            yield group, entry


def _feature(entry: PlaceEntry | OffsetEntry, group: str, words: dict[int, dict[str, Any]]) -> dict[str, Any]:
    facts = to_builtins(entry)
    lat, lon, radius = facts.pop("lat"), facts.pop("lon"), facts.pop("radius_km")
    name, numbers = facts.pop("line"), facts.pop("citations")
    properties = {"name": name, "type": group, "uncertainty_km": radius, **facts}
    return {
        "type": "Feature",
        "geometry": None if lat is None else {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties | {"evidence": [words[number] for number in numbers]},
    }
