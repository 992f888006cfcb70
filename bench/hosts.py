"""The hosts that `feeds.py` watches: feeds of every kind and pages of news, and one in ten of them that misbehaves.

Each feed has a host of its own, an address of this machine, and what misbehaves together with its whole host has one
too. The same feeds, items and words come out for a seed, on days up to the one that is given. The texts are sentences
of the shipped sample with names, figures and longer words exchanged, in each item otherwise: no item is a copy.
"""

from __future__ import annotations

import asyncio
import calendar
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import sitrep

SAMPLE = Path(sitrep.__file__).parent / "data" / "sample"
BOUND_MB = 1  # of a body, as `feeds.py` sets it
ROBOTS = b"User-agent: *\nDisallow: /closed/\n"
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
EXCHANGED = re.compile(r"\b(?:[A-Z]?[a-z]{3,}|\d[\d,.]*\d|\d)\b")
SYLLABLES = ("ba", "den", "ka", "lor", "mi", "nes", "o", "pra", "rin", "sul", "ta", "ver", "wy", "zan", "gre", "hol")
KEPT = frozenset(("the", "said", "told", "The", "that", *calendar.day_name, *calendar.month_name))
SHORT, SHORT_SHARE = 4, 0.3  # letters of a short word, and how many of these are exchanged
ENDINGS = ("ing", "ed", "ly", "s", "")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


class Reply(NamedTuple):
    """What is answered: by a manner of its own, else as HTTP; `to` is where it redirects: the next step, the first."""

    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    manner: str = "plain"
    to: str = ""


class Way(NamedTuple):
    """A way to behave: what stands at an address and where it leads, after what it answers `before`.

    Where it is bad, `told` is in the reason. `asked` says how often its first address may be asked in a cycle, `again`
    whether a later cycle may. `robots` makes a host of its own for it; `listed` is how else its feed lists it.
    """

    name: str
    trail: tuple[Reply, ...]
    told: str = ""
    before: tuple[Reply, ...] = ()
    asked: int = 1
    again: bool = True
    folder: str = "news"
    robots: Reply | None = None
    listed: str = ""
    of: str = "both"

    @property
    def is_good(self) -> bool:
        """Tell whether what stands there is to be kept."""
        return not self.told


