"""What a desk holds of links between reports, and the keys by which they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from sitrep.ground.model import Span
from sitrep.keep.engine import Engine

VALUES_A_QUERY = 500
SPAN = 32  # days whose keys stand together


class Echoed(Struct, frozen=True, gc=False):
    """The words that two versions have in common: the share of the shorter one's runs, and the passages in both."""

    later: int
    earlier: int
    share: float
    passages: tuple[tuple[Span, Span], ...]


class Wanted(NamedTuple):
    """A key that is looked for on behalf of a unit, what it is worth, and the first and last day of publication."""

    unit: int
    key: int
    worth: int
    since: int
    until: int


class Links:
    """The tables of links. Writing is done within a transaction of the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows = engine.rows

    def unlinked(self, linker: int) -> list[int]:
        """Return the versions that have not been linked by a linker, in the order of their receipt."""
        return [
            int(row[0])
            for row in self._rows("SELECT id FROM version WHERE linked < ? OR linked > ? ORDER BY id", (linker, linker))
        ]

    def has_unlinked(self, linker: int) -> bool:
        """Tell whether there is a version that has not been linked by a linker."""
        return bool(self._rows("SELECT 1 FROM version WHERE linked < ? OR linked > ? LIMIT 1", (linker, linker)))

    def has_other(self, linker: int) -> bool:
        """Tell whether there is a version that another linker has linked."""
        return bool(self._rows("SELECT 1 FROM version WHERE linked NOT IN (0, ?) LIMIT 1", (linker,)))

    def mark_linked(self, version_id: int, linker: int) -> None:
        """Keep that a version has been linked."""
        self._engine.execute("UPDATE version SET linked = ? WHERE id = ?", (linker, version_id))

    def forget(self) -> None:
        """Forget all links and the keys by which they are found."""
        for table in (
            "echo",
            "echo_key",
            "runs",
            "gists",
            "alike",
            "unit_key",
            "unit_name",
            "near",
            "story_key",
            "sketch",
        ):
            self._engine.execute(f"DELETE FROM {table}")
        self._engine.execute("UPDATE version SET linked = 0 WHERE linked <> 0")

    def keep_runs(self, version_id: int, content: bytes, keys: Iterable[int]) -> None:
        """Keep the runs of words of a version, and those of them by which later reports find it."""
        self._engine.execute(put("runs", "version_id", "content"), (version_id, content))
        self._engine.executemany(
            "INSERT INTO echo_key VALUES (?, ?) ON CONFLICT DO NOTHING", [(key, version_id) for key in keys]
        )

    def find_runs(self, version_id: int) -> tuple[int, bytes]:
        """Return the number of the report that a version is of, and its runs of words."""
        return self._kept("runs", version_id)

    def keep_gists(self, version_id: int, content: bytes) -> None:
        """Keep what is compared of the units of a version."""
        self._engine.execute(put("gists", "version_id", "content"), (version_id, content))

    def find_gists(self, version_id: int) -> tuple[int, bytes]:
        """Return the number of the report that a version is of, and what is compared of its units."""
        return self._kept("gists", version_id)

    def _kept(self, table: str, version_id: int) -> tuple[int, bytes]:
        query = f"SELECT report_id, content FROM {table} JOIN version ON id = version_id WHERE version_id = ?"
        report_id, content = self._rows(query, (version_id,))[0]
        return report_id, content

    def find_echo_keys(self, keys: Sequence[int]) -> dict[int, int]:
        """Return the versions that have some of these keys, with how many."""
        counts: dict[int, int] = {}
        for part in parts_of(keys):
            query = f"SELECT version_id, count(*) FROM echo_key WHERE key IN ({marks(part)}) GROUP BY version_id"
            for version_id, count in self._rows(query, part):
                counts[version_id] = counts.get(version_id, 0) + count
        return counts

    def keep_echo(self, echo: Echoed) -> None:
        """Keep the words that two versions have in common."""
        row = (echo.later, echo.earlier, echo.share, msgspec.msgpack.encode(echo.passages))
        self._engine.execute(put("echo", "later, earlier", "share, passages"), row)

    def echoes_among(self, version_ids: Iterable[int]) -> list[Echoed]:
        """Return the echoes between given versions."""
        rows = self._pairs_among("echo", "share, passages", version_ids)
        return [Echoed(later, earlier, share, _decode_passages(passages)) for later, earlier, share, passages in rows]

    def echoing(self, version_id: int) -> list[int]:
        """Return the versions that a version has an echo with."""
        query = "SELECT earlier FROM echo WHERE later = ? UNION SELECT later FROM echo WHERE earlier = ? ORDER BY 1"
        return [int(row[0]) for row in self._rows(query, (version_id, version_id))]

    def keep_unit_keys(self, version_id: int, day: int, keys: Iterable[tuple[int, int]]) -> None:
        """Keep the keys by which later reports find the units of this one: pairs of a key and a unit."""
        rows = [(day // SPAN, key, day, version_id, unit) for key, unit in keys]
        self._engine.executemany("INSERT INTO unit_key VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)

    def find_units(self, wanted: Iterable[Wanted], least: int) -> list[tuple[int, int, int]]:
        """Return the units of versions that hold enough of what is wanted for a unit: unit, other version, its unit.

        How much is the sum of what the keys in common are worth; `least` is asked for.
        """
        spans = self._spans("unit_key")
        rows = ((*each, span) for each in wanted for span in spans(each.since, each.until))
        query = """
            SELECT unit, version_id, start FROM wanted CROSS JOIN unit_key USING (span, key)
            WHERE day BETWEEN since AND until
            GROUP BY unit, version_id, start HAVING sum(worth) >= ?
        """
        given = "wanted (unit, key, worth, since, until, span)"
        found = self._engine.rows_given(given, rows, query, (least,))
        return [(unit, version_id, other) for unit, version_id, other in found]

    def keep_unit_names(self, version_id: int, names: Iterable[tuple[str, int]]) -> None:
        """Keep the names by which a person asks for the units of a version: pairs of a name and a unit."""
        rows = [(name, version_id, unit) for name, unit in names]
        self._engine.executemany("INSERT INTO unit_name VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)

    def find_named(self, name: str) -> list[tuple[int, int]]:
        """Return the units of a name: pairs of a version and a unit, the newest version first."""
        query = "SELECT version_id, start FROM unit_name WHERE name = ? ORDER BY version_id DESC"
        return self._rows(query, (name,))

    def keep_alike(self, later: int, earlier: int, pairs: bytes) -> None:
        """Keep which units of two versions are alike."""
        self._engine.execute(put("alike", "later, earlier", "pairs"), (later, earlier, pairs))

    def alike_of(self, version_ids: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Return which units of given versions are alike with any: later version, earlier version, pairs."""
        wanted = sorted(set(version_ids))
        found: list[tuple[int, int, bytes]] = []
        for part in parts_of(wanted):
            for side in ("later", "earlier"):
                query = f"SELECT later, earlier, pairs FROM alike WHERE {side} IN ({marks(part)})"
                found += [(later, earlier, pairs) for later, earlier, pairs in self._rows(query, part)]
        return found

    def alike_among(self, version_ids: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Return which units of given versions are alike: the later version, the earlier one, and the pairs."""
        return self._pairs_among("alike", "pairs", version_ids)

    def keep_sketch(self, version_id: int, item: int, content: bytes) -> None:
        """Keep what a version, or an item of it, is known by."""
        self._engine.execute(put("sketch", "version_id, item", "content"), (version_id, item, content))

    def sketches(self, version_ids: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Return what given versions and their items are known by, in their order: version, item, content."""
        wanted = sorted(set(version_ids))
        found: list[tuple[int, int, bytes]] = []
        for part in parts_of(wanted):
            query = f"SELECT version_id, item, content FROM sketch WHERE version_id IN ({marks(part)}) ORDER BY 1, 2"
            found += [(version_id, item, content) for version_id, item, content in self._rows(query, part)]
        return found

    def keep_story_keys(self, version_id: int, item: int, day: int, keys: Iterable[tuple[int, int]]) -> None:
        """Keep the keys by which later reports find a version, or an item of it: pairs of a key and its weight."""
        rows = [(day // SPAN, key, day, version_id, item, weight) for key, weight in dict(keys).items()]
        self._engine.executemany(put("story_key", "span, key, day, version_id, item", "weight"), rows)

    def find_like(self, keys: Sequence[tuple[int, int]], since: int, until: int, least: int) -> list[tuple[int, int]]:
        """Return the versions and items, published within days, that are alike by their keys.

        How alike is the sum over the keys in common of the weight here times the weight there; `least` is asked for.
        """
        spans = self._spans("story_key")(since, until)
        if not keys or not spans:
            return []
        query = f"""
            WITH wanted (key, weight) AS (VALUES {", ".join("(?, ?)" for _ in keys)}),
              spans (span) AS (VALUES {", ".join("(?)" for _ in spans)})
            SELECT version_id, item FROM wanted CROSS JOIN spans CROSS JOIN story_key USING (span, key)
            WHERE day BETWEEN ? AND ?
            GROUP BY version_id, item HAVING sum(wanted.weight * story_key.weight) >= ? ORDER BY 1, 2
        """
        values = [*(value for pair in keys for value in pair), *spans, since, until, least]
        return [(version_id, item) for version_id, item in self._rows(query, values)]

    def keep_near(self, later: tuple[int, int], earlier: tuple[int, int], likelihood: int) -> None:
        """Keep how likely two versions or items, each with its version first, are of one story."""
        query = put("near", "later, later_item, earlier, earlier_item", "likelihood")
        self._engine.execute(query, (*later, *earlier, likelihood))

    def near_to(self, version_ids: Iterable[int]) -> set[int]:
        """Return the versions that may be of one story with one of given versions."""
        wanted = sorted(set(version_ids))
        found: set[int] = set()
        for part in parts_of(wanted):
            for one, other in (("earlier", "later"), ("later", "earlier")):
                query = f"SELECT DISTINCT {one} FROM near WHERE {other} IN ({marks(part)})"
                found |= {int(row[0]) for row in self._rows(query, part)}
        return found

    def near_among(self, version_ids: Iterable[int]) -> list[tuple[tuple[int, int], tuple[int, int], int]]:
        """Return how likely given versions and items are of one story: the later, the earlier one, the likelihood."""
        rows = self._pairs_among("near", "later_item, earlier_item, likelihood", version_ids)
        return [((later, item), (earlier, other), likelihood) for later, earlier, item, other, likelihood in rows]

    def _spans(self, table: str) -> Callable[[int, int], list[int]]:
        """Return what tells the spans of a table in which days lie; those without a day have one of their own."""
        ends = self._rows(f"SELECT (SELECT min(span) FROM {table} WHERE span > 0), (SELECT max(span) FROM {table})")
        first, last = ends[0] if ends[0][0] is not None else (1, 0)

        def between(since: int, until: int) -> list[int]:
            spans = range(max(since // SPAN, first), min(until // SPAN, last) + 1)
            return [0, *spans] if since < SPAN else list(spans)

        return between

    def _pairs_among(self, table: str, columns: str, version_ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return the rows of a table of pairs of which both are among given versions."""
        wanted = sorted(set(version_ids))
        known = set(wanted)
        found = []
        for part in parts_of(wanted):
            query = (
                f"SELECT later, earlier, {columns} FROM {table} WHERE later IN ({marks(part)}) ORDER BY later, earlier"
            )
            found += [row for row in self._rows(query, part) if row[1] in known]
        return found


_decode_passages = msgspec.msgpack.Decoder(tuple[tuple[Span, Span], ...]).decode


def parts_of(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield values in parts, none of them too long for one query."""
    yield from (values[start : start + VALUES_A_QUERY] for start in range(0, len(values), VALUES_A_QUERY))


def marks(values: Sequence[Any]) -> str:
    """Return the places of values in a statement."""
    return ",".join("?" * len(values))


@lru_cache
def put(table: str, key: str, rest: str) -> str:
    """Return the statement that keeps a row in the place of what stands under its key: first the key, then the rest."""
    columns = rest.split(", ")
    anew = ", ".join(f"{column} = excluded.{column}" for column in columns)
    places = marks([*key.split(", "), *columns])
    return f"INSERT INTO {table} ({key}, {rest}) VALUES ({places}) ON CONFLICT ({key}) DO UPDATE SET {anew}"
