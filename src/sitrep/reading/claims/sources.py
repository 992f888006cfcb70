"""Who is made responsible: subjects, speakers after the cue, possessors."""

from __future__ import annotations

from sitrep.reading.claims.cues import load_cues
from sitrep.reading.claims.scope import Scope, Stretch
from sitrep.reading.phrases import group_start, phrase_after, phrase_before
from sitrep.reading.words import Words


def find_subject(scope: Scope) -> Stretch | None:
    """Find the subject of the verb group, over an apposition or a relative clause between commas."""
    words, end = scope.words, scope.group
    while end > scope.start and words.tags[end - 1] in "rD":
        end -= 1
    if end <= scope.start:
        return None
    if words.tags[end - 1] == "w":
        return (end - 1, end) if words.lower[end - 1] in ("who", "which", "that") else None
    if words.tags[end - 1] in ",-)" and end - 1 > scope.start:
        return _subject_before_aside(scope, end - 1)
    if words.tags[end - 1] in "cT":
        return None
    first = phrase_before(words, end, scope.start)
    return (first, end) if first is not None and words.quotation_of[first] == words.quotation_of[scope.verb] else None


def _subject_before_aside(scope: Scope, close: int) -> Stretch | None:
    """Find `X` in `X, an aide to Y, said` and `X, which is preparing, said`."""
    words = scope.words
    for comma in range(close - 2, max(scope.start, close - 30), -1):
        if words.tags[comma] not in ",-(":
            continue
        first = phrase_before(words, comma, scope.start)
        opens = words.tags[comma + 1]
        is_clause = opens != "w" and not set("bhmv").isdisjoint(words.tags[comma + 1 : close].partition("w")[0])
        if (
            is_clause
            or first is None
            or opens not in "dwsNnjpeg"
            or words.quotation_of[first] != words.quotation_of[scope.verb]
        ):
            return None
        return (first, comma if opens == "w" else close)
    return None


def shared_subject(scope: Scope) -> Stretch | None:
    """Find the subject that an earlier verb of the sentence has: `Ukraine had ..., but announced`."""
    words = scope.words
    for index in range(scope.start + 1, scope.group):
        if words.tags[index] in "vbhmfe" and words.quotation_of[index] == words.quotation_of[scope.verb]:
            earlier = scope._replace(group=group_start(words, index, scope.start), verb=index)
            found = find_subject(earlier)
            if found and words.tags[found[0]] != "w":
                return found
    return None


def speaker_after(scope: Scope) -> Stretch | None:
    """Find the speaker after the cue, with what is set beside the name: `said Ann Lee, an aide to the mayor`."""
    words = scope.words
    end = phrase_after(words, scope.after, scope.end)
    if end is None:
        return None
    if (
        end + 1 < scope.end
        and words.tags[end] == ","
        and (words.tags[end + 1] in "dw" or words.lower[end + 1] == "who")
    ):
        close = end + 1
        while close < scope.end and words.tags[close] not in ",.;:oa" and not _is_new_cue(words, close):
            close += 1
        end = close
    return (scope.after, end)


def _is_new_cue(words: Words, index: int) -> bool:
    return words.tags[index] == "g" and words.lower[index] in load_cues()


def source_of(scope: Scope) -> Stretch | None:
    """Return the subject of a cue, its own or the one it shares; participles and infinitives have none."""
    if scope.is_participle or scope.is_infinitive:
        return None
    source = find_subject(scope)
    if source is None and scope.group > scope.start and scope.words.tags[scope.group - 1] in "c,":
        return shared_subject(scope)
    return source


def possessor(words: Words, start: int, noun: int) -> Stretch | None:
    """Return who owns a noun: `the ministry's claim`, `his claim`."""
    index = noun - 1
    while index > start and words.tags[index] in "jnre":
        index -= 1
    if index < start:
        return None
    if words.tags[index] == "s":
        return (index, index + 1)
    if words.tags[index] == "y" and index > start:
        first = phrase_before(words, index, start)
        return (first, index + 1) if first is not None else None
    return None


def source_end(words: Words, first: int, end: int) -> int | None:
    """Return the end of the source after "according to", days inside it included: `the UK's Friday update`."""
    close = phrase_after(words, first, end)
    if close is None:
        return None
    if close + 1 < end and words.tags[close] == "y":
        close = phrase_after(words, close + 1, end) or close
    return close
