"""Parts of lands: by who holds them, or by where they lie."""

from __future__ import annotations

import re

from sitrep.ground.lexicon import alternatives
from sitrep.ground.model import Figure, Place
from sitrep.link.series.pages import Page
from sitrep.link.series.words import W, any_of, holders, sides

PARTS = f"{W['parts']['areas']} {W['parts']['compass']}".split()
HELD = re.compile(rf"(?P<who>[\w’']+)-(?:{alternatives(W['parts']['held'].split())})", re.IGNORECASE)
AREA_LINKS = ("of", "in", "the")
AREA_OF = re.compile(rf"(?:[\w’'-]+\s+){{0,2}}{any_of(PARTS)}\s+(?:of|in)\s+(?:the\s+)?$", re.IGNORECASE)
TOKEN = re.compile(r"[\w’'-]+")
WORD_BEFORE = 30  # characters before a place that may hold the word beside it
AREA_BEFORE = 50  # the same for `the northwest of the`


def part_in(words: str) -> str | None:
    """Return the part of a land that some words mean: by who holds it, else by where it lies."""
    found = holders_in(words) or sides_in(words)
    return next(iter(found)) if len(found) == 1 else None


def part_words(page: Page, figure: Figure, place: Place | None) -> str:
    """Return the words that may say which part of a place is meant: `the rebel-held northwest of Syria`."""
    words = [figure.of or ""]
    if place is not None:
        before = TOKEN.findall(page.text, max(0, place.start - WORD_BEFORE), place.start)[-1:]
        words += [word for word in before if HELD.fullmatch(word) or word.lower() == "occupied"]
        words += _area_before(page, place)
        parts = [o for o in page.reading.offsets if o.kind == "part" and o.start <= place.start < o.end]
        words += [page.text[o.start : o.end] for o in parts]
    return " ".join(words)


def _area_before(page: Page, place: Place) -> list[str]:
    """Return the words for an area of which a place is told: `the rebel-held northwest of`."""
    floor = max(0, place.start - AREA_BEFORE)
    if not page.text[floor : place.start].rstrip().lower().endswith(AREA_LINKS):
        return []  # searching from each word on is slow
    area = AREA_OF.search(page.text, floor, place.start)
    return [area.group()] if area else []


def holders_in(words: str) -> set[str]:
    """Return who holds an area, by the words for it: `Russian-held` is its own name, `rebel areas` are rebel-held."""
    found = set()
    for token in TOKEN.findall(words):
        held = HELD.fullmatch(token)
        word = (held["who"] if held else token).lower()
        if word in holders():
            found.add(holders()[word])
        elif held:
            found.add(f"{held['who']}-held")
    return found


def sides_in(words: str) -> set[str]:
    """Return the points of the compass among some words."""
    return {side for word in TOKEN.findall(words) if (side := sides().get(word.lower().replace("-", "")))}
