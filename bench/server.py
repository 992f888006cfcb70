"""Print what a desk on a PostgreSQL server does with several writers and readers at once, and whether anything is lost.

usage: python bench/server.py [--seconds N] [--writers N] [--readers N] [--pause SECONDS] [--reports N]
                              [--undated SHARE]

The server is one of its own on this machine, and is thrown away. Each writer and each reader is a process. The reports
are those of `worlds.py`, dealt to the writers; one in ten is given to two of them. A reader waits a little between two
questions. At the end a desk in a file gets the same reports, by one writer, and both are asked for the same accounts.
Nothing is tested here.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import msgspec
import psycopg
from texts import find_evals
from throwaway import MISSING, Throwaway, find_programs, throwaway_server
from worlds import SEED, Crowd

import sitrep
from sitrep.gather import Upload
from sitrep.ground.errors import SitrepError
from sitrep.keep.address import RULES

Row = dict[str, Any]
BATCH = 8  # reports of one `add`
TWICE = 10  # one report in so many is given to two writers
MOMENT = "2030-01-01"  # after all reports
SPAWN = multiprocessing.get_context("spawn")


class Done(NamedTuple):
    """What one process did: the ids of the reports that were reported as kept, seconds of each act, what went wrong."""

    role: str
    kept: list[str]
    added: int
    seconds: list[float]
    errors: list[str]


class Work(NamedTuple):
    """How many read, for how long all work, and how long a reader waits between two questions."""

    readers: int
    seconds: float
    pause: float


class Part(NamedTuple):
    """What a process is started with: the desk, when to begin and how to work, and where to tell what it did."""

    address: str
    start: Barrier
    work: Work
    told: Queue[Done]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.2)
    parser.add_argument("--reports", type=int, default=6_000)
    parser.add_argument("--undated", type=float, default=0.01)
    given = parser.parse_args()
    if find_programs() is None:
        print(f"benchmark skipped: {MISSING}")
        return
    rows = list(Crowd(find_evals(), given.reports, SEED, given.undated))
    with tempfile.TemporaryDirectory() as folder, throwaway_server() as server:
        os.environ[RULES] = folder
        print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} processors")
        address = server.make_desk()
        work = Work(given.readers, given.seconds, given.pause)
        done = measure(address, deal(rows, given.writers), work)
        describe(done, given.seconds)
        check(done, rows, address, server, Path(folder))


def deal(rows: Sequence[Row], writers: int) -> list[list[Row]]:
    """Return the reports of each writer, in an order of its own."""
    hands: list[list[Row]] = [rows[number::writers] for number in range(writers)]  # type: ignore[misc]
    for number, row in enumerate(rows[::TWICE]):
        hands[(number * TWICE + 1) % writers].append(row)
    for number, hand in enumerate(hands):
        random.Random(SEED + number).shuffle(hand)
    return hands


def measure(address: str, hands: Sequence[list[Row]], work: Work) -> list[Done]:
    """Let writers and readers work for so long, and return what each did."""
    sitrep.open(address).close()
    part = Part(address, SPAWN.Barrier(len(hands) + work.readers), work, SPAWN.Queue())
    processes = [SPAWN.Process(target=write, args=(part, hand)) for hand in hands]
    processes += [SPAWN.Process(target=read, args=(part, number)) for number in range(work.readers)]
    for process in processes:
        process.start()
    done = [part.told.get() for _ in processes]
    for process in processes:
        process.join()
    return done


def write(part: Part, rows: Sequence[Row]) -> None:
    """Add reports, some at a time."""
    done = Done("writer", [], 0, [], [])
    added = 0
    sitrep.read(rows[0]["text"])  # the lists of the readers are loaded before the clock starts
    with sitrep.open(part.address) as desk:
        for start in turns(part, range(0, len(rows), BATCH)):
            batch = rows[start : start + BATCH]
            lines = "".join(json.dumps(row) + "\n" for row in batch)
            result = timed(done, lambda lines=lines: desk.add(Upload("rows.jsonl", lines.encode())))  # type: ignore[misc]
            if result and result.failures:
                done.errors.extend(failure.reason for failure in result.failures)
            elif result:
                added += result.added
                done.kept.extend(row["id"] for row in batch)
    part.told.put(done._replace(added=added))


def read(part: Part, number: int) -> None:
    """Ask for one thing after the other."""
    chance, done = random.Random(SEED + number), Done("reader", [], 0, [], [])
    with sitrep.open(part.address) as desk:
        for _ in turns(part, range(1_000_000)):
            day = date(2023, 1, 1) + timedelta(chance.randrange(728))
            period = {"since": day.isoformat(), "as_of": (day + timedelta(6)).isoformat()}
            asked = chance.choice((desk.brief, desk.claims, desk.statements, desk.figures, desk.timeline))
            timed(done, lambda asked=asked, period=period: asked(**period))  # type: ignore[misc]
            time.sleep(part.work.pause)
            timed(done, lambda: list(desk.search(chance.choice(("bridge OR flood", "police", '"prime minister"')))))
            time.sleep(part.work.pause)
    part.told.put(done)


def turns(part: Part, numbers: range) -> Iterator[int]:
    """Yield numbers from the moment that all begin until the time is over."""
    part.start.wait()
    ends = time.monotonic() + part.work.seconds
    for number in numbers:
        if time.monotonic() > ends:
            return
        yield number


def timed(done: Done, act: Callable[[], Any]) -> Any:
    """Return what comes of an act, and note the seconds that it took, or what went wrong."""
    started = time.perf_counter()
    try:
        result = act()
    except (SitrepError, psycopg.Error) as error:
        done.errors.append(f"{type(error).__name__}: {error}")
        return None
    done.seconds.append(time.perf_counter() - started)
    return result


def describe(done: Sequence[Done], seconds: float) -> None:
    """Print how much was done, and how long one act took."""
    for role, act in (("writer", f"adds of {BATCH} reports"), ("reader", "answers")):
        of_role = [each for each in done if each.role == role]
        times = [1000 * each for one in of_role for each in one.seconds]
        print(f"\n{len(of_role)} {role}s for {seconds:g} s: {len(times):,} {act}, {len(times) / seconds:.1f} a second")
        if times:
            print(f"median {median(times):,.0f} ms, p95 {p95(times):,.0f} ms, longest {max(times):,.0f} ms")
    print(f"\nreports added: {sum(each.added for each in done):,}")
    errors = Counter(error for each in done for error in each.errors)
    print(f"errors: {errors.total()}" + "".join(f"\n  {count} x {error}" for error, count in errors.most_common(5)))


def check(done: Sequence[Done], rows: Sequence[Row], address: str, server: Throwaway, folder: Path) -> None:
    """Print whether all that was reported as kept is there, and whether a file with the same answers the same."""
    with psycopg.connect(server.address) as connection:
        found = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    print(f"deadlocks: {found[0] if found else 'unknown'}")
    kept = {report for each in done for report in each.kept}
    with sitrep.open(address) as desk, sitrep.open(folder / "desk.db") as file:
        held = {row["id"] for row in desk.export(as_of=MOMENT)}
        print(f"lost: {len(kept - held)} of {len(kept):,} reports that were reported as kept")
        lines = "".join(json.dumps(row) + "\n" for row in rows if row["id"] in held)
        file.add(Upload("rows.jsonl", lines.encode()))
        print(f"on the server {desk.counts()}\nin a file     {file.counts()}")
        for verb in ("brief", "figures", "statements", "stories"):
            one, other = (msgspec.json.encode(getattr(each, verb)(as_of=MOMENT)) for each in (desk, file))
            print(f"{verb}: {'equal' if one == other else 'NOT EQUAL'} ({len(one):,} bytes)")


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty is above."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    main()
