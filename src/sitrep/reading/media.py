"""The media that a claim came through before this report: `told Reuters`, `in its Twitter post`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import Attribution
from sitrep.reading.words import Words

WINDOW = 90  # characters after the cue in which a medium is looked for
TOLD = re.compile(r"\s+(?:the\s+|a\s+|an\s+)?((?:[A-Z][\w’'.-]*\s?)+)")


@cache
def _names() -> dict[str, str]:
    lists = load_words("media")
    tables = (lists[table] for table in ("agencies", "broadcasters", "papers", "platforms"))
    return {name: medium for table in tables for medium, names in table.items() for name in names}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern for the names that begin with each word, in small letters."""
    by_first: dict[str, list[str]] = {}
    for name in _names():
        by_first.setdefault(re.split(r"[\s/-]", name)[0].lower(), []).append(name)
    return {first: re.compile(rf"(?:{alternatives(names)})(?![\w-])") for first, names in by_first.items()}


@cache
def _ends() -> frozenset[str]:
    return frozenset(load_words("media")["words"]["ends"].split())


def find_media(words: Words, attribution: Attribution) -> Iterator[str]:
    """Find the media named beside a claim's cue, outside its content and its source, nearest to the cue first."""
    text = words.text
    cue = attribution.cue[0]
    end = _clause_end(text, cue.end, attribution)
    seen = dict.fromkeys(
        _names()[match.group()]
        for match in _matches(words, cue.start, end)
        if not _is_inside(match.start(), attribution)
    )
    yield from seen
    if not seen and attribution.cue_class == "tell":
        match = TOLD.match(text, cue.end, end)
        name = match[1].strip(" .,") if match else ""
        if name and name.split()[-1].lower() in _ends():
            yield name


def _matches(words: Words, start: int, end: int) -> Iterator[re.Match[str]]:
    patterns = _patterns()
    for index in range(words.at(start), words.at(end)):
        pattern = patterns.get(words.lower[index].partition("-")[0])
        match = pattern.match(words.text, words.starts[index]) if pattern else None
        if match:
            yield match


def _clause_end(text: str, start: int, attribution: Attribution) -> int:
    """Return where the words of the saying end: at the content after the cue or at the sentence's end."""
    after = [span.start for span in attribution.content if span.start >= start]
    stop = re.compile(r"[.;!?](?:\s|$)|\n").search(text, start, start + WINDOW)
    return min([*after, stop.start() if stop else start + WINDOW, len(text)])


def _is_inside(position: int, attribution: Attribution) -> bool:
    return any(span.start <= position < span.end for span in (*attribution.content, *attribution.source))
