"""Tellings side by side: of one statement with the differences marked, and two reports aligned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from sitrep.ground.model import Published, Report, Span
from sitrep.link.echoes import find_echo
from sitrep.link.runs import make_runs
from sitrep.link.statements import Statement, Telling
from sitrep.link.terms import Worded, split_words
from sitrep.tell.account import Account, Retelling, one_line
from sitrep.tell.cited import Citation
from sitrep.tell.echoes import EchoEntry, Joint, list_echoes
from sitrep.tell.statements import StatementEntry, statement_entry


class Piece(Struct, frozen=True):
    """A stretch of a telling; `is_shared` where the first form has the same words in the same place.

    `is_missing`: these are words of the first form that the telling does not have there.
    """

    words: str
    is_shared: bool
    is_missing: bool = False


class Side(Struct, frozen=True):
    """One telling with its words in pieces, and how it departs from the first form."""

    telling: Retelling
    pieces: tuple[Piece, ...]


class Comparison(Struct, frozen=True, tag="comparison", tag_field="kind"):
    """All tellings of one statement, the first form first."""

    statement: StatementEntry
    sides: tuple[Side, ...]
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        """Return the tellings as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


class Compared(Struct, frozen=True):
    """One of two reports: how much of its words the other has not, and when it appeared."""

    report: str
    outlet: str | None
    published: Published
    words: int
    new_share: float


class Alignment(Struct, frozen=True, tag="alignment", tag_field="kind"):
    """Two reports: the passages that they share with the edits between them, and the statements that both tell."""

    a: Compared
    b: Compared
    containment: float
    passages: tuple[EchoEntry, ...]
    statements: tuple[StatementEntry, ...]
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        """Return the alignment as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


def compare_tellings(account: Account, statement: Statement) -> Comparison:
    """Return the tellings of a statement side by side.

    Errors: Uncited.
    """
    entry = statement_entry(account, statement)
    first = account.sources[statement.first.report].report
    sides = [
        Side(retelling, _pieces(first, statement.first, account.sources[telling.report].report, telling))
        for retelling, telling in zip(entry.tellings, statement.tellings, strict=True)
    ]
    return Comparison(entry, tuple(sides), tuple(account.citations.listed))


def _pieces(first: Report, form: Telling, report: Report, telling: Telling) -> tuple[Piece, ...]:
    """Return a telling cut where it begins and ends to have the words of the first form, with those it leaves out."""
    known, found = _Words(first.text, form.unit.spans), _Words(report.text, telling.unit.spans)
    pieces: list[Piece] = []
    for step in Levenshtein.opcodes(known.words, found.words):
        if step.tag in ("delete", "replace"):
            pieces.append(Piece(known.bare(step.src_start, step.src_end), is_shared=False, is_missing=True))
        if step.tag != "delete":
            pieces.append(Piece(found.between(step.dest_start, step.dest_end), is_shared=step.tag == "equal"))
    return tuple(pieces) or (Piece(found.text, is_shared=True),)


class _Words:
    """The words of stretches of a text, with what stands between them."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        parts = [split_words(text, span.start, span.end) for span in spans]
        self.text = " … ".join(one_line(text[span.start : span.end]) for span in spans)
        self.words = [word for part in parts for word in part.words]
        self._bare = [text[a:b] for part in parts for a, b in zip(part.starts, part.ends, strict=True)]
        self._whole = [each for part, span in zip(parts, spans, strict=True) for each in _cut(text, span, part)]
        ends = list(accumulate(len(part.words) for part in parts))
        self._last = set(ends[:-1])  # how many words come before each gap

    def bare(self, start: int, end: int) -> str:
        """Return words without the marks around them."""
        return " ".join(self._bare[start:end])

    def between(self, start: int, end: int) -> str:
        """Return words with the marks around them, and an ellipsis where a stretch ends and another one begins."""
        parts = [f"{'… ' if place in self._last else ''}{self._whole[place]}" for place in range(start, end)]
        return one_line(" ".join(parts))


def _cut(text: str, span: Span, part: Worded) -> Iterator[str]:
    """Yield the words of a stretch, each with the marks that stand at it, such as an opening quotation mark."""
    gaps = zip(part.ends, part.starts[1:], strict=False)
    bounds = [span.start, *(start - len(text[end:start].split(" ")[-1]) for end, start in gaps), span.end]
    for one, other in pairwise(bounds) if part.words else ():
        yield text[one:other].strip()


def compare_reports(account: Account) -> Alignment:
    """Return the two reports of an account aligned, the first of them first.

    Errors: Uncited.
    """
    one, other = account.sources
    runs = [make_runs(source.report.text, source.report.noise) for source in (one, other)]
    echo = find_echo(runs[0], runs[1], is_asked=True)
    joints = [Joint(0, 1, echo.share, echo.passages)] if echo and echo.passages else []
    both = [s for s in account.all_statements if len({t.report for t in s.tellings}) > 1]
    sides = [
        Compared(
            source.report.id,
            source.report.outlet,
            source.report.published,
            len(words.words),
            round(words.new_share(spans), 4),
        )
        for source, words, spans in zip(
            (one, other),
            runs,
            ([p.a for j in joints for p in j.passages], [p.b for j in joints for p in j.passages]),
            strict=True,
        )
    ]
    return Alignment(
        a=sides[0],
        b=sides[1],
        containment=round(echo.share, 4) if echo else 0.0,
        passages=list_echoes(account.sources, joints, as_given=True).entries,
        statements=tuple(account.told(lambda statement: statement_entry(account, statement), both)),
        citations=tuple(account.citations.listed),
    )
