"""How many independent origins stand behind a statement: one voice is one, however many tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sitrep.link.statements import Statement, Told


class Traced(Told, Protocol):
    """A report with its reading, and the number of the text that it carries on."""

    @property
    def origin(self) -> int:
        """Return the number that reports with the same words share."""


def list_origins(sources: Sequence[Traced], statement: Statement) -> frozenset[str]:
    """Return what a statement goes back to: its voice or, where outlets tell it themselves, each text of its own words.

    What came through one agency goes back to that agency, whoever prints it. "Officials" are one voice: that those of
    two reports are two is not known.
    """
    if statement.voice:
        return frozenset([statement.voice])
    return frozenset(
        f"via {telling.claim.via[-1]}"
        if telling.claim and telling.claim.via
        else f"text {sources[telling.report].origin}"
        for telling in statement.tellings
    )


def count_origins(sources: Sequence[Traced], statement: Statement) -> int:
    """Return how many independent origins a statement has."""
    return len(list_origins(sources, statement))
