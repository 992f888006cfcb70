"""Figures over time: what is counted, day by day, with who tells it; where reports differ, and slips within one."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.model import Figure, How, Span
from sitrep.link.series import Course, Difference, Point, Series, Slip, SlipKind, follow_counts, is_vague
from sitrep.tell import phrases
from sitrep.tell.account import Account, one_line
from sitrep.tell.cited import Citation, Source
from sitrep.tell.layout import lay_bullet, lay_citations, lay_section

BAR = 28  # characters of the longest bar
MARKS = 6  # citations that a printed line names
NUMBER_WIDTH = 6  # characters of the number of a citation, of which there are many
LONGEST_WORDS = 300  # characters of cited words in a printed list


class PointEntry(Struct, frozen=True, gc=False):
    """One number for one day, with all reports that tell it for then.

    `day` is EDTF; `how` tells whether one of the reports states its own date. `by` is who tells it most often.
    `retold`: all of these reports repeat a number that an earlier day's had. `stands`: no later count takes its place.
    `part` is the series that has what it is included in.
    """

    day: str | None
    how: How
    line: str
    low: float | None
    high: float | None
    qualifier: str | None
    by: str | None
    retold: bool
    stands: bool
    part: str | None
    reports: tuple[str, ...]
    outlets: int
    origins: int
    citations: tuple[int, ...]


class DifferenceEntry(Struct, frozen=True, gc=False):
    """Two reports of one day with different counts; `can_both_hold` where a sensible reader takes them as one.

    `how` tells whether both state their date; else the day is inferred.
    """

    day: str
    how: How
    reports: tuple[str, str]
    lines: tuple[str, str]
    gap: float
    can_both_hold: bool
    citations: tuple[int, ...]


class SeriesEntry(Struct, frozen=True, gc=False):
    """The counts of one thing by day; `of` is where, None for everything together."""

    counts: str
    of: str | None
    points: tuple[PointEntry, ...]
    differ: tuple[DifferenceEntry, ...]

    @property
    def name(self) -> str:
        """Return what the series is called."""
        return _name(self.counts, self.of)


class SlipEntry(Struct, frozen=True):
    """Something in which a report disagrees with itself: `sum` is what the parts come to, `given` what is told."""

    report: str
    outlet: str | None
    kind: SlipKind
    what: str
    sum: float | None
    given: tuple[float, ...]
    citations: tuple[int, ...]


class Figures(Struct, frozen=True, tag_field="kind", tag="figures"):
    """Series of counts with the slips of single reports; `withheld` counts lines that the check refused."""

    series: tuple[SeriesEntry, ...]
    slips: tuple[SlipEntry, ...]
    citations: tuple[Citation, ...]
    withheld: int = 0

    def __iter__(self) -> Iterator[SeriesEntry]:
        """Iterate over the series."""
        return iter(self.series)

    def __len__(self) -> int:
        return len(self.series)

    def __str__(self) -> str:
        """Return the series as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


def make_figures(
    sources: Sequence[Source], counts: str | None = None, stories: Sequence[Sequence[int]] | None = None
) -> Figures:
    """Return the series of all counts, or of those of what `counts` names, such as "dead".

    `stories` are the places of the reports of each story, whose counts are told apart; without them all are of one.
    """
    account = Account(sources)
    course = follow_counts(sources, counts, stories)
    teller = _Teller(account, course)
    series = tuple(account.told(teller.series, course.series))
    slips = tuple(account.told(teller.slip, course.slips))
    return Figures(series, slips, tuple(account.citations.listed), len(account.withheld))


Where = tuple[int, int]  # the places of a report and of a figure in it


