"""Where the words that somebody is made responsible for begin and end."""

from __future__ import annotations

import re

from sitrep.reading.claims.cues import SPEAKING_FRAMES, bounding_words, load_cues, prepositions_of_source
from sitrep.reading.claims.scope import Scope, Stretch
from sitrep.reading.phrases import FINITE, NOUN_PHRASE, is_clause_at, phrase_after
from sitrep.reading.words import Words

ADVERBIAL = rf"(?:[rx]|[il]?d?D[nN]?(?:,?q)*|[il]{NOUN_PHRASE}(?:[lt]{NOUN_PHRASE})*)"
INTRODUCTION = re.compile(r"(?P<skipped>[^.;:vbhmfzoaTkwc]{0,14}?)(?:,k[^,.]{2,60},)?(?:,|:)?(?P<opens>T|o)")
VERBAL = "vhbmfer"  # after a conjunction these go on with another act
BELONGING = frozenset(["so", "because", "if", "unless", "whether"])  # after `S, X said,` these go on with what was said
SETTING = frozenset(["as", "after", "before", "since", "until", "amid", "despite", "during"])  # and these set the scene
RELATIVE_CLAUSE = re.compile(r"w[^,]*")
FARTHEST_CLAUSE = 12  # words that a time and a place take between a cue and a clause without "that"
LAST_WORDS = re.compile(rf"{ADVERBIAL}*")
OPENING = re.compile(rf"(?:[rD]|[il]{NOUN_PHRASE},?)*(?=[dspNnjqgve])")
OUTLETS_OWN = re.compile(r",(?:[il]?w|d[jn]*n)")  # `, which has gained ground`, `, a town of 3,000`


def clause_end(words: Words, start: int, ceiling: int) -> int:
    """Return where a content that begins at word `start` ends: before what is no longer the speaker's."""
    index = start
    while index < ceiling:
        quotation = words.quotation_of[index]
        if words.tags[index] == "o" and quotation >= 0:
            index = max(index + 1, min(words.quotations[quotation].end, ceiling))
            continue
        tag = words.tags[index]
        if tag == ";" or (tag in ",c" and index > start and _leaves_speaker(words, index, ceiling)):
            break
        if tag == "," and (
            _is_outlets_own(words, start, index, ceiling) or _leaves_quotation(words, start, index, ceiling)
        ):
            break
        index += 1
    return index


def _leaves_quotation(words: Words, start: int, comma: int, ceiling: int) -> bool:
    """Tell whether another clause follows words in quotation marks: `“It is lost,” | and the road is closed`."""
    quotation = words.quotation_of[start]
    if quotation < 0 or words.quotations[quotation].end > comma or words.tags[comma + 1 : comma + 2] != "c":
        return False
    return is_clause_at(words, comma + 2, ceiling)


def _is_outlets_own(words: Words, start: int, comma: int, ceiling: int) -> bool:
    """Tell whether the outlet adds something: `..., which has gained scant ground`, `..., a town of 3,000`."""
    if not OUTLETS_OWN.match(words.tags, comma, ceiling) or not has_main_verb(words, (start, comma)):
        return False
    return words.tags[comma + 1] != "d" or words.lower[comma + 1] in ("a", "an")


def _leaves_speaker(words: Words, index: int, ceiling: int) -> bool:
    """Tell whether a comma or conjunction begins another attribution or another act of the same speaker."""
    tags = words.tags
    following = index + 1
    contrasts = tags[index] == "," and following < ceiling and tags[following] in "ck"
    following += contrasts
    if following < ceiling and source_phrase(words, following):
        return True
    ahead = OPENING.match(tags, following, ceiling)
    following = ahead.end() if ahead else following
    if following >= ceiling:
        return False
    cue = load_cues().get(words.lower[following])
    if cue and tags[following] in "gve":
        opens = tags[index] == "c" or tags[index + 1] in "cg"
        return opens and bool(cue.frames & SPEAKING_FRAMES or tags[following] == "e")
    if tags[index] == "c":
        return tags[following] == "p" and _has_own_speaker(words, following, ceiling, contrasts=True)
    return _has_own_speaker(words, following, ceiling, contrasts=contrasts)


def source_phrase(words: Words, index: int) -> tuple[str, ...] | None:
    """Return the words at an index after which a source follows: `according to X`, `in the words of X`; None else."""
    phrases = prepositions_of_source().get(words.lower[index], ())
    return next((phrase for phrase in phrases if tuple(words.lower[index : index + len(phrase)]) == phrase), None)


def _has_own_speaker(words: Words, start: int, ceiling: int, *, contrasts: bool = False) -> bool:
    """Tell whether `X said` begins at a word; after `, while` any other attributing verb does as well."""
    end = phrase_after(words, start, ceiling)
    while end is not None and end < ceiling and words.tags[end] in "rhbm":
        end += 1
    if end is None or end >= ceiling:
        return False
    cue = load_cues().get(words.lower[end])
    return bool(cue and words.tags[end] in "ve" and (contrasts or cue.frames & {"quote", "person"}))


def has_main_verb(words: Words, stretch: Stretch) -> bool:
    """Tell whether a stretch has a finite verb of its own, outside relative clauses."""
    return not set(FINITE).isdisjoint(RELATIVE_CLAUSE.sub("", words.tags[stretch[0] : stretch[1]]))


