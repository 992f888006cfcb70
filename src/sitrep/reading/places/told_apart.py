"""Streets, facilities and pieces of nature: what is named like a town, or after one, and is told from it by a word.

None of them is in the gazetteer: a point is known only of what lies inside a town that is named with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sitrep.ground.gazetteer import PlaceKind
from sitrep.reading.places.lists import word_list
from sitrep.reading.places.names import opens_sentence, stands_beside
from sitrep.reading.places.pieces import Pieces

LONGEST = 4  # words before the one that tells
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$", re.IGNORECASE)
ROAD_NUMBER = re.compile(r"\d{1,4}[A-Z]?$")
SHORT_ROAD_NUMBER = re.compile(r"\d{1,3}[A-Z]?$")
COMPASS = ("N.", "S.", "E.", "W.", "NE", "NW", "SE", "SW")


class Site(NamedTuple):
    """A street, a facility or a piece of nature: pieces `[first, end)` and what it is."""

    first: int
    end: int
    kind: PlaceKind


def find_sites(pieces: Pieces) -> Iterator[Site]:
    """Find streets, facilities, waters and mountains by their last or first word, in text order, without overlap."""
    done = 0
    for index in pieces.capitals:
        if index < done:
            continue
        lower = pieces.lower[index]
        site = _numbered_road(pieces, index) or _closed(pieces, index, lower, done) or _led(pieces, index)
        if site:
            done = site.end
            yield site


def _closed(pieces: Pieces, index: int, lower: str, floor: int) -> Site | None:
    """Return the site that a word ends: `North Main Street`, `Ryelands Park`."""
    kind = _kind(lower)
    if kind is None or _names_a_body(pieces, index + 1):
        return None
    first = index
    while first > floor and index - first < LONGEST and stands_beside(pieces, first) and _may_belong(pieces, first - 1):
        first -= 1
    if first == index or (kind is not PlaceKind.STREET and pieces.lower[index - 1] in word_list("kinds", "no_site")):
        return None
    if lower in word_list("kinds", "loose_streets") and not _is_address(pieces, first):
        return None
    end = index + 1
    if pieces.forms[end : end + 1] == ["."] and lower in word_list("kinds", "short_streets"):
        end += pieces.starts[end] == pieces.ends[index]
    return Site(first, end, kind)


def _names_a_body(pieces: Pieces, index: int) -> bool:
    """Tell whether the name goes on to that of a body or a person: `Florida Highway Patrol`."""
    return index < len(pieces) and pieces.tags[index] == "N" and stands_beside(pieces, index)


def _is_address(pieces: Pieces, first: int) -> bool:
    return first > 0 and (pieces.tags[first - 1] == "q" or pieces.lower[first - 1] in ("on", "along", "off", "onto"))


def _kind(lower: str) -> PlaceKind | None:
    if lower in word_list("kinds", "streets"):
        return PlaceKind.STREET
    if lower in word_list("kinds", "facilities"):
        return PlaceKind.FACILITY
    return PlaceKind.FEATURE if lower in word_list("kinds", "nature") else None


def _may_belong(pieces: Pieces, index: int) -> bool:
    """Tell whether a word may be part of the name of a site: a capital that does not only open the sentence."""
    form, lower = pieces.forms[index], pieces.lower[index]
    if ORDINAL.match(form) or form in COMPASS:
        return True
    if (
        not form[0].isupper()
        or pieces.tags[index] in "dpikcwmbhfrTl"
        or lower.rstrip(".") in word_list("persons", "titles")
    ):
        return lower in word_list("kinds", "compass")
    return not opens_sentence(pieces, index) or lower not in word_list("before", "strong")


def _led(pieces: Pieces, index: int) -> Site | None:
    """Return the site that a word leads: `Lake Robinson`, `River Lune`."""
    following = index + 1
    if pieces.lower[index] not in word_list("kinds", "leads") or following >= len(pieces):
        return None
    if pieces.tags[following] != "N" or not stands_beside(pieces, following):
        return None
    follows_name = index and pieces.tags[index - 1] == "N" and stands_beside(pieces, index)
    return None if follows_name else Site(index, following + 1, PlaceKind.FEATURE)


def _numbered_road(pieces: Pieces, index: int) -> Site | None:
    """Return a road with a number: `Interstate 395`, `US-24`, `County Road 109`."""
    end, short = index, pieces.lower[index] in word_list("kinds", "numbered_short")
    while end < len(pieces) and end - index < 3 and pieces.lower[end] in word_list("kinds", "numbered"):
        end += 1
    if short and end == index:
        end += 1
    if end == index or (end - index == 1 and pieces.lower[index] in ("county", "state")):
        return None
    if pieces.lower[end : end + 1] == ["-"]:
        end += 1
    elif short and end == index + 1 and pieces.forms[index] not in ("U.S.", "US"):
        return None
    pattern = SHORT_ROAD_NUMBER if short else ROAD_NUMBER
    if end < len(pieces) and pattern.match(pieces.forms[end]) and pieces.starts[end] - pieces.ends[end - 1] <= 1:
        return Site(index, end + 1, PlaceKind.STREET)
    return None
