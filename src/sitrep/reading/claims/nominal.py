"""Cues that are no verbs: nouns, adjectives, prepositions and fixed phrases."""

from __future__ import annotations

import re

from sitrep.ground.model import Span
from sitrep.reading.claims.attitudes import with_subject
from sitrep.reading.claims.contents import carried_on, clause_end, left_content, phrase_end, source_phrase
from sitrep.reading.claims.cues import (
    Cue,
    Phrase,
    fixed_phrases,
    light_verbs,
    load_nouns,
    word_list,
)
from sitrep.reading.claims.scope import Found, Scope, Stretch, bounds
from sitrep.reading.claims.sources import find_subject, possessor, source_end
from sitrep.reading.phrases import group_start, phrase_after
from sitrep.reading.words import Words

ABOUT = ("of", "for", "about", "over", "against", "on", "at")
MAIN_VERB = re.compile(r"(?<![wptTrxNmk])[hbmv]")


def at_noun(words: Words, sentence: Span, noun: int) -> Found | None:
    """`X's claim that S`, `the claim by X that S`, `X's criticism of S`."""
    start, end = bounds(words, sentence, noun)
    source, after = possessor(words, start, noun), noun + 1
    if after < end and words.lower[after] in ("by", "from"):
        close = phrase_after(words, after + 1, end)
        if close and words.tags[close : close + 1] in ("T", "t"):
            source, after = (after + 1, close), close
    if after + 1 >= end:
        return None
    carrier = None if source else _light_verb(words, start, end, noun)
    lemma = load_nouns()[words.lower[noun]]
    lower = words.lower[after]
    first = after + 1
    if lower == "that" and words.tags[after] == "T" and lemma in word_list("nouns", "that"):
        pass
    elif lower == "to" and source and lemma in word_list("nouns", "to") and words.tags[first] in "zbhn":
        first = after
    elif (source or carrier) and lower in ABOUT and lemma in word_list("nouns", "about"):
        pass
    else:
        return None
    left = source[1] if source and source[1] <= noun else noun
    if carrier:
        source, left = find_subject(carrier), carrier.group
    close = clause_end(words, first, end)
    if lower != "that":
        close = _before_main_verb(words, first, phrase_end(words, first, close))
    return Found(((first, close),), source, (left, noun + 1), "noun")


def _light_verb(words: Words, start: int, end: int, noun: int) -> Scope | None:
    """Return the verb that only carries a noun of saying, in its scope: `issued a stern warning`."""
    index = noun - 1
    while index > start and words.tags[index] in "djrnqe" and words.lower[index] not in light_verbs():
        index -= 1
    if index <= start or words.lower[index] not in light_verbs() or words.tags[index] not in "zveug":
        return None
    return Scope(words, start, end, group_start(words, index, start), index, Cue(words.lower[index], ("say",)))


def _before_main_verb(words: Words, first: int, end: int) -> int:
    """Return where a noun's content ends that is the subject of its sentence: `his call to leave | has support`."""
    match = MAIN_VERB.search(words.tags, first + 1, end)
    return match.start() if match and words.quotation_of[match.start()] < 0 else end


def fixed_phrase(words: Words, index: int) -> Phrase | None:
    """Return the fixed phrase that begins at a word, or None."""
    for phrase in fixed_phrases().get(words.lower[index], ()):
        if tuple(words.lower[index : index + len(phrase.words)]) == phrase.words:
            return phrase
    return None


def at_fixed_phrase(words: Words, sentence: Span, verb: int, phrase: Phrase) -> Found | None:
    """`X laid claim to S`, `X made clear that S`."""
    start, end = bounds(words, sentence, verb)
    scope = Scope(words, start, end, group_start(words, verb, start), verb, Cue(phrase.words[0], (phrase.cue_class,)))
    after = verb + len(phrase.words)
    if words.tags[after : after + 1] == "T":
        return with_subject(scope, after + 1, "clause", cue_end=after)
    return with_subject(scope, after, "np", cue_end=after)


def at_adjective(words: Words, sentence: Span, adjective: int) -> Found | None:
    """`X is confident that S`."""
    start, end = bounds(words, sentence, adjective)
    after = adjective + 1
    if after + 1 >= end or not (words.tags[after] == "T" or words.lower[after] in ("about", "of")):
        return None
    group = group_start(words, adjective, start)
    if group == adjective:
        return None
    source = find_subject(Scope(words, start, end, group, adjective, Cue("be", ("think",))))
    if source is None or words.lower[source[0]] in ("it", "that", "this"):
        return None
    return Found(((after + 1, clause_end(words, after + 1, end)),), source, (group, after), "think")


def at_preposition(words: Words, sentence: Span, index: int) -> Found | None:
    """`according to X, S` and `S, in the words of X`."""
    phrase = source_phrase(words, index)
    if phrase is None:
        return None
    start, end = bounds(words, sentence, index)
    first = index + len(phrase)
    close = source_end(words, first, end)
    if close is None:
        return None
    content = _beside_source(words, (start, end), index, close)
    return Found(content, (first, close), (index, first), "say") if content else None


def _beside_source(words: Words, within: Stretch, index: int, close: int) -> tuple[Stretch, ...] | None:
    """Return what is said before or after `according to X`, or around it: `The bridge, according to X, is closed`."""
    (start, end), tags = within, words.tags
    begin = close + 1 if tags[close : close + 1] == "," else close
    is_aside = begin > close and index > start and tags[index - 1] == ","
    opens = index - 2 >= start and is_aside and tags[index - 2] in "ckiTl"
    if all(tag in "crD,oa" for tag in tags[start:index]) or opens:
        return ((begin, clause_end(words, begin, end)),) if begin < end else None
    left = left_content(Scope(words, start, end, index, index, Cue("according", ("say",))), index)
    if left is None:
        return None
    further = carried_on(words, left, begin, end) if is_aside else None
    return (left, further) if further else (left,)
