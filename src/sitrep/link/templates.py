"""Passages that a publisher's reports carry for weeks: boilerplate, by which no report goes back to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.model import Report, Span
from sitrep.link.joined import join_chains

LEAST_REPORTS = 3  # of one publisher that carry a passage
LEAST_TIME = timedelta(days=7)  # from the first of them to the last
OVERLAP = 0.5  # of the shorter of two passages of one report that are the same words


class Shared(NamedTuple):
    """A passage of two reports, by their places, and where it stands in each."""

    one: int
    other: int
    in_one: Span
    in_other: Span


def find_templates(reports: Sequence[Report], passages: Sequence[Shared]) -> set[int]:
    """Return the passages, by their places, that are boilerplate of one publisher."""
    return {
        number
        for members in _same_words(passages)
        if _is_template([reports[place] for place in sorted(_carriers(passages, members))])
        for number in members
    }


def _carriers(passages: Sequence[Shared], members: Sequence[int]) -> set[int]:
    return {place for number in members for place in (passages[number].one, passages[number].other)}


def _is_template(reports: Sequence[Report]) -> bool:
    outlets = {report.outlet for report in reports}
    if len(reports) < LEAST_REPORTS or len(outlets) > 1 or None in outlets:
        return False
    days = [days for report in reports if (days := _days(report))]
    return bool(days) and max(d.since for d in days) - min(d.until for d in days) >= LEAST_TIME


def _days(report: Report) -> Days | None:
    return parse_edtf(report.published.edtf) if report.published.edtf else None


def _same_words(passages: Sequence[Shared]) -> Iterator[list[int]]:
    """Yield the passages that are the same words, by the stretches that they take of one report."""
    stretches: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for number, passage in enumerate(passages):
        stretches[passage.one].append((passage.in_one, number))
        stretches[passage.other].append((passage.in_other, number))
    pairs: list[tuple[int, int]] = []
    for held in stretches.values():
        held.sort()
        pairs += [
            (number, other)
            for (span, number), (following, other) in pairwise(held)
            if _overlap(span, following) >= OVERLAP
        ]
    groups: dict[int, list[int]] = defaultdict(list)
    for number, first in join_chains(range(len(passages)), pairs).items():
        groups[first].append(number)
    yield from groups.values()


def _overlap(one: Span, other: Span) -> float:
    shorter = min(one.end - one.start, other.end - other.start)
    return (min(one.end, other.end) - max(one.start, other.start)) / shorter if shorter else 0.0
