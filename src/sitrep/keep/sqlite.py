"""A desk in one SQLite file."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sitrep.ground.errors import BadRequest, DeskBusy, DeskError, DeskUnwritable, NewerDesk, NoDesk, NotADesk
from sitrep.keep.engine import Row, Values
from sitrep.keep.schema import APPLICATION_ID, MIGRATIONS

BUSY_S = 5.0
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
CACHE_KIB = 128 * 1024


class SQLite:
    """A file that holds a desk."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.place = path
        self._connection = connection
        self.execute = connection.execute
        self.executemany = connection.executemany

    @classmethod
    def open(cls, path: Path, busy_s: float | None = None, *, make: bool = True) -> SQLite:
        """Open a desk file, and with `make` make one where none is.

        Errors: as of `Store.open`.
        """
        is_new = _check_header(path)
        if is_new and not make and not path.exists():
            raise NoDesk(path)
        wait_s = BUSY_S if busy_s is None else busy_s
        try:
            connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise DeskUnwritable(path, _because(error)) from None
        opened = cls(path, connection)
        try:
            with opened._errors():
                opened._prepare(is_new=is_new)
        except DeskError:
            connection.close()
            raise
        return opened

    def _prepare(self, *, is_new: bool) -> None:
        run = self._connection.execute
        if is_new:
            run(f"PRAGMA application_id = {APPLICATION_ID}")
        if self._schema_version() > len(MIGRATIONS):
            raise NewerDesk(self.place, self._schema_version(), len(MIGRATIONS))
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run(f"PRAGMA cache_size = -{CACHE_KIB}")
        if self._schema_version() < len(MIGRATIONS):
            with (
                self.transaction()
            ):  # the version is asked for again under the lock: another process may have been quicker
                self._migrate()

    def _schema_version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        for script in MIGRATIONS[self._schema_version() :]:
            for statement in script.split(";\n"):
                self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in BUSY:
                raise DeskBusy(self.place) from None
            if error.sqlite_errorcode & 0xFF in UNWRITABLE:
                raise DeskUnwritable(self.place, _because(error)) from None
            raise
        except sqlite3.DatabaseError as error:
            raise NotADesk(self.place, f"damaged ({error})") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside, or nothing of it where an error or a signal comes between."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that is read inside be of one moment of the file, whatever others write meanwhile."""
        with self._errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    @property
    def others_wrote(self) -> int:
        """Return a number that is another one as soon as another connection has written."""
        return int(self.rows("PRAGMA data_version")[0][0])

    @property
    def size(self) -> int:
        """Return the bytes that the file takes, with what is not yet written back to it."""
        paths = (self.place, self.place.with_name(f"{self.place.name}-wal"))
        return sum(path.stat().st_size for path in paths if path.exists())

    def rows(self, query: str, values: Values = ()) -> list[Row]:
        """Return the rows of a query."""
        with self._errors():
            return self._connection.execute(query, values).fetchall()

    def rows_given(self, table: str, rows: Iterable[Sequence[int]], query: str, values: Sequence[Any]) -> list[Row]:
        """Return the rows of a query that knows given rows of whole numbers as a table, `name (column, ...)`."""
        name, _, columns = table.partition(" ")
        self._connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} {columns}")
        self._connection.execute(f"DELETE FROM temp.{name}")
        places = ", ".join("?" * len(columns.split(",")))
        self._connection.executemany(f"INSERT INTO temp.{name} VALUES ({places})", rows)
        return self.rows(query, values)

    def stream(self, columns: str, query: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` of a query, which begins with FROM, read as they are wanted."""
        with self._errors():
            cursor = self._connection.execute(f"SELECT {columns} {query}", values)
            first = cursor.fetchone()
        return chain([first] if first else [], cursor)

    # --- full text

    def keep_words(self, version_id: int, title: str | None, text: str) -> None:
        """Keep the words by which a version is found."""
        query = "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)"
        self._connection.execute(query, (version_id, title, text))

    def find_word(self, word: str) -> set[int]:
        """Return the versions that have a word."""
        query = "SELECT rowid FROM words WHERE words MATCH ?"
        return {int(row[0]) for row in self.rows(query, (quoted(word),))}

    def search(self, query: str, columns: str, conditions: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` whose words fit, best first, and last an excerpt that marks them by [ ].

        Errors: BadRequest where the query is no valid expression.
        """
        found = f"FROM words JOIN version v ON v.id = words.rowid WHERE words MATCH :query AND {conditions}"
        asked = (f"{columns}, {EXCERPT}", f"{found} ORDER BY rank")
        try:
            return self.stream(*asked, {**values, "query": query})
        except sqlite3.OperationalError:
            try:
                return self.stream(*asked, {**values, "query": as_phrase(query)})
            except sqlite3.OperationalError as error:
                raise no_expression(query, error) from None

    def renew_words(self) -> None:
        """Make the full text anew of the versions."""
        self._connection.execute("INSERT INTO words (words) VALUES ('rebuild')")

    # --- whole tables

    def table(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table, read as they are wanted."""
        with self._errors():
            yield from self._connection.execute(f"SELECT * FROM {name}")

    def fill(self, name: str, rows: Iterator[Row]) -> None:
        """Put rows into an empty table."""
        places = ", ".join("?" for _ in self.rows(f"PRAGMA table_info({name})"))
        self._connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)


EXCERPT = "snippet(words, 1, '[', ']', ' … ', 24)"


def quoted(word: str) -> str:
    """Return a word as an expression of full text."""
    return '"' + word.replace('"', '""') + '"'


def as_phrase(query: str) -> str:
    """Return the phrase that is searched for where a query is no expression."""
    return '"' + query.replace('"', " ") + '"'


def no_expression(query: str, error: sqlite3.Error) -> BadRequest:
    """Return the error of a query that cannot be searched for."""
    return BadRequest(f'cannot search for {query!r}: {error}; use words, "a phrase", AND, OR, NOT')


def _check_header(path: Path) -> bool:
    """Return whether a desk is still to be made; raise NotADesk without touching what is something else.

    SQLite itself looks into the file: whoever else opens and closes it takes away the locks that this process holds on
    it by other connections, and with them what was just written.
    """
    try:
        if path.is_dir():
            raise NotADesk(path, "a folder")
        if not path.exists():
            if not path.parent.exists():
                raise DeskUnwritable(path, f"there is no folder {path.parent}")
            return True
        if not path.stat().st_size:
            return True
    except OSError as error:
        raise DeskUnwritable(path, error.strerror or str(error)) from None
    if not os.access(path, os.R_OK):
        raise DeskUnwritable(path, os.strerror(errno.EACCES))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise NotADesk(path, "no Sitrep desk") from None
        return False  # busy, or damaged: what opens it for use says so
    if application != APPLICATION_ID:
        raise NotADesk(path, "a database of another program")
    return False


def _because(error: sqlite3.Error) -> str:
    message = str(error)
    if "full" in message:
        return "the disk is full"
    if "readonly" in message or "unable to open" in message:
        return "the file or its folder cannot be written"
    return message
