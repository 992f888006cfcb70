"""Plain lists of the account: claims, days, outlets, voices, reports found; to be printed and looped over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Published, VoiceKind
from sitrep.link.voices import NamedVoice
from sitrep.tell.account import Account, ClaimEntry
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
    """A report that a search found, with an excerpt that marks the words by [ ]."""

    report: str
    outlet: str | None
    title: str | None
    published: Published
    excerpt: str


class OutletEntry(Struct, frozen=True):
    """An outlet: its reports, of how many the day is inferred, how many retell others, and the voices it relies on."""

    outlet: str
    reports: int
    first: str | None
    last: str | None
    inferred: int
    retelling: int
    voices: tuple[str, ...]


class VoiceEntry(Struct, frozen=True):
    """A voice: its names, what it is called, its claims with their reports and outlets, and what is in doubt."""

    id: str
    voice: str
    kind: VoiceKind
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    claims: int
    reports: int
    outlets: int
    doubts: tuple[str, ...] = ()


def list_claims(account: Account, voice: str | None = None) -> Listing[ClaimEntry]:
    """Return the statements of all voices, or of those whose name holds `voice`."""
    wanted = [s for s in account.statements() if voice is None or voice.lower() in (s.voice or "").lower()]
    return Listing("claims", tuple(account.claims(wanted)), tuple(account.citations.listed), len(account.withheld))


def list_days(sources: Sequence[Source], since: date | None, until: date | None) -> Listing[DayEntry]:
    """Return what reports place on days, the approximately dated as such."""
    account = Account(sources)
    entries = tuple(make_timeline(account, since, until))
    return Listing("timeline", entries, tuple(account.citations.listed), len(account.withheld))


def list_outlets(sources: Sequence[Source]) -> Listing[OutletEntry]:
    """Return the outlets, those with most reports first."""
    firsts: dict[int, int] = {}
    for place, source in enumerate(sources):
        firsts.setdefault(source.origin, place)
    by_outlet: dict[str, list[int]] = {}
    for place, source in enumerate(sources):
        by_outlet.setdefault(source.outlet, []).append(place)
    entries = [_outlet_entry(outlet, places, sources, firsts) for outlet, places in by_outlet.items()]
    return Listing("outlets", tuple(sorted(entries, key=lambda entry: (-entry.reports, entry.outlet))))


def _outlet_entry(outlet: str, places: Sequence[int], sources: Sequence[Source], firsts: dict[int, int]) -> OutletEntry:
    published = (sources[place].report.published.edtf for place in places)
    days = [days for edtf in published if edtf and (days := parse_edtf(edtf))]
    voices = Counter(claim.voice for place in places for claim in sources[place].reading.claims if claim.voice)
    retelling = sum(firsts[sources[place].origin] != place for place in places)
    most = tuple(voice for voice, _ in sorted(voices.items(), key=lambda item: (-item[1], item[0]))[:3])
    inferred = sum(sources[place].report.published.how == "inferred" for place in places)
    first = min(each.since for each in days).isoformat() if days else None
    last = max(each.until for each in days).isoformat() if days else None
    return OutletEntry(outlet, len(places), first, last, inferred, retelling, most)


def list_voices(sources: Sequence[Source], voices: Sequence[NamedVoice]) -> Listing[VoiceEntry]:
    """Return voices as entries, in their order; those that make no claim of their own are left out."""
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
        )
        for voice in voices
        if voice.claims
    ]
    return Listing("voices", tuple(entries))
