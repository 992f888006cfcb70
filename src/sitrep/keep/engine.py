"""What a store needs of the database that it stands on; one for files (`sqlite`) and one for servers (`postgres`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]


class Result(Protocol):
    """What a statement came to."""

    @property
    def rowcount(self) -> int:
        """Return how many rows were changed."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        ...


class Engine(Protocol):
    """A database that holds a desk. Statements are SQLite's, in the part of it that PostgreSQL has too.

    It serves one thread at a time. All errors come as sentences.
    """

    @property
    def place(self) -> Path | str:
        """Return the file, or the address without its password: what sentences call the desk."""
        ...

    @property
    def others_wrote(self) -> int:
        """Return a number that is another one as soon as another connection has written."""
        ...

    @property
    def size(self) -> int:
        """Return the bytes that the desk takes."""
        ...

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        ...

    def execute(self, query: str, values: Values = ()) -> Result:
        """Run a statement, within a transaction where it writes."""
        ...

    def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> object:
        """Insert rows of values, by a statement with VALUES; of one key there is one row at the most."""
        ...

    def rows(self, query: str, values: Values = ()) -> list[Row]:
        """Return the rows of a query."""
        ...

    def rows_given(self, table: str, rows: Iterable[Sequence[int]], query: str, values: Sequence[Any]) -> list[Row]:
        """Return the rows of a query that knows given rows of whole numbers as a table, `name (column, ...)`.

        It is asked within a transaction that writes.
        """
        ...

    def stream(self, columns: str, query: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` of a query, which begins with FROM, read as they are wanted."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is written inside, or nothing of it where an error or a signal comes between."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all that is read inside be of one moment of the desk, whatever others write meanwhile."""
        ...

    # --- full text

    def keep_words(self, version_id: int, title: str | None, text: str) -> None:
        """Keep the words by which a version is found."""
        ...

    def find_word(self, word: str) -> set[int]:
        """Return the versions that have a word."""
        ...

    def search(self, query: str, columns: str, conditions: str, values: Mapping[str, Any]) -> Iterator[Row]:
        """Yield columns of the versions `v` whose words fit, best first, and last an excerpt that marks them by [ ].

        Errors: BadRequest where the query is no valid expression.
        """
        ...

    # --- whole tables, to move a desk

    def table(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table, read as they are wanted, within a snapshot."""
        ...

    def fill(self, name: str, rows: Iterator[Row]) -> None:
        """Put rows into an empty table, within a transaction."""
        ...

    def renew_words(self) -> None:
        """Make the full text anew of the versions."""
        ...
