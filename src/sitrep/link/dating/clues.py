"""A clue: some days on which a report may have appeared, what speaks for them, and how much they weigh."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class ClueKind(StrEnum):
    """What a clue rests on."""

    HEADING = "heading"
    DATE = "date"
    LATEST = "latest"
    EVENT = "event"
    DISTANCE = "distance"
    WEEKDAY = "weekday"
    ECHO = "echo"
    FIGURE = "figure"
    TOLL = "toll"
    SAYING = "saying"
    AFTER_SAYING = "after saying"
    RUN = "run"


# what share of its weight a clue counts against a day that lies one or two days outside it; further off it is all
GRADES: dict[ClueKind, tuple[float, float]] = {
    ClueKind.RUN: (0.4, 0.7),
    ClueKind.TOLL: (0.4, 0.8),
    ClueKind.SAYING: (0.6, 0.9),
    ClueKind.EVENT: (1.0, 1.0),
    ClueKind.HEADING: (1.0, 1.0),
    ClueKind.AFTER_SAYING: (1.0, 1.0),
    ClueKind.DATE: (0.5, 1.0),
}
RUN_WEIGHT = 2.0  # of a story of some length; by that it also clips what other clues leave
COMMON_GRADES = (0.5, 0.8)
PER_DAY, MOST_DAYS = 0.02, 25  # what each further day adds, so that the nearest of bad days is best


class Clue(NamedTuple):
    """Days from `since` to `until` (ordinals, None where a side is open), or those for which `holds` is true."""

    kind: ClueKind
    weight: float
    since: int | None
    until: int | None
    because: str
    holds: Callable[[int], bool] | None = None

    def allows(self, day: int) -> bool:
        """Tell whether a clue is true of a day."""
        if self.holds:
            return self.holds(day)
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def cost(self, day: int) -> float:
        """Return how much the clue speaks against a day."""
        if self.allows(day):
            return 0.0
        if self.holds:
            return self.weight
        outside = self.since - day if self.since is not None and day < self.since else day - (self.until or day)
        grades = GRADES.get(self.kind, COMMON_GRADES)
        if outside <= len(grades):
            return self.weight * grades[outside - 1]
        return self.weight * (1 + PER_DAY * min(outside - len(grades), MOST_DAYS))
