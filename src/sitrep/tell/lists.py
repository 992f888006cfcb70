"""Plain lists of the account: claims, days, outlets, voices, reports found; to be printed and looped over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from sitrep.ground.model import Published, VoiceKind
from sitrep.ground.names import filed_name
from sitrep.link.voices import NamedVoice
from sitrep.tell.account import UNGRADED, Account, ClaimEntry
from sitrep.tell.cited import Citation, Source
from sitrep.tell.timeline import DayEntry, make_timeline

EntryT = TypeVar("EntryT")


class Listing(Struct, Generic[EntryT], frozen=True):
    """Entries of one kind with the citations that they rest on; `withheld` counts those that the check refused."""

    kind: str
    entries: tuple[EntryT, ...]
    citations: tuple[Citation, ...] = ()
    withheld: int = 0

    def __iter__(self) -> Iterator[EntryT]:
        """Iterate over the entries."""
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        """Return the entries as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


class FoundEntry(Struct, frozen=True):
    """A report that a search found, with an excerpt that marks the words by [ ].

    `claims` are the words of those claims that fit what was asked of claims; empty where nothing was.
    """

    report: str
    outlet: str | None
    title: str | None
    published: Published
    excerpt: str
    claims: tuple[str, ...] = ()
    language: str | None = None


class OutletEntry(Struct, frozen=True):
    """An outlet: its reports, of how many the day is inferred, how many retell others, and the voices it lets speak.

    `shared` counts the statements that it tells as other outlets do, `firsts` those of them that it told on an earlier
    day than all others. `relies_on` are the media and outlets that it has things from, `departures` count by kind how
    its tellings depart from the first form. `grade` is the user's, F where there is none.
    """

    outlet: str
    reports: int
    first: str | None
    last: str | None
    inferred: int
    retelling: int
    voices: tuple[str, ...]
    shared: int
    firsts: int
    relies_on: tuple[str, ...]
    departures: dict[str, int]
    grade: str


class VoiceEntry(Struct, frozen=True):
    """A voice: its names, what it is called, its claims with their reports and outlets, and what is in doubt.

    `grade` is the user's, F where there is none.
    """

    id: str
    voice: str
    kind: VoiceKind
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    claims: int
    reports: int
    outlets: int
    doubts: tuple[str, ...] = ()
    grade: str = UNGRADED


def list_claims(account: Account, voice: str | None = None) -> Listing[ClaimEntry]:
    """Return the statements of all voices, or of those whose name holds `voice`."""
    wanted = [s for s in account.statements() if voice is None or voice.lower() in (s.voice or "").lower()]
    return Listing("claims", tuple(account.claims(wanted)), tuple(account.citations.listed), len(account.withheld))


def list_days(sources: Sequence[Source], since: date | None, until: date | None) -> Listing[DayEntry]:
    """Return what reports place on days, the approximately dated as such."""
    account = Account(sources)
    entries = tuple(make_timeline(account, since, until))
    return Listing("timeline", entries, tuple(account.citations.listed), len(account.withheld))


def list_voices(
    sources: Sequence[Source], voices: Sequence[NamedVoice], grades: Mapping[str, str]
) -> Listing[VoiceEntry]:
    """Return voices as entries, in their order, with the grades that names have; those without a claim are left out."""
    entries = [
        VoiceEntry(
            voice.id,
            voice.name,
            voice.kind,
            voice.spellings,
            voice.roles,
            voice.claims,
            len(voice.reports),
            len({outlet for place in voice.reports if (outlet := sources[place].report.outlet)}),
            voice.doubts,
            grades.get(filed_name(voice.name), UNGRADED),
        )
        for voice in voices
        if voice.claims
    ]
    return Listing("voices", tuple(entries))
