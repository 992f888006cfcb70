"""Plots as numbers for a template: series of figures, and the days of a timeline. Drawn on the server, so that they can
be read and printed without scripts, and each point is a link."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sitrep.ground.edtf import parse_edtf
from sitrep.tell import phrases
from sitrep.tell.cited import Citation
from sitrep.tell.series import PointEntry, SeriesEntry
from sitrep.tell.timeline import DayEntry

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 720.0, 220.0, 100.0, 24.0, 16.0, 32.0
LEAST_POINTS = 2  # of a plot
TICKS, LABELS = 4, 5
OVERVIEW_HEIGHT, BASE, MOST_SPANS, SPAN_STEP = 190.0, 84.0, 8, 6.0
MOST_DAYS = 180  # of an overview: of more it shows those with most entries around


class Label(NamedTuple):
    """A word at a place of a plot."""

    x: float
    y: float
    says: str


class Mark(NamedTuple):
    """A point of a series on its plot; `opens` is up or down where its words leave that side open."""

    point: PointEntry
    x: float
    y: float
    low_y: float | None
    high_y: float | None
    opens: str | None


class Plot(NamedTuple):
    """A series of figures by day."""

    width: float
    height: float
    left: float
    ticks: tuple[Label, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]


def plot_series(series: SeriesEntry) -> Plot | None:
    """Return the plot of a series, None where too few of its points have a day and a number."""
    dated = [(day, point) for point in series.points if (day := _middle(point.day)) and _value(point) is not None]
    if len(dated) < LEAST_POINTS:
        return None
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    values = [value for _, p in dated for value in (p.low, p.high) if value is not None]
    scale = _Scale(min(0.0, *values), max(values))
    days = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(LEFT + 8 + (WIDTH - LEFT - RIGHT - 16) * (day - first).days / days, 1)

    marks = tuple(_mark(point, x(day), scale) for day, point in dated)
    labels = tuple(Label(x(day), 0.0, day.isoformat()[5:]) for day in _spread(first, last))
    return Plot(WIDTH, HEIGHT, LEFT, tuple(scale.ticks()), labels, marks)


class _Scale:
    """The places of values on a plot, from a round number below them to one above."""

    def __init__(self, low: float, high: float) -> None:
        span = (high - low) or abs(high) or 1.0
        power = 10.0 ** math.floor(math.log10(span / TICKS))
        self.step = next(n * power for n in (1, 2, 5, 10) if n * power * TICKS >= span)
        self.low = math.floor(low / self.step) * self.step
        self.high = math.ceil(high / self.step) * self.step or self.step

    def y(self, value: float) -> float:
        """Return the place of a value."""
        part = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - FOOT - (HEIGHT - TOP - FOOT) * part, 1)

    def ticks(self) -> Iterator[Label]:
        """Yield round numbers with their places."""
        for number in range(round((self.high - self.low) / self.step) + 1):
            value = self.low + number * self.step
            yield Label(0.0, self.y(value), f"{value:,.12g}")


def _mark(point: PointEntry, x: float, scale: _Scale) -> Mark:
    low, high = point.low, point.high
    value = _value(point) or 0.0
    opens = "up" if high is None else "down" if low is None else None
    bounds = [None if each is None else scale.y(each) for each in (low, high)]
    return Mark(point, x, scale.y(value), bounds[0], bounds[1], opens)


def _value(point: PointEntry) -> float | None:
    """Return where a point stands: in the middle of its bounds, or at the one that it has."""
    if point.low is None or point.high is None:
        return point.high if point.low is None else point.low
    return (point.low + point.high) / 2


def _middle(edtf: str | None) -> date | None:
    days = parse_edtf(edtf) if edtf else None
    return days.since + (days.until - days.since) // 2 if days else None


def _spread(first: date, last: date) -> Iterator[date]:
    """Yield some days from the first to the last, evenly apart."""
    days = (last - first).days
    parts = min(LABELS, days)
    yield from (first + timedelta(days=round(days * part / parts)) for part in range(parts + 1)) if parts else (first,)


# --- the days of a timeline


class Day(NamedTuple):
    """A day of a timeline's overview: how many entries are told of it, and how many cited reports are of it."""

    day: str
    x: float
    y: float
    entries: int
    published: int
    tall: float


