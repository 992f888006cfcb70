"""What following counts finds: series of points, differences between reports, slips within one."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from sitrep.ground.model import Span


class SlipKind(StrEnum):
    """How a report disagrees with itself.

    Sum: parts do not add up to their whole. Headline: it has another count than the text. Beside: two counts of one
    thing in the text. Date: a weekday and a date that do not go together.
    """

    SUM = "sum"
    HEADLINE = "headline"
    BESIDE = "beside"
    DATE = "date"


class Point(Struct, frozen=True):
    """A count where it stands: the places of its report and of its figure there, the day for which it is told (EDTF).

    `part_of` is the place of the figure that this one is included in. `is_retold` tells that a report of an earlier day
    has the same number; of numbers below ten that is not told, since they are equal by chance.
    """

    report: int
    figure: int
    day: str | None
    low: float | None
    high: float | None
    by: str | None = None
    is_retold: bool = False
    part_of: int | None = None


class Series(Struct, frozen=True):
    """The counts of one thing, in the order of their days; `of` is where, None for everything together."""

    counts: str
    of: str | None
    points: tuple[Point, ...]


class Difference(Struct, frozen=True):
    """Two reports of one day whose newest counts of one thing differ.

    `day` is when both appeared; for a report whose date leaves several days open, the one that its counts fit best.
    `can_both_hold` tells that a sensible reader takes the two as one: "more than 5,000" and 5,021.
    """

    counts: str
    of: str | None
    day: str
    reports: tuple[int, int]
    points: tuple[Point, Point]
    gap: float
    can_both_hold: bool


class Slip(Struct, frozen=True):
    """Figures of one report that do not go together; of a date, `figures` is empty and `spans` shows the words.

    `sum` is what the parts come to, `given` the numbers that are told beside it.
    """

    report: int
    kind: SlipKind
    figures: tuple[int, ...] = ()
    sum: float | None = None
    given: tuple[float, ...] = ()
    spans: tuple[Span, ...] = ()


class Course(Struct, frozen=True):
    """All that is seen by following counts through the reports."""

    series: tuple[Series, ...]
    differences: tuple[Difference, ...]
    slips: tuple[Slip, ...]
