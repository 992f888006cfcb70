"""The tables of an archive: their columns, and how a report with its reading turns into their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import parquet

from sitrep.bulk.folders import Folder
from sitrep.ground.model import Failure, Raw, Reading, Report
from sitrep.link.runs import make_runs

LAYOUT = 1  # raised with each change of the tables
HELD = 5_000  # rows of a table that are held before they are written
MOST_HELD = 16 * 1024 * 1024  # characters of reports that are held
PACKING = "zstd"

SPAN = pa.list_(pa.int32())
TEXT, TEXTS, WHOLE, NUMBER, YES = pa.string(), pa.list_(pa.string()), pa.int32(), pa.float64(), pa.bool_()
NOISE = pa.struct({"start": WHOLE, "end": WHOLE, "kind": TEXT})
VOICE = pa.struct({"id": TEXT, "name": TEXT, "kind": TEXT, "role": TEXT})
MEDIUM = pa.struct({"start": WHOLE, "end": WHOLE, "name": TEXT, "kind": TEXT})
CERTAINTY = pa.struct(
    {"start": WHOLE, "end": WHOLE, "term": TEXT, "sort": TEXT, "rank": WHOLE, "scale": TEXT}
    | {"low": NUMBER, "high": NUMBER}
)
OTHER = pa.struct({"name": TEXT, "lat": NUMBER, "lon": NUMBER, "kind": TEXT, "country": TEXT, "geonames": pa.int64()})
PART_OF = {"report": pa.int64(), "number": WHOLE}  # the report, and the place of a fact among those of its kind
IN_TEXT = PART_OF | {"start": WHOLE, "end": WHOLE}

# the columns of each table; those of a fact are the fields of its record in `ground/model.py`
TABLES: dict[str, dict[str, pa.DataType]] = {
    "reports": {
        "report": pa.int64(), "id": TEXT, "source": TEXT, "text": TEXT, "title": TEXT, "outlet": TEXT, "url": TEXT,
        "language": TEXT, "published": TEXT, "how": TEXT, "because": TEXTS, "against": TEXTS, "seen": TEXT,
        "words": WHOLE, "noise": pa.list_(NOISE),
    },
    "claims": PART_OF | {
        "content": pa.list_(SPAN), "source": pa.list_(SPAN), "cue": pa.list_(SPAN), "line": TEXT, "voice": TEXT,
        "voices": pa.list_(VOICE), "via": TEXTS, "media": pa.list_(MEDIUM), "said": TEXT, "kind": TEXT, "whole": YES,
        "negated": YES, "accused": SPAN, "nested": YES, "quoted": TEXT, "quotations": pa.list_(SPAN),
        "certainty": pa.list_(CERTAINTY),
    },
    "times": IN_TEXT | {"type": TEXT, "timex": TEXT, "edtf": TEXT, "anchor": TEXT, "mod": TEXT},
    "places": IN_TEXT | {
        "name": TEXT, "lat": NUMBER, "lon": NUMBER, "radius_km": NUMBER, "geonames": pa.int64(), "kind": TEXT,
        "country": TEXT, "called": TEXT, "match": TEXT, "others": pa.list_(OTHER),
    },
    "figures": IN_TEXT | {
        "low": NUMBER, "high": NUMBER, "unit": TEXT, "counts": TEXT, "of": TEXT, "qualifier": TEXT, "as_of": TEXT,
        "part_of": WHOLE, "kind": TEXT, "rounded": YES, "per": TEXT, "place": WHOLE, "of_how": TEXT, "to": TEXT,
        "bearing": NUMBER, "by": TEXT, "si_low": NUMBER, "si_high": NUMBER, "si_unit": TEXT,
    },
    "failures": {"item": TEXT, "reason": TEXT},
    "echo_keys": {"report": pa.int64(), "keys": pa.list_(pa.uint32()), "runs": pa.binary()},
}  # fmt: skip
UNIQUE = {"id", "source", "text", "title", "url", "line", "item"}  # columns whose values hardly return
SCHEMAS = {name: pa.schema(columns) for name, columns in TABLES.items()}
DICTIONARIES = {
    table: [name for name, kind in columns.items() if kind == TEXT and name not in UNIQUE]
    for table, columns in TABLES.items()
}
FACTS = ("times", "places", "figures")

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def number_of(name: str) -> int:
    """Return the number by which the tables know the report of an item: the same one whenever it is read."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def make_rows(raw: Raw, report: Report, reading: Reading) -> Rows:
    """Return the rows of a report by their table.

    Errors: UnicodeEncodeError where it holds half a character, which no table takes.
    """
    "".join(filter(None, (report.text, report.title, report.outlet, report.url, report.id))).encode()
    number = number_of(raw.name)
    runs = make_runs(report.text, report.noise)
    told: dict[str, Any] = msgspec.to_builtins(reading)
    facts = {name: [{"report": number, "number": at, **fact} for at, fact in enumerate(told[name])] for name in FACTS}
    claims = [
        {"report": number, "number": at, "line": _line(report.text, claim["content"]), **claim}
        for at, claim in enumerate(told["claims"])
    ]
    return {
        "reports": [_report_row(number, raw, report, told)],
        "claims": claims,
        "echo_keys": [{"report": number, "keys": runs.keys, "runs": runs.pack()}],
        **facts,
    }


