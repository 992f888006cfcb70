"""What only reports of news have: a dateline before the first words, and an agency that cites somebody."""

from __future__ import annotations

import re
from functools import cache

from sitrep.ground.media import load_media
from sitrep.ground.model import MediumKind, Span
from sitrep.reading.claims.contents import clause_end
from sitrep.reading.claims.scope import Found, Stretch
from sitrep.reading.phrases import phrase_after
from sitrep.reading.words import Words

DATELINE = re.compile(
    r"[A-Z][A-Z.’'-]+(?:[ /][A-Z][A-Z.’'-]+){0,3}(?:, [A-Z][^—–:;()\n-]{0,40})?(?: ?\([^)\n]{1,40}\))?\s*(?:—|–|--?)\s+"
)
CITING = frozenset(["citing", "quoting"])


def after_dateline(words: Words, sentence: Span) -> Span:
    """Return a sentence without the dateline that it begins with: `KYIV, Feb. 5 (Reuters) — | Ann Lee said`."""
    match = DATELINE.match(words.text, words.starts[sentence.start], words.ends[sentence.end - 1])
    return Span(words.at(match.end()), sentence.end) if match else sentence


@cache
def _media() -> frozenset[str]:
    return frozenset(name.casefold() for name, (_, kind) in load_media().items() if kind is not MediumKind.PLATFORM)


def cite(words: Words, sentence: Span, found: Found) -> Found:
    """Give what a medium reports to those whom it cites: `TASS reported, citing the ministry, that S`."""
    if found.source is None or found.cue_class != "say":
        return found
    span = words.span(*found.source)
    if words.text[span.start : span.end].casefold().removeprefix("the ") not in _media():
        return found
    for index in range(found.cue[1], sentence.end - 1):
        if words.lower[index] in CITING and words.tags[index - 1] == ",":
            end = phrase_after(words, index + 1, sentence.end)
            return _told_by(words, sentence, found, (index, end)) if end else found
    return found


def _told_by(words: Words, sentence: Span, found: Found, citing: tuple[int, int]) -> Found:
    """Return an attribution to whom is cited, with the content before or after that."""
    index, end = citing
    first = end + (words.tags[end : end + 1] == ",")
    content: tuple[Stretch, ...]
    if words.tags[first : first + 1] == "T":
        content = ((first + 1, clause_end(words, first + 1, sentence.end)),)
    else:
        content = tuple((a, min(b, index - 1) if a < index else b) for a, b in found.content if a < index - 1)
    return found._replace(source=(index + 1, end), content=content) if content else found
