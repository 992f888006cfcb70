"""The frames of attributing verbs, one small pattern each; the first that finds anything wins."""

from __future__ import annotations

import re
from collections.abc import Callable

from sitrep.ground.model import Span
from sitrep.reading.claims.contents import (
    LAST_WORDS,
    clause_end,
    introduced,
    left_content,
    opens_clause,
    phrase_end,
    right_quotation,
)
from sitrep.reading.claims.cues import SPEAKING_FRAMES, Cue, prepositions
from sitrep.reading.claims.scope import Found, Scope, Stretch, bounds
from sitrep.reading.claims.sources import find_subject, shared_subject, source_of, speaker_after
from sitrep.reading.phrases import FINITE, NOUN_CHAIN, group_start, is_clause_at, phrase_after
from sitrep.reading.words import Words

QUESTION_WORDS = ("whether", "if", "why", "how", "what", "who", "where")
LEAST_SAYING = 4  # words without a known verb that are taken for a saying before `X said.`
ADDRESSEE = re.compile(NOUN_CHAIN)

Pattern = Callable[[Scope], Found | None]


def at_verb(words: Words, sentence: Span, verb: int, cue: Cue, subject: Stretch | None) -> Found | None:
    """Return the attribution that a verb makes; `subject` is the last source of its sentence."""
    start, end = bounds(words, sentence, verb)
    group = group_start(words, verb, start)
    scope = Scope(words, start, end, group, verb, cue)
    if scope.is_passive:
        return _passive(scope)
    for pattern in PATTERNS:
        found = pattern(scope)
        if found:
            if found.source is None and (scope.is_participle or words.tags[group - 1 : group] == "c"):
                return found._replace(source=subject or shared_subject(scope))
            return found
    return None


def _said_after(scope: Scope) -> Found | None:
    """`S, X said` and `S, said X`: the content stands before."""
    words = scope.words
    if "quote" not in scope.cue.frames or scope.is_participle or scope.is_infinitive:
        return None
    source = find_subject(scope)
    left = source[0] if source else scope.group
    before = words.tags[left - 1] if left > scope.start else ""
    if left == scope.start and left and words.tags[left - 1] == "a" and _is_all_there_is(scope):
        before = "a"
    if before not in (",", "a", "-") or (source and words.tags[source[0]] == "w"):
        return None
    if source is None:
        source = speaker_after(scope)
        if source is None or words.tags[source[0]] in "jg":
            return None
        rest = source[1]
    else:
        rest = _after_addressee(scope)
    content = left_content(scope, left)
    if content is None:
        return None
    more = right_quotation(scope, rest)
    if words.tags[content[0]] != "o":
        is_aside = words.tags[rest : rest + 1] == ","
        if rest == scope.after and not is_aside and (opens_clause(scope, rest) or _takes_next_word(scope)):
            return None
        if not any(tag in FINITE for tag in words.tags[content[0] : content[1]]):
            if is_aside and rest + 2 < scope.end:
                more = (rest + 1, clause_end(words, rest + 1, scope.end))
            elif content[1] - content[0] < LEAST_SAYING or scope.end - rest > 1:
                return None
    stretches = (content, more) if more else (content,)
    return Found(stretches, source, (scope.group, scope.after), scope.class_with("quote"))


def _after_addressee(scope: Scope) -> int:
    """Return the word after `told reporters on Friday` where the sentence or clause ends there, else after the cue."""
    if "person" in scope.cue.frames:
        addressee = ADDRESSEE.match(scope.words.tags, scope.after, scope.end)
        if addressee:
            rest = LAST_WORDS.match(scope.words.tags, addressee.end(), scope.end)
            end = rest.end() if rest else addressee.end()
            if end >= scope.end or scope.words.tags[end] in ",.;ao":
                return end
    return scope.after


