"""The article of an HTML page, with what the page says of itself: carefully, or fast for whole archives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from resiliparse.parse.html import DocumentNode, HTMLTree

WHOLE_PAGE = re.compile(r"<(?:html|head|body|article|main)\b", re.IGNORECASE)  # else it is the article of a feed
SHORTEST_FAST = 250  # characters of an article: with fewer the careful extractor looks again
LONGEST_TEASER = 120  # characters of the headline of another page
LEAST_LISTED = 4  # lines in a row, none of them a sentence, that are a list of links and no headings
ENDS = tuple(".!?…:;,”\"'»؟。)")
BLANKS = re.compile(r"\s+")
BLANK_LINES = re.compile(r"\s*\n\s*")
DATE_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
TITLE_END = re.compile(r"\s+[|–—-]\s+[^|–—]{2,60}$")  # the outlet behind the headline of a <title>
# what names of <meta> say what, the most trusted first
NAMED = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "outlet": ("og:site_name", "application-name", "dc.publisher"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dc.date", "date",
        "pubdate", "parsely-pub-date", "sailthru.date",
    ),
    "language": ("content-language", "language"),
}  # fmt: skip
ELSEWHERE = {"title": "title", "published": "time[datetime]", "language": "html[lang]"}


class Found(Struct, frozen=True):
    """What was found in a page: the article, empty where there is none, and what the page states of it."""

    text: str
    stated: dict[str, str] = {}


Extract = Callable[[str, str | None], Found]


def extract_carefully(page: str, url: str | None = None) -> Found:
    """Return the article that trafilatura finds.

    Cost: 10 ms for a page of news.
    """
    import trafilatura

    document = trafilatura.bare_extraction(
        make_whole(page),
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = document.as_dict() if document is not None and not isinstance(document, dict) else document or {}
    names = {"title": "title", "outlet": "sitename", "published": "date", "url": "url", "language": "language"}
    return Found(found.get("text") or "", {name: found[key] for name, key in names.items() if found.get(key)})


def make_whole(page: str) -> str:
    """Return a page, also where only its article is there, as in a feed."""
    return page if WHOLE_PAGE.search(page) else f"<html><body><article>{page}</article></body></html>"


def extract_fast(page: str, url: str | None = None) -> Found:
    """Return the article that resiliparse finds, a line for each paragraph; where it is short, trafilatura's.

    Cost: 1 ms for a page of news.
    """
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(page)
    text = extract_plain_text(
        tree, main_content=True, preserve_formatting=True, list_bullets=False, alt_texts=False, comments=False,
        post_meta=False,
    )  # fmt: skip
    text = "\n".join(_without_lists(BLANK_LINES.sub("\n", text).strip().split("\n")))
    if len(text) < SHORTEST_FAST or not WHOLE_PAGE.search(page):
        return extract_carefully(page, url)
    return Found(text, dict(_stated(tree, page)))


def _without_lists(lines: list[str]) -> list[str]:
    """Return lines without the lists of headlines before and behind an article."""
    told = [number for number, line in enumerate(lines) if len(line) > LONGEST_TEASER or line.endswith(ENDS)]
    if not told:
        return lines
    start = told[0] if told[0] >= LEAST_LISTED else 0
    end = told[-1] + 1 if len(lines) - told[-1] > LEAST_LISTED else len(lines)
    return lines[start:end]


def _stated(tree: HTMLTree, page: str) -> Iterator[tuple[str, str]]:
    """Yield what a page states of itself in its head."""
    root = tree.document
    if root is None:
        return
    metas = _metas(root)
    for name, keys in NAMED.items():
        value = next((metas[key] for key in keys if metas.get(key)), None) or _otherwise(name, root, page)
        if value:
            yield name, value
    canonical = root.query_selector("link[rel=canonical]")
    address = (canonical.getattr("href") if canonical else None) or metas.get("og:url") or ""
    if address.startswith("http"):
        yield "url", address


def _metas(root: DocumentNode) -> dict[str, str]:
    """Return what each <meta> says, by its name; of several with one name the first."""
    metas: dict[str, str] = {}
    for meta in root.query_selector_all("meta[content]"):
        name = meta.getattr("property") or meta.getattr("name") or meta.getattr("http-equiv") or ""
        metas.setdefault(name.lower(), (meta.getattr("content") or "").strip())
    return metas


def _otherwise(name: str, root: DocumentNode, page: str) -> str | None:
    """Return what a page without a <meta> for it states elsewhere."""
    if name == "published" and (stated := DATE_PUBLISHED.search(page)):
        return stated[1]
    found = root.query_selector(ELSEWHERE[name]) if name in ELSEWHERE else None
    if found is None:
        return None
    if name == "title":
        return TITLE_END.sub("", BLANKS.sub(" ", found.text or "")).strip()
    return found.getattr("datetime") if name == "published" else found.getattr("lang")
