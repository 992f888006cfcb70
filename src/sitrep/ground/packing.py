"""Writing a gazetteer: entries in, a folder out that `sitrep.ground.gazetteer` reads in place.

It needs no more than the gazetteer itself, so that the packaged one can be written before Sitrep is installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import marisa_trie

from sitrep.ground.gazetteer import DEGREE, FILES, KEY, KINDS, NO_ADMIN1, PLACE, Entry, PlaceKind, fold

LONGEST_SHOWN = 255  # bytes of a name to show
INSIDE = (PlaceKind.ADMIN2, PlaceKind.CITY, PlaceKind.FEATURE)  # kinds that lie in a first-level division


def write_gazetteer(entries: Sequence[Entry], folder: Path, about: dict[str, Any]) -> dict[str, Any]:
    """Write a gazetteer's files, `about.json` last, and return what it says: the given facts and the counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "about.json").unlink(missing_ok=True)
    _write_places(entries, folder)
    names = _write_names(entries, folder)
    counts = {kind.value: sum(entry.kind is kind for entry in entries) for kind in KINDS}
    divisions = [f"{entry.country}.{entry.admin1}" for entry in entries if entry.kind is PlaceKind.ADMIN1]
    about = about | {"names": names, "places": counts, "divisions": " ".join(divisions)}
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return about


def packed_size(folder: Path) -> int:
    """Return the bytes that a gazetteer takes on the disk."""
    return sum((folder / name).stat().st_size for name in FILES)


def _write_places(entries: Sequence[Entry], folder: Path) -> None:
    """Write the fixed-width records of the places and, beside them, the names to show."""
    divisions = {
        (entry.country, entry.admin1): index
        for index, entry in enumerate(entries)
        if entry.kind is PlaceKind.ADMIN1 and index < NO_ADMIN1
    }
    codes: dict[PlaceKind, int] = {kind: code for code, kind in enumerate(KINDS)}
    records, shown, starts = bytearray(), bytearray(), dict[bytes, int]()
    for entry in entries:
        name = entry.name.encode()[:LONGEST_SHOWN].decode(errors="ignore").encode()
        if name not in starts:
            starts[name] = len(shown)
            shown += name
        division = divisions.get((entry.country, entry.admin1)) if entry.kind in INSIDE else None
        records += PLACE.pack(
            entry.geonames,
            round(entry.lat * DEGREE),
            round(entry.lon * DEGREE),
            entry.population,
            entry.country.encode(),
            NO_ADMIN1 if division is None else division,
            codes[entry.kind],
            entry.radius_km,
            starts[name],
            len(name),
        )
    (folder / "places.bin").write_bytes(records)
    (folder / "display.bin").write_bytes(shown)


def _write_names(entries: Iterable[Entry], folder: Path) -> int:
    """Write the folded names, each with the places that bear it, and return their number."""
    records: dict[tuple[str, int], int] = {}
    for index, entry in enumerate(entries):
        for name, main in entry.names:
            key = fold(name)
            for spelling in {key, key.replace("'", "")} - {""}:
                records[spelling, index] = max(main, records.get((spelling, index), 0))
    items = ((key, (index, main)) for (key, index), main in sorted(records.items()))
    marisa_trie.RecordTrie(KEY, items).save(str(folder / "names.marisa"))
    return len(records)
