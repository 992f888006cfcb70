"""How a telling departs from the first form of its statement: surer or less sure, in other words, wider, sourceless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from math import fsum
from typing import Literal

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Certainty, CertaintySort, Figure, Span, Time
from sitrep.link.forms import CERTAIN, NEAR, Act, Form
from sitrep.link.quotations import find_alterations
from sitrep.link.strength import Step, ladder, words_for
from sitrep.link.taken_over import is_taken_over

Direction = Literal["stronger", "weaker"]
ASSERTED = 10  # above every rank of the ladder of likelihood
RANKS = {CertaintySort.DOUBT: 3.5}  # of words that have no rank of their own
HALF, MOSTLY = 0.5, 0.6  # of what a hedge covers, and of what stands around a limit, that both must have
ALIKE = 0.45  # of the form that tells more, that both tell before what only one of them hedges is held against it
LEAST_SHARED = 3.0  # weight of what both tell of under a hedge
REST = 40  # characters behind a telling in which the hedge may stand that it has lost


class DepartureKind(StrEnum):
    """In what a telling departs from the first form."""

    CERTAINTY = "certainty"
    QUOTATION = "quotation"
    SCOPE = "scope"
    FIGURE = "figure"
    ATTRIBUTION = "attribution"


class Departure(Struct, frozen=True, rename={"from_": "from"}, gc=False):
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


def find_departures(first: Form, telling: Form, voice: str | None, *, is_attributed: bool) -> Iterator[Departure]:
    """Yield how a telling departs from the first form of its statement, of a voice where one is known by name.

    `is_attributed` tells that its report names the speaker here or in another telling of the same.
    """
    yield from (each for each in compare_certainty(first, telling, alike=ALIKE) if _is_of_one_act(first, telling, each))
    yield from _quotations(first, telling)
    if (first.figures or first.limits) and first.is_close(telling):
        yield from _figures(first, telling)
        yield from _scope(first, telling)
    yield from _acts(first, telling)
    if voice and not is_attributed and is_taken_over(first, telling, voice):
        yield Departure(DepartureKind.ATTRIBUTION, "stronger", voice, "", None, telling.unit.spans[0])


# --- certainty


def compare_certainty(first: Form, telling: Form, least: float = HALF, alike: float = 0.0) -> Iterator[Departure]:
    """Yield how surely each tells what both tell of; what only one of them hedges is asserted by the other.

    `least` is the share of what a hedge covers that the other has to tell, too, `alike` that of all that the longer
    form tells where one of them has no hedge.
    """
    matched: set[int] = set()
    if not first.hedges and not telling.hedges:
        return
    can_be_asserted = first.shares_most(telling, alike)
    for hedge in first.hedges:
        covered = first.covered(hedge)
        if not _is_shared(covered, telling, least):
            continue
        others = [h for h in telling.hedges if telling.covered(h) & covered]
        matched |= {other.start for other in others}
        if all(other.term != hedge.term for other in others):
            nearest = max(others, key=lambda h: (len(telling.covered(h) & covered), -h.start), default=None)
            if nearest or can_be_asserted:
                yield from _compare_hedges(first, telling, hedge, nearest)
    for hedge in telling.hedges if can_be_asserted and not first.is_hedged_otherwise else ():
        covered = telling.covered(hedge)
        is_known = hedge.start in matched or any(first.covered(h) & covered for h in first.hedges)
        if not is_known and _is_shared(covered, first, least):
            yield from _compare_hedges(first, telling, None, hedge)


def _is_of_one_act(first: Form, telling: Form, found: Departure) -> bool:
    """Tell whether the act that one form hedges is told by the other, and hedged there where that one has a hedge."""
    acts = [_act_at(first, found.from_span), _act_at(telling, found.to_span)]
    if acts[0] and acts[1] and not acts[0].is_one_with(acts[1]):
        return False
    return all(form.tells(act) for form, act in zip((telling, first), acts, strict=True) if act)


def _act_at(form: Form, span: Span | None) -> Act | None:
    """Return the act under the hedge that stands at a span."""
    hedge = next((hedge for hedge in form.hedges if span and hedge.start == span.start), None)
    return form.act_under(hedge) if hedge else None


def _is_shared(covered: frozenset[str], other: Form, least: float) -> bool:
    """Tell whether enough of what a hedge covers is told by the other form, too."""
    shared = covered & other.acts
    return len(shared) >= least * len(covered) and fsum(other.terms[t] for t in shared) >= LEAST_SHARED


def _compare_hedges(first: Form, telling: Form, one: Certainty | None, other: Certainty | None) -> Iterator[Departure]:
    low, high = _rank(one), _rank(other)
    if min(low, high) >= CERTAIN or low == high or (one and other and one.sort is not other.sort):
        return
    if one and other and not words_for("ahead").isdisjoint((one.term, other.term)):
        return
    if not (one and other) and not _is_asserted(first, telling, one or other):
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


def _is_asserted(first: Form, telling: Form, hedge: Certainty | None) -> bool:
    """Tell whether the form without a hedge asserts what the other one hedges, and does not just stop before it."""
    plain, hedged = (telling, first) if hedge in first.hedges else (first, telling)
    after = plain.text[plain.unit.spans[-1].end :][:REST]
    is_cut = hedge is not None and hedged.words(Span(hedge.start, hedge.end)).lower() in " ".join(after.split()).lower()
    is_ahead = hedge is not None and hedge.term in words_for("ahead")
    is_open = hedge is not None and hedge.sort is CertaintySort.DOUBT and plain.is_negated  # "no clear reasons"
    return plain.is_plain and not (is_cut or is_ahead or is_open)


def _rank(hedge: Certainty | None) -> float:
    if hedge is None:
        return ASSERTED
    return RANKS.get(hedge.sort, 0.0) if hedge.rank is None else hedge.rank


# --- quotations


def _quotations(first: Form, telling: Form) -> Iterator[Departure]:
    """Compare what both print as the speaker's own words; who says it twice in one report has said it in two ways."""
    if first.text == telling.text and first.is_verbatim and telling.is_verbatim:
        return
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
        if one.counts and len(same) == 1 and not any(_agree(one, other) for other in telling.figures):
            other = same[0]
            if any(_agree(other, each) for each in first.figures) or _is_counted_anew(first, one, telling, other):
                continue
            a, b = Span(one.start, one.end), Span(other.start, other.end)
            yield Departure(DepartureKind.FIGURE, None, first.words(a), telling.words(b), a, b)


