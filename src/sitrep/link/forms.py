"""A telling as it is compared with another: its words by terms, its hedges, quotations, figures, limits and acts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from math import fsum
from typing import NamedTuple

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Certainty, CertaintySort, ClaimKind, Figure, Place, Reading, Report, Span, Time
from sitrep.link.strength import (
    after_being,
    after_whoever,
    are_of_one_ladder,
    ladder,
    next_clause,
    open_words,
    words_for,
)
from sitrep.link.terms import WORD, Term, find_terms, place_terms, terms_of_text, weigh_terms
from sitrep.link.units import Unit, certainty_of, is_negated, negations, quotations_in, words_of

CERTAIN = 9  # the rank of words that take nothing from what they stand by: "sure to"
CLOSE = 0.55  # of what the one that tells less tells, that the other must have before limits and numbers are compared
NEAR = 3  # words with a meaning on either side of a limit, most of which the other telling must have
REACH = 6  # words between an act and what it is done to
NOT_REACH = 3  # words behind a "not" among which the act is that it denies
BEFORE = 60  # characters before a word of certainty that are looked at
POSSESSIVE = re.compile(r"\s?['’]\s?s\b")
FRAGMENT = re.compile(r"\d\s?[.,]\s?$")  # what stands before the rest of a number that was split
ADDRESS = re.compile(r"\bhttps?\b|\bwww\b", re.IGNORECASE)


class Act(NamedTuple):
    """What is told to be done, as a term and as it is written, in small letters."""

    term: str
    word: str

    def is_one_with(self, other: Act) -> bool:
        """Tell whether two acts are the same, or one of them claims more or less of the same."""
        return self.term == other.term or are_of_one_ladder(self.word, other.word)


class _Placed(NamedTuple):
    """A term and of how many words it is, or a word without one, where it stands."""

    term: Term | None
    length: int
    span: Span


class Form:
    """A telling as it is compared: its words by terms, its hedges, quotations and figures."""

    def __init__(self, report: Report, reading: Reading, unit: Unit) -> None:
        self.text = report.text
        self.published = report.published
        self.unit = unit
        self.claim = reading.claims[unit.number] if unit.number is not None else None
        self.reading = reading

    @cached_property
    def hedges(self) -> tuple[Certainty, ...]:
        """Return the words of likelihood and open doubt that stand in the unit or govern it."""
        return tuple(word for word in certainty_of(self.reading, self.unit) if self._is_hedge(word))

    def _is_hedge(self, word: Certainty) -> bool:
        """Tell whether a word leaves the rest less than certain: not "could be seen", nor a thing that may be."""
        if word.sort is CertaintySort.DOUBT:
            return word.term in open_words() and (" " in word.term or bool(self._before(word, after_being())))
        if (
            word.rank is None
            or word.rank >= CERTAIN
            or word.term in words_for("attributive")
            or self._before(word, after_whoever())
        ):
            return False
        after = WORD.search(self.text, word.end, self.unit.spans[-1].end)
        return after is not None and not (word.term.startswith("could") and after[1].lower() in words_for("perceived"))

    def _before(self, word: Certainty, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what stands right before a word, where it is of a pattern that ends there."""
        return pattern.search(self.text[max(0, word.start - BEFORE) : word.start])

    @cached_property
    def is_hedged_otherwise(self) -> bool:
        """Tell whether a thing that only may be stands in the unit: "the possibility of rain" asserts no rain."""
        return any(word.term in words_for("attributive") for word in certainty_of(self.reading, self.unit))

    @cached_property
    def report_terms(self) -> frozenset[str]:
        """Return the terms of the whole report."""
        return terms_of_text(self.text)

    @cached_property
    def is_plain(self) -> bool:
        """Tell whether nothing is told as only possible or on a condition, by words that are no hedges."""
        return words_for("conditions").isdisjoint(mark[1].lower() for mark in words_of(self.text, self.unit))

    @cached_property
    def _placed(self) -> list[_Placed]:
        """Return the terms of the words outside hedges, and the words that have none, where they stand."""
        marks = list(words_of(self.text, self.unit))
        for hedge in self.hedges:
            marks = [mark for mark in marks if not hedge.start <= mark.start() < hedge.end]
        return [
            _Placed(term, length, Span(marks[place].start(1), marks[place + length - 1].end(1)))
            for place, length, term in place_terms([mark[1] for mark in marks])
        ]

    @cached_property
    def tokens(self) -> list[tuple[str | None, Span]]:
        """Return the words outside hedges, each with its term."""
        return [(placed.term.name if placed.term else None, placed.span) for placed in self._placed]

    @cached_property
    def terms(self) -> Mapping[str, float]:
        """Return the terms of the unit with their weights; what stands between the words of a phrase is told, too."""
        if all(placed.length == 1 for placed in self._placed):
            return weigh_terms(placed.term for placed in self._placed)
        return find_terms([m[1] for _, s in self.tokens for m in WORD.finditer(self.text, s.start, s.end)])

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the terms that are no names, lands or numbers."""
        capital = {term for term, span in self.tokens if term and self.text[span.start].isupper()}
        return frozenset(term for term in self.terms if term[0] not in "@#" and term not in capital)

    @cached_property
    def done(self) -> Mapping[str, list[Span]]:
        """Return the acts on a ladder that stand before each term within reach, the nearest last."""
        done: dict[str, list[Span]] = {}
        acts: list[tuple[int, Span]] = []
        for number, (term, span) in enumerate(self.tokens):
            word = self.text[span.start : span.end].lower()
            if word in ladder() and word not in words_for("attributive"):
                acts.append((number, span))
            elif acts and term and term not in done:
                near = [act for place, act in acts if number - place <= REACH]
                if near:
                    done[term] = near
        return done

    @cached_property
    def quotations(self) -> list[Span]:
        """Return the stretches in quotation marks."""
        return list(quotations_in(self.text, self.claim, self.unit))

    @property
    def is_verbatim(self) -> bool:
        """Tell whether all of the claim stands in quotation marks."""
        return self.claim is not None and self.claim.quoted == "yes"

    @cached_property
    def figures(self) -> list[Figure]:
        """Return the figures of the unit; what stands in an address counts nothing."""
        if any(ADDRESS.search(self.text, span.start, span.end) for span in self.unit.spans):
            return []
        inside = (figure for figure in self.reading.figures if self._is_inside(figure.start))
        return [each for each in inside if not FRAGMENT.search(self.text[max(0, each.start - 4) : each.start])]

    @cached_property
    def limits(self) -> list[Span]:
        """Return the places and times after their prepositions, and the words that limit to a part."""
        named: list[Place | Time] = [*self.reading.places, *self.reading.times]
        marks = [Span(each.start, each.end) for each in named if self._is_inside(each.start)]
        led = [span for mark in marks if (span := self._led(mark))]
        parts = [span for _, span in self.tokens if self.text[span.start : span.end].lower() in words_for("limits")]
        return sorted(led + parts)

    @cached_property
    def times(self) -> list[Time]:
        """Return the times of the unit."""
        return [time for time in self.reading.times if self._is_inside(time.start)]

    def has_beside(self, one: str, other: str) -> bool:
        """Tell whether a term stands before another one, with hardly a word that has a meaning between them."""
        told = [term for term, _ in self.tokens if term]
        return any(term == one and other in told[place + 1 : place + NEAR] for place, term in enumerate(told))

    def is_bracketed(self, limit: Span) -> bool:
        """Tell whether a limit stands in brackets by itself, as the insertion of who prints a quotation."""
        return self.text[limit.start - 1 : limit.start] in ("(", "[") and self.text[limit.end : limit.end + 1] in (
            ")",
            "]",
        )

    def is_place_or_time(self, limit: Span) -> bool:
        """Tell whether a limit is a place or time, which goes without saying in a report that names it elsewhere."""
        starts = [place.start for place in self.reading.places] + [time.start for time in self.reading.times]
        return any(limit.start <= start < limit.end for start in starts)

    def _is_inside(self, place: int) -> bool:
        return self._reach.start <= place < self._reach.end and any(
            span.start <= place < span.end for span in self.unit.spans
        )

    @cached_property
    def _reach(self) -> Span:
        """Return the stretch from where the unit begins to where it ends."""
        return Span(min(span.start for span in self.unit.spans), max(span.end for span in self.unit.spans))

    def led(self, mark: Span) -> Span:
        """Return a place or time with the preposition before it where there is one."""
        return self._led(mark) or mark

    def _led(self, mark: Span) -> Span | None:
        """Return a place or time with the preposition before it, None where none leads it in."""
        words = self.text[max(0, mark.start - 20) : mark.start].split()
        led = words[-2:] if words[-1:] in (["the"], ["a"]) else words[-1:]
        if not led or led[0].lower() not in words_for("prepositions") or POSSESSIVE.match(self.text, mark.end):
            return None
        return Span(self.text.rindex(led[0], 0, mark.start), mark.end)

    def covered(self, hedge: Certainty) -> frozenset[str]:
        """Return the acts that a hedge covers: all of them where it governs the whole."""
        if hedge.covers is None:
            return self.acts
        low, high = hedge.covers.start, hedge.covers.end
        following = next_clause().search(self.text, low, high)
        high = following.start() if following else high
        return frozenset(term for term, span in self.tokens if term in self.acts and low <= span.start < high)

    def act_under(self, hedge: Certainty) -> Act | None:
        """Return the act that a hedge makes less than certain: the next one, else the one before.

        It is None where the hedge governs all that is told.
        """
        if hedge.covers is None:
            return None
        covered = self.covered(hedge)
        acts = [(term, span) for term, span in self.tokens if term in covered]
        after = [(term, span) for term, span in acts if span.start >= hedge.end] or acts[-1:]
        return next((Act(str(term), self.words(span).lower()) for term, span in after), None)

    def tells(self, act: Act) -> bool:
        """Tell whether an act, or one that claims more or less of the same, is told."""
        told = (Act(term or "", self.words(span).lower()) for term, span in self.tokens)
        return any(act.is_one_with(other) for other in told)

    def is_earlier(self, other: Form) -> bool:
        """Tell whether the report appeared on an earlier day than another one."""
        mine, theirs = (parse_edtf(form.published.edtf or "") for form in (self, other))
        return mine is not None and theirs is not None and mine.until < theirs.since

    @cached_property
    def mass(self) -> float:
        """Return the weight of all that is told."""
        return fsum(self.terms.values())

    def shared_mass(self, other: Form) -> float:
        """Return the weight of what another form tells, too."""
        return fsum(min(self.terms[t], other.terms[t]) for t in self.terms.keys() & other.terms.keys())

    def is_close(self, other: Form) -> bool:
        """Tell whether the one of two forms that tells less is for the most part told by the other."""
        return self.shared_mass(other) >= CLOSE * min(self.mass, other.mass)

    def shares_most(self, other: Form, least: float) -> bool:
        """Tell whether of the one of two forms that tells more so much is told by the other."""
        return self.shared_mass(other) >= least * max(self.mass, other.mass)

    @cached_property
    def is_negated(self) -> bool:
        """Tell whether what is told is put in the negative, or denied."""
        return is_negated(self.text, self.claim, self.unit)

    @cached_property
    def denied(self) -> frozenset[str]:
        """Return the acts that are denied: all of a denial, else those that stand right behind a "not"."""
        if self.claim and self.claim.kind is ClaimKind.DENIAL:
            return self.acts
        places = [m.end() for s in self.unit.spans for m in negations().finditer(self.text, s.start, s.end)]
        following = (next((i for i, (_, span) in enumerate(self.tokens) if span.start >= place), 0) for place in places)
        near = (self.tokens[first : first + NOT_REACH] for first in following)
        heads = (next((term for term, _ in tokens if term in self.acts), None) for tokens in near)
        return frozenset(head for head in heads if head)

    def words_at(self, figure: Figure) -> str:
        """Return a figure as it is written."""
        return self.words(Span(figure.start, figure.end))

    def words(self, span: Span | None) -> str:
        """Return the words of a span on one line."""
        return " ".join(self.text[span.start : span.end].split()) if span else ""