def carried_on(words: Words, before: Stretch, start: int, ceiling: int) -> Stretch | None:
    """Return what goes on from word `start` after `S, X said,`; None for a participle or other acts of the speaker."""
    if start + 1 >= ceiling or _leaves_speaker(words, start - 1, ceiling):
        return None
    is_main = has_main_verb(words, before) and words.tags[before[0]] not in "kil"
    if words.tags[start] == "c" and is_clause_at(words, start + 1, ceiling):
        return (start, clause_end(words, start + 1, ceiling))
    if words.tags[start] in ("gwcoveark" if is_main else "oa") and words.lower[start] not in BELONGING:
        return None
    if is_main and words.lower[start] in SETTING:
        return None
    return (start, clause_end(words, start, ceiling))


def left_content(scope: Scope, end: int) -> Stretch | None:
    """Return what stands before `, X said`: the sentence so far, or the quotation that ends there."""
    words = scope.words
    last = end - 1
    while last >= scope.start and words.tags[last] in ",":
        last -= 1
    if last < 0 or (last < scope.start and words.tags[last] != "a"):
        return None
    start = max(scope.start, words.tags.rfind(";", scope.start, last) + 1)
    quotation = words.quotation_of[last]
    begun = words.quotation_of[start]
    if begun >= 0 and begun != quotation:
        start = words.sentence_at(words.quotations[begun].start).start  # `"It is over. We won" at last, he said`
    if words.tags[last] == "a" or quotation >= 0:
        opening = words.quotations[quotation].start
        if opening <= start or _is_quotation_alone(words, start, opening):
            start = opening
    return (start, last + 1) if last + 1 - start >= 2 else None


def _is_quotation_alone(words: Words, start: int, opening: int) -> bool:
    """Tell whether nothing but a conjunction or an adverb stands before a quotation."""
    return words.tags[opening - 1] == ":" or all(tag in "crD,:.oa" for tag in words.tags[start:opening])


def right_quotation(scope: Scope, start: int) -> Stretch | None:
    """Return the quotation that begins at most a few words after `start`: `X said, "..."`."""
    words = scope.words
    match = INTRODUCTION.match(words.tags, start, scope.end)
    if match and match["opens"] == "o" and words.quotation_of[match.start("opens")] >= 0:
        opening = match.start("opens")
        return (opening, max(words.quotations[words.quotation_of[opening]].end, clause_end(words, opening, scope.end)))
    return None


def opens_clause(scope: Scope, start: int) -> bool:
    """Tell whether a content begins after a word: by "that", a quotation, or a subject with its verb."""
    tags = scope.words.tags
    match = INTRODUCTION.match(tags, start, scope.end)
    if match and not (match["opens"] == "o" and tags[match.start("opens") - 1] == ","):
        return True
    return _clause_start(scope, start) is not None


def introduced(scope: Scope, start: int, *, zero: bool) -> Stretch | None:
    """Return the content after a cue: after "that", in quotation marks, or with `zero` a bare clause."""
    words = scope.words
    match = INTRODUCTION.match(words.tags, start, scope.end)
    if match and zero and words.tags[start] == "p" and is_clause_at(words, start, match.start("opens")):
        return (start, clause_end(words, start, scope.end))  # `said he doubted that S`
    if match:
        opening = match.start("opens")
        first = opening + 1 if match["opens"] == "T" else opening
        if first < scope.end:
            return (first, clause_end(words, first, scope.end))
    begin = _clause_start(scope, start) if zero else None
    return (begin, clause_end(words, begin, scope.end)) if begin is not None else None


def _clause_start(scope: Scope, start: int) -> int | None:
    """Return where a clause without "that" begins, over the time and place of the saying."""
    words = scope.words
    if start >= scope.end or words.tags[start] in ".:;ca":
        return None
    for first in range(start, min(start + FARTHEST_CLAUSE, scope.end)):
        if first > start and words.tags[first - 1] in "dsj":
            continue
        begin = _with_bound(words, first, start)
        if is_clause_at(words, first, scope.end) and LAST_WORDS.fullmatch(words.tags, start, begin):
            return begin
    plain = words.tags[start] in "dsNnjqgoh" and bool({"say", "tell"} & set(scope.cue.classes))
    return start if plain and any(tag in "vbhmezo" for tag in words.tags[start : scope.end]) else None


def _with_bound(words: Words, first: int, floor: int) -> int:
    """Return where a clause begins whose first words bound its number: `at least 20 people died` stays whole."""
    if words.tags[first] != "q":
        return first
    while first > floor and words.lower[first - 1] in bounding_words():
        first -= 1
    return first


def phrase_end(words: Words, start: int, end: int) -> int:
    """Return where the object of a verb ends: at a comma that opens a clause, another verb of the subject, or a day."""
    for index in range(start + 1, end):
        if words.quotation_of[index] < 0 and _ends_phrase(words, start, index, end):
            return index - (words.tags[index - 1] in "il" and index - 1 > start)
    return end


def _ends_phrase(words: Words, start: int, index: int, end: int) -> bool:
    tags = words.tags
    tag, following = tags[index], tags[index + 1 : index + 2]
    if tag == ",":
        acts_on = following == "c" and (tags[index + 2 : index + 3] in VERBAL or is_clause_at(words, index + 2, end))
        return acts_on or following in ("k", "w", "g", "p")
    if tag == "c":
        return bool(following) and following in VERBAL
    return (tag == "D" and following != "n") or (tag == "k" and index > start + 1)