PAGE = Reply(manner="page")  # stands for what is to be kept
NEXT, FIRST = Reply(302, to="next"), Reply(301, to="first")
ALLOWED = Reply(media_type="text/plain", body=ROBOTS)
SOON = (("Retry-After", "1"),)
LINKS = b"<html><head><title>Menu</title></head><body><nav><ul><li><a href='/'>Home</a></ul></nav></body></html>"
GOOD = Way("answers", (PAGE,))
WHOLE = Way("stands in its feed", (PAGE,), asked=0)
WAYS = (
    Way("answers 429 first", (PAGE,), before=(Reply(429, headers=SOON),), asked=2),
    Way("answers 503 twice first", (PAGE,), before=(Reply(503, headers=SOON),) * 2, asked=3),
    Way("is redirected", (NEXT, NEXT, PAGE)),
    Way("is redirected to another host", (Reply(308, to="next"), PAGE), listed="hop"),
    Way("is listed twice, once with utm_", (PAGE,), listed="twice", of="item"),
    Way("is in two feeds", (PAGE,), listed="elsewhere", of="item"),
    Way("has two addresses", (PAGE,), listed="also", of="item", asked=2),
    Way("never answers", (Reply(manner="silent"),), "took longer"),
    Way("drips a byte a second", (Reply(manner="drip"),), "took longer"),
    Way("never ends", (Reply(manner="endless"),), "larger than"),
    Way("is larger than the bound", (Reply(body=bytes(BOUND_MB * 2**20 + 1)),), "larger than"),
    Way("is a gzip bomb", (Reply(body=b"bomb", headers=(("Content-Encoding", "gzip"),)),), "larger than"),
    Way("is gzip that breaks off", (Reply(body=b"half", headers=(("Content-Encoding", "gzip"),)),), "breaks off"),
    Way("is no gzip", (Reply(body=b"<html>plain</html>", headers=(("Content-Encoding", "gzip"),)),), "is broken"),
    Way("is packed as br", (Reply(body=b"\x0b\x02\x80", headers=(("Content-Encoding", "br"),)),), "packed as br"),
    Way("is shorter than it says", (Reply(body=b"<html>", manner="short"),), "broke off"),
    Way("closes at once", (Reply(manner="close"),), "broke off"),
    Way("speaks no HTTP", (Reply(body=b"\x16\x03\x01\x02\x00garbage\r\n\r\n", manner="raw"),), "broke off"),
    Way("has nobody listening", (Reply(manner="none"),), "cannot be reached", robots=Reply(manner="none")),
    Way("is redirected in a circle", (NEXT, FIRST), "in a circle"),
    Way("is redirected too often", (*(NEXT,) * 7, PAGE), "more than"),
    Way("is redirected to ftp", (Reply(302, to="ftp://127.0.0.1/a"),), "only http", again=False),
    Way("is redirected to a password", (Reply(302, to="http://me:secret@127.0.0.1/a"),), "password", again=False),
    Way("answers 403", (Reply(403),), "answers 403"),
    Way("answers 404", (Reply(404),), "not there (404)", again=False),
    Way("answers 410", (Reply(410),), "not there (410)", again=False),
    Way("answers 500", (Reply(500),), "answers 500"),
    Way("answers 503 for ever", (Reply(503, headers=SOON),), "answers 503", robots=ALLOWED, asked=4),
    Way("robots.txt does not allow it", (PAGE,), "robots.txt", folder="closed", asked=0, again=False),
    Way("robots.txt answers 500", (PAGE,), "robots.txt", robots=Reply(500), asked=0),
    Way("is an image", (Reply(media_type="image/png", body=PNG),), "image/png"),
    Way("is an image said to be a page", (Reply(body=PNG),), "binary", again=False, of="item"),
    Way("is empty", (Reply(),), "empty", again=False),
    Way("is a page without an article", (Reply(body=LINKS),), "no article", again=False),
    Way("is broken XML half-way", (PAGE,), "broken", of="feed"),
)
KINDS = (
    "RSS",
    "Atom",
    "JSON Feed",
    "news sitemap",
    "RSS, whole",
    "index of sitemaps",
    "Atom, whole",
    "JSON Feed, whole",
)


class Item(NamedTuple):
    """An item of a feed: the address under which it is listed, and the one under which its text stands."""

    number: int
    url: str
    stands_at: str
    way: Way


class Feed(NamedTuple):
    """A feed with the items that can be known of it; `shared` are those that another feed has too."""

    place: str
    kind: str
    way: Way
    items: list[Item]
    shared: list[Item]

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://{self.place}"


class Listed(NamedTuple):
    """What a feed says of an item."""

    url: str
    title: str
    published: datetime
    summary: str
    article: str | None


