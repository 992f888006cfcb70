"""Altered quotations: other words inside quotation marks for one and the same statement.

Other spellings, marked omissions and insertions, punctuation, attributions in between and shorter cuts alter nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from rapidfuzz.distance import Indel, Levenshtein

from sitrep.ground.lexicon import load_words, small_words
from sitrep.ground.model import Span
from sitrep.ground.names import spelling_key
from sitrep.ground.spelling import PlainWord, plain_word, plain_words
from sitrep.reading.claims.cues import load_cues

LEAST_RUN = 4  # words in a row that two tellings of one quotation share
LEAST_SHARE, ENOUGH = 0.6, 9.0  # of the shorter one's words that are aligned, where these weigh enough
LARGER_SHARE, LITTLE = 0.8, 5.0  # where they weigh little
SMALL_WEIGHT = 0.5  # of a name, or a word without meaning of its own, where any other weighs 1
BOTH = 2  # quotations
END_WEIGHTS = (0.0, 1.0, 4.0)  # of words in common with which none of the quotations ends, one, or both
BLOCK_COST, WORD_COST, MARKED_COST = 0.75, 0.45, 0.25  # weight that must be shared behind a difference
MOST_BRACKETED = 8  # words in whose place a bracket may stand
MOST_ATTRIBUTING = 12  # words of an attribution in the middle
COST_RATIO = 2.0  # weight in common for each of what differs
SHORT, SHORT_LEAST = 8, 2.0  # a quotation of fewer words, and the weight that it needs besides
NEAR = 1.0  # weight of shared words between differences that are told as one
SHORTEST_INITIALS = 2  # capitals of what is short for as many words
LONG_NAME = 6  # letters of a name that may be written with one letter more, less or other
MOST_READ = 4096

GAP = r"(?:…|\.\s?\.\s?\.(?:\s?\.)?|\*\s?\*\s?\*)"
MARK = re.compile(
    rf"(?P<gap>[\[(]\s*{GAP}\s*[\])]|{GAP})"
    r"|(?P<part>\b[^\W_]+\[[^\]\s]{0,20}\][^\W_]*|\[[^\]\s]{0,20}\][^\W_]+)"  # "fight[ing]", "[W]e"
    r"|(?P<bracket>\[[^\]]{0,200}\])"
    r"|(?P<open>\((?=[^()]{1,200}\)))|(?P<close>\))"
    r"|(?P<aside>(?<=[,.?!;:–—-])[”\"’'»](?P<said>\s[^”“\"«»\n]{1,120}\s)[“\"‘'«](?=\S))"  # ,” he said, “
)
SET_OFF = re.compile(r"\s*[,–—]|\s+-{1,2}\s|\s*[”\"’'],?")  # beside an attribution that stands between commas or dashes
PLACED, BESIDE_PLACE = re.compile(r"\d+th"), ("the", "of")
SPEAKER = ("i", "we")  # of "I think", which is part of what is said
SPOKEN = frozenset({"say", "tell", "about"})


class Alteration(Struct, frozen=True):
    """Words of one quotation, and those that another telling has in their place; one side is empty where it has none.

    Units: spans count characters of the two texts.
    """

    first: Span
    second: Span
    first_words: str
    second_words: str


class Quotation(NamedTuple):
    """A quotation as it is compared: its words, and what the outlet marks as its own between and among them.

    A gap, or what stands in a bracket, is known by the number of the word behind it. Loose words are partly bracketed.
    Asides are the words in parentheses, each with the first and the last one's number.
    """

    text: str
    words: list[PlainWord]
    plain: list[str]
    gaps: set[int]
    brackets: set[tuple[int, str]]
    loose: set[int]
    asides: dict[int, tuple[int, int]]

    def span(self, start: int, end: int) -> Span:
        """Return the characters of some words, of none those right behind the word before."""
        if start < end:
            return Span(min(w.start for w in self.words[start:end]), max(w.end for w in self.words[start:end]))
        place = self.words[start - 1].end if start else self.words[0].start if self.words else 0
        return Span(place, place)


class Block(NamedTuple):
    """Words that are not aligned: of one quotation from `start` to `end`, in the place of the other's."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def length(self) -> int:
        """Return how many words both have."""
        return min(self.end - self.start, self.other_end - self.other_start)

    @property
    def mirrored(self) -> Block:
        """Return the block as the other quotation sees it."""
        return Block(self.other_start, self.other_end, self.start, self.end)


class Run(NamedTuple):
    """Words in a row that both quotations have."""

    start: int
    other_start: int
    length: int

    @property
    def shift(self) -> int:
        """Return by how many words the run stands further back in the other quotation."""
        return self.other_start - self.start


