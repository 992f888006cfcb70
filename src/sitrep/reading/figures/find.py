"""The figures of a report: numbers, without those that count nothing, with their units, bounds and meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sitrep.ground.measures import load_units, to_si
from sitrep.ground.model import Figure, FigureKind, Place, Span, Time
from sitrep.reading.figures.meaning import give_meaning
from sitrep.reading.figures.numbers import Number, find_numbers
from sitrep.reading.figures.qualifiers import Qualifier, find_qualifier, is_rounded, open_bounds
from sitrep.reading.figures.ranges import join_ranges
from sitrep.reading.figures.told_apart import is_figure
from sitrep.reading.figures.units import Unit, currency_of, find_per, find_unit
from sitrep.reading.words import Words

DURATIONS = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])
AGE_BEFORE = re.compile(r"\b[A-Z][\w’'-]+,\s$|\baged?\s$")
AGE_AFTER = re.compile(r",|\.|\s(?:who|from|of)\b|$")
OF = re.compile(r"\s+of(?=\s)")
COMPARED = re.compile(r"\s+(?:warmer|colder|hotter|cooler|above|below|higher|lower)\b")
OLDEST = 115


class Amount(NamedTuple):
    """A number with its unit and qualifier: what a figure is before it has a meaning."""

    number: Number
    unit: Unit | None
    qualifier: Qualifier | None
    sentence: Span


def find_figures(words: Words, times: Sequence[Time] = (), places: Sequence[Place] = ()) -> Iterator[Figure]:
    """Find the amounts of a report, in text order, outside its noise and the words of its dates and times.

    Shape: `part_of` is an index into the figures, `place` one into `places`.
    """
    masks = sorted((time.start, time.end) for time in times if time.type in ("DATE", "TIME"))
    amounts = list(_find_amounts(words, masks, [place.start for place in places]))
    yield from give_meaning(words, [(_make(words, amount), amount.sentence) for amount in amounts], places, times)


def _find_amounts(words: Words, masks: list[tuple[int, int]], places: list[int]) -> Iterator[Amount]:
    free = [number for number in find_numbers(words) if not _is_masked(masks, number)]
    for number in join_ranges(words.text, free):
        sentence = words.sentence_at(words.at(number.start))
        floor, limit = words.starts[sentence.start], words.ends[sentence.end - 1]
        if is_figure(words.text, number, floor, limit):
            number = _metres(words.text, number)
            unit = _unit(words.text, number, limit)
            qualifier = find_qualifier(words.text, number, floor, limit)
            yield Amount(number, unit, _meant(words.text, qualifier, unit, number), sentence)


def _unit(text: str, number: Number, limit: int) -> Unit | None:
    """Return the unit of a number; that of an order of magnitude stands behind "of": `billions of dollars`."""
    joint = OF.match(text, number.end, limit) if number.form == "vague" else None
    return find_unit(text, joint.end() if joint else number.end, limit)


def _is_masked(masks: list[tuple[int, int]], number: Number) -> bool:
    index = bisect_right(masks, (number.end, 0)) - 1
    return index >= 0 and masks[index][1] > number.start


def _metres(text: str, number: Number) -> Number:
    """Read `37m` as metres where nothing says that millions are meant."""
    if text[number.end - 1] != "m" or number.currency or number.form != "digits" or number.scale != 1e6:
        return number
    if text[number.end - 2 : number.end - 1].isalpha() or _counts_millions(text, number.end):
        return number
    value = number.low / 1e6
    return number._replace(end=number.end - 1, low=value, high=value, scale=1.0)


def _counts_millions(text: str, end: int) -> bool:
    following = text[end : end + 20].split()[:1] or [""]
    return following[0] == "of" or (
        following[0].isalpha() and following[0].islower() and following[0].endswith(("s", "people"))
    )


def _meant(text: str, qualifier: Qualifier | None, unit: Unit | None, number: Number) -> Qualifier | None:
    """Leave out a qualifier that is none: `the past two days` and `over 48 hours` are periods."""
    if qualifier is None or unit is None or unit.symbol not in DURATIONS or qualifier.start == number.start:
        return qualifier
    word = text[qualifier.start : number.start].split()[0].lower()
    return None if word == "past" else qualifier


def _make(words: Words, amount: Amount) -> Figure:
    """Return the figure of an amount; what it counts and of what is found out among the other figures."""
    number, unit, qualifier = amount.number, amount.unit, amount.qualifier
    bounds = open_bounds(number.low, number.high, qualifier.name if qualifier else None)
    symbol = currency_of(number.currency) if number.currency else unit.symbol if unit else None
    start, end = (qualifier.start if qualifier else number.start), max(number.end, qualifier.end if qualifier else 0)
    end = max(end, unit.end if unit else 0)
    limit = words.ends[amount.sentence.end - 1]
    known = load_units().get(symbol or "")
    if known and known.offset and _is_difference(words.text, number, end):
        known = None
    kind = _kind(words.text, number, unit, end)
    return Figure(
        start,
        end,
        bounds.low,
        bounds.high,
        unit=symbol or ("year" if kind is FigureKind.AGE else None),
        qualifier=qualifier.name if qualifier else None,
        kind=kind,
        rounded=is_rounded(number, qualifier.name if qualifier else None),
        per=find_per(words.text, end, limit),
        si_low=None if known is None or bounds.low is None else to_si(bounds.low, symbol or ""),
        si_high=None if known is None or bounds.high is None else to_si(bounds.high, symbol or ""),
        si_unit=known.si if known else None,
    )


def _kind(text: str, number: Number, unit: Unit | None, end: int) -> FigureKind:
    if number.currency or (unit and unit.is_money):
        return FigureKind.MONEY
    if number.form == "multiple":
        return FigureKind.MULTIPLE
    if number.form in ("fraction", "ratio") or (unit and unit.symbol in ("%", "percentage points")):
        return FigureKind.SHARE
    if unit is None:
        return FigureKind.AGE if _is_age(text, number) else FigureKind.COUNT
    if unit.symbol in DURATIONS:
        is_age = unit.symbol == "year" and text.startswith(("-old", " old", "-olds"), end)
        return FigureKind.AGE if is_age else FigureKind.DURATION
    return FigureKind.MEASURE


def _is_difference(text: str, number: Number, end: int) -> bool:
    """Tell whether degrees say how much warmer it got, and not how warm it is: `risen by 1.2 °C`."""
    return text[max(0, number.start - 3) : number.start] == "by " or COMPARED.match(text, end) is not None


def _is_age(text: str, number: Number) -> bool:
    """Tell whether a bare number is how old somebody is: `Nick Hague, 44, said`, `aged 7`."""
    if not number.is_plain or not 1 <= number.low <= OLDEST or number.low != int(number.low):
        return False
    before = AGE_BEFORE.search(text, max(0, number.start - 30), number.start)
    return before is not None and (before.group().startswith("age") or AGE_AFTER.match(text, number.end) is not None)
