"""The places of the world by name: a packed, memory-mapped table and the folding that its keys went through.

The table is packed from GeoNames and from the lists in `data/en` when Sitrep is built. This module needs nothing but
the standard library and `marisa_trie`, so that the packer can read the layout and the folding from here.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

FOLDER = Path(__file__).resolve().parents[1] / "data" / "gazetteer"
KEY = "<IB"  # what a name leads to: the index of a place, and 1 for its main name
PLACE = struct.Struct("<IiiI2sHBfIB")  # geonames, lat, lon, population, country, admin1, kind, radius, name, its length
DEGREE = 100_000  # coordinates are kept as whole hundred-thousandths of a degree, as exact as GeoNames has them
NO_ADMIN1 = 0xFFFF

UNSPLIT = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ß": "ss"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ħ": "h", "Ħ": "h", "ə": "a", "Ə": "a", "ŋ": "n"}
    | dict.fromkeys("‘’ʻʼʽʾʿˈ`´′", "'")
    | dict.fromkeys("‐‑‒–—", " ")
)
SAINT = re.compile(r"\b(?:saint(?=\s)|st\.)\s*")


class PlaceKind(StrEnum):
    """What a place is; the order is that of the packed codes."""

    COUNTRY = "country"
    REGION = "region"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    CITY = "city"


KINDS = tuple(PlaceKind)


class Candidate(NamedTuple):
    """A place that a name may mean.

    `country` is an ISO 3166 code and empty where a region lies in none or several; `admin1` is the index of the state
    or province; `geonames` is None for places of Sitrep's own lists.

    Units: `lat`, `lon` in degrees (WGS 84).
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which has no use here
    name: str
    lat: float
    lon: float
    population: int
    country: str
    admin1: int | None
    kind: PlaceKind
    radius_km: float
    geonames: int | None
    is_main_name: bool


def fold(text: str) -> str:
    """Return a name as the gazetteer's keys spell it: lower case, no accents, no hyphens, "st" for any saint.

    >>> fold("Saint-Étienne"), fold("Ivano-Frankivsk"), fold("  Sana’a ")
    ('st etienne', 'ivano frankivsk', "sana'a")
    """
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.translate(UNSPLIT))
        text = "".join(char for char in parts if not unicodedata.combining(char)).translate(UNSPLIT)
    text = text.lower().replace("-", " ")
    if "st." in text or "saint" in text:
        text = SAINT.sub("st ", text)
    return " ".join(text.split())


class Gazetteer:
    """Named places, read in place from a folder that the packer wrote."""

    def __init__(self, folder: Path) -> None:
        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self._names = marisa_trie.RecordTrie(KEY).mmap(str(folder / "names.marisa"))
        self._places = _map(folder / "places.bin")
        self._display = _map(folder / "display.bin")
        self._find = lru_cache(maxsize=16_384)(self._look_up)

    def __len__(self) -> int:
        return len(self._places) // PLACE.size

    def find(self, name: str) -> tuple[Candidate, ...]:
        """Return the places of this name, those whose main name it is first, then by kind and by population.

        Cost: some microseconds for a new name, well under one for a name asked before.
        """
        return self._find(name)

    def has_name(self, folded: str) -> bool:
        """Tell whether a place bears this name, which has to be folded already. Cost: less than to find it."""
        return folded in self._names

    def has_prefix(self, folded: str) -> bool:
        """Tell whether a name of more words begins with these, which have to be folded already."""
        return next(self._names.iterkeys(f"{folded} "), None) is not None

    def admin1_of(self, candidate: Candidate) -> Candidate | None:
        """Return the state or province that a place lies in, where it is known."""
        return None if candidate.admin1 is None else self.place(candidate.admin1)

    def place(self, index: int, *, is_main_name: bool = True) -> Candidate:
        """Return the place of an index."""
        geonames, lat, lon, population, country, admin1, kind, radius_km, start, length = PLACE.unpack_from(
            self._places, index * PLACE.size
        )
        return Candidate(
            index=index,
            name=self._display[start : start + length].decode(),
            lat=lat / DEGREE,
            lon=lon / DEGREE,
            population=population,
            country=country.rstrip(b"\0").decode(),
            admin1=None if admin1 == NO_ADMIN1 else admin1,
            kind=KINDS[kind],
            radius_km=round(radius_km, 1),
            geonames=geonames or None,
            is_main_name=is_main_name,
        )

    def _look_up(self, name: str) -> tuple[Candidate, ...]:
        records: Iterable[tuple[int, int]] = self._names.get(fold(name)) or ()
        found = [self.place(index, is_main_name=bool(main)) for index, main in records]
        return tuple(sorted(found, key=_rank))


def _rank(candidate: Candidate) -> tuple[bool, int, int, int]:
    return (not candidate.is_main_name, KINDS.index(candidate.kind), -candidate.population, candidate.index)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def load_gazetteer() -> Gazetteer:
    """Return the packaged gazetteer.

    Errors: FileNotFoundError in a checkout that was never built.
    """
    if not (FOLDER / "about.json").is_file():
        raise FileNotFoundError(
            f"cannot load the gazetteer: {FOLDER} holds none; "
            "install Sitrep with pip (`pip install -e .` in a checkout), which packs it"
        )
    return Gazetteer(FOLDER)
