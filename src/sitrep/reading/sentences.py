"""Sentences and paragraphs of a report, in its own coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sitrep.ground.lexicon import alternatives, inflect, load_words
from sitrep.ground.model import Noise, Sentence, Span

BLANK_LINE = re.compile(r"\n(?:[ \t\r\f\v\xa0]*+\n)++[ \t\r\f\v\xa0]*+")
LINE_END = re.compile(r"\n\s*+")
STOP = re.compile(r"(?<![.!?…])[.!?…]++(?:''|[\"'”’)\]])*+(?=\s+(?:``|[\"'“‘(\[–—-])*\s?[\w$£€#@])")
WORD_BEFORE = re.compile(r"[\w.&-]*$")
WRAPPED_LINE = range(50, 100)
WORD_AFTER = re.compile(r"\s+(?P<quote>[\"'“‘(\[–—-]*)(?P<word>\S[\w'’]*)")


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = load_words("abbreviations")
    return frozenset(words["titles"].split()), frozenset(words["others"].split()), frozenset(words["starters"].split())


@cache
def _speech_after_quotation() -> re.Pattern[str]:
    """Match what follows a quoted question that its speaker's name carries on: `"Why?" Smith asked`."""
    verbs = ("say", "ask", "tell", "add", "reply", "shout", "wonder", "write", "exclaim")
    spoken = [form for verb in verbs for form, tag in inflect(verb).items() if tag in "ve"]
    return re.compile(rf"\s+(?:[A-Z][\w.’'-]*\s+){{1,4}}(?:{alternatives(spoken)})\b")


def split_sentences(text: str, noise: Sequence[Noise] = ()) -> list[Sentence]:
    """Return the sentences of a text, outside its noise.

    Shape: in text order, without overlap, none empty and none over a paragraph's end.
    """
    lines_break = not _is_hard_wrapped(text)
    return [
        sentence
        for stretch in _outside(text, noise)
        for paragraph in _paragraphs(text, stretch, lines_break=lines_break)
        for sentence in _sentences_of(text, paragraph)
    ]


def _outside(text: str, noise: Sequence[Noise]) -> Iterator[Span]:
    start = 0
    for mark in sorted(noise, key=lambda mark: mark.start):
        if mark.start > start:
            yield Span(start, mark.start)
        start = max(start, mark.end)
    if start < len(text):
        yield Span(start, len(text))


def _is_hard_wrapped(text: str) -> bool:
    """Tell whether lines were broken at a width, so that a single line end says nothing."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    full = [line for line in lines if len(line) in WRAPPED_LINE]
    unfinished = sum(line.rstrip()[-1] not in '.!?"”’:' for line in full)
    return len(lines) > 5 and len(full) > 0.6 * len(lines) and unfinished > 0.6 * len(full)


def _paragraphs(text: str, stretch: Span, *, lines_break: bool) -> Iterator[Span]:
    pattern = LINE_END if lines_break else BLANK_LINE
    start = stretch.start
    for match in pattern.finditer(text, stretch.start, stretch.end):
        if lines_break and match.end() < stretch.end and _runs_on(text, match):
            continue
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, stretch.end)


def _runs_on(text: str, line_end: re.Match[str]) -> bool:
    """Tell whether a single line end stands inside a sentence: the next line goes on in small letters."""
    return line_end.group().count("\n") == 1 and text[line_end.end()].islower()


def _sentences_of(text: str, paragraph: Span) -> Iterator[Sentence]:
    start = paragraph.start
    for match in STOP.finditer(text, paragraph.start, paragraph.end):
        if _ends_sentence(text, start, match, paragraph.end):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, paragraph.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end)


def _ends_sentence(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    after = WORD_AFTER.match(text, stop.end(), limit)
    if not after:
        return False
    word = after["word"]
    if word[0].islower():
        return False
    mark = stop.group()
    if mark[0] in "!?" and len(mark) > 1 and not after["quote"]:
        return not _speech_after_quotation().match(text, stop.end(), limit)
    if mark[0] != "." or mark.startswith(".."):
        return True
    titles, others, starters = _abbreviations()
    found = WORD_BEFORE.search(text, max(start, stop.start() - 20), stop.start())
    before = found.group().lower() if found else ""
    if before in titles:
        return len(mark) > 1
    if before in others or (len(before) == 1 and before.isalpha() and before != "i"):
        return word.lower() in starters and word[0].isupper() and (before in others or word.lower() != "a")
    return True
