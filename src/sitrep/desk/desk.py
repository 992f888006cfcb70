"""The verbs of a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version as version_of
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sitrep.clean import make_plain_report, make_report
from sitrep.desk.asked import Moment, checked_text, first_day, last_day
from sitrep.desk.dates import Dates
from sitrep.desk.evidence import Evidence, by_day
from sitrep.desk.ground import Ground
from sitrep.desk.links import Linker
from sitrep.desk.rules import FILE, write_grade
from sitrep.gather import Manners, Upload, Watchlist, gather, is_address
from sitrep.ground.errors import BadRequest, NotFound, SitrepError, Unreadable
from sitrep.ground.model import Address, Failure, Raw, Reading, Report, Ruling
from sitrep.ground.names import filed_name
from sitrep.keep import Kept, Outcome, Sought, Store, Version
from sitrep.link.dating import date_alone
from sitrep.link.matters import MatterKind
from sitrep.link.statements import statement_id
from sitrep.link.voices import Voices, split_id
from sitrep.reading import read_report
from sitrep.tell.account import UNGRADED, ClaimEntry
from sitrep.tell.brief import Brief, make_brief
from sitrep.tell.changes import Changes, make_changes
from sitrep.tell.compare import Alignment, Comparison, compare_reports, compare_tellings
from sitrep.tell.echoes import EchoEntry, list_echoes
from sitrep.tell.feeds import FeedEntry, GoneEntry
from sitrep.tell.found import NO_FILTERS, Excerpt, Filters, list_found
from sitrep.tell.health import Health, failure_entry
from sitrep.tell.lists import (
    FoundEntry,
    Listing,
    OutletEntry,
    VoiceEntry,
    list_claims,
    list_days,
    list_voices,
)
from sitrep.tell.map import Map, make_map
from sitrep.tell.marked import Marked, mark_claims
from sitrep.tell.outlets import list_outlets
from sitrep.tell.revisions import Received, list_revisions
from sitrep.tell.series import Figures, make_figures
from sitrep.tell.statements import MatterEntry, StatementEntry, list_matters, list_statements
from sitrep.tell.stories import StoryEntry, list_stories
from sitrep.tell.timeline import DayEntry

if TYPE_CHECKING:
    from sitrep.desk.watching import Round, Tally
    from sitrep.gather.visits import KnownRules

T = TypeVar("T")
USUAL = Manners()
ADDED, UPDATED, UNCHANGED = Outcome
BATCH = 32  # items of one transaction: what is reported as added is on disk


class Progress(Struct, frozen=True):
    """How far an `add` has come, after each batch that is on disk."""

    added: int
    updated: int
    unchanged: int
    failed: int

    @property
    def done(self) -> int:
        """Return how many items have been dealt with."""
        return self.added + self.updated + self.unchanged + self.failed


class Added(Struct, frozen=True):
    """What became of the items of an `add` or a `retry`."""

    added: int
    updated: int
    unchanged: int
    failures: tuple[Failure, ...]

    def __add__(self, other: Added) -> Added:
        """Return the sum of two."""
        return Added(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.failures + other.failures,
        )

    def __str__(self) -> str:
        """Return a line with the counts, and one for each failure."""
        counts = f"{self.added} added, {self.updated} updated, {self.unchanged} unchanged, {len(self.failures)} failed"
        lines = [f"  failed: {failure.item}: {failure.reason}" for failure in self.failures]
        return "\n".join([counts, *lines])


NOTHING = Added(0, 0, 0, ())


class Cycle(Struct, frozen=True):
    """What a cycle of watching brought, how it goes with each feed, and in how many seconds something is due again."""

    added: Added
    feeds: tuple[FeedEntry, ...]
    at: str
    seconds_left: float

    def __str__(self) -> str:
        """Return a line for each feed, and the counts of all."""
        return "\n".join([*map(str, self.feeds), str(self.added)])

    @property
    def has_news(self) -> bool:
        """Tell whether anything came, or failed."""
        return bool(self.added.added or self.added.updated or self.added.failures)

    @property
    def is_in_trouble(self) -> bool:
        """Tell whether an item failed, or a feed does not answer."""
        return bool(self.added.failures) or any(feed.reason for feed in self.feeds)

    @property
    def news(self) -> str:
        """Return the counts of all, with a line for each feed that brought something or is in trouble."""
        told = [feed for feed in self.feeds if feed.new or feed.changed or feed.failed or feed.reason]
        return "\n".join([f"{self.at[:16].replace('T', ' ')} {self.added}", *(f"  {feed}" for feed in told)])


class Taken(NamedTuple):
    """An item on its way onto the desk: its bytes, its report and its reading, or why one of them could not be made."""

    item: Raw
    report: Report | Failure
    reading: Reading | Failure | None = None


class Desk:
    """A desk and its verbs. Made by `sitrep.open`; to be closed, or used in a `with` block."""

    def __init__(self, store: Store, clock: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._clock = clock or _now
        self._linker = Linker(store)
        self._known_rules: dict[str, KnownRules] = {}
        self._dates = Dates(store, lambda report: self._ground.read(report))
        self._evidence = Evidence(store, self._linker, self._dates, self._link_missing)

    @property
    def place(self) -> Path | str:
        """Return the desk's file, or its address on a server without the password."""
        return self._store.place

    @property
    def path(self) -> Path | None:
        """Return the desk's file; None where it stands on a server."""
        return self.place if isinstance(self.place, Path) else None

    @property
    def folder(self) -> Path:
        """Return the folder of the user's files, `places.toml` and `sources.toml`."""
        return self._store.folder

    @property
    def timings(self) -> Mapping[str, Sequence[float]]:
        """Return the seconds that each step of linking took, of each report added since the desk was opened."""
        return self._linker.timings

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that is asked inside be told of one state of the desk, whatever others write meanwhile."""
        self._link_missing()
        with self._store.snapshot():
            yield

    @property
    def others_wrote(self) -> int:
        """Return a number that is another one as soon as another who has the desk open has written."""
        return self._store.others_wrote

    def state(self, *, as_of: Moment = None) -> str:
        """Return what tells all that is told as of a moment from what was told before something of it changed.

        Reports that could not be known then change nothing of it.
        """
        moment = self._moment(as_of)
        return f"{self._store.evidence_mark(moment.toordinal())}.{self._store.rulings_mark()}.{moment.isoformat()}"

    def last_day(self, *, as_of: Moment = None) -> date | None:
        """Return the last day up to a moment on which a report is known to have appeared; None where there is none."""
        last = self._store.last_day(self._moment(as_of).toordinal())
        return date.fromordinal(last) if last else None

    def close(self) -> None:
        """Close the desk."""
        self._store.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # --- in

    def add(
        self,
        sources: str | Path | Upload | Iterable[str | Path | Upload],
        *,
        stdin: IO[bytes] | None = None,
        manners: Manners = USUAL,
        progress: Callable[[Progress], None] | None = None,
    ) -> Added:
        """Take in files, folders, uploads, standard input (`-`) and addresses, and keep what was read.

        The same item twice changes nothing; an edited one becomes a new version. What cannot be taken in is among the
        failures and kept for `retry`; it never stops the others. An address is a page, or a feed whose pages are then
        fetched, as are those that a list names; `manners` says how hosts are asked.

        Errors: DeskBusy, DeskUnwritable; what was reported to `progress` is then kept.
        """
        given = [sources] if isinstance(sources, (str, Path, Upload)) else list(sources)
        listed: list[Address] = []
        paths = (each for each in given if not is_address(each))
        added = self._take(_without_addresses(gather(paths, stdin), listed), progress)
        addresses = [str(each) for each in given if is_address(each)]
        if addresses or listed:
            visits = self._round(Watchlist((), again=(), manners=manners))
            visits.want_addresses(addresses)
            visits.want_listed(listed)
            visits.run(_onward(added, progress))
            added += _added(visits)
        self._dates.refresh(self._clock().date())
        return added

    def watch(
        self,
        watchlist: Watchlist,
        *,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Cycle:
        """Ask the feeds of a list that are due for what is new or edited, once, and keep what comes.

        A cycle that dies is gone on with by the next one. `stop` is asked between batches whether to end early.

        Errors: DeskBusy, DeskUnwritable; what was reported to `progress` is then kept.
        """
        visits = self._round(watchlist)
        visits.want_feeds()
        visits.run(_onward(NOTHING, progress), stop)
        self._dates.refresh(self._clock().date())
        names = {watched.url: watched.outlet for watched in watchlist.feeds}
        feeds = tuple(
            replace(entry, new=tally.new, changed=tally.changed, failed=tally.failed)
            for entry in self._feeds(names)
            if entry.url in names and (tally := visits.tallies[entry.url])
        )
        now = self._clock()
        dues = [*(feed.due for feed in feeds), *filter(None, [self._store.visits.next_due(names)])]
        left = (datetime.fromisoformat(min(dues)) - now).total_seconds() if dues else watchlist.every.total_seconds()
        return Cycle(_added(visits), feeds, now.isoformat(timespec="seconds"), max(0.0, left))

    def _round(self, watchlist: Watchlist) -> Round:
        """Return a round of visits, whose rooms are loaded only when something is fetched."""
        from sitrep.desk.watching import Round

        return Round(self._store.visits, self._take_batch, self._clock, watchlist, self._known_rules)

    def _feeds(self, names: Mapping[str, str | None] | None = None) -> tuple[FeedEntry, ...]:
        """Return how it goes with each feed, under the names of a list or else its own."""
        return tuple(
            FeedEntry(
                feed.url,
                (names or {}).get(feed.url) or feed.title,
                feed.succeeded,
                feed.new,
                feed.changed,
                feed.failed,
                feed.failures,
                feed.reason,
                feed.due,
            )
            for feed in self._store.visits.feeds()
        )

    def retry(
        self,
        ids: Set[str] | None = None,
        *,
        manners: Manners = USUAL,
        progress: Callable[[Progress], None] | None = None,
    ) -> Added:
        """Try again what failed, or what of it has these ids: from its place if it still is there, else from its bytes.

        Errors: NotFound where nothing that failed has one of the ids.
        """
        taken = Added(0, 0, 0, ())
        failed = {failure_entry(failure).id: failure for failure in self._store.failures()}
        unknown = (ids or set()) - failed.keys()
        if unknown:
            raise NotFound(f"cannot try {min(unknown)!r} again: nothing that failed has that id; see `sitrep health`")
        wanted = [failure for id_, failure in failed.items() if ids is None or id_ in ids]
        for failure in (failure for failure in wanted if not is_address(failure.item)):
            again = self._take(self._items_of(failure), progress)
            if not again.failures:
                with self._store.transaction():
                    self._store.forget_failure(failure.item)
            taken = taken + again
        addresses = [failure.item for failure in wanted if is_address(failure.item)]
        if addresses:
            visits = self._round(Watchlist((), manners=manners))
            visits.want_again(addresses)
            visits.run(_onward(taken, progress))
            taken += _added(visits)
        self._dates.refresh(self._clock().date())
        return taken

    def _items_of(self, failure: Failure) -> Iterator[Raw | Failure]:
        """Yield what a failed item is now: what stands in its place, of a file with members its own member only."""
        place, _, member = failure.item.partition("#")
        if Path(place).is_absolute() and Path(place).exists():
            found = [
                item
                for item in _without_addresses(gather([place]), [])
                if not member or _item_name(item) == failure.item
            ]
            if found:
                yield from found
                return
        yield self._store.raw_of_failure(failure.item) or failure

    def _take(self, items: Iterable[Raw | Failure], progress: Callable[[Progress], None] | None) -> Added:
        taken = NOTHING
        stream = iter(items)
        while batch := list(islice(stream, BATCH)):
            results = self._take_batch(batch)
            became = Counter(result.outcome for result in results if isinstance(result, Kept))
            failures = tuple(result for result in results if isinstance(result, Failure))
            taken += Added(became[ADDED], became[UPDATED], became[UNCHANGED], failures)
            if progress:
                progress(Progress(taken.added, taken.updated, taken.unchanged, len(taken.failures)))
        return taken

    def _take_batch(
        self, items: Sequence[Raw | Failure], keep: Callable[[Sequence[Kept | Failure]], None] | None = None
    ) -> Sequence[Kept | Failure]:
        """Return what became of some items, which are kept together; `keep` is done with them or not at all."""
        taken = [self._read_one(item) for item in items]  # which takes long, while others may write
        with self._transaction():
            results = [self._keep_one(each) for each in taken]
            if keep:
                keep(results)
        return results

    def _let_go_of_changed(self) -> None:
        """Let go of what is at hand where another process has written to the desk, or the user to `sources.toml`."""
        has_rules, has_changed = self._evidence.has_new_rules(), self._store.has_changed()
        if has_rules or has_changed:
            self._linker.let_go()
            self._dates.let_go()
            self._evidence.let_go()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Keep all that is done inside, or nothing of it, on the desk and at hand."""
        self._evidence.let_go()
        try:
            with self._store.transaction():
                self._let_go_of_changed()
                yield
        except BaseException:
            self._linker.let_go()
            raise

    def _read_one(self, item: Raw | Failure) -> Taken | Failure:
        """Return what is read out of an item, or why it cannot be read; what the desk holds is not read again."""
        if isinstance(item, Failure):
            return item
        report = _tried(item, lambda: make_report(item))
        if isinstance(report, Failure) or self._store.find_same(item, report):
            return Taken(item, report)
        return Taken(item, report, _tried(item, lambda: self._ground.read(report)))

    def _keep_one(self, taken: Taken | Failure) -> Kept | Failure:
        """Keep what was read, or what failed. Done within a transaction, which decides what is new."""
        if isinstance(taken, Failure):
            return self._keep_failure(taken, None)
        item, report, reading = taken
        if isinstance(report, Failure):
            return self._keep_failure(report, item)
        self._store.forget_failure(item.name)
        same = self._store.find_same(item, report)
        if same:
            return same
        if reading is None:  # the desk held it, and does no more
            reading = _tried(item, lambda: self._ground.read(report))
        if isinstance(reading, Failure):
            return self._keep_failure(reading, item)
        kept = self._store.keep_report(item, report, reading, self._ground.reader, self._clock())
        self._linker.link(kept.version_id)
        return kept

    def _keep_failure(self, failure: Failure, item: Raw | None) -> Failure:
        self._store.keep_failure(failure, item, self._clock())
        return failure

    @cached_property
    def _ground(self) -> Ground:
        """What reports are read with: the gazetteer, the user's own places, where outlets are at home."""
        return Ground(self.folder)

    def reread(self, *, progress: Callable[[Progress], None] | None = None, everything: bool = False) -> int:
        """Read again what an older reader has read, or one with other places; return how many readings were renewed.

        With `everything` all is read again.
        """
        self._evidence.let_go()
        wanted = self._store.old_readings(-1 if everything else self._ground.reader)
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            reports = {version_id: self._cleaned_again(version_id) for version_id in batch}
            readings = {version_id: self._ground.read(report) for version_id, report in reports.items()}
            with self._store.transaction():
                for version_id, reading in readings.items():
                    language = reports[version_id].language
                    self._store.replace_reading(version_id, language, reading, self._ground.reader)
            if progress:
                progress(Progress(0, min(start + BATCH, len(wanted)), 0, 0))
        if wanted:
            self._dates.forget()
            self._link_anew()
        self._dates.refresh(self._clock().date())
        return len(wanted)

    def _link_anew(self) -> None:
        with self._transaction():
            self._linker.forget()
            self._linker.link_unlinked()

    def _cleaned_again(self, version_id: int) -> Report:
        """Return a version's report with the noise and language that cleaning finds now; its text stays as it is."""
        kept = self._store.report_of_version(version_id)
        report = make_report(self._store.raw_of_version(version_id))
        published = report.published if report.published.edtf == kept.published.edtf else kept.published
        noise = report.noise if report.text == kept.text else make_plain_report(kept.text, kept.id).noise
        return replace(kept, noise=noise, published=published, language=report.language)

    # --- out

    def brief(self, *, as_of: Moment = None, since: Moment = None) -> Brief:
        """Return what stands as of a day: nothing that was not yet published then. `since` begins the period."""
        moment = self._moment(as_of)
        return make_brief(self._evidence.account(moment, first_day(since)), moment, first_day(since))

    def claims(self, *, voice: str | None = None, as_of: Moment = None, since: Moment = None) -> Listing[ClaimEntry]:
        """Return the statements of all voices, or of those whose name holds `voice`."""
        return list_claims(self._evidence.account(self._moment(as_of), first_day(since)), voice)

    def echoes(self, *, as_of: Moment = None, since: Moment = None) -> Listing[EchoEntry]:
        """Return the passages that reports share, with the edits between them, of the closest reports first."""
        versions = self._evidence.versions(self._moment(as_of), first_day(since))
        joints = self._evidence.joints(versions, self._linker.links_among(versions))
        return list_echoes(self._evidence.told(versions, joints=joints), joints)

    def statements(self, *, as_of: Moment = None, since: Moment = None) -> Listing[StatementEntry]:
        """Return who says what with all tellings, and what several reports tell themselves, most told first."""
        return list_statements(self._evidence.account(self._moment(as_of), first_day(since)))

    def matters(
        self, kind: Literal["development", "dispute"] | None = None, *, as_of: Moment = None, since: Moment = None
    ) -> Listing[MatterEntry]:
        """Return what one voice says of a question over time, and what several say against each other."""
        kinds = [each.value for each in MatterKind]
        if kind is not None and kind not in kinds:
            raise BadRequest(f"cannot list matters of kind {kind!r}: there are {' and '.join(kinds)}")
        account = self._evidence.account(self._moment(as_of), first_day(since))
        return list_matters(account, MatterKind(kind) if kind else None)

    def stories(self, *, as_of: Moment = None, since: Moment = None) -> Listing[StoryEntry]:
        """Return the reports by the development that they tell of, in the order in which these began."""
        versions = self._evidence.versions(self._moment(as_of), first_day(since))
        return list_stories(self._evidence.told(versions), self._linker.stories.among(versions))

    def changes(self, since: str | date, *, as_of: Moment = None) -> Changes:
        """Return what changed after the day `since`: new, revised, withdrawn, newly disputed, newly confirmed."""
        before, after = last_day(since), self._moment(as_of)
        if before > after:
            raise BadRequest(f"cannot tell changes since {before}: that is after {after}; give an earlier day")
        self._link_missing()
        came = self._store.arrived(before.toordinal(), after.toordinal())
        came += self._store.others_of(came)
        units, stories = self._linker.around_all(came), self._linker.stories.around(came)
        held = {each.id: each for each in self._store.versions_of({version_id for version_id, _ in units} | stories)}
        was, now = (self._evidence.account_around(units, moment, held) for moment in (before, after))
        counted, recounted = (self._evidence.figures_around(stories, moment, held) for moment in (before, after))
        return make_changes(was, now, counted, recounted, before, after)

    def compare(self, one: str, other: str | None = None, *, as_of: Moment = None) -> Comparison | Alignment:
        """Return all tellings of a statement, by its id, side by side; or two reports aligned.

        Errors: BadRequest where there is no such statement or report.
        """
        moment = self._moment(as_of)
        self._link_missing()
        if other is not None:
            names = map(checked_text, (one, other))
            versions = [self._store.find_version(name, moment.toordinal() if as_of else None) for name in names]
            if versions[0].report_id == versions[1].report_id:
                raise BadRequest(f"cannot compare {one!r} with itself: name two reports")
            return compare_reports(self._evidence.account_of(self._dates.infer(versions, moment)))
        around = self._linker.around(checked_text(one), moment.toordinal())
        account = self._evidence.account_of(sorted(self._dates.infer(around, moment), key=by_day))
        for statement in account.all_statements:
            ids = {statement_id(account.sources[t.report].report, t.mark) for t in statement.tellings}
            if one in ids:
                return compare_tellings(account, statement)
        hint = "no statement has that id; `sitrep statements` lists them"
        raise NotFound(f"cannot compare {one!r}: {hint}; give two reports to align them")

    def figures(self, counts: str | None = None, *, as_of: Moment = None, since: Moment = None) -> Figures:
        """Return what is counted over time, or of that what `counts` names, such as "dead"."""
        versions = self._evidence.versions(self._moment(as_of), first_day(since))
        return make_figures(self._evidence.told(versions), counts, self._linker.stories.situations_among(versions))

    def timeline(self, *, as_of: Moment = None, since: Moment = None, until: Moment = None) -> Listing[DayEntry]:
        """Return what reports place on days, up to the day `until`, the approximately dated told as such."""
        moment, last = self._moment(as_of), None if until is None else last_day(until)
        versions = self._evidence.versions(moment, first_day(since))
        return list_days(self._evidence.told(versions), first_day(since), last)

    def map(self, *, as_of: Moment = None, since: Moment = None) -> Map:
        """Return the places of the account: with a point and a ring, told by way of others, and without any."""
        moment, first = self._moment(as_of), first_day(since)
        versions = self._evidence.versions(moment, first)
        return make_map(self._evidence.told(versions, joints=()), moment, first)  # no origins are counted

    def sources(self, *, as_of: Moment = None, since: Moment = None) -> Listing[OutletEntry]:
        """Return the outlets: their reports, whom they have things from, how often they came first, how they alter."""
        return list_outlets(self._evidence.account(self._moment(as_of), first_day(since)))

    def voices(self, *, as_of: Moment = None, since: Moment = None, doubtful: bool = False) -> Listing[VoiceEntry]:
        """Return the voices, or those in doubt, those that most reports let speak first."""
        versions = self._evidence.versions(self._moment(as_of), first_day(since))
        voices = self._evidence.heard(versions)
        voices.find_alike()
        listed = [voice for voice in voices.listed() if voice.doubts or not doubtful]
        told = self._evidence.told(versions, voices, joints=())  # no origins are counted
        return list_voices(told, listed, self._evidence.standing.grades)

    def join_voices(self, keeps: str, *others: str) -> list[Ruling]:
        """Rule that voices are one, under the name of the first; each by its id or its name.

        Errors: BadRequest where a name is no voice's, or several voices'.
        """
        voices = self._evidence.heard(self._evidence.versions(self._moment(None), None))
        keep, *rest = [_find_voice(voices, name) for name in (keeps, *others)]
        if keep in rest:
            raise BadRequest(f"cannot join {keeps!r} with itself: name two voices; see `sitrep voices`")
        return [self._rule("join", keep, other) for other in rest]

    def split_voice(self, voice: str, reports: Sequence[str], name: str) -> list[Ruling]:
        """Rule that in some reports, by their ids, addresses or numbers, a voice is another one, of another name.

        Errors: BadRequest where there is no such voice or report, or the voice does not speak in it.
        """
        if not name.strip():
            raise BadRequest("cannot split a voice without a name for the other one: give it with --as")
        versions = self._evidence.versions(self._moment(None), None)
        voices = self._evidence.heard(versions)
        found = voices.filed_under(_find_voice(voices, voice))
        known = [each.id for each in voices.listed() if each.name == name]
        if found in known:
            raise BadRequest(f"cannot split {voice!r} off itself: give another name with --as")
        called: dict[str, list[str]] = {}
        for report in reports:
            wanted = self._store.find_version(checked_text(report)).report.id
            claims = [(place, c) for place, v in enumerate(versions) if v.report.id == wanted for c in v.reading.claims]
            ids = {v.id for place, claim in claims for v in claim.voices if voices.id_of(place, v) == found}
            if not ids:
                hint = f"it does not speak there; see `sitrep show {report}`"
                raise BadRequest(f"cannot split {voice!r} in {report!r}: {hint}")
            for each in ids:
                called.setdefault(each, []).append(wanted)
        other = known[0] if known else split_id(found, name)
        return [self._rule("split", each, other, tuple(ids), name) for each, ids in sorted(called.items())]

    def _rule(self, verb: Literal["join", "split"], *rest: Any) -> Ruling:
        self._evidence.let_go()
        ruling = Ruling(0, verb, *rest)
        return replace(ruling, number=self._store.keep_ruling(ruling, self._clock()))

    def rulings(self) -> list[Ruling]:
        """Return what was ruled about voices by hand, in order."""
        return self._store.rulings()

    def forget_ruling(self, number: int) -> None:
        """Take back what was ruled about voices.

        Errors: BadRequest where there is no ruling of that number.
        """
        self._evidence.let_go()
        if not self._store.forget_ruling(number):
            raise NotFound(f"cannot forget ruling {number}: there is none; see `sitrep voices rulings`")

    def grade(self, name: str, grade: str, *, of: Literal["voices", "outlets"] = "voices") -> str:
        """Set the user's grade of a voice or an outlet, A (reliable) to F (not judged), in `sources.toml`; return it.

        Errors: BadRequest where the grade is none, or the file says what Sitrep does not know.
        """
        write_grade(self.folder / FILE, of, checked_text(name), grade)
        self._let_go_of_changed()
        return self._evidence.standing.grades.get(filed_name(name), UNGRADED)

    def search(
        self,
        query: str = "",
        filters: Filters = NO_FILTERS,
        *,
        limit: int = 20,
        as_of: Moment = None,
        since: Moment = None,
    ) -> Listing[FoundEntry]:
        """Return the reports whose words fit, best first; the query is one of SQLite's FTS5, on a server too.

        Without a query it is those that fit the filters, the newest first. Voice, certainty and kind are asked of one
        claim. The first 2,000 reports that fit the words are looked at.
        """
        moment = self._moment(as_of)
        sought = Sought(
            as_of=moment.toordinal() if as_of else None,
            since=day.toordinal() if (day := first_day(since)) else None,
            outlet=filters.outlet,
            voice=filters.voice,
        )
        rows = self._store.search(checked_text(query), sought)
        return list_found(self._inferred(rows, moment), filters, limit)

    def _inferred(self, rows: Iterable[tuple[Version, str]], moment: date) -> Iterator[Excerpt]:
        """Yield versions that a search found, with their days, each with its excerpt."""
        for version, excerpt in rows:
            dated = self._dates.infer([version], moment)[0]
            yield Excerpt(dated.report, dated.reading, excerpt)

    def show(self, report: str, *, as_of: Moment = None) -> Marked:
        """Return a report, by its id, address or number, with what was read marked in its text.

        What of it is new, whom it echoes and what its versions changed is told as of the moment.

        Errors: NotFound where there is none, BadRequest where there are several.
        """
        moment = self._moment(as_of)
        self._link_missing()
        found = self._store.find_version(checked_text(report), moment.toordinal() if as_of else None)
        version = self._dates.infer([found], moment)[0]
        known = [
            each for each in self._store.all_of(found.report_id) if not as_of or each.available <= moment.toordinal()
        ]
        units = self._linker.around_all([version.id])
        around = self._evidence.stood({version_id for version_id, _ in units}, moment)
        place = _place_of(version, around)
        return Marked(
            version.report,
            version.reading,
            version.number,
            len(known),
            () if place is None else mark_claims(self._evidence.account_over(around, units), place),
            self._echoes_of(version, moment),
            list_revisions([Received(each.number, each.received, each.report) for each in known]),
        )

    def _echoes_of(self, version: Version, moment: date) -> tuple[EchoEntry, ...]:
        """Return the passages that a version shares with others that stood at a moment."""
        versions = self._evidence.stood({version.id, *self._store.links.echoing(version.id)}, moment)
        place = _place_of(version, versions)
        joints = self._evidence.joints(versions, self._linker.links_among(versions))
        of_it = [joint for joint in joints if place in (joint.one, joint.other)]
        return list_echoes(self._evidence.told(versions, joints=joints), of_it).entries

    def health(self) -> Health:
        """Return what the desk holds, what could not be taken in, and what another reader has read."""
        counts, last, visits = self._store.counts(), self.last_day(), self._store.visits
        return Health(
            sitrep=version_of("sitrep"),
            size=self._store.size,
            reports=counts["reports"],
            versions=counts["versions"],
            claims=counts["claims"],
            last_day=last.isoformat() if last else None,
            reader=self._ground.reader,
            old_readings=len(self._store.old_readings(self._ground.reader)),
            failures=tuple(map(failure_entry, self._store.failures())),
            languages=self._store.languages(),
            feeds=self._feeds(),
            waiting=visits.count_wanted(),
            gone=tuple(GoneEntry(page.url, page.visited or "", page.reason or "") for page in visits.gone()),
        )

    def failures(self) -> list[Failure]:
        """Return what could not be taken in, and why."""
        return self._store.failures()

    def counts(self) -> dict[str, int]:
        """Return how many reports, versions, claims and failures the desk holds."""
        return self._store.counts()

    def export(self, *, as_of: Moment = None, since: Moment = None) -> Iterator[dict[str, Any]]:
        """Yield each report with its text and reading, as one JSON object a report that `add` takes again."""
        from msgspec import to_builtins

        versions = self._evidence.versions(self._moment(as_of), first_day(since))
        names = Counter(version.report.id for version in versions)
        for version in versions:
            report, reading = version.report, to_builtins(version.reading)
            row = {
                "id": report.id if names[report.id] == 1 else f"{report.id}#{version.report_id}",
                "text": report.text,
                "title": report.title,
                "outlet": report.outlet,
                "url": report.url,
            }
            stated = report.published.edtf if report.published.how == "stated" else None
            yield {**row, "language": report.language, "published": stated, "reading": reading}

    # --- moments

    def _moment(self, as_of: Moment) -> date:
        """Return the day of a moment: given, or today by the desk's clock."""
        return last_day(as_of) if as_of is not None else self._clock().date()

    def _link_missing(self) -> None:
        """Link what an earlier version of Sitrep has not, or otherwise."""
        self._let_go_of_changed()
        if self._linker.has_unlinked():
            with self._transaction():
                self._linker.link_unlinked()


