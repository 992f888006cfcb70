"""How far information can be trusted, on the Admiralty scale, by rule: who confirms it, and who contradicts it.

Source: the information credibility of the NATO system (AJP-2.1): 1 confirmed by other sources, 2 probably true,
3 possibly true, 4 doubtful, 5 improbable, 6 truth cannot be judged.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

CONFIRMED = 3  # independent origins that agree, with nobody against them


class Credibility(Struct, frozen=True):
    """A grade from 1 to 6, and the reason for it in words. 6 is not judged, which is not the worst."""

    grade: int
    because: str


def grade(agreeing: Collection[str], opposing: Collection[str]) -> Credibility:
    """Return the credibility of what some independent origins say and others contradict.

    >>> grade({"Ministry"}, set())
    Credibility(grade=6, because='one origin (Ministry), and nobody else to judge by')
    >>> grade({"Ministry", "Red Cross"}, {"Rebels"}).grade
    3
    """
    told = say_origins(agreeing)
    if not opposing:
        if len(agreeing) >= CONFIRMED:
            return Credibility(1, f"{told} agree, and nobody contradicts")
        if len(agreeing) > 1:
            return Credibility(2, f"{told} agree, and nobody contradicts")
        return Credibility(6, f"{told}, and nobody else to judge by")
    against = f"{told} against {say_origins(opposing)}"
    if len(agreeing) > len(opposing):
        return Credibility(3, against)
    return Credibility(4 if len(agreeing) == len(opposing) else 5, against)


def say_origins(origins: Collection[str]) -> str:
    """Return how many origins there are, and which.

    >>> say_origins({"Ministry", "Red Cross"})
    '2 origins (Ministry, Red Cross)'
    """
    names = ", ".join(sorted(origins))
    return f"one origin ({names})" if len(origins) == 1 else f"{len(origins)} origins ({names})"
