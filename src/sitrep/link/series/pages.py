"""A report as its counts see it: sentences, clauses, headline, days, the lands that it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.gazetteer import PlaceKind
from sitrep.ground.model import Figure, FigureKind, OfHow, Span, Time
from sitrep.link.series.words import W, any_of, land_names
from sitrep.link.statements import Told

BREAKS = re.compile(rf"[;:—–]|{any_of(W['not_yet']['breaks'].split())}", re.IGNORECASE)
LATE_TITLE = 200  # characters in which a text may begin with its headline


class Page:
    """A report with the places of its figures in sentences and clauses."""

    def __init__(self, told: Told) -> None:
        self.report, self.reading, self.text = told.report, told.reading, told.report.text
        self.published = parse_edtf(told.report.published.edtf or "")
        self._starts = [sentence.start for sentence in self.reading.sentences]

    @cached_property
    def headline(self) -> Span:
        """Return where the title stands in the text."""
        title = (self.report.title or "").strip()
        start = self.text.find(title, 0, len(title) + LATE_TITLE) if title else -1
        return Span(start, start + len(title)) if start >= 0 else Span(0, 0)

    @cached_property
    def scene(self) -> frozenset[object]:
        """Return the places that the report names, and the lands of these and of the peoples that it names."""
        places, demonyms = self.reading.places, self.reading.demonyms
        found: set[object] = {place.geonames or place.name.lower() for place in places}
        found |= {place.country for place in places if place.country}
        return frozenset(found | {demonym.country for demonym in demonyms if demonym.country})

    @cached_property
    def lands(self) -> dict[str, set[str]]:
        """Return the countries that each name of a country or a people stands for."""
        found: dict[str, set[str]] = defaultdict(set)
        for place in self.reading.places:
            if place.kind is PlaceKind.COUNTRY:
                found[place.name].add(place.country or "")
        for demonym in self.reading.demonyms:
            found[demonym.name].add(demonym.country or "")
        return found

    @cached_property
    def named_beside(self) -> Mapping[str | None, set[str]]:
        """Return of what or where each thing is counted beside the figures themselves."""
        found: dict[str | None, set[str]] = defaultdict(set)
        for figure in self.reading.figures:
            if figure.of and not self.is_topic(figure):
                found[figure.counts].add(figure.of)
        return found

    @cached_property
    def _days(self) -> list[Time]:
        times = (time for time in self.reading.times if time.edtf and time.type in ("DATE", "TIME"))
        return sorted(times, key=lambda time: time.start)

    def days_in(self, span: Span) -> Sequence[Time]:
        """Return the days and times of day that begin in a stretch of the text, in their order."""
        first, last = (bisect_left(self._days, edge, key=lambda time: time.start) for edge in (span.start, span.end))
        return self._days[first:last]

    def sentence_at(self, position: int) -> int:
        """Return the number of the sentence at a position."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def sentence_span(self, position: int) -> Span:
        """Return the sentence at a position."""
        if not self.reading.sentences:
            return Span(0, len(self.text))
        sentence = self.reading.sentences[self.sentence_at(position)]
        return Span(sentence.start, max(sentence.end, position))

    def clause_before(self, number: int) -> Span:
        """Return the words before a figure in its clause."""
        figure, figures = self.reading.figures[number], self.reading.figures
        floor = self.sentence_span(figure.start).start
        if number and figures[number - 1].kind is FigureKind.COUNT:
            floor = max(floor, min(figures[number - 1].end, figure.start))
        for match in BREAKS.finditer(self.text, floor, figure.start):
            floor = match.end()
        return Span(floor, figure.start)

    def clause_end(self, number: int) -> int:
        """Return where the clause of a figure ends."""
        figure, figures = self.reading.figures[number], self.reading.figures
        limit = max(self.sentence_span(figure.start).end, figure.end)
        if number + 1 < len(figures):
            limit = min(limit, max(figures[number + 1].start, figure.end))
        stop = BREAKS.search(self.text, figure.end, limit)
        return stop.start() if stop else limit

    def is_topic(self, figure: Figure) -> bool:
        """Tell whether only the sentence before says of what a figure is, or one is that it shares this with."""
        if figure.of_how is not OfHow.SHARED:
            return figure.of_how is OfHow.TOPIC
        span = self.sentence_span(figure.start)
        return self.text.find(figure.of or "", span.start, span.end) < 0

    def land_before(self, position: int) -> str | None:
        """Return the country that was named last before a place in the text, by itself or by a place in it."""
        places = ((p.start, p.country) for p in self.reading.places if p.country and p.start < position)
        peoples = ((d.start, d.country) for d in self.reading.demonyms if d.country and d.start < position)
        land = max([*places, *peoples], default=(0, None))[1]
        return land if land in land_names() else None
