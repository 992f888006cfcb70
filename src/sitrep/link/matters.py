"""Statements on one question: by one voice over time, and by several voices against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from math import fsum
from typing import NamedTuple

from msgspec import Struct

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Claim, ClaimKind, Voice
from sitrep.link.departures import compare_certainty
from sitrep.link.forms import Form
from sitrep.link.joined import join_chains
from sitrep.link.likeness import Likeness
from sitrep.link.speakers import VAGUE, Relation, relate
from sitrep.link.statements import Link, Mark, Statement, Told, days_between
from sitrep.link.strength import open_words
from sitrep.link.terms import WORD, find_terms

DEVELOPS, DISPUTES, AGREES = 0.2, 0.45, 0.6  # least likeness of two statements of one matter, and of two that agree
DEVELOPED, DISPUTED = 8.5, 12.0  # weight of all that two statements of a matter share
TELLING_ACT = 2.5  # weight of an act whose denial is a dispute
LEAST_DENIED = 0.5  # of that weight, where one denies what the other says
LEAST_SHARE = 0.25  # of the weight of what the one that tells less tells, that both must have
LEAST_ACTS = 5.5  # weight of what both tell of, without names, lands and numbers
FURTHEST_DISPUTE = 7  # days between two statements that oppose each other
MOST_WORDS = 8  # of what a matter is about


class MatterKind(StrEnum):
    """How the statements of a matter stand to each other: later ones to earlier, or sides against each other."""

    DEVELOPMENT = "development"
    DISPUTE = "dispute"


class Matter(Struct, frozen=True, gc=False):
    """Statements on one question, by their places in a list.

    `sides`: of a development each statement, in order of the days of saying; of a dispute those that agree.
    `because` says in what those that are most alike differ, `steps` the same of each two that were compared.
    """

    kind: MatterKind
    about: str
    sides: tuple[tuple[int, ...], ...]
    because: str
    steps: dict[tuple[int, int], str]

    @property
    def statements(self) -> tuple[int, ...]:
        """Return all statements."""
        return tuple(place for side in self.sides for place in side)


class _Edge(NamedTuple):
    """Two statements of one matter, the earlier first, how alike they are, and in what they differ."""

    one: int
    other: int
    likeness: float
    because: str


class _Facts(NamedTuple):
    """What is compared of a statement: the first form, who says it, on which days, and whether it denies."""

    form: Form
    voices: tuple[Voice, ...]
    days: Days | None
    claim: Claim | None


def find_matters(tellers: Sequence[Told], statements: Sequence[Statement], links: Iterable[Link]) -> list[Matter]:
    """Return the matters of some statements, those of most statements first."""
    least = min(DEVELOPED, DISPUTED)
    likeness = {pair: found for pair, found in _between(statements, links).items() if found.mass >= least}
    facts = {place: _facts(tellers, statements[place]) for place in {place for pair in likeness for place in pair}}
    edges: dict[MatterKind, list[_Edge]] = {kind: [] for kind in MatterKind}
    for (one, other), found in likeness.items():
        early, late = sorted((one, other), key=lambda p: _order(facts[p], statements[p]))
        for kind, edge in _relate(facts, early, late, found):
            edges[kind].append(edge)
    made = [_matter(kind, facts, statements, group) for kind in MatterKind for group in _groups(edges[kind])]
    return sorted(made, key=lambda m: (m.kind.value, -len(m.statements), [statements[p].id for p in m.statements]))


def find_agreeing(
    tellers: Sequence[Told], statements: Sequence[Statement], links: Iterable[Link]
) -> dict[int, set[int]]:
    """Return for each statement, by its place, those of other voices that say the same within days."""
    agreeing: dict[int, set[int]] = defaultdict(set)
    facts = cache(lambda place: _facts(tellers, statements[place]))
    near = (link for link in links if link.likeness.score >= AGREES and link.one.report != link.other.report)
    for (one, other), likeness in _between(statements, near).items():
        if likeness.figures < 0:
            continue
        a, b = facts(one), facts(other)
        gap = days_between(a.days, b.days)
        agrees = (
            relate(a.voices, b.voices) is Relation.OTHER
            and a.form.is_negated == b.form.is_negated
            and not _share_words(statements[one], statements[other])
        )
        if agrees and gap <= FURTHEST_DISPUTE and not _opposed(a, b, likeness):
            agreeing[one].add(other)
            agreeing[other].add(one)
    return agreeing


def _share_words(one: Statement, other: Statement) -> bool:
    """Tell whether a report gives the same words to both: who passes on what another said confirms nothing."""
    return any(
        a.report == b.report and x.start < y.end and y.start < x.end
        for a in one.tellings
        for b in other.tellings
        for x in a.unit.spans
        for y in (*b.unit.spans, *(b.claim.source if b.claim else ()))
    )


def _between(statements: Sequence[Statement], links: Iterable[Link]) -> dict[tuple[int, int], Likeness]:
    """Return how alike two statements are at most, by their places."""
    home: dict[Mark, int] = {t.mark: place for place, s in enumerate(statements) for t in s.tellings}
    best: dict[tuple[int, int], Likeness] = {}
    for link in links:
        one, other = home.get(link.one), home.get(link.other)
        if one is None or other is None or one == other:
            continue
        pair = (min(one, other), max(one, other))
        if pair not in best or link.likeness.score > best[pair].score:
            best[pair] = link.likeness
    return best


def _facts(tellers: Sequence[Told], statement: Statement) -> _Facts:
    first = statement.first
    report = tellers[first.report]
    said = statement.said or report.report.published.edtf
    days = parse_edtf(said) if said else None
    claim = next((t.claim for t in statement.tellings if t.claim and t.claim.voices), first.claim)
    return _Facts(Form(report.report, report.reading, first.unit), claim.voices if claim else (), days, claim)


def _order(facts: _Facts, statement: Statement) -> tuple[str, str]:
    return facts.days.since.isoformat() if facts.days else "9999", statement.id


def _relate(
    facts: Mapping[int, _Facts], one: int, other: int, likeness: Likeness
) -> Iterator[tuple[MatterKind, _Edge]]:
    """Yield the matter that two statements belong to, the earlier first, where they do."""
    a, b = facts[one], facts[other]
    relation = relate(a.voices, b.voices)
    if relation is Relation.OTHER:
        is_near = days_between(a.days, b.days) <= FURTHEST_DISPUTE
        if is_near and likeness.score >= DISPUTES and likeness.mass >= DISPUTED and _are_on_one_question(a, b):
            because = _opposed(a, b, likeness)
            if because:
                yield MatterKind.DISPUTE, _Edge(one, other, likeness.score, because)
        return
    is_later = bool(a.days and b.days and a.days.until < b.days.since)
    is_alike = likeness.score >= DEVELOPS and likeness.mass >= DEVELOPED
    if is_later and is_alike and _is_named(b) and _are_on_one_question(a, b):
        because = _settled(a, b) if relation is Relation.OPEN else _developed(a, b)
        if because:
            yield MatterKind.DEVELOPMENT, _Edge(one, other, likeness.score, because)


def _are_on_one_question(a: _Facts, b: _Facts) -> bool:
    """Tell whether two statements have enough acts in common; this is what costs most to find out."""
    shared = a.form.acts & b.form.acts
    mass = fsum(a.form.terms[term] for term in shared)
    least = LEAST_SHARE * min(_mass_of(a.form), _mass_of(b.form))
    return mass >= max(LEAST_ACTS, least) and len(shared) >= 2


def _mass_of(form: Form) -> float:
    """Return the weight of what a form tells, without names, lands and numbers."""
    return fsum(form.terms[term] for term in form.acts)


def _is_named(facts: _Facts) -> bool:
    return any(voice.kind not in VAGUE for voice in facts.voices)


def _settled(a: _Facts, b: _Facts) -> str:
    """Return which open question of an outlet a voice answers, nothing where the outlet left none open."""
    drift = compare_certainty(a.form, b.form, least=0.0)
    found = (f"{each.from_} → {each.to}" for each in drift if each.from_ in open_words())
    return next(found, "") if not a.voices else ""


def _developed(a: _Facts, b: _Facts) -> str:
    """Return in what a later statement of a voice differs from an earlier one, nothing where that cannot be told."""
    drift = list(compare_certainty(a.form, b.form, least=0.0))
    if drift:
        return f"{drift[0].from_} → {drift[0].to}"
    if bool(a.form.hedges) != bool(b.form.hedges):
        return " → ".join(f.hedges[0].term if f.hedges else "asserted" for f in (a.form, b.form))
    if denied := _denied_by_one(a.form, b.form):
        return "denied → asserted" if denied is a.form else "asserted → denied"
    for one in a.form.figures:
        same = [f for f in b.form.figures if one.counts in _followed() and (f.counts, f.of) == (one.counts, one.of)]
        if same and all((f.low, f.high) != (one.low, one.high) for f in same):
            return f"{a.form.words_at(one)} → {b.form.words_at(same[0])}"
    return ""


@cache
def _followed() -> frozenset[str]:
    """Return what is counted over time, such as the dead."""
    return frozenset(load_words("figures")["counts"])


def _opposed(a: _Facts, b: _Facts, likeness: Likeness) -> str:
    """Return how two voices speak against each other, nothing where they do not."""
    if _denied_by_one(a.form, b.form):
        return "one denies what the other says"
    kinds = {each.claim.kind for each in (a, b) if each.claim}
    if kinds == {ClaimKind.ACCUSATION} and (accused := _accused(a)) and (other := _accused(b)) and not accused & other:
        return "they accuse each other" if len(accused | other) > 1 else ""
    if likeness.figures < 0 and _has_other_figures(a, b):
        return "they give other figures"
    return ""


def _denied_by_one(a: Form, b: Form) -> Form | None:
    """Return the one of two forms that denies an act that the other tells, where both tell mostly of the same acts."""
    shared = a.acts & b.acts
    if fsum(a.terms[term] for term in shared) < LEAST_DENIED * min(_mass_of(a), _mass_of(b)):
        return None
    for one, other in ((a, b), (b, a)):
        if any(other.terms[act] >= TELLING_ACT for act in one.denied & other.acts) and not other.denied:
            return one
    return None


def _accused(facts: _Facts) -> frozenset[str]:
    """Return the terms of who is accused."""
    span = facts.claim.accused if facts.claim else None
    words = [mark[1] for mark in WORD.finditer(facts.form.text, span.start, span.end)] if span else []
    return frozenset(find_terms(["", *words]))


def _has_other_figures(a: _Facts, b: _Facts) -> bool:
    return any(
        one.counts and one.counts == other.counts and one.of == other.of and one.low and other.low
        for one in a.form.figures
        for other in b.form.figures
    )


def _groups(edges: Sequence[_Edge]) -> Iterator[list[_Edge]]:
    """Yield the edges of statements that hang together."""
    places = {place for edge in edges for place in (edge.one, edge.other)}
    first = join_chains(places, ((edge.one, edge.other) for edge in edges))
    groups: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        groups[first[edge.one]].append(edge)
    yield from groups.values()


def _matter(
    kind: MatterKind, facts: Mapping[int, _Facts], statements: Sequence[Statement], edges: Sequence[_Edge]
) -> Matter:
    places = sorted({p for e in edges for p in (e.one, e.other)}, key=lambda p: _order(facts[p], statements[p]))
    first = max(edges, key=lambda edge: (edge.likeness, -places.index(edge.one), -places.index(edge.other)))
    sides = tuple((place,) for place in places) if kind is MatterKind.DEVELOPMENT else _sides(places, edges)
    return Matter(
        kind,
        _about(facts[first.one].form, facts[first.other].form),
        sides,
        first.because,
        {(e.one, e.other): e.because for e in edges},
    )


def _sides(places: Sequence[int], edges: Sequence[_Edge]) -> tuple[tuple[int, ...], ...]:
    """Part opposed statements in two: each against those that it opposes, the earliest first."""
    against: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        against[edge.one].add(edge.other)
        against[edge.other].add(edge.one)
    sides: tuple[list[int], list[int]] = ([], [])
    for place in places:
        is_against_first = bool(against[place] & set(sides[0]))
        sides[is_against_first].append(place)
    return tuple(tuple(side) for side in sides if side)


def _about(one: Form, other: Form) -> str:
    """Return the words of a statement that another one on the matter has, too, in their order."""
    words = dict.fromkeys(one.text[span.start : span.end] for term, span in one.tokens if term and term in other.terms)
    return " ".join(list(words)[:MOST_WORDS])
