"""What changed between two moments: what is new, revised, withdrawn, newly disputed, newly confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from sitrep.ground.model import Published
from sitrep.link.matters import Matter, MatterKind
from sitrep.link.origins import list_origins
from sitrep.link.statements import Statement
from sitrep.tell.account import Account, FigureEntry, content_of, line_of
from sitrep.tell.cited import Citation

CONFIRMED = 2  # the credibility from which on others agree, and nobody contradicts
Key = tuple[str, str]


class ChangeKind(StrEnum):
    """What became of a line of the account."""

    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


class Change(Struct, frozen=True, rename={"from_": "from"}):
    """One change, with the statement that it is of where it is of one.

    `from_` and `to` are what stood before and what stands now, in the words of the reports; of a dispute, its sides.
    """

    kind: ChangeKind
    voice: str | None
    from_: str
    to: str
    because: str
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
    """The citations of two accounts under one run of numbers."""

    def __init__(self) -> None:
        self.listed: list[Citation] = []
        self._numbers: dict[tuple[str, int, int, str], int] = {}

    def adopt(self, account: Account, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers that citations of an account get here."""
        return tuple(dict.fromkeys(self._adopt(account.citations.listed[number - 1]) for number in numbers))

    def _adopt(self, citation: Citation) -> int:
        key = citation.report, citation.start, citation.end, citation.words
        if key not in self._numbers:
            self.listed.append(replace(citation, number=len(self.listed) + 1))
            self._numbers[key] = len(self.listed)
        return self._numbers[key]


def make_changes(before: Account, after: Account, since: str, until: str) -> Changes:
    """Return what changed from one account to a later one of the same desk."""
    pages = _Pages()
    known = {key for statement in before.all_statements for key in _keys(before, statement)}
    found = [
        *_new(after, known, pages),
        *_revised(before, after, known, pages),
        *_withdrawn(before, after, pages),
        *_disputed(before, after, known, pages),
        *_confirmed(before, after, pages),
    ]
    return Changes(since, until, tuple(found), tuple(pages.listed))


def _keys(account: Account, statement: Statement) -> Iterator[Key]:
    """Yield what the tellings of a statement are known by at any moment: report and words."""
    for telling in statement.tellings:
        source = account.sources[telling.report]
        yield source.report.id, content_of(source, telling)


def _told(
    kind: ChangeKind, account: Account, statement: Statement, pages: _Pages, words: Mapping[str, str]
) -> Iterator[Change]:
    """Yield a change, or nothing where what it says is not in the words that it cites."""
    yield from account.told(lambda each: _change(kind, account, each, pages, words), [statement])


def _change(
    kind: ChangeKind, account: Account, statement: Statement, pages: _Pages, words: Mapping[str, str]
) -> Change:
    numbers = [account.cite(telling) for telling in statement.tellings]
    line = words.get("to", words.get("from_", ""))
    account.citations.check(line, numbers, account.called(statement))
    places = [telling.report for telling in statement.tellings]
    return Change(
        kind=kind,
        voice=statement.voice,
        from_=words.get("from_", ""),
        to=words.get("to", ""),
        because=words.get("because", ""),
        statement=statement.id,
        published=account.first_published(places),
        reports=len(set(places)),
        outlets=account.outlets(places),
        origins=len(list_origins(account.sources, statement)),
        citations=pages.adopt(account, numbers),
    )


def _line(account: Account, statement: Statement) -> str:
    return line_of(account.sources[statement.first.report], statement.first)


def _new(after: Account, known: set[Key], pages: _Pages) -> Iterator[Change]:
    """Yield the statements of voices of which nothing was told before, those of most outlets first."""
    wanted = [s for s in after.statements() if known.isdisjoint(_keys(after, s))]
    wanted.sort(key=lambda s: (-after.outlets(t.report for t in s.tellings), s.id))
    for statement in wanted:
        yield from _told(ChangeKind.NEW, after, statement, pages, {"to": _line(after, statement)})


def _revised(before: Account, after: Account, known: set[Key], pages: _Pages) -> Iterator[Change]:
    """Yield the developments that went on since, and the key figures that are told otherwise now."""
    for matter in after.matters:
        if matter.kind is MatterKind.DEVELOPMENT and (pair := _step(after, matter, known)):
            old, new = pair
            words = {"from_": _line(after, old), "to": _line(after, new), "because": matter.because}
            yield from _told(ChangeKind.REVISED, after, new, pages, words)
    old_figures = _standing_figures(before)
    for key, (entry, account) in _standing_figures(after).items():
        if key in old_figures and old_figures[key][0].line != entry.line:
            was, earlier = old_figures[key]
            yield _figure_change(was, earlier, entry, account, pages)


