"""How a telling departs from the first form of its statement: surer or less sure, in other words, wider, sourceless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain
from typing import Literal

from msgspec import Struct

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Certainty, CertaintySort, Figure, Reading, Report, Span
from sitrep.link.quotations import find_alterations
from sitrep.link.terms import WORD, find_term, find_terms
from sitrep.link.units import Unit, certainty_of, is_negated, quotations_in

Direction = Literal["stronger", "weaker"]
CERTAIN = 9  # the rank of words that take nothing from what they stand by: "sure to"
ASSERTED = 10  # above every rank of the ladder of likelihood
RANKS = {CertaintySort.DOUBT: 3.5, CertaintySort.EVIDENTIAL: 5.5}  # of words that have no rank of their own
REACH = 6  # words between an act and what it is done to
NEAR = 4  # content words beside a limit that the other telling must have


class DepartureKind(StrEnum):
    """In what a telling departs from the first form."""

    CERTAINTY = "certainty"
    QUOTATION = "quotation"
    SCOPE = "scope"
    FIGURE = "figure"
    ATTRIBUTION = "attribution"


class Departure(Struct, frozen=True, rename={"from_": "from"}):
    """One departure: what the first form has, what the telling has in its place, and where these words stand.

    `direction` is `stronger` where more is claimed than was said, None where neither can be told. A span is None where
    that side has no words for it.
    """

    kind: DepartureKind
    direction: Direction | None
    from_: str
    to: str
    from_span: Span | None = None
    to_span: Span | None = None


class Form:
    """A telling as it is compared: its words by terms, its hedges, quotations and figures."""

    def __init__(self, report: Report, reading: Reading, unit: Unit) -> None:
        self.text = report.text
        self.unit = unit
        self.claim = reading.claims[unit.number] if unit.number is not None else None
        self._reading = reading

    @cached_property
    def hedges(self) -> tuple[Certainty, ...]:
        """Return the words of likelihood and doubt that stand in the unit or govern it."""
        return tuple(
            word
            for word in certainty_of(self._reading, self.unit)
            if word.sort is not CertaintySort.APPROXIMATION and (word.sort in RANKS or word.rank is not None)
        )

    @cached_property
    def tokens(self) -> list[tuple[str | None, Span]]:
        """Return the words outside hedges, each with its term."""
        marks = [
            mark
            for span in self.unit.spans
            for mark in WORD.finditer(self.text, span.start, span.end)
            if not any(hedge.start <= mark.start() < hedge.end for hedge in self.hedges)
        ]
        terms = (find_term(mark[1], is_first=number == 0) for number, mark in enumerate(marks))
        return [(term.name if term else None, Span(*mark.span(1))) for term, mark in zip(terms, marks, strict=True)]

    @cached_property
    def terms(self) -> Mapping[str, float]:
        """Return the terms of the unit with their weights."""
        return find_terms([self.text[span.start : span.end] for _, span in self.tokens])

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the terms that are no names, lands or numbers."""
        capital = {term for term, span in self.tokens if term and self.text[span.start].isupper()}
        return frozenset(term for term in self.terms if term[0] not in "@#" and term not in capital)

    @cached_property
    def quotations(self) -> list[Span]:
        """Return the stretches in quotation marks."""
        return list(quotations_in(self.text, self.claim, self.unit))

    @cached_property
    def figures(self) -> list[Figure]:
        """Return the figures of the unit."""
        return [f for f in self._reading.figures if any(s.start <= f.start < s.end for s in self.unit.spans)]

    @cached_property
    def limits(self) -> list[Span]:
        """Return the places and times after their prepositions, and the words that limit to a part."""
        words = self._reading
        marks = [Span(place.start, place.end) for place in words.places] + [Span(t.start, t.end) for t in words.times]
        led = [span for mark in marks if self._is_inside(mark.start) and (span := self._led(mark))]
        parts = [span for _, span in self.tokens if self.text[span.start : span.end].lower() in _limits()]
        return sorted(led + parts)

    def _is_inside(self, place: int) -> bool:
        return any(span.start <= place < span.end for span in self.unit.spans)

    def _led(self, mark: Span) -> Span | None:
        """Return a place or time with the preposition before it, None where none leads it in."""
        words = self.text[max(0, mark.start - 20) : mark.start].split()
        led = words[-2:] if words[-1:] in (["the"], ["a"]) else words[-1:]
        if not led or led[0].lower() not in PREPOSITIONS:
            return None
        return Span(self.text.rindex(led[0], 0, mark.start), mark.end)

    def covered(self, hedge: Certainty) -> frozenset[str]:
        """Return the acts that a hedge covers: all of them where it governs the whole."""
        if hedge.covers is None:
            return self.acts
        low, high = hedge.covers.start, hedge.covers.end
        return frozenset(term for term, span in self.tokens if term in self.acts and low <= span.start < high)

    @cached_property
    def is_negated(self) -> bool:
        """Tell whether what is told is put in the negative, or denied."""
        return is_negated(self.text, self.claim, self.unit)

    def words_at(self, figure: Figure) -> str:
        """Return a figure as it is written."""
        return self.words(Span(figure.start, figure.end))

    def words(self, span: Span | None) -> str:
        """Return the words of a span on one line."""
        return " ".join(self.text[span.start : span.end].split()) if span else ""


