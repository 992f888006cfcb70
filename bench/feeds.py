"""Print how fast feeds are watched of which one in ten misbehaves, and whether anything is lost, doubled or untold.

usage: python bench/feeds.py [--feeds N] [--items N] [--seed N] [--folder DIR]

It serves feeds and pages on addresses 127.0.x.y of this machine, all of which only Linux has, out of a process of its
own, and runs `sitrep watch --once` on them three times: all is new; nothing is due but what failed; all feeds are due.
Nothing is tested here: what is not as it should be is listed by name.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from hosts import BOUND_MB, Feed, Item, Tally, World, serve

import sitrep
from sitrep.desk import Desk

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`
LONGEST_S = 3 * 3600  # a cycle that takes longer hangs
MOST_NAMED = 20  # of one kind of what is wrong
PAUSE_S = 0.05
TIMEOUT_S = 5
DESK = "feeds.db"
SETTINGS = f"""[watch]
private = true
every = "2h"
pause = "{PAUSE_S}s"
timeout = "{TIMEOUT_S}s"
largest_mb = {BOUND_MB}
"""
LAUNCHER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[2:], capture_output=True, timeout=float(sys.argv[1]))
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
words = {"said": done.stdout.decode(), "errors": done.stderr.decode(errors="replace")[-2000:]}
print(json.dumps({"status": done.returncode, "seconds": seconds, "peak": peak, **words}))
"""
NUMBER = re.compile(r"Filed as N(\d{6})\.")


class Run(NamedTuple):
    """A cycle: what it printed, how long it took, the memory of its process, and what the hosts saw of it."""

    cycle: dict[str, Any]
    seconds: float
    peak_mib: float
    seen: Tally


class Found(NamedTuple):
    """What the desk holds: how often each number stands, and under which addresses; what it says of failures."""

    times: Counter[int]
    urls: dict[int, set[str]]
    unnumbered: list[str]
    failures: dict[str, list[str]]
    feeds: dict[str, str]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=20, help="of each feed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="keep the desk there")
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    world = World(given.feeds, given.items, given.seed, free_port(), datetime.now(UTC).replace(microsecond=0))
    with tempfile.TemporaryDirectory() as temporary, served(world) as hosts:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / DESK).exists():
            sys.exit(f"cannot measure in {folder}: it holds a desk; name another folder")
        measure(world, hosts, folder)


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(world: World) -> Iterator[Connection]:
    """Serve a world; what is yielded tells what its hosts have seen."""
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(sorted(world.hosts), world.replies, there), daemon=True)
    server.start()
    there.close()
    try:
        here.recv()
        yield here
    finally:
        server.kill()
        server.join()


def measure(world: World, hosts: Connection, folder: Path) -> None:
    """Print the three cycles and what is wrong with each."""
    desk, feeds = folder / DESK, folder / "feeds.toml"
    feeds.write_text(SETTINGS + "".join(f'[[feed]]\nurl = "{feed.url}"\n' for feed in world.feeds), encoding="utf8")
    print(f"{len(world.feeds):,} feeds, {sum(1 for _ in world.items):,} items that can be known of them")
    print(f"\n{'':<24}{'seconds':>9}{'MiB':>7}{'asked':>8}{'a second':>10}{'304':>6}{'new':>7}{'failed':>8}")
    wrong: dict[str, list[str]] = {}
    first = watch("all is new", feeds, desk, hosts)
    with sitrep.open(desk) as opened:
        found = look(opened)
    wrong |= named("1st cycle", [*wrong_asked(first.seen, world.allowed), *wrong_tallies(world, first)])
    second = watch("at once", feeds, desk, hosts)
    wrong |= named("2nd cycle", [*wrong_asked(second.seen, world.later), *wrong_again(second, feeds=False)])
    make_due(desk)
    third = watch("all feeds are due", feeds, desk, hosts)
    wrong |= named("3rd cycle", [*wrong_asked(third.seen, world.later), *wrong_again(third, feeds=True)])
    wrong |= named("desk", [*wrong_items(world, found), *wrong_feeds(world, found)])
    show_manners((first, second, third))
    show_ways(world, found, first.seen)
    show_wrong(wrong)


