"""One name for one thing in all reports: for what is counted, for a place, for a part of a land."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from sitrep.link.series.areas import Area
from sitrep.link.series.counts import Count
from sitrep.link.series.numbers import is_precise
from sitrep.link.series.words import sides

PartKey = tuple[str | None, str]  # a land, and its part or the side where that lies


def name_counts(found: Sequence[Count]) -> Iterator[Count]:
    """Yield the counts, those that do not say what they count with what others count by the same exact number."""
    names: dict[float, set[str]] = defaultdict(set)
    for count in found:
        if count.counts and is_precise(count.value):
            names[count.value].add(count.counts)
    last: Count | None = None
    for count in found:
        if count.counts is None:
            told = names.get(count.value, set())
            if len(told) == 1:
                count = replace(count, counts=next(iter(told)))
            elif last and (last.report, last.sentence) == (count.report, count.sentence):
                count = replace(count, counts=last.counts)
            last = count
        yield count


def name_places(found: Sequence[Count]) -> list[Count]:
    """Return the counts with the name of each place that most of them have."""
    names: dict[object, Counter[str]] = defaultdict(Counter)
    for count in found:
        if count.area and count.area.name:
            names[_place_key(count.area)][count.area.name] += 1
    most = {key: min(each, key=lambda name: (-each[name], name)) for key, each in names.items() if len(each) > 1}
    return [
        replace(count, area=count.area._replace(name=most.get(_place_key(count.area), count.area.name)))
        if most and count.area and count.area.name
        else count
        for count in found
    ]


def _place_key(area: Area) -> object:
    return area.geonames or (area.name or "").lower()


def name_parts(found: Sequence[Count]) -> list[Count]:
    """Return the counts with one name for a part of a land that goes by its holder and by where it lies."""
    known = _holders_by_side(found)
    return [
        replace(count, area=count.area._replace(part=known[count.area.name, count.area.part]))
        if count.area and count.area.part and (count.area.name, count.area.part) in known
        else count
        for count in found
    ]


def _holders_by_side(found: Iterable[Count]) -> dict[PartKey, str]:
    """Return who holds a side of a land, where one holds it that holds no other."""
    lie: dict[PartKey, set[str]] = defaultdict(set)
    hold: dict[PartKey, set[str]] = defaultdict(set)
    for count in found:
        area = count.area
        if area is not None and area.part and area.part not in sides() and len(count.sides) == 1:
            side = next(iter(count.sides))
            lie[area.name, area.part].add(side)
            hold[area.name, side].add(area.part)
    return {
        (name, side): next(iter(parts))
        for (name, side), parts in hold.items()
        if len(parts) == 1 and lie[name, next(iter(parts))] == {side}
    }
