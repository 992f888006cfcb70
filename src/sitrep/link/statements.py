"""The claims of any number of reports that retell one saying of one voice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from msgspec import Struct
from rapidfuzz.fuzz import token_set_ratio

from sitrep.ground.lexicon import load_words, small_words
from sitrep.ground.model import Claim, ClaimKind

ALIKE = 78.0  # of 100: least likeness of two tellings in their words
LEAST_WORDS = 4
MOST_SHARED = 4_000  # statements that share words with a claim; beyond, its words are too common to tell
WORD = re.compile(r"[^\W_]{2,}")
NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|nobody|none|without|cannot)\b|n[’']t\b", re.IGNORECASE)


class Telling(Struct, frozen=True):
    """A claim where it stands: the place of its report in the account, its own in the reading, its voice and words."""

    report: int
    number: int
    claim: Claim
    voice: str
    words: str


class Statement(Struct, frozen=True):
    """What one voice said once, with all its tellings; the first is the fullest in the voice's own words."""

    voice: str
    tellings: tuple[Telling, ...]

    @property
    def first(self) -> Telling:
        """Return the telling that stands for the statement."""
        return self.tellings[0]

    @property
    def said(self) -> str | None:
        """Return the day of saying that the first telling with one gives."""
        return next((telling.claim.said for telling in self.tellings if telling.claim.said), None)


def told_claims(claims: Sequence[Claim]) -> Iterator[tuple[int, Claim]]:
    """Yield the claims that are statements of their voices, numbered: those in no other one.

    Where a medium only passes on what somebody else said, that is told in its place, though it stands inside.
    """
    passed_on = {(m.start, m.end) for claim in claims if claim.nested for m in claim.media}
    tellers = {(s.start, s.end) for claim in claims if not claim.nested for s in claim.source} & passed_on
    for number, claim in enumerate(claims):
        if claim.nested:
            is_told = any((m.start, m.end) in tellers for m in claim.media)
        else:
            is_told = not any((s.start, s.end) in tellers for s in claim.source)
        if is_told:
            yield number, claim


def content_words(words: str) -> str:
    """Return the words of a claim that carry its meaning, in small letters.

    >>> content_words("The bridge has been closed to all traffic")
    'bridge closed traffic'
    """
    return " ".join(word for word in WORD.findall(words.lower()) if word not in small_words())


def group_statements(tellings: Iterable[Telling]) -> list[Statement]:
    """Group the claims that retell one saying: the same voice and words that are alike.

    Shape: statements with most tellings first, then by voice and words.
    Claims that name other numbers, or of which one alone is negated or a denial, are different sayings.

    Cost: claims are compared only with statements of their voice that share two words with them.
    """
    by_voice: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_voice[telling.voice].append(telling)
    statements = [Statement(voice, group) for voice, members in by_voice.items() for group in _group(members)]
    return sorted(statements, key=lambda s: (-len({t.report for t in s.tellings}), s.voice, s.first.words))


def _group(members: Sequence[Telling]) -> list[tuple[Telling, ...]]:
    groups: list[list[Telling]] = []
    heads: list[Telling] = []
    head_words: list[str] = []
    index: dict[str, set[int]] = defaultdict(set)
    for telling in sorted(members, key=_fullness):
        words = content_words(telling.words)
        distinct = set(words.split())
        shared = [number for word in distinct for number in index[word]][:MOST_SHARED]
        near = [
            number for number, count in Counter(shared).items() if count >= 2 and _can_be_one(telling, heads[number])
        ]
        best = max(near, key=lambda number: (token_set_ratio(words, head_words[number]), -number), default=None)
        if best is not None and _is_retold(words, head_words[best]):
            groups[best].append(telling)
            continue
        groups.append([telling])
        heads.append(telling)
        head_words.append(words)
        for word in distinct:
            index[word].add(len(groups) - 1)
    return [tuple(group) for group in groups]


def _is_retold(words: str, others: str) -> bool:
    """Tell whether the words of two claims are alike; few words must be the same ones."""
    if len(set(words.split())) < LEAST_WORDS:
        return set(words.split()) == set(others.split())
    return token_set_ratio(words, others) >= ALIKE


def _fullness(telling: Telling) -> tuple[int, int, int, int]:
    """Order tellings: verbatim before mixed before indirect, the longer first, then by place."""
    order = {"yes": 0, "partly": 1, "no": 2}[telling.claim.quoted]
    return order, -len(telling.words), telling.report, telling.number


def _can_be_one(telling: Telling, other: Telling) -> bool:
    """Tell whether two claims may be one saying: the same numbers named, and neither or both negated."""
    kinds = {telling.claim.kind, other.claim.kind}
    if ClaimKind.DENIAL in kinds and len(kinds) > 1:
        return False
    if bool(NEGATION.search(telling.words)) != bool(NEGATION.search(other.words)):
        return False
    return _numbers(telling.words) == _numbers(other.words)


@lru_cache(maxsize=20_000)
def _numbers(words: str) -> frozenset[str]:
    """Return the numbers of some words, in figures and in letters."""
    return frozenset(
        token
        for token in re.findall(r"\d[\d,.]*\d|\d|[a-z]+", words.lower())
        if token[0].isdigit() or token in _number_words()
    )


@cache
def _number_words() -> frozenset[str]:
    ones = load_words("figures")["ones"]
    return frozenset(
        [*ones["words"].split(), *ones["tens"].split(), "hundred", "thousand", "million", "billion", "dozen", "half"]
    )
