"""Speakers' labels: `Smith: S`, `WALLACE: S` in a transcript, `Poll: S` in a headline, `"S" ― Ann Lee`."""

from __future__ import annotations

import re
from bisect import bisect_right

from sitrep.ground.model import Span
from sitrep.reading.claims.cues import word_list
from sitrep.reading.claims.scope import Found, Stretch
from sitrep.reading.claims.sources import can_speak
from sitrep.reading.phrases import FINITE
from sitrep.reading.words import Words

NAME_AT_HEAD = re.compile(r"o?(?P<label>[N-]{1,6}|[djnlNy-]*N(?:\(N-?N?\))?)(?=:)")
HEADLINE = re.compile(r"(?P<label>[djnlNy-]{1,8})(?=:)")
NAME_AT_END = re.compile(r"-(?P<name>N[^vbhmfz:;]{0,12}?)\.?$")
LEAST_WORDS = 3


def at_label(words: Words, sentence: Span, colon: int) -> Found | None:
    """Return what a label at the head of a sentence gives its speaker: the paragraph, or the rest of a headline."""
    is_headline = sentence.start == 0
    match = (HEADLINE if is_headline else NAME_AT_HEAD).match(words.tags, sentence.start, colon + 1)
    if match is None or match.end() != colon or words.lower[colon - 1] in word_list("labels"):
        return None
    label = match.span("label")
    if not can_speak(words, label) or _is_everyday(words, label):
        return None
    first, end = colon + 1, sentence.end if is_headline else _turn_end(words, colon)
    says = words.tags[first:end]
    if end - first < LEAST_WORDS or not (is_headline or "o" in says[:1] or not set(FINITE).isdisjoint(says)):
        return None
    return Found(((first, end),), label, (colon, colon + 1), "label")


def _is_everyday(words: Words, label: Stretch) -> bool:
    """Tell whether a label is one word that the report also writes in small letters: `Snow: roads are closed`."""
    form = words.forms[label[0]]
    return label[1] - label[0] == 1 and not form.isupper() and form.lower() in words.forms


def _turn_end(words: Words, colon: int) -> int:
    """Return where a speaker's words end: with the paragraph, or before the next label in it."""
    end = bisect_right(words.paragraph_of, words.paragraph_of[colon], lo=colon)
    start = words.sentence_at(colon).end
    while start < end and not NAME_AT_HEAD.match(words.tags, start, end):
        start = words.sentence_at(start).end
    return min(start, end)


def at_dash(words: Words, sentence: Span, dash: int) -> Found | None:
    """Return the quotation that a name after a dash is set under."""
    match = NAME_AT_END.match(words.tags, dash, sentence.end)
    if match is None or words.tags[dash - 1 : dash] != "a":
        return None
    quotation = words.quotations[words.quotation_of[dash - 1]]
    if quotation.end - quotation.start < LEAST_WORDS + 2:
        return None
    return Found(((quotation.start, quotation.end),), match.span("name"), (dash, dash + 1), "label")
