"""Reports of one day whose newest counts of one thing differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from statistics import median

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.link.series.counts import Count
from sitrep.link.series.numbers import times_apart
from sitrep.link.series.pages import Page
from sitrep.link.series.points import SeriesKey, make_point
from sitrep.link.series.records import Difference
from sitrep.link.series.words import GROWING

LEAST_TALLY = 100  # smaller numbers of two reports may tell of two deeds
MOST_APART = 10  # times: counts of one day that are further apart are not of one thing
MOST_APART_SMALL = 2  # the same of small ones
MOST_A_DAY = 60  # reports of a day and a series that are held against each other
WIDEST_DAYS = 7  # days that an inferred date may leave open for its report to be held against those of one of them
LATEST_TOLD = 1  # days before a report for which it still tells its newest count

Groups = Mapping[SeriesKey, Sequence[Count]]


def find_differences(groups: Groups, pages: Sequence[Page]) -> Iterator[Difference]:
    """Yield the pairs of reports of one day whose newest counts differ, of each series."""
    newest = {key: _newest(key[0], group, pages) for key, group in groups.items()}
    days = _likely_days(newest, pages)
    for key, counts in newest.items():
        by_day: dict[date, list[Count]] = defaultdict(list)
        for count in counts:
            if count.report in days:
                by_day[days[count.report]].append(count)
        for day, told in by_day.items():
            for one, other in combinations(told[:MOST_A_DAY], 2):
                if _differ(one, other) and not pages[one.report].scene.isdisjoint(pages[other.report].scene):
                    yield _difference(key, day, one, other)


def _newest(counts: str, group: Sequence[Count], pages: Sequence[Page]) -> list[Count]:
    """Return the newest count of each report, by report: the highest of what only grows, else the first."""

    def order(count: Count) -> tuple[str, float, int]:
        return pages[count.report].report.id, -count.value if counts in GROWING else 0.0, count.number

    best: dict[int, Count] = {}
    for count in sorted((c for c in group if not c.is_part and not c.is_vague), key=order):
        days, published = parse_edtf(count.day or ""), pages[count.report].published
        if not (days and published and days.until.toordinal() < published.since.toordinal() - LATEST_TOLD):
            best.setdefault(count.report, count)
    return list(best.values())


def _likely_days(newest: Groups, pages: Sequence[Page]) -> dict[int, date]:
    """Return the day of each report that has one, or of those left open the one that its counts fit best.

    What decides is the series of most reports that has counts of two of these days; else it is the first of them.
    """
    spans: dict[int, Days] = {}
    for place in {count.report for counts in newest.values() for count in counts}:
        days = pages[place].published
        if days and (days.until - days.since).days < WIDEST_DAYS:
            spans[place] = days
    found = {place: days.since for place, days in spans.items() if days.since == days.until}
    for key in sorted(newest, key=lambda key: (-len(newest[key]), key[0], key[1] or "")):
        waiting = [count for count in newest[key] if count.report in spans and count.report not in found]
        levels = _levels(newest[key], spans) if waiting else {}
        for count in waiting:
            days = spans[count.report]
            left = [day for day in levels if days.since <= day <= days.until]
            if len(left) > 1:
                found[count.report] = min(left, key=lambda day: (times_apart(count.value, levels[day]), day))
    return {place: days.since for place, days in spans.items()} | found


def _levels(newest: Sequence[Count], spans: Mapping[int, Days]) -> dict[date, float]:
    """Return the middle one of the counts of each day, by the reports that appeared on no other."""
    values: dict[date, list[float]] = defaultdict(list)
    for count in newest:
        days = spans.get(count.report)
        if days and days.since == days.until:
            values[days.since].append(count.value)
    return {day: median(numbers) for day, numbers in values.items()}


def _differ(one: Count, other: Count) -> bool:
    if one.value == other.value and one.bounds.meets(other.bounds):
        return False
    most = MOST_APART if min(one.value, other.value) >= LEAST_TALLY else MOST_APART_SMALL
    return times_apart(one.value, other.value) <= most


def _difference(key: SeriesKey, day: date, one: Count, other: Count) -> Difference:
    return Difference(
        *key,
        day.isoformat(),
        (one.report, other.report),
        (make_point(one), make_point(other)),
        abs(one.value - other.value),
        one.bounds.meets(other.bounds),
    )
