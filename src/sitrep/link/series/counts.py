"""The counts of one report: figures that are told as having been counted, placed by their own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sitrep.ground.model import Figure, FigureKind
from sitrep.link.series.areas import Area, find_area
from sitrep.link.series.days import find_long_ago, find_tally_day
from sitrep.link.series.numbers import Bounds, bounds_of, is_precise, is_vague, value_of
from sitrep.link.series.pages import Page
from sitrep.link.series.words import SAME_COUNTS, W, any_of

PRONOUNS = frozenset(word.replace("_", " ") for word in W["not_counts"]["words"].split())
NOT_YET = re.compile(rf"(?!(?-i:May\b)){any_of(W['not_yet']['before'].split())}", re.IGNORECASE)  # May is a month
NOT_YET_BEHIND = re.compile(rf"[^.,;:]*?(?:{any_of(W['not_yet']['behind'].split())})", re.IGNORECASE)
OUTDATED = re.compile(any_of(W["earlier"]["before"]) + r"\s+(?:of\s+|the\s+)?$", re.IGNORECASE)
RISEN = re.compile(any_of(W["earlier"]["risen"].split()) + r"\s+$", re.IGNORECASE)
RISEN_TO = re.compile(rf"\s(?:[\w-]+\s)?{any_of(W['earlier']['to'].split())}", re.IGNORECASE)
BESIDE = 40  # characters right before a figure that may hold a word of an outdated one


class Count(Struct, frozen=True, gc=False):
    """A figure of a report on its way into a series.

    `is_stated` tells that its words say where, `is_dated` that they say as of when; `area` is None where it is unclear.
    """

    report: int
    number: int
    figure: Figure
    value: float
    counts: str | None
    area: Area | None
    is_stated: bool
    sides: frozenset[str]
    day: str | None
    is_dated: bool
    sentence: int
    in_headline: bool
    bounds: Bounds

    @property
    def is_part(self) -> bool:
        """Tell whether it is included in another figure."""
        return self.figure.part_of is not None

    @property
    def is_vague(self) -> bool:
        """Tell whether it is an order of magnitude."""
        return is_vague(self.figure)


def find_counts(page: Page, place: int) -> Iterator[Count]:
    """Yield the figures that count something for the story, in text order; `place` is that of the report."""
    aside = find_long_ago(page)
    for number, figure in enumerate(page.reading.figures):
        if figure.kind is not FigureKind.COUNT or number in aside or not _is_count(page, number):
            continue
        placed = find_area(page, figure)
        day = figure.as_of or find_tally_day(page, number)
        yield Count(
            report=place,
            number=number,
            figure=figure,
            value=value_of(figure),
            counts=SAME_COUNTS.get(figure.counts or "", figure.counts),
            area=placed.area,
            is_stated=placed.is_stated,
            sides=placed.sides,
            day=day or page.report.published.edtf,
            is_dated=day is not None,
            sentence=page.sentence_at(figure.start),
            in_headline=page.headline.start <= figure.start < page.headline.end,
            bounds=bounds_of(figure, page.text[figure.start : figure.end]),
        )


def _is_count(page: Page, number: int) -> bool:
    """Tell whether a figure is told as a count that was made and still holds."""
    figure, text = page.reading.figures[number], page.text
    if figure.unit or not value_of(figure) or (figure.counts is None and not is_precise(value_of(figure))):
        return False
    if text[figure.start : figure.end].lower() in PRONOUNS:
        return False
    before = page.clause_before(number)
    if NOT_YET.search(text, before.start, before.end):
        return False
    if NOT_YET_BEHIND.match(text, figure.end, page.clause_end(number)):
        return False
    beside = max(before.start, before.end - BESIDE)
    if RISEN.search(text, beside, before.end) and RISEN_TO.match(text, figure.end):
        return False
    return not OUTDATED.search(text, beside, before.end)
