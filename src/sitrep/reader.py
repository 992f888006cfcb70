"""Reading with no store: items in, readings out, in order, in one process or several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

import msgspec
from msgspec.structs import replace

from sitrep.clean import make_report
from sitrep.gather import Item, gather
from sitrep.ground.edtf import parse_edtf
from sitrep.ground.errors import BadRequest, Unreadable
from sitrep.ground.gazetteer import Gazetteer, load_gazetteer
from sitrep.ground.model import Address, Failure, Published, Raw
from sitrep.ground.own_places import load_own_places
from sitrep.link.dating import date_alone
from sitrep.reading import read_report
from sitrep.tell.marked import Marked

CHUNK = 16  # items a process is handed at once
NOT_FETCHED = "it is an address, and nothing is fetched here; `sitrep add` fetches it"
AHEAD = 4  # chunks for each process that wait at most, so that memory does not grow with the input


class Form(NamedTuple):
    """How items are read: what is written of each, the day of those that state none, and a file of own places."""

    as_text: bool = False
    published: str | None = None
    places: Path | None = None


PLAIN = Form()


def read_sources(
    paths: Iterable[str | Path], stdin: IO[bytes] | None = None, *, jobs: int = 1, form: Form = PLAIN
) -> Iterator[bytes | Failure]:
    """Yield the reading of each item, in input order, by `jobs` processes: its JSON object, or its text with marks.

    Errors: BadRequest where `form.published` is no date, or `form.places` no file of places.
    """
    _gazetteer(form.places)
    if form.published and parse_edtf(form.published) is None:
        raise BadRequest(f"cannot take {form.published!r} as a date: give one such as 2023-02-17 or 2023-02")
    items = map(_read_as, gather(paths, stdin))
    if jobs == 1:
        yield from (read_item(item, form) for item in items)
        return
    waiting: deque[Future[list[bytes | Failure]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while chunk := list(islice(items, CHUNK)):
            waiting.append(pool.submit(_read_chunk, chunk, form))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _read_as(item: Item) -> Raw | Failure:
    """Return an item as it is read; what stands at an address is read where it is on a desk."""
    return Failure(item.url, NOT_FETCHED) if isinstance(item, Address) else item


def _read_chunk(items: list[Raw | Failure], form: Form) -> list[bytes | Failure]:
    return [read_item(item, form) for item in items]


def read_item(item: Raw | Failure, form: Form = PLAIN) -> bytes | Failure:
    """Return the reading of one item in the wanted form, or why there is none."""
    if isinstance(item, Failure):
        return item
    try:
        report = make_report(item)
    except Unreadable as error:
        return Failure(error.item, error.because)
    if form.published and not report.published.edtf:
        report = replace(report, published=Published(form.published, "stated", ("it was given with the request",)))
    read = partial(read_report, gazetteer=_gazetteer(form.places))
    reading = date_alone(report, read(report), read)
    if not form.as_text:
        return msgspec.json.encode(reading)
    return str(Marked(replace(report, published=reading.published), reading, 1, 1)).encode()


@cache
def _gazetteer(places: Path | None) -> Gazetteer | None:
    """Return the gazetteer with the places of a file; None for the packaged one.

    Errors: BadRequest.
    """
    if places is None:
        return None
    if not places.is_file():
        raise BadRequest(f"cannot read {places}: there is no such file; see the manual on `places.toml`")
    return Gazetteer(load_gazetteer().folder, load_own_places(places))