def find_alterations(first: str, second: str) -> tuple[Alteration, ...] | None:
    """Return what two tellings of one quotation have in other words, None where they are no tellings of one.

    What only one of them quotes, before or behind what both do, is no alteration.

    Shape: in the order of the texts, without overlap; the same from both sides.

    >>> first, second = "The war may go on for many years", "The war will go on for many years"
    >>> [(a.first_words, a.second_words) for a in find_alterations(first, second)]
    [('may', 'will')]
    >>> find_alterations("The defence [of the city] goes on for years", "the defense goes on … years")
    ()
    """
    if first == second:
        return ()
    if (len(second), second) < (len(first), first):  # one order, since alignments of equal worth depend on it
        found = _compare(_read_quotation(second), _read_quotation(first))
        return None if found is None else tuple(_mirror(alteration) for alteration in found)
    return _compare(_read_quotation(first), _read_quotation(second))


def _mirror(alteration: Alteration) -> Alteration:
    return Alteration(alteration.second, alteration.first, alteration.second_words, alteration.first_words)


# --- reading


@lru_cache(MOST_READ)
def _read_quotation(text: str) -> Quotation:
    """Return a quotation's words and marks."""
    read = Quotation(text, [], [], set(), set(), set(), {})
    done, opened = 0, None
    for mark in MARK.finditer(text):
        if mark["aside"] and not _attributes(plain_words(mark["said"])):
            continue
        read.words.extend(plain_words(text, done, mark.start()))
        done, here = mark.end(), len(read.words)
        if mark["gap"] or mark["aside"]:
            read.gaps.add(here)
        elif mark["bracket"]:
            read.brackets.add((here, mark["bracket"].lower()))
        elif mark["part"]:
            read.loose.add(here)
            read.words.append(PlainWord(plain_word(re.sub(r"[\[\]]", "", mark["part"])), *mark.span()))
        elif mark["open"]:
            opened = here
        elif opened is not None:
            read.asides.update(dict.fromkeys(range(opened, here), (opened, here)))
            opened = None
    read.words.extend(plain_words(text, done))
    read.plain.extend(word.word for word in read.words)
    return read


def _attributes(words: Sequence[PlainWord]) -> bool:
    """Tell whether words say who is speaking: with a verb of saying that is not the speaker's own, in no clause."""
    plain = [word.word for word in words]
    if not plain or plain[0] in _clause_words() or not {*SPEAKER}.isdisjoint(plain):
        return False
    return not _speech_words().isdisjoint(plain)


@cache
def _speech_words() -> frozenset[str]:
    return frozenset(word for word, cue in load_cues().items() if not SPOKEN.isdisjoint(cue.classes)) | {"according"}


@cache
def _clause_words() -> frozenset[str]:
    classes = load_words("words")["class"]
    return frozenset(word for tag in "kcwT" for word in classes[tag].split())


# --- comparing


def _compare(one: Quotation, other: Quotation) -> tuple[Alteration, ...] | None:
    """Return the alterations between two quotations that are read."""
    if one.plain == other.plain:
        return () if one.plain else None
    short, long = sorted((one.plain, other.plain), key=len)
    known = frozenset(long)
    if len(short) < LEAST_RUN or sum(word in known for word in short) < LEAST_SHARE * len(short):
        return None
    runs = _find_runs(one, other)
    if not runs:
        return None
    core = max(range(len(runs)), key=lambda number: (runs[number].length, -number))
    for step in (-1, 1):
        _draw_near(one, other, runs, core, step)
    runs = runs[_reach(one, other, runs, core, -1) : _reach(one, other, runs, core, 1) + 1]
    if not _are_tellings(one, other, runs):
        return None
    altered = (block for block in _altered(one, other, runs) if not _is_harmless(one, other, block))
    return tuple(_alteration(one, other, block) for block in altered)


def _find_runs(one: Quotation, other: Quotation) -> list[Run]:
    """Return the words that both have, in runs as long as they can be."""
    runs: list[Run] = []
    for start, other_start, length in Indel.opcodes(one.plain, other.plain).as_matching_blocks():
        run = Run(start, other_start, length)
        while runs and length and (merged := _merge(one, other, runs[-1], run)):
            run = merged
            runs.pop()
        if length:
            runs.append(run)
    return runs


