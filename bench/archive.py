"""Measure the bulk door: reading an archive, going on after kills, near-copies of very many reports.

usage: python bench/archive.py [--pages N] [--folder DIR] [--kill N] [--echoes N] [--ray] [--extractors]

Without an option an archive of invented pages is written and read by one process and by two. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pyarrow import parquet
from shorts import true_groups, true_pairs, write_shorts
from sites import Page, make_pages, write_archives

from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import load_marks
from sitrep.bulk.tables import TABLES
from sitrep.clean.pages import extract_carefully, extract_fast

SAMPLED = 0.2  # seconds between looks at the memory of the processes
PART_MB = 4  # so that an archive of a benchmark has parts enough
STARTS_S = 3.0  # until the first part is begun
SMALL_PART_MB = 1  # where runs are killed, so that some parts are done and some half done


class Run(NamedTuple):
    """What a run of `sitrep bulk read` did, how long it took with its start, and the memory of its largest worker."""

    summary: dict[str, Any]
    seconds: float
    memory: list[float]

    def __str__(self) -> str:
        pages, words = self.summary["pages"], self.summary["words"]
        half = (len(self.memory) + 1) // 2
        first, second = (max(part, default=0.0) for part in (self.memory[:half], self.memory[half:]))
        return (
            f"{self.seconds:8.1f} s {pages / self.seconds:8.1f} pages/s {words / self.seconds:10,.0f} words/s "
            f"{self.summary['failures']:6,} failures; {self.summary['peak_mb']:.0f} MB at most in a worker "
            f"(first half of the run {first:.0f}, second half {second:.0f})"
        )


def command(*arguments: str | Path) -> list[str]:
    """The call of a command of the door."""
    return [sys.executable, "-m", "sitrep", "bulk", *map(str, arguments)]


def read(sources: Path, out: Path, jobs: int, *more: str) -> Run:
    """A run, with the memory of its processes looked at now and then."""
    call = command("read", sources, "--out", out, "--jobs", str(jobs), "--part-mb", str(PART_MB), "--json", *more)
    started, memory = time.perf_counter(), []
    with subprocess.Popen(call, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            memory.append(max(worker_memory(process.pid), default=0.0))
            time.sleep(SAMPLED)
        assert process.stdout
        told = process.stdout.read()
    if process.returncode:
        sys.exit(f"the command failed with {process.returncode}")
    return Run(json.loads(told), time.perf_counter() - started, [each for each in memory if each])


def worker_memory(parent: int) -> Iterator[float]:
    """The memory of the processes below one, in MB."""
    for child in children_of(parent):
        yield from worker_memory(child)
        try:
            status = Path(f"/proc/{child}/status").read_text()
            yield int(status.partition("VmRSS:")[2].split()[0]) / 1024
        except (OSError, IndexError, ValueError):  # it has ended
            continue


def children_of(parent: int) -> list[int]:
    """The processes that one started."""
    try:
        tasks = [(task / "children").read_text() for task in Path(f"/proc/{parent}/task").iterdir()]
    except OSError:
        return []
    return [int(child) for child in " ".join(tasks).split()]


def digest(out: Path) -> dict[str, tuple[int, str]]:
    """Of each table the number of its rows, and a sum that the same rows have in any order."""
    told = {}
    for table in TABLES:
        count = total = 0
        for path in sorted((out / table).glob("*.parquet")):
            for batch in parquet.ParquetFile(path).iter_batches(2_000):
                for row in batch.to_pylist():
                    count += 1
                    content = json.dumps(row, default=repr, sort_keys=True).encode()
                    total += int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")
        told[table] = count, f"{total % 2**64:016x}"
    return told


def measure_reading(sources: Path, folder: Path) -> None:
    """Print the pace of one process and of two, and their ratio."""
    runs = {}
    for jobs in (1, 2):
        runs[jobs] = read(sources, folder / f"jobs-{jobs}", jobs)
        print(f"{jobs} process{'es' if jobs > 1 else '  '} {runs[jobs]}", flush=True)
    print(f"two are {runs[1].seconds / runs[2].seconds:.2f} times as fast as one")
    same = digest(folder / "jobs-1") == digest(folder / "jobs-2")
    print(f"the same rows: {'yes' if same else 'NO'}")
    print_sizes(folder / "jobs-2", runs[2].summary["pages"])


def print_sizes(out: Path, pages: int) -> None:
    """Print what the tables take for each page."""
    sizes = {table: sum(path.stat().st_size for path in (out / table).glob("*")) for table in TABLES}
    told = ", ".join(f"{table} {size / pages:,.0f}" for table, size in sizes.items())
    print(f"bytes a page: {told}; all {sum(sizes.values()) / pages:,.0f}")


def measure_kills(sources: Path, folder: Path, kills: int, seed: int = 1) -> None:
    """Kill a run so many times at random moments, and print whether its rows are those of an undisturbed one."""
    chance, whole, killed = random.Random(seed), folder / "whole", folder / "killed"
    seconds = read(sources, whole, 2).seconds
    call = command("read", sources, "--out", killed, "--jobs", "2", "--part-mb", str(SMALL_PART_MB))
    for number in range(kills):
        with subprocess.Popen(call, start_new_session=True, stdout=subprocess.DEVNULL) as process:
            time.sleep(STARTS_S + chance.random() * 1.6 * seconds / kills)  # so that most of it is done by the last one
            is_done = process.poll() is not None
            if not is_done:
                os.killpg(process.pid, signal.SIGKILL)
        done = len(load_marks(Folder(str(killed))))
        print(f"kill {number + 1}: {'it had ended' if is_done else f'{done} parts were done'}", flush=True)
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    one, other = digest(whole), digest(killed)
    print(f"rows after {kills} kills are those of an undisturbed run: {'yes' if one == other else 'NO'}")
    for table in TABLES:
        print(f"  {table:<10} {one[table][0]:>9,} rows  {one[table][1]}  {other[table][0]:>9,} rows  {other[table][1]}")
    left = [path for path in killed.rglob("*") if path.is_file() and path.suffix not in (".parquet", ".json")]
    print(f"files left over: {len(left)}")


def measure_echoes(folder: Path, total: int) -> None:
    """Print how many near-copies among so many short reports are found, how surely, and at what cost."""
    archive = folder / f"shorts-{total}"
    if not (archive / "echo_keys").exists():
        write_shorts(archive, total)
    started = time.perf_counter()
    done = subprocess.run(command("echoes", archive, "--jobs", "2", "--json"), check=True, stdout=subprocess.PIPE)
    seconds, told = time.perf_counter() - started, json.loads(done.stdout)
    pairs = list(true_pairs(total))
    of = {row["report"]: row["group"] for row in rows_of(archive, "echo_groups")}
    found = sum(one in of and of[one] == of.get(other) for one, other in pairs)
    truth = true_groups(pairs)
    echoes = [(row["one"], row["other"]) for row in rows_of(archive, "echoes", ["one", "other"])]
    right = sum(truth.get(one, -1) == truth.get(other, -2) for one, other in echoes)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{total:,} short reports: {seconds:,.1f} s ({told['steps']}); {told['candidates']:,} candidates, "
        f"{told['echoes']:,} echoes, {told['groups']:,} groups; of {len(pairs):,} copies {found / len(pairs):.2%} are "
        f"in the group of their original, of the echoes {right / max(1, len(echoes)):.2%} are of one text; "
        f"{peak:,.0f} MB at most in a process; {told['common_keys']} keys in too many reports",
        flush=True,
    )


def rows_of(archive: Path, table: str, columns: list[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a table."""
    files = sorted((archive / table).glob("*.parquet"))
    return [row for file in files for row in parquet.read_table(file, columns=columns).to_pylist()]


