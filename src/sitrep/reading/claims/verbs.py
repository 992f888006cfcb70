"""The attribution that a verb makes: its frames in order, the first that finds anything wins."""

from __future__ import annotations

from collections.abc import Callable

from sitrep.ground.model import Span
from sitrep.reading.claims.attitudes import asked_whether, noun_phrase, of_or_about, passive, seems, to_do
from sitrep.reading.claims.cues import Cue, refusal_forms
from sitrep.reading.claims.scope import Found, Scope, Stretch, bounds
from sitrep.reading.claims.sources import main_clause_start, shared_subject
from sitrep.reading.claims.speech import as_said, said_after, said_colon, said_relative, said_that
from sitrep.reading.phrases import group_start
from sitrep.reading.words import Words

Frame = Callable[[Scope], Found | None]

FRAMES: tuple[Frame, ...] = (
    as_said,
    said_after,
    said_relative,
    said_that,
    said_colon,
    seems,
    to_do,
    asked_whether,
    of_or_about,
    noun_phrase,
)


def at_verb(words: Words, sentence: Span, verb: int, cue: Cue, subject: Stretch | None) -> Found | None:
    """Return the attribution that a verb makes; `subject` is the last source of its sentence."""
    start, end = bounds(words, sentence, verb)
    group = group_start(words, verb, start)
    if group - 2 > start and words.tags[group - 1] == "t" and words.lower[group - 2] in refusal_forms():
        group = group_start(words, group - 2, start)  # `declined to say whether S`: one cue
    scope = Scope(words, start, end, group, verb, cue)
    scope = scope._replace(end=main_clause_start(scope))
    if scope.is_passive:
        return passive(scope)
    for frame in FRAMES:
        found = frame(scope)
        if found:
            if found.source is None and (scope.is_participle or words.tags[group - 1 : group] == "c"):
                return found._replace(source=subject or shared_subject(scope))
            return found
    return None
