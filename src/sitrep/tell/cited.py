"""Lines that rest on words: citations, and the check that no line says more than the words it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, to_builtins

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.errors import Uncited
from sitrep.ground.model import Published, Reading, Report, Span
from sitrep.tell.escape import web_address

AROUND = 32  # characters on each side of cited words by which they are found again
CHECKED = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_][\w’'-]+")
POSSESSIVE = re.compile(r"[’']s?$")
APART = ' "“”„()[]:;!?'  # what is no part of a word or number, whatever stands beside it
EVERYDAY = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "Of",
        "And",
        "But",
        "Or",
        "For",
        "From",
        "By",
        "As",
        "It",
        "He",
        "She",
        "They",
        "We",
        "I",
        "This",
        "That",
        "These",
        "Those",
    ]
)


class Source(Struct, frozen=True, gc=False):
    """A report of the account with its reading; `origin` is shared by reports that carry the same words.

    `owner` is who publishes the outlet, where the user says so, `wires` the agencies whose reports it prints.
    """

    report: Report
    reading: Reading
    origin: int
    owner: str | None = None
    wires: tuple[str, ...] = ()

    @property
    def outlet(self) -> str:
        """Return the outlet's name, or the report's where none is known."""
        return self.report.outlet or self.report.id

    @property
    def since(self) -> date | None:
        """Return the first day on which the report may have appeared."""
        days = parse_edtf(self.report.published.edtf) if self.report.published.edtf else None
        return days.since if days else None


class TextPositionSelector(Struct, frozen=True, tag_field="type", tag="TextPositionSelector", gc=False):
    """Where words stand in a text, in code points, as the W3C's Web Annotation model has it."""

    start: int
    end: int


class TextQuoteSelector(Struct, frozen=True, tag_field="type", tag="TextQuoteSelector", gc=False):
    """Words with what stands before and behind them, to be found again where positions have moved."""

    exact: str
    prefix: str
    suffix: str


Selector = TextPositionSelector | TextQuoteSelector


class Citation(Struct, frozen=True, gc=False):
    """The words that a line rests on: where they stand, and what they are; `selector` says both as the W3C does."""

    number: int
    report: str
    outlet: str | None
    title: str | None
    url: str | None
    published: Published
    start: int
    end: int
    words: str
    selector: tuple[Selector, ...]


def select(text: str, span: Span) -> tuple[Selector, ...]:
    """Return the selectors of a stretch of a text: its place, and its words with up to 32 characters on each side.

    Source: W3C Web Annotation Data Model, 4.2.4 and 4.2.5.

    >>> select("the mayor said", Span(4, 9))[1]
    TextQuoteSelector(exact='mayor', prefix='the ', suffix=' said')
    """
    start, end = span.start, span.end
    quote = TextQuoteSelector(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])
    return TextPositionSelector(start, end), quote


def make_evidence(citation: Citation) -> dict[str, Any]:
    """Return a citation as it stands beside a line in formats of others, with no address but one of the web."""
    return {
        "report": citation.report,
        "outlet": citation.outlet,
        "title": citation.title,
        "published": citation.published.edtf,
        "how": citation.published.how,
        "url": web_address(citation.url),
        "start": citation.start,
        "end": citation.end,
        "words": citation.words,
        "selector": to_builtins(citation.selector),
    }


class Citations:
    """The citations of one account, each numbered when it is first used."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._numbers: dict[tuple[int, Span], int] = {}
        self.listed: list[Citation] = []

    def cite(self, place: int, span: Span) -> int:
        """Return the number of a stretch of the report at a place in the account."""
        number = self._numbers.get((place, span))
        if number is None:
            number = len(self.listed) + 1
            self._numbers[place, span] = number
            report = self._sources[place].report
            words = report.text[span.start : span.end]
            self.listed.append(
                Citation(
                    number,
                    report.id,
                    report.outlet,
                    report.title,
                    report.url,
                    report.published,
                    span.start,
                    span.end,
                    words,
                    select(report.text, span),
                )
            )
        return number

    def check(self, line: str, numbers: Iterable[int], names: Mapping[str, str] | None = None) -> None:
        """Refuse a line whose numbers or names do not occur in the words that it cites.

        `names` are canonical names that stand over the line, each with the cited words that it is read out of.

        Errors: Uncited.
        """
        cited = [self.listed[number - 1].words for number in numbers]
        check_line(line, cited, names or {})


def check_line(line: str, cited: Sequence[str], names: Mapping[str, str]) -> None:
    """Refuse a line that names what its cited words do not hold.

    Errors: Uncited.

    >>> check_line("Seven bridges fell in Adana", ["seven bridges fell in Adana"], {})
    """
    held = " ".join(" ".join(cited).lower().split())
    for name, called in names.items():
        if not called or " ".join(called.lower().split()) not in held:
            raise Uncited(line, name)
    if _holds_whole(held, " ".join(line.lower().split())):
        return
    held_words = {POSSESSIVE.sub("", word) for word in CHECKED.findall(held)}
    for found in CHECKED.findall(line):
        word = POSSESSIVE.sub("", found)
        is_checked = word[0].isdigit() or (word[0].isupper() and word not in EVERYDAY)
        if is_checked and word.lower() not in held_words and not _stands_in(word.lower(), held):
            raise Uncited(line, word)


def _holds_whole(held: str, line: str) -> bool:
    """Tell whether a text has a line as it is, with no word or number cut at its ends: then it has all its words."""
    start = held.find(line)
    if start < 0 or not (start == 0 or held[start - 1] in APART):
        return False
    after = held[start + len(line) : start + len(line) + 1]
    return after in APART or (after in ",." and not line[-1:].isdigit())


def _stands_in(word: str, held: str) -> bool:
    """Tell whether a word stands in a text as a whole, also as a part of a compound."""
    return re.search(rf"(?<!\w)(?<!\d[,.]){re.escape(word)}(?!\w|[,.]\d)", held) is not None
