"""Names that the gazetteer lacks, where the words around them leave no doubt that a place is meant.

A spelling close to a known name of the lands that the report speaks of is read as that name. Else the place is known to
lie in what the report says it lies in, or it has no point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from sitrep.ground.gazetteer import Candidate, Gazetteer, PlaceKind, fold
from sitrep.reading.places.lists import load_demonyms, namesakes, word_list
from sitrep.reading.places.names import MAX_CANDIDATES, Name, opens_sentence, stands_beside
from sitrep.reading.places.pieces import Pieces

LONGEST = 3  # words
SHORTEST_CLOSE = 6  # letters of a name whose spelling may be off
FAR_OFF = 9  # letters of a name whose spelling may be off by two
SAME_BEGINNING = 2  # letters that a misspelled name has right
WELL_KNOWN = 50_000  # people, of a place that is looked for where no land is known
LOOSE_KINDS = ("state", "community", "capital", "port")  # `a state of Emergency`
STOPS = frozenset([",", ".", "of", "in", "who", "that"])
LONGEST_APPOSITION = 6  # words
MOST = 40  # names looked at in one report


class Unknown(NamedTuple):
    """A name that is a place and not in the gazetteer: pieces `[first, end)`, its kind as told, and what holds it.

    `kind` is None where no word tells it; `inside` is the place named after it, as in "X, Texas".
    """

    first: int
    end: int
    kind: PlaceKind | None
    inside: Name | None


def find_unknown(pieces: Pieces, taken: frozenset[int], names: Sequence[Name]) -> Iterator[Unknown]:
    """Find names in frames that only places stand in, outside the pieces that are `taken`."""
    after = {name.first: name for name in names}
    done, found = 0, 0
    for index in pieces.capitals:
        if index < done or index in taken or found == MOST:
            continue
        end = done = _run(pieces, index, taken)
        if not _may_be_a_name(pieces, index, end, taken):
            continue
        inside = after.get(end + 1) if pieces.forms[end : end + 1] == [","] else None
        inside = inside if inside and _is_container(inside) else None
        kind = _kind_told(pieces, index, end)
        if kind or (inside and _follows_preposition(pieces, index)):
            found += 1
            yield Unknown(index, end, kind, inside)


def _run(pieces: Pieces, index: int, taken: frozenset[int]) -> int:
    """Return where a run of capitalised words ends that no name of the gazetteer is part of."""
    end = index
    while end < len(pieces) and end not in taken and pieces.tags[end] == "N" and pieces.forms[end][0].isupper():
        if end > index and not stands_beside(pieces, end):
            break
        end += 1
    return end


def _may_be_a_name(pieces: Pieces, index: int, end: int, taken: frozenset[int]) -> bool:
    """Tell whether a run of capitalised words may be the name of a place, and not a person's or a body's."""
    if not 0 < end - index <= LONGEST or (end < len(pieces) and end in taken and stands_beside(pieces, end)):
        return False
    return not any(_is_something_else(pieces, at) for at in range(index, end))


def _is_something_else(pieces: Pieces, index: int) -> bool:
    lower = pieces.lower[index]
    return (
        len(lower) < 3
        or lower in load_demonyms()
        or lower in word_list("not_places", "words")
        or lower in namesakes("given")
        or lower.rstrip(".") in word_list("persons", "titles")
        or pieces.forms[index].isupper()
        or any(lower in word_list("after", group) for group in ("media", "schools", "bodies"))
    )


def _kind_told(pieces: Pieces, first: int, end: int) -> PlaceKind | None:
    """Return what a word beside a name says that it is: `the village of X`, `X village`, `X district`, `X Oblast`."""
    after = pieces.lower[end] if end < len(pieces) and stands_beside(pieces, end) else ""
    if after in word_list("kinds", "admin1") and after not in ("state", "territory"):
        return PlaceKind.ADMIN1
    if after in ("district", "raion", "county"):
        return PlaceKind.ADMIN2
    if after in word_list("kinds", "told_after"):
        return PlaceKind.CITY
    if pieces.lower[end : end + 2] in ([",", "a"], [",", "an"]) and _names_a_town(pieces, end + 2):
        return PlaceKind.CITY
    before = pieces.lower[first - 2 : first]
    if before[1:] == ["of"] and before[0] in word_list("kinds", "heads"):
        return PlaceKind.CITY
    if before[1:] == ["of"] and before[0] in word_list("kinds", "of") and before[0] not in LOOSE_KINDS:
        return PlaceKind.ADMIN1 if before[0] in word_list("kinds", "admin1") else PlaceKind.CITY
    return PlaceKind.CITY if before[-1:] and before[-1] in word_list("kinds", "told_before") else None


def _names_a_town(pieces: Pieces, start: int) -> bool:
    """Tell whether an apposition says that something is a town: `Umm Dukhaila, a village of shepherds`."""
    words = pieces.lower[start : start + LONGEST_APPOSITION]
    town = next((place for place, word in enumerate(words) if word in word_list("kinds", "told_before")), None)
    return town is not None and STOPS.isdisjoint(words[:town])


def _is_container(name: Name) -> bool:
    return name.meaning.likeliest.kind in (PlaceKind.ADMIN1, PlaceKind.COUNTRY, PlaceKind.ADMIN2)


def _follows_preposition(pieces: Pieces, index: int) -> bool:
    if index == 0 or opens_sentence(pieces, index):
        return False
    return pieces.lower[index - 1] in word_list("before", "strong") | word_list("before", "weak")


def find_close(pieces: Pieces, unknown: Unknown, lands: frozenset[str]) -> tuple[Candidate, ...]:
    """Return the places whose name is spelled almost like an unknown one, best first; few or none.

    `lands` are the countries that the report speaks of; without any only well known places are looked for.
    """
    folded = " ".join(fold(form) for form in pieces.forms[unknown.first : unknown.end])
    found = [
        candidate
        for name in close_names(pieces.gazetteer, folded)
        for candidate in pieces.gazetteer.find(name)[:MAX_CANDIDATES]
        if (candidate.country in lands if lands else candidate.population >= WELL_KNOWN)
        and (unknown.kind is None or candidate.kind in (unknown.kind, PlaceKind.CITY))
    ]
    wanted = [candidate for candidate in found if candidate.kind is unknown.kind] or found
    return tuple(dict.fromkeys(sorted(wanted, key=lambda candidate: -candidate.population)))


@lru_cache(maxsize=4096)
def close_names(gazetteer: Gazetteer, folded: str) -> tuple[str, ...]:
    """Return the names of the gazetteer that are nearest in spelling, all equally near; none that is far.

    Shape: folded names. A name of six letters may differ by one letter, one of nine by two.
    """
    if len(folded) < SHORTEST_CLOSE:
        return ()
    most = 2 if len(folded) >= FAR_OFF else 1
    near: dict[int, list[str]] = {}
    for name in gazetteer.names_from(folded[:SAME_BEGINNING]):
        if abs(len(name) - len(folded)) <= most:
            distance = OSA.distance(name, folded, score_cutoff=most)
            if distance <= most:
                near.setdefault(distance, []).append(name)
    return tuple(sorted(near[min(near)])) if near else ()
