"""How much two units of reports say the same, from their words alone: who says it, and when, is weighed apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import fsum

from msgspec import Struct

from sitrep.ground.lexicon import small_words
from sitrep.link.units import DOUBT, Gist, threes_of

SMOOTHING = 2.5  # weight added to what a short unit holds, so that one shared word is not all of it
LEAST = 0.2  # likeness from which on a pair is kept
LONG_RUN, LONG_QUOTATION = 8, 5  # words in a row that count in full
SUPPORT = 12.0  # weight of shared terms that needs no other evidence
TELLING = 9.0  # weight of shared terms that are more than a common phrase
BY_CHANCE = 12  # numbers up to this are often equal
RARE = 4.5  # weight of a term that few reports have


class Likeness(Struct, frozen=True, array_like=True, gc=False):
    """How alike two units are, and what that rests on.

    `score` is about 0 for unrelated units and 1 for the same words. It is `strong` where a quotation, six words in a
    row or a figure are shared. `run` is the number of words in a row, from three on. `figures` is 1 where one is
    shared, -1 where both have some and none is shared. `mass` is the weight of all shared terms. `is_opposed` tells
    that one of them alone is put in the negative.
    """

    score: float
    strong: bool
    run: int
    figures: int
    mass: float
    is_opposed: bool


def compare(one: Gist, other: Gist) -> Likeness | None:
    """Return how alike two units are, None where that is next to nothing."""
    shared = one.terms.keys() & other.terms.keys()
    mass = fsum(min(one.terms[name], other.terms[name]) for name in shared)
    score = mass / (2 * (min(one.mass, other.mass) + SMOOTHING)) + mass / (one.mass + other.mass) if mass else 0.0
    is_little = len(shared) < 2 or score < LEAST / 2
    is_quoted = bool(shared) and (_shares_quotation(one, other) or _shares_quotation(other, one))
    if is_little and not is_quoted:
        return None
    run = 0 if one.threes.isdisjoint(other.threes) else longest_run(one.words, other.words)
    figures = _compare_figures(one, other)
    strong = is_quoted or (run >= 6 and mass >= TELLING) or (figures > 0 and len(shared) >= 3)
    score += 0.3 * min(1.0, max(0, run - 2) / (LONG_RUN - 2))
    score += 0.2 * is_quoted
    score += 0.15 if figures > 0 else -0.2 if figures < 0 and run < 6 else 0.0
    rare = sum(min(one.terms[name], other.terms[name]) >= RARE for name in shared)
    if not strong:
        score -= 0.3 * max(0.0, 1 - mass / SUPPORT) * (rare < 2) + 0.1 * (len(shared) < 3)
    if score < LEAST:
        return None
    return Likeness(round(score, 4), strong, run, figures, round(mass, 2), _are_opposed(one, other))


def _are_opposed(one: Gist, other: Gist) -> bool:
    """Tell whether one unit alone is put in the negative; "nobody can say" leaves open and denies nothing."""
    return one.is_negated != other.is_negated and DOUBT not in one.terms and DOUBT not in other.terms


def _compare_figures(one: Gist, other: Gist) -> int:
    """Return 1 where a number is shared that few would have by chance, -1 where both have some and none is shared."""
    if not one.figures or not other.figures:
        return 0
    shared = one.figures & other.figures
    return int(max(shared) > BY_CHANCE) if shared else -1


def _shares_quotation(one: Gist, other: Gist) -> bool:
    """Tell whether what one unit quotes stands in the other, quoted or not: a telling phrase, or enough in a row."""
    return any(
        longest_run(quotation, other.words) >= min(len(quotation), LONG_QUOTATION)
        for quotation in map(str.split, one.quotations)
        if len(quotation) < 3 or not other.threes.isdisjoint(threes_of(quotation))
    )


def longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the most words in a row that two units share; small words alone are no run.

    >>> longest_run("the bank of the river".split(), "on the bank of a river".split())
    3
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(other):
        places[word].append(place)
    best = 0
    before: dict[int, int] = {}
    for number, word in enumerate(one):
        here = {place: before.get(place - 1, 0) + 1 for place in places.get(word, ())}
        for length in here.values():
            if length > best and not small_words().issuperset(one[number - length + 1 : number + 1]):
                best = length
        before = here
    return best
