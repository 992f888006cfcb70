"""Quotations that run on from one sentence or paragraph to the next."""

from __future__ import annotations

from sitrep.ground.model import Span
from sitrep.reading.claims.scope import Found
from sitrep.reading.words import Words

LONG_QUOTATION = 6  # words, marks included: shorter ones are terms or scare quotes, not speech


def last_quoting(words: Words, found: list[Found]) -> Found | None:
    """Return the sentence's last attribution whose content has a quotation."""
    for item in reversed(found):
        edges = [index for start, end in item.content for index in (start, end - 1)]
        quotes = any(words.quotation_of[index] >= 0 for index in edges)
        if quotes and item.cue_class in ("say", "tell", "ask") and words.quotation_of[item.cue[0]] < 0:
            return item
    return None


def continued_quotation(words: Words, sentence: Span, found: list[Found], last: Found | None) -> Found | None:
    """Give a sentence that is nothing but a quotation to the speaker of the quotation before it."""
    if last is None or words.tags[sentence.start] != "o":
        return None
    quotation = words.quotations[words.quotation_of[sentence.start]]
    if any(words.quotation_of[item.cue[0]] < 0 for item in found) or quotation.end < sentence.end - 1:
        return None
    if words.paragraph_of[sentence.start] - words.paragraph_of[last.content[-1][1] - 1] > 1:
        return None
    if (
        any(start <= sentence.start < end for start, end in last.content)
        or quotation.end - quotation.start < LONG_QUOTATION
    ):
        return None
    return last._replace(content=((sentence.start, quotation.end),))


def in_one_paragraph(words: Words, last: Found, more: Found) -> bool:
    """Tell whether a quotation is carried on in the paragraph in which it began."""
    return words.paragraph_of[last.content[-1][1] - 1] == words.paragraph_of[more.content[0][0]]
