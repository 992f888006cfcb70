"""Places of GeoNames: what of a record is kept, and records out of the dumps that GeoNames offers for download."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sitrep.ground.gazetteer import Entry, Gazetteer, PlaceKind
from sitrep.ground.packing import write_gazetteer

COLUMNS = 19  # of a line of allCountries.txt and of the files of single countries
DIVISIONS = ("ADM1", "ADM1H")  # first-level divisions are packaged, with the names that news uses
SKIPPED = ("R",)  # roads and railways
ALTERNATE = re.compile(r"['‘’ʻʼ]?[A-Za-z\u00C0-\u02FF\u0300-\u036F\u1E00-\u1EFF'’‘. ,-]+")
COUNTRY = re.compile(r"(?:[A-Z]{2})?")
WORDS = re.compile(r"[\s'‘’ʻʼ-]+")
RADIUS_KM = {"A": 15.0, "H": 5.0, "L": 5.0, "T": 5.0, "V": 5.0, "S": 1.0, "U": 50.0}


class Dump(NamedTuple):
    """How many records a dump held, and how many of them were taken."""

    records: int
    taken: int


def is_alternate(name: str) -> bool:
    """Tell whether another name of a place may stand in English text: Latin letters, a capital, no code, no phrase.

    >>> is_alternate("Artemivsk"), is_alternate("BKM"), is_alternate("Бахмут")
    (True, False, False)
    """
    return (
        len(name) > 2
        and ALTERNATE.fullmatch(name) is not None
        and sum(map(str.isalpha, name)) > 2
        and not name.isupper()
        and any(word[:1].isupper() for word in WORDS.split(name))
        and name.count(" ") < 5
    )


def name_place(name: str, alternates: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return a place's names as an `Entry` has them: the main one, and those alternates that English text may have."""
    return ((name, 1), *((other, 0) for other in sorted(set(alternates)) if is_alternate(other)))


def town_radius_km(population: int) -> float:
    """Return the radius of a ring around a town, which grows with the root of its population, from 2 to 25 km."""
    return min(2 + 0.0075 * math.sqrt(population), 25.0)


def read_dump(path: Path) -> Iterator[Entry | None]:
    """Yield the places of a dump (`allCountries.zip`, `UA.zip`, or the text in it), None for each that is left out.

    Errors: ValueError where the file is no dump, OSError where it cannot be read.
    """
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != COLUMNS:
                raise ValueError(f"line {number} has {len(columns)} columns where a dump of GeoNames has {COLUMNS}")
            try:
                yield _entry(columns)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None


def _open(path: Path) -> io.TextIOWrapper:
    if not zipfile.is_zipfile(path):
        return path.open(encoding="utf-8")
    archive = zipfile.ZipFile(path)
    members = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower()]
    if len(members) != 1:
        raise ValueError(f"the archive holds {len(members)} text files where a dump holds one")
    return io.TextIOWrapper(archive.open(members[0]), encoding="utf-8")


def _entry(columns: list[str]) -> Entry | None:
    geonames, name, _, alternates, lat, lon, group, code, country = columns[:9]
    if group in SKIPPED or code in DIVISIONS or code.startswith("PCL") or not name.strip():
        return None
    population = int(columns[14] or 0)
    if not 0 <= population < 2**32 or not 0 < int(geonames) < 2**32 or not COUNTRY.fullmatch(country):
        raise ValueError(f"{name!r} has an id, a population or a country that no place has")
    if not (-90 <= float(lat) <= 90 and -180 <= float(lon) <= 180):
        raise ValueError(f"{lat}, {lon} is no point on the globe")
    kind = PlaceKind.CITY if group == "P" else PlaceKind.ADMIN2 if group == "A" else PlaceKind.FEATURE
    radius = town_radius_km(population) if group == "P" else RADIUS_KM.get(group, 5.0)
    names = name_place(name.strip(), alternates.split(","))
    return Entry(
        name.strip(), kind, float(lat), float(lon), radius, names, country, columns[10], population, int(geonames)
    )


def build_larger(base: Gazetteer, dump: Path, folder: Path) -> Dump:
    """Write a gazetteer that holds another one and the places of a dump that it lacks.

    Errors: as of `read_dump`.
    """
    entries = list(base.entries())
    known = {entry.geonames for entry in entries}
    records = taken = 0
    for entry in read_dump(dump):
        records += 1
        if entry and entry.geonames not in known:
            entries.append(entry)
            taken += 1
    if not records:
        raise ValueError("it holds no record")
    facts = {key: value for key, value in base.about.items() if key not in ("names", "places", "divisions")}
    source = f"{facts['source']}; {taken} places of the GeoNames dump {dump.name}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as made:  # a broken build leaves what is there as it is
        write_gazetteer(
            entries, Path(made), facts | {"source": source, "digest": f"{facts['digest'][:8]}+{dump.name}-{taken}"}
        )
        copytree(made, folder, dirs_exist_ok=True)
    return Dump(records, taken)
