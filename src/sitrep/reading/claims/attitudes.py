"""The frames of stance: what somebody wants, asks, denies, praises, is thought or seems to do."""

from __future__ import annotations

import re

from sitrep.reading.claims.contents import clause_end, phrase_end
from sitrep.reading.claims.cues import prepositions, refusals
from sitrep.reading.claims.scope import Found, Scope, Stretch
from sitrep.reading.claims.sources import find_subject, source_of
from sitrep.reading.phrases import NOUN_CHAIN, NOUN_PHRASE, is_clause_at, phrase_after

QUESTION_WORDS = ("whether", "if", "why", "how", "what", "who", "where", "which", "when")
ADDRESSEE = re.compile(rf"(?:{NOUN_CHAIN})?(?:[rD]|[il]d?D)*,?")
ACCUSED = re.compile(rf"{NOUN_PHRASE}(?:c{NOUN_PHRASE})?")
TO_VERB = re.compile(r"x?tr?[zbhfn]")
NAMING = frozenset(["call", "name", "dub", "label", "term", "brand"])
AS = 8  # words between a verb and the "as" of `X sees Y as Z`
BY = 8  # words between a passive and its `by X`


def to_do(scope: Scope) -> Found | None:
    """`X vowed to S`, `X urged Y to S`."""
    words, frames, start = scope.words, scope.cue.frames, scope.after
    if "to" in frames and TO_VERB.match(words.tags, start, scope.end):
        if scope.cue.lemma in refusals() and _says_more(scope, start + 1):
            return None  # `declined to say whether S`: found at "say"
        return with_subject(scope, start, "to")
    if "person_to" in frames:
        end = phrase_after(words, start, scope.end)
        if end and TO_VERB.match(words.tags, end, scope.end):
            return with_subject(scope, start, "person_to")
    return None


def _says_more(scope: Scope, verb: int) -> bool:
    """Tell whether what somebody refused to say follows: `to say whether S`, `to comment on S`."""
    following = scope.words.lower[verb + 1 : min(verb + 2, scope.end)]
    takes = prepositions().get(scope.words.lower[verb], frozenset()) if verb < scope.end else frozenset()
    return bool(following) and following[0] in (*QUESTION_WORDS, "that", *takes)


def asked_whether(scope: Scope) -> Found | None:
    """`X asked (Y) whether S`, `X explained why S`, `Asked whether S, X ...`."""
    words = scope.words
    if "wh" not in scope.cue.frames:
        return None
    start = scope.after
    if scope.cue.lemma == "ask" and not _is_question(scope, start):
        addressee = ADDRESSEE.match(words.tags, start, scope.end)
        start = addressee.end() if addressee else start
    if not _is_question(scope, start):
        return None
    if scope.group == scope.start and words.tags[scope.verb] in "eu":
        answers = (comma for comma in range(start, scope.end) if words.tags[comma] == "," and _answers(scope, comma))
        end = clause_end(words, start, next(answers, scope.end))
        return Found(((start, end),), None, (scope.group, scope.after), scope.class_with("wh"))
    return with_subject(scope, start, "wh")


def _answers(scope: Scope, comma: int) -> bool:
    """Tell whether the main clause begins after a comma: `Asked whether S, | the mayor left`."""
    return is_clause_at(scope.words, comma + 1, scope.end)


def _is_question(scope: Scope, start: int) -> bool:
    return start < scope.end and scope.words.lower[start] in QUESTION_WORDS


def of_or_about(scope: Scope) -> Found | None:
    """`X accused Y of S`, `X complained of S`."""
    words = scope.words
    if scope.after < scope.end and words.lower[scope.after] in prepositions().get(scope.cue.lemma, ()):
        first = scope.after + (words.lower[scope.after] != "against")  # `against S` says the contrary of S
        return with_subject(scope, first, "preposition", cue_end=first)
    if "of" in scope.cue.frames:
        accused = ACCUSED.match(words.tags, scope.after, scope.end)
        if accused and words.lower[accused.end() : accused.end() + 1] in (["of"], ["for"]):
            return with_subject(scope, scope.after, "of")
    return None


