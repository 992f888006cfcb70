"""Print how fast the pages of a desk are served: each day asked for the first time, and again; and under many readers.

usage: python bench/pages.py --desk FILE [--days N] [--readers N] [--seconds N] [--no-browser]

The server runs in a process of its own, as `sitrep serve` starts it. In the second part one writer adds a report after
the other meanwhile: the desk is left with these. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import urlencode

SEED = 7
PAGES: tuple[str, ...] = (
    *("brief", "changed", "changes", "timeline", "map", "claims", "statements", "matters", "figures", "stories"),
    *("echoes", "sources", "voices", "search", "show", "words", "compare", "health", "add"),
)
PLAIN = ("health", "add")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class Answer(NamedTuple):
    """What came back: status, seconds, and bytes as they were sent."""

    status: int
    seconds: float
    size: int


class Asked(NamedTuple):
    """What is asked for on the pages of one day: the day, a report of it and a statement of it."""

    day: str
    report: str
    statement: str | None


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desk", type=Path, required=True)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    with served(given.desk) as port:
        reports = json.loads(body(port, "/health.json"))["reports"]
        print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} processors")
        print(f"{reports:,} reports")
        asked = [with_statement(port, each) for each in choose_days(given.desk, given.days)]
        warm_up(port, asked[0])
        measure_pages(port, asked[1:])
        measure_crowd(port, asked[1:], given.readers, given.seconds)
        if not given.no_browser:
            measure_paint(port, asked[1].day)


@contextmanager
def served(desk: Path) -> Iterator[int]:
    """Yield the port of a server of a desk."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "sitrep", "serve", "--desk", str(desk), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def choose_days(desk: Path, count: int) -> list[Asked]:
    """Return days spread over a desk, each with many reports of its own, and one of these."""
    connection = sqlite3.connect(f"file:{desk}?mode=ro", uri=True)
    query = "SELECT until, count(*), min(report_id) FROM version WHERE since = until GROUP BY until ORDER BY until"
    rows = connection.execute(query).fetchall()
    connection.close()
    busy = [row for row in rows if row[1] >= 0.5 * median(row[1] for row in rows)]
    step = max(1, len(busy) // (count + 1))
    chosen = busy[::step][: count + 1]
    return [Asked(date.fromordinal(day).isoformat(), str(report), None) for day, _, report in chosen]


def with_statement(port: int, asked: Asked) -> Asked:
    """Return what is asked of a day with a statement of it."""
    query = urlencode({"since": asked.day, "as_of": asked.day, "limit": 1})
    entries = json.loads(body(port, f"/statements.json?{query}"))["entries"]
    return asked._replace(statement=entries[0]["id"] if entries else None)


def address_of(page: str, asked: Asked) -> str:
    """Return the address of a page for a day."""
    days = {"since": asked.day, "as_of": asked.day}
    if page in ("changed", "changes"):
        days["since"] = date.fromordinal(date.fromisoformat(asked.day).toordinal() - 1).isoformat()
    special: dict[str, dict[str, Any]] = {
        "search": {"query": "bridge OR flood", **days},
        "show": {"report": asked.report, "as_of": asked.day},
        "words": {"report": asked.report, "as_of": asked.day, "at": "0-40"},
        "compare": {"one": asked.statement, "as_of": asked.day},
    }
    return f"/{page}" if page in PLAIN else f"/{page}?{urlencode(special.get(page, days))}"


def ask(port: int, address: str) -> tuple[Answer, bytes]:
    """Return what comes back from an address, and its body."""
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return Answer(response.status, time.perf_counter() - started, len(content)), content


def body(port: int, address: str) -> bytes:
    """Return the body of an address, as it is."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", address)
    content = connection.getresponse().read()
    connection.close()
    return content


def warm_up(port: int, asked: Asked) -> None:
    """Let the server load its code, lists and templates: each reader's connection once for each page."""
    for page in PAGES:
        ask(port, address_of(page, asked))


def measure_pages(port: int, days: Sequence[Asked]) -> None:
    """Print for each page the milliseconds of a day's first visit and of later ones, and its weight.

    The pages of a day are visited one after the other, in an order of its own.
    """
    firsts: dict[str, list[Answer]] = defaultdict(list)
    later: dict[str, list[float]] = defaultdict(list)
    for number, asked in enumerate(days):
        pages = [page for page in PAGES if page != "compare" or asked.statement]
        random.Random(SEED + number).shuffle(pages)
        for page in pages:
            firsts[page].append(ask(port, address_of(page, asked))[0])
        for page in pages:
            later[page].append(ask(port, address_of(page, asked))[0].seconds)
    print(f"\n{'page':<12}{'first: median':>14}{'p95':>8}{'again: median':>15}{'kB sent':>9}   of {len(days)} days")
    for page in PAGES:
        assert all(answer.status == 200 for answer in firsts[page]), (page, firsts[page])
        times = [1000 * answer.seconds for answer in firsts[page]]
        size = median(answer.size for answer in firsts[page]) / 1000
        print(f"{page:<12}{median(times):>14.0f}{p95(times):>8.0f}{1000 * median(later[page]):>15.1f}{size:>9.0f}")
    everything = [1000 * answer.seconds for answers in firsts.values() for answer in answers]
    print(f"{'all, first':<12}{median(everything):>14.0f}{p95(everything):>8.0f}")


def measure_crowd(port: int, days: Sequence[Asked], readers: int, seconds: float) -> None:
    """Print how many answers a crowd of readers gets while one writer adds, and what went wrong."""
    answers: dict[int, list[float]] = defaultdict(list)
    ends = time.monotonic() + seconds
    written: list[int] = []

    def read(seed: int) -> None:
        chosen = random.Random(seed)
        while time.monotonic() < ends:
            page = chosen.choice([each for each in PAGES if each not in ("compare", "changed", "changes")])
            answer, _ = ask(port, address_of(page, chosen.choice(days)))
            answers[answer.status].append(answer.seconds)

    def write() -> None:
        while time.monotonic() < ends:
            text = f"Bridge {len(written)} fell at Adana on Monday, the mayor said. At least 12 people died."
            connection = HTTPConnection("127.0.0.1", port, timeout=300)
            report = json.dumps({"reports": [{"text": text}]})
            connection.request("POST", "/add.json", report, {"Content-Type": "application/json"})
            written.append(connection.getresponse().status)
            connection.close()
            time.sleep(0.5)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(readers)]
    threads.append(threading.Thread(target=write))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {status: len(seconds) for status, seconds in sorted(answers.items())}
    times = [1000 * each for group in answers.values() for each in group]
    print(f"\n{readers} readers, {seconds:g} s, while {len(written)} reports are added ({set(written)})")
    print(f"answers by status: {told}")
    print(f"median {median(times):.0f} ms, p95 {p95(times):.0f} ms, longest {max(times):.0f} ms")


def measure_paint(port: int, day: str) -> None:
    """Print when a browser first paints the brief of a day, and how many bytes that takes."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        paints, sizes = [], []
        for _ in range(5):
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/brief?since={day}&as_of={day}")
            page.wait_for_load_state("networkidle")
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            sizes.append(page.evaluate(TRANSFERRED))
            page.close()
        browser.close()
    print(f"\nbrief in a browser: first paint {median(paints):.0f} ms, {sizes[0] / 1000:.0f} kB in all")


TRANSFERRED = """[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, each) => sum + each.transferSize, 0)"""


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty is above."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    main()