def _merge(one: Quotation, other: Quotation, before: Run, behind: Run) -> Run | None:
    """Return two runs as one, where the words of one of them stand beside the other, too."""
    block = _between(before, behind)
    if block.start != block.end and block.other_start != block.other_end:
        return None
    length = before.length + behind.length
    for start, other_start, moved in (
        (behind.start - before.length, behind.other_start - before.length, slice(0, before.length)),
        (before.start, before.other_start, slice(before.length, length)),
    ):
        if min(start, other_start) >= 0:
            ours, theirs = one.plain[start : start + length], other.plain[other_start : other_start + length]
            if ours[moved] == theirs[moved]:
                return Run(start, other_start, length)
    return None


def _least_share(weight: float) -> float:
    """Return the share of the shorter quotation that must be aligned where the words in common weigh so much."""
    lack = (ENOUGH - weight) / (ENOUGH - LITTLE)
    return LEAST_SHARE + (LARGER_SHARE - LEAST_SHARE) * min(1.0, max(0.0, lack))


def _draw_near(one: Quotation, other: Quotation, runs: list[Run], core: int, step: int) -> None:
    """Move runs to where their words stand nearest to the core, if that makes the differences beside them smaller."""

    def cost(run: Run) -> float:
        return sum(_cost(one, other, _between(*sorted((run, neighbour)))) for neighbour in beside)

    for number in range(core + step, len(runs) if step > 0 else -1, step):
        run, inner = runs[number], runs[number - step]
        beside = [runs[each] for each in (number - step, number + step) if 0 <= each < len(runs)]
        ahead = inner.length if step > 0 else -run.length
        start = _nearest(one.plain, run.start, run.length, inner.start + ahead, step)
        other_start = _nearest(other.plain, run.other_start, run.length, inner.other_start + ahead, step)
        near = Run(start, other_start, run.length)
        if near != run and cost(near) < cost(run):
            runs[number] = near


def _nearest(plain: Sequence[str], place: int, length: int, edge: int, step: int) -> int:
    """Return where the words of a run stand nearest to an edge."""
    words = plain[place : place + length]
    return next((near for near in range(edge, place, step) if plain[near : near + length] == words), place)


def _are_tellings(one: Quotation, other: Quotation, runs: Sequence[Run]) -> bool:
    """Tell whether what two quotations have in common is enough for them to be tellings of one.

    The shorter a quotation is, the larger the part of it has to be, up to the whole of it.
    """
    least = min(len(one.plain), len(other.plain))
    shared = sum(run.length for run in runs)
    has_ends = _ends_with(one, other, runs[0], -1) == _ends_with(one, other, runs[-1], 1) == BOTH
    if shared == least and len(runs) == BOTH and has_ends:
        return True
    blocks = [_between(*pair) for pair in pairwise(runs)]
    harmless = [_is_harmless(one, other, block) for block in blocks]
    shared += sum(block.length for block, is_same in zip(blocks, harmless, strict=True) if is_same)
    altered = sum(_cost(one, other, block) for block, is_same in zip(blocks, harmless, strict=True) if not is_same)
    weight = sum(_weight(one, other, run) for run in runs)
    if shared < least * (_least_share(weight) if altered else LEAST_SHARE):
        return False
    if weight < COST_RATIO * altered + (SHORT_LEAST if least < SHORT else 0.0):
        return False
    longest = length = runs[0].length
    for is_same, run in zip(harmless, runs[1:], strict=True):
        length = run.length + (length if is_same else 0)
        longest = max(longest, length)
    return longest >= LEAST_RUN


def _reach(one: Quotation, other: Quotation, runs: Sequence[Run], core: int, step: int) -> int:
    """Return the number of the last run, from the core outwards, that belongs to what both quotations tell.

    Words in common count against the differences before them, so that chance words of what only one of them quotes
    are left outside.
    """
    reached, balance = core, 0.0
    number = core + step
    while 0 <= number < len(runs):
        block = _between(*sorted((runs[number], runs[number - step])))
        balance += _weight(one, other, runs[number]) - _cost(one, other, block)
        balance += END_WEIGHTS[_ends_with(one, other, runs[number], step)]
        if balance > 0:
            reached, balance = number, 0.0
        number += step
    return reached


def _between(before: Run, behind: Run) -> Block:
    return Block(before.start + before.length, behind.start, before.other_start + before.length, behind.other_start)


def _weight(one: Quotation, other: Quotation, run: Run) -> float:
    """Return what the words of a run weigh: small words and names less than others, since many quotations have them."""
    return sum(
        SMALL_WEIGHT
        if one.plain[place] in small_words() or (_is_name(one, place) and _is_name(other, place + run.shift))
        else 1.0
        for place in range(run.start, run.start + run.length)
    )


def _is_name(one: Quotation, place: int) -> bool:
    """Tell whether a word has a capital that is not due to its place."""
    return one.text[one.words[place].start].isupper() and not _begins_sentence(one, place)


