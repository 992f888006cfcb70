"""Files, folders and standard input, as a stream of items; what cannot be taken in is a failure in the same stream."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec
from msgspec import Struct

from sitrep.gather.addresses import is_address, without_user
from sitrep.gather.items import LARGEST, MEDIA_TYPES, Item, make_item, name_of, reason_of, suffix_of
from sitrep.gather.mail import read_mailbox
from sitrep.gather.objects import BOM, is_object, read_line, read_lines, split_json
from sitrep.gather.packed import read_gzip, read_zip
from sitrep.gather.saved import is_beside
from sitrep.gather.tables import read_addresses, read_table
from sitrep.gather.wacz import read_wacz
from sitrep.gather.warc import read_warc
from sitrep.ground.model import Address, Failure, Raw

LINE_SUFFIXES = {".jsonl", ".ndjson", ".jl"}
READERS: dict[str, Callable[[IO[bytes], str], Iterator[Item]]] = {  # of files that hold many items
    ".csv": read_table,
    ".tsv": read_table,
    ".mbox": read_mailbox,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".wacz": read_wacz,
}
PACKED = {f"{suffix}.gz" for suffix in (*LINE_SUFFIXES, ".csv", ".tsv", ".mbox")}
TAKEN_FROM_FOLDERS = (
    LINE_SUFFIXES | PACKED | MEDIA_TYPES.keys() | READERS.keys() | {".txt", ".text", ".md", ".markdown", ".json"}
)
NOT_REPORTS = {"readme", "license", "licence", "changelog", "contributing", "notice"}
MOST_UPLOADED = 20_000  # items of one upload
COUNTED = 1024 * 1024  # bytes read at once to count lines
FOREIGN = re.compile(r"\w[\w+.-]*://")
NOT_ASKED = "it lists addresses, which are fetched where the list itself is named to `sitrep add`"


class Upload(Struct, frozen=True):
    """A file that came by its bytes and no path, such as one sent to a server, with what is known of its report."""

    name: str
    content: bytes
    fields: dict[str, str] = {}


def gather(sources: Iterable[str | Path | Upload], stdin: IO[bytes] | None = None) -> Iterator[Item]:
    """Yield the items of files, folders (with what they hold), uploads, and `-` for standard input.

    JSON lines give one item a line; a line that names a `file` beside it instead of a text gives that file with the
    line's metadata. Tables, mailboxes and web archives give each row, message and page. An address, or a list of them,
    gives Addresses: what stands there is not fetched here. Folders are walked in the order of their names, each of
    their files once.

    Errors: none; a source that is not there, cannot be read or is too large is a Failure in the stream.
    """
    for source in sources:
        if isinstance(source, Upload):
            yield from _uploaded_items(source)
        elif str(source) == "-":
            if stdin is not None:
                yield from _stream_items("-", stdin)
        elif is_address(source):
            yield Address(str(source))
        elif isinstance(source, str) and FOREIGN.match(source):
            yield Failure(without_user(source), "it is fetched only from http and https")
        elif not str(source):
            yield Failure("", "cannot be read: the name is empty; give a file, a folder, or -")
        else:
            yield from _path_items(Path(source))


def count_items(sources: Iterable[str | Path]) -> int | None:
    """Return about how many items some sources hold, None where standard input or an address is among them.

    Lines and files are counted, not read: members of JSON lists and files named by a line are not told apart.
    """
    total = 0
    for source in filter(str, sources):
        path = Path(source)
        if str(source) == "-" or is_address(source):
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
    items = _stream_of(name, BytesIO(upload.content), suffix_of(name), None, None)
    for number, item in enumerate(items):
        if number == MOST_UPLOADED:
            yield Failure(name, f"it holds more than {MOST_UPLOADED:,} reports: what follows was left out; split it")
            return
        if isinstance(item, Address):
            yield Failure(item.url, NOT_ASKED)
        elif isinstance(item, Raw) and upload.fields:
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
            yield Failure(name_of(path), "there is no such file or folder")
    except OSError as error:
        yield Failure(name_of(path), reason_of(error))


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
            yield from _without_addresses(_file_items(path, named), path)


def _without_addresses(items: Iterator[Item], path: Path) -> Iterator[Item]:
    """Yield the items of a file that a folder holds; what it lists elsewhere was not asked for, which is told once."""
    is_told = False
    for item in items:
        if not isinstance(item, Address):
            yield item
        elif not is_told:
            is_told = True
            yield Failure(name_of(path), NOT_ASKED)


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
        pages = {Path(name).stem for name in files if suffix_of(name) in MEDIA_TYPES}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not is_beside(name, pages))
        for name in sorted(files):
            path = Path(root) / name
            if (
                not name.startswith(".")
                and suffix_of(path) in TAKEN_FROM_FOLDERS
                and path.stem.lower() not in NOT_REPORTS
            ):
                yield path
    for error in failures:
        yield Failure(name_of(Path(error.filename)), reason_of(error))


def _file_items(path: Path, named: set[Path] | None = None) -> Iterator[Item]:
    name = name_of(path.resolve())
    try:
        if not path.is_file():
            yield Failure(name, "it is no regular file")
            return
        with path.open("rb") as stream:
            yield from _stream_of(name, stream, suffix_of(path), path.parent, named)
    except OSError as error:
        yield Failure(name, reason_of(error))


def _stream_of(
    name: str, stream: IO[bytes], suffix: str, folder: Path | None, named: set[Path] | None
) -> Iterator[Item]:
    """Yield the items of a stream whose form is known by the ending of its name."""
    if suffix in LINE_SUFFIXES:
        yield from read_lines(name, stream, folder, named)
    elif suffix == ".zip":
        yield from read_zip(name, stream, _unpacked)
    else:
        yield from _unpacked(name, stream, suffix)


def _unpacked(name: str, stream: IO[bytes], suffix: str) -> Iterator[Item]:
    """Yield the items of a stream that is no ZIP file and stands in no folder; one within another stays as it is."""
    bare = suffix.removesuffix(".gz")
    if suffix in PACKED:
        yield from read_gzip(name, stream, bare, _unpacked)
    elif suffix in LINE_SUFFIXES:
        yield from read_lines(name, stream, None, None)
    elif suffix in READERS:
        yield from READERS[suffix](stream, name)
    else:
        yield from _whole(name, stream.read(LARGEST + 1), suffix)


def _whole(name: str, content: bytes, suffix: str = "") -> Iterator[Item]:
    """Yield what bytes that are read at once hold: a JSON value, a list of addresses, or one report."""
    item = make_item(name, content, suffix)
    if isinstance(item, Raw) and suffix == ".json":
        yield from split_json(item)
    elif isinstance(item, Raw) and item.media_type == "text/plain" and (addresses := read_addresses(content)):
        yield from addresses
    else:
        yield item


def _stream_items(name: str, stream: IO[bytes]) -> Iterator[Item]:
    """Yield the items of a stream of unknown form: JSON lines where its first line is an object, else one text."""
    head = _first_line(stream)
    second = b"" if is_object(head) else stream.readline(LARGEST + 1)
    if not is_object(head) and not _are_lines(head, second):
        content = head + second + stream.read(LARGEST + 1)
        yield from _whole(name, content, ".json" if content.lstrip()[:1] in (b"{", b"[") else "")
        return
    for number, line in enumerate(chain([head, second] if second else [head], stream), 1):
        yield from read_line(name, number, line)


def _first_line(stream: IO[bytes]) -> bytes:
    """Return the first line that is not blank, without a byte order mark."""
    line = stream.readline(LARGEST + 1).removeprefix(BOM)
    while line and not line.strip():
        line = stream.readline(LARGEST + 1)
    return line


def _are_lines(head: bytes, second: bytes) -> bool:
    """Tell whether a broken first line stands over JSON lines, and is not the head of one spread-out object."""
    return head.lstrip().startswith(b"{") and is_object(second)
