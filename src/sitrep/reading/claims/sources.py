"""Who is made responsible: subjects, speakers after the cue, possessors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitrep.reading.claims.cues import SPEAKING_FRAMES, load_cues, speakers
from sitrep.reading.claims.scope import Scope, Stretch
from sitrep.reading.phrases import group_start, is_clause_at, phrase_after, phrase_before
from sitrep.reading.words import Words

BESIDE_NAME = re.compile(  # `, director of the ministry`, `, who led the search`, `, 44`, `, Texas`
    r",(?:[dnjrq][^,.;:oavbhmf]*|l?w[^,.;:oa]*|l?N+)(?=[,.;]|$)"
)
NOT_HEAD = re.compile(r"[lti,w(-]")
AGENTS = ("ers", "ors", "ists", "ians", "ees", "er", "or", "ist", "ian", "man", "men", "woman", "women", "people")
MAIN_VERB = re.compile(r",r?[vebhmf]")
LONGEST_ASIDE = 45  # words


def find_subject(scope: Scope) -> Stretch | None:
    """Find the subject of the verb group, over an apposition or a relative clause between commas."""
    words, end = scope.words, scope.group
    while end > scope.start and (words.tags[end - 1] in "rD" or words.tags[end - 1 : end + 1] == "lD"):
        end -= 1  # `The ministry on Thursday accused`
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
    """Find `X` in `X, an aide to Y, said`, `X (R-Ohio), an aide, said` and `X, which is preparing, said`."""
    words = scope.words
    for opening in _aside_starts(scope, close):
        first = phrase_before(words, _before_brackets(words, opening, scope.start), scope.start)
        if first is None or words.quotation_of[first] != words.quotation_of[scope.verb]:
            return None
        if first > scope.start and words.tags[first - 1] in "li" and words.tags[opening + 1] == "N":
            continue  # `speaking in Charleston, West Virginia, said`: the aside began earlier
        farther = _named_before(scope, first)
        return (first if farther is None else farther, opening if words.tags[opening + 1] in "wik" else close)
    return None


def _aside_starts(scope: Scope, close: int) -> Iterator[int]:
    """Yield the marks that may open the aside that a mark closes, nearest first, up to one that opens a clause."""
    words, tags = scope.words, scope.words.tags
    marks = "(" if tags[close] == ")" else ",-"
    for opening in range(close - 2, max(scope.start, close - LONGEST_ASIDE), -1):
        if tags[opening] not in marks or words.quotation_of[opening] != words.quotation_of[scope.verb]:
            continue
        opens = tags[opening + 1]
        is_clause = opens not in "wik" and not set("bhmv").isdisjoint(tags[opening + 1 : close].partition("w")[0])
        if is_clause or opens not in "dwsNnjpegqik":
            return
        yield opening


def _before_brackets(words: Words, end: int, floor: int) -> int:
    """Return the end of what stands before brackets that end at a word, or that word."""
    if end > floor and words.tags[end - 1] == ")":
        return max(words.tags.rfind("(", floor, end), floor)
    return end


def _named_before(scope: Scope, first: int) -> int | None:
    """Return where a name begins whose office a phrase only adds: `Ann Lee, the mayor of Ely, a socialist, said`."""
    words, tags = scope.words, scope.words.tags
    if first - 2 < scope.start or tags[first - 1] != "," or tags[first] not in "dn":
        return None
    end = _before_brackets(words, first - 1, scope.start)
    start = phrase_before(words, end, scope.start)
    if start is None or tags[end - 1] != "N" or (start > scope.start and tags[start - 1] in "lick"):
        return None
    return start if words.quotation_of[start] == words.quotation_of[scope.verb] else None


def main_clause_start(scope: Scope) -> int:
    """Return where the sentence goes on that a cue's clause is only a part of, else the scope's end.

    `Lee, who said S, | left`, `While Lee said S, | the mayor left`.
    """
    words, subject = scope.words, find_subject(scope)
    if subject is None or subject[0] <= scope.start:
        return scope.end
    before = words.tags[subject[0] - 1]
    is_relative = before == "," and words.tags[subject[0]] == "w"
    opens = (before == "k" or words.lower[subject[0] - 1] == "as") and all(
        tag in "crDo," for tag in words.tags[scope.start : subject[0] - 1]
    )
    if not is_relative and (not opens or words.quotation_of[scope.verb] >= 0):
        return scope.end
    for comma in range(scope.after, scope.end - 1):
        if words.tags[comma] != "," or words.quotation_of[comma] != words.quotation_of[scope.verb]:
            continue
        if is_relative and MAIN_VERB.match(words.tags, comma, scope.end):
            return comma
        if not is_relative and comma - scope.after > 1 and is_clause_at(words, comma + 1, scope.end):
            return comma
    return scope.end


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
    return None if end is None else (scope.after, _with_asides(words, end, scope.end))


def _with_asides(words: Words, end: int, ceiling: int) -> int:
    """Return the end of what is set beside a name: offices, ages, what they did; but no other saying."""
    while (beside := BESIDE_NAME.match(words.tags, end, ceiling)) and not any(
        _is_new_cue(words, index) for index in range(end + 1, beside.end())
    ):
        end = beside.end()
    return end


def _is_new_cue(words: Words, index: int) -> bool:
    """Tell whether a word begins another saying: `adding that`, `who said`."""
    cue = load_cues().get(words.lower[index])
    if cue is None or words.tags[index] not in "gve":
        return False
    return words.tags[index] == "g" or (words.tags[index - 1] in "wrh" and bool(cue.frames & SPEAKING_FRAMES))


def source_of(scope: Scope) -> Stretch | None:
    """Return the subject of a cue, its own or the one it shares; infinitives have none.

    A participle has the noun right before it: `with each candidate questioning the other`.
    """
    if scope.is_infinitive:
        return None
    if scope.is_participle:
        return find_subject(scope) if scope.group > scope.start and scope.words.tags[scope.group - 1] in "nNp" else None
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
    """Return the end of the source after "according to": with what describes it, up to a mark or another clause."""
    close = phrase_after(words, first, end)
    if close is None:
        return None
    while close < end and words.tags[close] not in ",.;:oa-ck":
        close += 1
    return _with_asides(words, close, end)


def can_speak(words: Words, source: Stretch) -> bool:
    """Tell whether a source is somebody: a name, a pronoun, or a noun for people, bodies and what they write."""
    head = source[1] - 1
    link = NOT_HEAD.search(words.tags, source[0], source[1])
    if link and link.start() > source[0]:
        head = link.start() - 1
    lower = words.lower[head]
    return words.tags[head] != "n" or lower in speakers() or lower.endswith(AGENTS)
