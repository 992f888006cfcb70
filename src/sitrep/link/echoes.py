"""Passages of two reports that carry the same words, aligned, with the edits between them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from sitrep.ground.model import Span
from sitrep.link.runs import RUN, Runs
from sitrep.link.terms import split_words

LEAST_SHARE = 0.3  # of the shorter report's runs: the reports are one text, more or less
LEAST_WORDS = 12  # of a passage by which reports are echoes that share less
GAP = 8  # most words that an edit within a passage takes or adds
REJOIN = 3  # words in common after an edit with which a passage goes on
MOST_PLACES = 4  # places of one run in a text that are looked at


class Passage(Struct, frozen=True, array_like=True, order=True, gc=False):
    """Where the same words stand in two texts, but for small edits."""

    a: Span
    b: Span


class Edit(Struct, frozen=True, gc=False):
    """What stands in one text in the place of what stands in the other; a span may be empty."""

    a: Span
    b: Span


class Echo(Struct, frozen=True, gc=False):
    """What two texts have in common: the share of the shorter one's runs of words, and the passages, in order of a."""

    share: float
    passages: tuple[Passage, ...]


class _Match(NamedTuple):
    """Words `[a, a_end)` of one text against `[b, b_end)` of the other."""

    a: int
    a_end: int
    b: int
    b_end: int

    def is_apart(self, other: _Match) -> bool:
        """Tell whether two matches take no word of either text in common."""
        return (self.a >= other.a_end or self.a_end <= other.a) and (self.b >= other.b_end or self.b_end <= other.b)


def find_echo(first: Runs, second: Runs, *, is_asked: bool = False) -> Echo | None:
    """Return what two texts have in common, None where that is too little to be an echo and nobody asked for it."""
    share = first.share(second)
    matches = _Alignment(first, second).matches()
    long = [match for match in matches if match.a_end - match.a >= LEAST_WORDS] or matches
    if share < LEAST_SHARE and long is matches and not is_asked:
        return None
    return Echo(
        share,
        tuple(
            Passage(
                Span(first.starts[m.a], first.ends[m.a_end - 1]), Span(second.starts[m.b], second.ends[m.b_end - 1])
            )
            for m in long
        ),
    )


def find_edits(first: str, second: str, passage: Passage) -> Iterator[Edit]:
    """Yield the edits between the two sides of a passage, in order; spelling, case and marks are none."""
    a = split_words(first, passage.a.start, passage.a.end)
    b = split_words(second, passage.b.start, passage.b.end)
    last: Edit | None = None
    for step in Levenshtein.opcodes(a.words, b.words):
        if step.tag == "equal":
            if last:
                yield last
            last = None
            continue
        sides = (a, step.src_start, step.src_end, passage.a), (b, step.dest_start, step.dest_end, passage.b)
        spans = [
            Span(side.starts[low], side.ends[high - 1]) if low < high else _between(side.starts, low, whole)
            for side, low, high, whole in sides
        ]
        last = Edit(_joined(last.a, spans[0]), _joined(last.b, spans[1])) if last else Edit(*spans)
    if last:
        yield last


def _between(starts: list[int], place: int, whole: Span) -> Span:
    """Return the empty span before a word."""
    at = starts[place] if place < len(starts) else whole.end
    return Span(at, at)


def _joined(one: Span, other: Span) -> Span:
    spans = [span for span in (one, other) if span.start < span.end] or [one]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


