"""Who is made responsible for which words: cue, source and content of every attribution.

A cue is a word of `data/en/cues.toml`; its class names the frames it takes, and a frame is a small pattern over tags.
Each pattern returns a `Found` or None; the first that finds anything wins.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Attribution, Span
from sitrep.reading.phrases import (
    FINITE,
    NOUN_CHAIN,
    NOUN_PHRASE,
    group_start,
    is_clause_at,
    phrase_after,
    phrase_before,
)
from sitrep.reading.words import Words

Words_ = tuple[int, int]  # a stretch of words [first, end)
LONG_QUOTATION = 6  # words, marks included: shorter ones are terms or scare quotes, not speech
LABEL_WORDS = 6
QUESTION_WORDS = ("whether", "if", "why", "how", "what", "who", "where")
LEAST_SAYING = 4  # words without a known verb that are taken for a saying before `X said.`
SILENT = frozenset(",.:;-()oa*")  # tags of marks: a content of nothing else says nothing
SPEAKING_FRAMES = frozenset({"clause", "quote", "person"})
ADVERBIAL = rf"(?:[rx]|[il]?d?D[nN]?(?:,?q)*|[il]{NOUN_PHRASE}(?:[lt]{NOUN_PHRASE})*)"
INTRODUCTION = re.compile(r"(?P<skipped>[^.;:vbhmfzoaTkwc]{0,14}?)(?:,k[^,.]{2,60},)?(?:,|:)?(?P<opens>T|o)")
FARTHEST_CLAUSE = 12  # words that a time and a place take between a cue and a clause without "that"
ADDRESSEE = re.compile(NOUN_CHAIN)
LAST_WORDS = re.compile(rf"{ADVERBIAL}*")


class Cue(NamedTuple):
    """What the lists say of one word form."""

    lemma: str
    classes: tuple[str, ...]
    frames: frozenset[str]


class Found(NamedTuple):
    """An attribution in words: the content's stretches, the source's and the cue's."""

    content: tuple[Words_, ...]
    source: Words_ | None
    cue: Words_
    cue_class: str


class Scope(NamedTuple):
    """Where a pattern looks: a cue with its verb group, in its sentence or the quotation that it stands in."""

    words: Words
    start: int
    end: int
    group: int
    verb: int
    cue: Cue

    @property
    def after(self) -> int:
        """Return the first word after the cue."""
        return self.verb + 1

    @property
    def is_participle(self) -> bool:
        """Tell whether the verb is a bare -ing form: `..., saying that`."""
        return self.words.tags[self.verb] == "g" and not self.has("b")

    @property
    def is_infinitive(self) -> bool:
        """Tell whether the verb follows "to"."""
        return self.group > self.start and self.words.tags[self.group - 1] == "t"

    @property
    def is_passive(self) -> bool:
        """Tell whether the verb is a participle after a form of "be"."""
        return self.words.tags[self.verb] in "eu" and self.has("b")

    def has(self, tag: str) -> bool:
        """Tell whether the verb group has a word of a tag before the verb."""
        return tag in self.words.tags[self.group : self.verb]

    def class_with(self, frame: str) -> str:
        """Return the cue's first class that takes a frame."""
        classes = load_words("cues")["class"]
        return next((name for name in self.cue.classes if frame in classes[name]["frames"]), self.cue.classes[0])


Pattern = Callable[[Scope], Found | None]


@cache
def load_cues() -> dict[str, Cue]:
    """Return the cue of each verb form of the lists."""
    members: dict[str, list[str]] = {}
    classes = load_words("cues")["class"]
    for name, group in classes.items():
        for verb in group["verbs"].split():
            members.setdefault(verb.split("_")[0], []).append(name)
    cues: dict[str, Cue] = {}
    for verb, names in members.items():
        frames = frozenset(frame for name in names for frame in classes[name]["frames"])
        for form in inflect(verb):
            if form not in cues or form == verb:
                cues[form] = Cue(verb, tuple(names), frames)
    return cues


@cache
def _list(name: str, key: str = "words") -> frozenset[str]:
    words = load_words("cues")[name][key]
    return frozenset(words.split())


