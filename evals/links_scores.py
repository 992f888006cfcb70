"""How links are scored: precision and recall of what was claimed, and words and passages compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from floors import Measure
from readings import Pair

RUN = 6  # words of a run
WORD = re.compile(r"(\d[\d.,]*\d|[^\W_]+(?:[-'’‑.](?!s\b)[^\W_]+)*)(?:['’]s\b)?")
JOINTS = re.compile(r"[-'’‑.,]")

Link = frozenset[Any]


@dataclass(frozen=True)
class Score:
    """How many things were right, how many were claimed that are right or wrong, and how many were wanted."""

    right: int
    claimed: int
    wanted: int

    @property
    def precision(self) -> float:
        """The part of what was claimed that is right, in per cent."""
        return percent(self.right, self.claimed)

    @property
    def recall(self) -> float:
        """The part of what was wanted that is right, in per cent."""
        return percent(self.right, self.wanted)

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall, in per cent."""
        return percent(2 * self.right, self.claimed + self.wanted)

    def __str__(self) -> str:
        counts = f"{self.right} right of {self.claimed} claimed, {self.wanted} wanted"
        return f"P {self.precision}  R {self.recall}  ({counts})"


def percent(part: float, of: float) -> float:
    """A part in per cent with one decimal; 0 of nothing."""
    return round(100 * part / of, 1) if of else 0.0


def score_links(claimed: Collection[Link], wanted: Collection[Link]) -> Score:
    """The score of claimed links against those that are wanted."""
    return Score(len(set(claimed) & set(wanted)), len(set(claimed)), len(set(wanted)))


def measure_f(name: str, score: Score) -> Measure:
    """A score as the measure of its F."""
    return Measure(f"{name} F", score.f, note=str(score))


def link_all(members: Iterable[Any]) -> set[Link]:
    """Each two of some members, whatever their order."""
    return {frozenset(pair) for pair in combinations(sorted(set(members)), 2)}


def split_plain(text: str) -> list[str]:
    """The words of a text in small letters, those with a hyphen, apostrophe or full stop inside joined to one.

    A possessive 's is left out, as are the commas of numbers. It is written anew here, so that the truth does not move
    with the code that is measured.

    >>> split_plain("Britain’s “co-operation” of 70,000")
    ['britain', 'cooperation', 'of', '70000']
    """
    return [JOINTS.sub("", match[1].lower()) for match in WORD.finditer(text)]


def find_runs(words: list[str]) -> set[tuple[str, ...]]:
    """The runs of six words."""
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def contain(runs: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> float:
    """The part of the shorter text's runs that both have."""
    shorter = min(len(runs), len(others))
    return len(runs & others) / shorter if shorter else 0.0


def covered_part(span: Pair, covers: Iterable[Iterable[int]]) -> float:
    """The part of a span that other spans, which do not overlap, cover."""
    shared = (max(0, min(span[1], end) - max(span[0], start)) for start, end in covers)
    return sum(shared) / max(1, span[1] - span[0])