def _ends_with(one: Quotation, other: Quotation, run: Run, step: int) -> int:
    """Return how many of the two quotations begin, or end, with a run."""
    if step < 0:
        return (run.start == 0) + (run.other_start == 0)
    return (run.start + run.length == len(one.plain)) + (run.other_start + run.length == len(other.plain))


def _cost(one: Quotation, other: Quotation, block: Block) -> float:
    if _is_harmless(one, other, block):
        return MARKED_COST
    ours, theirs = _own_words(one, block.start, block.end), _own_words(other, block.other_start, block.other_end)
    return BLOCK_COST + WORD_COST * max(len(ours), len(theirs))


def _altered(one: Quotation, other: Quotation, runs: Sequence[Run]) -> Iterator[Block]:
    """Yield the altered stretches; those that are next to each other, and words that have only moved, as one."""
    blocks = [_between(*pair) for pair in pairwise(runs)]
    altered = {number for number, block in enumerate(blocks) if not _is_harmless(one, other, block)}
    near = {
        number for number in range(1, len(blocks)) if _weight(one, other, runs[number]) <= NEAR
    }  # to the one before
    moved = {
        number
        for number in set(range(len(blocks))) - altered
        if (number in near and number - 1 in altered and _has_moved(one, other, blocks[number], blocks[number - 1]))
        or (number + 1 in near & altered and _has_moved(one, other, blocks[number], blocks[number + 1]))
    }
    group: list[Block] = []
    for number, block in enumerate(blocks):
        if group and number not in near:
            yield _join(group)
            group = []
        if number in altered | moved:
            group.append(block)
        elif group:
            yield _join(group)
            group = []
    if group:
        yield _join(group)


def _join(blocks: Sequence[Block]) -> Block:
    return Block(blocks[0].start, blocks[-1].end, blocks[0].other_start, blocks[-1].other_end)


def _has_moved(one: Quotation, other: Quotation, block: Block, altered: Block) -> bool:
    """Tell whether words of a block stand on the other side of an altered one."""
    ours, theirs = one.plain[block.start : block.end], other.plain[block.other_start : block.other_end]
    return not (
        set(ours).isdisjoint(other.plain[altered.other_start : altered.other_end])
        and set(theirs).isdisjoint(one.plain[altered.start : altered.end])
    )


def _alteration(one: Quotation, other: Quotation, block: Block) -> Alteration:
    first, second = one.span(block.start, block.end), other.span(block.other_start, block.other_end)
    words = [" ".join(text[s.start : s.end].split()) for text, s in ((one.text, first), (other.text, second))]
    return Alteration(first, second, *words)


# --- differences that alter nothing


def _is_harmless(one: Quotation, other: Quotation, block: Block) -> bool:
    """Tell whether a difference is one of spelling, or marked by an outlet as its own."""
    ours = _own_words(one, block.start, block.end)
    theirs = _own_words(other, block.other_start, block.other_end)
    if not ours and not theirs:
        return True
    if not ours:
        return any(_is_explained(one, other, each) for each in _shifts(one, other, block))
    if not theirs:
        return any(_is_explained(other, one, each) for each in _shifts(other, one, block.mirrored))
    return _is_same(one, other, ours, theirs)


def _own_words(one: Quotation, start: int, end: int) -> list[int]:
    """Return the numbers of the words of a stretch that are the speaker's."""
    return [place for place in range(start, end) if place not in one.loose and not _is_aside(one, place, start, end)]


def _is_aside(one: Quotation, place: int, start: int, end: int) -> bool:
    """Tell whether a word stands in parentheses that lie in a stretch as a whole."""
    aside = one.asides.get(place)
    return aside is not None and start <= aside[0] and aside[1] <= end


def _is_explained(one: Quotation, other: Quotation, block: Block) -> bool:
    """Tell whether words that only the other has are marked as left out or replaced, or are no part of what is said."""
    places = range(block.start, block.end + 1)
    if not one.gaps.isdisjoint(places):
        return True
    return (
        _has_bracket(one, other, block) and block.other_end - block.other_start <= MOST_BRACKETED
    ) or _is_attribution(other, block.other_start, block.other_end)


def _has_bracket(one: Quotation, other: Quotation, block: Block) -> bool:
    """Tell whether something in brackets stands in a block that the other has not in brackets, too."""
    if block.start < block.end:  # all of it is loose, or an aside
        return True
    theirs = {words for place, words in other.brackets if block.other_start <= place <= block.other_end}
    return any(place == block.start and words not in theirs for place, words in one.brackets)