def noun_phrase(scope: Scope) -> Found | None:
    """`X stressed the danger`, `X denied doing so`, `X called it a mistake`."""
    words, frames = scope.words, scope.cue.frames
    if scope.after >= scope.end or scope.is_infinitive or _is_gerund(scope) or _is_named(scope):
        return None
    tag = words.tags[scope.after]
    is_object = tag in "dsnNqjeo" or (tag == "p" and not is_clause_at(words, scope.after, scope.end))
    if "np_as" in frames and is_object and "as" in words.lower[scope.after : scope.after + AS]:
        return with_subject(scope, scope.after, "np_as")
    if ("np" in frames and is_object) or ("gerund" in frames and tag == "g"):
        return with_subject(scope, scope.after, "np")
    return None


def _is_gerund(scope: Scope) -> bool:
    """Tell `by supporting the plan`, which says nothing of its own, from `..., supporting the plan`."""
    return scope.is_participle and scope.group > scope.start and scope.words.tags[scope.group - 1] not in ",nNp-"


def _is_named(scope: Scope) -> bool:
    """Tell `a website called "..."` and `they call it ...`, which only give a name, from `a senator called it ...`."""
    words = scope.words
    subject = find_subject(scope) if scope.cue.lemma in NAMING else None
    if subject is None:
        return False
    by_all = words.tags[scope.verb] == "z" and words.lower[subject[0]] in ("they", "we", "you", "people")
    return by_all or (words.tags[scope.after] in "oN" and words.lower[subject[0]] in ("a", "an"))


def with_subject(scope: Scope, start: int, frame: str, *, cue_end: int | None = None) -> Found | None:
    """Return the attribution of a cue's subject with the content that begins at a word, where there is a subject."""
    source = source_of(scope)
    if source is None and not (scope.is_participle or scope.words.tags[scope.group - 1 : scope.group] == "c"):
        return None
    end = clause_end(scope.words, start, scope.end)
    if frame != "wh":
        end = phrase_end(scope.words, start, end)
    if end <= start:
        return None
    return Found(((start, end),), source, (scope.group, cue_end or scope.after), scope.class_with(frame))


def seems(scope: Scope) -> Found | None:
    """`X seems to S`, `it appears that S`: an appearance, and nobody is named."""
    words, start = scope.words, scope.after
    if "seem" not in scope.cue.frames or start >= scope.end:
        return None
    cue = (scope.group, scope.after)
    if words.tags[start] == "T" and start + 1 < scope.end:
        return Found(((start + 1, clause_end(words, start + 1, scope.end)),), None, cue, scope.class_with("seem"))
    subject = find_subject(scope)
    if subject is None or words.tags[start] not in "tje":
        return None
    end = phrase_end(words, start, clause_end(words, start, scope.end))
    return Found((subject, (start, end)), None, cue, scope.class_with("seem"))


def passive(scope: Scope) -> Found | None:
    """`it is believed that S`, `X is thought to S`, `X was asked whether S`, `S was praised by X`."""
    words, frames = scope.words, scope.cue.frames
    if scope.after >= scope.end:
        return None
    if "wh" in frames and _is_question(scope, scope.after):
        end = clause_end(words, scope.after, scope.end)
        return Found(((scope.after, end),), None, (scope.group, scope.after), scope.class_with("wh"))
    content: tuple[Stretch, ...] | None = None
    if frames & {"clause", "person", "of", "person_to"}:
        content = _said_of(scope)
    source = _agent(scope)
    if content is None and source and "np" in frames:
        subject = find_subject(scope)
        content = (subject,) if subject else None
    return Found(content, source, (scope.group, scope.after), scope.class_with("clause")) if content else None


def _said_of(scope: Scope) -> tuple[Stretch, ...] | None:
    words = scope.words
    tag = words.tags[scope.after]
    if tag == "T":
        return ((scope.after + 1, clause_end(words, scope.after + 1, scope.end)),)
    if tag == "t" and (subject := find_subject(scope)):
        return (subject, (scope.after, clause_end(words, scope.after, scope.end)))
    return None


def _agent(scope: Scope) -> Stretch | None:
    """Return who a passive names after "by"."""
    words = scope.words
    for index in range(scope.after, min(scope.after + BY, scope.end)):
        if words.lower[index] == "by":
            end = phrase_after(words, index + 1, scope.end)
            return (index + 1, end) if end and words.tags[index + 1] not in "gq" else None
        if words.tags[index] in ",;.oakTw":
            return None
    return None
