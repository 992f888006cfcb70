"""One part of an archive, read into its tables: what a worker does, and by which marks it is known to be done."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sitrep import __version__
from sitrep.bulk.folders import Folder
from sitrep.bulk.records import read_records
from sitrep.bulk.sources import Part
from sitrep.bulk.tables import LAYOUT, TABLES, Rows, Writer, failure_rows, file_name, make_rows
from sitrep.clean import make_report
from sitrep.clean.pages import extract_fast
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Failure, Raw
from sitrep.link.dating import date_alone
from sitrep.reading import READER, read_report

MARKS = "parts"
READ_BY = f"sitrep {__version__}, reader {READER}, tables {LAYOUT}"
LONGEST_NAME = 1_000  # bytes
KIB = 1 if sys.platform == "linux" else 1024  # what `ru_maxrss` counts in, in KiB
DIED_AT = "the process that read it died twice"
DIED_OVER = "the processes that read this part of the file died"
EVERYTHING = "*"  # what is passed over where nothing less is known to end a process
UNPREPARED = "its reading failed"


class Done(Struct, frozen=True, kw_only=True):
    """A part that was read: of what, by whom, and what came of it. `peak_mb` is the most that its process held.

    With an `error` its source could not be read, or its tables not be written: it is not done, and has no mark.
    """

    part: Part
    read_by: str = READ_BY
    pages: int = 0
    words: int = 0
    failures: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    worker: int = 0
    error: str | None = None


def mark_name(part: str) -> str:
    """Return the name of the file that says that a part is done."""
    return f"{MARKS}/{part}.json"


def load_marks(folder: Folder) -> dict[str, Done]:
    """Return what was done, by the parts."""
    names = (name for name in folder.names(MARKS) if name.endswith(".json"))
    done = (load_mark(folder, name.removeprefix(f"{MARKS}/").removesuffix(".json")) for name in names)
    return {each.part.id: each for each in done}


def load_mark(folder: Folder, part: str) -> Done:
    """Return what came of a part that is done."""
    return msgspec.json.decode(folder.read(mark_name(part)), type=Done)


def forget_part(folder: Folder, part: str) -> None:
    """Remove a part's mark, and then its tables."""
    for name in (mark_name(part), *(file_name(table, part) for table in TABLES)):
        folder.remove(name)


def read_part(part: Part, folder: Folder, passed_over: Collection[str] = ()) -> Done:
    """Read a part into its tables and mark it as done; items that are `passed_over` are failures.

    Errors: OSError where its source cannot be read or its tables not be written.
    """
    started, pages, words, failures = perf_counter(), 0, 0, 0
    writer = Writer(folder, part.id)
    with _watched(folder, part.id) as watch:
        for item in _items(part, passed_over):
            name = item.item if isinstance(item, Failure) else item.name
            watch(name)
            rows = failure_rows(Failure(name, DIED_AT)) if name in passed_over else read_rows(item)
            writer.add(rows)
            failures += len(rows.get("failures", ()))
            for row in rows.get("reports", ()):
                pages, words = pages + 1, words + row["words"]
        writer.settle()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB / 1024
    done = Done(part=part, pages=pages, words=words, failures=failures, peak_mb=round(peak, 1), worker=os.getpid())
    done = replace(done, seconds=round(perf_counter() - started, 3))
    folder.write(mark_name(part.id), msgspec.json.encode(done))
    return done


def _items(part: Part, passed_over: Collection[str]) -> Iterator[Raw | Failure]:
    if EVERYTHING in passed_over:
        return iter([Failure(f"{part.source.address}#{part.start}", DIED_OVER)])
    return read_records(part)


def read_rows(item: Raw | Failure) -> Rows:
    """Return the rows of one item: those of its report and reading, or of its failure."""
    if isinstance(item, Failure):
        return failure_rows(item)
    try:
        report = make_report(item, extract_fast)
        reading = date_alone(report, read_report(report), partial(read_report))
        return make_rows(item, replace(report, published=reading.published), reading)
    except Unreadable as error:
        return failure_rows(Failure(error.item, error.because))
    except Exception as error:  # noqa: BLE001 — whatever a page holds that no extractor or reader is prepared for
        return failure_rows(Failure(item.name, f"{UNPREPARED} ({type(error).__name__}: {error})"[:500]))


# --- what a worker was at when it died


def watch_name(part: str) -> str:
    """Return the name of the file that tells at which item of a part its worker is."""
    return f"{MARKS}/{part}.at"


@contextmanager
def _watched(folder: Folder, part: str) -> Iterator[Callable[[str], object]]:
    """Yield a function to say which item is read; what it said stays in a file if the process dies.

    In an object store only that the part was begun is seen.
    """
    folder.write(watch_name(part), b"")
    if folder.is_local:
        with Path(folder.at(watch_name(part))).open("wb", buffering=0) as file:
            yield partial(_say, file.fileno())
    else:
        yield len
    folder.remove(watch_name(part))


def _say(file: int, name: str) -> None:
    os.pwrite(file, name.encode("utf-8", "replace").ljust(LONGEST_NAME)[:LONGEST_NAME], 0)


def last_item(folder: Folder, part: str) -> str | None:
    """Return the item that a worker was at when it died, None where that is not known."""
    said = folder.read(watch_name(part)) if folder.has(watch_name(part)) else b""
    return said.decode("utf-8", "replace").rstrip() or None
