"""What reports place on days: in the order of the days, the approximately dated told as such."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from msgspec import Struct

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.model import How, Sentence, Span, Time
from sitrep.tell.account import Account, one_line
from sitrep.tell.cited import Source

WORD = re.compile(r"\w+")
SHORTEST_EVENT = 24  # characters: a shorter sentence is a dateline or a heading
LONGEST_SPAN = 31  # days: what may have happened on any day of more is no entry of a timeline


class DayEntry(Struct, frozen=True, gc=False):
    """Something that reports place on a day, in the words of one of them.

    `day` is EDTF, `since` and `until` are the first and last day that it may mean. It is `approximate` where these
    differ, or where the day is counted from an inferred interval: `2023-02-08~`. `published` is when the report
    appeared that told it first, and `how` how that is known.
    """

    day: str
    since: str
    until: str
    approximate: bool
    line: str
    published: str | None
    how: How
    reports: int
    outlets: int
    origins: int
    citations: tuple[int, ...]


class When(NamedTuple):
    """The days that something may have happened on, in the order of the timeline."""

    since: date
    until: date
    edtf: str


Told = tuple[int, Sentence]


def make_timeline(
    account: Account,
    since: date | None = None,
    until: date | None = None,
    *,
    per_day: int | None = None,
    longest: int = LONGEST_SPAN,
) -> list[DayEntry]:
    """Return what reports place on days of a period, by first and last day, most told first within one.

    A sentence that names single days stands on these; one that names none stands on its narrowest span, where that is
    no longer than `longest` days.
    """
    groups: dict[When, list[Told]] = defaultdict(list)
    for place, source in enumerate(account.sources):
        for when, sentence in _dated_sentences(source, longest):
            if (since is None or when.until >= since) and (until is None or when.since <= until):
                groups[when].append((place, sentence))
    weights = _Weights(account.sources)
    return [entry for when in sorted(groups) for entry in _entries(account, when, groups[when], weights)[:per_day]]


def _entries(account: Account, when: When, members: Sequence[Told], weights: _Weights) -> list[DayEntry]:
    alike: dict[str, list[Told]] = defaultdict(list)
    for place, sentence in members:
        alike[_skeleton(account.sources[place].report.text[sentence.start : sentence.end])].append((place, sentence))
    ranked = sorted(
        alike.items(),
        key=lambda item: (-len({p for p, _ in item[1]}), -weights.of(item[1][0]), item[0]),
    )
    return list(account.told(partial(_entry, account, when), (tellings for _, tellings in ranked)))


def _entry(account: Account, when: When, tellings: Sequence[Told]) -> DayEntry:
    numbers = [account.citations.cite(place, Span(sentence.start, sentence.end)) for place, sentence in tellings]
    place, sentence = tellings[0]
    line = one_line(account.sources[place].report.text[sentence.start : sentence.end])
    account.citations.check(line, numbers)
    places = [place for place, _ in tellings]
    first = account.first_published(places)
    return DayEntry(
        day=when.edtf,
        since=when.since.isoformat(),
        until=when.until.isoformat(),
        approximate=when.since != when.until or when.edtf.endswith("~"),
        line=line,
        published=first.edtf,
        how=first.how,
        reports=len(set(places)),
        outlets=account.outlets(places),
        origins=account.origins(places),
        citations=tuple(dict.fromkeys(numbers)),
    )


def say_span(days: Days) -> str:
    """Return days as EDTF: a day, a month where they are one, else an interval.

    >>> say_span(Days(date(2023, 2, 1), date(2023, 2, 28))), say_span(Days(date(2023, 2, 6), date(2023, 2, 8)))
    ('2023-02', '2023-02-06/2023-02-08')
    """
    if days.since == days.until:
        return days.since.isoformat()
    month = days.since.strftime("%Y-%m")
    if parse_edtf(month) == days:
        return month
    return f"{days.since.isoformat()}/{days.until.isoformat()}"


def _skeleton(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


class _Weights:
    """How much the sentences of some reports hold: their figures count most, then their claims."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._figures = cache(self._find_figures)
        self._claims = cache(self._find_claims)

    def of(self, telling: Told) -> int:
        """Return how much a sentence holds."""
        place, sentence = telling
        figures, claims = self._figures(place), self._claims(place)
        count = bisect_left(figures, sentence.end) - bisect_left(figures, sentence.start)
        said = claims[bisect_left(claims, (sentence.start, 0)) : bisect_left(claims, (sentence.end, 0))]
        return 2 * count + len({number for _, number in said})

    def _find_figures(self, place: int) -> list[int]:
        return sorted(figure.start for figure in self._sources[place].reading.figures)

    def _find_claims(self, place: int) -> list[tuple[int, int]]:
        claims = enumerate(self._sources[place].reading.claims)
        return sorted((span.start, number) for number, claim in claims for span in claim.content)


def _is_counted(source: Source, time: Time) -> bool:
    """Tell whether a time has its day only from the several days that are inferred for its report."""
    published = source.report.published
    is_written = any(char.isdigit() for char in source.report.text[time.start : time.end])
    return published.how == "inferred" and "/" in (published.edtf or "") and not is_written


def _dated_sentences(source: Source, longest: int) -> Iterator[tuple[When, Sentence]]:
    """Find the sentences that name days, with each single day, else with the narrowest span."""
    reading = source.reading
    number = 0
    named: dict[int, set[When]] = defaultdict(set)
    for time in reading.times:
        days = parse_edtf(time.edtf) if time.edtf and time.type in ("DATE", "TIME") else None
        while number < len(reading.sentences) and reading.sentences[number].end <= time.start:
            number += 1
        if number == len(reading.sentences):
            break
        if days and (days.until - days.since).days < longest and reading.sentences[number].start <= time.start:
            is_choice = (time.edtf or "").startswith("[")
            edtf = time.edtf if is_choice and time.edtf else say_span(days)
            is_counted = days.since == days.until and _is_counted(source, time)
            named[number].add(When(*days, f"{edtf}~" if is_counted else edtf))
    for place, spans in named.items():
        sentence = reading.sentences[place]
        if sentence.end - sentence.start > SHORTEST_EVENT:
            single = sorted(when for when in spans if when.since == when.until)
            narrowest = min(spans, key=lambda when: ((when.until - when.since).days, when))
            yield from ((when, sentence) for when in single or [narrowest])