def _shifts(one: Quotation, other: Quotation, block: Block) -> Iterator[Block]:
    """Yield a block, and those with which the inserted words may be put as well: "[the big] the", "the [big the]"."""
    yield block
    if block.start != block.end:
        return
    for step, beside in ((-1, -1), (1, 0)):
        place, start, end = block.start, block.other_start, block.other_end
        while 0 <= place + beside < len(one.plain) and start + beside >= 0 and end + beside < len(other.plain):
            if not one.plain[place + beside] == other.plain[start + beside] == other.plain[end + beside]:
                break
            place, start, end = place + step, start + step, end + step
            yield Block(place, place, start, end)


def _is_attribution(one: Quotation, start: int, end: int) -> bool:
    """Tell whether words tell who is speaking, between commas or dashes: "The war, he said, will go on"."""
    if end - start > MOST_ATTRIBUTING or not 0 < start < end < len(one.words):
        return False
    is_set_off = all(
        SET_OFF.match(one.text, one.words[place - 1].end, one.words[place].start) for place in (start, end)
    )
    return is_set_off and _attributes(one.words[start:end])


def _is_same(one: Quotation, other: Quotation, ours: Sequence[int], theirs: Sequence[int]) -> bool:
    """Tell whether words are the same but for the way in which they are written."""
    mine, yours = [one.plain[place] for place in ours], [other.plain[place] for place in theirs]
    if "".join(mine) == "".join(yours) or _is_one_place(mine, yours):
        return True
    read = [_written(q, places) for q, places in ((one, ours), (other, theirs))]
    letters = ["".join(char for char in words.lower() if char.isalnum()) for words in read]
    if letters[0] == letters[1] and letters[0].isalpha():
        return True
    if _reread(read[0]) == _reread(read[1]):
        return True
    if _is_initials(one, ours, yours) or _is_initials(other, theirs, mine):
        return True
    return len(ours) == len(theirs) and all(
        x == y or y in _meant(x) or x in _meant(y) or _is_one_name(one, i, other, j)
        for x, y, i, j in zip(mine, yours, ours, theirs, strict=True)
    )


def _is_one_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether words are one number of a place in a row: "the first of June", "1st June"."""
    bare = [[word for word in words if word not in BESIDE_PLACE] for words in (one, other)]
    return bare[0] == bare[1] and len(bare[0]) == 1 and PLACED.fullmatch(bare[0][0]) is not None


def _written(one: Quotation, places: Sequence[int]) -> str:
    """Return some words as they are written, without what is marked between them."""
    spans = dict.fromkeys((one.words[place].start, one.words[place].end) for place in places)
    return " ".join(one.text[start:end] for start, end in spans)


def _reread(words: str) -> list[str]:
    """Return the plain words of a stretch that marks had parted: "193 [and more] million"."""
    return [word.word for word in plain_words(words)]


def _is_initials(one: Quotation, places: Sequence[int], words: Sequence[str]) -> bool:
    """Tell whether a word is short for others: "U.S.", "MoD"."""
    if len(places) > 1 or len(words) < SHORTEST_INITIALS:
        return False
    word = one.words[places[0]]
    if sum(char.isupper() for char in one.text[word.start : word.end]) < SHORTEST_INITIALS:
        return False
    telling = (each for each in words if each not in small_words())
    return word.word in ("".join(each[0] for each in words), "".join(each[0] for each in telling))


@cache
def _open_marks() -> dict[str, frozenset[str]]:
    marks = load_words("spellings")["contracted"]["open"]
    return {mark: frozenset(words.split()) for mark, words in marks.items()}


def _meant(word: str) -> frozenset[str]:
    """Return the words that a contracted one may stand for."""
    return _open_marks().get(word, frozenset())


def _is_one_name(one: Quotation, place: int, other: Quotation, other_place: int) -> bool:
    """Tell whether two words are a name in two spellings."""
    ours, theirs = (q.text[q.words[i].start : q.words[i].end] for q, i in ((one, place), (other, other_place)))
    if not (ours[:1].isupper() and theirs[:1].isupper()):
        return False
    if spelling_key(ours) == spelling_key(theirs):
        return True
    if min(len(ours), len(theirs)) < LONG_NAME or _begins_sentence(one, place) or _begins_sentence(other, other_place):
        return False
    return (ours[0], ours[-1]) == (theirs[0], theirs[-1]) and Levenshtein.distance(ours, theirs, score_cutoff=1) <= 1


def _begins_sentence(one: Quotation, place: int) -> bool:
    """Tell whether a word may have its capital from its place."""
    return not place or bool(re.search(r"[.?!:”\"“]", one.text[one.words[place - 1].end : one.words[place].start]))