def _without_addresses(items: Iterable[Raw | Failure | Address], listed: list[Address]) -> Iterator[Raw | Failure]:
    """Yield what can be taken in as it stands; put the addresses aside."""
    for item in items:
        if isinstance(item, Address):
            listed.append(item)
        else:
            yield item


def _added(visits: Round) -> Added:
    """Return what the visits of a round brought."""
    total = visits.total
    return Added(total.new, total.changed, total.same, tuple(visits.failures))


def _onward(before: Added, progress: Callable[[Progress], None] | None) -> Callable[[Tally], None] | None:
    """Return what tells how far a round has come, counted on from what was taken in before it."""
    if progress is None:
        return None

    def tell(tally: Tally) -> None:
        progress(
            Progress(
                before.added + tally.new,
                before.updated + tally.changed,
                before.unchanged + tally.same,
                len(before.failures) + tally.failed,
            )
        )

    return tell


def _find_voice(voices: Voices, name: str) -> str:
    """Return the id of a voice by its id or one of its names.

    Errors: NotFound where there is none, BadRequest where there are several.
    """
    found = voices.find(checked_text(name))
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"cannot tell which voice {name!r} is: no voice has that name or id; see `sitrep voices`")
    several = "; ".join(sorted(found)[:5])
    raise BadRequest(f"cannot tell which voice {name!r} is: it may be any of {several}; give the id")


