"""What a claim came through before this report: `told Reuters`, `in its daily update`, `through a spokesman`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.media import load_media
from sitrep.ground.model import Attribution, Medium, MediumKind, Span, Voice
from sitrep.reading.words import Words

WINDOW = 90  # characters after the cue in which a medium is looked for
TOLD = re.compile(r"\s+(?:the\s+|a\s+|an\s+)?((?:[A-Z][\w’'.-]*\s?)+)")
STOP = re.compile(r"[.;!?](?:\s|$)|\n")
DESCRIBED = {
    "documents": MediumKind.DOCUMENT,
    "appearances": MediumKind.APPEARANCE,
    "spokespeople": MediumKind.SPOKESPERSON,
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern for the names that begin with each word, in small letters."""
    by_first: dict[str, list[str]] = {}
    for name in load_media():
        by_first.setdefault(re.split(r"[\s/-]", name)[0].lower(), []).append(name)
    return {first: re.compile(rf"(?:{alternatives(names)})(?![\w-])") for first, names in by_first.items()}


@cache
def _described() -> re.Pattern[str]:
    """Match what a thing is said in or through, with its kind as the group: `in its daily intelligence assessment`."""
    words = load_words("media")["described"]
    kinds = "|".join(rf"(?P<{kind}>{alternatives(words[kind].split())})" for kind in DESCRIBED)
    return re.compile(
        rf"\b(?:in|on|at|during|via|through|by|from)\s+(?P<name>(?:[\w’'.-]+\s+){{0,5}}?(?:{kinds}))\b(?!-)"
    )


@cache
def _document_head() -> re.Pattern[str]:
    words = load_words("media")["described"]["documents"].split()
    return re.compile(rf"(?:{alternatives(words)})$", re.IGNORECASE)


@cache
def _ends() -> frozenset[str]:
    return frozenset(load_words("media")["words"]["ends"].split())


def find_media(words: Words, attribution: Attribution) -> Iterator[Medium]:
    """Find what a claim came through, nearest to its source first, outside its content.

    Media with a name come from lists or follow `told`; documents, appearances and spokespeople are as they are called,
    the document that is itself the source among them.
    """
    text, cue = words.text, attribution.cue[0]
    end = _clause_end(text, cue.end, attribution)
    if attribution.source and _document_head().search(text, attribution.source[0].start, attribution.source[0].end):
        source = attribution.source[0]
        yield Medium(source.start, source.end, text[source.start : source.end], MediumKind.DOCUMENT)
    yield from _described_media(text, cue.start, end, attribution)
    named = [m for m in _named_media(words, _clause_start(words, cue), end) if not _is_inside(m.start, attribution)]
    first: dict[str, Medium] = {}
    for medium in named:
        first.setdefault(medium.name, medium)
    yield from first.values()
    if not named and attribution.cue_class == "tell":
        match = TOLD.match(text, cue.end, end)
        name = match[1].strip(" .,") if match else ""
        if match and name and name.split()[-1].lower() in _ends():
            yield Medium(match.start(1), match.start(1) + len(name), name, MediumKind.OUTLET)


def pass_on(
    attributions: Sequence[Attribution], voices: Sequence[tuple[Voice, ...]], media: Sequence[tuple[Medium, ...]]
) -> list[tuple[Medium, ...]]:
    """Add to the media of each attribution the medium that it is told by: `Reuters reported that the mayor said S`.

    Shape: parallel to `attributions`; no medium is that of its own words.
    """
    tellers = [
        (attribution, Medium(source.start, source.end, who[0].name, kind))
        for attribution, who in zip(attributions, voices, strict=True)
        for source in attribution.source[:1]
        if len(who) == 1 and (kind := _kinds().get(who[0].name))
    ]
    passed: list[tuple[Medium, ...]] = []
    for attribution, who, found in zip(attributions, voices, media, strict=True):
        outer = (medium for other, medium in tellers if attribution.nested and other.holds(attribution))
        names = {voice.name for voice in who}
        passed.append(tuple(medium for medium in (*found, *outer) if medium.name not in names))
    return passed


@cache
def _kinds() -> dict[str, MediumKind]:
    return dict(load_media().values())


def _described_media(text: str, start: int, end: int, attribution: Attribution) -> Iterator[Medium]:
    for match in _described().finditer(text, start, end):
        if not _is_inside(match.start(), attribution):
            kind = next(kind for group, kind in DESCRIBED.items() if match[group])
            yield Medium(*match.span("name"), " ".join(match["name"].split()), kind)


def _named_media(words: Words, start: int, end: int) -> Iterator[Medium]:
    patterns = _patterns()
    for index in range(words.at(start), words.at(end)):
        pattern = patterns.get(words.lower[index].partition("-")[0])
        match = pattern.match(words.text, words.starts[index]) if pattern else None
        if match:
            name, kind = load_media()[match.group()]
            yield Medium(*match.span(), name, kind)


def _clause_start(words: Words, cue: Span) -> int:
    """Return where a medium may be named before a cue, in its sentence: `In a post on Telegram, the mayor said S`."""
    sentence = words.sentence_at(words.at(cue.start))
    return max(words.starts[sentence.start], cue.start - WINDOW)


def _clause_end(text: str, start: int, attribution: Attribution) -> int:
    """Return where the words of the saying end: at the content after the cue or at the sentence's end."""
    after = [span.start for span in attribution.content if span.start >= start]
    stop = STOP.search(text, start, start + WINDOW)
    return min([*after, stop.start() if stop else start + WINDOW, len(text)])


def _is_inside(position: int, attribution: Attribution) -> bool:
    spans: tuple[Span, ...] = (*attribution.content, *attribution.source)
    return any(span.start <= position < span.end for span in spans)
