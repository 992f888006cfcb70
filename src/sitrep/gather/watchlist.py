"""What is watched: a `feeds.toml` of the user's, or the OPML that a feed reader exports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sitrep.gather.addresses import plain_address, without_user
from sitrep.gather.manners import Manners
from sitrep.ground.errors import BadRequest, Refused

LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LEAST_EVERY = timedelta(seconds=10)


class Watched(Struct, frozen=True):
    """A feed, a sitemap or a page that is watched; `outlet` is whose reports come from it, where the user says so."""

    url: str
    outlet: str | None = None


class Watchlist(Struct, frozen=True):
    """What is watched, how often, and when a page that was fetched is looked at again for edits."""

    feeds: tuple[Watched, ...]
    every: timedelta = timedelta(minutes=15)
    again: tuple[timedelta, ...] = (timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
    manners: Manners = Manners()


class _Feed(Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    outlet: str | None = None


class _Settings(Struct, frozen=True, forbid_unknown_fields=True):
    every: str | None = None
    again: list[str] | None = None
    pause: str | None = None
    timeout: str | None = None
    largest_mb: int | None = None
    at_once: int | None = None
    contact: str | None = None
    private: bool = False


class _File(Struct, forbid_unknown_fields=True):
    feed: list[_Feed] = []
    watch: _Settings = _Settings()


def load_watchlist(path: Path) -> Watchlist:
    """Return what a `feeds.toml` or an OPML file says is to be watched.

    Errors: BadRequest where it cannot be read, or says what Sitrep does not know.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadRequest(f"cannot watch {path}: {error.strerror}; give a feeds.toml or an OPML file") from None
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Watchlist(tuple(_checked(path, [_Feed(*each) for each in _outlines(path, content)])))
    try:
        file = msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadRequest(f"cannot watch {path}: {error}; see docs/gathering.md for what it may say") from None
    feeds = tuple(_checked(path, file.feed))
    if not feeds:
        raise BadRequest(f"cannot watch {path}: it names no feed; begin one with [[feed]] and its url")
    return _with(path, Watchlist(feeds), file.watch)


def _checked(path: Path, feeds: list[_Feed]) -> Iterator[Watched]:
    """Yield each feed once."""
    seen = set()
    for feed in feeds:
        try:
            url = plain_address(feed.url)
        except Refused as refused:
            raise BadRequest(f"cannot watch {path}: {without_user(feed.url)!r}: {refused.because}") from None
        if url not in seen:
            seen.add(url)
            yield Watched(url, feed.outlet)


def _outlines(path: Path, content: bytes) -> Iterator[tuple[str, str | None]]:
    """Yield address and name of each feed of an OPML file. Source: OPML 2.0."""
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise BadRequest(f"cannot watch {path}: it is broken XML ({error})") from None
    if root.tag.lower() != "opml":
        raise BadRequest(f"cannot watch {path}: it is XML, but no OPML")
    found = False
    for outline in root.iter("outline"):
        if address := outline.get("xmlUrl") or outline.get("xmlurl"):
            found = True
            yield address, outline.get("title") or outline.get("text")
    if not found:
        raise BadRequest(f"cannot watch {path}: no outline of it has an xmlUrl")


def _with(path: Path, watchlist: Watchlist, settings: _Settings) -> Watchlist:
    """Return a watchlist with the user's settings in the place of the usual ones."""
    manners: dict[str, Any] = {"contact": settings.contact, "private": settings.private}
    lengths = {"pause": "pause_s", "timeout": "timeout_s"}
    for name, field in lengths.items():
        if (value := getattr(settings, name)) is not None:
            manners[field] = _length(path, name, value).total_seconds()
    if manners.get("timeout_s") == 0:
        raise BadRequest(f"cannot watch {path}: timeout = {settings.timeout!r} is to be more than nothing")
    if settings.largest_mb is not None:
        manners["largest"] = _positive(path, "largest_mb", settings.largest_mb) * 1024 * 1024
    if settings.at_once is not None:
        manners["at_once"] = _positive(path, "at_once", settings.at_once)
    every = watchlist.every if settings.every is None else max(_length(path, "every", settings.every), LEAST_EVERY)
    again = (
        watchlist.again if settings.again is None else tuple(_length(path, "again", each) for each in settings.again)
    )
    return Watchlist(watchlist.feeds, every, again, Manners(**manners))


def _length(path: Path, name: str, value: str) -> timedelta:
    found = LENGTH.fullmatch(value.strip())
    if found is None:
        raise BadRequest(f"cannot watch {path}: {name} = {value!r} is no length of time; write 90s, 15m, 6h or 2d")
    return timedelta(**{UNITS[found[2]]: float(found[1])})


def _positive(path: Path, name: str, value: int) -> int:
    if value < 1:
        raise BadRequest(f"cannot watch {path}: {name} = {value} is to be 1 or more")
    return value
