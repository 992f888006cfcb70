"""Digests: reports of several developments, one below the other, and where each of their items stands.

A report is cut only at what a reader sees: times of the day, bullets or numbers, headlines that stand alone. Ordinary
reports have subheadings and lists too, so these count only under a head such as "Key developments", or where they stand
from the beginning on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Noise, Report, Span

LEAST_MARKS = 3  # of one kind
HEADLINE_WORDS = range(2, 13)  # of a headline between items
LONGEST_HEAD = 14  # words of a line that says what follows
HEAD_LINES = 3  # at the beginning, where such a line may stand
LONGEST_INTRO = 60  # words before the first mark; half as many are an item of their own
LEAST_ITEM = 8  # words; less is no item
LINE = re.compile(r"[^\n]+")
CLOCK = r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d(?!\d)(?:\s*[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)"
BULLET = re.compile(r"[•▪‣■●◦∙·*]\s*\w|\d{1,2}[.)]\s+\w")
DASH = re.compile(r"[-–—]\s+\w")  # in some papers the mark of what somebody says
ENDED = tuple(".!?:;,…")
QUOTES = "\"'”’)]"


class Line(NamedTuple):
    """A line of a report outside its noise; `words` is how many it has."""

    start: int
    end: int
    text: str
    words: int


def find_items(report: Report) -> list[Span]:
    """Return the items of a digest, none where a report is no digest.

    Shape: in text order, without overlap; the lines before the first item are an item too where they are long enough.

    >>> text = "Key developments\\n\\n• A dam broke near Lund.\\n• Fuel ran out in Graz.\\n• Talks began in Turin."
    >>> [text[item.start : item.end] for item in find_items(Report(id="1", text=text))]
    ['• A dam broke near Lund.\\n', '• Fuel ran out in Graz.\\n', '• Talks began in Turin.']
    """
    lines = list(_lines_of(report.text, report.noise))
    marks = _find_marks(report, lines)
    if not marks:
        return []
    starts = [lines[mark].start for mark in marks]
    if sum(line.words for line in lines[: marks[0]]) > LONGEST_INTRO // 2:
        starts.insert(0, lines[0].start)
    return [Span(start, end) for start, end in pairwise([*starts, len(report.text)])]


def _lines_of(text: str, noise: Sequence[Noise]) -> Iterator[Line]:
    left_out = {each.start for each in noise}
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if stripped and start not in left_out:
            yield Line(start, match.end(), stripped, len(stripped.split()))


def _find_marks(report: Report, lines: Sequence[Line]) -> list[int]:
    """Return the lines with which items begin, those of the plainest kind of mark; none where there are too few."""
    tops = [report.title or "", *(line.text for line in lines[:HEAD_LINES] if line.words <= LONGEST_HEAD)]
    is_headed = any(_heads().search(top) for top in tops)
    kinds = {
        "clock": [place for place, line in enumerate(lines) if _clock().match(line.text)],
        "bullet": [place for place, line in enumerate(lines) if BULLET.match(line.text)],
        "dash": [place for place, line in enumerate(lines) if DASH.match(line.text)] if is_headed else [],
        "headline": [place for place in range(1, len(lines)) if _is_headline(report.text, lines, place)],
    }
    for kind, marks in kinds.items():
        if len(marks) >= LEAST_MARKS and (is_headed or kind == "clock" or _is_from_the_beginning(lines, marks)):
            return marks
    return []


def _is_from_the_beginning(lines: Sequence[Line], marks: Sequence[int]) -> bool:
    """Tell whether what is marked is all of a report but a few words at its head, and each a text of its own."""
    if not marks or sum(line.words for line in lines[: marks[0]]) > LONGEST_INTRO:
        return False
    sizes = [sum(line.words for line in lines[start:end]) for start, end in pairwise([*marks, len(lines)])]
    return min(sizes) >= LEAST_ITEM


def _is_headline(text: str, lines: Sequence[Line], place: int) -> bool:
    """Tell whether a line is a headline: short, without a full stop, alone between blank lines, above a longer one."""
    line = lines[place]
    if line.words not in HEADLINE_WORDS or line.text.rstrip(QUOTES).endswith(ENDED) or place + 1 == len(lines):
        return False
    before = lines[place - 1].end if place else 0
    following = lines[place + 1]
    is_alone = text.count("\n", before, line.start) > 1 or not place
    return is_alone and following.words > line.words and following.text.rstrip(QUOTES).endswith((".", "!", "?"))


@cache
def _heads() -> re.Pattern[str]:
    """Return what the heads of digests look like: with the words at the beginning, or behind a mark that parts."""
    return re.compile(rf"(?:^|[:|,–—-]\s*)(?:{'|'.join(load_words('digests')['heads'])})\b", re.IGNORECASE)


@cache
def _clock() -> re.Pattern[str]:
    """Return what a line looks like that begins with a time of the day: `10:45 GMT`, `[Updated at 3 p.m.]`."""
    words = "|".join(load_words("digests")["before_clock"])
    return re.compile(rf"\W{{0,2}}(?:(?:{words})\W{{1,2}})*{CLOCK}", re.IGNORECASE)