class _Teller:
    """The entries of an account's series, with their citations."""

    def __init__(self, account: Account, course: Course) -> None:
        self.account, self.sources = account, account.sources
        self.names = {_where(point): _name(each.counts, each.of) for each in course.series for point in each.points}
        self._differences: dict[Where, list[Difference]] = defaultdict(list)  # by their first points
        for difference in course.differences:
            self._differences[_where(difference.points[0])].append(difference)
        self._cited: dict[Where, int] = {}
        self._checked: dict[Where, str] = {}

    def series(self, series: Series) -> SeriesEntry:
        """Return a series as an entry; numbers of one day that are equal are one point."""
        name = _name(series.counts, series.of)
        groups: dict[tuple[object, ...], list[Point]] = defaultdict(list)
        for point in series.points:
            part = self._part(point)
            groups[point.day, point.low, point.high, part if part == name else None].append(point)
        latest = max((_days(p).since for p in series.points if self._is_newest(p, name)), default=date.min)
        points = self.account.told(lambda members: self._point(members, latest), groups.values())
        found = [each for point in series.points for each in self._differences.get(_where(point), ())]
        found.sort(key=lambda each: (each.day, *(self.sources[place].report.id for place in each.reports)))
        differ = self.account.told(self._difference, found)
        return SeriesEntry(series.counts, series.of, tuple(points), tuple(differ))

    def _is_newest(self, point: Point, name: str) -> bool:
        """Tell whether a point can take the place of an earlier one."""
        figure = self._figure(point.report, point.figure)
        return not (point.is_retold or point.day is None or is_vague(figure) or self._part(point) == name)

    def _point(self, members: Sequence[Point], latest: date) -> PointEntry:
        numbers = [self._cite(_where(point)) for point in members]
        first, places = members[0], [point.report for point in members]
        line = self._checked_line(_where(first))
        is_stated = any(self.sources[place].report.published.how == "stated" for place in places)
        return PointEntry(
            day=first.day,
            how="unknown" if first.day is None else "stated" if is_stated else "inferred",
            line=line,
            low=first.low,
            high=first.high,
            qualifier=self._figure(first.report, first.figure).qualifier,
            by=_most(p.by for p in members),
            retold=all(p.is_retold for p in members),
            stands=first.day is None or _days(first).until >= latest,
            part=_most(self._part(p) for p in members),
            reports=tuple(dict.fromkeys(self.sources[place].report.id for place in places)),
            outlets=self.account.outlets(places),
            origins=self.account.origins(places),
            citations=tuple(dict.fromkeys(numbers)),
        )

    def _difference(self, difference: Difference) -> DifferenceEntry:
        numbers = [self._cite(_where(point)) for point in difference.points]
        one, other = (self._checked_line(_where(point)) for point in difference.points)
        reports = [self.sources[place].report for place in difference.reports]
        return DifferenceEntry(
            day=difference.day,
            how="stated" if all(report.published.how == "stated" for report in reports) else "inferred",
            reports=(reports[0].id, reports[1].id),
            lines=(one, other),
            gap=difference.gap,
            can_both_hold=difference.can_both_hold,
            citations=tuple(numbers),
        )

    def slip(self, slip: Slip) -> SlipEntry:
        """Return a slip as an entry."""
        report = self.sources[slip.report].report
        numbers = [self._cite((slip.report, number)) for number in slip.figures]
        numbers += [self.account.citations.cite(slip.report, span) for span in slip.spans]
        lines = [self._line((slip.report, number)) for number in slip.figures]
        lines += [one_line(report.text[span.start : span.end]) for span in slip.spans]
        what = say_slip(slip.kind, lines)
        self.account.citations.check(what, numbers)
        cited = tuple(dict.fromkeys(numbers))
        return SlipEntry(report.id, report.outlet, slip.kind, what, slip.sum, slip.given, cited)

    def _part(self, point: Point) -> str | None:
        """Return the series that has the figure that a point is included in, else what that figure counts."""
        if point.part_of is None:
            return None
        whole = self.names.get((point.report, point.part_of))
        return whole or self._figure(point.report, point.part_of).counts

    def _figure(self, place: int, number: int) -> Figure:
        return self.sources[place].reading.figures[number]

    def _line(self, where: Where) -> str:
        figure = self._figure(*where)
        return one_line(self.sources[where[0]].report.text[figure.start : figure.end])

    def _checked_line(self, where: Where) -> str:
        """Return the words of a figure, checked once against the sentence that it stands in.

        Errors: Uncited.
        """
        if where not in self._checked:
            line = self._line(where)
            self.account.citations.check(line, [self._cite(where)])
            self._checked[where] = line
        return self._checked[where]

    def _cite(self, where: Where) -> int:
        """Return the number of the sentence that a figure stands in."""
        if where not in self._cited:
            figure, sentences = self._figure(*where), self.sources[where[0]].reading.sentences
            index = bisect_right(sentences, figure.start, key=lambda sentence: sentence.start) - 1
            span = Span(figure.start, figure.end)
            if index >= 0 and figure.start < sentences[index].end:
                span = Span(sentences[index].start, max(sentences[index].end, figure.end))
            self._cited[where] = self.account.citations.cite(where[0], span)
        return self._cited[where]


def _where(point: Point) -> Where:
    return point.report, point.figure


def _name(counts: str, of: str | None) -> str:
    return f"{counts}, {of}" if of else counts


def _days(point: Point) -> Days:
    return parse_edtf(point.day or "") or Days(date.min, date.min)


def _most(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], value), default=None)


# --- in words


def say_slip(kind: SlipKind, lines: Sequence[str]) -> str:
    """Return a slip in words, made of those of the report; of a sum the last line is the whole.

    >>> say_slip(SlipKind.SUM, ["3,419 dead", "1,602", "5,102"])
    '“3,419 dead” and “1,602” do not add up to “5,102”'
    """
    quoted = [f"“{line}”" for line in lines]
    if kind is SlipKind.SUM:
        return f"{', '.join(quoted[:-2])} and {quoted[-2]} do not add up to {quoted[-1]}"
    if kind is SlipKind.HEADLINE:
        return f"the headline has {quoted[0]}, the text {quoted[1]}"
    if kind is SlipKind.BESIDE:
        return f"{quoted[0]} stands beside {quoted[1]}"
    return f"the weekday of {quoted[0]} is another one"