class World:
    """All feeds and hosts: what each address answers, and how often it may be asked in the first cycle."""

    def __init__(self, feeds: int, items: int, seed: int, port: int, now: datetime) -> None:
        self._chance = random.Random(seed)
        self._words = Words(self._chance)
        self._port, self._now, self._hosts = port, now, feeds
        self.replies: dict[str, tuple[Reply, ...]] = {}
        self.allowed: dict[str, int] = {}
        self.later: dict[str, int] = {}  # in a later cycle
        self.hosts: set[str] = set()
        bad_feeds, item_ways = _one_in_ten(feeds, self._chance), _turns(self._chance, "item")
        feed_ways = _turns(self._chance, "feed")
        self.feeds = [
            Feed(self._place("feed.xml", n, way), KINDS[n % len(KINDS)], way, [], [])
            for n, way in enumerate(next(feed_ways) if n in bad_feeds else GOOD for n in range(feeds))
        ]
        listings = [self._listing(n, feed, items, item_ways) for n, feed in enumerate(self.feeds)]
        self._share(listings)
        for n, (feed, listed) in enumerate(zip(self.feeds, listings, strict=True)):
            self._lay_feed(n, feed, listed)

    @property
    def items(self) -> Iterator[Item]:
        """Yield the items that can be known."""
        for feed in self.feeds:
            yield from feed.items

    def _place(self, name: str, number: int, way: Way) -> str:
        """Return where a feed or an item stands: on the host of its feed, or on one of its own."""
        if way.robots is None:
            return f"{self._host(number, ALLOWED)}/{way.folder}/{name}"
        self._hosts += 1
        return f"{self._host(self._hosts - 1, way.robots)}/{way.folder}/{name}"

    def _host(self, number: int, robots: Reply) -> str:
        """Return a host, which is there from now on where it is to be there at all."""
        host = f"127.0.{1 + number // 250}.{1 + number % 250}:{self._port}"
        if robots.manner != "none":
            self.hosts.add(host)
        self._lay(f"{host}/robots.txt", (robots,), 1, 1)
        return host

    def _lay(self, at: str, replies: tuple[Reply, ...], asked: int, later: int) -> None:
        self.replies[at] = replies
        self.allowed[at], self.later[at] = asked, later

    def _lay_way(self, at: str, way: Way, page: Reply, number: int, *, is_feed: bool = False) -> str:
        """Lay out what a way answers; return the address at which it ends."""
        path = at.partition("/")[2]
        is_asked_again = is_feed or (way.again and not way.is_good)
        start = f"{self._host((number + 1) % len(self.feeds), ALLOWED)}/{path}" if way.listed == "hop" else at
        steps = [at, *(f"{start}/{n}" for n in range(1, len(way.trail)))]
        for n, (step, reply) in enumerate(zip(steps, way.trail, strict=True)):
            to = {"next": f"http://{steps[(n + 1) % len(steps)]}", "first": f"http://{at}"}.get(reply.to, reply.to)
            served = page if reply is PAGE else reply._replace(to=to)
            asked = way.asked if n == 0 else 1
            before = way.before if n == 0 else ()
            self._lay(step, (*before, served), asked, asked if is_asked_again else 0)
        return steps[-1]

    # --- items

    def _listing(self, n: int, feed: Feed, items: int, ways: Iterator[Way]) -> list[Listed]:
        """Return what a feed lists, and lay out the pages; nothing of a feed that cannot be read."""
        if feed.way.told and (feed.way.of != "feed" or "JSON" in feed.kind):
            return []
        known = items // 2 if feed.way.told else items
        bad, listed = _one_in_ten(items, self._chance), []
        for i in range(known):
            is_whole = "whole" in feed.kind
            way = next(ways) if i in bad else WHOLE if is_whole else GOOD
            listed += self._add_item(n * items + i, n, way)
        return listed

    def _add_item(self, number: int, n: int, way: Way) -> list[Listed]:
        feed = self.feeds[n]
        at = self._place(f"{number}-{self._words.slug()}", n, way)
        title, paragraphs = self._words.article(number)
        published = self._now - timedelta(minutes=self._chance.randrange(10, 3 * 24 * 60))
        end = self._lay_way(at, way, _page(number, title, paragraphs, published), n)
        feed.items.append(Item(number, f"http://{at}", f"http://{end}", way))
        article = "".join(f"<p>{escape(each)}</p>" for each in paragraphs) if way is WHOLE else None
        listed = Listed(f"http://{at}", title, published, paragraphs[0][:160] + " …", article)
        if way.listed == "also":
            self._lay(f"{at}/also", (Reply(301, to=f"http://{at}"),), 1, 0)
            return [listed, listed._replace(url=f"{listed.url}/also")]
        if way.listed == "twice":
            return [listed, listed._replace(url=f"{listed.url}?utm_source=rss&utm_medium=feed")]
        return [listed]

    def _share(self, listings: list[list[Listed]]) -> None:
        """List what is in two feeds in the next one too that can be read."""
        readable = [n for n, feed in enumerate(self.feeds) if feed.way.is_good]
        for place, n in enumerate(readable):
            other = readable[(place + 1) % len(readable)]
            for item in self.feeds[n].items:
                if item.way.listed == "elsewhere" and other != n:
                    listings[other].append(next(each for each in listings[n] if each.url == item.url))
                    self.feeds[other].shared.append(item)
                    self.feeds[n].shared.append(item)

    # --- feeds

    def _lay_feed(self, n: int, feed: Feed, listed: Sequence[Listed]) -> None:
        headers = _validators(n, f"feed{n}")
        media_type, body = _document(feed, listed)
        if feed.way.of == "feed":
            body = _cut(body)
        self._lay_way(feed.place, feed.way, Reply(200, media_type, body, headers), n, is_feed=True)
        if feed.kind == "index of sitemaps":
            half = len(listed) // 2
            for number, part in enumerate((listed[:half], listed[half:])):
                reply = Reply(200, "application/xml", _sitemap(part), _validators(n, f"part{number}"))
                self._lay(f"{feed.place}/part-{number}.xml", (reply,), 1, 1)


