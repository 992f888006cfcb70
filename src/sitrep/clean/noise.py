"""Stretches of a report that are no part of its story, told by their form and place, with their kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Noise, NoiseKind

LINE = re.compile(r"[^\n]+")
STAMP_DAY = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?"
LONGEST_LINE = 300  # a longer one is a paragraph of the story
LONGEST_SHORT_LINE = 160  # a longer one can only be of the kinds below
LONG_KINDS = {NoiseKind.CAPTION, NoiseKind.DISCLAIMER}
HEADLINE_WORDS = 5


class Line(NamedTuple):
    """A line of text without the white space around it; `block` numbers the groups between blank lines."""

    start: int
    end: int
    block: int
    text: str


@cache
def _patterns(table_name: str) -> tuple[tuple[NoiseKind, re.Pattern[str]], ...]:
    table = {kind: patterns for kind, patterns in load_words("noise")[table_name].items() if kind != "needs"}
    return tuple(
        (NoiseKind(kind), re.compile("|".join(f"(?:{p})" for p in ps), re.IGNORECASE)) for kind, ps in table.items()
    )


@cache
def _stamp() -> re.Pattern[str]:
    words = "|".join(load_words("noise")["stamp"]["words"].split())
    return re.compile(rf"\s*((?:(?:{words}):?\s+)?({STAMP_DAY}))(?=\s)", re.IGNORECASE)


@cache
def _credit_names() -> frozenset[str]:
    return frozenset(load_words("noise")["credits"]["names"])


def find_noise(text: str) -> list[Noise]:
    """Find the noise of a text.

    Shape: in text order, without overlap; one span a line, without the white space around it.
    """
    stamp = _stamp().match(text)
    found = {stamp.start(1): Noise(*stamp.span(1), NoiseKind.TIMESTAMP)} if stamp else {}
    lines = list(_lines(text))
    headlines = _looks_for_headlines(lines)
    for number, line in enumerate(lines):
        kind = _kind_of(lines, number, headlines=headlines)
        if kind and line.start not in found and len(lines) > 1:
            found[line.start] = Noise(line.start, line.end, kind)
    for noise in _captions(lines):
        found.setdefault(noise.start, noise)
    return [found[start] for start in sorted(found)]


def find_stamp(text: str) -> str | None:
    """Return the day of the mark that a text begins with, such as ` date 2023-04-07 `."""
    match = _stamp().match(text)
    return match[2][:10] if match else None


def _lines(text: str) -> Iterator[Line]:
    block, last = 0, 0
    for match in LINE.finditer(text):
        stripped = match.group().strip()
        if not stripped:
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        block += text[last:start].count("\n") > 1
        last = start + len(stripped)
        yield Line(start, last, block, stripped)


def _looks_for_headlines(lines: Sequence[Line]) -> bool:
    """Tell whether a text is prose in which a line of another form stands out."""
    prose = sum(1 for line in lines if len(line.text) > 60 and _is_finished(line.text))
    return prose >= 3 and prose >= 0.4 * len(lines)


def _kind_of(lines: Sequence[Line], number: int, *, headlines: bool) -> NoiseKind | None:
    line = lines[number]
    if len(line.text) > LONGEST_LINE:
        return None
    is_short = len(line.text) <= LONGEST_SHORT_LINE
    for kind, pattern in _patterns("lines") + (_patterns("anywhere") if _may_hold_noise(line.text) else ()):
        if not (is_short or kind in LONG_KINDS) or (kind is NoiseKind.CREDIT and number == 0):
            continue
        if pattern.fullmatch(line.text):
            return kind
    if headlines and 0 < number < len(lines) - 1 and _is_headline(line.text) and _stands_alone(lines, number):
        return NoiseKind.RELATED_LINK
    return None


def _may_hold_noise(text: str) -> bool:
    """Tell whether a line has a word without which no pattern fits that begins inside it."""
    lower = text.lower()
    return any(word in lower for word in load_words("noise")["anywhere"]["needs"])


def _stands_alone(lines: Sequence[Line], number: int) -> bool:
    """Tell whether a line is a paragraph of its own between others, and not the head of the text."""
    before, line, after = lines[number - 1], lines[number], lines[number + 1]
    return before.block < line.block < after.block and (_is_finished(before.text) or _is_capitals(before.text))


def _is_finished(text: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    return text.rstrip("\"'”’)]")[-1:] in tuple(".!?:;,")


def _is_headline(text: str) -> bool:
    """Tell a headline of another story from a sentence or a subheading: all capitals or title case, and long enough."""
    if text.endswith((".", ":", ",", ";")) or text[0].isdigit() or len(text.split()) < HEADLINE_WORDS:
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return _is_capitals(text) or (len(words) >= HEADLINE_WORDS and all(word[0].isupper() for word in words))


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 10 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def _captions(lines: Sequence[Line]) -> Iterator[Noise]:
    """Find picture captions: the lines above a credit that stands alone, in one block with it."""
    for number, line in enumerate(lines):
        if number == 0 or line.text.strip("()[]. ").lower() not in _credit_names():
            continue
        above = [other for other in lines[:number] if other.block == line.block]
        if above or lines[number - 1].block == line.block or line.text.isupper() or line.text.istitle():
            yield Noise(line.start, line.end, NoiseKind.CREDIT)
        for other in above:
            yield Noise(other.start, other.end, NoiseKind.CAPTION)
