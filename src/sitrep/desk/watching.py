"""A round of visits to the web: feeds are asked for what is new, pages are fetched, and each is kept as it comes.

What is wanted is on the desk before it is fetched, so that a round that dies is gone on with by the next one.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from sitrep.desk.cycles import Cycle
from sitrep.desk.intake import BATCH, NOTHING, Added, Progress
from sitrep.desk.pages import after_asking, after_visit, mark_of, moment_of
from sitrep.gather.addresses import is_same_site, plain_address, without_user
from sitrep.gather.feeds import Feed, Item, find_feeds, parse_feed
from sitrep.gather.visits import KnownRules, Outcome, Visited, Visitor, Wanted
from sitrep.gather.watchlist import Watched, Watchlist
from sitrep.ground.errors import Refused, Unfetched
from sitrep.ground.metadata import HTML, JSON, LISTED
from sitrep.ground.model import Address, Failure, Raw
from sitrep.keep import Kept, KeptFeed, KeptPage, PageState, Visits
from sitrep.keep import Outcome as Became
from sitrep.tell.feeds import FeedEntry, feed_entry

MOST_UNDER_WAY = 5_000  # visits that wait for their host's turn: each takes memory
WAIT_S = 0.25  # for what comes next, before what came is kept
SITEMAP_DAYS = timedelta(days=7)  # what a sitemap says is older is not wanted
MOST_PARTS = 50  # sitemaps of one index
AS_STATED = ("text/plain", JSON, "application/pdf")  # anything else is looked at as a page
PAGES = (HTML, "application/xhtml+xml", "")

Result = Kept | Failure
Take = Callable[[Sequence[Raw | Failure], Callable[[Sequence[Result]], None]], object]


class Tally(Struct):
    """What the items of a feed, or of a round, came to."""

    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0


class _Root(Struct, frozen=True):
    """An address that may be a feed. What it leads to counts for `of`, a feed that is watched, or None."""

    watched: Watched
    of: str | None = None


class _Got(Struct, frozen=True):
    """What came of a page: its row as it will stand, what is to be taken in, and whether it is to be visited.

    `mends` is a failure that is none any more.
    """

    page: KeptPage | None
    item: Raw | Failure | None = None
    is_wanted: bool = False
    mends: str | None = None


class Round:
    """One round of visits for a desk. `take` takes items in, and does what it is given within the same transaction."""

    def __init__(
        self,
        visits: Visits,
        take: Take,
        clock: Callable[[], datetime],
        watchlist: Watchlist,
        known: dict[str, KnownRules],
    ) -> None:
        self._visits = visits
        self._known = known
        self._take = take
        self._clock = clock
        self._now = clock()  # when the round began
        self._list = watchlist
        self._roots: dict[str, _Root] = {}
        self._feeds = {feed.url: feed for feed in visits.feeds()}
        self._pages: dict[str, KeptPage] = {}
        self._wanted: deque[Wanted] = deque()
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.failures: list[Failure] = []
        self.gone: list[str] = []

    # --- what is wanted

    def want_feeds(self) -> None:
        """Want what is watched and due, and the pages of its feeds that are due."""
        moment = moment_of(self._now)
        for watched in self._list.feeds:
            if self._feed(watched.url).due <= moment:
                self._want_root(_Root(watched, watched.url))
        feeds = {watched.url for watched in self._list.feeds}
        self._want(page for page in self._visits.pages_due(moment) if page.feed in feeds)

    def want_addresses(self, addresses: Iterable[str]) -> None:
        """Want what stands at some addresses, fetched before or not: pages, or feeds with their pages."""
        for url in addresses:
            try:
                self._want_root(_Root(Watched(plain_address(url))))
            except Refused as refused:
                self._fail(Failure(without_user(url), refused.because))

    def want_listed(self, addresses: Iterable[Address]) -> None:
        """Want the pages of lists that were not fetched before."""
        for address in _in_turns(addresses):
            try:
                page = self._find(plain_address(address.url))
            except Refused as refused:
                self._fail(Failure(without_user(address.url), refused.because))
                continue
            if page.state in (PageState.WANTED, PageState.FAILED):
                self._want([replace(page, fields=address.fields, due=moment_of(self._now))])

    def want_again(self, urls: Iterable[str]) -> None:
        """Want what could not be taken in: a page of a feed or a list as such, any other address as it was given."""
        for url in urls:
            page = self._visits.page(url)
            if page and page.mark:
                self._want([replace(page, etag=None, modified=None)])
            else:
                self.want_addresses([url])

    def _feed(self, url: str) -> KeptFeed:
        return self._feeds.get(url) or KeptFeed(url)

    def _find(self, url: str) -> KeptPage:
        return self._visits.page(url) or KeptPage(url, due=moment_of(self._now))

    def _fail(self, failure: Failure) -> None:
        self._take([failure], lambda _: None)
        self.failures.append(failure)

    def _want_root(self, root: _Root) -> None:
        url = root.watched.url
        if url not in self._roots:
            self._roots[url] = root
            feed = self._feed(url) if root.of else KeptFeed(url)
            self._wanted.append(Wanted(url, feed.etag, feed.modified))

    def _want(self, pages: Iterable[KeptPage]) -> None:
        for page in pages:
            if page.url not in self._pages:
                self._pages[page.url] = page
                self._wanted.append(Wanted(page.url, page.etag, page.modified))

    # --- the visits

    def run(
        self,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        before: Added = NOTHING,
    ) -> None:
        """Visit what is wanted and keep what comes, until nothing is left or `stop` says so.

        `progress` is told how far all has come, with what was taken in before.
        """
        if self._pages:
            self._take([], lambda _: self._visits.keep_pages(self._pages.values()))
        if not self._wanted:
            return
        try:
            with Visitor(self._list.manners, self._known) as visitor:
                self._visit(visitor, stop, lambda: progress and progress(_progress(before + self.added)))
        finally:
            self._take([], lambda _: self._keep_tallies())

    def _visit(self, visitor: Visitor, stop: Callable[[], bool] | None, tell: Callable[[], object]) -> None:
        while not (stop and stop()):
            while self._wanted and visitor.under_way < MOST_UNDER_WAY:
                visitor.want(self._wanted.popleft())
            if not visitor.under_way:
                return
            batch = visitor.take(BATCH, WAIT_S)
            if batch:
                self._settle(batch)
                tell()

    def _keep_tallies(self) -> None:
        """Keep with each feed that was asked what this round brought of it."""
        for url in [watched.url for watched in self._list.feeds if watched.url in self._roots]:
            tally = self.tallies[url]
            feed = replace(self._feed(url), new=tally.new, changed=tally.changed, failed=tally.failed)
            self._visits.keep_feed(feed)

    @property
    def added(self) -> Added:
        """Return what all items of the round came to."""
        tallies = self.tallies.values()
        new, changed, same = (sum(getattr(tally, name) for tally in tallies) for name in ("new", "changed", "same"))
        return Added(new, changed, same, tuple(self.failures))

    def cycle(self) -> Cycle:
        """Return what the round brought of what is watched, and when something is due again."""
        kept = {feed.url: feed for feed in self._visits.feeds()}
        feeds = [self._told(watched, kept[watched.url]) for watched in self._list.feeds if watched.url in kept]
        now = self._clock()
        page_due = self._visits.next_due({watched.url for watched in self._list.feeds})
        dues = [*(feed.due for feed in feeds), *([page_due] if page_due else [])]
        left = datetime.fromisoformat(min(dues)) - now if dues else self._list.every
        return Cycle(self.added, tuple(feeds), moment_of(now), max(0.0, left.total_seconds()), tuple(self.gone))

    def _told(self, watched: Watched, feed: KeptFeed) -> FeedEntry:
        """Return how it goes with a feed, under the name that the list gives it, with what this round brought."""
        tally = self.tallies[feed.url]
        counts = {"new": tally.new, "changed": tally.changed, "failed": tally.failed}
        return replace(feed_entry(feed), title=watched.outlet or feed.title, **counts)

    def _settle(self, batch: Sequence[Visited]) -> None:
        """Keep what came of some visits, all or nothing of it, and want what it leads to."""
        feeds = dict(self._feeds)
        try:
            got = [each for visited in batch for each in self._tried(visited)]
            roots = (self._roots.get(visited.wanted.url) for visited in batch)
            asked = {url for root in roots if root and root.of for url in (root.watched.url, root.of)}
            for start in range(0, max(len(got), 1), BATCH):
                self._take_part(got[start : start + BATCH], asked if start + BATCH >= len(got) else ())
        except BaseException:
            self._feeds = feeds  # what was not kept was not asked
            raise
        self._want(each.page for each in got if each.is_wanted and each.page)

    def _take_part(self, got: Sequence[_Got], asked: Collection[str]) -> None:
        """Take in a part of what came in one transaction; feeds with the last, so that all that they list is there."""
        items = [each.item for each in got if each.item is not None]
        self._take(items, lambda results: self._keep(got, results, asked))

    def _tried(self, visited: Visited) -> list[_Got]:
        """Return what came of a visit; one that no library is prepared for costs itself only."""
        try:
            return list(self._get(visited))
        except Exception as error:  # noqa: BLE001 — whatever a page or a feed makes a library do
            reason = f"reading it failed ({type(error).__name__}: {str(error)[:200]}); please report this"
            return list(self._get(replace(visited, outcome=Outcome.FAILED, reason=reason)))

    def _get(self, visited: Visited) -> Iterator[_Got]:
        root = self._roots.get(visited.wanted.url)
        if root is None:
            yield self._get_page(self._pages[visited.wanted.url], visited)
        else:
            yield from self._get_root(root, visited)

    def _keep(self, got: Sequence[_Got], results: Sequence[Result], asked: Iterable[str]) -> None:
        """Keep how it goes with pages and feeds, by what became of the items that were taken in."""
        became = iter(results)
        rows = [each.page if each.item is None else self._counted(each.page, next(became)) for each in got]
        self._visits.keep_pages(row for row in rows if row is not None)
        for each in got:
            if each.mends:
                self._visits.forget_failure(each.mends)
        for url in asked:
            self._visits.keep_feed(self._feed(url))

    def _counted(self, page: KeptPage | None, result: Result) -> KeptPage | None:
        """Count what became of an item; return its page, which has failed where the item has."""
        tally = self.tallies[page.feed or "" if page else ""]
        if isinstance(result, Failure):
            tally.failed += 1
            self.failures.append(result)
            # what marks its content is let go of, so that it is sent again
            return page and replace(page, reason=result.reason, state=_not_kept(page.state), etag=None, modified=None)
        tally.new += result.outcome is Became.ADDED
        tally.changed += result.outcome is Became.UPDATED
        tally.same += result.outcome is Became.UNCHANGED
        return page

    # --- what came

    def _get_page(self, page: KeptPage, visited: Visited) -> _Got:
        """Return what came of a page, which fails where nothing can be taken in and nothing was before."""
        after = after_visit(page, visited, self._clock(), self._list.again if page.feed else ())
        if visited.outcome is Outcome.FETCHED:
            return _Got(after, _raw(page.url, visited, page.fields))
        if visited.outcome is Outcome.SAME:
            self.tallies[page.feed or ""].same += 1
            return _Got(after, mends=page.url)
        if visited.outcome is Outcome.GONE and page.looks:
            self.gone.append(page.url)
            return _Got(after)
        if visited.outcome is Outcome.PUT_OFF and page.feed:  # it comes with a later cycle
            return _Got(after)
        return _Got(after, Failure(page.url, visited.reason))

    def _get_root(self, root: _Root, visited: Visited) -> Iterator[_Got]:
        """Yield what came of an address that may be a feed, a site's front page, or a page."""
        feed = None
        if visited.outcome is Outcome.FETCHED:
            try:
                feed = parse_feed(visited.content, visited.url)
            except Unfetched as failed:
                visited = replace(visited, outcome=Outcome.FAILED, reason=failed.because)
        if root.of:
            self._note_asking(root.watched.url, root.of, visited)
        if visited.outcome is Outcome.FETCHED:
            yield from self._get_no_feed(root, visited) if feed is None else self._get_items(root, feed)
        elif root.of is None:
            page = after_visit(self._find(root.watched.url), visited, self._clock())
            yield _Got(page, Failure(page.url, visited.reason))

    def _note_asking(self, url: str, of: str, visited: Visited) -> None:
        """Note how it goes with a feed, and with the one that it is a part of, after it was asked."""
        self._feeds[url] = feed = after_asking(self._feed(url), visited, self._clock(), self._list.every)
        if url != of and feed.failures:
            self._feeds[of] = replace(self._feed(of), reason=f"its part {url}: {feed.reason}")

    def _get_no_feed(self, root: _Root, visited: Visited) -> Iterator[_Got]:
        """Yield a page that is watched or was named itself; of a site's front page want the feeds that it names."""
        is_front = _is_front(root.watched.url) and _is_front(visited.url) and visited.media_type in PAGES
        named = find_feeds(visited.content, visited.url) if is_front else []
        self._want_parts(root, named)
        if named:
            yield from self._settled(root)
        else:
            page = self._find(root.watched.url)
            due = page.due if page.feed and not root.of else None  # a feed that it is of goes on looking at it
            after = replace(after_visit(page, visited, self._clock()), due=due, feed=root.of or page.feed)
            yield _Got(after, _raw(page.url, visited, page.fields | _known(outlet=root.watched.outlet)))

    def _settled(self, root: _Root) -> Iterator[_Got]:
        """Yield that an address, which failed before or was taken for a page, is a feed."""
        page = self._visits.page(root.watched.url)
        row = replace(page, state=PageState.KEPT, due=None, reason=None) if page else None
        yield _Got(row, mends=root.watched.url)

    def _want_parts(self, root: _Root, parts: Sequence[str]) -> None:
        """Want the feeds that another one leads to, each time that it is asked."""
        for url in parts[:MOST_PARTS]:
            feed = self._feed(url)
            if not feed.failures or feed.due <= moment_of(self._now):
                self._want_root(_Root(replace(root.watched, url=url), root.of))
        if parts and root.of:
            self._feeds[root.watched.url] = replace(self._feed(root.watched.url), etag=None, modified=None)

    def _get_items(self, root: _Root, feed: Feed) -> Iterator[_Got]:
        """Yield the items of a feed that are new, or said to be edited: their articles, or their pages as wanted."""
        self._want_parts(root, feed.parts)
        yield from self._settled(root)
        if root.of:
            kept = self._feed(root.watched.url)
            self._feeds[kept.url] = replace(kept, title=feed.title or kept.title, reason=feed.trouble)
        elif feed.trouble:
            yield _Got(None, Failure(root.watched.url, feed.trouble))
        for item in feed.items:
            if feed.is_sitemap and _is_old(item, self._now):
                continue
            page, mark = self._visits.page(item.url), mark_of(item)
            if page is None or self._is_news(page, mark, root.of):
                page = replace(page or KeptPage(item.url), mark=mark, feed=root.of or (page and page.feed))
                is_own = is_same_site(item.url, root.watched.url)  # else the feed does not speak for the page
                told = item if is_own else replace(item, article=None)
                yield self._get_item(page, told, root.watched.outlet, feed.title if is_own else None)

    def _is_news(self, page: KeptPage, mark: str, feed: str | None) -> bool:
        """Tell whether a page that was wanted before is to be visited again for what a feed says of it.

        Of several feeds that list a page only the first one says when it was edited: another may call it otherwise.
        """
        if page.url in self._pages or page.feed not in (None, feed):
            return False
        if page.state is PageState.WANTED:
            return page.due is not None and page.due <= moment_of(self._now)
        return page.mark != mark

    def _get_item(self, page: KeptPage, item: Item, outlet: str | None, title: str | None) -> _Got:
        told = _known(title=item.title, published=item.published or item.updated, language=item.language)
        if item.article is None:
            said = {f"{LISTED}{name}": value for name, value in (told | _known(outlet=title)).items()}
            fields = said | _known(outlet=outlet)
            return _Got(replace(page, fields=fields, due=moment_of(self._now)), is_wanted=True)
        fields = told | _known(outlet=outlet or title) | {"url": item.url}
        raw = Raw(name=item.url, content=item.article.encode("utf-8", "replace"), media_type=HTML, fields=fields)
        return _Got(replace(page, state=PageState.KEPT, visited=moment_of(self._now), looks=page.looks + 1), raw)


