"""How a desk is: what it holds, what could not be taken in, and by which reader it was read."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from sitrep.ground.lexicon import is_read
from sitrep.ground.model import Failure
from sitrep.tell.feeds import FeedEntry, GoneEntry
from sitrep.tell.phrases import say_count


class FailureEntry(Struct, frozen=True):
    """An item that could not be taken in, and why; `id` names it where its place is not to be told."""

    id: str
    item: str
    reason: str


class Health(Struct, frozen=True):
    """What a desk holds, and what is to be done about it.

    `size` is in bytes, `last_day` (ISO 8601) when the last report appeared. `reader` is the number of the reader that
    this Sitrep is, with the user's own places; `old_readings` counts versions that another one has read. `languages`
    counts the versions in each language that is told, `waiting` the pages that are still to be fetched, `gone` those
    that were fetched and are no longer there.
    """

    sitrep: str
    size: int
    reports: int
    versions: int
    claims: int
    last_day: str | None
    reader: int
    old_readings: int
    failures: tuple[FailureEntry, ...]
    languages: dict[str, int] = {}
    feeds: tuple[FeedEntry, ...] = ()
    waiting: int = 0
    gone: tuple[GoneEntry, ...] = ()

    def __str__(self) -> str:
        """Return the facts as lines."""
        lines = [
            f"Sitrep:   {self.sitrep}, reader {self.reader}",
            f"Holds:    {say_count(self.reports, 'report')}, {say_count(self.versions, 'version')}, "
            f"{say_count(self.claims, 'claim')}; the last of {self.last_day or 'no known day'}",
            f"Takes:    {self.size / 1e6:,.1f} MB",
        ]
        if self.old_readings:
            lines.append(f"To do:    {self.old_readings:,} readings are of another reader; run `sitrep reread`")
        if self.languages:
            told = (f"{code} {n:,}{'' if is_read(code) else ' (not read)'}" for code, n in self.languages.items())
            lines.insert(2, f"Written:  {', '.join(told)}")
        if self.feeds or self.waiting:
            lines.append(f"Feeds:    {len(self.feeds):,}; {say_count(self.waiting, 'page')} still to be fetched")
            lines += [f"  {feed}" for feed in self.feeds]
        if self.gone:
            lines.append(f"Gone:     {say_count(len(self.gone), 'page')}; what was kept of each stays")
            lines += [f"  {page.url}: {page.reason}, seen {page.since[:10]}" for page in self.gone]
        lines.append(f"Failures: {len(self.failures):,}")
        lines += [f"  {failure.item}: {failure.reason}" for failure in self.failures]
        return "\n".join(lines) + "\n"


def failure_entry(failure: Failure) -> FailureEntry:
    """Return a failure as an entry."""
    return FailureEntry(
        f"f{sha256(failure.item.encode('utf-8', 'replace')).hexdigest()[:12]}", failure.item, failure.reason
    )