PREPOSITIONS = frozenset(load_words("strength")["prepositions"].split())


def find_departures(first: Form, telling: Form, voice: str | None, *, is_attributed: bool) -> Iterator[Departure]:
    """Yield how a telling departs from the first form of its statement, of a voice where one is known.

    `is_attributed` tells that its report names the speaker here or in another telling of the same.
    """
    yield from compare_certainty(first, telling)
    yield from _quotations(first, telling)
    yield from _figures(first, telling)
    yield from _scope(first, telling)
    yield from _acts(first, telling)
    if voice and not is_attributed:
        yield Departure(DepartureKind.ATTRIBUTION, "stronger", voice, "", None, telling.unit.spans[0])


# --- certainty


def compare_certainty(first: Form, telling: Form) -> Iterator[Departure]:
    """Yield how surely each tells what both tell of; what only one of them hedges is asserted by the other."""
    shared = first.acts & telling.acts
    matched: set[int] = set()
    for hedge in first.hedges:
        acts = first.covered(hedge) & shared
        if not acts:
            continue
        other = next((h for h in telling.hedges if telling.covered(h) & acts), None)
        if other:
            matched.add(other.start)
        yield from _compare_hedges(first, telling, hedge, other)
    for hedge in telling.hedges:
        acts = telling.covered(hedge) & shared
        is_new = hedge.start not in matched and acts and not any(first.covered(h) & acts for h in first.hedges)
        if is_new:
            yield from _compare_hedges(first, telling, None, hedge)


def _compare_hedges(first: Form, telling: Form, one: Certainty | None, other: Certainty | None) -> Iterator[Departure]:
    low, high = _rank(one), _rank(other)
    if min(low, high) >= CERTAIN or low == high or (one and other and one.term == other.term):
        return
    direction: Direction = "stronger" if high > low else "weaker"
    spans = [Span(h.start, h.end) if h else None for h in (one, other)]
    yield Departure(
        DepartureKind.CERTAINTY,
        direction,
        one.term if one else "asserted",
        other.term if other else "asserted",
        spans[0],
        spans[1],
    )


def _rank(hedge: Certainty | None) -> float:
    if hedge is None:
        return ASSERTED
    return RANKS.get(hedge.sort, 0.0) if hedge.rank is None else hedge.rank


# --- quotations


def _quotations(first: Form, telling: Form) -> Iterator[Departure]:
    """Compare what both print as the speaker's own words."""
    for mine in telling.quotations:
        for theirs in first.quotations:
            one, other = first.text[theirs.start : theirs.end], telling.text[mine.start : mine.end]
            found = find_alterations(one, other)
            if found is None:
                continue
            for each in found:
                a = Span(theirs.start + each.first.start, theirs.start + each.first.end)
                b = Span(mine.start + each.second.start, mine.start + each.second.end)
                yield Departure(DepartureKind.QUOTATION, None, first.words(a), telling.words(b), a, b)
            break


# --- figures


