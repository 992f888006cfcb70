"""The text of a report cut into pieces, each marked with all that was read in it. Nothing of it is ever markup."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitrep.ground.model import Claim, Reading, Report, Span
from sitrep.tell.compare import Piece
from sitrep.tell.marked import Marked, MarkedClaim

FOUND = re.compile(r"\[([^\[\]]*)\]")
REACH = 600  # characters of a paragraph that are shown on either side of cited words


class TextPiece(NamedTuple):
    """A stretch of a text with the kinds of what was read in it, as classes; `id` where something begins."""

    words: str
    kinds: str
    id: str | None
    says: str | None


class ReportClaim(NamedTuple):
    """A claim beside the text, with its number there and what it is on the desk."""

    number: int
    claim: Claim
    mark: MarkedClaim | None


class Quoted(NamedTuple):
    """Words with what stands around them in their paragraph."""

    before: str
    words: str
    after: str


def cut_text(marked: Marked, at: Span | None = None) -> tuple[TextPiece, ...]:
    """Return the whole text of a report in pieces, in their order; those `at` a span have a mark of their own."""
    text = marked.report.text
    marks = list(_marks(marked.reading, at))
    bounds = sorted({0, len(text), *(each for mark in marks for each in (mark.start, mark.end))})
    opened: dict[int, list[_Marked]] = defaultdict(list)
    for mark in marks:
        opened[mark.start].append(mark)
    going: list[_Marked] = []
    pieces = []
    for start, end in pairwise(bounds):
        begin = opened.get(start, [])
        going = [mark for mark in going if mark.end > start] + begin
        kinds = " ".join(dict.fromkeys(mark.kind for mark in going))
        says = "; ".join(dict.fromkeys(mark.says for mark in going if mark.says))
        pieces.append(TextPiece(text[start:end], kinds, next((m.id for m in begin if m.id), None), says or None))
    return tuple(pieces)


class _Marked(NamedTuple):
    """A stretch of a text that something was read in."""

    start: int
    end: int
    kind: str
    says: str | None = None
    id: str | None = None


def _marks(reading: Reading, at: Span | None) -> Iterator[_Marked]:
    if at is not None:
        yield _Marked(at.start, at.end, "at", None, "at")
    for number, claim in enumerate(reading.claims, 1):
        for part, span in enumerate(claim.content):
            yield _Marked(span.start, span.end, "claims", claim.voice, None if part else f"claim{number}")
        for span in claim.source:
            yield _Marked(span.start, span.end, "sources", claim.voice)
    for time in reading.times:
        yield _Marked(time.start, time.end, "times", time.edtf or time.timex)
    for figure in reading.figures:
        yield _Marked(figure.start, figure.end, "figures", figure.counts or figure.unit)
    for place in reading.places:
        yield _Marked(place.start, place.end, "places", place.called or place.name)
    for noise in reading.noise:
        yield _Marked(noise.start, noise.end, "noise", noise.kind.value)


def list_report_claims(marked: Marked) -> tuple[ReportClaim, ...]:
    """Return the claims of a report with their numbers in the text."""
    marks = {mark.claim: mark for mark in marked.claims}
    return tuple(ReportClaim(n + 1, claim, marks.get(n)) for n, claim in enumerate(marked.reading.claims))


def find_span(text: str, at: str | None) -> Span | None:
    """Return the stretch that an address names, such as `120-188`; None where it is none of the text.

    >>> find_span("a flood came", "2-7"), find_span("a flood came", "7-2"), find_span("a flood", "x")
    (Span(start=2, end=7), None, None)
    """
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", at or "")
    span = Span(int(match[1]), int(match[2])) if match else None
    return span if span and span.start < span.end <= len(text) else None


def quote(report: Report, span: Span) -> Quoted:
    """Return words of a report in their paragraph, or in what of it stands near."""
    text = report.text
    start = max(text.rfind("\n\n", 0, span.start) + 1, span.start - REACH, 0)
    end = text.find("\n\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + REACH)
    return Quoted(text[start : span.start].lstrip(), text[span.start : span.end], text[span.end : end].rstrip())


def cut_excerpt(excerpt: str) -> Sequence[Piece]:
    """Return an excerpt of a search in pieces, the words that it was found by marked.

    >>> [piece.is_shared for piece in cut_excerpt("the [dam] held")]
    [False, True, False]
    """
    parts = FOUND.split(" ".join(excerpt.split()))
    return [Piece(words, bool(number % 2)) for number, words in enumerate(parts) if words]
