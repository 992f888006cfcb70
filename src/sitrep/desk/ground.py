"""What a desk's reports are read with: the gazetteer with the user's own places, and where outlets are at home."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

from sitrep.desk.rules import FILE as SOURCES
from sitrep.desk.rules import load_homes
from sitrep.ground.errors import BadRequest
from sitrep.ground.gazetteer import FOLDER, Gazetteer, load_gazetteer
from sitrep.ground.model import Reading, Report
from sitrep.ground.own_places import FILE as PLACES
from sitrep.ground.own_places import load_own_places
from sitrep.reading import READER, read_report
from sitrep.reading.places import Home, find_home

READERS = 1000  # the number of a reader with ground of its own is that many times a mark of it, and the reader's


class Ground:
    """The reader as one desk has it. Its files are read once, when first asked for.

    Errors: BadRequest where `places.toml` or `sources.toml` in the folder says what Sitrep does not know.
    """

    def __init__(self, folder: Path) -> None:
        own, homes = load_own_places(folder / PLACES), load_homes(folder / SOURCES)
        packaged = load_gazetteer()
        self.gazetteer = Gazetteer(packaged.folder, own) if own else packaged
        self._homes = {outlet: self._home(folder / SOURCES, outlet, name) for outlet, name in homes.items()}
        is_plain = not own and not homes and packaged.folder == FOLDER
        mark = 0 if is_plain else crc32(repr((self.gazetteer.mark, sorted(homes.items()))).encode())
        self.reader = READER + READERS * mark

    def read(self, report: Report) -> Reading:
        """Return the reading of a report."""
        return read_report(report, self.gazetteer, self._homes.get(report.outlet or ""))

    def _home(self, path: Path, outlet: str, name: str) -> Home:
        home = find_home(name, self.gazetteer)
        if home is None:
            because = f"the home of {outlet!r}, {name!r}, is not in the gazetteer; see `sitrep gazetteer NAME`"
            raise BadRequest(f"cannot use {path}: {because}")
        return home
