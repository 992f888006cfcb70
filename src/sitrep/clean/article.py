"""A report out of one received item: plain text as it stands, an article out of a page, a member of a JSON file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from sitrep.clean.dates import date_report
from sitrep.clean.encodings import decode_as
from sitrep.clean.languages import find_language
from sitrep.clean.mail import read_mail
from sitrep.clean.noise import find_noise
from sitrep.clean.pages import Extract, as_page, extract_carefully
from sitrep.clean.pdf import read_pdf
from sitrep.ground.errors import Unreadable
from sitrep.ground.metadata import ALIASES, HTML, JSON, LISTED, MESSAGE, SAVED, find_known
from sitrep.ground.model import Noise, Raw, Report

MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|div|p|br|h1|span|section)\b", re.IGNORECASE)
HTML_START = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
MESSAGES = (MESSAGE, SAVED)
XML = re.compile(r"\ufeff?\s*<(?:\?xml|opml|rss|feed|urlset|sitemapindex)\b", re.IGNORECASE)
PDF = b"%PDF-"
BINARY = (b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
SNIFFED = 8192  # bytes looked at to tell text from binary
LONGEST_HEADLINE = 200
LONGEST_TEXT = 2_000_000  # characters: more is no report, but a book or a dump
LONGEST_FIELD = 2_000  # characters of a headline, an address, a name
SHORTEST_ARTICLE = 40  # characters: less is what is left of a page of links


def make_report(raw: Raw, extract: Extract = extract_carefully) -> Report:
    """Return the report that an item holds; plain text keeps its exact characters. `extract` finds a page's article.

    Errors: Unreadable where it is empty, binary, a page without an article, a PDF file without a text layer, or a JSON
    object without a text.
    """
    if not raw.content.strip():
        raise Unreadable(raw.name, "it is empty")
    if raw.media_type == JSON:
        return _from_json(raw, extract)
    if raw.media_type in MESSAGES:
        return _from_mail(raw, extract)
    fields = find_known(raw.fields)
    if PDF in raw.content[:1024]:
        return _from_pdf(raw, fields)
    text = decode(raw)
    if not text.strip():
        raise Unreadable(raw.name, "it is empty")
    if raw.media_type == HTML or _begins_a_page(raw.content[:SNIFFED]):
        return _from_page(raw, text, fields, extract)
    if XML.match(text):
        raise Unreadable(raw.name, "it is XML, and no page; lists of feeds are for `sitrep watch`")
    return _from_text(raw, text, fields)


def _begins_a_page(content: bytes) -> bool:
    """Tell whether bytes begin as a page does, behind blanks and comments."""
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith(b"<!--") and (end := head.find(b"-->")) >= 0:
        head = head[end + 3 :].lstrip()
    return HTML_START.match(head) is not None


def make_plain_report(text: str, name: str, published: str | None = None) -> Report:
    """Return the report of a plain text that is at hand, empty ones included."""
    return _from_text(Raw(name=name, content=b""), text, {"id": name} | ({"published": published} if published else {}))


def decode(raw: Raw) -> str:
    """Return the characters of an item: UTF-8, else the encoding that it states, else one that its bytes speak for.

    Errors: Unreadable where they are no text.
    """
    content = raw.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace").removeprefix("\ufeff")
    if b"\x00" in content[:SNIFFED] or content.startswith(BINARY):
        raise Unreadable(raw.name, "it is a binary file, not text")
    try:
        return content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(content) - 4:
            return content[: error.start].decode("utf-8")
    return _decode_as_stated(raw) or _decode_by_bytes(raw)


def _decode_as_stated(raw: Raw) -> str | None:
    """Return the characters of an item in the encoding that its server or the page itself states; None without one."""
    in_page = CHARSET.search(raw.content[:SNIFFED])
    stated = (raw.fields.get("charset"), in_page[1].decode("ascii", "replace") if in_page else None)
    for name in filter(None, stated):
        if text := decode_as(raw.content, name):
            return text
    return None


def _decode_by_bytes(raw: Raw) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw.content).best()
    if best is None:
        raise Unreadable(raw.name, "its encoding cannot be told")
    return str(best)


def _from_json(raw: Raw, extract: Extract) -> Report:
    try:
        row = msgspec.json.decode(raw.content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(raw.name, f"it is broken JSON ({error})") from None
    if not isinstance(row, dict):
        raise Unreadable(raw.name, "it is JSON, but no object with a text")
    fields = find_known(row)
    text = fields.pop("text", None)
    if text is None:
        raise Unreadable(raw.name, f"it has no text: none of {', '.join(ALIASES['text'])} is there")
    if not text.strip():
        raise Unreadable(raw.name, "its text is empty")
    fields |= raw.fields
    if "text" not in row and MARKUP.search(text):
        return _from_page(raw, text, fields, extract)
    return _from_text(raw, text, fields)


def _from_mail(raw: Raw, extract: Extract) -> Report:
    """Return the report of a message: the article of its HTML, else its plain text, else all words of its HTML.

    A page that a browser saved as a message is a page; when it was saved says nothing of when it appeared.
    """
    mail = read_mail(raw.content)
    is_page = raw.media_type == SAVED
    fields = ({} if is_page else mail.fields) | find_known(raw.fields)
    if mail.html:
        try:
            return _from_page(raw, mail.html, fields, extract)
        except Unreadable:
            if is_page:
                raise
    text = mail.text or (_all_words(mail.html) if mail.html else "")
    if not text.strip():
        raise Unreadable(raw.name, "the message has no text")
    return _from_text(raw, text, fields)


def _all_words(page: str) -> str:
    from trafilatura import html2txt

    return html2txt(as_page(page))


def _from_pdf(raw: Raw, fields: dict[str, str]) -> Report:
    try:
        text = read_pdf(raw.content)
    except ValueError as error:
        raise Unreadable(raw.name, f"it is a PDF file that cannot be opened ({error})") from None
    if not text.strip():
        raise Unreadable(raw.name, "it is a PDF file without a text layer, such as a scan")
    return _from_text(raw, text, fields)


def _from_text(raw: Raw, text: str, fields: dict[str, str]) -> Report:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(raw.name, f"it is longer than {LONGEST_TEXT:,} characters; split it into its reports")
    return _report(raw, text, find_noise(text), _listed(raw) | fields)


def _from_page(raw: Raw, page: str, fields: dict[str, str], extract: Extract) -> Report:
    """Return the article of an HTML page, with what the page says of itself."""
    found = extract(page, fields.get("url"))
    text, stated = found.text, dict(found.stated)
    if len(text.strip()) < SHORTEST_ARTICLE:
        raise Unreadable(raw.name, "no article was found in the page")
    if stated.get("outlet", "").lower().removeprefix("www.") in (fields.get("url") or "").lower():
        stated.pop("outlet", None)  # it is no more than the host, which is the last resort
    return _report(raw, text, find_noise(text), _listed(raw) | stated | fields)


def _listed(raw: Raw) -> dict[str, str]:
    """Return what the feed or list that named an item says of it, which the item itself may know better."""
    said = {name.removeprefix(LISTED): value for name, value in raw.fields.items() if name.startswith(LISTED)}
    return {name: value for name, value in said.items() if value}


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
        language=find_language(text, fields.get("language")),
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
