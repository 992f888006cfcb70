"""The records of a part, as items to read: pages of web archives, lines of JSON, rows of Parquet."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO

import msgspec
from pyarrow import ArrowException, RecordBatch, parquet

from sitrep.bulk.folders import find_store
from sitrep.bulk.sources import Part, Source
from sitrep.gather.warc import read_warc
from sitrep.ground.metadata import ALIASES
from sitrep.ground.model import Failure, Raw

LARGEST = 64 * 1024 * 1024  # bytes of one line
ROWS = 64  # of Parquet that are held at once
KNOWN = {name for names in ALIASES.values() for name in names}
READ_AHEAD = 1024 * 1024
BOM = b"\xef\xbb\xbf"

Item = Raw | Failure


def read_records(part: Part) -> Iterator[Item]:
    """Yield the items of a part in order, one at a time in memory; what is broken among them is a Failure.

    Errors: OSError where the source cannot be read.
    """
    source = part.source
    if source.form == "parquet":
        yield from _rows(part)
        return
    with _opened(source) as stream:
        if source.form == "warc":
            yield from read_warc(stream, source.address, part.start, part.end)
        elif source.form == "lines":
            yield from _lines(stream, part)
        else:
            yield from _packed_lines(stream, part)


def _opened(source: Source) -> IO[bytes]:
    if source.is_local:
        return Path(source.address).open("rb")
    store, path = find_store(source.address)
    return BufferedReader(store.open_input_stream(path, buffer_size=READ_AHEAD))


def _packed_lines(stream: IO[bytes], part: Part) -> Iterator[Item]:
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from _lines(unpacked, part)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Failure(part.source.address, "its compression is broken; what stands before it was read")


def _lines(stream: IO[bytes] | gzip.GzipFile, part: Part) -> Iterator[Item]:
    """Yield the lines that begin in a part, named by the offset at which they begin."""
    at = part.start
    if at:
        stream.seek(at - 1)
        at += _pass_line(stream) - 1
    while (part.end is None or at < part.end) and (line := stream.readline(LARGEST + 1)):
        name = f"{part.source.address}#{at}"
        at += len(line)
        if len(line) > LARGEST:
            at += 0 if line.endswith(b"\n") else _pass_line(stream)
            yield Failure(name, f"the line is longer than {LARGEST // 1024**2} MB")
        elif content := line.removeprefix(BOM).strip():
            yield Raw(name=name, content=content, media_type="application/json")


def _pass_line(stream: IO[bytes] | gzip.GzipFile) -> int:
    """Return how many bytes there are up to the next line, which the stream then stands at."""
    size = 0
    while line := stream.readline(READ_AHEAD):
        size += len(line)
        if line.endswith(b"\n"):
            break
    return size


def _rows(part: Part) -> Iterator[Item]:
    """Yield the rows of the row groups of a part, named by their numbers; a group that is broken is one failure."""
    store, path = find_store(part.source.address)
    try:
        opened = parquet.ParquetFile(path, filesystem=store)
    except ArrowException as error:
        yield Failure(part.source.address, f"it is no Parquet that can be read ({error})")
        return
    with opened as file:
        columns = [name for name in file.schema_arrow.names if name in KNOWN]
        groups = range(part.start, file.num_row_groups if part.end is None else part.end)
        number = sum(file.metadata.row_group(group).num_rows for group in range(part.start))
        for group in groups:
            try:
                for batch in file.iter_batches(ROWS, row_groups=[group], columns=columns):
                    for at in range(batch.num_rows):
                        yield _row_item(f"{part.source.address}#{number + at}", batch.slice(at, 1))
                    number += batch.num_rows
            except (OSError, ArrowException) as error:
                yield Failure(f"{part.source.address}#{number}", f"its row group cannot be read ({error})")


def _row_item(name: str, row: RecordBatch) -> Item:
    """Return a row as the JSON object of its members; days and moments as ISO 8601."""
    try:
        told = row.to_pylist()[0]
    except (ValueError, OverflowError) as error:  # a moment that no calendar has
        return Failure(name, f"the row cannot be read ({error})")
    members = {
        key: value.decode("utf-8", "replace") if isinstance(value, bytes) else value for key, value in told.items()
    }
    return Raw(name=name, content=msgspec.json.encode(members), media_type="application/json")
