"""Links between the reports of a desk, found as they arrive, through keys, and the same in whatever order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from time import perf_counter
from typing import NamedTuple
from zlib import crc32

from msgspec import Raw, Struct, msgpack

from sitrep.desk.stories import Stories
from sitrep.ground.edtf import parse_edtf
from sitrep.keep import Echoed, Store, Version
from sitrep.keep.links import Wanted
from sitrep.link.echoes import find_echo
from sitrep.link.likeness import Likeness, compare
from sitrep.link.runs import Runs, make_runs, unpack_runs
from sitrep.link.statements import Link, Mark, find_alike, statement_id, tellings_of
from sitrep.link.units import LEAST_KEYS, Gist, Key, make_gist

LINKER = 2  # raised with each change of how reports are linked, so that desks link anew
DAYS, NEWS_DAYS = 10, 2  # between two reports whose sayings are compared, and what outlets tell as their own
LEAST_RUNS = 3  # runs of words in common of two texts that are aligned
FOREVER = 10_000_000  # days: after any report
CLOSEST = 400  # candidates for echoes that are looked at
NEAR = 0.3  # likeness of two units that may be of one statement, if one voice says both
MOST_AROUND = 60  # versions among which the tellings of one statement are looked for
HELD = 1_000  # versions whose units, and whose runs of words, are kept at hand


Place = tuple[int, int]  # a version and its unit


class Alike(Struct, frozen=True, array_like=True, gc=False):
    """A unit of the later version and one of the earlier, by where they begin and whose they are, and how alike."""

    later: int
    earlier: int
    likeness: Likeness


_decode_pairs = msgpack.Decoder(list[Alike]).decode
_decode_gists = msgpack.Decoder(dict[int, Gist]).decode
_decode_units = msgpack.Decoder(dict[int, Raw]).decode  # their numbers alone


class Worded(NamedTuple):
    """The words of a version as they are compared with others': the report that it is of, and its runs."""

    report_id: int
    runs: Runs


class Compared(NamedTuple):
    """A version as it is compared with others: the report that it is of, and the gists of its units by their number."""

    report_id: int
    gists: dict[int, Gist]


def unit_of(mark: Mark) -> int:
    """Return the number by which a desk knows a unit within its report."""
    return 2 * mark.start + mark.is_own


