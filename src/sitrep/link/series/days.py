"""As of which day a figure is told, and which figures are of another event."""

from __future__ import annotations

import re

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Figure, FigureKind, Time
from sitrep.link.series.pages import Page
from sitrep.link.series.words import W, any_of

SINCE = re.compile(any_of(W["long_ago"]["since"]) + r"\s+(?:the\s+|early\s+|late\s+)?$", re.IGNORECASE)
TALLY = re.compile(any_of(W["as_of"]["tally"].split()), re.IGNORECASE)
DATA = re.compile(
    rf"[^.;:]{{0,20}}{any_of(W['as_of']['data'].split())}\s+{any_of(W['as_of']['links'].split())}\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
ASIDE = re.compile(any_of(W["as_of"]["aside"]) + r"\s+(?:the\s+|last\s+)?$", re.IGNORECASE)
POSSESSIVE = re.compile(r"[’']")
SINCE_BEFORE, ASIDE_BEFORE = 30, 20  # characters before a time that may hold such words
LONG_AGO = W["long_ago"]["days"]
TALLY_DAYS = 10  # before a report that may be meant beside a tally
DAY = len("2023-02-06")


def find_long_ago(page: Page) -> set[int]:
    """Return the figures that stand beside a date of another event: `the quake of 2011 in Japan killed 20,000`."""
    found: set[int] = set()
    if page.published is None:
        return found
    figures, latest = page.reading.figures, page.published.since.toordinal() - LONG_AGO
    for time in page.reading.times:
        days = parse_edtf(time.edtf) if time.type == "DATE" and time.edtf else None
        is_old = days and days.until.toordinal() < latest
        if not is_old or SINCE.search(page.text, max(0, time.start - SINCE_BEFORE), time.start):
            continue
        span = page.sentence_span(time.start)
        near = [n for n, f in enumerate(figures) if f.kind is FigureKind.COUNT and span.start <= f.start < span.end]
        if near:
            found.add(min(near, key=lambda number: _distance(figures[number], time)))
    return found


def _distance(figure: Figure, time: Time) -> int:
    return max(figure.start - time.end, time.start - figure.end)


def find_tally_day(page: Page, number: int) -> str | None:
    """Return the day that a tally stood on: `on Thursday the toll went past 21,000`, `900, by data of Monday`."""
    figure = page.reading.figures[number]
    floor = page.reading.figures[number - 1].end if number else 0
    for time in reversed(page.days_in(page.sentence_span(figure.start))):
        if ASIDE.search(page.text, max(0, time.start - ASIDE_BEFORE), time.start):
            continue
        is_before = floor <= time.start and time.end <= figure.start and not POSSESSIVE.match(page.text, time.end)
        is_tally = is_before and TALLY.search(page.text, time.end, figure.start)
        is_data = time.start >= figure.end and DATA.fullmatch(page.text, figure.end, time.start)
        if (is_tally or is_data) and _is_recent(page, time):
            return (time.edtf or "")[:DAY]
    return None


def _is_recent(page: Page, time: Time) -> bool:
    days, published = parse_edtf(time.edtf or ""), page.published
    if days is None or days.since != days.until:
        return False
    if published is None:
        return True
    return published.since.toordinal() - TALLY_DAYS <= days.since.toordinal() <= published.until.toordinal()
