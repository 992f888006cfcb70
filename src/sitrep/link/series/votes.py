"""How many other reports place a number, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sitrep.ground.edtf import Days
from sitrep.link.series.areas import Area
from sitrep.link.series.counts import Count
from sitrep.link.series.pages import Page

ALIKE_DAYS = 3  # days between two reports that may give one and the same number


class Tellers:
    """The reports that place one number, by area.

    A set of them is a whole number with a bit for each: a story has thousands of reports that give the same number.
    """

    def __init__(self, areas: Mapping[Area, set[int]], pages: Sequence[Page]) -> None:
        self._pages, self._areas = pages, areas
        bits = {report: 1 << number for number, report in enumerate(sorted(set().union(*areas.values())))}
        self._bits = bits
        self._in_area = {area: sum(bits[report] for report in reports) for area, reports in areas.items()}
        self._in_scene: dict[object, int] = defaultdict(int)
        self._on_days: dict[Days | None, int] = defaultdict(int)
        for report, bit in bits.items():
            self._on_days[pages[report].published] |= bit
            for place in pages[report].scene:
                self._in_scene[place] |= bit

    def votes(self, count: Count) -> dict[Area, int]:
        """Return how many reports place a number in each area: its own elsewhere, and others of these days."""
        near = self._near(self._pages[count.report]) & ~self._bits.get(count.report, 0)
        votes = {area: (near & reports).bit_count() for area, reports in self._in_area.items()}
        for area in votes:
            votes[area] += area != count.area and count.report in self._areas[area]
        return {area: number for area, number in votes.items() if number}

    def _near(self, page: Page) -> int:
        """Return the reports that name a place of a report, and appeared at about its time."""
        named = timely = 0
        for place in page.scene:
            named |= self._in_scene.get(place, 0)
        for days, reports in self._on_days.items():
            if are_near(days, page.published):
                timely |= reports
        return named & timely


def are_near(one: Days | None, other: Days | None) -> bool:
    """Tell whether two reports may be of about one day."""
    if one is None or other is None:
        return True
    gap = max(one.since, other.since).toordinal() - min(one.until, other.until).toordinal()
    return gap <= ALIKE_DAYS
