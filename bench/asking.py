"""Print how long the verbs of a desk take for one day, each day asked for the first time.

usage: python bench/asking.py DESK [--days N] [--least REPORTS] [--most REPORTS] [--only VERB ...]

One day is asked for before the clock starts, so that lists and code are loaded; the others are new to the process. Each
verb has the desk opened anew. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from linking import pick

import sitrep

PERIODS = [
    "brief",
    "claims",
    "statements",
    "matters",
    "timeline",
    "map",
    "figures",
    "stories",
    "echoes",
    "sources",
    "voices",
]
VERBS = [*PERIODS, "changes", "search", "show"]
COMMON_WORD = "president"


class Day(NamedTuple):
    """A day that is asked for, how many reports state it, and the id of one of them."""

    day: date
    reports: int
    name: str


def find_days(path: Path, least: int, most: int) -> list[Day]:
    """Return the days that between so many reports of a desk state."""
    query = (
        "SELECT until, count(*), min(name) FROM version WHERE since = until GROUP BY 1 HAVING count(*) BETWEEN ? AND ?"
    )
    with closing(sqlite3.connect(path)) as desk:
        rows = desk.execute(query, (least, most)).fetchall()
    return [Day(date.fromordinal(day), reports, name) for day, reports, name in rows]


def ask(desk: sitrep.Desk, verb: str, asked: Day) -> object:
    """Ask a desk for one day."""
    if verb == "show":
        return desk.show(asked.name)
    if verb == "search":
        return desk.search(COMMON_WORD, as_of=asked.day)
    if verb == "changes":
        return desk.changes(asked.day - timedelta(days=1), as_of=asked.day)
    return getattr(desk, verb)(since=asked.day, as_of=asked.day)


def measure(path: Path, verb: str, days: list[Day]) -> list[tuple[float, float]]:
    """Return the milliseconds of wall and of processor that each day but the first took."""
    times = []
    with sitrep.open(path) as desk:
        ask(desk, verb, days[0])
        for asked in days[1:]:
            wall, processor = time.perf_counter(), time.process_time()
            ask(desk, verb, asked)
            times.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)))
    return times


def main() -> None:
    """Print a line for each verb."""
    parser = argparse.ArgumentParser(description="Print how long the verbs of a desk take for one day.")
    parser.add_argument("desk", type=Path)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--least", type=int, default=140, help="reports of a day that is asked for")
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--only", nargs="+", choices=VERBS, default=VERBS, metavar="VERB")
    options = parser.parse_args()
    days = pick(find_days(options.desk, options.least, options.most), options.days + 1)
    if len(days) < 2:
        parser.error(f"{options.desk} has too few days of so many reports; see --least and --most")
    reports = [each.reports for each in days[1:]]
    print(f"{len(reports)} days of {min(reports)} to {max(reports)} reports; milliseconds at the median, and the most")
    print(f"{'':<12}{'wall':>8}{'':>8}{'processor':>12}")
    for verb in options.only:
        walls, processors = zip(*measure(options.desk, verb, days), strict=True)
        print(
            f"{verb:<12}{median(walls):>8,.0f}{max(walls):>8,.0f}{median(processors):>12,.0f}{max(processors):>8,.0f}"
        )


if __name__ == "__main__":
    main()
