"""What the words around a name say that it is: `Donetsk Oblast`, `the city of Donetsk`, `Otoe and Sarpy counties`."""

from __future__ import annotations

from collections.abc import Sequence

from sitrep.ground.gazetteer import Gazetteer, PlaceKind, fold
from sitrep.reading.places.lists import word_list
from sitrep.reading.places.names import Name, narrow, stands_beside
from sitrep.reading.places.pieces import Pieces

COUNTIES = ("county", "parish", "counties", "parishes")
TOWNS = ("city", "town", "village", "hamlet", "suburb", "settlement", "port")


def ask_for_kinds(pieces: Pieces, names: Sequence[Name]) -> list[Name]:
    """Return the names with the kind that is asked for, and the candidates of that kind alone where there are any."""
    asked: list[Name] = []
    plural: PlaceKind | None = None
    following: Name | None = None
    for name in reversed(names):
        plural = _plural_after(pieces, name) or (plural if following and _is_listed(pieces, name, following) else None)
        asked.append(_narrowed(name, plural or _kind_beside(pieces, name), pieces.gazetteer))
        following = name
    return asked[::-1]


def _narrowed(name: Name, kind: PlaceKind | None, gazetteer: Gazetteer) -> Name:
    if kind is None:
        return name
    meaning = narrow(gazetteer, name.folded, kind)
    if meaning is None and kind is not PlaceKind.ADMIN1:
        return name
    return name._replace(wanted=kind, meaning=meaning or name.meaning)


def _plural_after(pieces: Pieces, name: Name) -> PlaceKind | None:
    word = pieces.lower[name.end] if name.end < len(pieces) and stands_beside(pieces, name.end) else ""
    if word in COUNTIES:
        return PlaceKind.ADMIN2
    if word in word_list("kinds", "plural"):
        return PlaceKind.ADMIN1
    return PlaceKind.CITY if word in ("cities", "towns", "villages") else None


def _is_listed(pieces: Pieces, name: Name, following: Name) -> bool:
    between = pieces.lower[name.end : following.first]
    return 0 < len(between) <= 2 and all(word in (",", "and", "or") for word in between)


def _kind_beside(pieces: Pieces, name: Name) -> PlaceKind | None:
    """Return the kind that the word after a name, or the one before "of", names."""
    after = pieces.lower[name.end] if name.end < len(pieces) and stands_beside(pieces, name.end) else ""
    if after in word_list("kinds", "admin1"):
        return PlaceKind.ADMIN1
    if after == "city" and fold(after) != name.folded:
        return PlaceKind.CITY
    if name.first > 1 and pieces.lower[name.first - 1] == "of":
        kind = pieces.lower[name.first - 2]
        if kind in word_list("kinds", "admin1"):
            return PlaceKind.ADMIN1
        if kind in TOWNS:
            return PlaceKind.CITY
    return None
