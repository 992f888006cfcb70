"""The desk of a server: several connections to read by, each of one state of it, and one to write by."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from queue import Empty, LifoQueue
from secrets import token_hex
from time import monotonic
from typing import Any, TypeVar
from zlib import crc32

from msgspec import Struct

from sitrep.desk import Desk, Progress, open_desk
from sitrep.desk.rules import FILE as SOURCES
from sitrep.desk.verbs import without_folder
from sitrep.ground.errors import DeskBusy, SitrepError
from sitrep.ground.own_places import FILE as PLACES
from sitrep.keep.address import name_of

T = TypeVar("T")
Long = Callable[[Desk, Callable[[Progress], None]], Any]
JOBS_KEPT = 100
LOOKED_S = 0.5
PATIENCE_S = 60.0  # for a reader, where all are in use
MOST_WAITING = 64  # jobs that wait: each holds what was sent
MOST_WRITING = 16  # short acts that wait, each with a thread of the server
MOMENTS = 1_000  # of which the state is at hand


class Job(Struct):
    """Work on the desk that goes on while others read: how far it has come, and what became of it."""

    id: str
    verb: str
    items: int
    state: str = "waiting"  # waiting, running, done or failed
    progress: Progress = Progress(0, 0, 0, 0)
    result: Any = None
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.state in ("done", "failed")


class Desks:
    """All connections of a server to one desk, a file or an address. To be closed."""

    def __init__(self, desk: Path | str, readers: int) -> None:
        self._place = desk.absolute() if isinstance(desk, Path) else desk
        self._idle: LifoQueue[_Reader | None] = LifoQueue()
        for _ in range(readers):
            self._idle.put(None)
        self._watching = threading.Lock()
        self._watcher = open_desk(desk)
        self._folder = self._watcher.folder.absolute()
        self._began = token_hex(4)
        self._mark, self._seen, self._looks_again = "", "", 0.0
        self._moments: dict[str | None, str] = {}
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._writer: Desk | None = None
        self._jobs_line = threading.BoundedSemaphore(MOST_WAITING)
        self._line = threading.BoundedSemaphore(MOST_WRITING)
        self._is_closing = False
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._numbers = count(1)

    def say(self, error: SitrepError) -> str:
        """Return an error as a sentence that tells no path of this machine, and no server."""
        return without_folder(str(error), self._watcher.place, self._folder)

    # --- reading

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """Yield a desk whose answers are all of one state of the desk; wait where all are in use."""
        try:
            reader = self._idle.get(timeout=PATIENCE_S)
        except Empty:
            raise DeskBusy(name_of(self._place)) from None
        try:
            if reader is None or reader.files != self._files():
                if reader is not None:
                    reader.desk.close()
                    reader = None
                reader = _Reader(open_desk(self._place), self._files())
            with reader.desk.snapshot():
                yield reader.desk
        finally:
            self._idle.put(reader)

    def mark(self) -> str:
        """Return what tells the state of the desk, and of the user's files beside it, from all others.

        It is looked at so often only: where another program writes all the time, an answer may be `LOOKED_S` old.
        """
        with self._watching:
            self._look()
            return self._mark

    def mark_of(self, as_of: str | None) -> str:
        """Return what tells the state of all that is told as of a moment from all others.

        Errors: BadRequest where the moment is none.
        """
        with self._watching:
            self._look()
            if as_of not in self._moments:
                if len(self._moments) >= MOMENTS:
                    self._moments.clear()
                self._moments[as_of] = self._watcher.state(as_of=as_of)
            return f"{self._moments[as_of]}.{self._seen}"

    def _look(self) -> None:
        """Look whether anything has been written since; let go of what was seen before, if so."""
        if monotonic() < self._looks_again:
            return
        self._seen = f"{crc32(repr(self._files()).encode()):x}"
        mark = f"{self._began}.{self._watcher.others_wrote}.{self._seen}.{datetime.now(UTC).date().toordinal()}"
        if mark != self._mark:
            self._mark = mark
            self._moments.clear()
        self._looks_again = monotonic() + LOOKED_S

    def _files(self) -> tuple[int, ...]:
        paths = [self._folder / name for name in (SOURCES, PLACES)]
        return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in paths)

    # --- writing

    def write(self, act: Callable[[Desk], T]) -> T:
        """Do something to the desk after what is being done to it, and return what comes of it."""
        with self._place_in_line():
            return self._writing.submit(self._act, act).result()

    @contextmanager
    def _place_in_line(self) -> Iterator[None]:
        """Hold a place among those who wait to write; whoever finds none is told to come again.

        Errors: DeskBusy.
        """
        if not self._line.acquire(blocking=False):
            raise DeskBusy(name_of(self._place))
        try:
            yield
        finally:
            self._line.release()

    def _act(self, act: Callable[[Desk], T]) -> T:
        try:
            return act(self._desk())
        finally:
            self._looks_again = 0.0

    def start(self, verb: str, items: int, act: Long) -> Job:
        """Start work on the desk that takes long, and return it as it waits."""
        if not self._jobs_line.acquire(blocking=False):
            raise DeskBusy(name_of(self._place))
        job = Job(f"{next(self._numbers)}-{token_hex(4)}", verb, items)
        self._jobs[job.id] = job
        while len(self._jobs) > JOBS_KEPT:
            self._jobs.popitem(last=False)
        self._writing.submit(self._run, job, act)
        return job

    def _run(self, job: Job, act: Long) -> None:
        job.state = "running"
        try:
            job.result = self._act(lambda desk: act(desk, lambda progress: self._go_on(job, progress)))
            job.state = "done"
        except SitrepError as error:
            job.error, job.state = self.say(error), "failed"
        finally:
            self._jobs_line.release()
            if not job.is_over:
                job.error, job.state = "it broke off; what was reported as added is kept", "failed"

    def _go_on(self, job: Job, progress: Progress) -> None:
        """Keep how far a job has come; end it there where the server is to stop.

        Errors: DeskBusy.
        """
        job.progress = progress
        if self._is_closing:
            raise DeskBusy(name_of(self._place))

    def job(self, id: str) -> Job | None:
        """Return a job by its id, None where there is none or it was long ago."""
        return self._jobs.get(id)

    def _desk(self) -> Desk:
        if self._writer is None:
            self._writer = open_desk(self._place)
        return self._writer

    def close(self) -> None:
        """Close all connections, after what is being written."""
        self._is_closing = True
        self._writing.shutdown(cancel_futures=True)
        for desk in (self._writer, self._watcher):
            if desk is not None:
                desk.close()
        while not self._idle.empty():
            reader = self._idle.get()
            if reader is not None:
                reader.desk.close()


class _Reader(Struct, frozen=True):
    """A desk to read by, with the state of the user's files that it has seen."""

    desk: Desk
    files: tuple[int, ...]


