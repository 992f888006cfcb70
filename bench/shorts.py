"""Short reports by the million, every fifth a near-copy of another: what `bulk echoes` is measured with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa
from pyarrow import parquet
from sites import load_words

from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import MARKS, Done, mark_name
from sitrep.bulk.sources import Part, Source
from sitrep.bulk.tables import SCHEMAS, TABLES, file_name
from sitrep.link.runs import make_runs

COPIED = 0.2  # of the reports
MOST_EDITED = 0.06  # of the words of a copy
FEW = "the of in to and a that for was on with said by from at as it has were which"
EACH = 25_000  # reports of a file
FAMOUS = 7  # the original of one copy in a hundred: a text that is reprinted everywhere


class Short(NamedTuple):
    """A report: of which original it is a copy, if it is one, and its words."""

    number: int
    original: int | None
    words: list[str]


def make_original(number: int, seed: int) -> list[str]:
    """The words of an original, the same ones whenever it is asked for: 40 to 60, every third a common one."""
    chance = random.Random(seed * 1_000_003 + number)
    words = load_words()
    return [
        chance.choice(FEW.split()) if place % 3 == 1 else chance.choice(words)
        for place in range(chance.randint(40, 60))
    ]


def make_short(number: int, total: int, seed: int = 1) -> Short:
    """A report: the last fifth are copies of some of the others, in which some words are others."""
    originals = round(total * (1 - COPIED))
    if number < originals:
        return Short(number, None, make_original(number, seed))
    chance = random.Random(seed * 7_000_003 + number)
    original = FAMOUS if chance.random() < 0.01 else chance.randrange(originals)
    words = make_original(original, seed)
    for _ in range(round(chance.random() * MOST_EDITED * len(words))):
        words[chance.randrange(len(words))] = chance.choice(load_words())
    return Short(number, original, words)


def write_shorts(folder: Path, total: int, seed: int = 1) -> None:
    """Write the tables that `bulk read` would have made of so many reports."""
    out = Folder(str(folder))
    for name in (*TABLES, MARKS):
        out.make(name)
    with Pool(2) as pool:
        starts = range(0, total, EACH)
        pool.starmap(_write_part, [(str(folder), start, min(start + EACH, total), total, seed) for start in starts])


def _write_part(folder: str, start: int, end: int, total: int, seed: int) -> None:
    out, part = Folder(folder), f"shorts-{start:09}"
    shorts = [make_short(number, total, seed) for number in range(start, end)]
    for table, rows in (("reports", list(map(_report, shorts))), ("echo_keys", list(map(_keys, shorts)))):
        schema = SCHEMAS[table]
        columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
        with parquet.ParquetWriter(out.at(file_name(table, part)), schema, compression="zstd") as file:
            file.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
    source = Source(f"shorts/{part}", "lines", 0, "0", is_local=True)
    out.write(mark_name(part), msgspec.json.encode(Done(part=Part(part, source, start, end), pages=len(shorts))))


def _report(short: Short) -> dict[str, object]:
    text = " ".join(short.words)
    return {"report": short.number, "id": str(short.number), "source": str(short.number), "text": text}


def _keys(short: Short) -> dict[str, object]:
    runs = make_runs(" ".join(short.words))
    return {"report": short.number, "keys": runs.keys, "runs": runs.pack()}


def true_pairs(total: int) -> Iterator[tuple[int, int]]:
    """Yield each copy with its original."""
    for number in range(round(total * (1 - COPIED)), total):
        original = make_short(number, total).original
        assert original is not None
        yield original, number


def true_groups(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the original of each report that is in a group."""
    return {number: original for original, copy in pairs for number in (original, copy)}
