"""What programs call the metadata of a report: the headline, the outlet, the day on which it appeared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ALIASES = {
    "id": ("id", "_id", "guid", "uid", "uuid"),
    "text": (
        "text", "body", "content", "article", "maintext", "full_text", "fulltext", "article_body", "articleBody",
        "html",
    ),
    "title": ("title", "headline", "heading"),
    "outlet": (
        "outlet", "source", "publisher", "site", "site_name", "sitename", "source_name", "domain", "newspaper",
        "media_name",
    ),
    "url": ("url", "link", "canonical_url", "uri", "permalink", "source_url"),
    "published": (
        "published", "date", "publish_date", "published_at", "publication_date", "pubDate", "pub_date", "date_publish",
        "datePublished", "published_date", "publishedAt", "date_published", "timestamp",
    ),
    "language": ("language", "lang"),
}  # fmt: skip
# the media types by which an item is known in every room
HTML, JSON, MESSAGE = "text/html", "application/json", "message/rfc822"
SAVED = "multipart/related"  # a page with all that it shows, as browsers save it
SEEN = "seen"  # when whoever archived an item did so
LISTED = "listed_"  # stands before what a feed or a list says of a page, which the page itself may know better


def find_known(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the members of a row that a report knows, under their own names.

    >>> find_known({"headline": "Two bridges fell", "source": {"name": "Saltmarsh Post"}, "views": 3})
    {'title': 'Two bridges fell', 'outlet': 'Saltmarsh Post'}
    """
    return {name: value for name, names in ALIASES.items() if (value := find_first(row, names))}


def find_first(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of several members that is there, as text; of an object its name, of parts their texts."""
    for name in names:
        value = row.get(name)
        if isinstance(value, list):
            value = _joined(value)
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def _joined(parts: Sequence[Any]) -> str | None:
    """Return a text that is kept in parts, one of them at least with its form; None where it is another list."""
    texts = [part.get("text") if isinstance(part, dict) else part for part in parts]
    is_text = any(isinstance(part, dict) for part in parts) and all(isinstance(text, str) for text in texts)
    return "".join(map(str, texts)) if is_text else None
