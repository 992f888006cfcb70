"""Daft, the engine: where it runs, and one task for each part."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from typing import Any

import daft
import msgspec

from sitrep.bulk.beside import Reader, Task
from sitrep.bulk.parts import Done
from sitrep.ground.errors import BadRequest

RUNNERS = ("native", "ray")


def start_engine(runner: str = "native", address: str | None = None) -> None:
    """Choose where the engine runs: on this machine, or on a cluster of Ray.

    Errors: BadRequest where there is no such runner.
    """
    if runner not in RUNNERS:
        raise BadRequest(f"cannot run on {runner!r}: choose {' or '.join(RUNNERS)}")
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    logging.getLogger("daft").setLevel(logging.ERROR)
    if runner == "native":
        daft.set_runner_native()
        return
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    daft.set_runner_ray(address)


def read_tasks(tasks: Iterable[Task], jobs: int) -> Iterator[Done]:
    """Yield what was done, by so many processes."""
    rows = [msgspec.json.encode(task).decode() for task in tasks]
    if not rows:
        return
    reader: Any = daft.cls(Reader, use_process=True, max_concurrency=min(jobs, len(rows)))()
    frame = daft.from_pydict({"task": rows}).into_batches(1)
    for row in frame.select(reader.read(frame["task"]).alias("done")).iter_rows(results_buffer_size=1):
        yield msgspec.json.decode(row["done"], type=Done)
