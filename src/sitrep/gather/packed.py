"""Files that were packed: gzip around one with many items, and ZIP files as they are handed out."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from typing import IO
from zipfile import BadZipFile, ZipFile

from sitrep.gather.items import Item, suffix_of
from sitrep.ground.model import Failure

BROKEN = (BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error, LZMAError, struct.error)
MOST_MEMBERS = 100_000
Reader = Callable[[str, IO[bytes], str], Iterator[Item]]  # of the items of a stream, by the ending of its name


def read_gzip(name: str, stream: IO[bytes], suffix: str, read: Reader) -> Iterator[Item]:
    """Yield the items of a file that gzip packed, up to where it is broken, which is a Failure."""
    try:
        with gzip.open(stream) as unpacked:
            yield from read(name, unpacked, suffix)  # type: ignore[arg-type]
    except BROKEN as error:
        yield Failure(name, f"what packs it is broken ({error})")


def read_zip(name: str, stream: IO[bytes], read: Reader) -> Iterator[Item]:
    """Yield the items of the files in a ZIP file, each by the ending of its name; a broken one is a Failure."""
    try:
        archive = ZipFile(stream)
    except BROKEN as error:
        yield Failure(name, f"it is a broken ZIP file ({error})")
        return
    with archive:
        members = [each for each in archive.namelist() if not each.endswith("/")]
        if len(members) > MOST_MEMBERS:
            yield Failure(name, f"it holds more than {MOST_MEMBERS:,} files: what follows was left out")
        for member in members[:MOST_MEMBERS]:
            yield from _member(archive, member, f"{name}#{member}", read)


def _member(archive: ZipFile, member: str, name: str, read: Reader) -> Iterator[Item]:
    try:
        with archive.open(member) as stream:
            yield from read(name, stream, suffix_of(member))
    except BROKEN as error:
        yield Failure(name, f"what packs it is broken or locked ({error})")
