"""Of what or where a figure is counted, by its own words."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitrep.ground.countries import find_country
from sitrep.ground.gazetteer import PlaceKind
from sitrep.ground.lexicon import alternatives
from sitrep.ground.model import Figure, OfHow, Place
from sitrep.link.series.pages import Page
from sitrep.link.series.parts import HELD, holders_in, part_in, part_words, sides_in
from sitrep.link.series.words import W, any_of, land_names

TOGETHER = re.compile(any_of(W["together"]["words"].split()), re.IGNORECASE)
EVERYWHERE = re.compile(any_of(W["together"]["everywhere"].split()) + "$", re.IGNORECASE)
HERE = re.compile(rf"(?:{alternatives(W['together']['land'])})", re.IGNORECASE)
AREAS = re.compile(any_of(W["parts"]["areas"].split()), re.IGNORECASE)
HELD_BY_TELLER = re.compile(
    rf"\s+(?:that\s+|which\s+)?(?:it|they)\s+{any_of(W['parts']['holding'].split())}", re.IGNORECASE
)
IN = re.compile(r"\s+(?:in|across)\s+(?:the\s+)?")
OF_BEHIND = 80  # characters behind a figure in which the words for its area may stand


class Area(NamedTuple):
    """Of what or where something is counted: a place, or a part of it; everything together has no name."""

    name: str | None = None
    part: str | None = None
    kind: PlaceKind | None = None
    geonames: int | None = None

    @property
    def label(self) -> str | None:
        """Return how the area is called.

        >>> Area("Syria", "rebel-held").label
        'Syria (rebel-held)'
        """
        return f"{self.name} ({self.part})" if self.name and self.part else self.name or self.part


TOTAL = Area()


class Placed(NamedTuple):
    """Where a figure is counted, None where that is unclear, whether its words say so, and the sides that they name."""

    area: Area | None
    is_stated: bool
    sides: frozenset[str] = frozenset()


def find_area(page: Page, figure: Figure) -> Placed:
    """Return where a figure is counted by its own words."""
    is_topic = page.is_topic(figure)
    if figure.of is None or (is_topic and page.named_beside.get(figure.counts, set()) != {figure.of}):
        return Placed(TOTAL, is_stated=False)
    is_stated = not is_topic and figure.of_how is not OfHow.SOURCE
    place = _place(page, figure)
    bare = HELD.sub("", figure.of if place is None or figure.place is not None else place.name)
    lands = _lands_in(page, bare)
    if len(lands) > 1 or TOGETHER.search(bare):
        return Placed(TOTAL, is_stated)
    words = part_words(page, figure, place)
    area = _area(page, figure, place, lands, part_in(words))
    return Placed(area, is_stated, frozenset(sides_in(words)) if area and area.part else frozenset())


def _area(page: Page, figure: Figure, place: Place | None, lands: set[str], part: str | None) -> Area | None:
    if place is not None and place.kind is not PlaceKind.COUNTRY and not (part and lands):
        return Area(_place_name(place), part, place.kind, place.geonames)
    land = next(iter(lands), None) or (place.country if place else None)
    if land and land in land_names():
        return Area(land_names()[land], part, PlaceKind.COUNTRY)
    return _area_without_name(page, figure, part)


def _place_name(place: Place) -> str:
    return place.called if place.called and place.match != "inside" else place.name


def _place(page: Page, figure: Figure) -> Place | None:
    """Return the place of a figure, of several before it the one right behind it: `in both: 3,419 in Germany`."""
    if figure.place is not None:
        return page.reading.places[figure.place]
    between = IN.match(page.text, figure.end) if figure.of else None
    if between is None:
        return None
    near = (p for p in page.reading.places if figure.end < p.start <= between.end())
    behind = (p for p in near if IN.fullmatch(page.text, figure.end, p.start))
    return next((p for p in behind if not page.text.startswith(figure.of or "", p.start)), None)


def _area_without_name(page: Page, figure: Figure, part: str | None) -> Area | None:
    """Return the area that words without a name mean: `the country`, `rebel areas`, `the disaster zone`."""
    words = figure.of or ""
    teller = figure.by or ""
    if part is None and AREAS.search(words) and _is_held_by_teller(page, figure):
        part = min(holders_in(teller), default=None)
    if part or HERE.fullmatch(words):
        named = find_country(teller.split()[0]) if teller and part and _is_held_by_teller(page, figure) else None
        land = named.iso if named else page.land_before(figure.start)
        return Area(land_names()[land], part, PlaceKind.COUNTRY) if land else Area(None, part) if part else None
    return TOTAL if EVERYWHERE.search(words) else None


def _is_held_by_teller(page: Page, figure: Figure) -> bool:
    start = page.text.find(figure.of or "", figure.end, figure.end + OF_BEHIND)
    return start >= 0 and HELD_BY_TELLER.match(page.text, start + len(figure.of or "")) is not None


def _lands_in(page: Page, words: str) -> set[str]:
    """Return the countries that some words of the report name."""
    found = {land for name, lands in page.lands.items() if _has(words, name) for land in lands}
    if not found and (country := find_country(words)) and country.name == words:
        found.add(country.iso)
    return found - {""}


def _has(words: str, name: str) -> bool:
    return name in words and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None