def find_attributions(words: Words) -> Iterator[Attribution]:
    """Find the attributions of a report, in text order of their cues.

    Shape: those inside another one's content or inside a quotation carry `nested`.
    """
    found = sorted(_find_all(words), key=lambda item: (item.cue, item.content))
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
    everything: list[Found] = []
    last: Found | None = None
    triggers = _triggers()
    seats = deque(index for index, lower in enumerate(words.lower) if lower in triggers)
    for sentence in words.sentences:
        found = []
        subject: Words_ | None = None
        while seats and seats[0] < sentence.end:
            item = _find_at(words, sentence, seats.popleft(), subject)
            if item and item.content:
                found.append(item)
                subject = item.source or subject
        more = _continued_quotation(words, sentence, found, last)
        if last and more and _in_one_paragraph(words, last, more):
            everything.remove(last)
            last = last._replace(content=(*last.content, *more.content))
            everything += [last, *found]
            continue
        everything += [*found, more] if more else found
        last = _last_quoting(words, found) or more
    return everything


@cache
def _triggers() -> frozenset[str]:
    """Return the words at which an attribution may be found."""
    nouns = _list("nouns")
    return frozenset(
        {
            *load_cues(),
            *_fixed_phrases(),
            *nouns,
            *(noun + "s" for noun in nouns),
            *_list("adjectives"),
            *_prepositions_of_source(),
            ":",
        }
    )


def _find_at(words: Words, sentence: Span, index: int, subject: Words_ | None) -> Found | None:
    """Find the attribution that a word is the cue of; `subject` is the last source of the sentence."""
    lower, tag = words.lower[index], words.tags[index]
    if tag in "zveug":
        phrase = _fixed_phrase(words, index)
        if phrase:
            return _at_fixed_phrase(words, sentence, index, phrase)
        if lower in load_cues():
            return _at_verb(words, sentence, index, load_cues()[lower], subject)
    if tag == "n" and (lower in _list("nouns") or lower[:-1] in _list("nouns")):
        return _at_noun(words, sentence, index)
    if tag in "jen" and lower in _list("adjectives"):
        return _at_adjective(words, sentence, index)
    if lower in _prepositions_of_source():
        return _at_preposition(words, sentence, index)
    if tag == ":" and words.quotation_of[index] < 0:
        return _at_label(words, sentence, index)
    return None


def _at_verb(words: Words, sentence: Span, verb: int, cue: Cue, subject: Words_ | None) -> Found | None:
    start, end = _bounds(words, sentence, verb)
    group = group_start(words, verb, start)
    scope = Scope(words, start, end, group, verb, cue)
    if scope.is_passive:
        return _passive(scope)
    for pattern in PATTERNS:
        found = pattern(scope)
        if found:
            if found.source is None and (scope.is_participle or words.tags[group - 1 : group] == "c"):
                return found._replace(source=subject or _shared_subject(scope))
            return found
    return None


def _bounds(words: Words, sentence: Span, index: int) -> Words_:
    """Return what a cue can reach: its sentence, cut at the quotation, brackets or dashes that the cue stands in."""
    quotation = words.quotation_of[index]
    if quotation >= 0:
        inside = words.quotations[quotation]
        return max(sentence.start, inside.start + 1), min(sentence.end, inside.end)
    for opening, closing in ("()", "--"):
        left = words.tags.rfind(opening, sentence.start, index)
        right = words.tags.find(closing, index, sentence.end)
        if left >= 0 and right >= 0 and words.tags.find(closing, left + 1, index) < 0:
            return left + 1, right
    return sentence.start, sentence.end


# --- sources


def _subject(scope: Scope) -> Words_ | None:
    """Find the subject of the verb group, over an apposition or a relative clause between commas."""
    words, end = scope.words, scope.group
    while end > scope.start and words.tags[end - 1] in "rD":
        end -= 1
    if end <= scope.start:
        return None
    if words.tags[end - 1] == "w":
        return (end - 1, end)
    if words.tags[end - 1] in ",-)" and end - 1 > scope.start:
        return _subject_before_aside(scope, end - 1)
    if words.tags[end - 1] in "cT":
        return None
    first = phrase_before(words, end, scope.start)
    return (first, end) if first is not None and words.quotation_of[first] == words.quotation_of[scope.verb] else None


def _subject_before_aside(scope: Scope, close: int) -> Words_ | None:
    """Find `X` in `X, an aide to Y, said` and `X, which is preparing, said`."""
    words = scope.words
    for comma in range(close - 2, max(scope.start, close - 30), -1):
        if words.tags[comma] not in ",-(":
            continue
        first = phrase_before(words, comma, scope.start)
        opens = words.tags[comma + 1]
        if first is None or opens not in "dwsNnjpeg" or words.quotation_of[first] != words.quotation_of[scope.verb]:
            return None
        return (first, comma if opens == "w" else close)
    return None


