"""How many independent origins stand behind a statement: one voice is one, however many tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sitrep.link.statements import Statement, Telling, Told


class Traced(Told, Protocol):
    """A report with its reading, and the number of the text that it carries on."""

    @property
    def origin(self) -> int:
        """Return the number that reports with the same words share."""

    @property
    def owner(self) -> str | None:
        """Return who publishes the outlet, None where that is not known."""


def list_origins(sources: Sequence[Traced], statement: Statement) -> frozenset[str]:
    """Return what a statement goes back to: its voice or, where outlets tell it themselves, each text of its own words.

    What came through one agency goes back to that agency, whoever prints it. "Officials" are one voice: that those of
    two reports are two is not known.
    """
    if statement.voice:
        return frozenset([statement.voice])
    return frozenset(_origin_of(sources, telling) for telling in statement.tellings)


def _origin_of(sources: Sequence[Traced], telling: Telling) -> str:
    """Return what one report's telling goes back to: an agency, the outlet's owner, or the first text of its words."""
    if telling.claim and telling.claim.via:
        return telling.claim.via[-1]
    source = sources[telling.report]
    first = sources[source.origin].report
    return source.owner or first.outlet or first.id
