"""The runs of six words of a report, and those of them by which other reports are found that carry the same words.

Source: winnowing (Schleimer, Wilkerson, Aiken: Local algorithms for document fingerprinting, SIGMOD 2003).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from zlib import crc32

from msgspec import Struct, msgpack

from sitrep.ground.model import Noise, Span
from sitrep.link.terms import MOST_KNOWN, Worded, split_words

RUN = 6  # words of a run
WINDOW = 6  # of so many neighbouring runs one is a key: 11 words in common have a key in common
BREAK = re.compile(r"\n\s*")
BYTES = array("I").itemsize


class _Packed(Struct, array_like=True):
    """Runs as they are kept: words and runs by number, how far each word is from the last and how long, and breaks."""

    words: bytes
    hashes: bytes
    steps: list[int]
    breaks: list[int]


class Runs:
    """A text outside its noise as words, each by a number of its one spelling, with the run that begins at each."""

    def __init__(
        self, words: array[int], hashes: array[int], starts: array[int], ends: array[int], breaks: list[int]
    ) -> None:
        self.words, self.hashes = words, hashes
        self.starts, self.ends = starts, ends
        self.breaks = breaks

    @cached_property
    def distinct(self) -> frozenset[int]:
        """Return the hashes without their order."""
        return frozenset(self.hashes)

    def paragraph(self, place: int) -> int:
        """Return the number of the paragraph that a word stands in."""
        return bisect_right(self.breaks, self.starts[place])

    def paragraph_start(self, place: int) -> int:
        """Return the first word of the paragraph that a word stands in."""
        number = self.paragraph(place)
        return bisect_left(self.starts, self.breaks[number - 1]) if number else 0

    def paragraph_end(self, place: int) -> int:
        """Return the word that follows on the paragraph that a word stands in."""
        number = self.paragraph(place)
        return bisect_left(self.starts, self.breaks[number]) if number < len(self.breaks) else len(self.words)

    @cached_property
    def keys(self) -> list[int]:
        """Return the runs that serve as keys, the same ones in every text that has the words around them."""
        return sorted(set(_winnow(self.hashes)))

    def new_share(self, taken: Iterable[Span]) -> float:
        """Return the share of the words that stand in none of some stretches, 0 to 1."""
        held = {
            place
            for span in taken
            for place in range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))
        }
        return 1 - len(held) / len(self.words) if self.words else 1.0

    def share(self, other: Runs) -> float:
        """Return the share of the shorter text's runs that the other has too, 0 to 1."""
        shorter = min(len(self.distinct), len(other.distinct))
        return len(self.distinct & other.distinct) / shorter if shorter else 0.0

    def pack(self) -> bytes:
        """Return the runs as bytes for `unpack_runs`, on a machine of the same byte order."""
        edges = [0, *chain.from_iterable(zip(self.starts, self.ends, strict=True))]
        steps = [after - before for before, after in pairwise(edges)]
        return msgpack.encode(_Packed(self.words.tobytes(), self.hashes.tobytes(), steps, self.breaks))


def make_runs(text: str, noise: Sequence[Noise] = ()) -> Runs:
    """Return the runs of a text outside its noise."""
    words, starts, ends = _story_words(text, noise)
    numbers = array("I", map(_number_of, words))
    content = numbers.tobytes()
    last = len(content) - RUN * BYTES
    hashes = array("I", [crc32(content[at : at + RUN * BYTES]) for at in range(0, last + 1, BYTES)])
    breaks = [match.start() for match in BREAK.finditer(text)]
    return Runs(numbers, hashes, array("I", starts), array("I", ends), breaks)


@lru_cache(MOST_KNOWN)
def _number_of(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def unpack_runs(content: bytes) -> Runs:
    """Return the runs that were packed."""
    packed = _decode(content)
    edges = array("I", accumulate(packed.steps))
    return Runs(array("I", packed.words), array("I", packed.hashes), edges[::2], edges[1::2], packed.breaks)


def _story_words(text: str, noise: Sequence[Noise]) -> Worded:
    if not noise:
        return split_words(text)
    parts, start = [], 0
    for mark in sorted(noise, key=lambda mark: mark.start):
        if mark.start > start:
            parts.append(split_words(text, start, mark.start))
        start = max(start, mark.end)
    parts.append(split_words(text, start))
    return Worded(
        [word for part in parts for word in part.words],
        [at for part in parts for at in part.starts],
        [at for part in parts for at in part.ends],
    )


def _winnow(hashes: array[int]) -> Iterator[int]:
    """Yield the least hash of each window of neighbours."""
    if 0 < len(hashes) <= WINDOW:
        yield min(hashes)
        return
    least, left = 0, 0
    for end in range(WINDOW, len(hashes) + 1):
        if left == 0 or hashes[end - 1] <= least:
            least = min(hashes[end - WINDOW : end]) if left == 0 else hashes[end - 1]
            left = WINDOW - hashes[end - WINDOW : end][::-1].index(least)
            yield least
        left -= 1


class EchoIndex:
    """Texts in memory by their keys, for finding near-copies without a desk.

    Cost: about a millisecond, and 8 KB of memory, for a text of 250 words.
    """

    def __init__(self) -> None:
        self._holders: dict[int, array[int]] = {}
        self._runs: list[array[int]] = []

    def add(self, text: str, least: float = 0.3) -> list[tuple[int, float]]:
        """Take in a text; return the earlier ones, by number from 0, that share `least` of the shorter's runs."""
        runs = make_runs(text)
        number = len(self._runs)
        self._runs.append(array("I", runs.distinct))
        near: set[int] = set()
        for key in runs.keys:
            holders = self._holders.setdefault(key, array("I"))
            near.update(holders)
            holders.append(number)
        shares = ((other, self._share(runs.distinct, other)) for other in sorted(near))
        return [(other, share) for other, share in shares if share >= least]

    def _share(self, runs: frozenset[int], other: int) -> float:
        shorter = min(len(runs), len(self._runs[other]))
        return len(runs.intersection(self._runs[other])) / shorter if shorter else 0.0


_decode = msgpack.Decoder(_Packed).decode
