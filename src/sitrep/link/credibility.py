"""How far information can be trusted, on the Admiralty scale, by rule: who confirms it, and who contradicts it.

Source: the information credibility of the NATO system (AJP-2.1): 1 confirmed by other sources, 2 probably true,
3 possibly true, 4 doubtful, 5 improbable, 6 truth cannot be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from sitrep.ground.names import filed_name

CONFIRMED = 3  # independent origins that agree, with nobody against them


class Credibility(Struct, frozen=True, gc=False):
    """A grade from 1 to 6, and the reason for it in words. 6 is not judged, which is not the worst."""

    grade: int
    because: str


def grade(agreeing: Collection[str], opposing: Collection[str], sides: Mapping[str, str] | None = None) -> Credibility:
    """Return the credibility of what some independent origins say and others contradict.

    Origins of one side of a conflict confirm nothing to each other, and count as one. `sides` has the side of those
    that have one, by their names as `filed_name` gives them.

    >>> grade({"Ministry"}, set())
    Credibility(grade=6, because='one origin (Ministry), and nobody else to judge by')
    >>> grade({"Ministry", "Red Cross"}, {"Rebels"}).grade
    3
    >>> grade({"Ministry", "Army"}, set(), {"ministry": "north", "army": "north"})
    Credibility(grade=6, because='2 origins (Army, Ministry) of one side, and nobody else to judge by')
    """
    sides = sides or {}
    told, for_it = say_origins(agreeing, sides), _count(agreeing, sides)
    if not opposing:
        if for_it > 1:
            return Credibility(1 if for_it >= CONFIRMED else 2, f"{told} agree, and nobody contradicts")
        return Credibility(6, f"{told}, and nobody else to judge by")
    against = f"{told} against {say_origins(opposing, sides)}"
    against_it = _count(opposing, sides)
    if for_it > against_it:
        return Credibility(3, against)
    return Credibility(4 if for_it == against_it else 5, against)


def say_origins(origins: Collection[str], sides: Mapping[str, str]) -> str:
    """Return how many origins there are, which, and of how many sides where some have one in common.

    >>> say_origins({"Ministry", "Red Cross"}, {})
    '2 origins (Ministry, Red Cross)'
    """
    names = ", ".join(sorted(origins))
    if len(origins) == 1:
        return f"one origin ({names})"
    count = _count(origins, sides)
    shared = "" if count == len(origins) else f" of {count} sides" if count > 1 else " of one side"
    return f"{len(origins)} origins ({names}){shared}"


def _count(origins: Collection[str], sides: Mapping[str, str]) -> int:
    return len({sides.get(filed_name(origin), origin) for origin in origins})
