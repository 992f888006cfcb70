"""Feeds: RSS, Atom, JSON Feed and sitemaps, each as the items that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import feedparser
import msgspec
from lxml import etree, html
from msgspec import Struct
from msgspec.structs import replace

from sitrep.gather.addresses import plain_address
from sitrep.gather.bodies import unpack
from sitrep.ground.errors import Refused, Unfetched

MOST_ITEMS = 5_000  # of one feed
LARGEST = 64 * 1024 * 1024  # bytes of an unpacked sitemap
LEAST_FULL = 1_000  # characters of an item that holds its article
MARKUP = re.compile(r"<[^>]{1,2000}>")
CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;)\]?|\b(?:read|see) (?:more|on|the (?:full|rest))\b.{0,80}"
    r"|continue reading.{0,120}|appeared first on.{0,200})\W*$",
    re.IGNORECASE | re.DOTALL,
)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
JSON_FEED = b"jsonfeed.org/version"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class Item(Struct, frozen=True):
    """What a feed lists: an address with what is said of it; `article` is its HTML where the feed holds all of it."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    article: str | None = None


class Feed(Struct, frozen=True):
    """A feed: its items, the newest usually first, and the further sitemaps that an index of them names.

    `broken` counts the items without an address that can be asked. A sitemap may list all that a site ever had.
    """

    title: str | None = None
    items: tuple[Item, ...] = ()
    parts: tuple[str, ...] = ()
    broken: int = 0
    is_sitemap: bool = False


def parse_feed(content: bytes, url: str) -> Feed | None:
    """Return the feed that some bytes are, with addresses joined to its own; None where they are none.

    >>> feed = parse_feed(b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>", "https://x.org/f")
    >>> [item.url for item in feed.items]
    ['https://x.org/a']
    """
    try:
        content = unpack(content, LARGEST) if content.startswith(b"\x1f\x8b") else content
    except Unfetched:
        return None
    head = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _json_feed(content, url) if JSON_FEED in head else None
    if b"<urlset" in head or b"<sitemapindex" in head:
        return _sitemap(content, url)
    return _xml_feed(content, url) if _may_be_feed(head) else None


def _may_be_feed(head: bytes) -> bool:
    return any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:RDF", b":rss", b":feed", b"<channel"))


def _feed(title: Any, items: Iterable[Item | None], parts: Iterable[str] = ()) -> Feed:
    """Return a feed with each address once, as often as it lists it; None stands for a broken item."""
    listed = list(items)
    once: dict[str, Item] = {}
    for item in listed:
        if item is not None:
            once.setdefault(item.url, item)
    title = " ".join(str(title).split()) if title else None
    return Feed(title, tuple(list(once.values())[:MOST_ITEMS]), tuple(parts), listed.count(None))


def _item(url: Any, base: str, **known: Any) -> Item | None:
    """Return an item, None where its address is none."""
    try:
        plain = plain_address(str(url or ""), base) if url else None
    except Refused:
        plain = None
    told = {name: " ".join(str(value).split()) for name, value in known.items() if value and name != "article"}
    return Item(plain, article=known.get("article"), **told) if plain else None


# --- RSS and Atom


def _xml_feed(content: bytes, url: str) -> Feed | None:
    parsed = feedparser.parse(content, response_headers={"content-location": url}, sanitize_html=False)
    if not parsed.version and not parsed.entries:
        return None
    language = parsed.feed.get("language")
    return _feed(parsed.feed.get("title"), (_entry(entry, url, language) for entry in parsed.entries))


def _entry(entry: Any, base: str, language: str | None) -> Item | None:
    bodies = [str(each.get("value") or "") for each in entry.get("content", ())] + [str(entry.get("summary") or "")]
    link = entry.get("link") or (entry.get("id") if str(entry.get("id", "")).startswith("http") else None)
    return _item(
        link,
        base,
        title=_plain(entry.get("title")),
        published=entry.get("published") or entry.get("created"),
        updated=dict.get(entry, "updated"),  # its own look-up gives the day of publication
        language=entry.get("language") or language,
        article=next(filter(is_whole, bodies), None),
    )


def _plain(markup: Any) -> str | None:
    """Return a headline without its markup."""
    return unescape(MARKUP.sub("", str(markup))) if markup else None


def is_whole(body: str) -> bool:
    """Tell an article from its summary: it is long, and is not cut off.

    >>> is_whole("<p>Two bridges fell.</p>"), is_whole("<p>" + "Two bridges fell. " * 80 + "</p>")
    (False, True)
    >>> is_whole("Two bridges fell. " * 80 + "[…]")
    False
    """
    text = MARKUP.sub("", body).strip()
    return len(text) >= LEAST_FULL and CUT_OFF.search(text[-300:]) is None


# --- JSON Feed


def _json_feed(content: bytes, url: str) -> Feed | None:
    """Return the items of a JSON Feed. Source: JSON Feed 1.1."""
    try:
        feed = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    rows = feed.get("items")
    rows = rows if isinstance(rows, list) else []
    return _feed(feed.get("title"), (_row(row, url, feed.get("language")) for row in rows))


def _row(row: Any, base: str, language: Any) -> Item | None:
    if not isinstance(row, dict):
        return None
    bodies = [row.get(name) for name in ("content_html", "content_text")]
    return _item(
        row.get("url") or row.get("external_url") or (row.get("id") if str(row.get("id")).startswith("http") else None),
        base,
        title=row.get("title"),
        published=row.get("date_published"),
        updated=row.get("date_modified"),
        language=row.get("language") or language,
        article=next((body for body in bodies if isinstance(body, str) and is_whole(body)), None),
    )


# --- sitemaps


def _sitemap(content: bytes, url: str) -> Feed | None:
    """Return the pages of a sitemap, with what its news extension says, or the parts of an index of sitemaps."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    rows = [child for child in root if isinstance(child.tag, str)]
    parts = [_loc(row) for row in rows if _name(row) == "sitemap"]
    known = (_item(part, url) for part in parts)
    pages = (_page(row, url) for row in rows if _name(row) == "url")
    return replace(_feed(None, pages, [part.url for part in known if part is not None]), is_sitemap=True)


def _page(row: Any, base: str) -> Item | None:
    news = {_name(each): (each.text or "").strip() for each in row.iter() if str(each.tag).startswith(NEWS)}
    modified = next((each.text for each in row if _name(each) == "lastmod"), None)
    return _item(
        _loc(row),
        base,
        title=news.get("title"),
        published=news.get("publication_date"),
        updated=modified,
        language=news.get("language"),
    )


def _loc(row: Any) -> str | None:
    return next((each.text for each in row if _name(each) == "loc"), None)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# --- pages that name feeds


def find_feeds(page: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that a page says it has, in its order."""
    root = html.fromstring(page) if page.strip() else None
    links = [] if root is None else root.iter("link")
    found = []
    for link in links:
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in FEED_TYPES:
            item = _item(link.get("href"), url)
            found += [item.url] if item else []
    return list(dict.fromkeys(found))