def watch(name: str, feeds: Path, desk: Path, hosts: Connection) -> Run:
    """Run one cycle out of a small process, whose memory does not count for it, and print what it took.

    Errors: ends the script with the command's own words where it prints no cycle, or hangs.
    """
    command = [sys.executable, "-m", "sitrep", "watch", str(feeds), "--once", "--json", "--desk", str(desk)]
    launched = subprocess.run([sys.executable, "-c", LAUNCHER, str(LONGEST_S), *command], capture_output=True)
    if launched.returncode:
        sys.exit(f"cannot measure: `sitrep watch` hung:\n{launched.stderr.decode(errors='replace')[-2000:]}")
    told = json.loads(launched.stdout)
    if not told["said"].strip():
        sys.exit(f"cannot measure: `sitrep watch` ended with {told['status']}:\n{told['errors']}")
    hosts.send("tell")
    seen: Tally = hosts.recv()
    run = Run(json.loads(told["said"]), told["seconds"], told["peak"] * BYTES_PER_UNIT / 2**20, seen)
    asked, added = sum(seen.asked.values()) + sum(seen.unknown.values()), run.cycle["added"]
    print(
        f"{name:<24}{run.seconds:>9.1f}{run.peak_mib:>7.0f}{asked:>8,}{asked / run.seconds:>10.1f}{seen.same:>6,}"
        f"{added['added']:>7,}{len(added['failures']):>8,}",
        flush=True,
    )
    return run


def make_due(desk: Path) -> None:
    """Have all feeds asked in the next cycle, though they were asked before."""
    connection = sqlite3.connect(desk)
    with connection:
        connection.execute("UPDATE feed SET due = ''")
    connection.close()


def look(desk: Desk) -> Found:
    """Return what a desk holds of the items, and what it tells of what it does not hold."""
    times, urls, unnumbered = Counter[int](), defaultdict[int, set[str]](set), list[str]()
    for row in desk.export():
        numbers = [int(number) for number in NUMBER.findall(row["text"])]
        times.update(numbers)
        for number in numbers:
            urls[number].add(row["url"])
        if len(numbers) != 1:
            unnumbered.append(str(row["url"]))
    failures = defaultdict[str, list[str]](list)
    for failure in desk.failures():
        failures[failure.item].append(failure.reason)
    return Found(times, urls, unnumbered, failures, {feed.url: feed.reason or "" for feed in desk.health().feeds})


# --- what is wrong


def named(where: str, lines: list[str]) -> dict[str, list[str]]:
    """Return what is wrong somewhere, if anything."""
    return {where: lines} if lines else {}


def wrong_asked(seen: Tally, allowed: dict[str, int]) -> Iterator[str]:
    """Yield the addresses that were asked too often, and those that nothing leads to."""
    for place, times in seen.asked.items():
        if times > allowed[place]:
            yield f"http://{place} was asked {times} times, allowed are {allowed[place]}"
    yield from (f"http://{place} was asked, and nothing leads there" for place in seen.unknown)
    if seen.cookies:
        yield f"{seen.cookies} cookies came back"
    if seen.most_open_of_host > 1:
        yield f"a host was asked for {seen.most_open_of_host} things at once"
    if seen.least_pause_s < PAUSE_S * 0.9:
        yield f"a host was left alone for {seen.least_pause_s * 1000:.0f} ms only"


def wrong_items(world: World, found: Found) -> Iterator[str]:
    """Yield the items that are lost, doubled, under another address or untold."""
    for item in world.items:
        times, reasons = found.times[item.number], found.failures.get(item.url, [])
        if item.way.is_good and times != 1:
            yield f"{item.url} ({item.way.name}): {'lost' if not times else f'kept {times} times'}; told: {reasons}"
        elif item.way.is_good and (found.urls[item.number] != {item.stands_at} or reasons):
            yield f"{item.url} ({item.way.name}): under {sorted(found.urls[item.number])}; told: {reasons}"
        elif not item.way.is_good and (times or not is_told(item, reasons)):
            yield f"{item.url} ({item.way.name}): kept {times} times; told: {reasons}"
    yield from (f"{url}: a report that is none of the items, or two of them" for url in found.unnumbered)
    known = {item.url for item in world.items}.union(feed.url for feed in world.feeds)
    yield from (
        f"{item}: a failure of nothing that is listed: {why}"
        for item, why in found.failures.items()
        if item not in known
    )


def is_told(item: Item, reasons: list[str]) -> bool:
    """Tell whether an item is listed once, and for the right reason."""
    return len(reasons) == 1 and item.way.told in reasons[0]


