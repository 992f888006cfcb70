"""What a report is known by when it is told which reports are of one development: its telling words, names and days.

Weights are whole numbers, so that sums are exact in whatever order they are made.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import NoiseKind, Reading, Report, Span
from sitrep.ground.spelling import plain_word
from sitrep.link.terms import RARE, WORD, find_subject

SCALE = 10_000  # a weight of 1
LEAD_WORDS, LEAD = 60, 5  # a word among the first of a report counts as so many
HEADLINE_CAPITALS, LEAST_HEADLINE = 0.6, 3  # of the words of a headline; words
LEAST_OWN = RARE - 1  # the weight of a name that may tell one development from a look-alike
TELLING, TELLING_UNDATED = 32, 16  # terms by which a report is found
ADDRESS = re.compile(r"(?m)^https? ?: ?/ ?/.*$|https?://\S+")
NO_STORY = frozenset(
    {NoiseKind.CAPTION, NoiseKind.CREDIT, NoiseKind.RELATED_LINK, NoiseKind.PROMOTION, NoiseKind.DISCLAIMER}
)

Vector = Mapping[str, int]


class Sketch(Struct, frozen=True, array_like=True, gc=False):
    """What a report, or an item of a digest, is known by. Each vector has the length 1 (`SCALE`).

    `own` are names that may tell a development from a look-alike one. `days` are the days that it names by their date,
    `day` is that of its publication where that is stated, else 0; both are proleptic ordinals.
    """

    words: dict[str, int]
    names: dict[str, int]
    numbers: dict[str, int]
    full_names: dict[str, int]
    own: frozenset[str]
    days: frozenset[int]
    day: int

    @property
    def telling(self) -> list[str]:
        """Return the terms by which it is found: the heaviest; only a few where its day is not known."""
        return heaviest(self.words, TELLING if self.day else TELLING_UNDATED)


def heaviest(vector: Vector, most: int) -> list[str]:
    """Return the terms that weigh most."""
    least = sorted(vector.values())[-most] if len(vector) > most else 0
    ranked = sorted((-weight, term) for term, weight in vector.items() if weight >= least)
    return [term for _, term in ranked[:most]]


class Word(NamedTuple):
    """A word, where it stands, how many words stand before it, and whether its capital is that of a name."""

    text: str
    start: int
    number: int
    is_capital: bool
    is_name: bool


def make_sketch(report: Report, reading: Reading, item: Span | None = None) -> Sketch:
    """Return what a report is known by, or one item of it where it is a digest.

    Cost: about two milliseconds for 500 words.
    """
    counts, full_names, numbers = Counter[str](), Counter[str](), dict[str, int]()
    weights, names, own = dict[str, float](), set[str](), set[str]()
    before: Word | None = None
    for word in _read_words(report, reading, item):
        term = find_subject(word.text, is_name=word.is_name)
        if term is None:
            continue
        times = LEAD if word.number < LEAD_WORDS else 1
        counts[term.name] += times
        weights[term.name] = term.weight
        if word.is_name:
            names.add(term.name)
            if term.weight >= LEAST_OWN and plain_word(word.text) not in _calendar():
                own.add(term.name)
        if before and _is_full_name(before, word):
            full_names[f"{plain_word(before.text)} {plain_word(word.text)}"] += times
        if term.name[0].isdigit():
            numbers[term.name] = max(numbers.get(term.name, 0), 2 if times > 1 else 1)
        before = word
    weighed = {term: (1 + math.log(count)) * weights[term] for term, count in counts.items()}
    return Sketch(
        words=_unit(weighed),
        names=_unit({term: weighed[term] for term in names}),
        numbers=_unit(numbers),
        full_names=_unit({name: 1 + math.log(count) for name, count in full_names.items()}),
        own=frozenset(own),
        days=frozenset(_find_days(reading, item)),
        day=_stated_day(report),
    )


def _is_full_name(before: Word, word: Word) -> bool:
    return (
        before.number + 1 == word.number and before.is_capital and word.is_capital and (before.is_name or word.is_name)
    )


def _unit(vector: Mapping[str, float]) -> dict[str, int]:
    """Return a vector with the length `SCALE`, in whole numbers; what comes to nothing is left out."""
    length = math.sqrt(math.fsum(weight * weight for weight in vector.values()))
    scaled = {term: round(SCALE * weight / length) for term, weight in vector.items()} if length else {}
    return {term: scaled[term] for term in sorted(scaled) if scaled[term]}


@cache
def _calendar() -> frozenset[str]:
    times = load_words("times")
    return frozenset(
        name for table in ("months", "weekdays") for key in ("names", "short") for name in times[table][key]
    )


# --- words


def _read_words(report: Report, reading: Reading, item: Span | None) -> Iterator[Word]:
    """Yield the words of a report's story, its title's first, without noise and addresses; of an item its own."""
    if report.title and item is None:
        yield from _words_of(report.title, Span(0, len(report.title)), 0, is_title=True)
    number = 0
    left_out = _left_out(report, reading)
    for sentence in _sentences_of(report, reading, item):
        found = list(_words_of(report.text, sentence, number))
        number += len(found)
        if left_out:
            found = [word for word in found if not _is_within(word.start, left_out)]
        yield from found


def _left_out(report: Report, reading: Reading) -> list[tuple[int, int]]:
    noise = [(each.start, each.end) for each in reading.noise if each.kind in NO_STORY]
    return sorted(noise + [match.span() for match in ADDRESS.finditer(report.text)])


def _is_within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return place >= 0 and position < spans[place][1]


def _sentences_of(report: Report, reading: Reading, item: Span | None) -> Iterator[Span]:
    """Yield the sentences of a report or of an item, which may begin within one; the whole where there are none."""
    whole = item or Span(0, len(report.text))
    if not reading.sentences:
        yield whole
    for sentence in reading.sentences:
        start, end = max(sentence.start, whole.start), min(sentence.end, whole.end)
        if start < end:
            yield Span(start, end)


def _words_of(text: str, span: Span, number: int, *, is_title: bool = False) -> Iterator[Word]:
    found = list(WORD.finditer(text, span.start, span.end))
    capitals = sum(match[1][0].isupper() for match in found)
    is_headline = is_title or (len(found) >= LEAST_HEADLINE and capitals >= HEADLINE_CAPITALS * len(found))
    for place, match in enumerate(found):
        is_capital = match[1][0].isupper()
        is_name = is_capital and place > 0 and not is_headline
        yield Word(match[1], match.start(), number + place, is_capital, is_name)


# --- days


def _find_days(reading: Reading, item: Span | None) -> Iterator[int]:
    """Yield the days that are named by a date, or by a word that a known day of publication makes one."""
    for time in reading.times:
        if item is None or item.start <= time.start < item.end:
            day = _one_day(time.edtf)
            if day:
                yield day


def _stated_day(report: Report) -> int:
    return _one_day(report.published.edtf) if report.published.how == "stated" else 0


def _one_day(edtf: str | None) -> int:
    """Return the one day that a date means, 0 where it means several or none."""
    days = parse_edtf(edtf) if edtf else None
    return days.since.toordinal() if days and days.since == days.until else 0
