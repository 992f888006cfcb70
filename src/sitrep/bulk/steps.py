"""Steps of a long piece of work, each kept as Parquet before the next one begins, so that memory does not add up."""

from __future__ import annotations

from itertools import count
from types import TracebackType

import daft
from daft import DataFrame

from sitrep.bulk.folders import Folder


class Steps:
    """A folder for what is kept between steps; it is gone at the end."""

    def __init__(self, folder: Folder, inner: str) -> None:
        self._folder, self._inner = folder, inner
        self._numbers = count()

    def __enter__(self) -> Steps:
        """Begin with nothing."""
        self._folder.clear(self._inner)
        self._folder.make(self._inner)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what was kept."""
        self._folder.clear(self._inner)

    def keep(self, name: str, frame: DataFrame) -> DataFrame:
        """Return what a frame holds, worked out and read back."""
        place = f"{self._inner}/{next(self._numbers):04}-{name}"
        return keep(self._folder, place, frame)


def keep(folder: Folder, inner: str, frame: DataFrame) -> DataFrame:
    """Return what a frame holds, written as Parquet into an inner folder and read back."""
    folder.make(inner)
    frame.write_parquet(folder.address_of(inner), compression="zstd")
    names = folder.names(inner)
    if not names:
        return daft.from_pydict({field.name: [] for field in frame.schema()}).select(
            *(daft.col(field.name).cast(field.dtype) for field in frame.schema())
        )
    return daft.read_parquet([folder.address_of(name) for name in names])
