"""Counts followed through reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sitrep.link.series.counts import Count, find_counts
from sitrep.link.series.differences import find_differences
from sitrep.link.series.pages import Page
from sitrep.link.series.points import SeriesKey, make_series
from sitrep.link.series.records import Course, Difference, Series, Slip
from sitrep.link.series.settle import settle_counts
from sitrep.link.series.slips import find_date_slips, find_slips
from sitrep.link.series.words import CORE
from sitrep.link.statements import Told


def follow_counts(
    told: Sequence[Told], counts: str | None = None, stories: Sequence[Sequence[int]] | None = None
) -> Course:
    """Return the series of all counts, or of those of what `counts` names, with differences and slips.

    `stories` are the places of the reports of each story, whose counts are followed apart; a report that none of them
    has is a story by itself. Without them all reports are of one.

    Shape: what happened to people first, then series of most reports, then by what and where; points by day, number and
    report.
    """
    pages = [Page(each) for each in told]
    courses = [_follow(story, counts, pages) for story in _told_apart(len(pages), stories)]
    return Course(
        tuple(sorted((s for c in courses for s in c.series), key=lambda each: _series_order(each, pages))),
        tuple(sorted((d for c in courses for d in c.differences), key=lambda each: _difference_order(each, pages))),
        tuple(sorted((s for c in courses for s in c.slips), key=lambda each: _slip_order(each, pages))),
    )


def _told_apart(reports: int, stories: Sequence[Sequence[int]] | None) -> Iterator[list[int]]:
    """Yield the reports of each story; one that several stories have is of the first."""
    if stories is None:
        yield list(range(reports))
        return
    left = set(range(reports))
    for story in stories:
        yield sorted(left.intersection(story))
        left.difference_update(story)
    yield from ([place] for place in sorted(left))


def _follow(story: Sequence[int], counts: str | None, pages: Sequence[Page]) -> Course:
    """Return what is seen in the reports of one story, in no order."""
    found = settle_counts([count for place in story for count in find_counts(pages[place], place)], pages)
    found = [count for count in found if count.counts and (counts is None or counts.lower() in count.counts.lower())]
    groups: dict[SeriesKey, list[Count]] = defaultdict(list)
    for count in found:
        if count.counts and count.area is not None:
            groups[count.counts, count.area.label].append(count)
    slips = list(find_slips(found))
    if counts is None:
        slips += [slip for place in story for slip in find_date_slips(pages[place], place)]
    series = [make_series(key, group, pages) for key, group in groups.items()]
    return Course(tuple(series), tuple(find_differences(groups, pages)), tuple(slips))


def _series_order(series: Series, pages: Sequence[Page]) -> tuple[bool, int, str, str, str]:
    reports = len({point.report for point in series.points})
    first = pages[series.points[0].report].report.id
    return series.counts not in CORE, -reports, series.counts, series.of or "", first


def _difference_order(difference: Difference, pages: Sequence[Page]) -> tuple[str, str, str, str, str]:
    one, other = (pages[place].report.id for place in difference.reports)
    return difference.counts, difference.of or "", difference.day, one, other


def _slip_order(slip: Slip, pages: Sequence[Page]) -> tuple[object, ...]:
    return pages[slip.report].report.id, slip.kind, slip.figures, slip.spans
