"""A process beside each worker of the engine, which reads its parts and may die without harm to anybody.

python -m sitrep.bulk.beside     reads tasks as lines of JSON, and answers each with a line
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import EVERYTHING, Done, last_item, read_part
from sitrep.bulk.sources import Part

GARBAGE_CHECKED = 50_000  # new objects between looks for garbage, as on the command line
MOST_DEATHS = 20  # of processes while one part is read


class Task(Struct, frozen=True):
    """A part to be read into a folder, and the items that are passed over since they ended a process."""

    part: Part
    folder: str
    passed_over: tuple[str, ...] = ()


def read_task(task: Task) -> Done:
    """Return what came of a task, also where its source cannot be read."""
    try:
        return read_part(task.part, Folder(task.folder), task.passed_over)
    except OSError as error:
        return Done(part=task.part, error=error.strerror or str(error))


class Reader:
    """Reads part after part by a process of its own; where that dies another one goes on, without what killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, task: str) -> str:
        """Return, as JSON, what came of a task that is given as JSON."""
        wanted, deaths = msgspec.json.decode(task, type=Task), 0
        while not (done := self._ask(msgspec.json.encode(wanted))):
            deaths += 1
            wanted = _without_cause(wanted, deaths)
        return done.decode()

    def _ask(self, task: bytes) -> bytes:
        """Return the answer of the process, nothing where it died."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            return b""
        try:
            asked.write(task + b"\n")
        except BrokenPipeError:
            answer = b""
        else:
            answer = _read_line(answers.fileno())
        if not answer:
            self._process.kill()
            self._process.wait()
        return answer


def _read_line(file: int) -> bytes:
    """Return the next line of a pipe, nothing where it ends before."""
    held = b""
    while not held.endswith(b"\n"):
        more = os.read(file, 64 * 1024)
        if not more:
            return b""
        held += more
    return held


def _without_cause(task: Task, deaths: int) -> Task:
    """Return a task without the item at which a process died; once may be an accident.

    Where no item is known, or there are very many, the whole part is passed over.
    """
    if deaths == 1:
        return task
    item = last_item(Folder(task.folder), task.part.id)
    cause = EVERYTHING if item is None or deaths > MOST_DEATHS else item
    return replace(task, passed_over=(*task.passed_over, cause))


def main() -> None:
    """Answer tasks until there are no more."""
    gc.set_threshold(GARBAGE_CHECKED)
    logging.disable(logging.WARNING)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    for line in sys.stdin.buffer:
        os.write(answers, msgspec.json.encode(read_task(msgspec.json.decode(line, type=Task))) + b"\n")


if __name__ == "__main__":
    main()