class _Alignment:
    """Two texts, and how the words that they have in common stand to each other."""

    def __init__(self, first: Runs, second: Runs) -> None:
        self._first = first
        self._second = second

    def matches(self) -> list[_Match]:
        """Return the stretches in common in order of the first text, small edits within a paragraph taken in."""
        chained: list[_Match] = []
        for match in self._picked():
            last = chained[-1] if chained else None
            if last and match.a < last.a_end and match.b < last.b_end:
                continue
            if last and self._is_edit(last, match):
                chained[-1] = self._onward(_Match(last.a, match.a_end, last.b, match.b_end))
            else:
                taken = last or _Match(0, 0, 0, 0)
                chained.append(self._onward(self._backward(match, taken)))
        return [self._trimmed(match) for match in chained]

    def _trimmed(self, match: _Match) -> _Match:
        """Cut off the end of a paragraph at the head, and the beginning of one at the tail, where these are few words.

        A short paragraph that both texts have as a whole stays.
        """
        first, second = self._first, self._second
        heads = _next_break(first, match.a, match.a_end), _next_break(second, match.b, match.b_end)
        if all(heads) and not (_begins(first, match.a) and _begins(second, match.b)):
            match = match._replace(a=match.a + heads[0], b=match.b + heads[1])
        tails = _last_break(first, match.a, match.a_end), _last_break(second, match.b, match.b_end)
        if all(tails) and not (_begins(first, match.a_end) and _begins(second, match.b_end)):
            match = match._replace(a_end=match.a_end - tails[0], b_end=match.b_end - tails[1])
        return match

    def _equal(self) -> Iterator[_Match]:
        """Yield the longest stretches of equal words that hold a run."""
        first, second = self._first.hashes, self._second.hashes
        common = self._first.distinct & self._second.distinct
        places: dict[int, list[int]] = defaultdict(list)
        for place in [place for place, run in enumerate(second) if run in common]:
            if len(places[second[place]]) < MOST_PLACES:
                places[second[place]].append(place)
        for a in [place for place, run in enumerate(first) if run in common]:
            for b in places[first[a]]:
                if not (a and b and first[a - 1] == second[b - 1]):
                    length = _equal_length(first, second, a, b)
                    yield _Match(a, a + length + RUN - 1, b, b + length + RUN - 1)

    def _picked(self) -> list[_Match]:
        """Return the longest stretches of which no two take the same words of either text, in order."""
        picked: list[_Match] = []
        for match in sorted(self._equal(), key=lambda m: (m.a - m.a_end, m.a, m.b)):
            if all(match.is_apart(other) for other in picked):
                picked.append(match)
        return sorted(picked)

    def _is_edit(self, last: _Match, match: _Match) -> bool:
        """Tell whether what stands between two stretches is a small edit within a paragraph."""
        return (
            0 <= match.a - last.a_end <= GAP
            and 0 <= match.b - last.b_end <= GAP
            and self._first.paragraph(last.a_end - 1) == self._first.paragraph(match.a)
            and self._second.paragraph(last.b_end - 1) == self._second.paragraph(match.b)
        )

    def _onward(self, match: _Match) -> _Match:
        """Take in what follows a stretch past small edits, as far as the paragraph goes in both texts."""
        a, b = match.a_end, match.b_end
        first = self._first.words[a : self._first.paragraph_end(a - 1)]
        second = self._second.words[b : self._second.paragraph_end(b - 1)]
        taken = _walk(first, second)
        return match._replace(a_end=a + taken[0], b_end=b + taken[1])

    def _backward(self, match: _Match, last: _Match) -> _Match:
        """Take in what precedes a stretch, as `_onward` what follows it; not what the last one takes."""
        low_a = max(last.a_end, self._first.paragraph_start(match.a))
        low_b = max(last.b_end, self._second.paragraph_start(match.b))
        taken = _walk(self._first.words[low_a : match.a][::-1], self._second.words[low_b : match.b][::-1])
        return match._replace(a=match.a - taken[0], b=match.b - taken[1])


def _equal_length(first: array[int], second: array[int], a: int, b: int) -> int:
    """Return how many numbers two lists have in common from two places on, in steps that grow while they are equal."""
    length, step, most = 1, 1, min(len(first) - a, len(second) - b)
    while step and length < most:
        size = min(step, most - length)
        low, other = a + length, b + length
        if first[low : low + size] == second[other : other + size]:
            length, step = length + size, 2 * step
        else:
            step = size // 2
    return length


def _next_break(runs: Runs, start: int, end: int) -> int:
    """Return after how many words of a stretch another paragraph begins, 0 where none does within reach."""
    step = runs.paragraph_end(start) - start
    return step if step < min(GAP + 1, end - start) else 0


def _last_break(runs: Runs, start: int, end: int) -> int:
    """Return how many words the last paragraph of a stretch has, 0 where it has more than are within reach."""
    step = end - runs.paragraph_start(end - 1)
    return step if step < min(GAP + 1, end - start) else 0


def _begins(runs: Runs, place: int) -> bool:
    """Tell whether a paragraph begins at a word, or the text ends before it."""
    return place in (0, len(runs.words)) or runs.paragraph_start(place) == place


def _walk(first: array[int], second: array[int]) -> tuple[int, int]:
    """Return how far two lists of words go together, over small edits after which at least some words are equal."""
    a = b = 0
    while True:
        gap = _gap(first, second, a, b)
        if gap is None:
            return a, b
        a, b = a + gap[0], b + gap[1]
        while a < len(first) and b < len(second) and first[a] == second[b]:
            a, b = a + 1, b + 1


def _gap(first: array[int], second: array[int], a: int, b: int) -> tuple[int, int] | None:
    """Return how many words the smallest edit after which two texts go on together takes of each, None without one."""
    theirs = dict(reversed(list(zip(_threes(second, b), range(GAP + 1), strict=False))))
    gaps = ((x, theirs[three]) for x, three in enumerate(_threes(first, a)) if three in theirs)
    return min((gap for gap in gaps if any(gap)), key=lambda gap: (max(gap), sum(gap), gap), default=None)


def _threes(words: array[int], start: int) -> Iterator[tuple[int, ...]]:
    """Yield the words in a row, within reach of an edit at a place, with which a text may go on after it."""
    window = words[start : start + GAP + REJOIN]
    return zip(*(window[step:] for step in range(REJOIN)), strict=False)