def _figures(first: Form, telling: Form) -> Iterator[Departure]:
    """Compare the figures of one thing; a rounder number that holds the first is no other one."""
    for one in first.figures:
        same = [other for other in telling.figures if other.counts == one.counts and other.unit == one.unit]
        if one.counts and same and not any(_agree(one, other) for other in same):
            other = same[0]
            if any(_agree(other, each) for each in first.figures):
                continue
            a, b = Span(one.start, one.end), Span(other.start, other.end)
            yield Departure(DepartureKind.FIGURE, None, first.words(a), telling.words(b), a, b)


def _agree(one: Figure, other: Figure) -> bool:
    """Tell whether two amounts can both be told of one thing: their bounds meet, or one is the other rounded."""
    bounds = [
        (f.low if f.low is not None else 0.0, f.high if f.high is not None else float("inf")) for f in (one, other)
    ]
    if bounds[0][0] <= bounds[1][1] and bounds[1][0] <= bounds[0][1]:
        return True
    values = [f.low if f.low is not None else f.high for f in (one, other)]
    if values[0] is None or values[1] is None:
        return True
    return (one.rounded or other.rounded) and abs(values[0] - values[1]) <= 0.05 * max(values[0], values[1])


# --- scope


def _scope(first: Form, telling: Form) -> Iterator[Departure]:
    """Find the limits that one has and the other, which tells what stands on both sides of them, has not."""
    for limit in first.limits:
        if _is_lost(first, limit, telling):
            yield Departure(DepartureKind.SCOPE, "stronger", first.words(limit), "", limit, None)
    for limit in telling.limits:
        if _is_lost(telling, limit, first):
            yield Departure(DepartureKind.SCOPE, "weaker", "", telling.words(limit), None, limit)


def _is_lost(form: Form, limit: Span, other: Form) -> bool:
    """Tell whether another telling has the words around a limit, and not the limit."""
    held = {term for term, span in form.tokens if term and limit.start <= span.start < limit.end}
    if not held or held & set(other.terms):
        return False
    before = [term for term, span in form.tokens if term in form.acts and span.end <= limit.start][-2:]
    after = [term for term, span in form.tokens if term and span.start >= limit.end][:1]
    return bool(before and after) and all(term in other.terms for term in (before[-1], *after))


# --- acts


@cache
def _limits() -> frozenset[str]:
    return frozenset(load_words("strength")["limits"].split())


@cache
def _ladder() -> Mapping[str, tuple[int, int]]:
    """Return the ladder and the step of each form of the verbs that are told in their order."""
    steps: dict[str, tuple[int, int]] = {}
    for ladder, rungs in enumerate(load_words("strength")["ladders"]):
        for step, verbs in enumerate(rungs):
            for form in chain.from_iterable(inflect(verb) for verb in verbs.split()):
                steps.setdefault(form, (ladder, step))
    return steps


def _acts(first: Form, telling: Form) -> Iterator[Departure]:
    """Find acts that are told as a stronger or weaker one, done to the same thing."""
    ones, others = _done(first), _done(telling)
    for target in sorted(ones.keys() & others.keys() & (first.acts & telling.acts)):
        one, other = ones[target], others[target]
        steps = [_ladder()[form.words(span).lower()] for form, span in ((first, one), (telling, other))]
        if steps[0][0] == steps[1][0] and steps[0][1] != steps[1][1]:
            direction: Direction = "stronger" if steps[1][1] > steps[0][1] else "weaker"
            yield Departure(DepartureKind.SCOPE, direction, first.words(one), telling.words(other), one, other)
            return


def _done(form: Form) -> Mapping[str, Span]:
    """Return the act nearest before each term, where one stands before it within reach."""
    done: dict[str, Span] = {}
    last: tuple[int, Span] | None = None
    for number, (term, span) in enumerate(form.tokens):
        if form.text[span.start : span.end].lower() in _ladder():
            last = number, span
        elif term and last and number - last[0] <= REACH:
            done.setdefault(term, last[1])
    return done


def one_each(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    """Return departures without those that say the same."""
    seen: dict[tuple[str, str, str], Departure] = {}
    for each in departures:
        seen.setdefault((each.kind.value, each.from_, each.to), each)
    return tuple(seen.values())