def _step(account: Account, matter: Matter, known: set[Key]) -> tuple[Statement, Statement] | None:
    """Return the last statement of a development that was told before, and the first that was not."""
    statements = [account.all_statements[place] for place in matter.statements]
    told = [not known.isdisjoint(_keys(account, statement)) for statement in statements]
    for place in range(1, len(statements)):
        if not told[place] and any(told[:place]):
            last = max(number for number in range(place) if told[number])
            return statements[last], statements[place]
    return None


def _standing_figures(account: Account) -> dict[tuple[str, str | None], tuple[FigureEntry, Account]]:
    """Return the newest amount of each thing that is counted, of each place that it is told of."""
    standing: dict[tuple[str, str | None], tuple[FigureEntry, Account]] = {}
    for entry in account.figures():
        if entry.unit or not entry.day or entry.low is None:
            continue
        key = entry.counts, entry.of
        newest = standing.get(key)
        if newest is None or (entry.day, entry.outlets, entry.low) > (
            newest[0].day or "",
            newest[0].outlets,
            newest[0].low or 0,
        ):
            standing[key] = entry, account
    return {key: each for key, each in standing.items() if each[0].reports > 1 or each[0].of}


def _figure_change(was: FigureEntry, earlier: Account, entry: FigureEntry, account: Account, pages: _Pages) -> Change:
    of = f", {entry.of}" if entry.of else ""
    numbers = (*pages.adopt(earlier, was.citations[:1]), *pages.adopt(account, entry.citations))
    return Change(
        kind=ChangeKind.REVISED,
        voice=None,
        from_=was.line,
        to=entry.line,
        because=f"{entry.counts}{of}",
        statement=None,
        published=Published(entry.day, entry.how),
        reports=entry.reports,
        outlets=entry.outlets,
        origins=entry.origins,
        citations=numbers,
    )


def _withdrawn(before: Account, after: Account, pages: _Pages) -> Iterator[Change]:
    """Yield the statements that stood in reports whose later versions have them no more, and in no other report."""
    texts = {source.report.id: source.report.text for source in after.sources}
    held = {" ".join(text.split()) for text in texts.values()}
    for statement in before.statements():
        keys = list(_keys(before, statement))
        edited = [report for report, _ in keys if report in texts and texts[report] != _text(before, report)]
        if edited and not any(words in text for _, words in keys for text in held):
            words = {"from_": _line(before, statement), "because": f"no longer in {', '.join(sorted(set(edited)))}"}
            yield from _told(ChangeKind.WITHDRAWN, before, statement, pages, words)


def _text(account: Account, report: str) -> str:
    return next(source.report.text for source in account.sources if source.report.id == report)


def _disputed(before: Account, after: Account, known: set[Key], pages: _Pages) -> Iterator[Change]:
    """Yield the statements that stood unopposed before, and are opposed now."""
    opposed = {
        key
        for matter in before.matters
        if matter.kind is MatterKind.DISPUTE
        for place in matter.statements
        for key in _keys(before, before.all_statements[place])
    }
    for matter in after.matters:
        if matter.kind is not MatterKind.DISPUTE:
            continue
        one, other = (after.all_statements[side[0]] for side in matter.sides[:2])
        keys = {*_keys(after, one), *_keys(after, other)}
        if known.isdisjoint(keys) or not opposed.isdisjoint(keys):
            continue
        words = {"from_": _line(after, one), "to": _line(after, other), "because": matter.because}
        yield from _told(ChangeKind.DISPUTED, after, other, pages, words)


def _confirmed(before: Account, after: Account, pages: _Pages) -> Iterator[Change]:
    """Yield the statements that others agree with now, and nobody did before."""
    graded = {key: before.credibility(s).grade for s in before.statements() for key in _keys(before, s)}
    for statement in after.statements():
        grades = [graded[key] for key in _keys(after, statement) if key in graded]
        credibility = after.credibility(statement)
        if grades and min(grades) > CONFIRMED >= credibility.grade:
            words = {"to": _line(after, statement), "because": credibility.because}
            yield from _told(ChangeKind.CONFIRMED, after, statement, pages, words)
