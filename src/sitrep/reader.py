"""Reading with no store: items in, readings out, in order, in one process or several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from sitrep.clean import make_report
from sitrep.gather import gather
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Failure, Raw
from sitrep.link.dating import date_alone
from sitrep.reading import read_report
from sitrep.tell.marked import Marked

CHUNK = 16  # items a process is handed at once
AHEAD = 4  # chunks for each process that wait at most, so that memory does not grow with the input


def read_sources(
    paths: Iterable[str | Path], stdin: IO[bytes] | None = None, *, jobs: int = 1, as_text: bool = False
) -> Iterator[bytes | Failure]:
    """Yield the reading of each item, in input order, by `jobs` processes: its JSON object, or its text with marks."""
    items = gather(paths, stdin)
    if jobs == 1:
        for item in items:
            yield read_item(item, as_text=as_text)
        return
    waiting: deque[Future[list[bytes | Failure]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while chunk := list(islice(items, CHUNK)):
            waiting.append(pool.submit(_read_chunk, chunk, as_text))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _read_chunk(items: list[Raw | Failure], as_text: bool) -> list[bytes | Failure]:  # noqa: FBT001 - a process call
    return [read_item(item, as_text=as_text) for item in items]


def read_item(item: Raw | Failure, *, as_text: bool = False) -> bytes | Failure:
    """Return the reading of one item in the wanted form, or why there is none."""
    if isinstance(item, Failure):
        return item
    try:
        report = make_report(item)
    except Unreadable as error:
        return Failure(error.item, error.because)
    reading = date_alone(report, read_report(report))
    return (
        str(Marked(replace(report, published=reading.published), reading, 1, 1)).encode()
        if as_text
        else msgspec.json.encode(reading)
    )
