"""What becomes of a page or a feed with each visit: when it is looked at again, and when it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec.structs import replace

from sitrep.gather.feeds import Item
from sitrep.gather.visits import Outcome, Visited
from sitrep.keep import KeptFeed, KeptPage, PageState

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=5), timedelta(days=1)
MOST_TRIES = 10  # that fail in a row, of a page that was never got


def moment_of(at: datetime) -> str:
    """Return a moment as it is kept."""
    return at.isoformat(timespec="seconds")


def delay_after(tries: int) -> timedelta:
    """Return how long something is left alone that failed so often in a row.

    >>> [str(delay_after(tries)) for tries in (1, 2, 3, 20)]
    ['0:05:00', '0:10:00', '0:20:00', '1 day, 0:00:00']
    """
    return min(FIRST_DELAY * (1 << min(tries - 1, 20)), LONGEST_DELAY)


def mark_of(item: Item) -> str:
    """Return what tells an item of a feed from the same one after an edit."""
    said = (item.updated or item.published or "", item.title or "", item.article or "")
    return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def after_visit(page: KeptPage, visited: Visited, at: datetime, again: Sequence[timedelta] = ()) -> KeptPage:
    """Return a page as it stands after a visit. `again` says how long after the first one it is looked at anew."""
    page = replace(page, visited=moment_of(at), reason=visited.reason or None)
    match visited.outcome:
        case Outcome.REFUSED:  # what a host allows may be otherwise by then
            return replace(page, state=PageState.REFUSED, due=moment_of(at + LONGEST_DELAY) if page.feed else None)
        case Outcome.PUT_OFF:
            return replace(page, due=moment_of(at + (visited.wait or FIRST_DELAY)))
        case Outcome.FAILED:
            return _failed(page, visited, at, again)
        case Outcome.GONE if not page.looks:  # it was never got
            return replace(page, state=PageState.GONE, due=None)
        case Outcome.GONE:
            return _looked_at(replace(page, state=PageState.GONE), at, again)
        case Outcome.FETCHED:
            page = replace(page, etag=visited.etag, modified=visited.modified)
    return _looked_at(replace(page, state=PageState.KEPT), at, again)


def after_asking(feed: KeptFeed, visited: Visited, now: datetime, every: timedelta) -> KeptFeed:
    """Return how it goes with a feed after it was asked."""
    at = moment_of(now)
    if visited.outcome in (Outcome.FETCHED, Outcome.SAME):
        told = replace(feed, checked=at, succeeded=at, failures=0, reason=None, due=moment_of(now + every))
        if visited.outcome is Outcome.FETCHED:
            told = replace(told, etag=visited.etag, modified=visited.modified)
        return told
    failures = feed.failures + 1
    wait = max(visited.wait or timedelta(), every, delay_after(failures))
    return replace(feed, checked=at, failures=failures, reason=visited.reason, due=moment_of(now + wait))


def _looked_at(page: KeptPage, at: datetime, again: Sequence[timedelta]) -> KeptPage:
    due = None
    if page.looks < len(again):
        before = again[page.looks - 1] if page.looks else timedelta()
        due = moment_of(at + max(again[page.looks] - before, timedelta()))
    return replace(page, looks=page.looks + 1, tries=0, due=due)


def _failed(page: KeptPage, visited: Visited, at: datetime, again: Sequence[timedelta]) -> KeptPage:
    tries = page.tries + 1
    if tries < MOST_TRIES:
        return replace(page, tries=tries, due=moment_of(at + max(visited.wait or timedelta(), delay_after(tries))))
    if page.looks:  # it was got before: it is looked at again when its turn comes
        return _looked_at(page, at, again)
    return replace(page, tries=tries, due=None, state=PageState.FAILED)
