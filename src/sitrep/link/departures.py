"""How a telling departs from the first form of its statement: surer or less sure, in other words, wider, sourceless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain
from math import fsum
from typing import Literal

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Certainty, CertaintySort, ClaimKind, Figure, Reading, Report, Span, Time
from sitrep.link.quotations import find_alterations
from sitrep.link.terms import HEAVIEST, WORD, find_term, find_terms, place_terms, split_words
from sitrep.link.units import Unit, certainty_of, is_negated, negations, quotations_in, words_of

Direction = Literal["stronger", "weaker"]
CERTAIN = 9  # the rank of words that take nothing from what they stand by: "sure to"
ASSERTED = 10  # above every rank of the ladder of likelihood
CLOSE = 0.55  # of what the one that tells less tells, that the other must have before limits and numbers are compared
NEXT_CLAUSE = re.compile(
    r",?\s+(?:(?:and|but)\s+(?:that|had|have|has|was|were|is|are)|once|until|unless|because|although|whereas)\b"
)
POSSESSIVE = re.compile(r"\s?['’]\s?s\b")
RANKS = {CertaintySort.DOUBT: 3.5}  # of words that have no rank of their own
HALF, MOSTLY = 0.5, 0.6  # of what a hedge covers, and of what is told, that both must have
LEAST_SHARED = 3.0  # weight of what both tell of under a hedge
LEAST_TAKEN = 9.0  # weight of what an outlet tells that is somebody else's
REACH = 6  # words between an act and what it is done to
NOT_REACH = 3  # words behind a "not" among which the act is that it denies
NEAR = 3  # words with a meaning on either side of a limit, most of which the other telling must have
AROUND = 800  # characters before and after a telling in which its speaker may be named
IS = re.compile(r"(?:\b(?:is|are|was|were|be|been|remain\w*|seem\w*|left)|['’]s)\s+(?:\w+\s+)?$", re.IGNORECASE)
WHOEVER = re.compile(r"\b(?:any|every|some)(?:one|body)\b[^.,;]*\bwho\s+$|\b(?:those|people)\s+who\s+$", re.IGNORECASE)
BEFORE = 60  # characters before a word of certainty that are looked at
FRAGMENT = re.compile(r"\d\s?[.,]\s?$")  # what stands before the rest of a number that was split
ADDRESS = re.compile(r"\bhttps?\b|\bwww\b", re.IGNORECASE)
REST = 40  # characters behind a telling in which the hedge may stand that it has lost
TITLE = 300  # characters of a report in which its author may be named
ALIKE = 0.45  # of the form that tells more, that both tell before what only one of them hedges is held against it
PRONOUNS = frozenset(["he", "she", "it", "they", "we", "his", "her", "its", "their", "our"])
RUN_ON = re.compile(r"[a-z] +(?:It|He|She|They|We|The|This|These|There|But|And|In|On|At|When|After) +[a-z]")
DATELINE = re.compile(r"[A-Z][\w ,.]{2,40}(?:\(|-LRB-) ?\w+ ?(?:\)|-RRB-) *(?:--|—|–)")
CLOSING = re.compile(r"[\s.,;!?]*(?:''|[\"”»])")


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
        self.published = report.published
        self.unit = unit
        self.claim = reading.claims[unit.number] if unit.number is not None else None
        self._reading = reading

    @cached_property
    def hedges(self) -> tuple[Certainty, ...]:
        """Return the words of likelihood and open doubt that stand in the unit or govern it."""
        return tuple(word for word in certainty_of(self._reading, self.unit) if self._is_hedge(word))

    def _is_hedge(self, word: Certainty) -> bool:
        """Tell whether a word leaves the rest less than certain: not "could be seen", nor a thing that may be."""
        if word.sort is CertaintySort.DOUBT:
            return word.term in open_words() and (" " in word.term or bool(self._before(word, IS)))
        if word.rank is None or word.rank >= CERTAIN or word.term in _attributive() or self._before(word, WHOEVER):
            return False
        after = WORD.search(self.text, word.end, self.unit.spans[-1].end)
        return after is not None and not (word.term.startswith("could") and after[1].lower() in _perceived())

    def _before(self, word: Certainty, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what stands right before a word, where it is of a pattern that ends there."""
        return pattern.search(self.text[max(0, word.start - BEFORE) : word.start])

    @cached_property
    def is_hedged_otherwise(self) -> bool:
        """Tell whether a thing that only may be stands in the unit: "the possibility of rain" asserts no rain."""
        return any(word.term in _attributive() for word in certainty_of(self._reading, self.unit))

    @cached_property
    def sentence_words(self) -> frozenset[str]:
        """Return the words of the sentences that the unit stands in, in small letters."""
        low, high = self.unit.spans[0].start, self.unit.spans[-1].end
        stretches = [s for s in self._reading.sentences if s.start < high and s.end > low]
        return frozenset(m[1].lower() for s in stretches for m in WORD.finditer(self.text, s.start, s.end))

    @cached_property
    def report_terms(self) -> frozenset[str]:
        """Return the terms of the whole report."""
        return frozenset(find_terms([mark[1] for mark in WORD.finditer(self.text)]))

    @cached_property
    def is_plain(self) -> bool:
        """Tell whether nothing is told as only possible or on a condition, by words that are no hedges."""
        return _conditions().isdisjoint(mark[1].lower() for mark in words_of(self.text, self.unit))

    @cached_property
    def is_told_by_its_voice(self) -> bool:
        """Tell whether the sentence of the unit names who says it, with a word of saying and not as a label."""
        if self.claim is None or not self.claim.whole or not self.claim.source or not self.claim.cue:
            return False
        start = self.unit.spans[0].start
        sentence = next((s for s in self._reading.sentences if s.start <= start < s.end), None)
        parts = (self.claim.source[0], self.claim.cue[0])
        is_near = sentence is not None and all(sentence.start <= part.start < sentence.end for part in parts)
        return is_near and self.words(self.claim.cue[0])[:1].isalpha()

    @property
    def goes_on_with_a_saying(self) -> bool:
        """Tell whether it has a pronoun and follows on a sentence with a word of saying, whose speaker goes on."""
        start = self.unit.spans[0].start
        before = next((s for s in reversed(self._reading.sentences) if s.end <= start), None)
        if before is None or PRONOUNS.isdisjoint(mark[1].lower() for mark in words_of(self.text, self.unit)):
            return False
        return any(mark[1].lower() in _attributing() for mark in WORD.finditer(self.text, before.start, before.end))

    @property
    def is_run_on(self) -> bool:
        """Tell whether lines without a mark at their end have run together in it: its source may be of another one."""
        text, spans = self.text, self.unit.spans
        return any(RUN_ON.search(text, s.start, s.end) or DATELINE.match(text, s.start, s.end) for s in spans)

    def is_named_around(self, voice: str) -> bool:
        """Tell whether a voice is named near the unit, outside of it, or where the report's author is."""
        low, high = self.unit.spans[0].start, self.unit.spans[-1].end
        stretches = (0, min(TITLE, low)), (max(0, low - AROUND), low), (high, high + AROUND)
        names = {m[1].lower() for m in WORD.finditer(voice) if m[1][0].isupper()}
        near = {m[1].lower() for start, end in stretches for m in WORD.finditer(self.text, start, end)}
        last = WORD.findall(voice)[-1].lower() if names else ""
        told = {mark[1].lower() for mark in words_of(self.text, self.unit)}
        if last in told and (term := find_term(last)) and term.weight >= HEAVIEST:
            return True
        return bool(names) and last in near and len(names & near) >= min(2, len(names))

    def is_earlier(self, other: Form) -> bool:
        """Tell whether the report appeared on an earlier day than another one."""
        mine, theirs = (parse_edtf(form.published.edtf or "") for form in (self, other))
        return mine is not None and theirs is not None and mine.until < theirs.since

    def has_words_of(self, quotations: Sequence[Span], text: str) -> bool:
        """Tell whether one of the quotations of another text that is more than a word or two stands here."""
        mine = " ".join(split_words(self.text, self.unit.spans[0].start, self.unit.spans[-1].end).words)
        theirs = (split_words(text, span.start, span.end).words for span in quotations)
        return any(len(words) >= NEAR and f" {' '.join(words)} " in f" {mine} " for words in theirs)

    @cached_property
    def tokens(self) -> list[tuple[str | None, Span]]:
        """Return the words outside hedges, each with its term."""
        marks = [
            mark
            for mark in words_of(self.text, self.unit)
            if not any(hedge.start <= mark.start() < hedge.end for hedge in self.hedges)
        ]
        return [
            (term.name if term else None, Span(marks[place].start(1), marks[place + length - 1].end(1)))
            for place, length, term in place_terms([mark[1] for mark in marks])
        ]

    @cached_property
    def terms(self) -> Mapping[str, float]:
        """Return the terms of the unit with their weights."""
        return find_terms([m[1] for _, s in self.tokens for m in WORD.finditer(self.text, s.start, s.end)])

    @cached_property
    def acts(self) -> frozenset[str]:
        """Return the terms that are no names, lands or numbers."""
        capital = {term for term, span in self.tokens if term and self.text[span.start].isupper()}
        return frozenset(term for term in self.terms if term[0] not in "@#" and term not in capital)

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
        inside = (figure for figure in self._reading.figures if self._is_inside(figure.start))
        return [each for each in inside if not FRAGMENT.search(self.text[max(0, each.start - 4) : each.start])]

    @cached_property
    def limits(self) -> list[Span]:
        """Return the places and times after their prepositions, and the words that limit to a part."""
        words = self._reading
        marks = [Span(place.start, place.end) for place in words.places] + [Span(t.start, t.end) for t in words.times]
        led = [span for mark in marks if self._is_inside(mark.start) and (span := self._led(mark))]
        parts = [span for _, span in self.tokens if self.text[span.start : span.end].lower() in _limits()]
        return sorted(led + parts)

    @cached_property
    def times(self) -> list[Time]:
        """Return the times of the unit."""
        return [time for time in self._reading.times if self._is_inside(time.start)]

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
        starts = [place.start for place in self._reading.places] + [time.start for time in self._reading.times]
        return any(limit.start <= start < limit.end for start in starts)

    def _is_inside(self, place: int) -> bool:
        return any(span.start <= place < span.end for span in self.unit.spans)

    def led(self, mark: Span) -> Span:
        """Return a place or time with the preposition before it where there is one."""
        return self._led(mark) or mark

    def _led(self, mark: Span) -> Span | None:
        """Return a place or time with the preposition before it, None where none leads it in."""
        words = self.text[max(0, mark.start - 20) : mark.start].split()
        led = words[-2:] if words[-1:] in (["the"], ["a"]) else words[-1:]
        if not led or led[0].lower() not in PREPOSITIONS or POSSESSIVE.match(self.text, mark.end):
            return None
        return Span(self.text.rindex(led[0], 0, mark.start), mark.end)

    def covered(self, hedge: Certainty) -> frozenset[str]:
        """Return the acts that a hedge covers: all of them where it governs the whole."""
        if hedge.covers is None:
            return self.acts
        low, high = hedge.covers.start, hedge.covers.end
        following = NEXT_CLAUSE.search(self.text, low, high)
        high = following.start() if following else high
        return frozenset(term for term, span in self.tokens if term in self.acts and low <= span.start < high)

    def head(self, hedge: Certainty) -> tuple[str, str] | None:
        """Return the act that a hedge makes less than certain, as term and word: the next one, else the one before.

        It is None where the hedge governs all that is told.
        """
        if hedge.covers is None:
            return None
        covered = self.covered(hedge)
        acts = [(term, span) for term, span in self.tokens if term in covered]
        after = [(term, span) for term, span in acts if span.start >= hedge.end] or acts[-1:]
        return (str(after[0][0]), self.words(after[0][1]).lower()) if after else None

    def tells(self, head: tuple[str, str]) -> bool:
        """Tell whether an act, or one that claims more or less of the same, is told."""
        ladder = _ladder().get(head[1], (None, 0))[0]
        return head[0] in self.terms or (ladder is not None and any(step[0] == ladder for step, _ in _steps(self)))

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


