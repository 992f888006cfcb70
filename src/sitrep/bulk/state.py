"""What the tables of an archive hold."""

from __future__ import annotations

from msgspec import Struct

from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import load_marks
from sitrep.ground.errors import BadRequest


class Archive(Struct, frozen=True):
    """What was read into a folder, by how many parts of how many sources, and whether echoes were looked for."""

    sources: int
    parts: int
    pages: int
    words: int
    failures: int
    has_echoes: bool

    def __str__(self) -> str:
        """Return it as a line."""
        echoes = "echoes were looked for" if self.has_echoes else "echoes were not looked for"
        return (
            f"{self.pages:,} pages, {self.words:,} words, {self.failures:,} failures, of {self.sources:,} sources in "
            f"{self.parts:,} parts; {echoes}"
        )


def describe_archive(place: str) -> Archive:
    """Return what the tables of an archive hold.

    Errors: BadRequest where there is none.
    """
    folder = Folder(place)
    marks = load_marks(folder).values()
    if not marks:
        raise BadRequest(f"cannot tell of {place}: no archive was read into it; see `sitrep bulk read`")
    return Archive(
        sources=len({done.part.source.address for done in marks}),
        parts=len(marks),
        pages=sum(done.pages for done in marks),
        words=sum(done.words for done in marks),
        failures=sum(done.failures for done in marks),
        has_echoes=folder.has("echo_groups"),
    )
