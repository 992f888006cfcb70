"""A desk on a PostgreSQL server: one schema of a database.

Who writes holds a lock of the desk from the first statement to the last, so that each sees all that others wrote, and
nobody waits in a circle. Who reads waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import islice
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Format, TransactionStatus

from sitrep.ground.errors import DeskBusy, DeskError, DeskUnreachable, DeskUnwritable, NewerDesk, NoDesk, NotADesk
from sitrep.keep.address import checked_address, secrets_of, told_address
from sitrep.keep.dialect import pack_text, table_of, translate, translate_rows, translate_table, unpack_text
from sitrep.keep.engine import Row, Values
from sitrep.keep.schema import APPLICATION_ID, MIGRATIONS, TABLES
from sitrep.keep.sqlite import quoted
from sitrep.keep.words import Text, Words

BUSY_S = 120.0  # for a writer: several others may be before it, each with a large batch
REACHED_S = 10  # until a server must have answered, where the address says nothing else
PART = 100  # versions that are read at once
COPIED = 500  # rows of a table that are read at once
DESK = """
CREATE TABLE IF NOT EXISTS desk (
  application BIGINT NOT NULL,    -- what tells a desk from the tables of another program
  version BIGINT NOT NULL,        -- how many migrations it has had
  written BIGINT NOT NULL         -- how many transactions have written to it
)
"""
TYPES = """
SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
UNWRITABLE = (errors.DiskFull, errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege, errors.OutOfMemory)
DAMAGED = (errors.DataCorrupted, errors.IndexCorrupted, errors.UndefinedTable, errors.UndefinedColumn)


class TextDumper(Dumper):
    """Gives texts to the server, which takes what they are from where they go."""

    def dump(self, obj: str) -> bytes:
        """Return a text as the server can hold it."""
        return pack_text(obj).encode()


class TextLoader(Loader):
    """Takes texts from the server."""

    def load(self, data: Buffer) -> str:
        """Return a text as it was."""
        return unpack_text(str(data, "utf-8"))


class BinaryTextLoader(TextLoader):
    """The same for rows that come in binary form."""

    format = Format.BINARY


