"""A desk as it is kept: what was received, what was read out of it, what failed, and what the user ruled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, json, structs

from sitrep.ground.edtf import parse_day, parse_edtf
from sitrep.ground.errors import BadRequest, DeskError, NotFound, OldReadings, Several
from sitrep.ground.metadata import JSON, MESSAGE, SEEN
from sitrep.ground.model import Failure, Published, Raw, Reading, Report, Ruling
from sitrep.keep.address import is_address, rules_folder, told_address
from sitrep.keep.engine import Engine, Row
from sitrep.keep.links import Links, marks, parts_of, put
from sitrep.keep.schema import TABLES
from sitrep.keep.sqlite import SQLite
from sitrep.keep.visits import Visits

MOST_CHOICES = 20  # reports that are told of where a name fits several
LONGEST_QUERY, MOST_WORDS = 500, 40  # of a search: longer ones take minutes
HEAD = 200  # characters of a text that stand for it where no words are searched for
LONGEST_NAME = 2_000  # characters by which a report is asked for
NUMBER = re.compile(r"[1-9][0-9]{0,17}")  # of a report on the desk
EXTRA = "psycopg, which Sitrep speaks to PostgreSQL by, is not installed; run `pip install 'sitrep[postgresql]'`"


class Outcome(StrEnum):
    """What became of an item that was added."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Version(Struct, frozen=True, gc=False):
    """One version of a kept report, with its reading. `id` is the desk's own number of the version."""

    id: int
    report_id: int
    number: int
    available: int
    received: str
    report: Report
    reading: Reading


class Dated(Struct, frozen=True, gc=False):
    """When an undated report appeared as it was inferred, and its reading by that day where one was found.

    `story` tells the reports that it was seen against: the same story gives the same day.
    """

    story: int
    published: Published
    reading: Reading | None = None


class Kept(Struct, frozen=True):
    """What became of an added report, and the id of the version that now stands for it."""

    outcome: Outcome
    version_id: int


class Sought(Struct, frozen=True):
    """Which versions a search is to find: standing on a day, of an outlet, of days, with a voice; None asks nothing.

    Days are proleptic ordinals. `outlet` and `voice` are parts of names.
    """

    as_of: int | None = None
    since: int | None = None
    until: int | None = None
    outlet: str | None = None
    voice: str | None = None