def wrong_feeds(world: World, found: Found) -> Iterator[str]:
    """Yield the feeds that fail without a word, or with one and without cause."""
    for feed in world.feeds:
        reasons = [*found.failures.get(feed.url, []), *filter(None, [found.feeds.get(feed.url)])]
        if feed.url not in found.feeds or bool(reasons) == feed.way.is_good or feed.way.told not in " ".join(reasons):
            yield f"{feed.url} ({feed.kind}, {feed.way.name}): told: {reasons}"


def wrong_tallies(world: World, run: Run) -> Iterator[str]:
    """Yield the feeds that are said to have brought another number of items than they did."""
    for entry in run.cycle["feeds"]:
        feed = next(feed for feed in world.feeds if feed.url == entry["url"])
        new, failed = counts_of(feed)
        if not new <= entry["new"] <= new + len(feed.shared) or entry["failed"] != failed:
            told = f"{entry['new']} new and {entry['failed']} failed"
            yield f"{feed.url} ({feed.kind}, {feed.way.name}): {told}, not {new} and {failed}"
    yield from wrong_sums(run)


def counts_of(feed: Feed) -> tuple[int, int]:
    """Return how many items a feed brings that no other has, and how many fail."""
    good = sum(item.way.is_good for item in feed.items) - sum(item in feed.items for item in feed.shared)
    as_page = feed.way.told in ("empty", "no article")  # a feed that is none counts as a page that is watched
    return good, sum(not item.way.is_good for item in feed.items) + as_page


def wrong_sums(run: Run) -> Iterator[str]:
    """Yield what the feeds are said to have brought in a cycle where that is not what the cycle brought."""
    told, brought = sum(entry["new"] for entry in run.cycle["feeds"]), run.cycle["added"]["added"]
    if told != brought:
        yield f"the feeds are said to have brought {told} new items, the cycle {brought}"


def wrong_again(run: Run, *, feeds: bool) -> Iterator[str]:
    """Yield what a later cycle brought: nothing is new; without feeds that are due it is to be short."""
    if run.cycle["added"]["added"] or run.cycle["added"]["updated"]:
        yield f"it brought {run.cycle['added']['added']} new and {run.cycle['added']['updated']} edited items"
    if not feeds and run.seconds > 30:
        yield f"it took {run.seconds:.0f} s, wanted are less than 30"
    yield from wrong_sums(run)


# --- printing


def show_manners(runs: tuple[Run, ...]) -> None:
    """Print how the hosts were treated."""
    most, of_host = (max(getattr(run.seen, name) for run in runs) for name in ("most_open", "most_open_of_host"))
    pause, cookies = min(run.seen.least_pause_s for run in runs), sum(run.seen.cookies for run in runs)
    print(f"\nopen at once: {most} in all, {of_host} of a host; least pause of a host {1000 * pause:.0f} ms")
    print(f"cookies that came back: {cookies}")


def show_ways(world: World, found: Found, seen: Tally) -> None:
    """Print for each way how many feeds and items behave so, and what came of them."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for item in world.items:
        reasons = found.failures.get(item.url, [])
        right = found.times[item.number] == 1 and not reasons if item.way.is_good else is_told(item, reasons)
        row = rows[f"{'good' if item.way.is_good else 'bad '}  {item.way.name}"]
        row.update(items=1, kept=found.times[item.number], told=len(reasons), right=right)
        row.update(asked=seen.asked.get(item.url.removeprefix("http://"), 0))
    wrong = {line.partition(" ")[0] for line in wrong_feeds(world, found)}
    for feed in world.feeds:
        row = rows[f"{'good' if feed.way.is_good else 'bad '}  {feed.way.name}"]
        row.update(feeds=1, right_feeds=feed.url not in wrong)
    columns = ("items", "asked", "kept", "told", "right", "feeds")
    print(f"\n{'':<40}" + "".join(f"{column:>8}" for column in columns) + f"{'right':>8}")
    for name, row in sorted(rows.items()):
        print(f"{name:<40}" + "".join(f"{row[column]:>8,}" for column in (*columns, "right_feeds")))


def show_wrong(wrong: dict[str, list[str]]) -> None:
    """Print by name what is not as it should be."""
    print("\nnothing is lost, doubled, untold or asked too often" if not wrong else "")
    for where, lines in wrong.items():
        print(f"{where}: {len(lines):,} wrong")
        for line in lines[:MOST_NAMED]:
            print(f"  {line}")
        if len(lines) > MOST_NAMED:
            print(f"  and {len(lines) - MOST_NAMED:,} more")


if __name__ == "__main__":
    main()