def _in_turns(addresses: Iterable[Address]) -> list[Address]:
    """Return the first address of each host, then the second of each, so that no host keeps the others waiting."""
    turns: Counter[str] = Counter()

    def turn(address: Address) -> int:
        host = address.url.partition("://")[2].partition("/")[0].lower()
        turns[host] += 1
        return turns[host]

    return sorted(addresses, key=turn)


def _raw(url: str, visited: Visited, fields: dict[str, str]) -> Raw:
    """Return what was fetched as it is kept, under the address at which it was found."""
    known = {"url": visited.url} | fields | _known(charset=visited.charset)
    media_type = visited.media_type if visited.media_type in AS_STATED else HTML
    return Raw(name=url, content=visited.content, media_type=media_type, fields=known)


def _known(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _not_kept(state: PageState) -> PageState:
    return PageState.FAILED if state is PageState.KEPT else state


def _is_front(url: str) -> bool:
    """Tell whether an address is that of a site's first page, which is asked for its feeds and is no report itself."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _is_old(item: Item, now: datetime) -> bool:
    told = item.published or item.updated
    return told is not None and told[:10] < (now - SITEMAP_DAYS).date().isoformat()


def _progress(added: Added) -> Progress:
    return Progress(added.added, added.updated, added.unchanged, len(added.failures))