PREPOSITIONS = frozenset(load_words("strength")["prepositions"].split())


def find_departures(first: Form, telling: Form, voice: str | None, *, is_attributed: bool) -> Iterator[Departure]:
    """Yield how a telling departs from the first form of its statement, of a voice where one is known by name.

    `is_attributed` tells that its report names the speaker here or in another telling of the same.
    """
    yield from (each for each in compare_certainty(first, telling, alike=ALIKE) if _is_of_one_act(first, telling, each))
    yield from _quotations(first, telling)
    if first.is_close(telling):
        yield from _figures(first, telling)
        yield from _scope(first, telling)
    yield from _acts(first, telling)
    if voice and not is_attributed and _is_taken_over(first, telling, voice):
        yield Departure(DepartureKind.ATTRIBUTION, "stronger", voice, "", None, telling.unit.spans[0])


def _is_taken_over(first: Form, telling: Form, voice: str) -> bool:
    """Tell whether the outlet tells it as its own: not in quotation marks, no word of saying, its speaker not near.

    Quotations without their marks are speakers that were not recognized, as in transcripts. What appeared before the
    report that names a speaker was not taken from there.
    """
    if telling.claim or telling.quotations or not _attributing().isdisjoint(telling.sentence_words):
        return False
    if first.is_verbatim or telling.has_words_of(first.quotations, first.text) or telling.is_earlier(first):
        return False
    if telling.goes_on_with_a_saying:
        return False
    if CLOSING.match(telling.text, telling.unit.spans[-1].end) or telling.is_named_around(voice):
        return False
    if fsum(first.terms[term] for term in first.terms.keys() & telling.terms.keys()) < LEAST_TAKEN:
        return False
    return first.is_told_by_its_voice and not first.is_run_on and first.shares_most(telling, MOSTLY)