def _is_all_there_is(scope: Scope) -> bool:
    """Tell whether a sentence is no more than `X said`, in the paragraph of the quotation before it."""
    words = scope.words
    same_paragraph = words.paragraph_of[scope.start] == words.paragraph_of[scope.start - 1]
    rest = LAST_WORDS.match(words.tags, scope.after, scope.end)
    return same_paragraph and rest is not None and scope.end - rest.end() <= 1


def _takes_next_word(scope: Scope) -> bool:
    return scope.after < scope.end and scope.words.lower[scope.after] in prepositions().get(scope.cue.lemma, ())


def _said_that(scope: Scope) -> Found | None:
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


def _said_colon(scope: Scope) -> Found | None:
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


def _to_do(scope: Scope) -> Found | None:
    """`X vowed to S`, `X urged Y to S`."""
    words, frames = scope.words, scope.cue.frames
    start = scope.after
    if "to" in frames and words.tags[start : start + 1] == "t":
        return with_subject(scope, start, "to")
    if "person_to" in frames:
        end = phrase_after(words, start, scope.end)
        if end and words.tags[end : end + 1] == "x":
            end += 1
        if end and words.tags[end : end + 1] == "t" and words.tags[end + 1 : end + 2] in ("z", "b", "h", "n", "r"):
            return with_subject(scope, start, "person_to")
    return None


def _asked_whether(scope: Scope) -> Found | None:
    """`X asked whether S`, `X explained why S`."""
    if "wh" in scope.cue.frames and scope.after < scope.end and scope.words.lower[scope.after] in QUESTION_WORDS:
        return with_subject(scope, scope.after, "wh")
    return None


def _of_or_about(scope: Scope) -> Found | None:
    """`X accused Y of S`, `X complained of S`."""
    words = scope.words
    if _takes_next_word(scope):
        return with_subject(scope, scope.after + 1, "preposition", cue_end=scope.after + 1)
    if "of" in scope.cue.frames:
        end = phrase_after(words, scope.after, scope.end)
        if end and words.lower[end : end + 1] in (["of"], ["for"]):
            return with_subject(scope, scope.after, "of")
    return None


def _noun_phrase(scope: Scope) -> Found | None:
    """`X stressed the danger`, `X denied doing so`."""
    words, frames = scope.words, scope.cue.frames
    if scope.after >= scope.end or scope.is_participle or scope.is_infinitive:
        return None
    tag = words.tags[scope.after]
    if ("np" in frames and tag in "dsnNqjeo") or ("gerund" in frames and tag == "g"):
        return with_subject(scope, scope.after, "np")
    return None


def with_subject(scope: Scope, start: int, frame: str, *, cue_end: int | None = None) -> Found | None:
    """Return the attribution of a cue's subject with the content that begins at a word, where there is a subject."""
    source = source_of(scope)
    if source is None and not (scope.is_participle or scope.words.tags[scope.group - 1 : scope.group] == "c"):
        return None
    end = clause_end(scope.words, start, scope.end)
    if frame == "np":
        end = phrase_end(scope.words, start, end)
    if end <= start:
        return None
    return Found(((start, end),), source, (scope.group, cue_end or scope.after), scope.class_with(frame))


def _passive(scope: Scope) -> Found | None:
    """`it is believed that S`, `X is thought to S`: nobody is named."""
    words = scope.words
    if not scope.cue.frames & {"clause", "person", "of"} or scope.after >= scope.end:
        return None
    tag = words.tags[scope.after]
    content: tuple[Stretch, ...]
    if tag == "T":
        content = ((scope.after + 1, clause_end(words, scope.after + 1, scope.end)),)
    elif tag == "t" and (subject := find_subject(scope)):
        content = (subject, (scope.after, clause_end(words, scope.after, scope.end)))
    else:
        return None
    return Found(content, None, (scope.group, scope.after), scope.class_with("clause"))


PATTERNS: tuple[Pattern, ...] = (
    _said_after,
    _said_that,
    _said_colon,
    _to_do,
    _asked_whether,
    _of_or_about,
    _noun_phrase,
)
