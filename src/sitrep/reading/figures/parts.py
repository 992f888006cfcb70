"""Figures that are part of another: `including roughly 200 children`, `of whom 12 died`, and parts that add up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from sitrep.ground.model import Figure, FigureKind

INCLUDED = re.compile(
    r"\b(?:including|included|among\s+(?:them|those|whom)|of\s+(?:them|whom|those|these|which))\s+(?:[\w’'-]+\s+){0,3}$",
    re.IGNORECASE,
)
MOST_SUMMED = 12  # figures of a sentence: more are a table
OF_THEM = re.compile(r"\s+of\s+(?:them|whom|those|these|which)\b", re.IGNORECASE)


def find_parts(text: str, figures: Sequence[Figure], offset: int) -> list[Figure]:
    """Return the figures of a sentence, each with the one that it is included in: an index, counted from `offset`.

    Words say so, or the sum does: two numbers or more of one kind that add up to one beside them.
    """
    whole = _by_sum(figures)
    found = []
    for index, figure in enumerate(figures):
        part_of = _by_words(text, figures, index)
        part_of = whole.get(index) if part_of is None else part_of
        found.append(figure if part_of is None else replace(figure, part_of=offset + part_of))
    return found


def _by_words(text: str, figures: Sequence[Figure], index: int) -> int | None:
    if index == 0:
        return None
    figure, floor = figures[index], figures[index - 1].end
    included = INCLUDED.search(text, floor, figure.start) or OF_THEM.match(text, figure.end)
    included = included or OF_THEM.search(text, figure.start, figure.end)
    if not included:
        return None
    wholes = [i for i in range(index) if figures[i].kind is FigureKind.COUNT and figures[i].part_of is None]
    larger = [i for i in wholes if (figures[i].low or figures[i].high or 0) >= (figure.low or figure.high or 0)]
    return larger[-1] if larger and figure.kind in (FigureKind.COUNT, FigureKind.SHARE) else None


def _by_sum(figures: Sequence[Figure]) -> dict[int, int]:
    """Return the whole of each part where exact numbers of one kind add up to another one of it."""
    exact = [i for i, f in enumerate(figures) if f.kind is FigureKind.COUNT and f.low is not None and f.low == f.high]
    for whole in exact if len(exact) <= MOST_SUMMED else ():
        others = [i for i in exact if i != whole and figures[i].counts == figures[whole].counts]
        if len(others) > 1 and sum(figures[i].low or 0 for i in others) == figures[whole].low:
            return dict.fromkeys(others, whole)
    return {}
