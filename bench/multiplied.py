"""Make a large desk out of a smaller one: its rows several times, each copy later in time and under names of its own.

usage: python bench/multiplied.py DESK LARGER [--times N] [--apart DAYS]

Adding reports one by one takes hours for a hundred thousand of them; copying rows takes minutes. With few days between
the copies, the days of a desk of two years become as full as those of a large desk. Each day then answers as those that
it is made of would together, if their reports had nothing in common: links, stories and echoes are those within the
copies. Dates of which only the month or the year is known move as far as their middle does. What is shown of a report
is its text, in which no date moves, and so the copies of one report are the same to a search. Days of undated reports
are not copied, but inferred again when they are asked for. The evidence keeps its words: such a desk is not to be read
again.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from sitrep.ground.model import Published, Report
from sitrep.keep import Store
from sitrep.keep.links import SPAN
from sitrep.keep.store import _digest, _report_digest
from sitrep.link.statements import Mark, statement_id
from sitrep.link.stories import Sketch

TIMES, APART = 10, 28  # whole weeks, so that what is moved keeps its weekday
SEASON, QUARTER, DAYS_OF_ONE = 21, 33, 91.31  # the first code of a season and of a quarter in EDTF, and its length
DATE = re.compile(
    r"(?<![\dX])(?P<year>\d{4})(?:-W(?P<week>\d{2})(?:-(?P<weekday>\d))?|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?![\dX])"
    r"|(?<![\dX])(?P<decade>\d{3})X"
)
STARTS = re.compile(r"\d{3}[\dX]|\[|\.\./")
DATED = {"times": ("timex", "edtf", "anchor"), "claims": ("said",), "figures": ("as_of",)}  # parts of a reading

# what each column of a copy is made of, for those that are not taken over as they are; `copy` has the number of a copy,
# the days by which it is later and what is added to ids
MADE = {
    "raw": {
        "id": "id + copy.ids",
        "name": "copied_name(name, copy.nth)",
        "digest": "raw_digest(copied_name(name, copy.nth), fields, content)",
        "received": "later_moment(received, copy.days)",
    },
    "report": {"id": "id + copy.ids", "key": "copied_key(key, copy.nth)"},
    "version": {
        "id": "id + copy.ids",
        "report_id": "report_id + copy.ids",
        "raw_id": "raw_id + copy.ids",
        "digest": "report_digest(text, title, outlet, copied_url(url, copy.nth), later(published, copy.days))",
        "name": "copied_name(name, copy.nth)",
        "url": "copied_url(url, copy.nth)",
        "published": "later(published, copy.days)",
        "since": "since + copy.days",
        "until": "until + copy.days",
        "available": "available + copy.days",
        "received": "later_moment(received, copy.days)",
        "reading": "later_reading(reading, copy.days)",
    },
    "claim": {"version_id": "version_id + copy.ids"},
    "ruling": {},
    "echo_key": {"version_id": "version_id + copy.ids"},
    "echo": {"later": "later + copy.ids", "earlier": "earlier + copy.ids"},
    "runs": {"version_id": "version_id + copy.ids"},
    "gists": {"version_id": "version_id + copy.ids"},
    "unit_key": {
        "span": f"iif(day, (day + copy.days) / {SPAN}, span)",
        "day": "iif(day, day + copy.days, 0)",
        "version_id": "version_id + copy.ids",
    },
    "unit_name": {
        "name": "(SELECT statement_name(name, outlet, url, start) FROM main.version WHERE id = version_id + copy.ids)",
        "version_id": "version_id + copy.ids",
    },
    "alike": {"later": "later + copy.ids", "earlier": "earlier + copy.ids"},
    "sketch": {"version_id": "version_id + copy.ids", "content": "later_sketch(content, copy.days)"},
    "story_key": {
        "span": f"iif(day, (day + copy.days) / {SPAN}, span)",
        "day": "iif(day, day + copy.days, 0)",
        "version_id": "version_id + copy.ids",
    },
    "near": {"later": "later + copy.ids", "earlier": "earlier + copy.ids"},
}
ONCE = {"ruling"}  # what a desk has once, however many reports it holds


# --- dates


def later(edtf: str | None, days: int) -> str | None:
    """Return a date as EDTF or TIMEX3 so many days later, as exact as it was; what is none stays as it is.

    >>> later("2023-01-30", 7), later("2023-01/2023-W05", 31), later("2023-22", 120), later("P3D", 7)
    ('2023-02-06', '2023-02/2023-W09', '2023-23', 'P3D')
    """
    if edtf is None or not STARTS.match(edtf):
        return edtf
    return DATE.sub(lambda match: _later(match, timedelta(days)), edtf)


def _later(match: re.Match[str], by: timedelta) -> str:
    """Return one date that much later: the one of its length that its middle comes to lie in."""
    if match["decade"]:
        return str((date(int(match["decade"] + "5"), 1, 1) + by).year)[:3] + "X"
    year = int(match["year"])
    if match["week"]:
        weekday = int(match["weekday"] or 4)
        moved = (date.fromisocalendar(year, int(match["week"]), weekday) + by).isocalendar()
        return f"{moved.year:04}-W{moved.week:02}" + (f"-{moved.weekday}" if match["weekday"] else "")
    if match["day"]:
        return (date(year, int(match["month"]), int(match["day"])) + by).isoformat()
    if not match["month"]:
        return f"{(date(year, 7, 1) + by).year:04}"
    month = int(match["month"])
    if month <= 12:
        return f"{date(year, month, 15) + by:%Y-%m}"
    first = QUARTER if month >= QUARTER else SEASON
    years, place = divmod(4 * year + month - first + round(by.days / DAYS_OF_ONE), 4)
    return f"{years:04}-{first + place}"


def later_moment(received: str, days: int) -> str:
    """Return a moment so many days later."""
    return (datetime.fromisoformat(received) + timedelta(days)).isoformat()


def later_reading(reading: bytes, days: int) -> bytes:
    """Return a reading as it is kept, with all its dates so many days later."""
    parts: dict[str, Any] = msgspec.msgpack.decode(reading, type=dict[str, msgspec.Raw])
    for part, names in DATED.items():
        if part in parts:
            rows = msgspec.msgpack.decode(parts[part])
            parts[part] = [row | {name: later(row[name], days) for name in names if name in row} for row in rows]
    if "published" in parts:
        published = msgspec.msgpack.decode(parts["published"])
        parts["published"] = published | {"edtf": later(published.get("edtf"), days)}
    return msgspec.msgpack.encode(parts)


def later_sketch(content: bytes, days: int) -> bytes:
    """Return what a report is known by, as it is kept, with its days so many days later."""
    sketch = msgspec.msgpack.decode(content, type=Sketch)
    moved = frozenset(day + days for day in sketch.days)
    return msgspec.msgpack.encode(
        msgspec.structs.replace(sketch, days=moved, day=sketch.day + days if sketch.day else 0)
    )


# --- names


def copied_name(name: str, number: int) -> str:
    """Return the name of a copy; the copies are in the order in which the originals are."""
    return f"{number:03}-{name}" if number else name


def copied_url(url: str | None, number: int) -> str | None:
    """Return the address of a copy."""
    return f"{url}?copy={number}" if url and number else url


def copied_key(key: str, number: int) -> str:
    """Return what tells a copy from other reports: its address where it has one."""
    return f"{key}?copy={number}" if number else key


def raw_digest(name: str, fields: str, content: bytes) -> bytes:
    """Return the digest by which an item is known again."""
    return _digest(name.encode(), fields.encode(), content)


def report_digest(text: str, title: str | None, outlet: str | None, url: str | None, published: str | None) -> bytes:
    """Return the digest by which an edit is told."""
    return _report_digest(Report(id="", text=text, title=title, outlet=outlet, url=url, published=Published(published)))


def statement_name(name: str, outlet: str | None, url: str | None, start: int) -> str:
    """Return the id of the statement that a unit of a report would be the first telling of."""
    return statement_id(Report(id=name, text="", outlet=outlet, url=url), Mark(0, start // 2, bool(start % 2)))


FUNCTIONS: tuple[Callable[..., str | bytes | None], ...] = (
    later,
    later_moment,
    later_reading,
    later_sketch,
    copied_name,
    copied_url,
    copied_key,
    raw_digest,
    report_digest,
    statement_name,
)


# --- rows


def multiply(source: Path, target: Path, times: int, apart: int) -> None:
    """Write a desk that holds the reports of another one so many times, each copy so many days later than the last."""
    Store.open(source).close()
    Store.open(target).close()  # the newest tables
    with closing(sqlite3.connect(target, isolation_level=None)) as desk:
        for function in FUNCTIONS:
            desk.create_function(function.__name__, -1, function, deterministic=True)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -524288"):
            desk.execute(f"PRAGMA {pragma}")
        desk.execute("ATTACH ? AS source", (str(source),))
        desk.execute("CREATE TEMP TABLE copy (nth INTEGER, days INTEGER, ids INTEGER)")
        step = max(desk.execute(f"SELECT max(id) FROM source.{table}").fetchone()[0] for table in ("raw", "version"))
        desk.executemany("INSERT INTO temp.copy VALUES (?, ?, ?)", [(n, n * apart, n * step) for n in range(times)])
        indexes = desk.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql > ''").fetchall()
        for name, _ in indexes:
            desk.execute(f"DROP INDEX main.{name}")
        desk.execute("BEGIN")
        for table, made in MADE.items():
            copy_rows(desk, table, made)
        for _, sql in indexes:
            desk.execute(sql)
        desk.execute("INSERT INTO words (words) VALUES ('rebuild')")
        desk.execute("COMMIT")
        desk.execute("PRAGMA journal_mode = WAL")


def copy_rows(desk: sqlite3.Connection, table: str, made: dict[str, str]) -> None:
    """Write the rows of all copies of a table, in the order in which they stand in the file."""
    start = time.perf_counter()
    columns = desk.execute(f"PRAGMA source.table_info({table})").fetchall()
    names = [name for _, name, *_ in columns]
    key = [name for _, name, *_, place in sorted(columns, key=lambda column: column[-1]) if place]
    order = ", ".join(str(names.index(name) + 1) for name in key)
    copies = "(SELECT * FROM temp.copy LIMIT 1)" if table in ONCE else "temp.copy"
    values = ", ".join(made.get(name, name) for name in names)
    count = desk.execute(
        f"INSERT INTO main.{table} ({', '.join(names)}) "
        f"SELECT {values} FROM {copies} AS copy CROSS JOIN source.{table} ORDER BY {order}"
    ).rowcount
    print(f"  {table}: {count:,} rows in {time.perf_counter() - start:.1f} s", flush=True)


def main() -> None:
    """Write the desk and say how large it is."""
    parser = argparse.ArgumentParser(description="Make a large desk out of a smaller one.")
    parser.add_argument("desk", type=Path)
    parser.add_argument("larger", type=Path)
    parser.add_argument("--times", type=int, default=TIMES, help="how many times its reports are held")
    parser.add_argument("--apart", type=int, default=APART, help="days between one copy and the next")
    options = parser.parse_args()
    if options.larger.exists():
        parser.error(f"{options.larger} is there already")
    start = time.perf_counter()
    multiply(options.desk, options.larger, options.times, options.apart)
    with closing(Store.open(options.larger)) as store:
        reports = store.counts()["reports"]
    seconds, size = time.perf_counter() - start, options.larger.stat().st_size / 2**20
    print(f"{reports:,} reports, {size:,.0f} MiB, in {seconds:.0f} s: {options.larger}")


if __name__ == "__main__":
    main()
