"""Daft, the engine: where it runs, and one task for each part."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable, Iterator
from typing import Any

import daft
import msgspec

from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import Done, read_part
from sitrep.bulk.sources import Part
from sitrep.ground.errors import BadRequest, SitrepError

GARBAGE_CHECKED = 50_000  # new objects between looks for garbage, as on the command line
RUNNERS = ("native", "ray")
# what the engine says where a process ended: its own words, and the names of Ray's errors
SIGNS_OF_DEATH = ("closed the connection", "ActorDied", "ActorUnavailable", "WorkerCrashed", "NodeDied", "OutOfMemory")


class Task(msgspec.Struct, frozen=True):
    """A part to be read into a folder, and the items that are passed over since they ended a process."""

    part: Part
    folder: str
    passed_over: tuple[str, ...] = ()


class WorkerDied(SitrepError):
    """A process of the engine ended while it read."""


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


class Reader:
    """What reads part after part in one process, with the words and the gazetteer loaded once."""

    def __init__(self) -> None:
        gc.set_threshold(GARBAGE_CHECKED)
        logging.disable(logging.WARNING)  # of extractors: the engine would print it where the answer stands

    def read(self, task: str) -> str:
        """Return, as JSON, what came of a task that is given as JSON."""
        return msgspec.json.encode(read_task(msgspec.json.decode(task, type=Task))).decode()


def read_task(task: Task) -> Done:
    """Return what came of a task, also where its source cannot be read."""
    try:
        return read_part(task.part, Folder(task.folder), task.passed_over)
    except OSError as error:
        return Done(part=task.part, error=error.strerror or str(error))


def read_tasks(tasks: Iterable[Task], jobs: int) -> Iterator[Done]:
    """Yield what was done, by so many processes.

    Errors: WorkerDied where a process ended.
    """
    rows = [msgspec.json.encode(task).decode() for task in tasks]
    reader: Any = daft.cls(Reader, use_process=True, max_concurrency=min(jobs, len(rows)))()
    frame = daft.from_pydict({"task": rows}).into_batches(1)
    try:
        for row in frame.select(reader.read(frame["task"]).alias("done")).iter_rows(results_buffer_size=1):
            yield msgspec.json.decode(row["done"], type=Done)
    except Exception as error:
        if not any(sign in f"{type(error).__name__}: {error}" for sign in SIGNS_OF_DEATH):
            raise
        raise WorkerDied("cannot go on: a process of the engine ended; try again") from None