class Stretch(NamedTuple):
    """An approximate date, as a span of days."""

    x1: float
    x2: float
    y: float
    says: str


class Overview(NamedTuple):
    """The days of a timeline: bars for entries, lines for what is approximate, and when reports were published."""

    width: float
    height: float
    base: float
    foot: float
    left: float
    step: float
    since: str
    days: tuple[Day, ...]
    spans: tuple[Stretch, ...]
    labels: tuple[Label, ...]


def plot_days(entries: Sequence[DayEntry], citations: Iterable[Citation]) -> Overview | None:
    """Return the overview of a timeline, None where it has no day."""
    told = Counter(entry.since for entry in entries if entry.since == entry.until)
    spans = Counter((e.since, e.until, phrases.say_when(e)) for e in entries if e.since != e.until)
    published = _published(citations)
    wanted = [*told, *published, *(day for since, until, _ in spans for day in (since, until))]
    first, last = _range([date.fromisoformat(day) for day in wanted])
    if first is None or last is None:
        return None
    length = (last - first).days + 1
    step = round(min(40.0, (WIDTH - 8) / length), 2)
    most, most_published = max(told.values(), default=1), max(published.values(), default=1)

    def x(day: date) -> float:
        return round(4 + step * (day - first).days, 1)

    foot = BASE + 6 + MOST_SPANS * SPAN_STEP
    days = [first + timedelta(days=number) for number in range(length)]
    return Overview(
        width=round(max(8 + step * length, 320.0), 1),
        height=OVERVIEW_HEIGHT,
        base=BASE,
        foot=foot,
        left=4.0,
        step=step,
        since=first.isoformat(),
        days=tuple(
            Day(
                day.isoformat(),
                x(day),
                round(BASE - (BASE - 8) * told[day.isoformat()] / most, 1),
                told[day.isoformat()],
                published[day.isoformat()],
                round(30 * published[day.isoformat()] / most_published, 1),
            )
            for day in days
        ),
        spans=tuple(_spans(spans, first, last, step)),
        labels=tuple(Label(x(day), 0.0, day.isoformat()[5:]) for day in _spread(first, last)),
    )


def _published(citations: Iterable[Citation]) -> Counter[str]:
    """Count the cited reports of each day; those of an interval on none."""
    days: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        known = parse_edtf(citation.published.edtf or "")
        if known and known.since == known.until:
            days[known.since.isoformat()].add(citation.report)
    return Counter({day: len(reports) for day, reports in days.items()})


def _range(days: Sequence[date]) -> tuple[date | None, date | None]:
    """Return the first and the last day, of too many only those around the middle one."""
    if not days:
        return None, None
    ordered = sorted(days)
    middle = ordered[len(ordered) // 2]
    near = [day for day in ordered if abs((day - middle).days) <= MOST_DAYS // 2]
    return near[0], near[-1]


def _spans(spans: Counter[tuple[str, str, str]], first: date, last: date, step: float) -> Iterator[Stretch]:
    """Yield the spans with most entries, each on a line where there is room, the longest that fit first."""
    taken: list[float] = []
    for (since, until, says), count in sorted(spans.items(), key=lambda item: (item[0][0], -item[1])):
        start, end = max(date.fromisoformat(since), first), min(date.fromisoformat(until), last)
        if start > end:
            continue
        x1, x2 = round(5 + step * (start - first).days, 1), round(3 + step * ((end - first).days + 1), 1)
        row = next((row for row, right in enumerate(taken) if right < x1), len(taken))
        if row >= MOST_SPANS:
            continue
        taken[row : row + 1] = [x2]
        yield Stretch(
            x1, x2, round(BASE + 6 + row * SPAN_STEP, 1), f"{says}: {phrases.say_count(count, 'entry', 'entries')}"
        )