# --- certainty


def compare_certainty(first: Form, telling: Form, least: float = HALF, alike: float = 0.0) -> Iterator[Departure]:
    """Yield how surely each tells what both tell of; what only one of them hedges is asserted by the other.

    `least` is the share of what a hedge covers that the other has to tell, too, `alike` that of all that the longer
    form tells where one of them has no hedge.
    """
    matched: set[int] = set()
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
    """Tell whether the act that one form hedges is told by the other, and hedged where that one has a hedge."""
    sides = ((first, found.from_span, telling, found.to_span), (telling, found.to_span, first, found.from_span))
    for form, mine, other, theirs in sides:
        hedge = next((h for h in form.hedges if mine and h.start == mine.start), None)
        head = form.head(hedge) if hedge else None
        if head is None:
            continue
        against = next((h for h in other.hedges if theirs and h.start == theirs.start), None)
        theirs_head = other.head(against) if against else None
        if not other.tells(head) or (theirs_head and not _are_one_act(head, theirs_head)):
            return False
    return True


def _are_one_act(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two acts are one, or steps of one ladder."""
    ladders = [_ladder().get(word, (None, 0))[0] for _, word in (one, other)]
    return one[0] == other[0] or (ladders[0] is not None and ladders[0] == ladders[1])


def _is_shared(covered: frozenset[str], other: Form, least: float) -> bool:
    """Tell whether enough of what a hedge covers is told by the other form, too."""
    shared = covered & other.acts
    return len(shared) >= least * len(covered) and fsum(other.terms[t] for t in shared) >= LEAST_SHARED


def _compare_hedges(first: Form, telling: Form, one: Certainty | None, other: Certainty | None) -> Iterator[Departure]:
    low, high = _rank(one), _rank(other)
    if min(low, high) >= CERTAIN or low == high or (one and other and one.sort is not other.sort):
        return
    if one and other and not _ahead().isdisjoint((one.term, other.term)):
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
    is_ahead = hedge is not None and hedge.term in _ahead()
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


@cache
def open_words() -> frozenset[str]:
    """Return the words by which something is left open; who only fears or guesses leaves nothing open."""
    words = load_words("certainty")["words"]
    return frozenset([*words["doubt"].split(), *words["doubt_phrases"]])


@cache
def _perceived() -> frozenset[str]:
    return frozenset(load_words("strength")["perceived"].split())


@cache
def _conditions() -> frozenset[str]:
    return frozenset(load_words("strength")["conditions"].split())


@cache
def _ahead() -> frozenset[str]:
    return frozenset(load_words("strength")["ahead"])


@cache
def _attributive() -> frozenset[str]:
    return frozenset(load_words("strength")["attributive"])


@cache
def _attributing() -> frozenset[str]:
    return frozenset(load_words("strength")["attributing"].split())


def _acts(first: Form, telling: Form) -> Iterator[Departure]:
    """Find acts that are told as a stronger or weaker one, done to the same thing."""
    ones, others = _done(first), _done(telling)
    for target in sorted(ones.keys() & others.keys() & (first.acts & telling.acts)):
        one, other = ones[target][-1], others[target][-1]
        steps = [_ladder()[form.words(span).lower()] for form, span in ((first, one), (telling, other))]
        told = {step for step, place in _steps(first) if place <= one.start}
        if steps[0][0] == steps[1][0] and steps[0][1] != steps[1][1] and steps[1] not in told:
            direction: Direction = "stronger" if steps[1][1] > steps[0][1] else "weaker"
            yield Departure(DepartureKind.SCOPE, direction, first.words(one), telling.words(other), one, other)
            return


def _steps(form: Form) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the steps of the acts of a form, with where each stands."""
    for _, span in form.tokens:
        word = form.text[span.start : span.end].lower()
        if word in _ladder():
            yield _ladder()[word], span.start


def _done(form: Form) -> Mapping[str, list[Span]]:
    """Return the acts that stand before each term within reach, the nearest last."""
    done: dict[str, list[Span]] = {}
    acts: list[tuple[int, Span]] = []
    for number, (term, span) in enumerate(form.tokens):
        word = form.text[span.start : span.end].lower()
        if word in _ladder() and word not in _attributive():
            acts.append((number, span))
        elif term and term not in done:
            near = [act for place, act in acts if number - place <= REACH]
            if near:
                done[term] = near
    return done


def one_each(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    """Return departures without those that say the same."""
    seen: dict[tuple[str, str, str], Departure] = {}
    for each in departures:
        seen.setdefault((each.kind.value, each.from_, each.to), each)
    return tuple(seen.values())
