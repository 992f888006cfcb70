"""How items come onto a desk: read before a transaction, kept and linked within it, in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, TypeVar

from msgspec import Struct

from sitrep.clean import make_report
from sitrep.desk.ground import Ground
from sitrep.desk.links import Linker
from sitrep.ground.errors import SitrepError, Unreadable
from sitrep.ground.model import Address, Failure, Raw, Reading, Report
from sitrep.keep import Kept, Outcome, Store

T = TypeVar("T")
BATCH = 32  # items of one transaction: what is reported as added is on disk
ADDED, UPDATED, UNCHANGED = Outcome


class Progress(Struct, frozen=True):
    """How far an `add` has come, after each batch that is on disk."""

    added: int
    updated: int
    unchanged: int
    failed: int

    @property
    def done(self) -> int:
        """Return how many items have been dealt with."""
        return self.added + self.updated + self.unchanged + self.failed


class Added(Struct, frozen=True):
    """What became of the items of an `add` or a `retry`."""

    added: int
    updated: int
    unchanged: int
    failures: tuple[Failure, ...]

    def __add__(self, other: Added) -> Added:
        """Return the sum of two."""
        return Added(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.failures + other.failures,
        )

    def __str__(self) -> str:
        """Return a line with the counts, and one for each failure."""
        counts = f"{self.added} added, {self.updated} updated, {self.unchanged} unchanged, {len(self.failures)} failed"
        lines = [f"  failed: {failure.item}: {failure.reason}" for failure in self.failures]
        return "\n".join([counts, *lines])


NOTHING = Added(0, 0, 0, ())


class Taken(NamedTuple):
    """An item on its way onto the desk: its bytes, its report and its reading, or why one of them could not be made."""

    item: Raw
    report: Report | Failure
    reading: Reading | Failure | None = None


class Intake:
    """Takes items in. `ground` is what they are read with, `transaction` keeps all that is done inside or nothing."""

    def __init__(
        self,
        store: Store,
        linker: Linker,
        ground: Callable[[], Ground],
        clock: Callable[[], datetime],
        transaction: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._store = store
        self._linker = linker
        self._ground = ground
        self._clock = clock
        self._transaction = transaction

    def take(self, items: Iterable[Raw | Failure], progress: Callable[[Progress], None] | None = None) -> Added:
        """Take items in, batch by batch, each of them on disk before it is told."""
        taken = NOTHING
        stream = iter(items)
        while batch := list(islice(stream, BATCH)):
            results = self.take_batch(batch)
            became = Counter(result.outcome for result in results if isinstance(result, Kept))
            failures = tuple(result for result in results if isinstance(result, Failure))
            taken += Added(became[ADDED], became[UPDATED], became[UNCHANGED], failures)
            if progress:
                progress(Progress(taken.added, taken.updated, taken.unchanged, len(taken.failures)))
        return taken

    def take_batch(
        self, items: Sequence[Raw | Failure], keep: Callable[[Sequence[Kept | Failure]], None] | None = None
    ) -> Sequence[Kept | Failure]:
        """Return what became of some items, which are kept together; `keep` is done with them or not at all."""
        taken = [self._read_one(item) for item in items]  # which takes long, while others may write
        with self._transaction():
            results = [self._keep_one(each) for each in taken]
            if keep:
                keep(results)
        return results

    def _read_one(self, item: Raw | Failure) -> Taken | Failure:
        """Return what is read out of an item, or why it cannot be read; what the desk holds is not read again."""
        if isinstance(item, Failure):
            return item
        report = _tried(item, lambda: make_report(item))
        if isinstance(report, Failure) or self._store.find_same(item, report):
            return Taken(item, report)
        return Taken(item, report, _tried(item, lambda: self._ground().read(report)))

    def _keep_one(self, taken: Taken | Failure) -> Kept | Failure:
        """Keep what was read, or what failed. Done within a transaction, which decides what is new."""
        if isinstance(taken, Failure):
            return self._keep_failure(taken, None)
        item, report, reading = taken
        if isinstance(report, Failure):
            return self._keep_failure(report, item)
        self._store.forget_failure(item.name)
        same = self._store.find_same(item, report)
        if same:
            return same
        if reading is None:  # the desk held it, and does no more
            reading = _tried(item, lambda: self._ground().read(report))
        if isinstance(reading, Failure):
            return self._keep_failure(reading, item)
        kept = self._store.keep_report(item, report, reading, self._ground().reader, self._clock())
        self._linker.link(kept.version_id)
        return kept

    def _keep_failure(self, failure: Failure, item: Raw | None) -> Failure:
        self._store.keep_failure(failure, item, self._clock())
        return failure


def without_addresses(items: Iterable[Raw | Failure | Address], listed: list[Address]) -> Iterator[Raw | Failure]:
    """Yield what can be taken in as it stands; put the addresses aside."""
    for item in items:
        if isinstance(item, Address):
            listed.append(item)
        else:
            yield item


def _tried(item: Raw, make: Callable[[], T]) -> T | Failure:
    """Return what is made of an item, or the failure to: one item never stops the others."""
    try:
        return make()
    except Unreadable as error:
        because = error.because
    except SitrepError:
        raise
    except Exception as error:  # noqa: BLE001 — whatever an item holds that no reader is prepared for
        because = f"reading it failed ({type(error).__name__}: {str(error)[:200]}); please report this"
    return Failure(_lasting_name(item), because)


def _lasting_name(item: Raw) -> str:
    """Return a name under which a failure is found again; what came by standard input is told apart by its bytes."""
    return f"{item.name} ({sha256(item.content).hexdigest()[:12]})" if item.name.startswith("-") else item.name
