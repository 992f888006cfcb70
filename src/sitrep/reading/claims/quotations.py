"""Quotations that run on from one sentence or paragraph to the next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

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


def carry_on(words: Words, by_sentence: Sequence[list[Found]]) -> list[Found]:
    """Return all attributions, with those quotations that no cue of their own claims given to the speaker before.

    Shape: `by_sentence` holds the attributions of each sentence. A quotation that goes on in the paragraph of the one
    before it is another stretch of the same content; one that begins a paragraph is an attribution of its own.
    """
    claimed = _claimed_quotations(words, by_sentence)
    by_sentence = _carry_back(words, by_sentence, claimed)
    everything: list[Found] = []
    last: Found | None = None
    for sentence, found in zip(words.sentences, by_sentence, strict=True):
        more = _carried_on(words, sentence, found, last, claimed)
        if last and more and _in_one_paragraph(words, last, more):
            del everything[_last_place(everything, last)]
            last = last._replace(content=(*last.content, *more.content))
            everything += [last, *found]
            continue
        everything += [*found, more] if more else found
        last = last_quoting(words, found) or more
    return everything


def _last_place(found: Sequence[Found], wanted: Found) -> int:
    """Return where an attribution last stands in a list, looked for from its end."""
    return next(place for place in range(len(found) - 1, -1, -1) if found[place] is wanted)


def _carry_back(words: Words, by_sentence: Sequence[list[Found]], claimed: set[int]) -> Sequence[list[Found]]:
    """Give a paragraph of a quotation that is left open to the next one's speaker: `“We ran. ¶ “I fell,” she said.`"""
    owners = {
        words.quotation_of[start]: item
        for found in by_sentence
        for item in found
        if item.cue_class in ("say", "tell") and words.quotation_of[item.cue[0]] < 0
        for start, _ in item.content
        if words.tags[start] == "o"
    }
    carried = [list(found) for found in by_sentence]
    for number in range(len(words.quotations) - 1, 0, -1):
        before, quotation = words.quotations[number - 1], words.quotations[number]
        is_open = words.tags[before.end - 1] != "a" and before.end == quotation.start
        if is_open and number in owners and number - 1 not in claimed and before.end - before.start >= LONG_QUOTATION:
            owners[number - 1] = owners[number]._replace(content=((before.start, before.end),))
            place = bisect_right(words.sentences, before.start, key=lambda sentence: sentence.start) - 1
            carried[place].append(owners[number - 1])
            claimed.add(number - 1)
    return carried


def _claimed_quotations(words: Words, by_sentence: Sequence[list[Found]]) -> set[int]:
    """Return the quotations that are the content of an attribution with a cue outside of them."""
    return {
        words.quotation_of[index]
        for found in by_sentence
        for item in found
        if words.quotation_of[item.cue[0]] < 0
        for start, end in item.content
        for index in (start, end - 1)
    }


def _carried_on(
    words: Words, sentence: Span, found: list[Found], last: Found | None, claimed: set[int]
) -> Found | None:
    """Give a sentence that begins with a quotation of nobody's to the speaker of the quotation before it."""
    if last is None or words.tags[sentence.start] != "o":
        return None
    number = words.quotation_of[sentence.start]
    quotation = words.quotations[number]
    if number in claimed or quotation.end - quotation.start < LONG_QUOTATION:
        return None
    if any(words.quotation_of[item.cue[0]] < 0 for item in found):
        return None
    if words.paragraph_of[sentence.start] - words.paragraph_of[last.content[-1][1] - 1] > 1:
        return None
    return last._replace(content=((sentence.start, max(quotation.end, sentence.end)),))


def _in_one_paragraph(words: Words, last: Found, more: Found) -> bool:
    """Tell whether a quotation is carried on in the paragraph in which it began."""
    return words.paragraph_of[last.content[-1][1] - 1] == words.paragraph_of[more.content[0][0]]