class Store:
    """A desk, open for one process. Made by `Store.open`; to be closed, or used in a `with` block.

    It serves one thread at a time, which need not always be the same one.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.folder = folder
        self._engine = engine
        self._seen = 0
        self.links = Links(engine)
        self.visits = Visits(engine)

    @classmethod
    def open(cls, desk: str | Path, *, busy_s: float | None = None, make: bool = True) -> Store:
        """Open a desk, a file or the address of a server, and with `make` make one where none is.

        A writer waits for others `busy_s` seconds, else as long as is usual for a file or a server.

        Errors: NotADesk, NewerDesk, DeskBusy, DeskUnwritable, DeskUnreachable, NoDesk; the desk is then as it was.
        """
        if isinstance(desk, str) and "://" in desk and not is_address(desk):
            raise BadRequest(f"cannot open {desk.partition('://')[0]}://…: a desk is a file, or at postgresql://…")
        if isinstance(desk, str) and is_address(desk):
            return cls(_open_server(desk, busy_s, make=make), rules_folder(desk))
        return cls(SQLite.open(Path(desk), busy_s, make=make), rules_folder(desk))

    @property
    def place(self) -> Path | str:
        """Return the desk's file, or its address on a server without the password."""
        return self._engine.place

    def close(self) -> None:
        """Close the desk; what was committed stays."""
        self._engine.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is written inside, or nothing of it where an error or a signal comes between."""
        return self._engine.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all that is read inside be of one moment of the desk, whatever others write meanwhile."""
        return self._engine.snapshot()

    @property
    def others_wrote(self) -> int:
        """Return a number that is another one as soon as another connection has written."""
        return self._engine.others_wrote

    # --- what was received

    def keep_raw(self, raw: Raw, received: datetime) -> int:
        """Keep an item byte for byte, once, and return its number."""
        fields = msgspec.json.encode(raw.fields, order="sorted")
        digest = _digest(raw.name.encode(), fields, raw.content)
        found = self._rows("SELECT id FROM raw WHERE digest = ?", (digest,))
        if found:
            return int(found[0][0])
        values = (digest, raw.name, raw.media_type, fields.decode(), raw.content, received.isoformat())
        return self._insert("raw", "digest, name, media_type, fields, content, received", values)

    def _insert(self, table: str, columns: str, values: tuple[Any, ...], number: str = "id") -> int:
        """Keep a row under the number after the greatest, and return that."""
        following = f"(SELECT coalesce(max({number}), 0) + 1 FROM {table})"
        query = f"INSERT INTO {table} ({number}, {columns}) VALUES ({following}, {marks(values)}) RETURNING {number}"
        return int(self._rows(query, values)[0][0])

    def _rows(self, query: str, values: Any = ()) -> list[Row]:
        return self._engine.rows(query, values)

    def find_same(self, raw: Raw, report: Report) -> Kept | None:
        """Return what stands for a report that the desk already holds as it is, or None where it is new or edited."""
        digest = _report_digest(report)
        current = self._current(_key(raw, report))
        if current and current[2] == digest:
            return Kept(Outcome.UNCHANGED, current[0])
        # a row of a file that holds several versions of one report was seen when the file was added before; a file of
        # its own that is as it once was has been edited back
        among = "v.report_id = ?" if current else _NEWEST
        if current and raw.media_type != JSON:
            return None
        if not current and report.url is not None:
            return None
        values = (digest, current[1]) if current else (digest,)
        same = self._rows(f"SELECT v.id FROM version v WHERE v.digest = ? AND {among} LIMIT 1", values)
        return Kept(Outcome.UNCHANGED, int(same[0][0])) if same else None

    def keep_report(self, raw: Raw, report: Report, reading: Reading, reader: int, received: datetime) -> Kept:
        """Keep a report and its reading: as a new report, or as a new version of one that was edited."""
        key = _key(raw, report)
        current = self._current(key)
        raw_id = self.keep_raw(raw, received)
        if current:
            report_id, number = current[1], current[3] + 1
        else:
            report_id, number = self._insert("report", "key", (key,)), 1
        days = parse_edtf(report.published.edtf) if report.published.edtf else None
        is_first = number == 1 and days is not None
        proven = _proven_day(raw, received)
        available = min(days.until.toordinal(), proven) if days and is_first else proven
        values = (
            report_id, number, raw_id, _report_digest(report), report.id, report.title, report.outlet, report.url,
            report.language, report.text, report.published.edtf, report.published.how,
            days.since.toordinal() if days else None, days.until.toordinal() if days else None,
            available, received.isoformat(), reader, msgspec.msgpack.encode(reading),
        )  # fmt: skip
        columns = (
            "report_id, number, raw_id, digest, name, title, outlet, url, language, text, published, how, since, "
            "until, available, received, reader, reading"
        )
        version_id = self._insert("version", columns, values)
        self._engine.keep_words(version_id, report.title, report.text)
        self._keep_claims(version_id, reading)
        return Kept(Outcome.UPDATED if current else Outcome.ADDED, version_id)

    def _current(self, key: str) -> tuple[int, int, bytes, int] | None:
        """Return id, report, digest and number of the newest version under a key."""
        query = (
            "SELECT v.id, v.report_id, v.digest, v.number FROM report r JOIN version v ON v.report_id = r.id "
            "WHERE r.key = ? ORDER BY v.number DESC LIMIT 1"
        )
        for version_id, report_id, digest, number in self._rows(query, (key,)):
            return int(version_id), int(report_id), bytes(digest), int(number)
        return None

    def _keep_claims(self, version_id: int, reading: Reading) -> None:
        rows = [(version_id, number, claim.voice) for number, claim in enumerate(reading.claims)]
        self._engine.executemany("INSERT INTO claim (version_id, number, voice) VALUES (?, ?, ?)", rows)

    def replace_reading(self, version_id: int, language: str | None, reading: Reading, reader: int) -> None:
        """Put a new reading in the place of an older reader's, with the language that it took the report to be in."""
        run = self._engine.execute
        run(
            "UPDATE version SET language = ?, reading = ?, reader = ? WHERE id = ?",
            (language, msgspec.msgpack.encode(reading), reader, version_id),
        )
        run("DELETE FROM claim WHERE version_id = ?", (version_id,))
        self._keep_claims(version_id, reading)

    # --- what failed

    def keep_failure(self, failure: Failure, raw: Raw | None, received: datetime) -> None:
        """Keep an item that could not be taken in, with its bytes where there are any."""
        raw_id = self.keep_raw(raw, received) if raw else None
        again = "UPDATE failure SET reason = ?, raw_id = coalesce(?, raw_id), tries = tries + 1 WHERE item = ?"
        if not self._engine.execute(again, (failure.reason, raw_id, failure.item)).rowcount:
            query = "INSERT INTO failure (item, reason, raw_id, received) VALUES (?, ?, ?, ?)"
            self._engine.execute(query, (failure.item, failure.reason, raw_id, received.isoformat()))

    def forget_failure(self, item: str) -> None:
        """Forget a failure that has been mended."""
        self._engine.execute("DELETE FROM failure WHERE item = ?", (item,))

    def failures(self) -> list[Failure]:
        """Return the failures, in the order of their items."""
        return [Failure(*row) for row in self._rows("SELECT item, reason FROM failure ORDER BY item")]

    def raw_of_failure(self, item: str) -> Raw | None:
        """Return the kept bytes of a failed item."""
        query = f"SELECT {_RAW_COLUMNS} FROM failure f JOIN raw r ON r.id = f.raw_id WHERE f.item = ?"
        rows = self._rows(query, (item,))
        return _raw(rows[0]) if rows else None

    # --- what is held

    def versions(
        self, *, as_of: int | None = None, since: int | None = None, until: int | None = None
    ) -> list[Version]:
        """Return the version of each report that stood on day `as_of`, published within `[since, until]` where given.

        Shape: by day of publication, then outlet, then name; undated ones last, and outside any `since`.
        """
        conditions = [
            *([] if as_of is None else ["v.available <= :as_of"]),
            *([] if since is None else [_SINCE if as_of is None else _SINCE_AS_OF]),
            *([] if until is None else ["v.since <= :until"]),
            _NEWEST if as_of is None else _STANDING,
        ]
        query = f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY {_IN_ORDER}"
        return [_version(row) for row in self._rows(query, {"as_of": as_of, "since": since, "until": until})]

    def undated(self, *, as_of: int) -> list[Version]:
        """Return the version of each report without a stated date that stood on day `as_of`, in the order of ids."""
        query = f"{_SELECT} WHERE v.until IS NULL AND v.available <= :as_of AND {_STANDING} ORDER BY v.id"
        return [_version(row) for row in self._rows(query, {"as_of": as_of})]

    def standing(self, version_ids: Iterable[int], *, as_of: int) -> list[int]:
        """Return those of some versions that stood on day `as_of`, in the order of ids."""
        found: list[int] = []
        for part in _parts(version_ids):
            query = f"SELECT v.id FROM version v WHERE v.id IN ({part}) AND v.available <= :as_of AND {_STANDING}"
            found += [int(row[0]) for row in self._rows(query, {"as_of": as_of})]
        return sorted(found)

    def versions_of(self, version_ids: Iterable[int]) -> list[Version]:
        """Return versions by their numbers, in the order of these."""
        rows = [
            row for part in _parts(version_ids) for row in self._rows(f"{_SELECT} WHERE v.id IN ({part}) ORDER BY v.id")
        ]
        return [_version(row) for row in rows]

    def has_changed(self) -> bool:
        """Tell whether another process has written to the desk since this was asked last."""
        seen, self._seen = self._seen, self.others_wrote
        return seen != self._seen

    def arrived(self, after: int, until: int) -> list[int]:
        """Return the versions that could be known from a day after `after` on, up to `until`, in their order."""
        query = "SELECT id FROM version WHERE available > ? AND available <= ? ORDER BY id"
        return [int(row[0]) for row in self._rows(query, (after, until))]

    def others_of(self, version_ids: Iterable[int]) -> list[int]:
        """Return the other versions of the reports that some versions are of, in their order."""
        query = "SELECT w.id FROM version v JOIN version w ON w.report_id = v.report_id AND w.id <> v.id WHERE v.id = ?"
        return sorted({int(row[0]) for id_ in version_ids for row in self._rows(query, (id_,))})

    # --- inferred days

    def dated_ids(self, as_of: int) -> list[int]:
        """Return the versions with a single stated day that stood on day `as_of`."""
        query = f"SELECT v.id FROM version v WHERE v.since = v.until AND v.available <= :as_of AND {_STANDING}"
        return [int(row[0]) for row in self._rows(query, {"as_of": as_of})]

    def has_undated(self) -> bool:
        """Tell whether the desk holds a report without a stated date."""
        return bool(self._rows("SELECT 1 FROM version WHERE until IS NULL LIMIT 1"))

    def evidence_mark(self, as_of: int) -> str:
        """Return what tells the reports of one moment from those of another: how many, and the newest."""
        query = "SELECT count(*), max(id), max(received), coalesce(sum(reader), 0) FROM version WHERE available <= ?"
        *known, readers = self._rows(query, (as_of,))[0]
        return ".".join(str(value) for value in (*known, float(readers)))

    def rulings_mark(self) -> str:
        """Return what tells the rulings of one moment from those of another."""
        rows = self._rows("SELECT count(*), max(number) FROM ruling")
        return ".".join(str(value) for value in rows[0])

    def find_word(self, word: str) -> set[int]:
        """Return the versions that have a word."""
        return self._engine.find_word(word)

    def inferred(self, mark: str) -> dict[int, Dated]:
        """Return what was inferred from the evidence of a mark, or of all marks that begin so where it ends in `%`."""
        query = "SELECT version_id, story, published, reading FROM inferred WHERE mark LIKE ?"
        return {
            id_: Dated(story, _decode_published(published), _decode_reading(reading) if reading else None)
            for id_, story, published, reading in self._rows(query, (mark,))
        }

    def forget_inferred(self) -> None:
        """Forget all inferred days."""
        self._engine.execute("DELETE FROM inferred")

    def keep_inferred(self, mark: str, found: Mapping[int, Dated]) -> None:
        """Keep what was inferred, in the place of what other evidence told."""
        rows = [
            (
                id_,
                mark,
                dated.story,
                msgspec.msgpack.encode(dated.published),
                msgspec.msgpack.encode(dated.reading) if dated.reading else None,
            )
            for id_, dated in found.items()
        ]
        self._engine.executemany(put("inferred", "version_id", "mark, story, published, reading"), rows)

    def find_version(self, name: str, as_of: int | None = None) -> Version:
        """Return the version of a report, by its id, its address or its number on the desk, that stood on day `as_of`.

        Without a day it is the newest one.

        Errors: BadRequest where there is none, or several.
        """
        if len(name) > LONGEST_NAME:
            raise NotFound(f"cannot show a report by {len(name):,} characters: no name of one is so long")
        start = name.replace("\\", "").replace("%", "").replace("_", "\\_") + "%"
        number = int(name) if NUMBER.fullmatch(name) else 0
        values = {"name": name, "number": number, "start": start, "as_of": as_of}
        rows = self._rows(_select_named(_NAMED, as_of, _NAMED_FIRST), values)
        rows = rows or self._rows(_select_named(_LIKE, as_of), values)
        found = [_version(row) for row in rows]
        if not found:
            raise NotFound(
                f"cannot show {name!r}: the desk has no such report; `sitrep sources` and `sitrep search` list them"
            )
        exact = [
            version for version in found if name in (version.report.id, version.report.url, str(version.report_id))
        ]
        if len(exact) > 1 or (not exact and len(found) > 1):
            fitting = (exact or found)[:MOST_CHOICES]
            several = ", ".join(f"{v.report_id} ({v.report.id})" for v in fitting[:5])
            choices = {str(v.report_id): ", ".join(filter(None, (v.report.outlet, v.report.title))) for v in fitting}
            raise Several(f"cannot show {name!r}: several reports fit; give one of the numbers {several}", choices)
        return (exact or found)[0]

    def raw_of_version(self, version_id: int) -> Raw:
        """Return the evidence that a version was made of."""
        query = f"SELECT {_RAW_COLUMNS} FROM version v JOIN raw r ON r.id = v.raw_id WHERE v.id = ?"
        return _raw(self._rows(query, (version_id,))[0])

    def version(self, version_id: int) -> Version:
        """Return one version by its number."""
        return _version(self._rows(f"{_SELECT} WHERE v.id = ?", (version_id,))[0])

    def report_of_version(self, version_id: int) -> Report:
        """Return the report of a version without its noise, which is a part of the reading."""
        return _report(self._rows(f"{_SELECT} WHERE v.id = ?", (version_id,))[0])

    def old_readings(self, reader: int) -> list[int]:
        """Return the versions that another reader than the given one has read."""
        return [row[0] for row in self._rows("SELECT id FROM version WHERE reader <> ? ORDER BY id", (reader,))]

    def search(self, query: str, sought: Sought) -> Iterator[tuple[Version, str]]:
        """Yield the standing versions whose words fit, best first, each with an excerpt that marks them by [ ].

        Without a query they come by the day of publication, the newest first, with the head of their text.

        Errors: BadRequest where the query is no valid expression.
        """
        if len(query) > LONGEST_QUERY or len(query.split()) > MOST_WORDS:
            raise BadRequest(
                f"cannot search for so much: use {MOST_WORDS} words and {LONGEST_QUERY} characters at most"
            )
        conditions, values = _sought(sought), structs.asdict(sought)
        if not query.strip():
            rows = self._engine.stream(_COLUMNS, f"FROM version v WHERE {conditions} {_BY_DAY}", values)
            return ((version, version.report.text[:HEAD]) for version in map(_version, rows))
        rows = self._engine.search(query, _COLUMNS, conditions, values)
        return ((_version(row[:-1]), row[-1]) for row in rows)

    # --- what the user ruled about voices

    def rulings(self) -> list[Ruling]:
        """Return what was ruled about voices, in order."""
        rows = self._rows("SELECT number, verb, voice, other, reports, name FROM ruling ORDER BY number")
        return [
            Ruling(n, verb, voice, other, tuple(json.decode(reports)), name)
            for n, verb, voice, other, reports, name in rows
        ]

    def keep_ruling(self, ruling: Ruling, made: datetime) -> int:
        """Keep a ruling and return the number that it gets."""
        values = (
            ruling.verb,
            ruling.voice,
            ruling.other,
            json.encode(ruling.reports).decode(),
            ruling.name,
            made.isoformat(),
        )
        with self.transaction():
            return self._insert("ruling", "verb, voice, other, reports, name, made", values, "number")

    def forget_ruling(self, number: int) -> bool:
        """Forget a ruling; tell whether there was one of that number."""
        with self.transaction():
            query = "DELETE FROM ruling WHERE CAST(number AS TEXT) = ?"  # any number may be asked for, also a huge one
            return self._engine.execute(query, (str(number),)).rowcount > 0

    def last_day(self, as_of: int) -> int | None:
        """Return the last day up to `as_of` on which a report is known to have appeared, None where there is none."""
        row = self._rows("SELECT max(until) FROM version WHERE until <= ? AND available <= ?", (as_of, as_of))
        return int(row[0][0]) if row and row[0][0] is not None else None

    def all_of(self, report_id: int) -> list[Version]:
        """Return the versions of a report, the first one first."""
        return [_version(row) for row in self._rows(f"{_SELECT} WHERE v.report_id = ? ORDER BY v.number", (report_id,))]

    @property
    def size(self) -> int:
        """Return the bytes that the desk takes."""
        return self._engine.size

    def languages(self) -> dict[str, int]:
        """Return how many versions there are in each language that is told, the most frequent first."""
        query = "SELECT language, count(*) FROM version WHERE language IS NOT NULL GROUP BY language ORDER BY 2 DESC, 1"
        return {str(language): int(count) for language, count in self._rows(query)}

    def counts(self) -> dict[str, int]:
        """Return how many reports, versions, claims and failures the desk holds."""
        tables = {"reports": "report", "versions": "version", "claims": "claim", "failures": "failure"}
        return {name: int(self._rows(f"SELECT count(*) FROM {table}")[0][0]) for name, table in tables.items()}

    # --- moving a desk

    def is_empty(self) -> bool:
        """Tell whether the desk holds nothing at all."""
        return not any(self._rows(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES)

    def take_over(self, other: Store) -> None:
        """Keep all that another desk holds of one moment, under the same numbers, or nothing of it."""
        with self.transaction(), other.snapshot():
            for table in TABLES:
                self._engine.fill(table, other._engine.table(table))
            self._engine.renew_words()


_RAW_COLUMNS = "r.name, r.content, r.media_type, r.fields"
_COLUMNS = (
    "v.id, v.report_id, v.number, v.available, v.received, "
    "v.name, v.text, v.title, v.outlet, v.url, v.language, v.published, v.how, v.reading"
)
_SELECT = f"SELECT {_COLUMNS} FROM version v"
_STANDING = "v.number = (SELECT max(w.number) FROM version w WHERE w.report_id = v.report_id AND w.available <= :as_of)"
_NEWEST = "v.number = (SELECT max(w.number) FROM version w WHERE w.report_id = v.report_id)"
_SINCE = "v.until >= :since"
_SINCE_AS_OF = (  # two short ranges, of which the other reports of the desk are no part
    "v.id IN (SELECT id FROM version WHERE until BETWEEN :since AND :as_of "
    "UNION ALL SELECT id FROM version WHERE until >= :since AND until > :as_of AND until > available)"
)
_IN_ORDER = "v.until IS NULL, v.since, v.outlet NULLS FIRST, v.name, v.digest"
_NAMED = (  # each way of naming a report by its own index
    "v.id IN (SELECT id FROM version WHERE name = :name UNION SELECT id FROM version WHERE url = :name "
    "UNION SELECT id FROM version WHERE report_id = :number)"
)
_NAMED_FIRST = "v.name = :name DESC, v.url = :name DESC NULLS LAST, "
_LIKE = "v.name LIKE :start ESCAPE '\\'"
_HAS_VOICE = "EXISTS (SELECT 1 FROM claim c WHERE c.version_id = v.id AND instr(lower(c.voice), lower(:voice)) > 0)"
_BY_DAY = "ORDER BY v.until DESC NULLS LAST, v.since DESC NULLS LAST, v.id DESC"
_decode_published = msgspec.msgpack.Decoder(Published).decode
_decode_reading = msgspec.msgpack.Decoder(Reading).decode


def _standing_if(as_of: int | None) -> str:
    return _NEWEST if as_of is None else f"v.available <= :as_of AND {_STANDING}"


def _select_named(condition: str, as_of: int | None, first: str = "") -> str:
    return f"{_SELECT} WHERE {condition} AND {_standing_if(as_of)} ORDER BY {first}v.id LIMIT {MOST_CHOICES}"


def _sought(sought: Sought) -> str:
    """Return the conditions of a search."""
    conditions = [
        _standing_if(sought.as_of),
        *([] if sought.since is None else ["v.until >= :since"]),
        *([] if sought.until is None else ["v.since <= :until"]),
        *([] if sought.outlet is None else ["instr(lower(v.outlet), lower(:outlet)) > 0"]),
        *([] if sought.voice is None else [_HAS_VOICE]),
    ]
    return " AND ".join(conditions)


def _version(row: Row) -> Version:
    id_, report_id, number, available, received = row[:5]
    try:
        reading = _decode_reading(row[-1])
    except msgspec.DecodeError:
        raise OldReadings from None
    report = structs.replace(_report(row), noise=reading.noise, published=reading.published)
    return Version(id_, report_id, number, available, received, report, reading)


def _report(row: Row) -> Report:
    name, text, title, outlet, url, language, published, how = row[5:13]
    return Report(
        id=name, text=text, title=title, outlet=outlet, url=url, language=language, published=Published(published, how)
    )


def _raw(row: Row) -> Raw:
    name, content, media_type, fields = row
    return Raw(name=name, content=content, media_type=media_type, fields=msgspec.json.decode(fields))


def _parts(version_ids: Iterable[int]) -> Iterator[str]:
    """Yield numbers in order as lists of SQL, none of them too long."""
    yield from (",".join(map(str, part)) for part in parts_of(sorted(set(version_ids))))


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def _report_digest(report: Report) -> bytes:
    known = (report.text, report.title, report.outlet, report.url, report.published.edtf)
    return _digest(*((value or "").encode("utf-8", "surrogatepass") for value in known))


def _proven_day(raw: Raw, received: datetime) -> int:
    """Return the day by which an item was out: that of its receipt, or an earlier one on which it was archived."""
    seen = parse_day(raw.fields.get(SEEN, ""))
    today = received.date().toordinal()
    days = parse_edtf(seen) if seen else None
    return min(days.until.toordinal(), today) if days else today


def _key(raw: Raw, report: Report) -> str:
    """Return what makes two items the same report: the address, else the id where it came from, else the words.

    The id of a message is the same wherever it is kept.
    """
    if report.url:
        return f"url:{report.url}"
    has_id = report.id != raw.name.rsplit("/", 1)[-1]
    if raw.media_type == MESSAGE and has_id:
        return f"message:{report.id}"
    origin = raw.name.rsplit("#", 1)[0]
    if raw.media_type == JSON and has_id:
        return f"id:{origin}#{report.id}"
    if raw.media_type in (JSON, MESSAGE) or origin == "-" or origin.startswith("-/"):
        return f"words:{_report_digest(report).hex()}"
    return f"file:{raw.name}"


def _open_server(address: str, busy_s: float | None, *, make: bool) -> Engine:
    """Open a desk on a server.

    Errors: as of `Store.open`; DeskError where what speaks to servers is not installed.
    """
    try:
        from sitrep.keep.postgres import PostgreSQL
    except ImportError as error:
        if not (error.name or "").startswith("psycopg") and "pq wrapper" not in str(error):
            raise
        told = told_address(address)
        raise DeskError(told, f"cannot reach {told}: {EXTRA}") from None
    return PostgreSQL.open(address, busy_s, make=make)