def measure_ray(sources: Path, folder: Path) -> None:
    """Print whether a cluster of two workers on this machine makes the same tables, and how long it takes."""
    native = read(sources, folder / "native", 2)
    start = [str(Path(sys.executable).parent / "ray"), "start", "--block", "--num-cpus=1", "--disable-usage-stats"]
    started: list[subprocess.Popen[str]] = []
    try:
        for more in (["--head", "--port=26380", "--include-dashboard=false"], ["--address=127.0.0.1:26380"]):
            started.append(subprocess.Popen([*start, *more], stdout=subprocess.PIPE, text=True))
            if not any("Ray runtime started" in line for line in started[-1].stdout or ()):
                sys.exit("the cluster did not start")
        cluster = read(sources, folder / "ray", 2, "--runner", "ray", "--address", "127.0.0.1:26380")
    finally:
        for process in reversed(started):
            process.terminate()
            process.communicate()
    print(f"native {native}\nray    {cluster}")
    print(f"the same rows: {'yes' if digest(folder / 'native') == digest(folder / 'ray') else 'NO'}")


def measure_extractors(pages: Sequence[Page]) -> None:
    """Print how much of the articles each extractor finds, how much else, and how fast."""
    for name, extract in (("trafilatura", extract_carefully), ("resiliparse", extract_fast)):
        extract(pages[0].content, pages[0].address)
        started = time.perf_counter()
        texts = [extract(page.content, page.address).text for page in pages]
        each = (time.perf_counter() - started) / len(pages)
        shares = [shared_words(text, page.article) for text, page in zip(texts, pages, strict=True)]
        precision, recall = (statistics.mean(side) for side in zip(*shares, strict=True))
        print(f"{name}: precision {precision:.3f}, recall {recall:.3f} of words, {each * 1000:.1f} ms a page")


def shared_words(found: str, wanted: str) -> tuple[float, float]:
    """The share of the words found that are wanted, and of those wanted that are found."""
    one, other = Counter(found.split()), Counter(wanted.split())
    both = (one & other).total()
    return both / max(1, one.total()), both / max(1, other.total())


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="Measure the bulk door.")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="keep archive and tables here, and go on from what is there")
    parser.add_argument("--kill", type=int, metavar="N", help="kill a run N times")
    parser.add_argument("--echoes", type=int, metavar="N", action="append", help="near-copies among N short reports")
    parser.add_argument("--ray", action="store_true", help="compare with a cluster of two workers")
    parser.add_argument("--extractors", action="store_true", help="compare the two extractors on 200 pages")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for total in options.echoes or ():
            measure_echoes(folder, total)
        if options.extractors:
            measure_extractors(list(make_pages(200)))
        if options.echoes or options.extractors:
            return
        sources = folder / f"pages-{options.pages}"
        if not sources.exists():
            write_archives(sources, options.pages)
        measure: Callable[[Path, Path], None] = measure_ray if options.ray else measure_reading
        if options.kill:
            measure_kills(sources, folder, options.kill)
        else:
            measure(sources, folder)


if __name__ == "__main__":
    main()