def _place_of(version: Version, versions: Sequence[Version]) -> int | None:
    """Return where a version stands among others, None where it is none of them."""
    return next((place for place, each in enumerate(versions) if each.id == version.id), None)


def read_text(text: str, *, published: str | None = None, id: str = "text") -> Reading:
    """Return all that one text says, with no store at all; `published` is the day to count dates from, as EDTF."""
    report = make_plain_report(text, id, published)
    return date_alone(report, read_report(report))


def open_desk(path: str | Path = "sitrep.db", *, make: bool = True) -> Desk:
    """Open a desk, a file or the `postgresql://` address of one on a server; with `make`, make one where none is.

    Errors: NotADesk, NewerDesk, DeskBusy, DeskUnwritable, DeskUnreachable, NoDesk.
    """
    return Desk(Store.open(path, make=make))


def copy_desk(source: str | Path, target: str | Path) -> dict[str, int]:
    """Copy all that a desk holds into an empty one, each a file or an address; return the counts of the new one.

    The user's files, `places.toml` and `sources.toml`, are not copied.

    Errors: BadRequest where the target holds something already, NoDesk where there is no source; as of opening a desk.
    """
    with Store.open(source, make=False) as old, Store.open(target) as new:
        if not new.is_empty():
            because = "it holds reports or failures already"
            raise BadRequest(f"cannot copy to {new.place}: {because}; name a desk that is new or empty")
        new.take_over(old)
        return new.counts()


def _tried(item: Raw, make: Callable[[], T]) -> T | Failure:
    """Return what is made of an item, or the failure to: one item never stops the others."""
    try:
        return make()
    except Unreadable as error:
        because = error.because
    except SitrepError:
        raise
    except Exception as error:  # noqa: BLE001 — whatever an item holds that no reader is prepared for
        because = f"reading it failed ({type(error).__name__}: {str(error)[:200]}); please report this"
    return Failure(_lasting_name(item), because)


def _item_name(item: Raw | Failure) -> str:
    return item.item if isinstance(item, Failure) else item.name


def _lasting_name(item: Raw) -> str:
    """Return a name under which a failure is found again; what came by standard input is told apart by its bytes."""
    return f"{item.name} ({sha256(item.content).hexdigest()[:12]})" if item.name.startswith("-") else item.name


def _now() -> datetime:
    return datetime.now(UTC)
