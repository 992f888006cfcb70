"""What a desk keeps of its visits to the web: the feeds that are watched, and each page that was wanted."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from sitrep.keep.engine import Engine
from sitrep.keep.links import VALUES_A_QUERY, marks


class PageState(StrEnum):
    """What became of a page: it is still to be fetched, was kept, has gone, was not got, or may not be asked for."""

    WANTED = "wanted"
    KEPT = "kept"
    GONE = "gone"
    FAILED = "failed"
    REFUSED = "refused"


class KeptFeed(Struct, frozen=True):
    """How it goes with a feed that is watched. Moments are UTC, ISO 8601, to the second.

    `failures` counts those in a row, `reason` is of the last one; `new`, `changed` and `failed` count the items of the
    cycle in which it was asked last. It is not asked before `due`.
    """

    url: str
    title: str | None = None
    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    succeeded: str | None = None
    failures: int = 0
    reason: str | None = None
    due: str = ""
    new: int = 0
    changed: int = 0
    failed: int = 0


class KeptPage(Struct, frozen=True):
    """How it goes with a page. `fields` is the metadata that came with its address, `mark` what its feed said of it.

    `looks` counts the visits that got it, `tries` those in a row that did not; it is visited at `due`, and without it
    never again.
    """

    url: str
    feed: str | None = None
    fields: dict[str, str] = {}
    mark: str = ""
    state: PageState = PageState.WANTED
    etag: str | None = None
    modified: str | None = None
    looks: int = 0
    tries: int = 0
    visited: str | None = None
    due: str | None = None
    reason: str | None = None


_FEED = KeptFeed.__struct_fields__
_PAGE = KeptPage.__struct_fields__


_SELECT_PAGE = f"SELECT {', '.join(_PAGE)} FROM page"


class Visits:
    """The tables of visits. Writing is done within a transaction of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows = engine.rows

    def feeds(self) -> list[KeptFeed]:
        """Return the feeds that were ever watched, by address."""
        return [KeptFeed(*row) for row in self._rows(f"SELECT {', '.join(_FEED)} FROM feed ORDER BY url")]

    def keep_feed(self, feed: KeptFeed) -> None:
        """Keep how it goes with a feed."""
        self._keep("feed", _FEED, {feed.url: astuple(feed)})

    def page(self, url: str) -> KeptPage | None:
        """Return how it goes with a page, None where it was never wanted."""
        rows = self._rows(f"{_SELECT_PAGE} WHERE url = ?", (url,))
        return _page(rows[0]) if rows else None

    def pages_due(self, moment: str) -> list[KeptPage]:
        """Return the pages that are to be visited by a moment, those first that have waited longest."""
        return [_page(row) for row in self._rows(f"{_SELECT_PAGE} WHERE due <= ? ORDER BY due, url", (moment,))]

    def next_due(self, feeds: Container[str]) -> str | None:
        """Return when the next page of some feeds is to be visited, None where none is."""
        rows = self._rows("SELECT feed, min(due) FROM page WHERE due IS NOT NULL GROUP BY feed")
        return min((str(due) for feed, due in rows if feed in feeds), default=None)

    def gone(self) -> list[KeptPage]:
        """Return the pages that were got before and are gone, by address."""
        query = f"{_SELECT_PAGE} WHERE state = ? AND looks > 0 ORDER BY url"
        return [_page(row) for row in self._rows(query, (PageState.GONE.value,))]

    def count_wanted(self) -> int:
        """Return how many pages were wanted and are not there yet."""
        return int(
            self._rows("SELECT count(*) FROM page WHERE state = ? AND due IS NOT NULL", (PageState.WANTED.value,))[0][0]
        )

    def forget_failure(self, url: str) -> None:
        """Forget that an address failed: it has answered since."""
        self._engine.execute("DELETE FROM failure WHERE item = ?", (url,))

    def keep_pages(self, pages: Iterable[KeptPage]) -> None:
        """Keep how it goes with pages; of several rows of one page the last one counts."""
        self._keep("page", _PAGE, {page.url: _row(page) for page in pages})

    def _keep(self, table: str, columns: tuple[str, ...], rows: Mapping[str, tuple[Any, ...]]) -> None:
        """Put rows in the place of those of the same address."""
        urls = list(rows)
        for start in range(0, len(urls), VALUES_A_QUERY):
            part = urls[start : start + VALUES_A_QUERY]
            self._engine.execute(f"DELETE FROM {table} WHERE url IN ({marks(part)})", part)
        query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(columns)})"
        self._engine.executemany(query, list(rows.values()))


def _row(page: KeptPage) -> tuple[Any, ...]:
    return tuple(
        msgspec.json.encode(value).decode() if name == "fields" else str(value) if name == "state" else value
        for name, value in zip(_PAGE, astuple(page), strict=True)
    )


def _page(row: tuple[Any, ...]) -> KeptPage:
    told = dict(zip(_PAGE, row, strict=True))
    return KeptPage(**told | {"fields": msgspec.json.decode(told["fields"]), "state": PageState(told["state"])})
