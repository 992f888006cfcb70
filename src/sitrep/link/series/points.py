"""Points of series: counts by day, with those that an earlier day already had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.link.series.counts import Count
from sitrep.link.series.pages import Page
from sitrep.link.series.records import Point, Series

SMALLEST_RETOLD = 10  # smaller numbers are equal by chance
SeriesKey = tuple[str, str | None]  # what is counted, and where


def make_series(key: SeriesKey, group: Sequence[Count], pages: Sequence[Page]) -> Series:
    """Return the points of a thing in an area, by day, number and report."""
    firsts: dict[float, date] = {}
    for count in group:
        days = pages[count.report].published
        if days:
            firsts[count.value] = min(firsts.get(count.value, date.max), days.until)
    points = []
    for count in sorted(group, key=lambda count: _order(count, pages)):
        days = pages[count.report].published
        is_known = days is not None and firsts[count.value] < days.since
        points.append(make_point(count, is_retold=is_known and count.value >= SMALLEST_RETOLD))
    return Series(*key, tuple(points))


def make_point(count: Count, *, is_retold: bool = False) -> Point:
    """Return a count as a point."""
    figure = count.figure
    return Point(count.report, count.number, count.day, figure.low, figure.high, figure.by, is_retold, figure.part_of)


def _order(count: Count, pages: Sequence[Page]) -> tuple[date, date, float, str, int]:
    days = parse_edtf(count.day or "") or Days(date.max, date.max)
    return days.since, days.until, count.value, pages[count.report].report.id, count.number
