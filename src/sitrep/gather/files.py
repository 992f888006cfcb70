"""Files, folders and standard input, as a stream of items; what cannot be taken in is a failure in the same stream."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec
from msgspec import Struct

from sitrep.ground.model import Address, Failure, Raw

HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
LINE_SUFFIXES = {".jsonl", ".ndjson", ".jl"}
TEXT_SUFFIXES = {".txt", ".text", ".md", ".markdown", ""}
TAKEN_FROM_FOLDERS = HTML_SUFFIXES | LINE_SUFFIXES | (TEXT_SUFFIXES - {""}) | {".json"}
NOT_REPORTS = {"readme", "license", "licence", "changelog", "contributing", "notice"}
LIST_MEMBERS = ("articles", "reports", "items", "documents", "data", "results")
LARGEST = 64 * 1024 * 1024  # bytes of one item
MOST_UPLOADED = 20_000  # items of one upload
COUNTED = 1024 * 1024  # bytes read at once to count lines
HOLDS_TEXT = (b'"text"', b'"body"', b'"content"', b'"article"', b'"maintext"', b'"html"')

BOM = b"\xef\xbb\xbf"
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # nesting without end is no JSON that anybody writes

Item = Raw | Failure | Address


class Upload(Struct, frozen=True):
    """A file that came by its bytes and no path, such as one sent to a server, with what is known of its report."""

    name: str
    content: bytes
    fields: dict[str, str] = {}


def gather(sources: Iterable[str | Path | Upload], stdin: IO[bytes] | None = None) -> Iterator[Item]:
    """Yield the items of files, folders (with what they hold), uploads, and `-` for standard input.

    JSON lines give one item a line; a line that names a `file` beside it instead of a text gives that file with the
    line's metadata. Folders are walked in the order of their names, and each of their files once.

    Errors: none; a source that is not there, cannot be read or is too large is a Failure in the stream.
    """
    for source in sources:
        if isinstance(source, Upload):
            yield from _uploaded_items(source)
        elif str(source) == "-":
            if stdin is not None:
                yield from _stream_items("-", stdin, None)
        elif not str(source):
            yield Failure("", "cannot be read: the name is empty; give a file, a folder, or -")
        else:
            yield from _path_items(Path(source))


def count_items(sources: Iterable[str | Path]) -> int | None:
    """Return about how many items some sources hold, None where standard input is among them.

    Lines and files are counted, not read: members of JSON lists and files named by a line are not told apart.
    """
    total = 0
    for source in filter(str, sources):
        path = Path(source)
        if str(source) == "-":
            return None
        files = [path] if path.is_file() else [found for found in _walk(path) if isinstance(found, Path)]
        total += sum(_count_lines(file) if file.suffix.lower() in LINE_SUFFIXES else 1 for file in files)
    return total


def _count_lines(path: Path) -> int:
    try:
        with path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(COUNTED), b""))
    except OSError:
        return 0


def _uploaded_items(upload: Upload) -> Iterator[Item]:
    """Yield the items of an upload, by the ending of its name; no line of it names a file of this machine.

    Its name is no place: like standard input, what it holds is told apart by its words.
    """
    name = f"-/{PurePosixPath(upload.name.replace(chr(92), '/')).name or 'text'}"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in LINE_SUFFIXES:
        items = _line_items(name, BytesIO(upload.content), None, None)
    elif suffix == ".json":
        items = _split_json(Raw(name=name, content=upload.content, media_type="application/json"))
    else:
        items = iter([_sized(name, upload.content, "text/html" if suffix in HTML_SUFFIXES else "text/plain")])
    for number, item in enumerate(items):
        if number == MOST_UPLOADED:
            yield Failure(name, f"it holds more than {MOST_UPLOADED:,} reports: what follows was left out; split it")
            return
        if isinstance(item, Raw) and upload.fields:
            yield msgspec.structs.replace(item, fields=upload.fields | item.fields)
        else:
            yield item


def _path_items(path: Path) -> Iterator[Item]:
    try:
        if path.is_dir():
            yield from _folder_items(path)
        elif path.exists():
            yield from _file_items(path)
        else:
            yield Failure(_name(path), "there is no such file or folder")
    except OSError as error:
        yield Failure(_name(path), _reason(error))


def _name(path: Path) -> str:
    """Return a path as text, also where its bytes are no UTF-8."""
    return os.fsencode(path.absolute()).decode("utf-8", "replace")


def _reason(error: OSError) -> str:
    return {PermissionError: "no permission to read it", FileNotFoundError: "it has gone"}.get(
        type(error), error.strerror or type(error).__name__
    )


def _folder_items(folder: Path) -> Iterator[Item]:
    """Yield a folder's items; files that a JSON lines file there names come with its metadata, and only so."""
    named: set[Path] = set()
    found: list[Path] = []
    for path in _walk(folder):
        if isinstance(path, Failure):
            yield path
        else:
            found.append(path)
    for path in sorted(found, key=lambda path: (path.suffix.lower() not in LINE_SUFFIXES, str(path))):
        if path.resolve() not in named:
            yield from _file_items(path, named)


