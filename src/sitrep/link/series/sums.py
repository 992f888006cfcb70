"""Parts of one report that may come to a whole of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sitrep.ground.gazetteer import PlaceKind
from sitrep.link.series.areas import TOTAL, Area
from sitrep.link.series.counts import Count
from sitrep.link.series.numbers import Bounds


class Sum(NamedTuple):
    """The parts of which each is of another area, and the counts that they may come to."""

    parts: list[Count]
    wholes: list[Count]

    @property
    def bounds(self) -> Bounds:
        """Return what the parts together lie between."""
        return Bounds(sum(part.bounds.low for part in self.parts), sum(part.bounds.high for part in self.parts))


def group_by_report(found: Iterable[Count]) -> list[list[Count]]:
    """Return the counts of each report and thing; orders of magnitude are left out."""
    groups: dict[tuple[int, str | None], list[Count]] = defaultdict(list)
    for count in found:
        if count.area is not None and not count.is_vague:
            groups[count.report, count.counts].append(count)
    return list(groups.values())


def find_sums(found: Iterable[Count]) -> Iterator[Sum]:
    """Yield, for each report, the parts of a land with the land, and lands with what they come to together."""
    for group in group_by_report(found):
        lands = _by_land(group) if len(group) > 1 else {}
        for name, parts in lands.items():
            held = [count for part, count in parts.items() if part]
            wholes = [c for c in group if c.area == Area(name, None, PlaceKind.COUNTRY)] if len(held) > 1 else []
            if wholes:
                yield Sum(held, wholes)
        wholes = [c for c in group if c.area == TOTAL and not c.is_part] if len(lands) > 1 else []
        if wholes:
            yield Sum(list(_whole_lands(lands.values())), wholes)


Parts = dict[str | None, Count]


def _by_land(group: Sequence[Count]) -> dict[str, Parts]:
    """Return the highest count of each part of each land; the land as a whole has no part."""
    lands: dict[str, Parts] = defaultdict(dict)
    for count in group:
        area = count.area
        if area is not None and area.name and area.kind is PlaceKind.COUNTRY:
            known = lands[area.name].get(area.part)
            if known is None or count.value > known.value:
                lands[area.name][area.part] = count
    return lands


def _whole_lands(lands: Iterable[Parts]) -> Iterator[Count]:
    """Yield the counts of lands, of one that has none those of its parts."""
    for parts in lands:
        yield from [parts[None]] if None in parts else parts.values()
