"""Feeds as they are found: RSS, Atom, JSON Feed and sitemaps give what they list, whatever is broken in them."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitrep.clean.dates import parse_published
from sitrep.gather.feeds import MOST_ITEMS, Feed, Item, find_feeds, is_whole, parse_feed
from sitrep.ground.errors import Unfetched

AT = "https://post.example/news/feed.xml"
LONG = "<p>" + "Two bridges fell near the old town on Monday. " * 30 + "</p>"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'


def feed_or_none(content: bytes) -> Feed | None:
    """Return the feed that some bytes are, None where they are none or cannot be read."""
    try:
        return parse_feed(content, AT)
    except Unfetched:
        return None


def feed_of(content: str | bytes) -> Feed:
    feed = parse_feed(content.encode() if isinstance(content, str) else content, AT)
    assert feed is not None
    return feed


NAMELESS = "no address that can be asked: 1 of 2 items"


def rss(*items: str, head: str = "", spaces: str = "") -> str:
    """Return a feed of items, given as what they hold."""
    rows = "".join(f"<item>{item}</item>" for item in items)
    return f"<?xml version='1.0'?><rss version='2.0' {spaces}><channel>{head}{rows}</channel></rss>"


def urls_of(content: str | bytes) -> list[str]:
    return [item.url for item in feed_of(content).items]


def item_of(content: str | bytes) -> Item:
    (item,) = feed_of(content).items
    return item


# --- forms


def test_rss_2_lists_addresses_with_headlines_days_and_the_language() -> None:
    head = "<title>Saltmarsh\n Post</title><language>en-gb</language>"
    day = "Mon, 06 Feb 2023 10:00:00 GMT"
    first = f"<title>Two bridges fell</title><link>https://post.example/1</link><pubDate>{day}</pubDate>"
    feed = feed_of(rss(first, "<link>https://post.example/2</link>", head=head))
    assert (feed.title, feed.trouble, feed.is_sitemap, feed.parts) == ("Saltmarsh Post", None, False, ())
    assert feed.items == (
        Item("https://post.example/1", "Two bridges fell", day, language="en-gb"),
        Item("https://post.example/2", language="en-gb"),
    )


def test_rss_1_lists_what_stands_beside_its_channel() -> None:
    feed = feed_of(
        f"<rdf:RDF {RDF} {DC}><channel rdf:about='https://post.example'><title>Post</title></channel>"
        "<item rdf:about='https://post.example/1'><title>Fell</title><link>https://post.example/1</link>"
        "<dc:date>2023-02-06T10:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert feed.title == "Post"
    assert [(item.url, item.title) for item in feed.items] == [("https://post.example/1", "Fell")]
    assert "2023-02-06T10:00:00Z" in (feed.items[0].published, feed.items[0].updated)


def test_atom_lists_entries_with_addresses_joined_to_their_base() -> None:
    feed = feed_of(
        f"<feed {ATOM} xml:base='https://post.example/base/' xml:lang='en'><title>Post</title>"
        "<entry><title type='html'>&lt;b&gt;Two&lt;/b&gt; bridges &amp;amp; a dam</title><link href='1.html'/>"
        "<published>2023-02-06T10:00:00Z</published><updated>2023-02-07T10:00:00Z</updated></entry>"
        "<entry xml:base='/other/'><link rel='alternate' href='2.html'/></entry></feed>"
    )
    first, second = feed.items
    assert (first.url, first.title) == ("https://post.example/base/1.html", "Two bridges & a dam")
    assert (first.published, first.updated) == ("2023-02-06T10:00:00Z", "2023-02-07T10:00:00Z")
    assert second.url == "https://post.example/other/2.html"


@pytest.mark.parametrize("version", ["1", "1.1"])
@pytest.mark.parametrize("order", ["first", "last"])
def test_a_json_feed_lists_its_items(version: str, order: str) -> None:
    items: list[Any] = [
        {"id": "1", "url": "/1", "title": "Fell", "date_published": "2023-02-06", "date_modified": "2023-02-07"},
        {"id": "https://post.example/2", "content_html": LONG, "language": "de"},
        {"external_url": "https://post.example/3", "content_text": "short"},
    ]
    head = {"version": f"https://jsonfeed.org/version/{version}", "title": "Post", "language": "en"}
    members = {**head, "items": items} if order == "first" else {"items": items, "pad": "x" * 5000, **head}
    feed = feed_of(json.dumps(members))
    assert (feed.title, feed.trouble) == ("Post", None)
    assert feed.items == (
        Item("https://post.example/1", "Fell", "2023-02-06", "2023-02-07", "en"),
        Item("https://post.example/2", language="de", article=LONG),
        Item("https://post.example/3", language="en"),
    )


def test_a_news_sitemap_lists_pages_with_what_it_says_of_them() -> None:
    feed = feed_of(
        f"<urlset {SITEMAP} {NEWS}><url><loc> https://post.example/1?a=1&amp;b=2 </loc><lastmod>2023-02-07</lastmod>"
        "<n:news><n:publication><n:name>Post</n:name><n:language>en</n:language></n:publication>"
        "<n:publication_date>2023-02-06T10:00:00Z</n:publication_date><n:title>Fell &amp; "
        "broke</n:title></n:news></url>"
        "<url><loc><![CDATA[https://post.example/2]]></loc><!-- x --></url></urlset>"
    )
    assert feed.is_sitemap
    assert feed.items == (
        Item("https://post.example/1?a=1&b=2", "Fell & broke", "2023-02-06T10:00:00Z", "2023-02-07", "en"),
        Item("https://post.example/2"),
    )


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("prefix", ["", "s:"])
def test_a_plain_sitemap_lists_pages(packed: bool, prefix: str) -> None:
    name = SITEMAP.replace("xmlns", "xmlns:s") if prefix else SITEMAP
    rows = "".join(f"<{prefix}url><{prefix}loc>/{n}</{prefix}loc></{prefix}url>" for n in range(3))
    content = f"<?xml version='1.0'?><{prefix}urlset {name}>{rows}</{prefix}urlset>".encode()
    assert urls_of(gzip.compress(content) if packed else content) == [f"https://post.example/{n}" for n in range(3)]


def test_an_index_of_sitemaps_names_its_parts() -> None:
    rows = "<sitemap><loc>https://post.example/1.xml.gz</loc></sitemap><sitemap><loc>2.xml</loc></sitemap><sitemap/>"
    feed = feed_of(f"<sitemapindex {SITEMAP}>{rows}</sitemapindex>")
    assert (feed.items, feed.is_sitemap) == ((), True)
    assert feed.parts == ("https://post.example/1.xml.gz", "https://post.example/news/2.xml")


# --- addresses


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://post.example/1</link>", "https://post.example/1"),
        ("<link> \n https://post.example/1 \n </link>", "https://post.example/1"),
        ("<link>/1</link>", "https://post.example/1"),
        ("<link>1</link>", "https://post.example/news/1"),
        ("<link><![CDATA[https://post.example/?a=1&b=2]]></link>", "https://post.example/?a=1&b=2"),
        ("<link>https://post.example/?a=1&amp;b=2</link>", "https://post.example/?a=1&b=2"),
        ("<link>https://post.example/1?utm_source=rss#top</link>", "https://post.example/1"),
        ("<guid>https://post.example/1</guid>", "https://post.example/1"),
        ("<guid isPermaLink='true'>https://post.example/1</guid>", "https://post.example/1"),
        ("<guid isPermaLink='false'>7</guid><link>https://post.example/1</link>", "https://post.example/1"),
        (
            "<guid isPermaLink='true'>https://x.example</guid><link>https://post.example/1</link>",
            "https://post.example/1",
        ),
        ("<link>https://post.example/1</link><link>https://post.example/2</link>", None),
    ],
)
def test_an_item_leads_to_its_address(item: str, url: str | None) -> None:
    found = item_of(rss(item)).url
    assert found == url if url else found in ("https://post.example/1", "https://post.example/2")


def test_of_several_links_of_an_entry_the_page_is_taken() -> None:
    links = (
        "<link rel='self' href='/atom/1'/><link rel='enclosure' href='/1.mp3'/><link "
        "rel='replies' href='/1/comments'/>"
        "<link rel='alternate' type='text/html' href='/1'/>"
    )
    assert urls_of(f"<feed {ATOM}><entry>{links}</entry></feed>") == ["https://post.example/1"]


@pytest.mark.parametrize(
    "item",
    ["<title>x</title>", "<link/>", "<link>mailto:a@b.example</link>", "<link>javascript:void(0)</link>",
     "<link>https://a:b@post.example/1</link>", "<guid isPermaLink='false'>7</guid>",
     "<link>https://[broken/</link>", f"<link>https://post.example/{'x' * 3000}</link>"],
)  # fmt: skip
def test_an_item_without_an_address_that_can_be_asked_is_told(item: str) -> None:
    feed = feed_of(rss(item, "<link>https://post.example/2</link>"))
    assert ([each.url for each in feed.items], feed.trouble) == (["https://post.example/2"], NAMELESS)


@pytest.mark.parametrize(
    "row", [7, None, [], {}, {"url": 7}, {"url": {"a": 1}}, {"url": ["/1"]}, {"id": 7}, {"url": ""}]
)
def test_a_row_of_a_json_feed_without_an_address_is_told(row: Any) -> None:
    feed = feed_of(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [row, {"url": "/2"}]}))
    assert ([each.url for each in feed.items], feed.trouble) == (["https://post.example/2"], NAMELESS)


def test_an_item_that_is_listed_twice_is_listed_once() -> None:
    items = (f"<link>https://post.example/{n % 2}?utm_source={n}</link><title>{n}</title>" for n in range(6))
    assert [item.title for item in feed_of(rss(*items)).items] == ["0", "1"]


def test_items_beyond_the_most_are_left_out() -> None:
    rows = "".join(f"<url><loc>/{number}</loc></url>" for number in range(MOST_ITEMS + 100))
    assert len(feed_of(f"<urlset>{rows}</urlset>").items) == MOST_ITEMS


# --- what is said of an item


@pytest.mark.parametrize(
    "stated",
    ["Mon, 06 Feb 2023 10:00:00 GMT", "Mon, 06 Feb 2023 10:00:00 +0100", "06 Feb 2023 10:00 EST", "2023-02-06",
     "2023-02-06T10:00:00Z", "2023-02-06T10:00:00.123+03:00", "2023-02-06 10:00:00", "February 6, 2023 10:00 am"],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["pubDate", "dc:date"])
def test_a_day_is_kept_as_it_is_written_and_can_be_read(stated: str, tag: str) -> None:
    item = item_of(rss(f"<link>/1</link><{tag}>{stated}</{tag}>", spaces=DC))
    assert parse_published(item.published or item.updated or "") == "2023-02-06"


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Two bridges &amp; a dam", "Two bridges & a dam"),
        ("<![CDATA[Two bridges & a dam]]>", "Two bridges & a dam"),
        ("Two bridges &amp;amp; a dam", "Two bridges & a dam"),
        ("&lt;b&gt;Two bridges&lt;/b&gt;", "Two bridges"),
        ("D&#228;mme &#8211; alle", "Dämme – alle"),
        ("\n  Two\n  bridges  ", "Two bridges"),
        ("", None),
    ],
)
def test_a_headline_is_words_without_markup(title: str, read: str | None) -> None:
    assert item_of(rss(f"<link>/1</link><title>{title}</title>")).title == read


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1251"])
def test_a_feed_is_read_in_the_encoding_that_it_states(encoding: str) -> None:
    title = "Мосты упали" if encoding == "windows-1251" else "Dämme brachen"
    content = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><item><link>/1</link>" \
        f"<title>{title}</title></item></channel></rss>"  # fmt: skip
    assert item_of(content.encode(encoding)).title == title


def test_the_whole_article_is_kept_and_a_summary_is_not() -> None:
    item = item_of(
        rss(
            f"<link>/1</link><description>short</description><content:encoded><![CDATA[{LONG}]]></content:encoded>",
            spaces=CONTENT,
        )
    )
    assert item.article is not None
    assert item.article.count("Two bridges") == 30
    assert item_of(rss("<link>/1</link><description>Two bridges fell.</description>")).article is None
    assert item_of(rss(f"<link>/1</link><description><![CDATA[{LONG}]]></description>")).article is not None


@pytest.mark.parametrize(
    "end",
    ["…", "[…]", " ...", "[...]", "<a href='/1'>Read more</a>", "Continue reading <a href='/1'>Two bridges</a> →",
     "The post <a href='/1'>Two bridges</a> appeared first on <a href='/'>Post</a>.", "See the full story at Post",
     "&hellip;", "&#8230;", "Read on &raquo;"],
)  # fmt: skip
def test_an_article_that_is_cut_off_is_none(end: str) -> None:
    assert is_whole(LONG)
    assert not is_whole(LONG + end)


# --- what is broken or hostile


@pytest.mark.parametrize(
    "end", ["", "<item><title>x", "<item><link>https://post.exam", "</wrong></channel>", "&nope; <<", "\x00\x01"]
)
def test_broken_xml_gives_what_stands_before(end: str) -> None:
    content = "<rss version='2.0'><channel><item><title>A &nbsp; b</title><link>/1</link></item>" + end
    assert urls_of(content)[:1] == ["https://post.example/1"]
    assert urls_of(f"<urlset><url><loc>/1</loc></url>{end}")[:1] == ["https://post.example/1"]


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip
OUTSIDE = "<!DOCTYPE x [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>"
DEEP = "<a>" * 100_000


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, ""])
@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><item><link>/1</link><title>&a9;</title></item></channel></rss>",
        f"<feed {ATOM}><entry><link href='/1'/><title>&a9;</title></entry></feed>",
        f"<urlset {SITEMAP} {NEWS}><url><loc>/1</loc><n:news><n:title>&a9;</n:title></n:news></url></urlset>",
        f"<rss version='2.0'><channel><item><link>/1</link>{DEEP}",
        f"<urlset><url><loc>/1</loc>{DEEP}",
        f"<rss version='2.0'><channel><item><link>/1</link><title>{'<![CDATA[' * 10_000}",
    ],
)
def test_bombs_entities_and_nesting_do_no_harm(head: str, body: str) -> None:
    started = time.monotonic()
    feed = feed_or_none(f"<?xml version='1.0'?>{head}{body}".encode())
    assert time.monotonic() - started < 5
    for item in feed.items if feed else ():
        assert "root:" not in str(item.title)
        assert len(item.title or "") < 100_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"<html><body><p>Two bridges fell.</p></body></html>",
        b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head></html>",
        b"<!doctype html><html><body><p>An &lt;rss version='2.0'&gt; feed</p></body></html>",
        b"{}",
        b'{"items": [{"url": "/1"}]}',
        b'{"about": "https://jsonfeed.org/version/1", "items": [{"url": "/1"}]}',
        b'[{"url": "/1"}]',
        b"\x1f\x8b\x08broken",
        gzip.compress(b"0" * 200_000_000, 1),
        b"\x00\xff" * 500,
        b"%PDF-1.4",
    ],
)
def test_what_is_no_feed_is_none(content: bytes) -> None:
    assert parse_feed(content, AT) is None


def test_a_feed_that_cannot_be_read_says_so() -> None:
    with pytest.raises(Unfetched, match="broken"):
        parse_feed(b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1"}', AT)


PIECES = st.sampled_from(
    [b"<rss version='2.0'>", b"<rdf:RDF>",
     b"<channel>", b"<item>", b"<link>", b"/1", b"</link>", b"</item>", b"<feed>", b"<entry>",
     b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"<![CDATA[", b"]]>", b"&amp;", b"<!--", b"\xff", b"\x00",
     b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", b"{\"url\":\"http://[\"}", b"]}", b"<title>"]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=8), max_size=15))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_feed_or_none(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    feed = feed_or_none(content)
    assert feed is None or all(item.url.startswith("http") for item in feed.items)
    assert all(url.startswith("http") for url in find_feeds(content, AT))


# --- front pages

LINK = "<link rel='alternate' type='application/rss+xml' title='Post' href='{}'>"


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        (LINK.format("/feed"), ["https://post.example/feed"]),
        (
            LINK.format("feed") + LINK.format("/b").replace("rss", "atom"),
            ["https://post.example/news/feed", "https://post.example/b"],
        ),
        (LINK.format("/feed.json").replace("rss+xml", "feed+json"), ["https://post.example/feed.json"]),
        (LINK.format("/feed").upper().replace("/FEED", "/feed"), ["https://post.example/feed"]),
        (LINK.format("/feed") * 2, ["https://post.example/feed"]),
        ("<base href='https://cdn.example/x/'>" + LINK.format("feed"), ["https://cdn.example/x/feed"]),
        (LINK.format("/feed").replace("alternate", "alternate feed"), ["https://post.example/feed"]),
        (LINK.format("javascript:x"), []),
        ("<link rel='alternate' hreflang='de' href='/de'>", []),
        ("<link rel='stylesheet' type='text/css' href='/a.css'>", []),
        ("", []),
    ],
)
def test_a_front_page_names_its_feeds(head: str, urls: list[str]) -> None:
    page = f"<!doctype html><html><head><title>Post</title>{head}</head><body><p>x</p></body></html>"
    assert find_feeds(page.encode(), AT) == urls


@pytest.mark.parametrize(
    "page", [b"", b"  ", b"<!-- -->", b"\x00", b"\xff\xfe", b"words", b"<?xml version='1.0'?>", DEEP.encode()]
)
def test_what_is_no_page_names_none(page: bytes) -> None:
    assert find_feeds(page, AT) == []