def _shared_subject(scope: Scope) -> Words_ | None:
    """Find the subject that an earlier verb of the sentence has: `Ukraine had ..., but announced`."""
    words = scope.words
    for index in range(scope.start + 1, scope.group):
        if words.tags[index] in "vbhmfe" and words.quotation_of[index] == words.quotation_of[scope.verb]:
            earlier = scope._replace(group=group_start(words, index, scope.start), verb=index)
            found = _subject(earlier)
            if found and words.tags[found[0]] != "w":
                return found
    return None


def _speaker_after(scope: Scope) -> Words_ | None:
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


# --- contents


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
        index += 1
    return index


def _leaves_speaker(words: Words, index: int, ceiling: int) -> bool:
    """Tell whether a comma or conjunction begins another attribution or another act of the same speaker."""
    following = index + 1
    contrasts = words.tags[index] == "," and following < ceiling and words.tags[following] in "ck"
    following += contrasts
    while following < ceiling and words.tags[following] in "rD":
        following += 1
    if following >= ceiling:
        return False
    lower = words.lower[following]
    if lower == "according":
        return True
    if words.tags[following] == "p" and words.tags[index] == "c":
        return _has_own_speaker(words, following, ceiling)
    cue = load_cues().get(lower)
    if cue and words.tags[following] in "gve":
        opens = words.tags[index] == "c" or words.tags[index + 1] in "cg"
        return opens and bool(cue.frames & SPEAKING_FRAMES or words.tags[following] == "e")
    return words.tags[index] == "," and _has_own_speaker(words, following, ceiling, contrasts=contrasts)


def _has_own_speaker(words: Words, start: int, ceiling: int, *, contrasts: bool = False) -> bool:
    """Tell whether `X said` begins at a word; after `, while` any other attributing verb does as well."""
    end = phrase_after(words, start, ceiling)
    while end is not None and end < ceiling and words.tags[end] in "rhbm":
        end += 1
    if end is None or end >= ceiling:
        return False
    cue = load_cues().get(words.lower[end])
    return bool(cue and words.tags[end] in "ve" and (contrasts or cue.frames & {"quote", "person"}))


def _left_content(scope: Scope, end: int) -> Words_ | None:
    """Return what stands before `, X said`: the sentence so far, or the quotation that ends there."""
    words = scope.words
    last = end - 1
    while last >= scope.start and words.tags[last] in ",":
        last -= 1
    if last < 0 or (last < scope.start and words.tags[last] != "a"):
        return None
    start = max(scope.start, words.tags.rfind(";", scope.start, last) + 1)
    quotation = words.quotation_of[last]
    if words.tags[last] == "a" or quotation >= 0:
        opening = words.quotations[quotation].start
        if opening <= start or _is_quotation_alone(words, start, opening):
            start = opening
    return (start, last + 1) if last + 1 - start >= 2 else None


def _is_quotation_alone(words: Words, start: int, opening: int) -> bool:
    """Tell whether nothing but a conjunction or an adverb stands before a quotation."""
    return all(tag in "crD,:.oa" for tag in words.tags[start:opening])


def _right_quotation(scope: Scope, start: int) -> Words_ | None:
    """Return the quotation that begins at most a few words after `start`: `X said, "..."`."""
    words = scope.words
    match = INTRODUCTION.match(words.tags, start, scope.end)
    if match and match["opens"] == "o" and words.quotation_of[match.start("opens")] >= 0:
        opening = match.start("opens")
        return (opening, max(words.quotations[words.quotation_of[opening]].end, clause_end(words, opening, scope.end)))
    return None


# --- patterns of verbs


