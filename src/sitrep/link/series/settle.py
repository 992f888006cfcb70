"""What one report leaves open about its counts, settled by others and by its other counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from sitrep.ground.gazetteer import PlaceKind
from sitrep.link.series.areas import TOTAL, Area
from sitrep.link.series.counts import Count
from sitrep.link.series.names import name_counts, name_parts, name_places
from sitrep.link.series.numbers import ROUGH, is_precise, times_apart
from sitrep.link.series.pages import Page
from sitrep.link.series.sums import find_sums
from sitrep.link.series.votes import Tellers

LEAST_SHARE = 0.2  # of a report's highest total: a smaller number without a place is of something else
SMALLEST_ALIKE = 10  # smaller numbers are equal by chance
MOST_APART = 2  # times: counts of one report that are further apart are not of one thing
MOST_AGREE = 3  # times as many reports that place a round number as ones that place it elsewhere

CountKey = tuple[int, str | None, Area | None]  # a report, what it counts, and where
NO_VALUES: frozenset[float] = frozenset()


def settle_counts(found: Sequence[Count], pages: Sequence[Page]) -> list[Count]:
    """Return the counts with the areas, names and days that only other counts tell, in their order."""
    named = name_parts(name_places(found))
    return _with_days_of_totals(_without_vague(_without_small(_placed_alike(named, pages))))


def _placed_alike(found: Sequence[Count], pages: Sequence[Page]) -> list[Count]:
    """Return the counts, those that leave their place open with the one that other reports give for the number.

    Told so by one of them where the number is exact, by two where it is round. A place that the report contradicts
    itself, and that most others do, gives way, too.
    """
    places: dict[tuple[str | None, float], dict[Area, set[int]]] = defaultdict(lambda: defaultdict(set))
    known: dict[CountKey, set[float]] = defaultdict(set)
    for count in found:
        known[_key(count)].add(count.value)
        if count.area is not None and count.counts and (count.is_stated or count.area.name):
            places[count.counts, count.value][count.area].add(count.report)
    tellers: dict[tuple[str | None, float], Tellers] = {}
    placed = []
    for count in name_counts(found):
        number = count.counts, count.value
        if _is_open(count, places.get(number, {}), known):
            if number not in tellers:
                tellers[number] = Tellers(places[number], pages)
            count = _placed(count, tellers[number].votes(count), known)
        placed.append(count)
    return placed


def _key(count: Count) -> CountKey:
    return count.report, count.counts, count.area


def _is_open(count: Count, areas: Mapping[Area, set[int]], known: Mapping[CountKey, set[float]]) -> bool:
    """Tell whether others may decide where a count is: its words do not, or its report contradicts itself."""
    if all(area == count.area for area in areas):
        return False
    return not count.is_stated or any(
        times_apart(count.value, other) > MOST_APART for other in known.get(_key(count), NO_VALUES)
    )


def _placed(count: Count, votes: Mapping[Area, int], known: Mapping[CountKey, set[float]]) -> Count:
    """Return a count where most others place it, if it gives way."""
    best = max(votes, key=lambda area: (votes[area], area.label or ""), default=None)
    if best is None or best == count.area:
        return count
    others = known.get((count.report, count.counts, best), NO_VALUES)
    return replace(count, area=best, is_stated=True) if _gives_way(count, best, votes, others) else count


def _gives_way(count: Count, best: Area, votes: Mapping[Area, int], others: Iterable[float]) -> bool:
    """Tell whether a count is of another area than its report seems to say; `others` are the report's counts there."""
    if best.label is None and count.area is None:
        return False
    if count.is_stated:
        return votes[best] >= 2 and votes[best] > votes.get(count.area or TOTAL, 0) + 1
    if count.value in others and count.value >= SMALLEST_ALIKE:
        return best.label is not None
    if any(other != count.value for other in others):
        return False
    if is_precise(count.value):
        return True
    return votes[best] >= max(2, MOST_AGREE * (sum(votes.values()) - votes[best]))


def _without_small(found: Sequence[Count]) -> list[Count]:
    """Return the counts without those whose words leave open where, and that are too small for what that would be."""
    least: dict[CountKey, float] = defaultdict(float)
    for count in found:
        if count.area is not None and not count.is_part:
            floors = {count.area: LEAST_SHARE}
            if count.area.kind is PlaceKind.COUNTRY:
                floors[TOTAL] = 1 - ROUGH["below"]
            for area, share in floors.items():
                key = count.report, count.counts, area
                least[key] = max(least[key], share * count.bounds.low)
    is_small = [not count.is_stated and count.value < least.get(_key(count), 0.0) for count in found]
    told = {(c.counts, c.area, c.value) for c, small in zip(found, is_small, strict=True) if not small}
    return [
        replace(count, area=None) if small and (count.counts, count.area, count.value) not in told else count
        for count, small in zip(found, is_small, strict=True)
    ]


def _without_vague(found: Sequence[Count]) -> list[Count]:
    """Return the counts without orders of magnitude where their report has a number for the same."""
    if not any(count.is_vague for count in found):
        return list(found)
    numbered = {_labelled(count) for count in found if not count.is_vague}
    return [count for count in found if not count.is_vague or _labelled(count) not in numbered]


def _labelled(count: Count) -> tuple[int, str | None, str | None]:
    """Return what has one number in a report; what is counted nowhere in particular is not everything together."""
    return count.report, count.counts, count.area.label if count.area else ""


def _with_days_of_totals(found: Sequence[Count]) -> list[Count]:
    """Return the counts, those that add up to a total of a stated day with this day."""
    days: dict[tuple[int, int], str] = {}
    for each in find_sums(found):
        dated = [whole for whole in each.wholes if whole.is_dated and each.bounds.meets(whole.bounds)]
        for part in each.parts if dated else ():
            if not part.is_dated and dated[0].day:
                days[part.report, part.number] = dated[0].day
    return [
        replace(count, day=days[count.report, count.number], is_dated=True)
        if (count.report, count.number) in days
        else count
        for count in found
    ]
