"""From clues to an interval: the days against which least speaks, and those nearly as good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sitrep.link.dating.clues import RUN_WEIGHT, Clue, ClueKind

MARGIN = 1.3  # how much more may speak against a day than against the best: less is more precise, and less often right
NAMING = (ClueKind.HEADING, ClueKind.AFTER_SAYING, ClueKind.DISTANCE)  # clues that can name a single day
SURE = 1.5  # a clue of this weight is told, and not only guessed
LATE = 7  # days after the end of a story that its reports may still tell of
BEYOND = 10  # days looked at on both sides of the story
FURTHEST = 400  # days from the story's middle at which a clue's end still widens what is looked at


class Interval(NamedTuple):
    """The first and the last day, as ordinals, with what speaks for them and what had to be set aside."""

    since: int
    until: int
    because: tuple[str, ...]
    set_aside: tuple[str, ...]


def weigh_clues(clues: Sequence[Clue], run: tuple[int, int], middle: int, today: int) -> Interval | None:
    """Return the days that the clues leave, none later than `today`; None where they leave one side open.

    Conflicting clues are not intersected: each day is charged with those that it breaks. What counts as nearly as good
    is wide enough that a wrong clue or two do not push the true day out.
    """
    if run[0] > today or any(_is_after_run(clue, run) for clue in clues):
        return None
    ends = [end for clue in clues for end in (clue.since, clue.until) if end and abs(end - middle) <= FURTHEST]
    first, last = min(run[0] - BEYOND, *ends, run[0]), min(max(run[1] + BEYOND, *ends, run[1]), today)
    first = min(first, last)
    costs = {day: round(sum(clue.cost(day) for clue in clues), 3) for day in range(first, last + 1)}
    least = min(costs.values())
    best = [day for day, cost in costs.items() if cost == least]
    since, until = best[0], best[-1]
    while costs.get(since - 1, least + MARGIN + 1) <= least + MARGIN:
        since -= 1
    while costs.get(until + 1, least + MARGIN + 1) <= least + MARGIN:
        until += 1
    has_run = any(clue.kind == ClueKind.RUN and clue.weight >= RUN_WEIGHT for clue in clues)
    goes_on = any(clue.until is None and clue.since is not None and clue.since >= run[1] - 1 for clue in clues)
    if has_run and best[-1] <= run[1] and not goes_on:
        until = min(until, run[1])
    if has_run and best[0] >= run[0]:
        since = max(since, run[0])
    if since == until and not any(clue.kind in NAMING and clue.since == clue.until == since for clue in clues):
        since, until = since - (since > run[0]), min(until + 1, today)
        since -= since == until
    if _is_open(clues, since, first) or (last < today and _is_open(clues, until, last)):
        return None
    told = [clue for clue in clues if clue.weight]
    because = tuple(clue.because for clue in told if all(clue.allows(day) for day in best))
    aside = tuple(clue.because for clue in told if not any(clue.allows(day) for day in best))
    return Interval(since, until, because, aside)


def _is_after_run(clue: Clue, run: tuple[int, int]) -> bool:
    """Tell whether a report tells of a time after the story's last day, so that it is none of the story's run."""
    tells = clue.kind in (ClueKind.DATE, ClueKind.DISTANCE) and clue.weight >= SURE
    return tells and clue.since is not None and clue.since > run[1] + LATE


def _is_open(clues: Sequence[Clue], day: int, edge: int) -> bool:
    """Tell whether a day is only the edge of what was looked at, and no clue ends there."""
    return day == edge and not any(day in (clue.since, clue.until) for clue in clues)