def _said_after(scope: Scope) -> Found | None:
    """`S, X said` and `S, said X`: the content stands before."""
    words = scope.words
    if "quote" not in scope.cue.frames or scope.is_participle or scope.is_infinitive:
        return None
    source = _subject(scope)
    left = source[0] if source else scope.group
    before = words.tags[left - 1] if left > scope.start else ""
    if left == scope.start and left and words.tags[left - 1] == "a" and _is_all_there_is(scope):
        before = "a"
    if before not in (",", "a", "-") or (source and words.tags[source[0]] == "w"):
        return None
    if source is None:
        source = _speaker_after(scope)
        if source is None or words.tags[source[0]] in "jg":
            return None
        rest = source[1]
    else:
        rest = _after_addressee(scope)
    content = _left_content(scope, left)
    if content is None:
        return None
    more = _right_quotation(scope, rest)
    if words.tags[content[0]] != "o":
        is_aside = words.tags[rest : rest + 1] == ","
        if rest == scope.after and not is_aside and (_opens_clause(scope, rest) or _takes_next_word(scope)):
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


def _opens_clause(scope: Scope, start: int) -> bool:
    tags = scope.words.tags
    match = INTRODUCTION.match(tags, start, scope.end)
    if match and not (match["opens"] == "o" and tags[match.start("opens") - 1] == ","):
        return True
    return _clause_start(scope, start) is not None


def _takes_next_word(scope: Scope) -> bool:
    return scope.after < scope.end and scope.words.lower[scope.after] in _prepositions().get(scope.cue.lemma, ())


@cache
def _prepositions() -> dict[str, tuple[str, ...]]:
    """Return the prepositions that each verb takes."""
    return {verb: tuple(words) for verb, words in load_words("cues")["class"]["frame_prep"]["prepositions"].items()}


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
    content = _introduced(scope, start, zero=bool(frames & {"clause", "person"}) and not scope.is_infinitive)
    if content is None:
        return None
    return Found((content,), _source_of(scope), (scope.group, scope.after), scope.class_with("clause"))


def _introduced(scope: Scope, start: int, *, zero: bool) -> Words_ | None:
    words = scope.words
    match = INTRODUCTION.match(words.tags, start, scope.end)
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
        begin = _with_bound(words, first, start)
        if is_clause_at(words, first, scope.end) and LAST_WORDS.fullmatch(words.tags, start, begin):
            return begin
    plain = words.tags[start] in "dsNnjqgo" and bool({"say", "tell"} & set(scope.cue.classes))
    return start if plain and any(tag in "vbhmezo" for tag in words.tags[start : scope.end]) else None


def _with_bound(words: Words, first: int, floor: int) -> int:
    """Return where a clause begins whose first words bound its number: `at least 20 people died` stays whole."""
    if words.tags[first] != "q":
        return first
    while first > floor and words.lower[first - 1] in _bounding_words():
        first -= 1
    return first


@cache
def _bounding_words() -> frozenset[str]:
    return frozenset(word for phrase in load_words("figures")["qualifiers"] for word in phrase.split())


def _source_of(scope: Scope) -> Words_ | None:
    if scope.is_participle or scope.is_infinitive:
        return None
    source = _subject(scope)
    if source is None and scope.group > scope.start and scope.words.tags[scope.group - 1] in "c,":
        return _shared_subject(scope)
    return source


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
    return Found(((follows.start, end),), _source_of(scope), (scope.group, scope.after), scope.class_with("quote"))


def _to_do(scope: Scope) -> Found | None:
    """`X vowed to S`, `X urged Y to S`."""
    words, frames = scope.words, scope.cue.frames
    start = scope.after
    if "to" in frames and words.tags[start : start + 1] == "t":
        return _with_subject(scope, start, "to")
    if "person_to" in frames:
        end = phrase_after(words, start, scope.end)
        if end and words.tags[end : end + 1] == "x":
            end += 1
        if end and words.tags[end : end + 1] == "t" and words.tags[end + 1 : end + 2] in ("z", "b", "h", "n", "r"):
            return _with_subject(scope, start, "person_to")
    return None


def _asked_whether(scope: Scope) -> Found | None:
    """`X asked whether S`, `X explained why S`."""
    if "wh" in scope.cue.frames and scope.after < scope.end and scope.words.lower[scope.after] in QUESTION_WORDS:
        return _with_subject(scope, scope.after, "wh")
    return None


def _of_or_about(scope: Scope) -> Found | None:
    """`X accused Y of S`, `X complained of S`."""
    words = scope.words
    if _takes_next_word(scope):
        return _with_subject(scope, scope.after + 1, "preposition", cue_end=scope.after + 1)
    if "of" in scope.cue.frames:
        end = phrase_after(words, scope.after, scope.end)
        if end and words.lower[end : end + 1] in (["of"], ["for"]):
            return _with_subject(scope, scope.after, "of")
    return None


