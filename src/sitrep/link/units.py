"""The units that are compared across reports: the sentences of claims, and what the outlet tells itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from math import fsum
from typing import NamedTuple

from msgspec import Struct

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import Certainty, Claim, ClaimKind, FigureKind, Reading, Report, Span
from sitrep.link.terms import WORD, find_terms, rarity_of, split_words

LEAST_WORDS = 4  # of a unit; a shorter sentence of a claim goes with the one before
KEYS = 8  # most telling terms by which a unit is found
KEYS_OF_NEWS, LEAST_KEY_OF_NEWS = 6, 3.0  # the same for what outlets tell as their own, of which there is most
RARE_KEY = 2.5  # weight of a term that is looked for among the reports of all days
LEAST_KEY = 2.0  # weight of a term that is one of them
COUNTED = (FigureKind.COUNT, FigureKind.MONEY, FigureKind.SHARE, FigureKind.MULTIPLE)
MEASURED = ("magnitude", "aftershocks", "depth", "distance")
PHRASE = range(2, 7)  # words of a quotation that is a key as a whole
LEAST_PHRASE, LONE_WORD = 2.0, 5.0  # weight of a quotation, and of one word, by which a saying is known again
LEAST_MASS = 8.0  # weight of what an outlet tells itself, to be found by it
LEAST_KEYS = 2  # in common before two units are compared
DOUBT, DOUBT_WEIGHT = "?", 3.0  # the term of all words by which something is left open
QUOTED = re.compile(r"[\"“„]([^\"“”„\n]{2,400})[\"”]")


class Key(NamedTuple):
    """What a unit is found by; a whole quotation is worth as much as two terms. Few units have a rare one."""

    name: str
    worth: int
    is_rare: bool


class Unit(Struct, frozen=True, gc=False):
    """A part of what a report tells: a sentence of a claim (by its number), or of the outlet's own (None)."""

    number: int | None
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Return where the unit begins; no other unit of its report of the same sort begins there."""
        return self.spans[0].start


class Gist(Struct, frozen=True, array_like=True, dict=True):
    """What is compared of a unit: its terms with their weights, the words in one spelling, quotations and figures.

    `quotations` are the words of each stretch in quotation marks that tells enough to be known again. `is_negated`
    tells that the unit is put in the negative, or denied.
    """

    is_own: bool
    is_negated: bool
    terms: dict[str, float]
    figures: frozenset[float]
    spelled: str
    quotations: tuple[str, ...]

    @cached_property
    def words(self) -> list[str]:
        """Return the words in one spelling."""
        return self.spelled.split()

    @cached_property
    def threes(self) -> frozenset[tuple[str, str, str]]:
        """Return each three words in a row."""
        return frozenset(threes_of(self.words))

    @cached_property
    def mass(self) -> float:
        """Return the weight of all terms."""
        return fsum(self.terms.values())

    @property
    def is_news(self) -> bool:
        """Tell whether an outlet tells it as its own and leaves nothing open: reports of those days tell it, too."""
        return self.is_own and DOUBT not in self.terms

    @property
    def is_dense(self) -> bool:
        """Tell whether the unit holds enough to be known again."""
        return not self.is_own or self.mass >= LEAST_MASS

    @cached_property
    def keys(self) -> list[Key]:
        """Return the terms that tell most, and short quotations, by which units that may say the same are found."""
        if not self.is_dense:
            return []
        most, least = (KEYS_OF_NEWS, LEAST_KEY_OF_NEWS) if self.is_news else (KEYS, LEAST_KEY)
        ranked = sorted(self.terms, key=lambda name: (-self.terms[name], name))[:most]
        return [
            *(Key(name, 1, rarity_of(name) >= RARE_KEY) for name in ranked if self.terms[name] >= least),
            *(Key(f"“{each}", LEAST_KEYS, is_rare=True) for each in self.quotations if each.count(" ") + 1 in PHRASE),
        ]


def threes_of(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Return each three words in a row."""
    return zip(words, words[1:], words[2:], strict=False)


def make_gist(report: Report, reading: Reading, unit: Unit) -> Gist:
    """Return what is compared of a unit of a report."""
    claim = reading.claims[unit.number] if unit.number is not None else None
    hedges = certainty_of(reading, unit)
    words = (m[1] for m in words_of(report.text, unit) if not (hedges and _is_inside(m.start(), hedges)))
    terms = find_terms(list(words))
    if any(_doubts().search(report.text, span.start, span.end) for span in unit.spans):
        terms[DOUBT] = DOUBT_WEIGHT
    quotations = (_spelled(report.text, span) for span in quotations_in(report.text, claim, unit))
    return Gist(
        is_own=claim is None,
        is_negated=is_negated(report.text, claim, unit),
        terms=terms,
        figures=frozenset(numbers_in(reading, unit)),
        spelled=" ".join(_spelled(report.text, span) for span in unit.spans),
        quotations=tuple(filter(_is_telling, quotations)),
    )


def _spelled(text: str, span: Span) -> str:
    return " ".join(split_words(text, span.start, span.end).words)


