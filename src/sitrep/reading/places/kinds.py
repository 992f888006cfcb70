"""What the words around a name say that it is: `Donetsk Oblast`, `the city of Donetsk`, `Otoe and Sarpy counties`."""

from __future__ import annotations

from collections.abc import Sequence

from sitrep.ground.gazetteer import PlaceKind, fold
from sitrep.reading.places.lists import word_list
from sitrep.reading.places.names import Name, narrow, stands_beside
from sitrep.reading.places.pieces import Pieces
from sitrep.reading.places.resolve import contained

COUNTIES = ("county", "parish", "counties", "parishes")
MOST_LIKELY = 3  # candidates of which one has to be of the kind of the list
TOWNS = ("city", "town", "village", "hamlet", "suburb", "settlement", "port")


def ask_for_kinds(pieces: Pieces, names: Sequence[Name]) -> list[Name]:
    """Return the names with the kind that is asked for, and the candidates of that kind alone where there are any."""
    asked: list[Name] = []
    plural: PlaceKind | None = None
    for here in range(len(names) - 1, -1, -1):
        name, neighbours = names[here], _neighbours(pieces, names, here)
        goes_on = here + 1 < len(names) and names[here + 1] in neighbours
        plural = _plural_after(pieces, name) or (plural if goes_on else None)
        kind = plural or _kind_beside(pieces, name) or _kind_of_list(name, neighbours)
        asked.append(_narrowed(pieces, name, kind))
    return asked[::-1]


def _neighbours(pieces: Pieces, names: Sequence[Name], here: int) -> list[Name]:
    """Return the names beside one in a list."""
    pairs = ((here - 1, here), (here, here + 1))
    return [
        names[one if other == here else other]
        for one, other in pairs
        if one >= 0 and other < len(names) and _is_listed(pieces, names[one], names[other])
    ]


def _kind_of_list(name: Name, neighbours: Sequence[Name]) -> PlaceKind | None:
    """Return the kind of a list of states or of countries, for a name that may be a town: `New York and Ohio`."""
    if any(contained(name.candidates, neighbour.candidates) for neighbour in neighbours):
        return None  # `Portland, Maine` is no list of states
    kinds = {neighbour.meaning.likeliest.kind for neighbour in neighbours}
    if len(kinds) != 1 or not any(name.meaning.likeliest.kind is kind for kind in (PlaceKind.CITY, PlaceKind.ADMIN1)):
        return None
    kind = kinds.pop()
    fits = kind in (PlaceKind.ADMIN1, PlaceKind.COUNTRY) and any(c.kind is kind for c in name.candidates[:MOST_LIKELY])
    return kind if fits else None


def _narrowed(pieces: Pieces, name: Name, kind: PlaceKind | None) -> Name:
    if kind is None:
        return name
    whole = f"{name.folded} {pieces.lower[name.end]}" if name.end < len(pieces) else name.folded  # `the Kyiv region`
    meaning = narrow(pieces.gazetteer, whole, kind) or narrow(pieces.gazetteer, name.folded, kind)
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
