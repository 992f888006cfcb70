"""What does not go together within one report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Span
from sitrep.link.series.areas import Area
from sitrep.link.series.counts import Count
from sitrep.link.series.numbers import EXACT_DIGITS, digits_of, step_of, times_apart
from sitrep.link.series.pages import Page
from sitrep.link.series.records import Slip, SlipKind
from sitrep.link.series.sums import Sum, find_sums, group_by_report
from sitrep.link.series.words import weekdays

LEAST_TALLY = 100  # smaller numbers beside each other may tell of two deeds
MOST_APART = 2  # times: counts of one report that are further apart are not of one thing
EXACT = 0.05  # how near an exact total stands to the sum of its parts, where it is meant to be this sum
EXACT_QUALIFIERS = (None, "more than", "at least")


def find_slips(found: Sequence[Count]) -> Iterator[Slip]:
    """Yield the counts that do not go together with others of their report."""
    for each in find_sums(found):
        yield from _sum_slip(each)
    for group in group_by_report(found):
        areas: dict[Area | None, list[Count]] = defaultdict(list)
        for count in group:
            if not count.is_part and count.value >= LEAST_TALLY:
                areas[count.area].append(count)
        for counts in areas.values():
            yield from _headline_slip(counts)
            yield from _beside_slip(counts)


def find_date_slips(page: Page, place: int) -> Iterator[Slip]:
    """Yield the dates of a report whose weekday is another one: `Thursday, February 3, 2023`."""
    for time in page.reading.times:
        words = page.text[time.start : time.end]
        weekday = weekdays().get(words.partition(",")[0].partition(" ")[0].lower())
        if weekday is None or not any(character.isdigit() for character in words):
            continue
        days = parse_edtf(time.edtf or "")
        if days and days.since == days.until and days.since.weekday() != weekday:
            yield Slip(place, SlipKind.DATE, spans=(Span(time.start, time.end),))


def _sum_slip(each: Sum) -> Iterator[Slip]:
    """Yield the parts that do not come to their whole: not to an exact one near it, or to none that is told of them."""
    total = sum(part.value for part in each.parts)
    if any(whole.value == total for whole in each.wholes):
        return
    wrong = [whole for whole in each.wholes if is_exact(whole) and abs(whole.value - total) <= EXACT * total]
    if not wrong or not all(is_exact(part) for part in each.parts):
        bounds = each.bounds
        if any(bounds.meets(whole.bounds) for whole in each.wholes):
            return
        wrong = [whole for whole in each.wholes if whole.is_stated or bounds.low > whole.bounds.high]
    if wrong:
        whole = min(wrong, key=lambda count: abs(count.value - total))
        numbers = (*sorted(part.number for part in each.parts), whole.number)
        yield Slip(whole.report, SlipKind.SUM, numbers, total, (whole.value,))


def is_exact(count: Count) -> bool:
    """Tell whether a number is told to the last digit, as the highest or the lowest one or as it is."""
    is_open = count.figure.qualifier not in EXACT_QUALIFIERS
    return step_of(count.value) < LEAST_TALLY and (not is_open or digits_of(count.value) >= EXACT_DIGITS)


def _headline_slip(counts: Sequence[Count]) -> Iterator[Slip]:
    """Yield a headline with a number that the text has not: `over 21,000` above `nearly 21,000`."""
    body = [count for count in counts if not count.in_headline]
    for head in counts:
        if head.in_headline and body and not any(head.bounds.meets(each.bounds) for each in body):
            other = min(body, key=lambda each: (abs(each.value - head.value), each.number))
            yield Slip(head.report, SlipKind.HEADLINE, (head.number, other.number), None, (head.value, other.value))


def _beside_slip(counts: Sequence[Count]) -> Iterator[Slip]:
    """Yield the two numbers that are furthest apart of those in the text that cannot both hold for one day."""
    body = [count for count in counts if not count.in_headline]
    pairs = [
        (one, other)
        for one, other in combinations(body, 2)
        if one.day == other.day
        and not one.bounds.meets(other.bounds)
        and times_apart(one.value, other.value) <= MOST_APART
    ]
    if pairs:
        one, other = max(pairs, key=lambda pair: (abs(pair[0].value - pair[1].value), -pair[0].number))
        yield Slip(one.report, SlipKind.BESIDE, (one.number, other.number), None, (one.value, other.value))
