"""The frames of speech: what stands before, around or after `X said`."""

from __future__ import annotations

import re

from sitrep.reading.claims.contents import (
    LAST_WORDS,
    carried_on,
    clause_end,
    has_main_verb,
    introduced,
    left_content,
    opens_clause,
    right_quotation,
)
from sitrep.reading.claims.cues import SPEAKING_FRAMES, prepositions
from sitrep.reading.claims.scope import Found, Scope, Stretch
from sitrep.reading.claims.sources import find_subject, source_of, speaker_after
from sitrep.reading.phrases import NOUN_CHAIN, is_clause_at

LEAST_SAYING = 4  # words without a known verb that are taken for a saying before `X said.`
TO_VERB = re.compile(r"tr?[zbhf]")
ADDRESSEE = re.compile(rf"{NOUN_CHAIN}(?:c{NOUN_CHAIN})?")
AFTER_RELATIVE = re.compile(r"r?[vbhm]")


def said_after(scope: Scope) -> Found | None:
    """`S, X said`, `S, said X`, `as X said, S`, and `S, X said, S` around the cue."""
    if "quote" not in scope.cue.frames or scope.is_participle or scope.is_infinitive:
        return None
    words, source = scope.words, find_subject(scope)
    if source and scope.words.tags[scope.group - 1] in ",-" and _names_speaker(scope):
        source = None
    left = source[0] if source else scope.group
    if not _is_set_off(scope, left) or (source and words.tags[source[0]] == "w"):
        return None
    is_quoted = left > 0 and words.tags[left - 1] == "a"
    rest = after_addressee(scope)
    if source is None:
        source = speaker_after(scope)
        if source is None or (words.tags[source[0]] in "jg" and not is_quoted and words.tags[source[1] - 1] != "N"):
            return None
        rest = source[1]
    content = left_content(scope, left)
    stretches = _around(scope, content, rest, is_quoted=is_quoted) if content else None
    if stretches is None:
        return None
    return Found(stretches, source, (scope.group, scope.after), scope.class_with("quote"))


def _names_speaker(scope: Scope) -> bool:
    """Tell whether a name follows the cue and ends there: `..., whom he met, said Ann Lee.`"""
    tags, speaker = scope.words.tags, speaker_after(scope)
    return speaker is not None and tags[speaker[0]] == "N" and tags[speaker[1] : speaker[1] + 1] in (",", ".", "")


def _is_set_off(scope: Scope, left: int) -> bool:
    """Tell whether `X said` is parted from what stands before it: by a mark, or as all there is of a sentence."""
    words = scope.words
    if left > scope.start:
        return words.tags[left - 1] in (",", "a", "-")
    return left > 0 and words.tags[left - 1] == "a" and _is_all_there_is(scope)


def _around(scope: Scope, content: Stretch, rest: int, *, is_quoted: bool) -> tuple[Stretch, ...] | None:
    """Return the content before the cue with what goes on after it, None where that before is no saying."""
    words, tags = scope.words, scope.words.tags
    more = right_quotation(scope, rest)
    if is_quoted or tags[content[0]] == "o":
        return (content, more) if more else (content,)
    is_aside = tags[rest : rest + 1] == ","
    if scope.cue.frames & {"to", "person_to"} and TO_VERB.search(tags, scope.after, min(rest + 1, scope.end)):
        return None
    if not is_aside and (opens_clause(scope, rest) or _takes_next_word(scope)):
        return None
    further = carried_on(words, content, rest + 1, scope.end) if is_aside else None
    if further and (more is None or (tags[rest + 1] != "o" and not has_main_verb(words, content))):
        return content, further
    if has_main_verb(words, content):
        return (content, more) if more else (content,)
    if more or content[1] - content[0] < LEAST_SAYING or scope.end - rest > 1:
        return None
    return (content,)


