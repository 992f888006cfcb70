"""What the outlet tells as its own knowledge: the clauses that no attribution covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from sitrep.ground.model import Attribution, Span
from sitrep.reading.phrases import FINITE, is_clause_at
from sitrep.reading.words import Words

LEAST_WORDS = 4


def find_told(words: Words, attributions: Sequence[Attribution]) -> Iterator[Span]:
    """Find what is told without a source, in text order: main clauses, and what attributions leave of sentences.

    Shape: no overlap with any attribution; each has a finite verb and four words at least, and is no bare quotation.
    """
    covered = bytearray(len(words))
    for attribution in attributions:
        for span in (*attribution.content, *attribution.source, *attribution.cue):
            first, end = bisect_left(words.ends, span.start + 1), bisect_left(words.starts, span.end)
            covered[first:end] = b"\1" * (end - first)
    for sentence in words.sentences:
        for stretch in _left_over(covered, sentence):
            for first, end in _clauses(words, *stretch):
                yield from _told(words, first, end)


def _left_over(covered: bytearray, sentence: Span) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words of a sentence that nothing covers."""
    start = sentence.start
    while start < sentence.end:
        taken = covered.find(1, start, sentence.end)
        end = taken if taken >= 0 else sentence.end
        if end > start:
            yield start, end
        start = end
        while start < sentence.end and covered[start]:
            start += 1


def _clauses(words: Words, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a stretch that a comma and a conjunction, or a semicolon, part."""
    first = start
    for index in range(start + 1, end - 1):
        parts = words.tags.startswith(",c", index) and is_clause_at(words, index + 2, end)
        if words.quotation_of[index] < 0 and (parts or words.tags[index] == ";"):
            yield first, index
            first = index + 1
    yield first, end


def _told(words: Words, first: int, end: int) -> Iterator[Span]:
    """Yield a stretch without the marks and conjunctions around it, where it tells something."""
    while first < end and words.tags[first] in ",.:;-c":
        first += 1
    while end > first and words.tags[end - 1] in ",.:;-c":
        end -= 1
    if end - first < LEAST_WORDS or set(FINITE).isdisjoint(words.tags[first:end]):
        return
    if words.quotation_of[first] < 0 or words.quotation_of[first] != words.quotation_of[end - 1]:
        yield words.span(first, end)