def _one_in_ten(count: int, chance: random.Random) -> set[int]:
    """Return one number of each ten, so that no three stand side by side."""
    return {start + chance.randrange(10) for start in range(0, count, 10)} & set(range(count))


def _turns(chance: random.Random, of: str) -> Iterator[Way]:
    """Yield the ways of feeds or of items, each as often as the others."""
    ways = [way for way in WAYS if way.of in ("both", of)]
    chance.shuffle(ways)
    while True:
        yield from ways


def _validators(number: int, name: str) -> tuple[tuple[str, str], ...]:
    """Return by what a host tells that nothing has changed: an ETag, a date, both or nothing."""
    both = (("ETag", f'"{name}"'), ("Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"))
    return (both, both[:1], both[1:], ())[number // len(KINDS) % 4]


# --- words


class Words:
    """Articles out of the sentences of the sample."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        texts = [path.read_text("utf8").partition("\n\n") for path in sorted(SAMPLE.glob("*.txt"))]
        self._titles = [" ".join(title.split()) for title, _, _ in texts]
        found = (" ".join(sentence.split()) for _, _, text in texts for sentence in SENTENCE.split(text))
        self._sentences = [each for each in found if each.endswith(".") and 6 <= len(each.split()) <= 40]
        self._like: dict[str, list[str]] = defaultdict(list)
        for word in sorted({word for text in self._sentences for word in EXCHANGED.findall(text)}):
            self._like[_form(word)].append(word)

    def slug(self) -> str:
        """Return some words for an address."""
        return "-".join(self._chance.choice(self._like["s"]) for _ in range(3))

    def article(self, number: int) -> tuple[str, list[str]]:
        """Return a headline and the paragraphs of 200 to 300 words, one of which names the number."""
        exchanged: dict[str, str] = {}
        wanted, words, sentences = self._chance.randrange(200, 260), 0, list[str]()
        for chosen in self._chance.sample(self._sentences, 60):
            if words >= wanted:
                break
            sentences.append(self._exchange(chosen, exchanged))
            words += len(sentences[-1].split())
        sentences.insert(len(sentences) // 2, f"Filed as N{number:06}.")
        title = self._exchange(self._chance.choice(self._titles), exchanged)
        step = self._chance.choice((2, 3, 4))
        return title, [" ".join(sentences[start : start + step]) for start in range(0, len(sentences), step)]

    def _exchange(self, text: str, exchanged: dict[str, str]) -> str:
        """Return a text with other names, figures and longer words, the same all through, and some short ones."""

        def other(match: re.Match[str]) -> str:
            word = match[0]
            if len(word) <= SHORT and word.islower():
                is_kept = word in KEPT or self._chance.random() > SHORT_SHARE
                return word if is_kept else self._chance.choice(self._like["short"])
            if word not in exchanged:
                exchanged[word] = self._instead_of(word)
            return exchanged[word]

        return EXCHANGED.sub(other, text)

    def _instead_of(self, word: str) -> str:
        if word[0].isdigit():
            return re.sub(r"\d", lambda _: str(self._chance.randrange(1, 10)), word)
        if word[0].isupper() and word not in KEPT:
            return "".join(self._chance.choice(SYLLABLES) for _ in range(3)).title()
        return word if word in KEPT else self._chance.choice(self._like[_form(word)])


def _form(word: str) -> str:
    """Return what a word has in common with those that can stand in its place."""
    return "short" if len(word) <= SHORT else next(ending for ending in ENDINGS if word.endswith(ending))


# --- pages

MENU = "".join(f"<li><a href='/{name}'>{name.title()}</a></li>" for name in ("world", "politics", "sport", "weather"))
FOOT = "<p>All rights reserved. <a href='/imprint'>Imprint</a> <a href='/privacy'>Privacy</a></p>"
TEMPLATES = (
    """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="{at}"></head><body><header><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1>{body}</article></main><footer>{foot}</footer></body></html>""",
    """<!doctype html><html lang="en"><head><title>{title} | News</title><script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "{at}"}}</script></head><body>
