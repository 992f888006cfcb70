"""How the speakers of two tellings stand to each other: one voice, one that speaks for another, or two."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from sitrep.ground.media import load_media
from sitrep.ground.model import Voice, VoiceKind
from sitrep.ground.names import spelling_key
from sitrep.link.terms import WORD, find_terms


class Relation(IntEnum):
    """From two different voices to one and the same; `open` is where nobody is named on one side or both."""

    OTHER = 0
    OPEN = 1
    CLOSE = 2
    SAME = 3


VAGUE = (VoiceKind.UNNAMED, VoiceKind.GROUP)
ALIKE = 90.0  # of 100: two full names spelled this much alike may be one person's


def relate(one: Sequence[Voice], other: Sequence[Voice]) -> Relation:
    """Return how the speakers of two tellings stand to each other, by the pair that is nearest."""
    if not one or not other:
        return Relation.OPEN
    return max(_relate(a, b) for a in one for b in other)


def _relate(one: Voice, other: Voice) -> Relation:
    if one.id == other.id:
        # an agency that is named as speaking passes on what many say
        return Relation.OPEN if one.name in load_media() else Relation.SAME
    return _relate_others(*sorted([_traits(one), _traits(other)]))


def _traits(voice: Voice) -> tuple[str, str, str]:
    return voice.kind.value, voice.name, voice.role or ""


@lru_cache(20_000)
def _relate_others(one: tuple[str, str, str], other: tuple[str, str, str]) -> Relation:
    """Return how two voices of different ids stand to each other, by kind, name and role."""
    kinds = VoiceKind(one[0]), VoiceKind(other[0])
    names, roles = [_terms(voice[1]) for voice in (one, other)], [_terms(voice[2]) for voice in (one, other)]
    if kinds == (VoiceKind.PERSON, VoiceKind.PERSON):
        keys = [spelling_key(voice[1]) for voice in (one, other)]
        return Relation.CLOSE if " " in keys[0] and ratio(*keys, score_cutoff=ALIKE) else Relation.OTHER
    if VoiceKind.PERSON in kinds:
        person = kinds.index(VoiceKind.PERSON)
        body, described = names[1 - person], roles[person]
        if body and body <= described | names[person]:
            return Relation.CLOSE
        if kinds[1 - person] in VAGUE:
            return Relation.OPEN if not _lands(body) or _lands(body) & _lands(described) else Relation.OTHER
        return Relation.CLOSE if _lands(body) & _lands(described) and _is_land(body) else Relation.OTHER
    return _relate_bodies(names[0], names[1], is_vague=bool(set(kinds) & set(VAGUE)))


def _relate_bodies(one: frozenset[str], other: frozenset[str], *, is_vague: bool) -> Relation:
    """Return how two bodies or groups stand to each other: a land and its institutions are close."""
    if _lands(one) and _lands(other) and not _lands(one) & _lands(other):
        return Relation.OTHER
    if one and other and (one <= other or other <= one):
        return Relation.CLOSE
    if is_vague:
        return Relation.OPEN
    return Relation.OTHER


@lru_cache(20_000)
def _terms(words: str) -> frozenset[str]:
    return frozenset(find_terms(["", *(match[1] for match in WORD.finditer(words))]))


def _lands(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(term for term in terms if term.startswith("@"))


def _is_land(terms: frozenset[str]) -> bool:
    return bool(terms) and terms == _lands(terms)
