"""Developments chained into situations: each follows on at most one other, the most alike of those that began earlier.

Two that each have a name of their own are look-alikes, and do not follow on each other. Only earlier ones are looked
at, so that what comes later moves no link.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from sitrep.link.stories.groups import Group
from sitrep.link.stories.likelihood import dot
from sitrep.link.stories.sketches import SCALE, Vector, heaviest

CHAINED = 0.2  # the likeness from which on a development follows on another
SILENCE = 14  # days of it, after which nothing follows
TELLING, LOOKED = 32, 24  # terms by which earlier ones are found; of these so many are looked at closely


class Development(NamedTuple):
    """The reports of a development, their words, with the length `SCALE`, and its days; None where none is known."""

    group: Group
    words: Vector
    since: int | None
    until: int | None


def sum_words(vectors: Iterable[Vector]) -> Vector:
    """Return the sum of vectors, with the length `SCALE`, in whole numbers."""
    total: dict[str, int] = defaultdict(int)
    for vector in vectors:
        for term, weight in vector.items():
            total[term] += weight
    length = math.sqrt(sum(weight * weight for weight in total.values()))
    return {term: scaled for term, weight in total.items() if (scaled := round(SCALE * weight / length))}


def chain(developments: Sequence[Development]) -> list[int | None]:
    """Return for each development the one that it follows on, by its place, None where there is none.

    Of two that began on one day the one that stands first is the earlier. Cost: grows with what is told within the days
    of `SILENCE`, since earlier ones are found by their telling terms.
    """
    before: list[int | None] = [None] * len(developments)
    dated = sorted((each.since, place) for place, each in enumerate(developments) if each.since is not None)
    postings: dict[str, list[int]] = defaultdict(list)
    for since, place in dated:
        words = developments[place].words
        alike: dict[int, int] = defaultdict(int)
        for term in heaviest(words, TELLING):
            awake = [e for e in postings[term] if (developments[e].until or since) >= since - SILENCE]
            for earlier in awake:
                alike[earlier] += words[term] * developments[earlier].words[term]
            postings[term] = [*awake, place]
        looked = nsmallest(LOOKED, alike, key=lambda earlier: (-alike[earlier], earlier))
        before[place] = _nearest(developments, place, looked)
    return before


def _nearest(developments: Sequence[Development], place: int, found: Iterable[int]) -> int | None:
    """Return which of some developments one follows on: the most alike, unless each has a name of its own."""
    this = developments[place]
    alike = ((dot(this.words, developments[earlier].words), -earlier) for earlier in found)
    near = sorted((each for each in alike if each[0] >= CHAINED * SCALE * SCALE), reverse=True)
    return next((-each for _, each in near if not this.group.is_apart(developments[-each].group)), None)


def find_first(before: Sequence[int | None]) -> list[int]:
    """Return for each development the first of its situation, by its place.

    >>> find_first([None, 0, None, 1])
    [0, 0, 2, 0]
    """
    first: list[int] = []
    for place in range(len(before)):
        while (earlier := before[place]) is not None:
            place = earlier
        first.append(place)
    return first
