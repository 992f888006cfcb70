"""A report out of one received item: plain text as it stands, an article out of a page, a member of a JSON file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sitrep.clean.dates import date_report
from sitrep.clean.noise import find_noise
from sitrep.clean.pages import Extract, extract_carefully
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Noise, Raw, Report

ALIASES = {
    "id": ("id", "_id", "guid", "uid", "uuid"),
    "text": (
        "text", "body", "content", "article", "maintext", "full_text", "fulltext", "article_body", "articleBody",
        "html",
    ),
    "title": ("title", "headline", "heading"),
    "outlet": ("outlet", "source", "publisher", "site", "site_name", "sitename", "source_name", "domain", "newspaper"),
    "url": ("url", "link", "canonical_url", "uri", "permalink", "source_url"),
    "published": (
        "published", "date", "publish_date", "published_at", "publication_date", "pubDate", "pub_date", "date_publish",
        "datePublished", "published_date", "publishedAt", "date_published", "timestamp",
    ),
    "language": ("language", "lang"),
}  # fmt: skip
MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|div|p|br|h1|span|section)\b", re.IGNORECASE)
HTML_START = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
SNIFFED = 8192  # bytes looked at to tell text from binary
LONGEST_HEADLINE = 200
LONGEST_TEXT = 2_000_000  # characters: more is no report, but a book or a dump
LONGEST_FIELD = 2_000  # characters of a headline, an address, a name
SHORTEST_ARTICLE = 40  # characters: less is what is left of a page of links


def make_report(raw: Raw, extract: Extract = extract_carefully) -> Report:
    """Return the report that an item holds; plain text keeps its exact characters. `extract` finds a page's article.

    Errors: Unreadable where it is empty, binary, a page without an article, or a JSON object without a text.
    """
    if not raw.content.strip():
        raise Unreadable(raw.name, "it is empty")
    if raw.media_type == "application/json":
        return _from_json(raw, extract)
    text, fields = decode(raw), _known(raw.fields)
    if not text.strip():
        raise Unreadable(raw.name, "it is empty")
    if raw.media_type == "text/html" or _begins_a_page(raw.content[:SNIFFED]):
        return _from_page(raw, text, fields, extract)
    return _from_text(raw, text, fields)


def _begins_a_page(content: bytes) -> bool:
    """Tell whether bytes begin as a page does, behind blanks and comments."""
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith(b"<!--") and (end := head.find(b"-->")) >= 0:
        head = head[end + 3 :].lstrip()
    return HTML_START.match(head) is not None


def _known(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the members of a row that a report knows, under their own names."""
    return {name: value for name, names in ALIASES.items() if (value := _first(row, names))}


def make_plain_report(text: str, name: str, published: str | None = None) -> Report:
    """Return the report of a plain text that is at hand, empty ones included."""
    return _from_text(Raw(name=name, content=b""), text, {"id": name} | ({"published": published} if published else {}))


def decode(raw: Raw) -> str:
    """Return the characters of an item: UTF-8, else the encoding that its bytes speak for.

    Errors: Unreadable where they are no text.
    """
    content = raw.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace").removeprefix("\ufeff")
    if b"\x00" in content[:SNIFFED] or content.startswith(
        (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
    ):
        raise Unreadable(raw.name, "it is a binary file, not text")
    try:
        return content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(content) - 4:
            return content[: error.start].decode("utf-8")
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise Unreadable(raw.name, "its encoding cannot be told")
    return str(best)


def _from_json(raw: Raw, extract: Extract) -> Report:
    try:
        row = msgspec.json.decode(raw.content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(raw.name, f"it is broken JSON ({error})") from None
    if not isinstance(row, dict):
        raise Unreadable(raw.name, "it is JSON, but no object with a text")
    fields = _known(row)
    text = fields.pop("text", None)
    if text is None:
        raise Unreadable(raw.name, f"it has no text: none of {', '.join(ALIASES['text'])} is there")
    if not text.strip():
        raise Unreadable(raw.name, "its text is empty")
    fields |= raw.fields
    if "text" not in row and MARKUP.search(text):
        return _from_page(raw, text, fields, extract)
    return _from_text(raw, text, fields)


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of several members that is there, as text; of an object its name."""
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def _from_text(raw: Raw, text: str, fields: dict[str, str]) -> Report:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(raw.name, f"it is longer than {LONGEST_TEXT:,} characters; split it into its reports")
    noise = find_noise(text)
    return _report(raw, text, noise, fields)


def _from_page(raw: Raw, page: str, fields: dict[str, str], extract: Extract) -> Report:
    """Return the article of an HTML page, with what the page says of itself."""
    found = extract(page, fields.get("url"))
    text = found.text
    if len(text.strip()) < SHORTEST_ARTICLE:
        raise Unreadable(raw.name, "no article was found in the page")
    return _report(raw, text, find_noise(text), found.stated | fields)


def _report(raw: Raw, text: str, noise: list[Noise], fields: dict[str, str]) -> Report:
    for name, value in fields.items():
        if len(value) > LONGEST_FIELD:
            raise Unreadable(raw.name, f"its {name} is longer than {LONGEST_FIELD:,} characters")
    return Report(
        id=fields.get("id") or raw.name.rsplit("/", 1)[-1],
        text=text,
        title=fields.get("title") or find_headline(text, noise),
        outlet=fields.get("outlet") or _outlet_of(fields.get("url")),
        url=fields.get("url"),
        language=fields.get("language"),
        published=date_report(fields, text, noise),
        noise=tuple(noise),
    )


def find_headline(text: str, noise: Iterable[Noise]) -> str | None:
    """Return the first line of a text where it is a headline: short, without a full stop, before a blank line."""
    head, _, rest = text.lstrip().partition("\n")
    start = len(text) - len(text.lstrip())
    line = head.strip().lstrip("# ")
    if not line or len(line) > LONGEST_HEADLINE or not rest.startswith(("\n", "\r\n", " \n")) or line[-1] in '.!?:"”':
        return None
    return None if any(mark.start <= start < mark.end for mark in noise) else line


def _outlet_of(url: str | None) -> str | None:
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:  # "http://[" is no address
        return None
    return host.removeprefix("www.") if host else None
