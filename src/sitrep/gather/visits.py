"""Visits to addresses: many hosts at a time, each host by one visit after the other, within bounds and as it asks.

A thread of its own does the waiting; whoever asks takes what came as it comes.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType

from msgspec import Struct
from msgspec.structs import replace

from sitrep.gather.addresses import host_of, origin_of, plain_address
from sitrep.gather.asking import MOST_REDIRECTS, Answer, Asker
from sitrep.gather.manners import Manners
from sitrep.gather.robots import Rules, find_rules
from sitrep.ground.errors import Refused, TimedOut, Unfetched

MOST_TRIES = 4  # where a host asks to come again soon
PATIENCE = timedelta(seconds=60)  # a longer wait is left to a later visit
FIRST_WAIT = timedelta(seconds=2)  # where a host is busy and does not say for how long; doubled each time
MOST_KNOWN = 10_000  # origins
KNOWN = timedelta(hours=1)  # for which a robots.txt holds; RFC 9309 allows a day
CLOSED = timedelta(minutes=15)  # a host that did not answer several times
MOST_LATE = 3
BUSY = (429, 503)
GONE = (404, 410)
SAME = 304


class Outcome(StrEnum):
    """What came of a visit."""

    FETCHED = "fetched"
    SAME = "same"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"
    PUT_OFF = "put off"  # it was not asked for: its host is left alone


class Wanted(Struct, frozen=True):
    """An address to visit, with what was told of its content when it was visited last."""

    url: str
    etag: str | None = None
    modified: str | None = None


class Visited(Struct, frozen=True):
    """What came of a visit; `url` is where it ended, `wait` after how long the host can be asked again."""

    wanted: Wanted
    outcome: Outcome
    url: str
    content: bytes = b""
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    reason: str = ""
    wait: timedelta | None = None


class KnownRules(Struct, frozen=True):
    """What an origin allows, and until when that holds."""

    rules: Rules
    until: datetime


class _Host:
    """What is known of a host within one run."""

    def __init__(self, pause: timedelta) -> None:
        self.turn = asyncio.Lock()
        self.pause = pause
        self.free_at = datetime.min.replace(tzinfo=UTC)
        self.closed_until = self.free_at
        self.late = 0

    async def wait(self) -> None:
        """Wait until the host may be asked."""
        await asyncio.sleep(max(0.0, (self.free_at - _now()).total_seconds()))

    @contextmanager
    def being_asked(self) -> Iterator[None]:
        """Begin the pause afterwards; one that takes too long several times is left alone for a while."""
        try:
            yield
            self.late = 0
        except TimedOut:
            self.late += 1
            if self.late >= MOST_LATE:
                self.closed_until = _now() + CLOSED
            raise
        finally:
            self.free_at = max(self.free_at, _now() + self.pause)


class Visitor:
    """Visits what is wanted. To be used in a `with` block; at its end what is still under way is let go.

    `known` holds what origins allow, by these, and may be handed on from one visitor to the next.
    """

    def __init__(self, manners: Manners, known: dict[str, KnownRules] | None = None) -> None:
        self._manners = manners
        self._known = {} if known is None else known
        self._done: SimpleQueue[tuple[Visited, bool]] = SimpleQueue()
        self._hosts: dict[str, _Host] = {}
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="visits", daemon=True)

    def __enter__(self) -> Visitor:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _begin(self) -> None:
        self._asker = Asker(self._manners)
        # a name that nobody answers for occupies a thread until the system gives it up: others are not to wait for that
        self._loop.set_default_executor(ThreadPoolExecutor(2 * self._manners.at_once, "names"))
        self._room = asyncio.Semaphore(self._manners.at_once)
        self._tasks: set[asyncio.Task[None]] = set()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._asker.close()

    def want(self, wanted: Wanted) -> None:
        """Have an address visited."""
        self._open += 1
        self._loop.call_soon_threadsafe(self._start, wanted)

    def _start(self, wanted: Wanted) -> None:
        task = self._loop.create_task(self._visit(wanted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def under_way(self) -> int:
        """Return how many visits are wanted and have not been taken."""
        return self._open

    def take(self, most: int, wait_s: float) -> Sequence[Visited]:
        """Return what has come, at most so many; none where nothing comes within `wait_s`."""
        taken = list(self._waiting(most, wait_s if self._open else 0.0))
        self._open -= len(taken)
        self._loop.call_soon_threadsafe(self._make_room, sum(takes_room for _, takes_room in taken))
        return [visited for visited, _ in taken]

    def _waiting(self, most: int, wait_s: float) -> Iterator[tuple[Visited, bool]]:
        for number in range(most):
            try:
                yield self._done.get(timeout=wait_s) if number == 0 and wait_s > 0 else self._done.get_nowait()
            except Empty:
                return

    def _make_room(self, count: int) -> None:
        for _ in range(count):
            self._room.release()

    # --- within the thread

    async def _visit(self, wanted: Wanted) -> None:
        """Visit an address and hand over what came of it, and whether it takes room until it is taken."""
        takes_room = False
        try:
            visited, takes_room = await self._follow(wanted)
        except Unfetched as failed:
            outcome = Outcome.REFUSED if isinstance(failed, Refused) else Outcome.FAILED
            visited = Visited(wanted, outcome, wanted.url, reason=failed.because)
        except Exception as error:  # noqa: BLE001 — whatever a server makes a library do, one visit never stops the others
            reason = f"asking failed ({type(error).__name__}: {str(error)[:200]}); please report this"
            visited = Visited(wanted, Outcome.FAILED, wanted.url, reason=reason)
        self._done.put((visited, takes_room))

    async def _follow(self, wanted: Wanted) -> tuple[Visited, bool]:
        """Return what an address leads to, past redirects, each of which is asked with the same care."""
        url = plain_address(wanted.url)
        seen = {url}
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._ask_in_turn(url, wanted)
            if isinstance(answer, timedelta):
                reason = "its host is busy, or did not answer before"
                return Visited(wanted, Outcome.PUT_OFF, url, reason=reason, wait=answer), False
            if answer.location is None:
                return _told(wanted, url, answer), answer.status not in BUSY
            url = plain_address(answer.location, url)
            if url in seen:
                raise Unfetched(f"it is redirected in a circle, by {url}")
            seen.add(url)
        raise Unfetched(f"it is redirected more than {MOST_REDIRECTS} times, last to {url}")

    async def _ask_in_turn(self, url: str, wanted: Wanted) -> Answer | timedelta:
        """Return the answer to an address, asked for when it is its host's turn, or how long that host is closed.

        A host that asks to come again soon is asked again.
        """
        host = self._hosts.setdefault(host_of(url), _Host(timedelta(seconds=self._manners.pause_s)))
        async with host.turn:
            if host.closed_until > _now():
                return host.closed_until - _now()
            await self._check_rules(host, url)
            wait = FIRST_WAIT
            for _ in range(MOST_TRIES):
                answer = await self._ask(host, url, wanted)
                if answer.status not in BUSY:
                    return answer
                asked, wait = wait if answer.wait is None else answer.wait, wait * 2
                host.free_at = _now() + asked
                if asked > PATIENCE:
                    break
            host.closed_until = max(host.free_at, _now() + PATIENCE)
            return answer

    async def _check_rules(self, host: _Host, url: str) -> None:
        """Ask for a host's robots.txt, where it is not known, and keep to its pace.

        Errors: Refused where it does not allow the address; Unfetched where it cannot be had now, and may be later.
        """
        origin = origin_of(url)
        known = self._known.get(origin)
        if known is None or known.until < _now():
            await host.wait()
            async with self._room:
                with host.being_asked():
                    rules = await find_rules(self._asker, origin)
            known = self._know(origin, rules)
        rules = known.rules
        host.pause = max(host.pause, rules.pause)
        if rules.is_closed:
            raise Unfetched(rules.because)
        if not rules.allows(url):
            raise Refused(rules.because)

    def _know(self, origin: str, rules: Rules) -> KnownRules:
        """Return what an origin allows as it is known from now on; of much that is known, let go of what is old."""
        if len(self._known) > MOST_KNOWN:
            for each in [each for each, known in self._known.items() if known.until < _now()]:
                del self._known[each]
        self._known[origin] = known = KnownRules(rules, _now() + (CLOSED if rules.is_closed else KNOWN))
        return known

    async def _ask(self, host: _Host, url: str, wanted: Wanted) -> Answer:
        """Ask a host whose turn it is.

        What it answers takes room until it is taken, so that not all the web waits in memory.
        """
        await host.wait()
        await self._room.acquire()
        takes_room = False
        try:
            with host.being_asked():
                answer = await self._asker.ask(url, wanted.etag, wanted.modified)
            takes_room = answer.location is None and answer.status not in BUSY
            return answer
        finally:
            if not takes_room:
                self._room.release()


def _told(wanted: Wanted, url: str, answer: Answer) -> Visited:
    """Return what an answer that leads nowhere else says."""
    told = Visited(
        wanted,
        Outcome.FETCHED,
        url,
        content=answer.content,
        media_type=answer.media_type,
        charset=answer.charset,
        etag=answer.etag,
        modified=answer.modified,
    )
    if answer.status == SAME and (wanted.etag or wanted.modified):
        return replace(told, outcome=Outcome.SAME)
    if answer.status in GONE:
        return replace(told, outcome=Outcome.GONE, reason=f"it is not there ({answer.status})")
    if not 200 <= answer.status < 300:
        return replace(told, outcome=Outcome.FAILED, reason=f"the host answers {answer.status}", wait=answer.wait)
    return told


BEGAN, STARTED = datetime.now(UTC), monotonic()


def _now() -> datetime:
    """Return a moment that only ever moves on, however the clock of the machine is set meanwhile."""
    return BEGAN + timedelta(seconds=monotonic() - STARTED)
