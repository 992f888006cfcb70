"""The files of an archive, and the parts into which they are cut: the same ones whenever they are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from hashlib import blake2b

from msgspec import Struct
from pyarrow import ArrowException, fs

from sitrep.bulk.folders import find_store
from sitrep.ground.errors import BadRequest

FORMS = {
    ".warc": "warc",
    ".warc.gz": "warc",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".jl": "lines",
    ".jsonl.gz": "packed lines",
    ".ndjson.gz": "packed lines",
    ".parquet": "parquet",
    ".pq": "parquet",
}
PART_BYTES = 32 * 1024 * 1024  # of a source that one part takes
CUT_ANYWHERE = {"warc", "lines"}
PATTERN = re.compile(r"[*?\[]")


class Source(Struct, frozen=True):
    """One file of an archive, and by what it is seen that it has changed."""

    address: str
    form: str
    size: int
    changed: str
    is_local: bool


class Part(Struct, frozen=True):
    """A stretch of a source that one process reads at once: bytes, or row groups of Parquet."""

    id: str
    source: Source
    start: int
    end: int | None


def find_sources(names: Iterable[str]) -> list[Source]:
    """Return the files of paths, folders, patterns and addresses of object stores, by their addresses.

    Errors: BadRequest where one of the names leads to none.
    """
    found: dict[str, Source] = {}
    for name in names:
        try:
            sources = list(_sources_of(name))
        except OSError as error:
            raise BadRequest(f"cannot read {name}: {error}; see that the address and the rights to it fit") from None
        if not sources:
            raise BadRequest(
                f"cannot read {name}: no file of an archive is there; give files that end in {', '.join(FORMS)}, "
                "or a folder or pattern of such"
            )
        found |= {source.address: source for source in sources}
    return [found[address] for address in sorted(found)]


def _sources_of(name: str) -> Iterator[Source]:
    store, path = find_store(name)
    fixed = path[: match.start()].rpartition("/")[0] if (match := PATTERN.search(path)) else path
    info = store.get_file_info(fixed)
    files = [info]
    if info.type == fs.FileType.Directory:
        files = [each for each in store.get_file_info(fs.FileSelector(fixed, recursive=True)) if each.is_file]
    is_local = isinstance(store, fs.LocalFileSystem)
    scheme = "" if is_local else f"{name.partition('://')[0]}://"
    for file in files:
        form = form_of(file.path)
        hidden = "/." in file.path.removeprefix(fixed)
        if not file.is_file or form is None or hidden or not (fixed == path or fnmatch(file.path, path)):
            continue
        yield Source(scheme + file.path, form, file.size, str(file.mtime_ns), is_local)


def form_of(path: str) -> str | None:
    """Return how the records of a file are written, by its ending; None where it is none of an archive."""
    fitting = [ending for ending in FORMS if path.lower().endswith(ending)]
    return FORMS[max(fitting, key=len)] if fitting else None


def cut_source(source: Source, part_bytes: int = PART_BYTES) -> list[Part]:
    """Return the parts of a source, in order; one that is not on this machine is one part."""
    if not source.is_local:
        return [_part(source, 0, None)]
    if source.form in CUT_ANYWHERE:
        starts = range(0, max(source.size, 1), part_bytes)
        return [_part(source, start, start + part_bytes) for start in starts]
    if source.form == "parquet":
        return list(_groups_of(source, part_bytes))
    return [_part(source, 0, None)]


def _groups_of(source: Source, part_bytes: int) -> Iterator[Part]:
    """Yield parts of so many row groups that they come up to a size."""
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(source.address) as file:
            sizes = [file.metadata.row_group(number).total_byte_size for number in range(file.num_row_groups)]
    except (ArrowException, OSError):  # whoever reads it will tell
        yield _part(source, 0, None)
        return
    start = size = 0
    for number, each in enumerate(sizes):
        size += each
        if size >= part_bytes or number == len(sizes) - 1:
            yield _part(source, start, number + 1)
            start, size = number + 1, 0


def _part(source: Source, start: int, end: int | None) -> Part:
    return Part(f"{blake2b(source.address.encode(), digest_size=6).hexdigest()}-{start:012}", source, start, end)
