"""What changed between two moments: what is new, revised, withdrawn, newly disputed, newly confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import ClaimKind, Published
from sitrep.link.matters import MatterKind
from sitrep.link.origins import list_origins
from sitrep.link.statements import Statement, Telling, report_key
from sitrep.tell.account import Account, Key, line_of, one_line
from sitrep.tell.cited import Citation
from sitrep.tell.series import Figures, PointEntry, SeriesEntry

CONFIRMED = 2  # the credibility from which on others agree, and nobody contradicts


class ChangeKind(StrEnum):
    """What became of a line of the account."""

    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


class Change(Struct, frozen=True, rename={"from_": "from"}, gc=False):
    """One change, with the statement that it is of where it is of one.

    `from_` and `to` are what stood before and what stands now, in the words of the reports, each with its voice; of a
    dispute, its sides. `claim_kind` and `certainty` are of what stands now. `reports`, `outlets` and `origins` tell it.
    """

    kind: ChangeKind
    from_voice: str | None
    from_: str
    voice: str | None
    to: str
    because: str
    claim_kind: ClaimKind | None
    certainty: tuple[str, ...]
    statement: str | None
    published: Published
    reports: int
    outlets: int
    origins: int
    citations: tuple[int, ...]


class Changes(Struct, frozen=True, tag="changes", tag_field="kind"):
    """What changed from the end of one day to the end of another, by kind; the most told first."""

    since: str
    until: str
    changes: tuple[Change, ...]
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        """Return the changes as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