def _is_counted_anew(first: Form, one: Figure, telling: Form, other: Figure) -> bool:
    """Tell whether the report that appeared later has the greater number: what is counted has grown meanwhile."""
    days = [parse_edtf(form.published.edtf) if form.published.edtf else None for form in (first, telling)]
    if days[0] is None or days[1] is None:
        return False
    least, most = (one.low or one.high or 0.0), (other.low or other.high or 0.0)
    return (days[0].until < days[1].since and least < most) or (days[1].until < days[0].since and most < least)


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
    """Find the limits of the first form that a telling, which has what stands on both sides of them, lacks.

    A time is no limit that is lost where another one is told: the same one in other words, or another. What appeared
    before the limit was told has not lost it.
    """
    for limit in () if telling.is_earlier(first) else first.limits:
        if not _is_lost(first, limit, telling):
            continue
        time = next((time for time in first.times if limit.start <= time.start < limit.end), None)
        others = [other for other in telling.times if time and other.edtf not in {each.edtf for each in first.times}]
        if not others:
            yield Departure(DepartureKind.SCOPE, "stronger", first.words(limit), "", limit, None)
        elif len(others) == 1 and time and _exclude_each_other(time, others[0]):
            other = telling.led(Span(others[0].start, others[0].end))
            yield Departure(DepartureKind.SCOPE, None, first.words(limit), telling.words(other), limit, other)


def _exclude_each_other(one: Time, other: Time) -> bool:
    """Tell whether two times of one length cannot be the same."""
    days = [parse_edtf(time.edtf) if time.edtf else None for time in (one, other)]
    if days[0] is None or days[1] is None or len(one.edtf or "") != len(other.edtf or ""):
        return False
    return days[0].until < days[1].since or days[1].until < days[0].since


def _is_lost(form: Form, limit: Span, other: Form) -> bool:
    """Tell whether another telling has the words around a limit, and not the limit."""
    held = {term for term, span in form.tokens if term and limit.start <= span.start < limit.end}
    if not held or held & set(other.terms) or (form.is_place_or_time(limit) and held <= other.report_terms):
        return False
    if form.is_bracketed(limit):
        return False
    before = [term for term, span in form.tokens if term and span.end <= limit.start][-NEAR:]
    after = [term for term, span in form.tokens if term and span.start >= limit.end][:NEAR]
    if not before or not after or not other.has_beside(before[-1], after[0]):
        return False
    near = before + after
    return sum(term in other.terms for term in near) >= MOSTLY * len(near)


# --- acts


def _acts(first: Form, telling: Form) -> Iterator[Departure]:
    """Find acts that are told as a stronger or weaker one, done to the same thing."""
    if not first.done:
        return
    ones, others = first.done, telling.done
    for target in sorted(ones.keys() & others.keys() & (first.acts & telling.acts)):
        one, other = ones[target][-1], others[target][-1]
        steps = [ladder()[form.words(span).lower()] for form, span in ((first, one), (telling, other))]
        told = {step for step, place in _steps(first) if place <= one.start}
        if steps[0][0] == steps[1][0] and steps[0][1] != steps[1][1] and steps[1] not in told:
            direction: Direction = "stronger" if steps[1][1] > steps[0][1] else "weaker"
            yield Departure(DepartureKind.SCOPE, direction, first.words(one), telling.words(other), one, other)
            return


def _steps(form: Form) -> Iterator[tuple[Step, int]]:
    """Yield the steps of the acts of a form, with where each stands."""
    for _, span in form.tokens:
        word = form.text[span.start : span.end].lower()
        if word in ladder():
            yield ladder()[word], span.start


def one_each(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    """Return departures without those that say the same."""
    seen: dict[tuple[str, str, str], Departure] = {}
    for each in departures:
        seen.setdefault((each.kind.value, each.from_, each.to), each)
    return tuple(seen.values())
