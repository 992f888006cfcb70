"""Tellings side by side: of one statement with the differences marked, and two reports aligned."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from sitrep.ground.model import Published, Report, Span
from sitrep.link.echoes import find_echo
from sitrep.link.runs import make_runs
from sitrep.link.statements import Statement, Telling
from sitrep.link.terms import split_words
from sitrep.tell.account import Account, Retelling, one_line
from sitrep.tell.cited import Citation
from sitrep.tell.echoes import EchoEntry, Joint, list_echoes
from sitrep.tell.statements import StatementEntry, statement_entry


class Piece(Struct, frozen=True):
    """A stretch of a telling; `is_shared` where the first form has the same words in the same place."""

    words: str
    is_shared: bool


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
    """Return a telling cut where it begins and ends to have the words of the first form."""
    known = [word for span in form.unit.spans for word in split_words(first.text, span.start, span.end).words]
    pieces: list[Piece] = []
    for span in telling.unit.spans:
        found = split_words(report.text, span.start, span.end)
        shared = {
            place
            for step in Levenshtein.opcodes(known, found.words)
            if step.tag == "equal"
            for place in range(step.dest_start, step.dest_end)
        }
        pieces += _cut(report.text, span, found.starts, shared)
    return tuple(pieces)


def _cut(text: str, span: Span, starts: Sequence[int], shared: set[int]) -> list[Piece]:
    bounds = [span.start, *starts[1:], span.end] if starts else [span.start, span.end]
    pieces: list[Piece] = []
    start = span.start
    for place in range(len(bounds) - 1):
        is_last = place == len(bounds) - 2
        if is_last or (place in shared) != (place + 1 in shared):
            words = one_line(text[start : bounds[place + 1]])
            if words:
                pieces.append(Piece(words, place in shared))
            start = bounds[place + 1]
    return pieces


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