def _report_row(number: int, raw: Raw, report: Report, told: dict[str, Any]) -> dict[str, Any]:
    published = told["published"]
    return {
        "report": number,
        "id": report.id,
        "source": raw.name,
        "text": report.text,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "language": report.language,
        "published": published["edtf"],
        "how": published["how"],
        "because": published["because"],
        "against": published["against"],
        "seen": raw.fields.get("seen"),
        "words": report.text.count(" ") + report.text.count("\n") + 1,
        "noise": told["noise"],
    }


def _line(text: str, content: Sequence[Sequence[int]]) -> str:
    return " … ".join(text[start:end] for start, end in content)


def failure_rows(failure: Failure) -> Rows:
    """Return the row of what could not be read."""
    return {"failures": [{"item": failure.item, "reason": failure.reason}]}


class Writer:
    """Writes the tables of one part, a file in each, which are there when `settle` has been called, and else not."""

    def __init__(self, folder: Folder, part: str) -> None:
        self._folder, self._part = folder, part
        self._held: dict[str, list[Mapping[str, Any]]] = {name: [] for name in TABLES}
        self._files: dict[str, parquet.ParquetWriter] = {}
        self._characters = 0

    def add(self, rows: Rows) -> None:
        """Take rows in, and write what has come together."""
        for table, added in rows.items():
            held = self._held[table]
            held.extend(added)
            if len(held) >= HELD:
                self._write(table)
        self._characters += sum(len(row["text"]) for row in rows.get("reports", ()))
        if self._characters >= MOST_HELD:
            for table in TABLES:
                self._write(table)
            self._characters = 0

    def settle(self) -> None:
        """Finish all files and give them their names."""
        for table in TABLES:
            self._write(table)
            self._files[table].close()
        for table in TABLES:
            self._folder.settle(file_name(table, self._part))

    def _write(self, table: str) -> None:
        if table not in self._files:
            place = self._folder.temporary(file_name(table, self._part))
            kept: dict[str, Any] = {"compression": PACKING, "use_dictionary": DICTIONARIES[table]}
            self._files[table] = parquet.ParquetWriter(place, SCHEMAS[table], filesystem=self._folder.store, **kept)
        self._files[table].write_table(pa.Table.from_batches([_batch(self._held[table], SCHEMAS[table])]))
        self._held[table] = []


def _batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def file_name(table: str, part: str) -> str:
    """Return the name of a part's file of a table."""
    return f"{table}/part-{part}.parquet"
