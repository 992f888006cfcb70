"""What a desk file holds of links between reports, and the keys by which they are found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from sitrep.ground.model import Span

VALUES_A_QUERY = 500


class Echoed(Struct, frozen=True):
    """The words that two versions have in common: the share of the shorter one's runs, and the passages in both."""

    later: int
    earlier: int
    share: float
    passages: tuple[tuple[Span, Span], ...]


class Links:
    """The tables of links. Writing is done within a transaction of the store."""

    def __init__(self, connection: sqlite3.Connection, rows: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._connection = connection
        self._rows = rows

    def unlinked(self, linker: int) -> list[int]:
        """Return the versions that have not been linked by a linker, in the order of their receipt."""
        return [
            int(row[0])
            for row in self._rows("SELECT id FROM version WHERE linked < ? OR linked > ? ORDER BY id", (linker, linker))
        ]

    def has_unlinked(self, linker: int) -> bool:
        """Tell whether there is a version that has not been linked by a linker."""
        return bool(self._rows("SELECT 1 FROM version WHERE linked < ? OR linked > ? LIMIT 1", (linker, linker)))

    def mark_linked(self, version_id: int, linker: int) -> None:
        """Keep that a version has been linked."""
        self._connection.execute("UPDATE version SET linked = ? WHERE id = ?", (linker, version_id))

    def forget(self) -> None:
        """Forget all links and the keys by which they are found."""
        for table in ("echo", "echo_key", "alike", "unit_key", "near", "story_key"):
            self._connection.execute(f"DELETE FROM {table}")
        self._connection.execute("UPDATE version SET linked = 0 WHERE linked <> 0")

    def keep_echo_keys(self, version_id: int, keys: Iterable[int]) -> None:
        """Keep the keys by which later reports find the words of this one."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO echo_key VALUES (?, ?)", [(key, version_id) for key in keys]
        )

    def find_echo_keys(self, keys: Sequence[int]) -> dict[int, int]:
        """Return the versions that have some of these keys, with how many."""
        counts: dict[int, int] = {}
        for start in range(0, len(keys), VALUES_A_QUERY):
            part = keys[start : start + VALUES_A_QUERY]
            query = f"SELECT version_id, count(*) FROM echo_key WHERE key IN ({_marks(part)}) GROUP BY version_id"
            for version_id, count in self._rows(query, part):
                counts[version_id] = counts.get(version_id, 0) + count
        return counts

    def keep_echo(self, echo: Echoed) -> None:
        """Keep the words that two versions have in common."""
        row = (echo.later, echo.earlier, echo.share, msgspec.msgpack.encode(echo.passages))
        self._connection.execute("INSERT OR REPLACE INTO echo VALUES (?, ?, ?, ?)", row)

    def echoes_among(self, version_ids: Iterable[int]) -> list[Echoed]:
        """Return the echoes between given versions."""
        rows = self._pairs_among("echo", "share, passages", version_ids)
        return [Echoed(later, earlier, share, _decode_passages(passages)) for later, earlier, share, passages in rows]

    def keep_unit_keys(self, version_id: int, day: int, keys: Iterable[tuple[int, int]]) -> None:
        """Keep the keys by which later reports find the units of this one: pairs of a key and a unit."""
        rows = [(key, day, version_id, unit) for key, unit in keys]
        self._connection.executemany("INSERT OR IGNORE INTO unit_key VALUES (?, ?, ?, ?)", rows)

    def find_units(self, key: int, since: int, until: int) -> list[tuple[int, int]]:
        """Return the units that have a key, published within days: pairs of a version and a unit."""
        query = "SELECT version_id, start FROM unit_key WHERE key = ? AND day BETWEEN ? AND ?"
        return self._connection.execute(query, (key, since, until)).fetchall()

    def keep_alike(self, later: int, earlier: int, pairs: bytes) -> None:
        """Keep which units of two versions are alike."""
        self._connection.execute("INSERT OR REPLACE INTO alike VALUES (?, ?, ?)", (later, earlier, pairs))

    def alike_among(self, version_ids: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Return which units of given versions are alike: the later version, the earlier one, and the pairs."""
        return self._pairs_among("alike", "pairs", version_ids)

    def keep_story_keys(self, version_id: int, day: int, keys: Iterable[int]) -> None:
        """Keep the keys by which later reports of its story find this one."""
        rows = [(key, day, version_id) for key in keys]
        self._connection.executemany("INSERT OR IGNORE INTO story_key VALUES (?, ?, ?)", rows)

    def find_stories(self, key: int, since: int, until: int) -> list[int]:
        """Return the versions that have a key of their story, published within days."""
        query = "SELECT version_id FROM story_key WHERE key = ? AND day BETWEEN ? AND ?"
        return [row[0] for row in self._connection.execute(query, (key, since, until))]

    def keep_near(self, later: int, earlier: int, likeness: float) -> None:
        """Keep how near two versions are as tellings of one story."""
        self._connection.execute("INSERT OR REPLACE INTO near VALUES (?, ?, ?)", (later, earlier, likeness))

    def near_among(self, version_ids: Iterable[int]) -> list[tuple[int, int, float]]:
        """Return how near given versions are as tellings of one story: later, earlier, likeness."""
        return self._pairs_among("near", "likeness", version_ids)

    def _pairs_among(self, table: str, columns: str, version_ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return the rows of a table of pairs of which both are among given versions."""
        wanted = sorted(set(version_ids))
        known = set(wanted)
        found = []
        for start in range(0, len(wanted), VALUES_A_QUERY):
            part = wanted[start : start + VALUES_A_QUERY]
            query = (
                f"SELECT later, earlier, {columns} FROM {table} WHERE later IN ({_marks(part)}) ORDER BY later, earlier"
            )
            found += [row for row in self._rows(query, part) if row[1] in known]
        return found


_decode_passages = msgspec.msgpack.Decoder(tuple[tuple[Span, Span], ...]).decode


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