def _noun_phrase(scope: Scope) -> Found | None:
    """`X stressed the danger`, `X denied doing so`."""
    words, frames = scope.words, scope.cue.frames
    if scope.after >= scope.end or scope.is_participle or scope.is_infinitive:
        return None
    tag = words.tags[scope.after]
    if ("np" in frames and tag in "dsnNqjeo") or ("gerund" in frames and tag == "g"):
        return _with_subject(scope, scope.after, "np")
    return None


def _with_subject(scope: Scope, start: int, frame: str, *, cue_end: int | None = None) -> Found | None:
    source = _source_of(scope)
    if source is None and not (scope.is_participle or scope.words.tags[scope.group - 1 : scope.group] == "c"):
        return None
    end = clause_end(scope.words, start, scope.end)
    content = (start, end)
    return (
        Found((content,), source, (scope.group, cue_end or scope.after), scope.class_with(frame))
        if end > start
        else None
    )


def _phrase_end(words: Words, start: int, end: int) -> int:
    """Return where the object of a verb ends: at a comma, another verb of the subject, or a day."""
    for index in range(start + 1, end):
        if words.quotation_of[index] >= 0:
            continue
        tag, following = words.tags[index], words.tags[index + 1 : index + 2]
        if tag in ",D" and following != "n":
            return index
        if (tag == "c" and following and following in "vhbmfer") or (tag == "k" and index > start + 1):
            return index
    return end


def _passive(scope: Scope) -> Found | None:
    """`it is believed that S`, `X is thought to S`: nobody is named."""
    words = scope.words
    if not scope.cue.frames & {"clause", "person", "of"} or scope.after >= scope.end:
        return None
    tag = words.tags[scope.after]
    content: tuple[Words_, ...]
    if tag == "T":
        content = ((scope.after + 1, clause_end(words, scope.after + 1, scope.end)),)
    elif tag == "t" and (subject := _subject(scope)):
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


# --- nouns, adjectives, prepositions, labels


def _at_noun(words: Words, sentence: Span, noun: int) -> Found | None:
    """`X's claim that S`, `the claim by X that S`, `X's criticism of S`."""
    start, end = _bounds(words, sentence, noun)
    source, after = _possessor(words, start, noun), noun + 1
    if after < end and words.lower[after] in ("by", "from"):
        close = phrase_after(words, after + 1, end)
        if close and words.tags[close : close + 1] in ("T", "t"):
            source, after = (after + 1, close), close
    if after + 1 >= end:
        return None
    lemma = words.lower[noun] if words.lower[noun] in _list("nouns") else words.lower[noun][:-1]
    lower = words.lower[after]
    first = after + 1
    if lower == "that" and words.tags[after] in "Tw" and lemma in _list("nouns", "that"):
        pass
    elif lower == "to" and source and lemma in _list("nouns", "to") and words.tags[first] in "zbhn":
        first = after
    elif source and lower in ("of", "for", "about", "over", "against") and lemma in _list("nouns", "about"):
        pass
    else:
        return None
    left = source[1] if source and source[1] <= noun else noun
    return Found(((first, clause_end(words, first, end)),), source, (left, noun + 1), "noun")


@cache
def _fixed_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return the fixed phrases by their first word."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_words("cues")["phrases"]:
        first, *rest = phrase.split()
        phrases.setdefault(first, []).append((first, *rest))
    return phrases


def _fixed_phrase(words: Words, index: int) -> tuple[str, ...] | None:
    for phrase in _fixed_phrases().get(words.lower[index], ()):
        if tuple(words.lower[index : index + len(phrase)]) == phrase:
            return phrase
    return None


def _at_fixed_phrase(words: Words, sentence: Span, verb: int, phrase: tuple[str, ...]) -> Found | None:
    """`X laid claim to S`."""
    start, end = _bounds(words, sentence, verb)
    cue_class = load_words("cues")["phrases"][" ".join(phrase)]
    scope = Scope(words, start, end, group_start(words, verb, start), verb, Cue(phrase[0], (cue_class,), frozenset()))
    return _with_subject(scope, verb + len(phrase), "np", cue_end=verb + len(phrase))


def _possessor(words: Words, start: int, noun: int) -> Words_ | None:
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


