"""Links between the reports of a desk, found as they arrive, through keys, and the same in whatever order."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from time import perf_counter
from zlib import crc32

from msgspec import Struct, msgpack

from sitrep.desk.stories import Stories
from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Reading, Report
from sitrep.keep import Echoed, Store, Version
from sitrep.link.echoes import find_echo
from sitrep.link.likeness import Likeness, compare
from sitrep.link.runs import Runs
from sitrep.link.statements import Link, Mark, Telling, find_alike, statement_id, tellings_of
from sitrep.link.units import LEAST_KEYS, Gist, Key

LINKER = 1  # raised with each change of how reports are linked, so that desks link anew
DAYS, NEWS_DAYS = 10, 2  # between two reports whose sayings are compared, and what outlets tell as their own
LEAST_RUNS = 3  # runs of words in common of two texts that are aligned
FOREVER = 10_000_000  # days: after any report
CLOSEST = 400  # candidates for echoes that are looked at
HOPS = 3  # from the telling that is asked for, to what is like it, to what is like that
MOST_AROUND = 60  # versions among which the tellings of one statement are looked for
HELD = 800  # reports kept at hand as candidates


class Alike(Struct, frozen=True, array_like=True):
    """A unit of the later version and one of the earlier, by where they begin and whose they are, and how alike."""

    later: int
    earlier: int
    likeness: Likeness


_decode_pairs = msgpack.Decoder(list[Alike]).decode


class Known:
    """A report as it is compared with others; what is compared of it is made when it is first asked for."""

    def __init__(self, report_id: int, report: Report, reading: Reading) -> None:
        self.report_id = report_id
        self.report = report
        self.reading = reading
        self._gists: dict[int, Gist] = {}

    @cached_property
    def day(self) -> int:
        """Return the stated day of publication as an ordinal, 0 where none is stated."""
        published = self.report.published
        days = parse_edtf(published.edtf) if published.edtf and published.how == "stated" else None
        return days.until.toordinal() if days else 0

    @cached_property
    def runs(self) -> Runs:
        """Return the report's runs of words."""
        return Runs(self.report.text, self.report.noise)

    @cached_property
    def tellings(self) -> Mapping[int, Telling]:
        """Return the report's tellings by their unit."""
        return {unit_of(telling.mark): telling for telling in tellings_of(0, self.reading)}

    def gist(self, unit: int) -> Gist:
        """Return what is compared of a unit."""
        if unit not in self._gists:
            self._gists[unit] = Gist(self.report, self.reading, self.tellings[unit].unit)
        return self._gists[unit]


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
        self._known: Callable[[int], Known] = lru_cache(HELD)(self._load)

    def _load(self, version_id: int) -> Known:
        version = self._store.version(version_id)
        return Known(version.report_id, version.report, version.reading)

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
        new = self._known(version_id)
        for step, find in (
            ("echoes", self._link_words),
            ("statements", self._link_units),
            ("stories", self._link_stories),
        ):
            started = perf_counter()
            find(version_id, new)
            self.timings[step].append(perf_counter() - started)
        self._links.mark_linked(version_id, LINKER)

    def let_go(self) -> None:
        """Let go of the versions at hand, whose numbers may be given to others after a transaction that failed."""
        self._known = lru_cache(HELD)(self._load)
        self.stories.let_go()

    def forget(self) -> None:
        """Forget all links, so that all is linked anew."""
        self.let_go()
        self._links.forget()

    # --- words

    def _link_words(self, version_id: int, new: Known) -> None:
        counts = self._links.find_echo_keys(new.runs.keys)
        near = sorted(counts, key=lambda other: (-counts[other], other))[:CLOSEST]
        kept = self._links.find_runs(near)
        self._links.keep_runs(version_id, array("I", new.runs.distinct).tobytes(), new.runs.keys)
        for other in near:
            if len(new.runs.distinct.intersection(array("I", kept[other]))) < LEAST_RUNS:
                continue
            old = self._known(other)
            if old.report_id == new.report_id:
                continue
            # always the same one first, so that the order of arrival does not tell
            first, second = sorted((new, old), key=lambda known: (known.report.id, known.report.text))
            echo = find_echo(first.runs, second.runs)
            if echo:
                passages = ((p.a, p.b) if first is new else (p.b, p.a) for p in echo.passages)
                self._links.keep_echo(Echoed(version_id, other, echo.share, tuple(passages)))

    # --- units

    def _link_units(self, version_id: int, new: Known) -> None:
        keys = {unit: new.gist(unit).keys for unit in new.tellings}
        wanted_keys = {(key, new.gist(unit).is_news) for unit, each in keys.items() for key in each}
        found = {(key, is_news): self._find_units(key, new.day, is_news=is_news) for key, is_news in wanted_keys}
        pairs: dict[int, list[Alike]] = defaultdict(list)
        for unit, wanted in keys.items():
            worth: dict[tuple[int, int], int] = defaultdict(int)
            for key in wanted:
                for place in found[key, new.gist(unit).is_news]:
                    worth[place] += key.worth
            for (earlier, old), count in worth.items():
                if count >= LEAST_KEYS and (likeness := self._compare(new, unit, earlier, old)):
                    pairs[earlier].append(Alike(unit, old, likeness))
        units = list(keys)
        for one, two, likeness in find_alike([new.gist(unit) for unit in units]):
            pairs[version_id].append(Alike(units[two], units[one], likeness))
        kept = (
            (_hash(key, is_news=new.gist(unit).is_news), unit)
            for unit, wanted in keys.items()
            for key in wanted
            if new.day or key.is_rare
        )
        self._links.keep_unit_keys(version_id, new.day, kept)
        names = ((statement_id(new.report, telling.mark), unit) for unit, telling in new.tellings.items())
        self._links.keep_unit_names(version_id, names)
        for earlier, alike in pairs.items():
            self._links.keep_alike(version_id, earlier, msgpack.encode(alike))

    def _find_units(self, key: Key, day: int, *, is_news: bool) -> list[tuple[int, int]]:
        """Return the units that have a key and may be of the same days; of an undated report only by rare keys."""
        sayings, news = (_hash(key, is_news=each) for each in (False, True))
        if not day:
            if not key.is_rare:
                return []
            return [pair for hashed in (sayings, news) for pair in self._links.find_units(hashed, 0, FOREVER)]
        days = NEWS_DAYS if is_news else DAYS
        dated = [
            *self._links.find_units(sayings, day - days, day + days),
            *self._links.find_units(news, day - NEWS_DAYS, day + NEWS_DAYS),
        ]
        if key.is_rare:
            dated += [pair for hashed in (sayings, news) for pair in self._links.find_units(hashed, 0, 0)]
        return dated

    def _compare(self, new: Known, unit: int, other: int, old: int) -> Likeness | None:
        known = self._known(other)
        if known.report_id == new.report_id or old not in known.tellings:
            return None
        return compare(known.gist(old), new.gist(unit))

    # --- stories

    def _link_stories(self, version_id: int, new: Known) -> None:
        """Find the reports that may be of the same story."""
        self.stories.link(version_id, new.report, new.reading)

    # --- what stands between given versions

    def around(self, name: str, as_of: int) -> list[Version]:
        """Return the versions in which the statement of a name may be told as of a day, the nearest first."""
        found: dict[int, Version] = {}
        ids: Iterable[int] = [version_id for version_id, _ in self._links.find_named(name)]
        for _ in range(HOPS):
            fresh = self._store.standing((id_ for id_ in ids if id_ not in found), as_of=as_of)
            found |= {version.id: version for version in sorted(fresh, key=_by_report)[: MOST_AROUND - len(found)]}
            ids = self._links.neighbours(found)
        return list(found.values())

    def links_among(self, versions: Sequence[Version]) -> Iterator[Link]:
        """Yield the links between the tellings of versions, which stand at their places."""
        places = {version.id: place for place, version in enumerate(versions)}
        for later, earlier, encoded in self._links.alike_among(places):
            for pair in _decode_pairs(encoded):
                yield Link(_mark(places[later], pair.later), _mark(places[earlier], pair.earlier), pair.likeness)


def _by_report(version: Version) -> tuple[str, str, str]:
    return version.report.published.edtf or "", version.report.id, version.report.text


def _mark(place: int, unit: int) -> Mark:
    return Mark(place, unit // 2, bool(unit % 2))


def _hash(key: Key, *, is_news: bool) -> int:
    """Return the number of a key; what outlets tell as their own has numbers of its own."""
    return crc32(f"{'~' if is_news else ''}{key.name}".encode("utf-8", "surrogatepass"))