def _walk(folder: Path) -> Iterator[Path | Failure]:
    """Yield the files under a folder that may be reports; a loop of symbolic links is walked once."""
    seen: set[tuple[int, int]] = set()
    failures: list[OSError] = []
    for root, folders, files in os.walk(folder, followlinks=True, onerror=failures.append):
        here = Path(root).stat()
        if (here.st_dev, here.st_ino) in seen:
            folders.clear()
            continue
        seen.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root) / name
            if (
                not name.startswith(".")
                and path.suffix.lower() in TAKEN_FROM_FOLDERS
                and path.stem.lower() not in NOT_REPORTS
            ):
                yield path
    for error in failures:
        yield Failure(_name(Path(error.filename)), _reason(error))


def _file_items(path: Path, named: set[Path] | None = None) -> Iterator[Item]:
    name = _name(path.resolve())
    try:
        if not path.is_file():
            yield Failure(name, "it is no regular file")
            return
        with path.open("rb") as stream:
            if path.suffix.lower() in LINE_SUFFIXES:
                yield from _line_items(name, stream, path.parent, named)
            else:
                yield from _whole_items(name, stream, path)
    except OSError as error:
        yield Failure(name, _reason(error))


def _stream_items(name: str, stream: IO[bytes], folder: Path | None) -> Iterator[Item]:
    """Yield the items of a stream of unknown form: JSON lines where its first line is an object, else one text."""
    head = _first_line(stream)
    second = b"" if _is_object(head) else stream.readline(LARGEST + 1)
    if not _is_object(head) and not _are_lines(head, second):
        content = head + second + stream.read(LARGEST + 1)
        yield from (
            _split_json(Raw(name=name, content=content))
            if content.lstrip()[:1] in (b"{", b"[")
            else [_sized(name, content)]
        )
        return
    for number, line in enumerate(chain([head, second] if second else [head], stream), 1):
        yield from _line_item(name, number, line, folder, None)


def _first_line(stream: IO[bytes]) -> bytes:
    """Return the first line that is not blank, without a byte order mark."""
    line = stream.readline(LARGEST + 1).removeprefix(BOM)
    while line and not line.strip():
        line = stream.readline(LARGEST + 1)
    return line


def _is_object(line: bytes) -> bool:
    try:
        return line.lstrip().startswith(b"{") and isinstance(msgspec.json.decode(line), dict)
    except BROKEN:
        return False


def _are_lines(head: bytes, second: bytes) -> bool:
    """Tell whether a broken first line stands over JSON lines, and is not the head of one spread-out object."""
    return head.lstrip().startswith(b"{") and _is_object(second)


def _sized(name: str, content: bytes, media_type: str = "text/plain") -> Item:
    if len(content) > LARGEST:
        return Failure(name, f"it is larger than {LARGEST // 1024**2} MB")
    return Raw(name=name, content=content, media_type=media_type)


def _whole_items(name: str, stream: IO[bytes], path: Path) -> Iterator[Item]:
    content = stream.read(LARGEST + 1)
    suffix = path.suffix.lower()
    if suffix == ".json" and len(content) <= LARGEST:
        yield from _split_json(Raw(name=name, content=content, media_type="application/json"))
    else:
        yield _sized(name, content, "text/html" if suffix in HTML_SUFFIXES else "text/plain")


def _split_json(raw: Raw) -> Iterator[Item]:
    """Yield each object of a JSON list, or of the list that an object holds; else the object itself."""
    whole = msgspec.structs.replace(raw, media_type="application/json")
    try:
        content = raw.content.removeprefix(BOM)
        if content.lstrip()[:1] == b"[":
            members = msgspec.json.decode(content, type=list[msgspec.Raw])
        else:
            table = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
            lists = [table[key] for key in LIST_MEMBERS if key in table and bytes(table[key]).startswith(b"[")]
            members = msgspec.json.decode(lists[0], type=list[msgspec.Raw]) if lists else []
    except BROKEN:
        members = []
    if not members:
        yield whole
    for number, member in enumerate(members, 1):
        yield Raw(name=f"{raw.name}#{number}", content=bytes(member), media_type="application/json")


def _line_items(name: str, stream: IO[bytes], folder: Path | None, named: set[Path] | None) -> Iterator[Item]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            yield Failure(f"{name}#{number}", f"the line is longer than {LARGEST // 1024**2} MB")
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST)
            continue
        yield from _line_item(name, number, line, folder, named)


def _line_item(name: str, number: int, line: bytes, folder: Path | None, named: set[Path] | None) -> Iterator[Item]:
    content = line.removeprefix(BOM).strip()
    if not content:
        return
    if folder and b'"file"' in content and not any(key in content for key in HOLDS_TEXT):
        yield _named_file(f"{name}#{number}", content, folder, named)
    else:
        yield Raw(name=f"{name}#{number}", content=content, media_type="application/json")


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
            item = _sized(
                _name(path),
                stream.read(LARGEST + 1),
                "text/html" if path.suffix.lower() in HTML_SUFFIXES else "text/plain",
            )
    except OSError as error:
        return Failure(_name(path), _reason(error))
    fields = {key: str(value) for key, value in row.items() if isinstance(value, (str, int)) and key != "file"}
    return item if isinstance(item, Failure) else msgspec.structs.replace(item, fields=fields)
