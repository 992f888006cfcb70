"""Words for peoples and what is theirs: `Ukrainian`, `the Turks`. They tell of a land, they are no place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sitrep.ground.countries import load_country_names
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Demonym
from sitrep.reading.places.lists import load_demonyms
from sitrep.reading.places.names import stands_beside
from sitrep.reading.places.pieces import Pieces


class Land(NamedTuple):
    """The land that a word tells of: a name of the gazetteer, and the country's code where it is one."""

    name: str
    country: str | None


def find_demonyms(pieces: Pieces) -> Iterator[Demonym]:
    """Find the words for peoples, in text order, the longest first: `South Korean` before `Korean`."""
    done = 0
    for index in pieces.capitals:
        if index < done:
            continue
        for end in (index + 2, index + 1):
            land = _land(" ".join(pieces.lower[index:end]))
            if land and _is_phrase(pieces, index, end):
                span = pieces.span(index, end)
                yield Demonym(span.start, span.end, pieces.text[span.start : span.end], land.name, land.country)
                done = end
                break


def _is_phrase(pieces: Pieces, first: int, end: int) -> bool:
    return end <= len(pieces) and all(stands_beside(pieces, index) for index in range(first + 1, end))


@lru_cache(maxsize=50_000)
def _land(lower: str) -> Land | None:
    if lower not in load_demonyms():
        return None
    region = load_words("demonyms")["of"].get(lower)
    if region:
        return Land(region, None)
    country = load_country_names()[lower]
    return Land(country.name, country.iso)