def _at_adjective(words: Words, sentence: Span, adjective: int) -> Found | None:
    """`X is confident that S`."""
    start, end = _bounds(words, sentence, adjective)
    after = adjective + 1
    if after + 1 >= end or not (words.tags[after] == "T" or words.lower[after] in ("about", "of")):
        return None
    group = group_start(words, adjective, start)
    if group == adjective:
        return None
    source = _subject(Scope(words, start, end, group, adjective, Cue("be", ("think",), frozenset())))
    if source is None:
        return None
    return Found(((after + 1, clause_end(words, after + 1, end)),), source, (group, after), "think")


@cache
def _prepositions_of_source() -> dict[str, list[tuple[str, ...]]]:
    """Return the prepositions that stand before a source, by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_words("cues")["prepositions"]["words"]:
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append(words)
    return table


def _at_preposition(words: Words, sentence: Span, index: int) -> Found | None:
    """`according to X, S` and `S, in the words of X`."""
    phrases = _prepositions_of_source()[words.lower[index]]
    phrase = next((phrase for phrase in phrases if tuple(words.lower[index : index + len(phrase)]) == phrase), None)
    if phrase is None:
        return None
    start, end = _bounds(words, sentence, index)
    first = index + len(phrase)
    close = _source_end(words, first, end)
    if close is None:
        return None
    if all(tag in "crD,oa" for tag in words.tags[start:index]) and close + 1 < end:
        begin = close + 1 if words.tags[close] == "," else close
        content = (begin, clause_end(words, begin, end))
    else:
        left = _left_content(Scope(words, start, end, index, index, Cue(phrase[0], ("say",), frozenset())), index)
        if left is None:
            return None
        content = left
    return Found((content,), (first, close), (index, first), "say")


def _source_end(words: Words, first: int, end: int) -> int | None:
    """Return the end of the source after "according to", days inside it included: `the UK's Friday update`."""
    close = phrase_after(words, first, end)
    if close is None:
        return None
    if close + 1 < end and words.tags[close] == "y":
        close = phrase_after(words, close + 1, end) or close
    return close


def _at_label(words: Words, sentence: Span, colon: int) -> Found | None:
    """`Smith: S` and `Smith: "S"`: a speaker's label at the head of a line."""
    length = colon - sentence.start
    if not 0 < length <= LABEL_WORDS or colon + 2 >= sentence.end or sentence.start == 0:
        return None
    if not set(words.tags[sentence.start : colon]) <= set("N-") or words.lower[colon - 1] in (
        "update",
        "note",
        "photo",
        "video",
    ):
        return None
    return Found(((colon + 1, sentence.end),), (sentence.start, colon), (colon, colon + 1), "say")


# --- quotations that run on


def _last_quoting(words: Words, found: list[Found]) -> Found | None:
    """Return the sentence's last attribution whose content has a quotation."""
    for item in reversed(found):
        edges = [index for start, end in item.content for index in (start, end - 1)]
        quotes = any(words.quotation_of[index] >= 0 for index in edges)
        if quotes and item.cue_class in ("say", "tell", "ask") and words.quotation_of[item.cue[0]] < 0:
            return item
    return None


def _continued_quotation(words: Words, sentence: Span, found: list[Found], last: Found | None) -> Found | None:
    """Give a sentence that is nothing but a quotation to the speaker of the quotation before it."""
    if last is None or words.tags[sentence.start] != "o":
        return None
    quotation = words.quotations[words.quotation_of[sentence.start]]
    if any(words.quotation_of[item.cue[0]] < 0 for item in found) or quotation.end < sentence.end - 1:
        return None
    if words.paragraph_of[sentence.start] - words.paragraph_of[last.content[-1][1] - 1] > 1:
        return None
    if (
        any(start <= sentence.start < end for start, end in last.content)
        or quotation.end - quotation.start < LONG_QUOTATION
    ):
        return None
    return last._replace(content=((sentence.start, quotation.end),))


def _in_one_paragraph(words: Words, last: Found, more: Found) -> bool:
    return words.paragraph_of[last.content[-1][1] - 1] == words.paragraph_of[more.content[0][0]]


# --- results


def _whole(words: Words, stretch: Words_, cue: Words_) -> Words_:
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
    if quotation >= 0 and words.quotations[quotation].end - words.quotations[quotation].start >= LONG_QUOTATION:
        return True
    return any(
        start <= cue < end and not any(a <= other.cue[0] < b for a, b in item.content)
        for start, end, other in around
        if other is not item
    )