class Answers:
    """What was answered lately, so that the same question on the same state of a desk is worked out once.

    Many may ask at the same time: the first one works it out, the others wait for it. So `most` answers are kept, and
    of texts so many characters at the most.
    """

    def __init__(self, most: int, most_characters: int = 0) -> None:
        self._most = most
        self._most_characters = most_characters
        self._characters = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, Future[Any]] = OrderedDict()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """Return the answer to a key, made where it is not at hand. A failure is told to all who wait, and not kept."""
        with self._lock:
            future: Future[T] | None = self._kept.get(key)
            is_mine = future is None
            if future is None:
                future = self._kept[key] = Future()
            self._kept.move_to_end(key)
        if is_mine:
            try:
                future.set_result(make())
            except BaseException as error:
                with self._lock:
                    self._kept.pop(key, None)
                future.set_exception(error)
                raise
            self._make_room(future)
        return future.result()

    def _make_room(self, made: Future[Any]) -> None:
        """Let go of what was asked for longest ago, where there is too much with a new answer."""
        with self._lock:
            self._characters += _length(made)
            while len(self._kept) > self._most or self._characters > self._most_characters > 0:
                key, oldest = next(iter(self._kept.items()))
                if not oldest.done():
                    return
                del self._kept[key]
                self._characters -= _length(oldest)


def _length(answer: Future[Any]) -> int:
    made = answer.result() if answer.exception() is None else None
    return len(made) if isinstance(made, str) else 0
