"""Folders of an archive, on this machine or in an object store, in which a file is there as a whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from pyarrow import ArrowInvalid, fs

from sitrep.ground.errors import BadRequest, SitrepError

TEMPORARY = ".part"  # the ending of what is being written
OWN = f".{token_hex(4)}{TEMPORARY}"  # of what this process is writing: one that was given up may be at the same file
LOCK = "lock"


def find_store(address: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of an address or a path, and the path in it.

    Errors: BadRequest where there is no such kind of address.
    """
    if "://" not in address:
        return fs.LocalFileSystem(), str(Path(address).absolute())
    try:
        store, path = fs.FileSystem.from_uri(address)
    except (ArrowInvalid, NotImplementedError, OSError) as error:
        raise BadRequest(
            f"cannot use {address}: {error}; give a path, or an address such as s3://bucket/path"
        ) from None
    return store, path


class Folder:
    """A folder in which files are written whole."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.store, self.path = find_store(address)
        self.is_local = isinstance(self.store, fs.LocalFileSystem)

    def at(self, name: str) -> str:
        """Return the path of a file of the folder."""
        return f"{self.path}/{name}"

    def address_of(self, name: str) -> str:
        """Return the address by which the engine knows a file of the folder."""
        return self.at(name) if self.is_local else f"{self.address.rstrip('/')}/{name}"

    def names(self, inner: str) -> list[str]:
        """Return the files right in an inner folder, by their names in this one; none where it is not there."""
        chosen = fs.FileSelector(self.at(inner), allow_not_found=True)
        found = self.store.get_file_info(chosen)
        return sorted(f"{inner}/{each.base_name}" for each in found if each.type == fs.FileType.File)

    def has(self, name: str) -> bool:
        """Tell whether there is a file or folder of a name."""
        return bool(self.store.get_file_info(self.at(name)).type != fs.FileType.NotFound)

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        with self.store.open_input_stream(self.at(name)) as stream:
            return bytes(stream.read())

    def make(self, inner: str) -> None:
        """Make an inner folder."""
        self.store.create_dir(self.at(inner), recursive=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Yield a stream to write a file by, which has its name once it is whole; see `settle`."""
        with self.store.open_output_stream(self.temporary(name)) as stream:
            yield stream
        self.settle(name)

    def temporary(self, name: str) -> str:
        """Return where a file is written until it is whole; an object store shows none before it is."""
        return self.at(name) + (OWN if self.is_local else "")

    def settle(self, name: str) -> None:
        """Give a whole file its name."""
        if self.is_local:
            self.store.move(self.temporary(name), self.at(name))

    def write(self, name: str, content: bytes) -> None:
        """Write a file as a whole."""
        with self.writing(name) as stream:
            stream.write(content)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError):
            self.store.delete_file(self.at(name))

    def clear(self, inner: str) -> None:
        """Remove an inner folder with what it holds, if it is there."""
        if self.has(inner):
            self.store.delete_dir(self.at(inner))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder alone, as far as it is on this machine.

        Errors: SitrepError where somebody else holds it.
        """
        if not self.is_local:
            yield
            return
        self.make("")
        with Path(self.at(LOCK)).open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SitrepError(
                    f"cannot write to {self.address}: another process is at it; try again when it has finished"
                ) from None
            yield
            os.unlink(file.name)  # noqa: PTH108 — while the lock is held
