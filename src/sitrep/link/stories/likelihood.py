"""How likely two reports tell of one development: a function of the two alone, so nothing later moves it."""

from __future__ import annotations

import math
from typing import NamedTuple

from sitrep.link.stories.sketches import SCALE, Sketch, Vector

PARTS = 1_000_000  # a likelihood of 1: whole numbers, so that sums are exact in whatever order they are made
LEAST_LIKELY = 20_000  # less counts as nothing
LEAST_ALIKE = 8 * SCALE * SCALE // 100  # the likeness of telling terms alone from which on two reports are compared
SHORT = 20.0  # terms: with about so many, a report is too short to repeat much of another
FURTHEST = 7  # days between two publications after which more days tell no more
WINDOW = 14  # days between two publications after which two reports are not of one development


class Weights(NamedTuple):
    """What each likeness and hint adds to the log odds that two reports tell of one development."""

    words: float = 20.0
    names: float = 3.0
    numbers: float = 3.0
    full_names: float = 2.0
    day: float = 2.0  # both name one day by its date
    short: float = 3.0
    apart: float = -0.5  # for each day between their publications, but the first
    base: float = -7.75


WEIGHTS = Weights()


def find_likelihood(one: Sketch, other: Sketch, *, by: Weights = WEIGHTS) -> int:
    """Return how likely two reports tell of one development, in millionths; 0 where it is next to nothing.

    The order of the two does not matter.
    """
    apart = abs(one.day - other.day) if one.day and other.day else 0
    if apart > WINDOW:
        return 0
    odds = by.base + by.words * cosine(one.words, other.words)
    few = min(len(one.names), len(other.names))
    odds += by.names * cosine(one.names, other.names) * few / (few + 1)  # one name in common is little, many are much
    odds += by.numbers * cosine(one.numbers, other.numbers) + by.full_names * cosine(one.full_names, other.full_names)
    odds += by.short * math.exp(-min(len(one.words), len(other.words)) / SHORT)
    odds += 0.0 if one.days.isdisjoint(other.days) else by.day
    odds += by.apart * max(0, min(apart, FURTHEST) - 1)
    likelihood = round(PARTS / (1 + math.exp(-odds)))
    return likelihood if likelihood >= LEAST_LIKELY else 0


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two vectors of the length `SCALE` are, 0 to 1."""
    return dot(one, other) / (SCALE * SCALE)


def dot(one: Vector, other: Vector) -> int:
    """Return the sum of the products of what two vectors have in common."""
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])
