"""How it goes with what is watched."""

from __future__ import annotations

from msgspec import Struct

from sitrep.tell.phrases import say_count


class FeedEntry(Struct, frozen=True):
    """A feed that is watched: when it last answered, and what the cycle in which it was asked last brought.

    `failures` counts the times in a row that it did not answer, `reason` says why the last time, or what of it could
    not be read. Moments are UTC, ISO 8601, to the second; it is not asked before `due`.
    """

    url: str
    title: str | None
    succeeded: str | None
    new: int
    changed: int
    failed: int
    failures: int
    reason: str | None
    due: str

    def __str__(self) -> str:
        """Return a line: what it is, when it last answered, what it brought, what went wrong."""
        name = f"{self.title} ({self.url})" if self.title else self.url
        brought = f"{self.new} new, {self.changed} changed, {self.failed} failed"
        answered = f"last answered {self.succeeded[:16].replace('T', ' ')}" if self.succeeded else "has never answered"
        times = f"{say_count(self.failures, 'failure')} in a row: " if self.failures else ""
        wrong = f"; {times}{self.reason}" if self.reason else ""
        return f"{name}: {brought}; {answered}{wrong}"


class GoneEntry(Struct, frozen=True):
    """A page that is no longer where it was; what was kept of it stays. `since` is when that was first seen."""

    url: str
    since: str
    reason: str
