"""Numbers as a sensible reader takes them: what they lie between, how exact they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sitrep.ground.model import Figure
from sitrep.link.series.words import W, any_of

ROUGH: Mapping[str, float] = W["rough_reading"]
BELOW = re.compile(any_of(W["below"]["words"]), re.IGNORECASE)
JUST_BELOW = 1 - 1e-9
PRECISE_DIGITS = 3  # before the last zeros
EXACT_DIGITS = 4  # "some 29,605" is exact, whatever its qualifier says


class Bounds(NamedTuple):
    """What a sensible reader takes a number to lie between."""

    low: float
    high: float

    def meets(self, other: Bounds) -> bool:
        """Tell whether a number may lie in both."""
        return self.low <= other.high and other.low <= self.high


def value_of(figure: Figure) -> float:
    """Return the number of a figure: its lower bound, or the upper one of `up to 50`."""
    return figure.low or figure.high or 0.0


def is_vague(figure: Figure) -> bool:
    """Tell whether a figure is an order of magnitude: `hundreds`."""
    return bool(figure.low and figure.high and figure.high >= 2 * figure.low)


def bounds_of(figure: Figure, words: str) -> Bounds:
    """Return what a sensible reader takes a figure to lie between, by its words.

    >>> bounds_of(Figure(0, 13, 400, 400, qualifier="about"), "about 400 dead")
    Bounds(low=388.0, high=412.0)
    """
    value = value_of(figure)
    if figure.low != figure.high and figure.low is not None and figure.high is not None:
        return Bounds(figure.low, figure.high)
    step = step_of(value)
    if BELOW.search(words):
        return Bounds(value * (1 - ROUGH["below"]), value * JUST_BELOW)
    if figure.high is None:
        room = min(step, max(value * ROUGH["above"], 50.0)) if step >= 10 else value * ROUGH["at_least"]
        return Bounds(value, (value + room) * JUST_BELOW)
    if figure.qualifier and digits_of(value) < EXACT_DIGITS:
        return Bounds(value * (1 - ROUGH["about"]), value * (1 + ROUGH["about"]))
    half = min(step, value * ROUGH["above"]) / 2 if step >= 100 else 0.0
    return Bounds(value - half, value + half)


def step_of(value: float) -> float:
    """Return the place of the last digit that is no zero: 100 for 3,400."""
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def digits_of(value: float) -> int:
    """Return how many digits stand before the last zeros: 2 for 3,400."""
    return len(f"{value / step_of(value):.0f}")


def is_precise(value: float) -> bool:
    """Tell whether a number is so exact that two reports do not have it by chance."""
    return digits_of(value) >= PRECISE_DIGITS


def times_apart(one: float, other: float) -> float:
    """Return how many times the larger of two numbers is the smaller one."""
    return max(one, other) / max(min(one, other), 1e-9)
