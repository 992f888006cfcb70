"""All attributions of a report, in text order."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator

from sitrep.ground.model import Attribution, Span
from sitrep.reading.claims.cues import load_cues, load_nouns, load_triggers, prepositions_of_source, word_list
from sitrep.reading.claims.labels import at_dash, at_label
from sitrep.reading.claims.nominal import at_adjective, at_fixed_phrase, at_noun, at_preposition, fixed_phrase
from sitrep.reading.claims.quotations import LONG_QUOTATION, carry_on
from sitrep.reading.claims.reports import after_dateline, cite
from sitrep.reading.claims.scope import Found, Stretch
from sitrep.reading.claims.sources import can_speak
from sitrep.reading.claims.verbs import at_verb
from sitrep.reading.words import Words

DETERMINED = re.compile(r"[ds][jn]*$")  # `a stern warning`
STANCES = frozenset(["voice", "intend", "promise", "think", "image", "order", "deny", "accuse", "about", "know"])
SILENT = frozenset(",.:;-()oa*")  # tags of marks: a content of nothing else says nothing


def find_attributions(words: Words) -> Iterator[Attribution]:
    """Find the attributions of a report, in text order of their cues.

    Shape: those inside another one's content or inside a quotation carry `nested`.
    """
    found = sorted(_distinct(_find_all(words)), key=lambda item: (item.cue, item.content))
    around = _contents_by_sentence(words, found)
    for item in found:
        if not any(words.tags[index] not in SILENT for start, end in item.content for index in range(start, end)):
            continue
        yield Attribution(
            content=tuple(_trimmed(words, *_whole(words, stretch, item.cue)) for stretch in item.content),
            source=(_trimmed(words, *item.source),) if item.source else (),
            cue=(words.span(*item.cue),),
            cue_class=item.cue_class,
            nested=_is_nested(words, item, around[words.sentence_at(item.cue[0])]),
        )


def _find_all(words: Words) -> list[Found]:
    triggers = load_triggers()
    seats = deque(index for index, lower in enumerate(words.lower) if lower in triggers)
    by_sentence: list[list[Found]] = []
    for whole in words.sentences:
        sentence = after_dateline(words, whole)
        found: list[Found] = []
        subject: Stretch | None = None
        while seats and seats[0] < sentence.end:
            item = _find_at(words, sentence, seats.popleft(), subject)
            item = cite(words, sentence, item) if item else None
            if item and item.content and not _is_of_a_thing(words, item):
                found.append(item)
                subject = item.source or subject
        by_sentence.append(found)
    return carry_on(words, by_sentence)


def _is_of_a_thing(words: Words, item: Found) -> bool:
    """Tell whether a stance is that of no speaker: `the snow threatens to cut roads`."""
    return item.cue_class in STANCES and item.source is not None and not can_speak(words, item.source)


def _distinct(found: list[Found]) -> Iterator[Found]:
    """Leave out the nouns whose content a verb has already: `said in its assessment that S`."""
    taken = {item.content[-1] for item in found if item.cue_class != "noun"}
    cited = {item.source[0] for item in found if item.cue_class == "say" and item.source}
    found = [item for item in found if not (item.cue_class == "voice" and item.content[0][0] in cited)]
    return (item for item in found if item.cue_class != "noun" or item.content[-1] not in taken)


def _find_at(words: Words, sentence: Span, index: int, subject: Stretch | None) -> Found | None:
    """Find the attribution that a word is the cue of; `subject` is the last source of the sentence."""
    lower, tag = words.lower[index], words.tags[index]
    if tag == "g" and lower in load_nouns() and DETERMINED.search(words.tags, sentence.start, index):
        return at_noun(words, sentence, index)
    if tag in "zveug":
        phrase = fixed_phrase(words, index)
        if phrase:
            return at_fixed_phrase(words, sentence, index, phrase)
        if lower in load_cues():
            return at_verb(words, sentence, index, load_cues()[lower], subject)
    if tag == "n" and lower in load_nouns():
        return at_noun(words, sentence, index)
    if tag in "jen" and lower in word_list("adjectives"):
        return at_adjective(words, sentence, index)
    if lower in prepositions_of_source():
        return at_preposition(words, sentence, index)
    if tag == ":":
        return at_label(words, sentence, index)
    if tag == "-":
        return at_dash(words, sentence, index)
    return None


def _whole(words: Words, stretch: Stretch, cue: Stretch) -> Stretch:
    """Return a stretch carried on to the end of the quotation that it ends in."""
    quotation = words.quotation_of[stretch[1] - 1]
    if quotation < 0 or quotation == words.quotation_of[cue[0]]:
        return stretch
    return (stretch[0], max(stretch[1], words.quotations[quotation].end))


def _trimmed(words: Words, first: int, end: int) -> Span:
    """Return the text span of a stretch without the punctuation around it; marks inside a quotation stay."""
    while first < end - 1 and words.tags[first] in ",:;-":
        first += 1
    while end - 1 > first and words.tags[end - 1] in ",.:;-" and words.forms[end - 1] not in "!?":
        if words.quotation_of[end - 1] >= 0:
            break
        end -= 1
    if end - 1 > first and words.tags[end - 1] == "a" and words.quotations[words.quotation_of[end - 1]].start < first:
        end -= 1  # the mark closes a quotation that began before these words
    return words.span(first, end)


def _contents_by_sentence(words: Words, found: list[Found]) -> dict[Span, list[tuple[int, int, Found]]]:
    """Return the stretches of content that reach into each sentence, with what they belong to."""
    around: dict[Span, list[tuple[int, int, Found]]] = defaultdict(list)
    for item in found:
        for start, end in item.content:
            index = start
            while index < end:
                sentence = words.sentence_at(index)
                around[sentence].append((start, end, item))
                index = sentence.end
    return around


def _is_nested(words: Words, item: Found, around: list[tuple[int, int, Found]]) -> bool:
    """Tell whether a cue stands inside a long quotation or in another attribution's content."""
    cue = item.cue[0]
    quotation = words.quotation_of[cue]
    if (
        item.cue_class != "label"
        and quotation >= 0
        and words.quotations[quotation].end - words.quotations[quotation].start >= LONG_QUOTATION
    ):
        return True
    return any(
        start <= cue < end and not any(a <= other.cue[0] < b for a, b in item.content)
        for start, end, other in around
        if other is not item
    )
