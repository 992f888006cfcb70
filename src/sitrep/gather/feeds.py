"""Feeds: RSS, Atom, JSON Feed and sitemaps, each as the items that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

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
LARGEST_FEED = 4 * 1024 * 1024  # bytes: the library takes minutes for more
LEAST_FULL = 1_000  # characters of an item that holds its article
MARKUP = re.compile(r"<[^<>]{1,2000}>")
CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;)\]?|\b(?:read|see) (?:more|on|the (?:full|rest))\b.{0,80}"
    r"|continue reading.{0,120}|appeared first on.{0,200})\W*$",
    re.IGNORECASE | re.DOTALL,
)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
JSON_FEED = b"jsonfeed.org/version"
SITEMAP = re.compile(rb"<(?:\w{1,40}:)?(?:urlset|sitemapindex)\b")
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

    `trouble` says what of it cannot be read. A sitemap may list all that a site ever had.
    """

    title: str | None = None
    items: tuple[Item, ...] = ()
    parts: tuple[str, ...] = ()
    trouble: str | None = None
    is_sitemap: bool = False


def parse_feed(content: bytes, url: str) -> Feed | None:
    """Return the feed that some bytes are, with addresses joined to its own; None where they are none.

    Errors: Unfetched where they are one that cannot be read.

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
        return _json_feed(content, url) if JSON_FEED in content.replace(b"\\/", b"/") else None
    if SITEMAP.search(head):
        return _sitemap(content, url)
    return _xml_feed(content, url) if _may_be_feed(head) else None


def _may_be_feed(head: bytes) -> bool:
    return any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:RDF", b":rss", b":feed", b"<channel"))


def _feed(title: Any, items: Iterable[Item | None], parts: Iterable[str] = (), trouble: str | None = None) -> Feed:
    """Return a feed with each address once, as often as it lists it; None stands for an item without one."""
    listed = list(items)
    once: dict[str, Item] = {}
    for item in listed:
        if item is not None:
            once.setdefault(item.url, item)
    title = " ".join(str(title).split()) if title else None
    nameless = listed.count(None)
    if len(once) > MOST_ITEMS and not trouble:
        trouble = f"it lists more than {MOST_ITEMS:,} items: what follows was left out"
    if nameless and not trouble:
        trouble = f"no address that can be asked: {nameless} of {len(listed)} items"
    return Feed(title, tuple(list(once.values())[:MOST_ITEMS]), tuple(parts), trouble)


def _item(url: Any, base: str, **known: Any) -> Item | None:
    """Return an item, None where its address is none."""
    try:
        plain = plain_address(url, base) if url and isinstance(url, str) else None
    except Refused:
        plain = None
    told = {name: " ".join(str(value).split()) for name, value in known.items() if value and name != "article"}
    return Item(plain, article=known.get("article"), **told) if plain else None


# --- RSS and Atom


def _xml_feed(content: bytes, url: str) -> Feed | None:
    if len(content) > LARGEST_FEED:
        raise Unfetched(f"it is a feed of more than {LARGEST_FEED // 1024**2} MB")
    if _is_bottomless(content):
        raise Unfetched("it is a feed whose elements stand in each other without end")
    try:
        parsed = feedparser.parse(BytesIO(content), response_headers={"content-location": url}, sanitize_html=False)
    except Exception as error:  # noqa: BLE001 — whatever a feed makes the library do, it never stops the others
        raise Unfetched(f"it is a feed that cannot be read ({type(error).__name__}: {str(error)[:200]})") from None
    if not parsed.version and not parsed.entries:
        return None
    language = parsed.feed.get("language")
    entries = (_entry(entry, url, language) for entry in parsed.entries)
    return _feed(parsed.feed.get("title"), entries, trouble=_trouble(parsed))


def _is_bottomless(content: bytes) -> bool:
    """Tell whether elements stand in each other as deep as in no feed; feedparser would take for ever to read them."""
    parser = _harmless()
    with suppress(etree.XMLSyntaxError):
        etree.fromstring(content, parser)
    return any("depth" in error.message for error in parser.error_log)


def _harmless() -> etree.XMLParser:
    """Return a parser that follows nothing that a document names, and goes on where one is broken."""
    return etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)


def _trouble(parsed: Any) -> str | None:
    """Return why a feed may hold more than was read; wrong words on its encoding do no harm."""
    error = parsed.get("bozo_exception")
    return f"it is broken XML ({str(error)[:200]})" if isinstance(error, SAXException) else None


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
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unfetched(f"it is a JSON Feed that is broken ({error})") from None
    if JSON_FEED.decode() not in str(feed.get("version")):
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


def _sitemap(content: bytes, url: str) -> Feed:
    """Return the pages of a sitemap, with what its news extension says, or the parts of an index of sitemaps."""
    try:
        root = etree.fromstring(content, _harmless())
    except etree.XMLSyntaxError as error:
        raise Unfetched(f"it is a sitemap that is broken ({error})") from None
    if root is None:
        raise Unfetched("it is a sitemap that is broken")
    rows = [child for child in root if isinstance(child.tag, str)]
    parts = (_page(row, url) for row in rows if _name(row) == "sitemap")
    pages = (_page(row, url) for row in rows if _name(row) == "url")
    newest = (part.url for part in sorted(parts, key=_latest, reverse=True) if part is not None)
    return replace(_feed(None, sorted(pages, key=_latest, reverse=True), newest), is_sitemap=True)


def _latest(page: Item | None) -> str:
    """Return when a page or a part was published or changed last, as far as it is told: the newest come first."""
    return max(page.published or "", page.updated or "") if page else ""


def _page(row: Any, base: str) -> Item | None:
    news = {_name(each): (each.text or "").strip() for each in row.iter() if str(each.tag).startswith(NEWS)}
    return _item(
        _text(row, "loc"),
        base,
        title=news.get("title"),
        published=news.get("publication_date"),
        updated=_text(row, "lastmod"),
        language=news.get("language"),
    )


def _text(row: Any, name: str) -> str | None:
    return next((each.text for each in row if _name(each) == name), None)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# --- pages that name feeds


def find_feeds(page: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that a page says it has, in its order."""
    try:
        root = html.fromstring(page)
        base = urljoin(url, next((each.get("href") or "" for each in root.iter("base")), ""))
    except (etree.LxmlError, ValueError):
        return []
    found = []
    for link in root.iter("link"):
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in FEED_TYPES:
            item = _item(link.get("href"), base)
            found += [item.url] if item else []
    return list(dict.fromkeys(found))
