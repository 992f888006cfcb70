"""JSON and JSON lines: a report an object, a list of them, or the export of a messenger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from sitrep.gather.items import LARGEST, Item, make_item, name_of, reason_of, suffix_of
from sitrep.gather.telegram import is_export, read_export
from sitrep.ground.metadata import JSON
from sitrep.ground.model import Failure, Raw

LIST_MEMBERS = ("articles", "reports", "items", "documents", "data", "results")
HOLDS_TEXT = (b'"text"', b'"body"', b'"content"', b'"article"', b'"maintext"', b'"html"')
BOM = b"\xef\xbb\xbf"
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # nesting without end is no JSON that anybody writes


def is_object(line: bytes) -> bool:
    """Tell whether a line is a JSON object."""
    try:
        return line.lstrip().startswith(b"{") and isinstance(msgspec.json.decode(line), dict)
    except BROKEN:
        return False


def split_json(raw: Raw) -> Iterator[Item]:
    """Yield each object of a JSON list, or of the list that an object holds; else the object itself."""
    try:
        members = _members(raw)
    except BROKEN:
        members = []
    yield from members or [replace(raw, media_type=JSON)]


def _members(raw: Raw) -> list[Raw]:
    """Return what a JSON value holds several of, nothing where it is one.

    Errors: those of broken JSON.
    """
    content = raw.content.removeprefix(BOM)
    if content.lstrip()[:1] == b"[":
        rows = msgspec.json.decode(content, type=list[msgspec.Raw])
    else:
        table = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        if is_export(table):
            return list(read_export(raw.name, table))
        lists = [table[key] for key in LIST_MEMBERS if key in table and bytes(table[key]).startswith(b"[")]
        rows = msgspec.json.decode(lists[0], type=list[msgspec.Raw]) if lists else []
    return [Raw(name=f"{raw.name}#{number}", content=bytes(row), media_type=JSON) for number, row in enumerate(rows, 1)]


# --- JSON lines


def read_lines(name: str, stream: IO[bytes], folder: Path | None, named: set[Path] | None) -> Iterator[Item]:
    """Yield a report for each line. Instead of a text it may name a file of the folder; `named` gathers these."""
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            yield Failure(f"{name}#{number}", f"the line is longer than {LARGEST // 1024**2} MB")
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST)
            continue
        yield from read_line(name, number, line, folder, named)


def read_line(
    name: str, number: int, line: bytes, folder: Path | None = None, named: set[Path] | None = None
) -> Iterator[Item]:
    """Yield the report of a line, nothing where it is blank."""
    content = line.removeprefix(BOM).strip()
    if not content:
        return
    if folder and b'"file"' in content and not any(key in content for key in HOLDS_TEXT):
        yield _named_file(f"{name}#{number}", content, folder, named)
    else:
        yield Raw(name=f"{name}#{number}", content=content, media_type=JSON)


def _named_file(name: str, line: bytes, folder: Path, named: set[Path] | None) -> Item:
    """Return the file that a line names, with the line's other members as metadata; never one outside the folder."""
    try:
        row: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
    except BROKEN as error:
        return Failure(name, f"it is broken JSON ({error})")
    path = (folder / str(row.get("file"))).resolve()
    if not path.is_relative_to(folder.resolve()):
        return Failure(name, "it names a file outside its folder")
    if named is not None:
        named.add(path)
    try:
        with path.open("rb") as stream:
            item = make_item(name_of(path), stream.read(LARGEST + 1), suffix_of(path))
    except OSError as error:
        return Failure(name_of(path), reason_of(error))
    fields = {key: str(value) for key, value in row.items() if isinstance(value, (str, int)) and key != "file"}
    return replace(item, fields=item.fields | fields) if isinstance(item, Raw) else item
