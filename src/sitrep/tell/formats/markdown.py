"""Accounts as Markdown: the brief by its own page, statements, matters, timelines and changes by a general one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sitrep.tell import phrases
from sitrep.tell.account import ClaimEntry, Retelling
from sitrep.tell.brief import Brief
from sitrep.tell.changes import Change, ChangeKind, Changes
from sitrep.tell.cited import Citation
from sitrep.tell.formats.entries import Accounted
from sitrep.tell.lists import Listing
from sitrep.tell.render import fill_markdown, render_markdown
from sitrep.tell.retold import HEADINGS
from sitrep.tell.statements import MatterEntry, Position, StatementEntry
from sitrep.tell.timeline import DayEntry

OWN = "Told by outlets as their own"


class Bullet(NamedTuple):
    """A line with what is to be known of it, its citations, and who tells it where several do."""

    line: str
    notes: str
    numbers: Sequence[int]
    tellings: Sequence[Retelling] = ()


class Section(NamedTuple):
    """Lines under a heading."""

    heading: str
    bullets: list[Bullet]
    because: str = ""


class Page(NamedTuple):
    """A page: its title, its sections, and what they rest on."""

    title: str
    sections: list[Section]
    citations: Sequence[Citation]
    withheld: int = 0


def has_page(account: Accounted) -> bool:
    """Tell whether an account can be a page of Markdown."""
    return isinstance(account, Brief | Changes) or (isinstance(account, Listing) and account.kind in SECTIONS)


def write_page(account: Brief | Changes | Listing[Any]) -> str:
    """Return an account as Markdown."""
    match account:
        case Brief():
            return render_markdown(account)
        case Changes():
            title = f"Changes from the end of {account.since} to the end of {account.until}"
            page = Page(title, list(_changes(account.changes)), account.citations)
        case _:
            sections = list(SECTIONS[account.kind](account.entries))
            page = Page(account.kind.capitalize(), sections, account.citations, account.withheld)
    return fill_markdown("page.md.jinja", page=page)


def _notes(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _by_voice(entries: Iterable[Any], make: Callable[[Any], Bullet]) -> Iterator[Section]:
    """Yield a section a voice, in the order in which the voices are first told."""
    sections: dict[str, Section] = {}
    for entry in entries:
        heading = entry.voice or OWN
        sections.setdefault(heading, Section(heading, [])).bullets.append(make(entry))
    yield from sections.values()


def _claims(entries: Iterable[ClaimEntry]) -> Iterator[Section]:
    yield from _by_voice(entries, _claim)


def _claim(entry: ClaimEntry) -> Bullet:
    tellings = entry.retellings if len(entry.retellings) > 1 else ()
    return Bullet(phrases.say_quoted(entry.line, entry.quoted), phrases.say_notes(entry), entry.citations, tellings)


def _statements(entries: Iterable[StatementEntry]) -> Iterator[Section]:
    yield from _by_voice(entries, _statement)


def _statement(entry: StatementEntry) -> Bullet:
    notes = _notes(
        phrases.say_manner(entry.claim_kind, entry.certainty),
        phrases.say_said(entry.said, entry.said_how),
        phrases.say_support(len({telling.report for telling in entry.tellings}), entry.outlets, entry.origins),
        phrases.say_grade(entry.reliability, entry.credibility) if phrases.is_graded(entry) else "",
    )
    return Bullet(entry.line, notes, entry.citations, entry.tellings if len(entry.tellings) > 1 else ())


def _matters(entries: Iterable[MatterEntry]) -> Iterator[Section]:
    for entry in entries:
        standings = {standing.id: standing for standing in entry.standings}
        bullets = [_position(standings[each]) for side in entry.sides for each in side]
        yield Section(f"{entry.kind.value.capitalize()}: {entry.about}", bullets, entry.because)


def _position(standing: Position) -> Bullet:
    notes = _notes(
        phrases.say_manner(standing.claim_kind, standing.certainty),
        phrases.say_said(standing.said, standing.said_how),
        phrases.say_support(standing.reports, standing.outlets, standing.origins),
    )
    return Bullet(f"{standing.voice or 'outlets'}: {standing.line}", notes, standing.citations)


def _days(entries: Iterable[DayEntry]) -> Iterator[Section]:
    for _, members in groupby(entries, key=lambda entry: entry.day):
        told = list(members)
        bullets = [Bullet(entry.line, phrases.say_reported(entry), entry.citations) for entry in told]
        yield Section(phrases.say_when(told[0]), bullets)


def _changes(changes: Sequence[Change]) -> Iterator[Section]:
    for kind, heading in HEADINGS.items():
        bullets = [_change(change) for change in changes if change.kind is kind]
        if bullets:
            yield Section(heading, bullets)


def _change(change: Change) -> Bullet:
    joint = " against " if change.kind is ChangeKind.DISPUTED else " → "
    sides = ((change.from_voice, change.from_), (change.voice, change.to))
    line = joint.join(f"{voice}: {words}" if voice else words for voice, words in sides if words)
    notes = _notes(
        phrases.say_manner(change.claim_kind, change.certainty),
        change.because,
        phrases.say_published(change.published),
        phrases.say_support(change.reports, change.outlets, change.origins),
    )
    return Bullet(line, notes, change.citations)


SECTIONS: dict[str, Callable[[Iterable[Any]], Iterator[Section]]] = {
    "claims": _claims,
    "statements": _statements,
    "matters": _matters,
    "timeline": _days,
}