def say_bounds(low: float | None, high: float | None) -> str:
    """Return what a number lies between.

    >>> say_bounds(5000, None), say_bounds(5021, 5021), say_bounds(0, 40), say_bounds(24, 100)
    ('5,000 or more', '5,021', 'up to 40', '24–100')
    """
    if low is None or high is None:
        return f"{_say_number(low)} or more" if low is not None else f"up to {_say_number(high or 0.0)}"
    if low == high:
        return _say_number(low)
    return f"{_say_number(low)}–{_say_number(high)}" if low else f"up to {_say_number(high)}"


def _say_number(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def show_figures(figures: Figures, *, drawn: bool) -> RenderableType:
    """Return the series as something that a rich console prints, where `drawn` with a bar for each number.

    Numbers that one day alone has are left out where there are series with more.
    """
    if not figures.series:
        return Text("No figures found.")
    shown = [s for s in figures.series if len(s.points) > 1 or s.differ or any(p.part for p in s.points)]
    parts: list[RenderableType] = []
    for series in shown or figures.series:
        parts += _show_series(series, drawn=drawn)
    left = len(figures.series) - len(shown or figures.series)
    if left:
        parts.append(Text(f"and {phrases.say_count(left, 'count')} with a single number", style="dim"))
    if figures.slips:
        slips = [lay_bullet(_show_slip(slip)) for slip in figures.slips]
        parts += lay_section("Reports that disagree with themselves", slips)
    parts += lay_citations(_cited_in(figures, shown or figures.series), NUMBER_WIDTH, LONGEST_WORDS)
    if figures.withheld:
        parts.append(Text(phrases.say_withheld(figures.withheld)))
    return Group(*parts)


def _cited_in(figures: Figures, shown: Iterable[SeriesEntry]) -> Iterator[Citation]:
    """Yield the citations that the shown lines name."""
    cited = [slip.citations for slip in figures.slips]
    for series in shown:
        cited += [point.citations for point in series.points]
        cited += [difference.citations for difference in _widest_by_day(series)]
    numbers = {number for each in cited for number in each[:MARKS]}
    yield from (citation for citation in figures.citations if citation.number in numbers)


def _show_series(series: SeriesEntry, *, drawn: bool) -> list[RenderableType]:
    most = max((max(p.low or 0.0, p.high or 0.0) for p in series.points), default=0.0)
    table = Table.grid(padding=(0, 2))
    for point in series.points:
        bar = [_bar(point, most)] if drawn and len(series.points) > 1 else []
        table.add_row(Text(phrases.say_day(point.day, point.how)), *bar, _show_point(point))
    parts: list[RenderableType] = [Text(series.name, style="bold cyan"), Padding(table, (0, 0, 0, 2))]
    lines = [_show_difference(each) for each in _widest_by_day(series)]
    left = len(series.differ) - len(lines)
    if left:
        noun = "pair of reports of one day differs" if left == 1 else "pairs of reports of one day differ"
        lines.append(Text(f"{left} more {noun}", style="dim"))
    return [*parts, *(Padding(line, (0, 0, 0, 2)) for line in lines)]


def _widest_by_day(series: SeriesEntry) -> list[DifferenceEntry]:
    """Return the widest difference of each day, of those that cannot both hold."""
    apart = [each for each in series.differ if not each.can_both_hold]
    widest = {each.day: each for each in sorted(apart, key=lambda each: (each.gap, each.reports))}
    return [widest[day] for day in sorted(widest)]


def _bar(point: PointEntry, most: float) -> Text:
    """Return a bar up to the low number, going on more lightly up to the high one; an arrow where that is open."""
    low, high = point.low or 0.0, point.high if point.high is not None else point.low or 0.0
    full = round(BAR * low / most) if most else 0
    light = max(round(BAR * high / most) - full, 1 if high > low else 0) if most else 0
    bar = Text("█" * full, style="dim" if point.retold else "cyan").append("░" * light, style="cyan")
    return bar.append("→" if point.high is None else "")


def _show_point(point: PointEntry) -> Text:
    text = Text(point.line)
    notes = [
        "" if point.qualifier is None and point.low == point.high else say_bounds(point.low, point.high),
        point.by or "",
        "retold" if point.retold else "",
        f"part of {point.part}" if point.part else "",
        phrases.say_support(len(point.reports), point.outlets, point.origins),
    ]
    noted = "; ".join(note for note in notes if note)
    if noted:
        text.append(f"  ({noted})", style="yellow")
    return text.append(f" {phrases.say_numbers(point.citations, MARKS)}", style="dim")


def _show_difference(entry: DifferenceEntry) -> Text:
    one, other = entry.lines
    text = Text(f"{phrases.say_day(entry.day, entry.how)}: “{one}” against “{other}”", style="magenta")
    text.append(f"  ({entry.gap:,.0f} apart)", style="yellow")
    return text.append(f" {phrases.say_numbers(entry.citations, MARKS)}", style="dim")


def _show_slip(slip: SlipEntry) -> Text:
    text = Text(f"{slip.outlet or slip.report}: {slip.what}")
    if slip.sum is not None:
        text.append(f"  (they come to {_say_number(slip.sum)})", style="yellow")
    return text.append(f" {phrases.say_numbers(slip.citations, MARKS)}", style="dim")