def after_addressee(scope: Scope) -> int:
    """Return the word after `told reporters on Friday` where the sentence or clause ends there, else after the cue."""
    tags = scope.words.tags
    if "person" not in scope.cue.frames:
        return scope.after
    addressee = ADDRESSEE.match(tags, scope.after, scope.end)
    if addressee is None:
        return scope.after
    rest = LAST_WORDS.match(tags, addressee.end(), scope.end)
    end = rest.end() if rest else addressee.end()
    if end >= scope.end or tags[end] in ",.;ao" or opens_clause(scope, addressee.end()):
        return end if end >= scope.end or tags[end] in ",.;ao" else addressee.end()
    return scope.after


def _is_all_there_is(scope: Scope) -> bool:
    """Tell whether a sentence is no more than `X said`, in the paragraph of the quotation before it."""
    words = scope.words
    same_paragraph = words.paragraph_of[scope.start] == words.paragraph_of[scope.start - 1]
    rest = LAST_WORDS.match(words.tags, scope.after, scope.end)
    return same_paragraph and rest is not None and scope.end - rest.end() <= 1


def _takes_next_word(scope: Scope) -> bool:
    return scope.after < scope.end and scope.words.lower[scope.after] in prepositions().get(scope.cue.lemma, ())


def as_said(scope: Scope) -> Found | None:
    """`S, as X said` and `As X said, S`."""
    words = scope.words
    source = find_subject(scope) if "quote" in scope.cue.frames else None
    if source is None or source[0] <= scope.start or words.lower[source[0] - 1] != "as":
        return None
    opening, cue = source[0] - 1, (scope.group, scope.after)
    rest = LAST_WORDS.match(words.tags, scope.after, scope.end)
    end = rest.end() if rest else scope.after
    is_aside = end < scope.end and words.tags[end] == ","
    if all(tag in "crD,oa" for tag in words.tags[scope.start : opening]):
        if not is_aside or end + 2 >= scope.end:
            return None
        content: tuple[Stretch, ...] = ((end + 1, clause_end(words, end + 1, scope.end)),)
    elif end >= scope.end or words.tags[end] in ",.;":
        left = left_content(scope, opening)
        if left is None:
            return None
        further = carried_on(words, left, end + 1, scope.end) if is_aside else None
        content = (left, further) if further else (left,)
    else:
        return None
    return Found(content, source, cue, scope.class_with("quote"))


def said_relative(scope: Scope) -> Found | None:
    """`which X said was late`: the relative word and what is said of it."""
    words = scope.words
    if not scope.cue.frames & SPEAKING_FRAMES or not AFTER_RELATIVE.match(words.tags, scope.after, scope.end):
        return None
    source = find_subject(scope)
    if source is None or source[0] <= scope.start or words.tags[source[0] - 1] != "w":
        return None
    content = ((source[0] - 1, source[0]), (scope.after, clause_end(words, scope.after, scope.end)))
    return Found(content, source, (scope.group, scope.after), scope.class_with("clause"))


def said_that(scope: Scope) -> Found | None:
    """`X said (that) S`, `X told Y that S`, `X said: "S"`."""
    words, frames = scope.words, scope.cue.frames
    if not frames & SPEAKING_FRAMES:
        return None
    start = scope.after
    if "person" in frames:
        addressee = ADDRESSEE.match(words.tags, start, scope.end)
        if addressee and not ("clause" in frames and is_clause_at(words, start, scope.end)):
            start = addressee.end()
            if words.tags[start : start + 1] == "," and is_clause_at(words, start + 1, scope.end):
                start += 1
    content = introduced(scope, start, zero=bool(frames & {"clause", "person"}) and not scope.is_infinitive)
    if content is None:
        return None
    return Found((content,), source_of(scope), (scope.group, scope.after), scope.class_with("clause"))


def said_colon(scope: Scope) -> Found | None:
    """`X said:` at a sentence's end: the content is the next sentence."""
    words = scope.words
    if "quote" not in scope.cue.frames or words.tags[scope.end - 1] != ":" or scope.end - scope.after > 8:
        return None
    if scope.end >= len(words):
        return None
    follows = words.sentence_at(scope.end)
    quotation = words.quotation_of[follows.start]
    end = max(follows.end, words.quotations[quotation].end) if quotation >= 0 else follows.end
    return Found(((follows.start, end),), source_of(scope), (scope.group, scope.after), scope.class_with("quote"))
