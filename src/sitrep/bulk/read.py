"""Reading an archive into tables: what is to be done, what was done before, and going on after whatever happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter

from msgspec import Struct, field

from sitrep.bulk.beside import Task
from sitrep.bulk.engine import read_tasks
from sitrep.bulk.folders import TEMPORARY, Folder
from sitrep.bulk.parts import MARKS, READ_BY, Done, forget_part, load_marks
from sitrep.bulk.sources import PART_BYTES, Part, cut_source, find_sources
from sitrep.bulk.tables import TABLES, file_name
from sitrep.ground.errors import BadRequest
from sitrep.tell.phrases import say_count


class Progress(Struct, frozen=True):
    """How far a run is."""

    done: int
    parts: int
    pages: int
    failures: int
    seconds: float


class Summary(Struct, frozen=True):
    """What a run did: parts read now and before, and what came of those read now."""

    parts: int
    before: int
    again: int
    pages: int
    words: int
    failures: int
    seconds: float
    peak_mb: float
    told: tuple[str, ...] = ()
    unread: int = 0

    def __str__(self) -> str:
        """Return the summary as a line, below what is to be told."""
        pace = self.pages / self.seconds if self.seconds else 0.0
        before = f" ({self.before:,} were done before)" if self.before else ""
        line = (
            f"{say_count(self.parts, 'part')}{before}: {say_count(self.pages, 'page')}, {self.words:,} words, "
            f"{say_count(self.failures, 'failure')}{' (see the table failures)' if self.failures else ''} in "
            f"{self.seconds:,.0f} s, {pace:,.0f} pages/s; at most {self.peak_mb:,.0f} MB in a process"
        )
        rest = f"{self.unread:,} parts could not be read; the same command tries them again"
        return "\n".join([*self.told, line, *([rest] if self.unread else [])])


class Plan(Struct, frozen=True):
    """The parts of the sources, which of them are to be read, and what is to be told beforehand."""

    parts: list[Part]
    wanted: list[Part]
    stale: list[str] = field(default_factory=list)
    told: tuple[str, ...] = ()


def read_archive(
    names: Iterable[str],
    out: str,
    *,
    jobs: int = 1,
    again: bool = False,
    part_bytes: int = PART_BYTES,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Read the files of an archive into the tables of a folder, and return what was done; what is done already stays.

    Errors: BadRequest where a source is not there, or the folder was read by another reader and not `again`;
    SitrepError where another process is at the folder.
    """
    folder, started = Folder(out), perf_counter()
    sources = find_sources(names)
    if any(source.address.startswith(f"{folder.address.rstrip('/')}/") for source in sources):
        raise BadRequest(f"cannot read into {out}: it holds what is to be read; choose another folder with --out")
    with folder.locked():
        for inner in (*TABLES, MARKS):
            folder.make(inner)
        marks = load_marks(folder)
        _sweep(folder, marks)
        plan = make_plan([part for source in sources for part in cut_source(source, part_bytes)], marks, again=again)
        for stale in plan.stale:
            forget_part(folder, stale)
        done: list[Done] = []
        for each in read_tasks([Task(part, folder.address) for part in plan.wanted], jobs):
            done.append(each)
            if progress:
                progress(_progress(done, len(plan.wanted), perf_counter() - started))
        _sweep(folder, load_marks(folder))
    return Summary(
        parts=len(plan.parts),
        before=len(plan.parts) - len(plan.wanted),
        again=len(plan.stale),
        pages=sum(each.pages for each in done),
        words=sum(each.words for each in done),
        failures=sum(each.failures for each in done),
        seconds=round(perf_counter() - started, 2),
        peak_mb=max((each.peak_mb for each in done), default=0.0),
        told=plan.told + tuple(f"cannot read {each.part.source.address}: {each.error}" for each in done if each.error),
        unread=sum(each.error is not None for each in done),
    )


def _progress(done: Sequence[Done], parts: int, seconds: float) -> Progress:
    return Progress(
        len(done), parts, sum(each.pages for each in done), sum(each.failures for each in done), round(seconds, 1)
    )


def make_plan(parts: list[Part], marks: dict[str, Done], *, again: bool = False) -> Plan:
    """Return which parts are to be read: those that are not done, and all of a source that has changed.

    Errors: BadRequest where another reader has read some, and not `again`.
    """
    addresses = {part.source.address for part in parts}
    staying = [done for done in marks.values() if not (again and done.part.source.address in addresses)]
    others = {done.read_by for done in staying} - {READ_BY}
    if others:
        raise BadRequest(
            f"cannot go on with what {sorted(others)[0]} has read: this is {READ_BY}; choose another folder with "
            "--out, or read all of it anew with --again"
        )
    here = [done for done in marks.values() if done.part.source.address in addresses]
    wanted = {part.id: part for part in parts}
    changed = {done.part.source.address for done in here if wanted.get(done.part.id) != done.part}
    stale = [done.part.id for done in here if again or done.part.source.address in changed]
    kept = {done.part.id for done in here} - set(stale)
    told = tuple(f"{address} has changed since it was read: it is read anew" for address in sorted(changed))
    return Plan(parts, [part for part in parts if part.id not in kept], stale, told)


def _sweep(folder: Folder, marks: dict[str, Done]) -> None:
    """Remove what was half written."""
    for table in TABLES:
        whole = {file_name(table, part) for part in marks}
        for name in folder.names(table):
            if name not in whole:
                folder.remove(name)
    for name in folder.names(MARKS):
        if name.endswith((TEMPORARY, ".at")):
            folder.remove(name)
