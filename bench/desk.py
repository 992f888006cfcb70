"""Print how long the commands of a desk take, on a small desk and on one of twenty thousand reports.

usage: python bench/desk.py [--reports N] [--only start|add|crowd]

Each command runs as a process of its own, as a person would start it. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from texts import find_evals, find_rare_word, load_crowd, load_texts, make_crowd

import sitrep

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`
COMMON_WORD = "president"
BRIEF_UNTIL = date(2023, 6, 30)
LAUNCHER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
errors = done.stderr.decode(errors="replace")[-2000:]
print(json.dumps({"status": done.returncode, "seconds": seconds, "peak": peak, "errors": errors}))
"""


@dataclass(frozen=True)
class Run:
    """A finished command; the memory is that of its largest process."""

    seconds: float
    peak_mib: float


def run_command(*arguments: str) -> Run:
    """Run `sitrep` with these arguments out of a small process, whose memory does not count for the command's.

    Errors: ends the script with the command's own words where it does not exit with 0.
    """
    command = [sys.executable, "-m", "sitrep", *arguments]
    launched = subprocess.run([sys.executable, "-c", LAUNCHER, *command], check=True, capture_output=True)
    told = json.loads(launched.stdout)
    if told["status"]:
        sys.exit(f"cannot measure: `sitrep {arguments[0]}` ended with {told['status']}:\n{told['errors']}")
    return Run(told["seconds"], told["peak"] * BYTES_PER_UNIT / 2**20)


def query_seconds(desk: str, word: str) -> float:
    """The time of one search on an open desk, the best of five."""
    with sitrep.open(desk) as opened:
        return min(timed_search(opened, word) for _ in range(5))


def timed_search(opened: sitrep.Desk, word: str) -> float:
    """The time that one search takes, its result made."""
    start = time.perf_counter()
    opened.search(word)
    return time.perf_counter() - start


def best_run(times: int, *arguments: str) -> Run:
    """The fastest of several runs."""
    return min((run_command(*arguments) for _ in range(times)), key=lambda run: run.seconds)


def show(name: str, run: Run, note: str = "") -> None:
    """Print one measured command."""
    print(f"{name:<44}{run.seconds:>9.2f} s{run.peak_mib:>9.0f} MiB  {note}".rstrip(), flush=True)


def bench_start() -> Run:
    """The start of the interpreter and of the command line, which every other command pays too."""
    run = best_run(5, "--help")
    show("sitrep --help", run, "best of 5")
    return run


def bench_add(evals: Path, folder: Path, start: Run) -> None:
    """Take the reports of one set into a new desk."""
    path = evals / "claims" / "polnear-train.jsonl"
    count = len(load_texts(path))
    run = run_command("add", str(path), "--desk", str(folder / "small.db"))
    without = max(run.seconds - start.seconds, 1e-9)
    show(f"sitrep add, {count} reports", run, f"{count / run.seconds:.1f} reports/s")
    print(f"{'  without the start':<44}{without:>9.2f} s{'':15}{count / without:.1f} reports/s")


def bench_crowd(evals: Path, folder: Path, count: int) -> None:
    """Take many reports into a desk, then write a brief of a week and search."""
    path, desk = folder / "crowd.jsonl", str(folder / "crowd.db")
    with path.open("w", encoding="utf8") as lines:
        lines.writelines(make_crowd(load_crowd(evals), count))
    run = run_command("add", str(path), "--desk", desk)
    size_mib = sum(file.stat().st_size for file in folder.glob("crowd.db*")) / 2**20
    show(f"sitrep add, {count} reports", run, f"{count / run.seconds:.1f} reports/s, a desk of {size_mib:.0f} MiB")
    since = BRIEF_UNTIL - timedelta(days=6)
    week = ("brief", "--desk", desk, "--since", since.isoformat(), "--as-of", BRIEF_UNTIL.isoformat())
    show("sitrep brief, a week", best_run(3, *week), "best of 3")
    for kind, word in (("common", COMMON_WORD), ("rare", find_rare_word(path))):
        show(f"sitrep search, a {kind} word", best_run(3, "search", "--desk", desk, word), f"{word!r}, best of 3")
        print(f"{'  the query itself':<44}{1000 * query_seconds(desk, word):8.0f} ms", flush=True)


def main() -> None:
    """Run the benchmarks that were asked for, all by default."""
    parser = argparse.ArgumentParser(description="Time the commands of a desk.")
    parser.add_argument("--reports", type=int, default=20_000, help="how many reports the large desk holds")
    parser.add_argument("--only", choices=("start", "add", "crowd"))
    options = parser.parse_args()
    evals = find_evals()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    start = bench_start()
    with tempfile.TemporaryDirectory() as folder:
        if options.only in (None, "add"):
            bench_add(evals, Path(folder), start)
        if options.only in (None, "crowd"):
            bench_crowd(evals, Path(folder), options.reports)


if __name__ == "__main__":
    main()