class PostgreSQL:
    """A desk on a server. A connection that was lost is made anew when it is next used."""

    def __init__(self, address: str, busy_s: float) -> None:
        self.place = told_address(address)
        self._address = checked_address(address)
        self._busy_ms = max(1, round(1000 * busy_s))
        self._written = 0  # transactions of this connection
        self._words = Words()
        self._statements: dict[str, str] = {}  # that insert many rows
        self._is_within = False  # a transaction
        self._connection = self._connect()

    @classmethod
    def open(cls, address: str, busy_s: float | None = None, *, make: bool = True) -> PostgreSQL:
        """Open a desk on a server, and with `make` make one where none is.

        Errors: as of `Store.open`.
        """
        opened = cls(address, BUSY_S if busy_s is None else busy_s)
        try:
            opened._prepare(make=make)
        except BaseException:
            opened.close()
            raise
        return opened

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            told = conninfo_to_dict(self._address)
        except psycopg.Error:  # its words may quote the password
            because = "it has not the form of PostgreSQL's addresses; write postgresql://USER@HOST/DATABASE"
            raise DeskError(self.place, f"cannot use {self.place}: {because}") from None
        limits = {} if "connect_timeout" in told else {"connect_timeout": REACHED_S}
        address = make_conninfo(self._address, client_encoding="utf8", fallback_application_name="sitrep", **limits)
        try:
            connection = psycopg.connect(address, autocommit=True)
        except psycopg.Error as error:
            raise DeskUnreachable(self.place, self._because(error)) from None
        connection.adapters.register_dumper(str, TextDumper)
        connection.adapters.register_loader("text", TextLoader)
        connection.adapters.register_loader("text", BinaryTextLoader)
        return connection

    def _because(self, error: psycopg.Error) -> str:
        """Return why something failed in the server's words, without a secret of the address."""
        line = next((line for line in str(error).splitlines() if line.strip()), "it gives no reason")
        because = line.rpartition(" failed: ")[2].removeprefix("FATAL:").removeprefix("connection is bad:").strip()
        for secret in secrets_of(self._address):
            because = because.replace(secret, "…")
        return because

    def _prepare(self, *, make: bool) -> None:
        version = self._schema_version()
        if version is None and not make:
            raise NoDesk(self.place)
        if version is not None and version > len(MIGRATIONS):
            raise NewerDesk(self.place, version, len(MIGRATIONS))
        if version != len(MIGRATIONS):
            with self._locked():  # the version is asked for again under the lock: another may have been quicker
                if self._schema_version() is None:
                    self._check_room()
                self._migrate()

    def _schema_version(self) -> int | None:
        """Return how many migrations the desk has had, None where there is none.

        Errors: NotADesk.
        """
        if not self._has("SELECT 1 FROM pg_class WHERE relname = 'desk'"):
            return None
        columns = "SELECT 1 FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relname = 'desk'"
        known = self._has(f"{columns} AND attname = 'application'")
        told = self.rows("SELECT application, version FROM desk") if known else []
        if not told or told[0][0] != APPLICATION_ID:
            raise NotADesk(self.place, "a database of another program")
        return int(told[0][1])

    def _has(self, query: str) -> bool:
        """Tell whether the schema of the desk has something in the catalogue of the server."""
        return bool(self.rows(f"{query} AND relnamespace = to_regnamespace(quote_ident(current_schema()))"))

    def _check_room(self) -> None:
        """Refuse to make a desk where it cannot stand.

        Errors: NotADesk, DeskUnwritable.
        """
        encoding, schema = self.rows("SELECT current_setting('server_encoding'), current_schema()")[0]
        if encoding != "UTF8":
            raise DeskUnwritable(self.place, f"its database has the encoding {encoding}, and a desk needs UTF8")
        if schema is None:
            raise DeskUnwritable(self.place, "it has no schema of the name that is searched for; make one")
        foreign = "SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p') AND NOT EXISTS "
        extended = "(SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
        if self._has(foreign + extended):
            raise NotADesk(self.place, "a database with tables of another program; make one for the desk")

    def _migrate(self) -> None:
        run = self._connection.execute
        run(DESK)
        if not run("SELECT 1 FROM desk").fetchall():
            run(f"INSERT INTO desk VALUES ({APPLICATION_ID}, 0, 0)")
        for script in MIGRATIONS[self._schema_version() or 0 :]:
            for statement in script.split(";\n"):
                run(translate_table(statement))
        run(f"UPDATE desk SET version = {len(MIGRATIONS)}, written = written + 1")

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        self._connection.close()
        self._words.close()

    # --- errors and transactions

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn the server's errors into sentences."""
        try:
            yield
        except (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure):
            raise DeskBusy(self.place) from None
        except UNWRITABLE as error:
            raise DeskUnwritable(self.place, self._because(error)) from None
        except DAMAGED as error:
            raise NotADesk(self.place, f"damaged ({self._because(error)})") from None
        except errors.QueryCanceled as error:
            raise DeskUnreachable(self.place, self._because(error)) from None
        except psycopg.Error as error:
            because = self._because(error)
            if self._connection.closed:
                raise DeskUnreachable(self.place, f"the connection was lost ({because})") from None
            raise DeskError(self.place, f"cannot use {self.place}: {because}; please report this") from error

    def _connected(self) -> psycopg.Connection[Row]:
        """Return the connection, made anew where it was lost; what was begun on it is never gone on with on another."""
        if self._connection.closed and not self._is_within:
            self._connection = self._connect()
        return self._connection

    @contextmanager
    def _between(self, begin: str, end: str) -> Iterator[None]:
        """Have a transaction, which is rolled back where an error or a signal comes between."""
        connection = self._connected()
        with self._errors():
            try:
                self._is_within = True
                connection.execute(begin, prepare=False)
                yield
                if connection.info.transaction_status == TransactionStatus.INERROR:
                    raise DeskError(self.place, f"cannot write {self.place}: a statement failed before; try again")
                connection.execute(end, prepare=False)
            except BaseException:
                with suppress(psycopg.Error):  # the connection may be what failed
                    connection.rollback()
                raise
            finally:
                self._is_within = False

    def _locked(self, more: str = "") -> AbstractContextManager[None]:
        """Have a transaction that writes, and no other beside it on the desk."""
        begin = (
            f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {self._busy_ms}; "
            f"SELECT pg_advisory_xact_lock({APPLICATION_ID}, oid::text::bigint::bit(32)::int) "
            f"FROM pg_namespace WHERE nspname = current_schema(){more}"
        )
        return self._between(begin, "COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside, or nothing of it where an error or a signal comes between."""
        with self._locked("; UPDATE desk SET written = written + 1"):
            yield
        self._written += 1
        self._look_over()

    def _look_over(self) -> None:
        """Let the server count its tables anew while a desk is new, so that it reads them by their indexes.

        Later it does so itself, but of its own accord only once in a minute.
        """
        with suppress(DeskError):
            written = self.others_wrote + self._written
            if written & (written - 1) == 0:
                self.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(TABLES)}, words")

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all that is read inside be of one moment of the desk, whatever others write meanwhile."""
        return self._between("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "ROLLBACK")

    @property
    def others_wrote(self) -> int:
        """Return a number that is another one as soon as another connection has written."""
        return int(self.rows("SELECT written FROM desk")[0][0]) - self._written

    @property
    def size(self) -> int:
        """Return the bytes that the tables of the desk take, with their indexes."""
        sizes = (self.rows("SELECT pg_total_relation_size(to_regclass(?))", (name,)) for name in (*TABLES, "words"))
        return sum(int(rows[0][0] or 0) for rows in sizes)

    # --- statements

    def execute(self, query: str, values: Values = ()) -> psycopg.Cursor[Row]:
        """Run a statement, within a transaction where it writes."""
        cursor = self._connected().cursor(binary=True)
        with self._errors():
            return cursor.execute(translate(query), values)

    def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of values, all at once."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            with self._errors():
                self._connection.execute(self._statement_of_rows(query), columns)

    def _statement_of_rows(self, query: str) -> str:
        if query not in self._statements:
            types = self.rows(TYPES, (table_of(query),))
            self._statements[query] = translate_rows(query, dict(types))
        return self._statements[query]

    def rows(self, query: str, values: Values = ()) -> list[Row]:
        """Return the rows of a query."""
        return self.execute(query, values).fetchall()

    def rows_given(self, table: str, rows: Iterable[Sequence[int]], query: str, values: Sequence[Any]) -> list[Row]:
        """Return the rows of a query that knows given rows of whole numbers as a table, `name (column, ...)`."""
        columns = list(zip(*rows, strict=True)) or [()] * (table.count(",") + 1)
        arrays = ", ".join("CAST(? AS BIGINT[])" for _ in columns)
        given = [list(column) for column in columns]
        return self.rows(f"WITH {table} AS (SELECT * FROM unnest({arrays})) {query}", [*given, *values])

    def stream(self, columns: str, query: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` of a query, which begins with FROM, read as they are wanted."""
        ids = self.rows(f"SELECT v.id {query}", values)
        return (row for part in _parts(ids) for row in self._versions(part, columns))

    def _versions(self, ids: Sequence[int], columns: str) -> list[Row]:
        """Return columns of versions, in the order in which they are asked for."""
        rows = self.rows(f"SELECT v.id, {columns} FROM version v WHERE v.id = ANY(?)", (list(ids),))
        known = {row[0]: row[1:] for row in rows}
        return [known[id_] for id_ in ids]

    # --- full text

    def keep_words(self, version_id: int, title: str | None, text: str) -> None:
        """Keep the words by which a version is found."""
        query = "INSERT INTO words VALUES (?, CAST(? AS tsvector))"
        self.execute(query, (version_id, self._words.lexemes(title, text)))

    def find_word(self, word: str) -> set[int]:
        """Return the versions that have a word."""
        words, wanted = self._words.of(word), self._words.wanted(quoted(word))
        if wanted is None:
            return set()
        rows = self.rows("SELECT version_id FROM words WHERE lexemes @@ CAST(? AS tsquery)", (wanted,))
        found = {int(row[0]) for row in rows}
        if len(words) == 1 or not found:
            return found
        texts = self._versions(sorted(found), "v.id, v.title, v.text")
        return set(self._words.excerpts(quoted(word), (Text(*row) for row in texts)))

    def search(self, query: str, columns: str, conditions: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` whose words fit, best first, and last an excerpt that marks them by [ ].

        Errors: BadRequest where the query is no valid expression.
        """
        expression = self._words.expression(query)
        wanted = self._words.wanted(expression)
        if wanted is None:
            return iter(())
        fits = "FROM words JOIN version v ON v.id = version_id WHERE lexemes @@ CAST(:wanted AS tsquery)"
        order = "ORDER BY ts_rank(lexemes, CAST(:wanted AS tsquery), 1) DESC, v.id"
        ids = self.rows(f"SELECT v.id {fits} AND {conditions} {order}", {**values, "wanted": wanted})
        return (row for part in _parts(ids) for row in self._excerpted(part, columns, expression))

    def _excerpted(self, ids: Sequence[int], columns: str, expression: str) -> Iterator[Row]:
        """Yield columns of those of some versions whose words fit, with excerpts."""
        rows = self._versions(ids, f"v.id, v.title, v.text, {columns}")
        excerpts = self._words.excerpts(expression, (Text(*row[:3]) for row in rows))
        return ((*row[3:], excerpts[row[0]]) for row in rows if row[0] in excerpts)

    def renew_words(self) -> None:
        """Make the full text anew of the versions."""
        self.execute("DELETE FROM words")
        for part in _parts(self.rows("SELECT id FROM version ORDER BY id")):
            for row in self._versions(part, "v.id, v.title, v.text"):
                self.keep_words(*row)

    # --- whole tables

    def table(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table, read as they are wanted, within a snapshot."""
        query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))
        with self._errors(), self._connection.cursor(f"whole_{name}", binary=True) as cursor:
            cursor.itersize = COPIED
            yield from cursor.execute(query)

    def fill(self, name: str, rows: Iterator[Row]) -> None:
        """Put rows into an empty table, within a transaction."""
        query = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
        with self._errors(), self._connection.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                copy.write_row(row)


def _parts(ids: list[Row]) -> Iterator[list[int]]:
    """Yield the numbers of rows in parts."""
    numbers = (int(row[0]) for row in ids)
    while part := list(islice(numbers, PART)):
        yield part
