"""The verbs of a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.metadata import version as version_of
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from sitrep.clean import make_plain_report, make_report
from sitrep.desk.asked import Moment, checked_text, first_day, last_day
from sitrep.desk.dates import Dates
from sitrep.desk.evidence import Evidence, by_day
from sitrep.desk.ground import Ground
from sitrep.desk.intake import BATCH, NOTHING, Added, Intake, Progress, without_addresses
from sitrep.desk.links import Linker
from sitrep.desk.rules import FILE, write_grade
from sitrep.gather import Manners, Upload, Watchlist, gather, is_address
from sitrep.ground.errors import BadRequest, NotFound
from sitrep.ground.model import Address, Failure, Raw, Reading, Report, Ruling
from sitrep.ground.names import filed_name
from sitrep.keep import Sought, Store, Version
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
from sitrep.tell.feeds import GoneEntry, feed_entry
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
    from sitrep.desk.cycles import Cycle
    from sitrep.desk.watching import Round
    from sitrep.gather.visits import KnownRules

USUAL = Manners()


class Desk:
    """A desk and its verbs. Made by `sitrep.open`; to be closed, or used in a `with` block."""

    def __init__(self, store: Store, clock: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._clock = clock or _now
        self._linker = Linker(store)
        self._known_rules: dict[str, KnownRules] = {}
        self._intake = Intake(store, self._linker, lambda: self._ground, self._clock, self._transaction)
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
        added = self._intake.take(without_addresses(gather(paths, stdin), listed), progress)
        addresses = [str(each) for each in given if is_address(each)]
        if addresses or listed:
            visits = self._round(Watchlist((), again=(), manners=manners))
            visits.want_addresses(addresses)
            visits.want_listed(listed)
            visits.run(progress, before=added)
            added += visits.added
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
        visits.run(progress, stop)
        self._dates.refresh(self._clock().date())
        return visits.cycle()

    def _round(self, watchlist: Watchlist) -> Round:
        """Return a round of visits, whose rooms are loaded only when something is fetched."""
        from sitrep.desk.watching import Round

        return Round(self._store.visits, self._intake.take_batch, self._clock, watchlist, self._known_rules)

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
        taken = NOTHING
        failed = {failure_entry(failure).id: failure for failure in self._store.failures()}
        unknown = (ids or set()) - failed.keys()
        if unknown:
            raise NotFound(f"cannot try {min(unknown)!r} again: nothing that failed has that id; see `sitrep health`")
        wanted = [failure for id_, failure in failed.items() if ids is None or id_ in ids]
        for failure in (failure for failure in wanted if not is_address(failure.item)):
            again = self._intake.take(self._items_of(failure), progress)
            if not again.failures:
                with self._store.transaction():
                    self._store.forget_failure(failure.item)
            taken = taken + again
        addresses = [failure.item for failure in wanted if is_address(failure.item)]
        if addresses:
            visits = self._round(Watchlist((), manners=manners))
            visits.want_again(addresses)
            visits.run(progress, before=taken)
            taken += visits.added
        self._dates.refresh(self._clock().date())
        return taken

    def _items_of(self, failure: Failure) -> Iterator[Raw | Failure]:
        """Yield what a failed item is now: what stands in its place, of a file with members its own member only."""
        place, _, member = failure.item.partition("#")
        if Path(place).is_absolute() and Path(place).exists():
            found = [
                item
                for item in without_addresses(gather([place]), [])
                if not member or _item_name(item) == failure.item
            ]
            if found:
                yield from found
                return
        yield self._store.raw_of_failure(failure.item) or failure

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
            feeds=tuple(map(feed_entry, visits.feeds())),
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


def _item_name(item: Raw | Failure) -> str:
    return item.item if isinstance(item, Failure) else item.name


def _now() -> datetime:
    return datetime.now(UTC)
