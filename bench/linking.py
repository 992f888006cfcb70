"""Print what it costs to keep up links on a desk as it grows, and how fast near-copies are found among many reports.

usage: python bench/linking.py [--reports N] [--steps N,N,N] [--folder DIR] [--jobs N] [--undated SHARE]
       python bench/linking.py --copies [--reports N] [--folder DIR] [--jobs N]

The reports are those of `worlds.py`. The desk is built step by step, and measured at each step. In a folder that is
given, a run that was broken off goes on where it stopped; what was measured is kept there too. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple, TypeVar

from texts import find_evals
from worlds import SEED, Crowd, Planned, edit, write_crowd

import sitrep

CHUNK = 2_000  # reports of one call of `add` while the desk is built
ADDED = 100  # reports that are added one by one at a step
DAYS = 5
PAIRS = 20
SLACK = 1.05  # a desk that has outgrown a step by so much is no longer measured as one of that step
PARTS = ("read", "echoes", "statements", "stories")
ASKED_MS = {"add": 100, "add: echoes": 3, "add: statements": 30, "brief of a day": 1_000, "compare reports": 200}

COPIED = 0.2  # of the reports that near-copies are looked for in
WORDS = range(150, 251)  # of such a report
MOST_EDITED = 0.06  # of the words of a near-copy
SHINGLE, PERMUTATIONS, BANDS, LIKE = 5, 128, 32, 0.4  # of the peer: bands of four find pairs from a Jaccard of .42 on
PEER_CHUNK = 1_000
TOKEN = re.compile(r"\w+")

T = TypeVar("T")


# --- a desk as it grows


@dataclass
class Known:
    """What the file of reports tells of the part that the desk holds: its days, and its copies with their originals."""

    days: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take in one line."""
        report = json.loads(line)
        day = report.get("published")
        if day and day not in self.days[-1:]:
            self.days.append(day)
        if "copy_of" in report:
            self.pairs.append((report["copy_of"], report["id"]))