<div class="menu"><ul>{menu}</ul></div>
<div class="content"><h1>{title}</h1><div class="entry-content">{body}</div></div>
<div class="related"><h3>More</h3><ul>{menu}</ul></div><div class="footer">{foot}</div></body></html>""",
    """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title></head><body>
<div id="top"><ul>{menu}</ul></div><div id="main"><div class="post"><h2>{title}</h2><time datetime="{at}">{day}</time>
<div class="article-body">{body}</div></div><aside><ul>{menu}</ul></aside></div>
<div id="bottom">{foot}</div></body></html>""",
    """<!doctype html><html><head><title>{title}</title><meta name="date" content="{at}"></head><body><nav>{menu}</nav>
<section class="story"><header><h1>{title}</h1><p class="byline">{day}</p></header><section class="story-text">{body}
</section></section><footer><ul>{menu}</ul>{foot}</footer></body></html>""",
)


def _page(number: int, title: str, paragraphs: Sequence[str], published: datetime) -> Reply:
    body = "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs)
    page = TEMPLATES[number % len(TEMPLATES)].format(
        title=escape(title), body=body, menu=MENU, foot=FOOT, at=published.isoformat(), day=f"{published:%d %B %Y}"
    )
    return Reply(body=page.encode(), headers=_validators(number, f"page{number}"))


# --- documents of feeds


def _document(feed: Feed, listed: Sequence[Listed]) -> tuple[str, bytes]:
    """Return the media type and the bytes of a feed."""
    title = f"Paper of {feed.place.partition(':')[0]}"
    match feed.kind.partition(",")[0]:
        case "RSS":
            return "application/rss+xml", _rss(title, listed)
        case "Atom":
            return "application/atom+xml; charset=utf-8", _atom(title, listed)
        case "JSON Feed":
            return "application/feed+json", _json(title, listed)
        case "news sitemap":
            return "text/xml", _sitemap(listed)
    parts = "".join(f"<sitemap><loc>{feed.url}/part-{n}.xml</loc></sitemap>" for n in range(2))
    return "application/xml", f"<sitemapindex xmlns='{SITEMAP}'>{parts}</sitemapindex>".encode()


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def _rss(title: str, listed: Sequence[Listed]) -> bytes:
    items = "".join(
        f"<item><title>{escape(each.title)}</title><link>{escape(each.url)}</link>"
        f"<pubDate>{format_datetime(each.published)}</pubDate><description>{escape(each.summary)}</description>"
        + (f"<content:encoded><![CDATA[{each.article}]]></content:encoded>" if each.article else "")
        + "</item>\n"
        for each in listed
    )
    content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    channel = f"<channel><title>{title}</title>{items}</channel>"
    return f"<?xml version='1.0'?><rss version='2.0' {content}>{channel}</rss>".encode()


def _atom(title: str, listed: Sequence[Listed]) -> bytes:
    items = "".join(
        f"<entry><id>{escape(each.url)}</id><title>{escape(each.title)}</title><link href='{escape(each.url)}'/>"
        f"<updated>{each.published.isoformat()}</updated><summary>{escape(each.summary)}</summary>"
        + (f"<content type='html'>{escape(each.article)}</content>" if each.article else "")
        + "</entry>\n"
        for each in listed
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title>{items}</feed>".encode()


def _json(title: str, listed: Sequence[Listed]) -> bytes:
    items = [
        {"id": each.url, "url": each.url, "title": each.title, "date_published": each.published.isoformat()}
        | ({"content_html": each.article} if each.article else {"summary": each.summary})
        for each in listed
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}).encode()


def _sitemap(listed: Sequence[Listed]) -> bytes:
    items = "".join(
        f"<url><loc>{escape(each.url)}</loc><n:news><n:publication_date>{each.published.isoformat()}"
        f"</n:publication_date><n:title>{escape(each.title)}</n:title></n:news></url>\n"
        for each in listed
    )
    return f"<?xml version='1.0'?><urlset xmlns='{SITEMAP}' xmlns:n='{NEWS}'>{items}</urlset>".encode()


def _cut(body: bytes) -> bytes:
    """Return a feed that breaks off inside the item behind its last one."""
    end = max(body.rfind(mark) + len(mark) for mark in (b"</item>", b"</entry>", b"</url>", b"</sitemap>", b"}"))
    return body[:end] + b"<item><title>And th"


# --- serving


class Tally(NamedTuple):
    """What the hosts saw since they were asked last."""

    asked: dict[str, int]
    unknown: dict[str, int]
    cookies: int
    same: int
    most_open: int
    most_open_of_host: int
    least_pause_s: float


class Hosts:
    """Serves what a world answers."""

    def __init__(self, replies: dict[str, tuple[Reply, ...]]) -> None:
        self._replies = replies
        self._asked_ever: Counter[str] = Counter()
        self._bodies = {b"bomb": gzip.compress(bytes(64 * 2**20)), b"half": gzip.compress(PNG * 100)[:-20]}
        self._is_open: Counter[str] = Counter()
        self._ended: dict[str, float] = {}
        self._begin()

    def _begin(self) -> None:
        self._asked: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._cookies = self._same = self._most = self._most_of_host = 0
        self._least_pause_s = float("inf")

    def tell(self) -> Tally:
        """Return what was seen, and begin anew."""
        told = Tally(
            dict(self._asked), dict(self._unknown), self._cookies, self._same, self._most, self._most_of_host,
            self._least_pause_s,
        )  # fmt: skip
        self._begin()
        return told

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        host = "{}:{}".format(*writer.get_extra_info("sockname")[:2])
        self._is_open[host] += 1
        self._most = max(self._most, self._is_open.total())
        self._most_of_host = max(self._most_of_host, self._is_open[host])
        if host in self._ended:
            self._least_pause_s = min(self._least_pause_s, time.monotonic() - self._ended[host])
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                await self._send(self._choose(host, head), head, reader, writer)
        finally:
            self._is_open[host] -= 1
            self._ended[host] = time.monotonic()
            writer.close()

    def _choose(self, host: str, head: str) -> Reply:
        self._cookies += "\r\ncookie:" in head.lower()
        at = host + head.split(" ", 2)[1]
        if at not in self._replies:
            self._unknown[at] += 1
            return Reply(404)
        self._asked[at] += 1
        self._asked_ever[at] += 1
        replies = self._replies[at]
        return replies[min(self._asked_ever[at], len(replies)) - 1]

    async def _send(self, reply: Reply, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match reply.manner:
            case "close":
                return
            case "silent":
                await reader.read()
            case "raw":
                writer.write(reply.body)
            case "drip":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                while not reader.at_eof():
                    writer.write(b"a")
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1), 1)
            case "endless":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                while not reader.at_eof():
                    writer.write(b"<p>And on. </p>" * 2_000)
                    await writer.drain()
            case _:
                writer.write(self._http(reply, head))
        await writer.drain()

    def _http(self, reply: Reply, head: str) -> bytes:
        """Return an answer as it goes over the line: that nothing has changed, where that is asked for."""
        asked = {line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("if-")}
        is_same = any(value in asked for _, value in reply.headers)
        self._same += is_same
        body = b"" if is_same else self._bodies.get(reply.body, reply.body)
        length = len(body) + (1_000 if reply.manner == "short" else 0)
        location = (("Location", reply.to),) if reply.to else ()
        headers = (
            *reply.headers, *location, ("Content-Type", reply.media_type), ("Content-Length", str(length)),
            ("Set-Cookie", "seen=1; Path=/"), ("Connection", "close"),
        )  # fmt: skip
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 {304 if is_same else reply.status} Said\r\n{lines}\r\n".encode("latin-1") + body


def serve(origins: Sequence[str], replies: dict[str, tuple[Reply, ...]], asked: Connection) -> None:
    """Serve on some addresses until told to end, in a process of its own; tell what was seen when asked."""
    asyncio.run(_serve(origins, replies, asked))


async def _serve(origins: Sequence[str], replies: dict[str, tuple[Reply, ...]], asked: Connection) -> None:
    hosts = Hosts(replies)
    for origin in origins:
        host, _, port = origin.partition(":")
        await asyncio.start_server(hosts.answer, host, int(port), backlog=256)
    asked.send(None)
    while await asyncio.to_thread(asked.recv):
        asked.send(hosts.tell())
    # what is still open ends with the process