class _Pages:
    """The citations of several accounts under one run of numbers."""

    def __init__(self) -> None:
        self.listed: list[Citation] = []
        self._numbers: dict[tuple[str, str, int, int, str], int] = {}

    def adopt(self, listed: Sequence[Citation], numbers: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers that citations of an account get here."""
        return tuple(dict.fromkeys(self._adopt(listed[number - 1]) for number in numbers))

    def _adopt(self, citation: Citation) -> int:
        key = citation.report, citation.outlet or "", citation.start, citation.end, citation.words
        if key not in self._numbers:
            self.listed.append(replace(citation, number=len(self.listed) + 1))
            self._numbers[key] = len(self.listed)
        return self._numbers[key]


class _Side(NamedTuple):
    """A statement as it stands in one of the accounts."""

    account: Account
    statement: Statement

    @property
    def line(self) -> str:
        """Return its words as they are told."""
        return line_of(self.account.sources[self.statement.first.report], self.statement.first)

    def told_keys(self) -> tuple[Key, ...]:
        """Return what its tellings are known by at any moment: report and words."""
        return self.account.told_keys(self.statement)

    def cited(self, pages: _Pages) -> tuple[int, ...]:
        """Return the citations of its tellings, after the check that they hold its words.

        Errors: Uncited.
        """
        numbers = [self.account.cite(telling) for telling in self.statement.tellings]
        self.account.citations.check(self.line, numbers, self.account.called(self.statement))
        return pages.adopt(self.account.citations.listed, numbers)


def make_changes(
    before: Account, after: Account, counted: Figures, recounted: Figures, since: date, until: date
) -> Changes:
    """Return what changed from one account, and its figures, to a later one of the same desk."""
    pages = _Pages()
    known = {key for statement in before.all_statements for key in _Side(before, statement).told_keys()}
    found = [
        *_new(after, known, since, pages),
        *_developed(after, known, pages),
        *_recounted(counted, recounted, pages),
        *_withdrawn(before, after, pages),
        *_disputed(before, after, pages),
        *_confirmed(before, after, pages),
    ]
    return Changes(since.isoformat(), until.isoformat(), tuple(found), tuple(pages.listed))


def _told(kind: ChangeKind, pages: _Pages, old: _Side | None, new: _Side | None, because: str = "") -> Iterator[Change]:
    """Yield a change, or nothing where what it says is not in the words that it cites."""
    told = new or old
    assert told is not None
    yield from told.account.told(lambda _: _change(kind, pages, old, new, because), [told])


def _change(kind: ChangeKind, pages: _Pages, old: _Side | None, new: _Side | None, because: str) -> Change:
    told = new or old
    assert told is not None
    account, statement = told.account, told.statement
    places = [telling.report for telling in statement.tellings]
    numbers = [number for side in (old, new) if side for number in side.cited(pages)]
    return Change(
        kind=kind,
        from_voice=old.statement.voice if old else None,
        from_=old.line if old else "",
        voice=new.statement.voice if new else None,
        to=new.line if new else "",
        because=because,
        claim_kind=statement.first.claim.kind if statement.first.claim else None,
        certainty=account.certainty(statement.first),
        statement=statement.id,
        published=account.first_published(places),
        reports=len(set(places)),
        outlets=account.outlets(places),
        origins=len(list_origins(account.sources, statement)),
        citations=tuple(dict.fromkeys(numbers)),
    )


def _new(after: Account, known: set[Key], since: date, pages: _Pages) -> Iterator[Change]:
    """Yield the statements of voices of which nothing was told before, those of most outlets first.

    What appeared before, by all that can be inferred, and was only received since, is not new.
    """
    wanted = [
        s for s in after.statements() if known.isdisjoint(_Side(after, s).told_keys()) and _is_later(after, s, since)
    ]
    for statement in sorted(wanted, key=lambda s: (-after.outlets(t.report for t in s.tellings), s.id)):
        yield from _told(ChangeKind.NEW, pages, None, _Side(after, statement))


def _is_later(account: Account, statement: Statement, since: date) -> bool:
    published = account.first_published(telling.report for telling in statement.tellings)
    days = parse_edtf(published.edtf) if published.edtf else None
    return days is None or days.until > since


def _developed(after: Account, known: set[Key], pages: _Pages) -> Iterator[Change]:
    """Yield the developments that went on since."""
    for matter in after.matters:
        if matter.kind is not MatterKind.DEVELOPMENT:
            continue
        sides = {place: _Side(after, after.all_statements[place]) for place in matter.statements}
        was_told = {place: not known.isdisjoint(side.told_keys()) for place, side in sides.items()}
        steps = [step for step in matter.steps if was_told[step[0]] and not was_told[step[1]]]
        if steps:
            one, other = max(
                steps, key=lambda step: (matter.statements.index(step[1]), matter.statements.index(step[0]))
            )
            yield from _told(ChangeKind.REVISED, pages, sides[one], sides[other], matter.steps[one, other])


def _recounted(earlier: Figures, later: Figures, pages: _Pages) -> Iterator[Change]:
    """Yield the counts whose newest number is another one now."""
    standing: dict[tuple[str, str | None], list[SeriesEntry]] = defaultdict(list)
    for series in earlier:
        standing[series.counts, series.of].append(series)
    for series in later:
        known = standing.get((series.counts, series.of), [])
        was, now = _newest(max(known, key=lambda each: _shared(each, series))) if known else None, _newest(series)
        if not was or not now or (was.low, was.high) == (now.low, now.high) or (now.day or "") < (was.day or ""):
            continue
        yield Change(
            kind=ChangeKind.REVISED,
            from_voice=was.by,
            from_=was.line,
            voice=now.by,
            to=now.line,
            because=series.name,
            claim_kind=None,
            certainty=(),
            statement=None,
            published=Published(now.day, now.how),
            reports=len(now.reports),
            outlets=now.outlets,
            origins=now.origins,
            citations=(*pages.adopt(earlier.citations, was.citations), *pages.adopt(later.citations, now.citations)),
        )


def _shared(one: SeriesEntry, other: SeriesEntry) -> int:
    """Return how many reports two series have in common: of two stories each has a series of its own."""
    reports = [{name for point in series.points for name in point.reports} for series in (one, other)]
    return len(reports[0] & reports[1])


def _newest(series: SeriesEntry) -> PointEntry | None:
    """Return the point of a series that no later one takes the place of, of most outlets where there are several."""
    standing = [point for point in series.points if point.stands and point.day and not point.retold]
    return max(standing, key=lambda point: (point.day or "", point.outlets, point.low or 0.0), default=None)


def _withdrawn(before: Account, after: Account, pages: _Pages) -> Iterator[Change]:
    """Yield the statements that stood in reports whose later versions have them no more, nor any other report."""
    reports = {report_key(source.report): source.report.text for source in after.sources}
    edited = {
        key
        for source in before.sources
        if _is_edited(source.report.text, reports.get(key := report_key(source.report), ""))
    }
    texts = {key: one_line(text) for key, text in reports.items()} if edited else {}
    for statement in before.statements() if edited else ():
        tellers = [report_key(before.sources[telling.report].report) for telling in statement.tellings]
        gone = sorted({key[0] for key in tellers if key in edited})
        if gone and not any(
            _is_held(before, telling, text) for telling in statement.tellings for text in texts.values()
        ):
            yield from _told(
                ChangeKind.WITHDRAWN, pages, _Side(before, statement), None, f"no longer in {', '.join(gone)}"
            )


def _is_edited(text: str, now: str) -> bool:
    """Tell whether a report has other words now, where it is still there."""
    return text != now and one_line(now) not in ("", one_line(text))


def _is_held(account: Account, telling: Telling, text: str) -> bool:
    """Tell whether a text has every stretch of a telling."""
    words = account.sources[telling.report].report.text
    return all(one_line(words[span.start : span.end]) in text for span in telling.unit.spans)


def _disputed(before: Account, after: Account, pages: _Pages) -> Iterator[Change]:
    """Yield the disputes that were none before."""
    opposed = {
        key
        for matter in before.matters
        if matter.kind is MatterKind.DISPUTE
        for place in matter.statements
        for key in _Side(before, before.all_statements[place]).told_keys()
    }
    for matter in after.matters:
        if matter.kind is MatterKind.DISPUTE:
            one, other = (_Side(after, after.all_statements[side[0]]) for side in matter.sides[:2])
            if opposed.isdisjoint([*one.told_keys(), *other.told_keys()]):
                yield from _told(ChangeKind.DISPUTED, pages, one, other, matter.because)


def _confirmed(before: Account, after: Account, pages: _Pages) -> Iterator[Change]:
    """Yield the statements that others agree with now, and nobody did before."""
    graded = {
        key: before.credibility(statement).grade
        for statement in before.statements()
        for key in _Side(before, statement).told_keys()
    }
    for statement in after.statements():
        side, credibility = _Side(after, statement), after.credibility(statement)
        grades = [graded[key] for key in side.told_keys() if key in graded]
        if grades and min(grades) > CONFIRMED >= credibility.grade:
            yield from _told(ChangeKind.CONFIRMED, pages, None, side, credibility.because)