def pick(items: Sequence[T], number: int) -> list[T]:
    """So many of some items, at even distances."""
    number = min(number, len(items))
    return [items[(2 * place + 1) * len(items) // (2 * number)] for place in range(number)]


def timed_ms(work: Callable[[], object]) -> float:
    """The wall time of some work in milliseconds."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def memory_mib(field: str = "VmHWM") -> float:
    """The most memory that this process had resident, or what it has now by `VmRSS`; 0 where no system tells it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf8")
    except OSError:
        return 0.0
    return int(re.findall(rf"{field}:\s*(\d+)", status)[0]) / 1024


def held(desk: sitrep.Desk) -> int:
    """How many reports of the file the desk has dealt with."""
    counts = desk.counts()
    return counts["reports"] + counts["failures"]


def build(desk: sitrep.Desk, path: Path, until: int, jobs: int) -> None:
    """Add the reports of a file up to a number, those that the desk does not have."""
    part = path.with_name("part.jsonl")
    add: Callable[..., object] = desk.add
    if "jobs" in inspect.signature(add).parameters:
        add = partial(add, jobs=jobs)
    start, first = time.perf_counter(), held(desk)
    for low in range(first, until, CHUNK):
        part.write_text("".join(read_lines(path, low, min(low + CHUNK, until))), encoding="utf8")
        add(part)
        pace = 1000 * (time.perf_counter() - start) / (held(desk) - first)
        print(f"  {held(desk):,} of {until:,} reports, {pace:.1f} ms each", file=sys.stderr, flush=True)


def read_lines(path: Path, start: int, end: int) -> Iterator[str]:
    """Some lines of a file."""
    with path.open(encoding="utf8") as lines:
        yield from islice(lines, start, end)


def measure(desk: sitrep.Desk, path: Path) -> dict[str, float]:
    """What a desk costs at its present size, in milliseconds and MiB; it has a few more reports afterwards."""
    size, known = held(desk), Known()
    for line in read_lines(path, 0, size):
        known.take(line)
    measured = measure_adding(desk, path, size)
    for name, works in plan_queries(desk, known):
        times = [timed_ms(work) for work in works]
        if times:
            measured[name] = median(times)
    files = (file.stat().st_size for file in path.parent.glob(f"{Path(desk.place).name}*"))
    return measured | {"MiB of the file": sum(files) / 2**20, "MiB of memory, peak": memory_mib()}


def measure_adding(desk: sitrep.Desk, path: Path, size: int) -> dict[str, float]:
    """The times of adding some reports one by one, and of the parts of that which the desk tells apart."""
    one, told = path.with_name("one.jsonl"), getattr(desk, "timings", {})
    before = {part: len(told.get(part, ())) for part in PARTS}
    times = []
    for line in read_lines(path, size, size + ADDED):
        one.write_text(line, encoding="utf8")
        times.append(timed_ms(partial(desk.add, one)))
    measured = spread("add", times)
    for part in PARTS:
        measured |= spread(f"add: {part}", [1000 * seconds for seconds in list(told.get(part, ()))[before[part] :]])
    return measured


def spread(name: str, times: Sequence[float]) -> dict[str, float]:
    """The median of some times and the one that five in a hundred exceed."""
    if len(times) < 2:
        return {}
    return {name: median(times), f"{name}, p95": quantiles(times, n=20)[-1]}


def plan_queries(desk: sitrep.Desk, known: Known) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    """Yield what is asked of the desk; verbs that it does not have are left out."""
    days, pairs = pick(known.days[:-1], DAYS), pick(known.pairs, PAIRS)
    yield "brief of a day", [partial(desk.brief, as_of=day, since=day) for day in days]
    yield "show a report", [partial(desk.show, later) for _, later in pairs]
    compare, changes, statements = (getattr(desk, name, None) for name in ("compare", "changes", "statements"))
    if compare:
        yield "compare reports", [partial(compare, earlier, later) for earlier, later in pairs]
    if changes:
        before = [(date.fromisoformat(day) - timedelta(days=1)).isoformat() for day in days]
        is_of = "as_of" in inspect.signature(changes).parameters
        yield (
            "changes of a day",
            [
                partial(changes, since=since, **({"as_of": day} if is_of else {}))
                for since, day in zip(before, days, strict=True)
            ],
        )
    if statements:
        yield "statements of a day", [partial(statements, as_of=day, since=day) for day in days]
    if statements and compare:
        ids = [entry.id for day in days[:1] for entry in statements(as_of=day, since=day) if hasattr(entry, "id")]
        yield "compare tellings", [partial(compare, each) for each in pick(ids, PAIRS)]


def show_table(steps: Sequence[int], measured: Mapping[int, Mapping[str, float]]) -> None:
    """Print what was measured, a line for each value, with its growth from the first step to the last."""
    present = [step for step in steps if step in measured]
    names = list(dict.fromkeys(name for step in present for name in measured[step]))
    print(
        f"{'milliseconds, unless named':<28}" + "".join(f"{step:>12,}" for step in present) + "      growth     asked"
    )
    for name in names:
        values = [measured[step].get(name) for step in present]
        cells = "".join(f"{'-' if value is None else format(value, ',.1f'):>12}" for value in values)
        first, last = values[0], values[-1]
        growth = f"{last / first:.2f}" if first and last and len(present) > 1 else "-"
        print(f"{name:<28}{cells}{growth:>12}{ASKED_MS.get(name, ''):>10}".rstrip())


def bench_desk(path: Path, steps: Sequence[int], jobs: int) -> None:
    """Build the desk beside a file of reports, and measure it at each step that was not measured before."""
    results = path.with_suffix(".json")
    measured = json.loads(results.read_text(encoding="utf8")) if results.exists() else {}
    with sitrep.open(path.with_suffix(".db")) as desk:
        for step in steps:
            build(desk, path, step, jobs)
            if str(step) in measured:
                continue
            if held(desk) > SLACK * step + ADDED:
                print(f"{step:,} reports: not measured, as the desk has {held(desk):,} already")
                continue
            measured[str(step)] = measure(desk, path)
            results.write_text(json.dumps(measured, indent=1), encoding="utf8")
    show_table(steps, {int(step): values for step, values in measured.items()})


def write_worlds(folder: Path, reports: int, undated: float) -> Path:
    """Write the reports by a process of its own, whose memory is not the desk's, and return their file."""
    path = folder / f"worlds-{reports}-{undated:g}.jsonl"
    if not path.exists():
        command = [sys.executable, str(Path(__file__).with_name("worlds.py")), str(path), "--undated", str(undated)]
        subprocess.run([*command, "--reports", str(reports + ADDED)], check=True)
    return path


# --- near-copies among many reports


class Found(NamedTuple):
    """What one side did: seconds, memory, how many of the planted pairs it found of how many, how many others."""

    seconds: float
    peak_mib: float
    planted: int
    wanted: int
    others: int


def write_copies(evals: Path, total: int, path: Path) -> None:
    """Write short reports, a fifth of them near-copies of earlier ones, each with the number of its original."""
    crowd = Crowd(evals, 2 * total)
    originals = islice(long_enough(crowd), total - round(COPIED * total))
    write_crowd(with_copies(crowd, list(originals), round(COPIED * total)), path)


def long_enough(crowd: Crowd) -> Iterator[Planned]:
    """The originals that have enough words, in an order without meaning."""
    chance, lengths = random.Random(SEED), dict[tuple[int, int], int]()
    originals = [planned for planned in crowd.plan if planned.original is None]
    for planned in chance.sample(originals, len(originals)):
        key = planned.group, planned.place
        if key not in lengths:
            lengths[key] = len(crowd.text_of(planned).split(" "))
        if lengths[key] >= WORDS[-1]:
            yield planned


def with_copies(crowd: Crowd, originals: Sequence[Planned], copies: int) -> Iterator[dict[str, Any]]:
    """Yield the reports as objects; each copy stands somewhere after its original."""
    chance = random.Random(SEED)
    order: list[tuple[float, int, bool]] = [(place, place, False) for place in range(len(originals))]
    for _ in range(copies):
        place = chance.randrange(len(originals))
        order.append((chance.uniform(place, len(originals)), place, True))
    numbers: dict[int, int] = {}
    for number, (_, place, is_copy) in enumerate(sorted(order)):
        length = WORDS[place % len(WORDS)]
        text = " ".join(crowd.text_of(originals[place]).split(" ")[:length])
        if is_copy:
            yield {"text": edit(text, MOST_EDITED * chance.random(), chance), "copy_of": numbers[place]}
        else:
            numbers[place] = number
            yield {"text": text, "copy_of": None}


def find_ours(texts: Iterable[str], jobs: int) -> Iterator[Iterable[int]]:
    """Yield for each text the numbers of the earlier ones that Sitrep takes for echoes.

    Errors: ImportError where the index is missing.
    """
    index = import_module("sitrep.link.runs")
    if not hasattr(index, "EchoIndex"):
        raise ImportError("sitrep.link.runs has no EchoIndex")
    echoes = index.EchoIndex()
    add_all = getattr(echoes, "add_all", None)
    found = add_all(texts, jobs=jobs) if add_all else map(echoes.add, texts)
    for each in found:
        yield [number for number, _ in each]


def find_theirs(texts: Iterable[str], jobs: int) -> Iterator[Iterable[int]]:
    """Yield for each text the numbers of the earlier ones that rensa takes for near-copies; `jobs` is for Sitrep.

    Errors: ImportError where it is missing.
    """
    rensa = import_module("rensa")
    index = rensa.RMinHashLSH(LIKE, PERMUTATIONS, BANDS)
    kept: list[Any] = []
    stream, numbers = iter(texts), count()
    while chunk := list(islice(stream, PEER_CHUNK)):
        for sketch in rensa.RMinHash.from_token_sets([shingles(text) for text in chunk], PERMUTATIONS, SEED):
            yield [number for number in index.query(sketch) if kept[number].jaccard(sketch) >= LIKE]
            kept.append(sketch)
            index.insert(next(numbers), sketch)


def shingles(text: str) -> list[str]:
    """The runs of words of a text, each once."""
    words = TOKEN.findall(text.lower())
    return list({" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)})


SIDES = {"ours": find_ours, "rensa": find_theirs}


def run_side(side: str, path: Path, jobs: int) -> Found:
    """Let one side find the near-copies of a file; reading the file is no part of the time."""
    with path.open(encoding="utf8") as lines:
        rows = list(map(json.loads, lines))
    ready = memory_mib("VmRSS")
    start = time.perf_counter()
    found = [set(numbers) for numbers in SIDES[side]((row["text"] for row in rows), jobs)]
    seconds = time.perf_counter() - start
    planted = sum(row["copy_of"] in numbers for row, numbers in zip(rows, found, strict=True))
    wanted = sum(row["copy_of"] is not None for row in rows)
    return Found(seconds, memory_mib() - ready, planted, wanted, sum(map(len, found)) - planted)


def launch_side(side: str, path: Path, jobs: int) -> Found | None:
    """Let one side run in a process of its own; None, with a line that says so, where it is missing."""
    command = [sys.executable, __file__, "--side", side, "--file", str(path), "--jobs", str(jobs)]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    if "missing" in told:
        print(f"{side} skipped: {told['missing']}")
        return None
    return Found(**told)


def bench_copies(folder: Path, reports: int, jobs: int) -> None:
    """Print how many of the planted pairs each side finds, in what time and memory."""
    path = folder / f"copies-{reports}.jsonl"
    if not path.exists():
        write_copies(find_evals(), reports, path)
    sides = {side: found for side in SIDES if (found := launch_side(side, path, jobs))}
    print(f"near-copies among {reports:,} reports of {WORDS[0]} to {WORDS[-1]} words")
    for side, found in sides.items():
        recall = f"recall {found.planted / found.wanted:.4f} of {found.wanted:,}"
        cost = f"{found.seconds:>10.1f} s{found.peak_mib:>8.0f} MiB"
        print(f"{side:<8}{recall}{cost}{found.others:>10,} other pairs")
    if len(sides) == len(SIDES):
        ours, theirs = sides.values()
        seconds, memory = ours.seconds / theirs.seconds, ours.peak_mib / theirs.peak_mib
        print(f"ours to rensa's: {seconds:.2f} times the seconds, {memory:.2f} times the memory")


def answer_side(side: str, path: Path, jobs: int) -> None:
    """Run one side and print what it found as JSON."""
    try:
        print(json.dumps(run_side(side, path, jobs)._asdict()))
    except ImportError as error:
        print(json.dumps({"missing": str(error)}))


def parse_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Time the links of a desk as it grows.")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--steps", default="10000,30000,100000", help="sizes of the desk at which it is measured")
    parser.add_argument("--folder", type=Path, help="where desk and results are kept; a temporary folder by default")
    parser.add_argument("--jobs", type=int, default=2, help="processes, where the work can be shared out")
    parser.add_argument("--undated", type=float, default=0.0, help="the share of reports that state no day")
    parser.add_argument("--copies", action="store_true", help="find near-copies with no desk, beside rensa")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Run what was asked for."""
    options = parse_options()
    if options.side:
        answer_side(options.side, options.file, options.jobs)
        return
    find_evals()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        if options.copies:
            bench_copies(folder, options.reports, options.jobs)
        else:
            steps = sorted({min(int(step), options.reports) for step in options.steps.split(",")})
            bench_desk(write_worlds(folder, options.reports, options.undated), steps, options.jobs)


if __name__ == "__main__":
    main()
