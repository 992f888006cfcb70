"""What each version of an edited report has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from sitrep.ground.model import Published, Report, Span
from sitrep.link.terms import Worded, split_words
from sitrep.tell.account import one_line
from sitrep.tell.echoes import EditEntry


class Revision(Struct, frozen=True):
    """A version of a report: when it was received, and its edits of the version before it, in text order.

    `title_was` is the headline before, where it is another one.
    """

    number: int
    received: str
    published: Published
    title_was: str | None
    edits: tuple[EditEntry, ...]


class Received(Struct, frozen=True):
    """A version of a report with its number and when it was received (UTC, ISO 8601)."""

    number: int
    received: str
    report: Report


def list_revisions(versions: Sequence[Received]) -> tuple[Revision, ...]:
    """Return what each version has changed, the first one, which has changed nothing, first."""
    first = [Revision(each.number, each.received, each.report.published, None, ()) for each in versions[:1]]
    later = [
        Revision(
            new.number,
            new.received,
            new.report.published,
            old.report.title if old.report.title != new.report.title else None,
            tuple(_edits(old.report.text, new.report.text)),
        )
        for old, new in pairwise(versions)
    ]
    return (*first, *later)


def _edits(old: str, new: str) -> Iterator[EditEntry]:
    """Yield the edits between two texts, word by word."""
    words = [split_words(text, 0, len(text)) for text in (old, new)]
    for step in Levenshtein.opcodes(words[0].words, words[1].words):
        if step.tag == "equal":
            continue
        a = _stretch(words[0], step.src_start, step.src_end)
        b = _stretch(words[1], step.dest_start, step.dest_end)
        yield EditEntry(a, b, one_line(old[a.start : a.end]), one_line(new[b.start : b.end]))


def _stretch(words: Worded, first: int, end: int) -> Span:
    """Return where some words stand; of none the place before the next one."""
    if first < end:
        return Span(words.starts[first], words.ends[end - 1])
    place = words.starts[first] if first < len(words.starts) else (words.ends or [0])[-1]
    return Span(place, place)
