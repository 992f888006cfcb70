"""The day for which a figure is told: `stood at 33,000 on Sunday`, `as of Feb. 10`, `by Wednesday`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitrep.ground.model import Figure, FigureKind, Span, Time

AS_OF = re.compile(
    r"\b(?:as\s+of|by|until|till|through|up\s+to)\s+(?:late\s+|early\s+|the\s+(?:morning|evening|end)\s+of\s+)?$",
    re.IGNORECASE,
)
BOUND = re.compile(
    r"\b(?:since|following|after|before|from|than|compared\s+(?:to|with)|against|between)\s+(?:the\s+|last\s+)?$",
    re.IGNORECASE,
)  # a start, an event or another figure's day
STANDS = re.compile(
    r"\b(?:reached|reach|stood|stands|rose|risen|rises|climbed|climbs|passed|topped|went|gone|goes|grew|grown|was|is|were|are|had|number|numbered"
    r"|counted|put|total|toll|confirmed)\b",
    re.IGNORECASE,
)
LOOK_BACK = 24


def find_day(text: str, figure: Figure, edge: Span, times: Sequence[Time]) -> str | None:
    """Return the day, as EDTF, for which the words beside a figure tell it; None where they do not.

    The day on which something happened is no such day: `41 died on Monday` may have been counted on any later one.
    """
    if figure.kind in (FigureKind.AGE, FigureKind.DURATION):
        return None
    near = [time for time in times if time.type == "DATE" and time.edtf and edge.start <= time.start < edge.end]
    near = [time for time in near if not BOUND.search(text, max(edge.start, time.start - LOOK_BACK), time.start)]
    for time in near:
        if AS_OF.search(text, max(edge.start, time.start - LOOK_BACK), time.start):
            return time.edtf
    for time in near:
        if (
            time.start >= figure.end
            and figure.end >= time.start - LOOK_BACK
            and not figure_happened(text, figure, edge)
        ):
            return time.edtf
    return None


def figure_happened(text: str, figure: Figure, edge: Span) -> bool:
    """Tell whether the figure's sentence tells of a deed and not of a tally that stands."""
    return STANDS.search(text, edge.start, figure.start) is None
