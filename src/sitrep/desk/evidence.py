"""The evidence of a moment: the versions that stood then, as the sources of an account, with what links them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from sitrep.desk.dates import Dates
from sitrep.desk.links import Linker, Place, mark_of
from sitrep.desk.rules import FILE, load_rules, load_standing
from sitrep.ground.edtf import parse_edtf
from sitrep.ground.errors import BadRequest
from sitrep.ground.model import Reading, Standing
from sitrep.keep import Store, Version
from sitrep.link.echoes import LEAST_SHARE, Passage
from sitrep.link.joined import join_chains
from sitrep.link.retellings import find_retellings
from sitrep.link.statements import Link, Mark
from sitrep.link.voices import Heard, Voices
from sitrep.tell.account import Account
from sitrep.tell.cited import Source
from sitrep.tell.echoes import Joint, sort_joints
from sitrep.tell.series import Figures, make_figures


class Evidence:
    """What can be told of a desk at its moments. The account that was asked for last is at hand, until it is let go.

    `catch_up` is called before a period is looked at: it links what is not linked yet, and lets go of what has changed.
    """

    def __init__(self, store: Store, linker: Linker, dates: Dates, catch_up: Callable[[], None]) -> None:
        self._store = store
        self._linker = linker
        self._dates = dates
        self._catch_up = catch_up
        self._file = store.folder / FILE
        self._last: tuple[Any, Account] | None = None
        self._written = 0

    def let_go(self) -> None:
        """Let go of the account at hand, where something of it may have changed."""
        self._last = None

    def has_new_rules(self) -> bool:
        """Tell whether the user has written to `sources.toml` since this was asked last; what it said is let go of."""
        written = self._file.stat().st_mtime_ns if self._file.is_file() else 0
        if written == self._written:
            return False
        self._written = written
        self.__dict__.pop("standing", None)
        return True

    def versions(self, as_of: date, since: date | None) -> list[Version]:
        """Return what stood at a moment, with its stated or inferred days, in their order; undated ones last.

        Errors: BadRequest where the period begins after the moment.
        """
        if since and since > as_of:
            raise BadRequest(
                f"cannot tell of a period since {since} as of {as_of}: it begins later; give an earlier day"
            )
        first = since.toordinal() if since else None
        self._catch_up()
        versions = self._dates.infer(self._store.versions(as_of=as_of.toordinal(), since=first), as_of)
        if since:
            versions = [version for version in versions if _is_within(version, since)]
            versions += self._dates.infer_since(since, as_of)
        return sorted(versions, key=by_day)

    def account(self, as_of: date, since: date | None) -> Account:
        """Return the account of a moment, or of a period up to it; of the last one asked for what is at hand."""
        self._catch_up()
        if self._last is None or self._last[0] != (as_of, since):
            self._last = (as_of, since), self.account_of(self.versions(as_of, since))
        return self._last[1].again()

    def account_around(self, units: Set[Place], as_of: date, held: Mapping[int, Version]) -> Account:
        """Return the account of a moment as far as some units are told in it."""
        return self.account_over(self.standing_of((version_id for version_id, _ in units), as_of, held), units)

    def account_over(self, versions: Sequence[Version], units: Set[Place]) -> Account:
        """Return the account of some versions as far as some units are told in it."""
        places = {version.id: place for place, version in enumerate(versions)}
        only = {mark_of(places[version_id], unit) for version_id, unit in units if version_id in places}
        return self.account_of(versions, only)

    def account_of(self, versions: Sequence[Version], only: Set[Mark] | None = None) -> Account:
        """Return the account of some versions, linked as the desk keeps it, in which only some tellings may count."""
        links = list(self._linker.links_among(versions))
        sources = self.told(versions, self.heard(versions), self.joints(versions, links))
        return Account(sources, links, self.standing, only)

    def figures_around(self, version_ids: Iterable[int], as_of: date, held: Mapping[int, Version]) -> Figures:
        """Return the figures of a moment in some versions."""
        versions = self.standing_of(version_ids, as_of, held)
        return make_figures(self.told(versions), None, self._linker.stories.situations_among(versions))

    def standing_of(self, version_ids: Iterable[int], as_of: date, held: Mapping[int, Version]) -> list[Version]:
        """Return those of some versions that stood at a moment, with their days, in their order."""
        standing = self._store.standing(version_ids, as_of=as_of.toordinal())
        return sorted(self._dates.infer([held[version_id] for version_id in standing], as_of), key=by_day)

    def stood(self, version_ids: Set[int], as_of: date) -> list[Version]:
        """Return those of some versions that stood at a moment, with their days, in their order."""
        return self.standing_of(version_ids, as_of, {each.id: each for each in self._store.versions_of(version_ids)})

    def heard(self, versions: Sequence[Version]) -> Voices:
        """Return the voices of some versions, by what the user ruled and by their names."""
        heard = [Heard(v.report.id, v.report.outlet, v.reading.claims) for v in versions]
        return Voices(heard, self._store.rulings(), load_rules(self._file))

    def told(
        self, versions: Sequence[Version], voices: Voices | None = None, joints: Sequence[Joint] | None = None
    ) -> list[Source]:
        """Return versions as the sources of an account, with their origins and, where given, the names of voices."""
        told = [
            self._source(version, _named(version.reading, place, voices) if voices else version.reading, place)
            for place, version in enumerate(versions)
        ]
        if joints is None:
            joints = self.joints(versions, self._linker.links_among(versions))
        sorts = sort_joints(told, joints)
        pairs = [
            (joint.one, joint.other)
            for joint, sort in zip(joints, sorts, strict=True)
            if sort == "retelling" or (sort == "text" and joint.share >= LEAST_SHARE)
        ]
        origins = join_chains(range(len(versions)), pairs)
        return [replace(source, origin=origins[place]) for place, source in enumerate(told)]

    def _source(self, version: Version, reading: Reading, place: int) -> Source:
        """Return a version as a source of its own, with what the user says of its outlet."""
        standing, outlet = self.standing, version.report.outlet or ""
        name = standing.aliases.get(outlet, outlet)
        report = version.report if name == outlet else replace(version.report, outlet=name)
        return Source(report, reading, place, standing.owners.get(name), standing.wires.get(name, ()))

    @cached_property
    def standing(self) -> Standing:
        """Return what the user says of who can be trusted how far, and of who belongs to whom."""
        return load_standing(self._file)

    def joints(self, versions: Sequence[Version], links: Iterable[Link]) -> list[Joint]:
        """Return the echoes between versions, by their places, and which of them retell each other."""
        places = {version.id: place for place, version in enumerate(versions)}
        echoes = [
            Joint(places[echo.later], places[echo.earlier], echo.share, tuple(Passage(a, b) for a, b in echo.passages))
            for echo in self._store.links.echoes_among(places)
        ]
        known = {frozenset((joint.one, joint.other)) for joint in echoes}
        retold = [
            Joint(each.one, each.other, 0.0, each.passages, is_retold=True)
            for each in find_retellings(versions, links)
            if {each.one, each.other} not in known
        ]
        return echoes + retold


def _named(reading: Reading, place: int, voices: Voices) -> Reading:
    """Return a reading whose claims have the names that their voices have on the desk."""
    claims = tuple(voices.named(place, claim) for claim in reading.claims)
    return reading if claims == reading.claims else replace(reading, claims=claims)


def _is_within(version: Version, since: date) -> bool:
    days = parse_edtf(version.report.published.edtf or "")
    return days is not None and days.until >= since


def by_day(version: Version) -> tuple[bool, date, str, str, str]:
    """Order versions by the day on which they appeared, undated ones last."""
    report = version.report
    days = parse_edtf(report.published.edtf or "")
    return days is None, days.since if days else date.min, report.outlet or "", report.id, report.text
