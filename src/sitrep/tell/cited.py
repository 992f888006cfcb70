"""Lines that rest on words: citations, and the check that no line says more than the words it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.errors import Uncited
from sitrep.ground.model import Published, Reading, Report, Span

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


class Citation(Struct, frozen=True, gc=False):
    """The words that a line rests on: where they stand, and what they are."""

    number: int
    report: str
    outlet: str | None
    title: str | None
    url: str | None
    published: Published
    start: int
    end: int
    words: str


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
