"""What one cycle of watching brought."""

from __future__ import annotations

from msgspec import Struct

from sitrep.desk.intake import Added
from sitrep.tell.feeds import FeedEntry


class Cycle(Struct, frozen=True):
    """What a cycle of watching brought, how it goes with each feed, and in how many seconds something is due again."""

    added: Added
    feeds: tuple[FeedEntry, ...]
    at: str
    seconds_left: float
    gone: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return a line for each feed, and the counts of all."""
        return "\n".join([*map(str, self.feeds), *self._gone, str(self.added)])

    @property
    def _gone(self) -> list[str]:
        return [f"  no longer there: {url}; what was kept of it stays" for url in self.gone]

    def has_news(self, before: Cycle | None) -> bool:
        """Tell whether anything came, failed, or is in other trouble than in the cycle before."""
        known = {feed.url: feed.reason for feed in before.feeds} if before else {}
        is_in_new_trouble = any(feed.reason and feed.reason != known.get(feed.url) for feed in self.feeds)
        came = self.added.added or self.added.updated or self.added.failures or self.gone
        return bool(came or is_in_new_trouble)

    @property
    def is_in_trouble(self) -> bool:
        """Tell whether an item failed, or a feed does not answer."""
        return bool(self.added.failures) or any(feed.reason for feed in self.feeds)

    @property
    def news(self) -> str:
        """Return the counts of all, with a line for each feed that brought something or is in trouble."""
        told = [feed for feed in self.feeds if feed.new or feed.changed or feed.failed or feed.reason]
        head = f"{self.at[:16].replace('T', ' ')} {self.added}"
        return "\n".join([head, *(f"  {feed}" for feed in told), *self._gone])