class Linker:
    """Links each new report with those that the desk holds. `timings` has the seconds that each step took."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links = store.links
        self.stories = Stories(store.links)
        self.timings: dict[str, list[float]] = defaultdict(list)
        self.let_go()

    def let_go(self) -> None:
        """Let go of what is at hand of versions, whose numbers may be others' after a transaction that failed."""
        self._worded: Callable[[int], Worded] = lru_cache(HELD)(self._load_runs)
        self._compared: Callable[[int], Compared] = lru_cache(HELD)(self._load)
        self.stories.let_go()

    def _load_runs(self, version_id: int) -> Worded:
        report_id, content = self._links.find_runs(version_id)
        return Worded(report_id, unpack_runs(content))

    def _load(self, version_id: int) -> Compared:
        report_id, content = self._links.find_gists(version_id)
        return Compared(report_id, _decode_gists(content))

    def link_unlinked(self) -> int:
        """Link the versions that are not linked yet; return how many there were. Done within a transaction.

        Where another linker has linked some, all are linked anew.
        """
        if self._links.has_other(LINKER):
            self.forget()
        wanted = self._links.unlinked(LINKER)
        for version_id in wanted:
            self.link(version_id)
        return len(wanted)

    def has_unlinked(self) -> bool:
        """Tell whether there are versions that are not linked yet."""
        return self._links.has_unlinked(LINKER)

    def link(self, version_id: int) -> None:
        """Find what a version has in common with those that are linked."""
        new = self._store.version(version_id)
        for step, find in (
            ("echoes", self._link_words),
            ("statements", self._link_units),
            ("stories", self._link_stories),
        ):
            started = perf_counter()
            find(new)
            self.timings[step].append(perf_counter() - started)
        self._links.mark_linked(version_id, LINKER)

    def forget(self) -> None:
        """Forget all links, so that all is linked anew."""
        self.let_go()
        self._links.forget()

    # --- words

    def _link_words(self, new: Version) -> None:
        runs = make_runs(new.report.text, new.report.noise)
        counts = self._links.find_echo_keys(runs.keys)
        self._links.keep_runs(new.id, runs.pack(), runs.keys)
        for other in sorted(counts, key=lambda other: (-counts[other], other))[:CLOSEST]:
            report_id, old = self._worded(other)
            if report_id == new.report_id or len(runs.distinct & old.distinct) < LEAST_RUNS:
                continue
            # always the same one first, so that the order of arrival does not tell
            first, second = sorted((runs, old), key=lambda each: (each.words, each.starts, each.breaks))
            echo = find_echo(first, second)
            if echo:
                passages = ((p.a, p.b) if first is runs else (p.b, p.a) for p in echo.passages)
                self._links.keep_echo(Echoed(new.id, other, echo.share, tuple(passages)))

    # --- units

    def _link_units(self, new: Version) -> None:
        report, reading, day = new.report, new.reading, _day_of(new)
        tellings = {unit_of(telling.mark): telling for telling in tellings_of(0, reading)}
        gists = {unit: make_gist(report, reading, telling.unit) for unit, telling in tellings.items()}
        pairs: dict[int, list[Alike]] = defaultdict(list)
        wanted = (each for unit, gist in gists.items() for each in _wanted(unit, gist, day))
        for unit, other, old in self._links.find_units(wanted, LEAST_KEYS):
            compared = self._compared(other)
            if compared.report_id != new.report_id and (likeness := compare(compared.gists[old], gists[unit])):
                pairs[other].append(Alike(unit, old, likeness))
        units = list(gists)
        for one, two, likeness in find_alike(list(gists.values())):
            pairs[new.id].append(Alike(units[two], units[one], likeness))
        self._links.keep_gists(new.id, msgpack.encode(gists))
        kept = (
            (_hash(key, is_news=gist.is_news), unit)
            for unit, gist in gists.items()
            for key in gist.keys
            if day or key.is_rare
        )
        self._links.keep_unit_keys(new.id, day, kept)
        names = ((statement_id(report, telling.mark), unit) for unit, telling in tellings.items())
        self._links.keep_unit_names(new.id, names)
        for earlier, alike in pairs.items():
            self._links.keep_alike(new.id, earlier, msgpack.encode(alike))

    # --- stories

    def _link_stories(self, new: Version) -> None:
        """Find the reports that may be of the same story."""
        self.stories.link(new.id, new.report, new.reading)

    # --- what stands between given versions

    def around(self, name: str, as_of: int) -> list[Version]:
        """Return the versions in which the statement of a name may be told as of a day, the nearest first.

        What is alike enough to one of its tellings may be one, and what is so to that, and so on.
        """
        found: dict[int, Version] = {}
        front, seen = set(self._links.find_named(name)), set[Place]()
        while front and len(found) < MOST_AROUND:
            standing = self._store.standing({version_id for version_id, _ in front} - found.keys(), as_of=as_of)
            fresh = self._store.versions_of(standing)
            found |= {version.id: version for version in sorted(fresh, key=_by_report)[: MOST_AROUND - len(found)]}
            front = {place for place in front if place[0] in found}
            seen |= front
            front = self._alike(front, NEAR) - seen
        return list(found.values())

    def around_all(self, version_ids: Iterable[int]) -> set[Place]:
        """Return the units of versions, those that may tell or answer the same, and what may tell the same as these."""
        units = {(id_, unit) for id_ in version_ids for unit in _decode_units(self._links.find_gists(id_)[1])}
        answers = self._alike(units, 0.0)
        return units | answers | self._alike(answers, NEAR)

    def _alike(self, units: Set[Place], least: float) -> set[Place]:
        """Return the units that are so much alike to one of given units."""
        found: set[Place] = set()
        for later, earlier, encoded in self._links.alike_of({version_id for version_id, _ in units}):
            for pair in _decode_pairs(encoded):
                one, other = (later, pair.later), (earlier, pair.earlier)
                if pair.likeness.score >= least:
                    found |= ({other} if one in units else set()) | ({one} if other in units else set())
        return found

    def links_among(self, versions: Sequence[Version]) -> Iterator[Link]:
        """Yield the links between the tellings of versions, which stand at their places."""
        places = {version.id: place for place, version in enumerate(versions)}
        for later, earlier, encoded in self._links.alike_among(places):
            for pair in _decode_pairs(encoded):
                yield Link(mark_of(places[later], pair.later), mark_of(places[earlier], pair.earlier), pair.likeness)


def _day_of(version: Version) -> int:
    """Return the stated day of publication as an ordinal, 0 where none is stated."""
    published = version.report.published
    days = parse_edtf(published.edtf) if published.edtf and published.how == "stated" else None
    return days.until.toordinal() if days else 0


def _wanted(unit: int, gist: Gist, day: int) -> Iterator[Wanted]:
    """Yield by which keys, and on which days, units like one are looked for; of an undated report only by rare ones."""
    days = NEWS_DAYS if gist.is_news else DAYS
    for key in gist.keys:
        for is_news in (False, True):
            hashed = _hash(key, is_news=is_news)
            if day:
                reach = NEWS_DAYS if is_news else days
                yield Wanted(unit, hashed, key.worth, day - reach, day + reach)
            if key.is_rare:
                yield Wanted(unit, hashed, key.worth, 0, 0 if day else FOREVER)


def _by_report(version: Version) -> tuple[str, str, str]:
    return version.report.published.edtf or "", version.report.id, version.report.text


def mark_of(place: int, unit: int) -> Mark:
    """Return what a telling is known by, of the report at a place, by its number there."""
    return Mark(place, unit // 2, bool(unit % 2))


def _hash(key: Key, *, is_news: bool) -> int:
    """Return the number of a key; what outlets tell as their own has numbers of its own."""
    return crc32(f"{'~' if is_news else ''}{key.name}".encode("utf-8", "surrogatepass"))