def _is_telling(quotation: str) -> bool:
    """Tell whether a quotation holds enough for a saying to be known by it."""
    words = quotation.split()
    return bool(words) and fsum(find_terms(words).values()) >= (LEAST_PHRASE if len(words) > 1 else LONE_WORD)


@cache
def _doubts() -> re.Pattern[str]:
    words = load_words("certainty")["words"]
    return re.compile(rf"\b(?:{alternatives([*words['doubt'].split(), *words['doubt_phrases']])})\b", re.IGNORECASE)


@cache
def negations() -> re.Pattern[str]:
    """Return a pattern for words that negate; "not seen since" is one term with "unseen" and negates nothing."""
    phrases = [phrase.split() for row in load_words("synonyms")["phrases"].values() for phrase in row]
    after = "|".join(re.escape(" ".join(rest)) for head, *rest in phrases if head in ("not", "never"))
    words = rf"\b(?:not|no|never|nor|neither|nobody|none|cannot)\b(?!\s+(?:{after})\b)|n[’']t\b"
    return re.compile(words, re.IGNORECASE)


def is_negated(text: str, claim: Claim | None, unit: Unit) -> bool:
    """Tell whether a unit is put in the negative, or the claim that it is a part of is a denial."""
    if claim and (claim.negated or claim.kind is ClaimKind.DENIAL):
        return True
    return any(negations().search(text, span.start, span.end) for span in unit.spans)


def quotations_in(text: str, claim: Claim | None, unit: Unit) -> Iterator[Span]:
    """Yield the parts of a unit that stand in quotation marks."""
    known = claim.quotations if claim else ()
    for span in unit.spans:
        for quotation in known or [Span(*m.span(1)) for m in QUOTED.finditer(text, span.start, span.end)]:
            start, end = max(quotation.start, span.start), min(quotation.end, span.end)
            if start < end:
                yield Span(start, end)


def words_of(text: str, unit: Unit) -> Iterator[re.Match[str]]:
    """Yield the words of a unit where they stand."""
    for span in unit.spans:
        yield from WORD.finditer(text, span.start, span.end)


def _is_inside(place: int, marks: Sequence[Certainty]) -> bool:
    return any(mark.start <= place < mark.end for mark in marks)


def certainty_of(reading: Reading, unit: Unit) -> tuple[Certainty, ...]:
    """Return the words of certainty of the claim, or of the outlet's own telling, that a unit is a part of."""
    if unit.number is not None:
        words = reading.claims[unit.number].certainty
        return certainty_in(words, unit) if words else ()
    return next((told.certainty for told in reading.told if told.start == unit.start), ())


def certainty_in(words: Sequence[Certainty], unit: Unit) -> tuple[Certainty, ...]:
    """Return the words of certainty that stand in a unit or, as the cue's, govern it."""
    spans = [word for word in words if any(s.start <= word.start < s.end for s in unit.spans)]
    cues = [word for word in words if word not in spans and word.covers is None and not _stands_in_content(word, unit)]
    return (*cues, *spans)


def _stands_in_content(word: Certainty, unit: Unit) -> bool:
    return unit.spans[0].start <= word.start


def split_units(reading: Reading, numbers: Sequence[int]) -> list[Unit]:
    """Return the units of a report: those of its claims of some numbers, then those of the outlet."""
    starts = [sentence.start for sentence in reading.sentences]
    units = [Unit(number, spans) for number in numbers for spans in _sentences(reading.claims[number].content, starts)]
    own = [Unit(None, (Span(told.start, told.end),)) for told in reading.told]
    return units + own


def _sentences(content: Sequence[Span], starts: Sequence[int]) -> Iterator[tuple[Span, ...]]:
    """Yield the parts of a content that stand in one sentence each."""
    parts: list[list[Span]] = []
    last = None
    for span in content:
        for part, sentence in _cut(span, starts):
            if parts and (sentence == last or part.end - part.start < LEAST_WORDS * 5):
                parts[-1].append(part)
            else:
                parts.append([part])
            last = sentence
    yield from map(tuple, parts)


def _cut(span: Span, starts: Sequence[int]) -> Iterator[tuple[Span, int]]:
    """Yield a span cut where sentences begin, each part with the number of its sentence."""
    low = span.start
    number = bisect_right(starts, low)
    while number < len(starts) and starts[number] < span.end:
        yield Span(low, starts[number]), number
        low, number = starts[number], number + 1
    yield Span(low, span.end), number


def numbers_in(reading: Reading, unit: Unit) -> Iterator[float]:
    """Yield the numbers that are counted in a unit; not none and one, nor measures, which many counts stand beside."""
    first, last = min(span.start for span in unit.spans), max(span.end for span in unit.spans)
    for figure in reading.figures:
        if not first <= figure.start < last or figure.kind not in COUNTED or figure.counts in MEASURED:
            continue
        if any(span.start <= figure.start < span.end for span in unit.spans):
            value = figure.low if figure.low is not None else figure.high
            if value is not None and value not in (0.0, 1.0):
                yield value
