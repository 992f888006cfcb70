"""The places of the world by name: a packed, memory-mapped table and the folding that its keys went through.

The table is packed from GeoNames and from the lists in `data/en` when Sitrep is built. This module needs nothing but
the standard library and `marisa_trie`, so that the packer can read the layout and the folding from here.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

FILES = ("names.marisa", "places.bin", "display.bin", "about.json")
FOLDER = Path(__file__).resolve().parents[1] / "data" / "gazetteer"
KEY = "<IB"  # what a name leads to: the index of a place, and 1 for its main name
PLACE = struct.Struct("<IiiI2sHBfIB")  # geonames, lat, lon, population, country, admin1, kind, radius, name, its length
DEGREE = 100_000  # coordinates are kept as whole hundred-thousandths of a degree, as exact as GeoNames has them
NO_ADMIN1 = 0xFFFF
EARTH_KM = 6371.0
OWN_POPULATION = 1_000_000  # what a user adds by hand is meant before a village of the name
CHOSEN = "SITREP_GAZETTEER"

UNSPLIT = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ß": "ss"}
    | {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ħ": "h", "Ħ": "h", "ə": "a", "Ə": "a", "ŋ": "n"}
    | dict.fromkeys("‘’ʻʼʽʾʿˈ`´′", "'")
    | dict.fromkeys("‐‑‒–—", " ")
)
SHORT = re.compile(r"\b(?:(saint(?=\s)|st\.)|(mt\.)|(ft\.))\s*")
LONG = ("st ", "mount ", "fort ")
JOINTS = (" ", ".", "'")  # what stands between the first word of a name and the next letter


class PlaceKind(StrEnum):
    """What a place is; the order is that of the packed codes.

    A feature is a hill, a wood, an island of a user's own list or dump; facilities and streets are told from towns by
    the words around them, and no gazetteer holds them.
    """

    COUNTRY = "country"
    REGION = "region"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    CITY = "city"
    FEATURE = "feature"
    FACILITY = "facility"
    STREET = "street"


KINDS = tuple(kind for kind in PlaceKind if kind not in (PlaceKind.FACILITY, PlaceKind.STREET))


WIDEST = (PlaceKind.COUNTRY, PlaceKind.REGION)


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


class Entry(NamedTuple):
    """A place before it is packed; `names` are spellings with 1 for a main name and 0 for another one.

    `admin1` is GeoNames' code of the first-level division, within the country.
    """

    name: str
    kind: PlaceKind
    lat: float
    lon: float
    radius_km: float
    names: tuple[tuple[str, int], ...]
    country: str = ""
    admin1: str = ""
    population: int = 0
    geonames: int = 0


class OwnPlace(NamedTuple):
    """A place of the user's own: a name, a point with a radius, and other names."""

    name: str
    lat: float
    lon: float
    radius_km: float = 2.0
    aliases: tuple[str, ...] = ()
    kind: PlaceKind = PlaceKind.CITY
    country: str = ""


def fold(text: str) -> str:
    """Return a name as the gazetteer's keys spell it.

    That is lower case, no accents, no hyphens, "st" for any saint, "mount" for "Mt.", "fort" for "Ft.".

    >>> fold("Saint-Étienne"), fold("Ivano-Frankivsk"), fold("  Sana’a ")
    ('st etienne', 'ivano frankivsk', "sana'a")
    """
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # lone surrogates
        parts = unicodedata.normalize("NFKD", text.translate(UNSPLIT))
        text = "".join(char for char in parts if not unicodedata.combining(char)).translate(UNSPLIT)
    text = text.lower().replace("-", " ").replace("\0", " ")
    if "t." in text or "saint" in text:
        text = SHORT.sub(lambda match: LONG[(match.lastindex or 1) - 1], text)
    return " ".join(text.split())


class Gazetteer:
    """Named places, read in place from a folder that the packer wrote, and a user's own places above them."""

    def __init__(self, folder: Path, own: Sequence[OwnPlace] = ()) -> None:
        self.folder = folder
        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self._names = marisa_trie.RecordTrie(KEY).mmap(str(folder / "names.marisa"))
        self._places = _map(folder / "places.bin")
        self._display = _map(folder / "display.bin")
        self._own: dict[str, tuple[Candidate, ...]] = {}
        self._prefixes: frozenset[str] = frozenset()
        self._add_own(own)
        self.find = lru_cache(maxsize=16_384)(self._find)
        self.has_name = lru_cache(maxsize=65_536)(self._has_name)
        self.has_prefix = lru_cache(maxsize=65_536)(self._has_prefix)
        self.has_word = lru_cache(maxsize=65_536)(self._has_word)

    def __len__(self) -> int:
        return len(self._places) // PLACE.size

    @property
    def mark(self) -> str:
        """The first letters of a digest of all that was packed, and of the user's own places."""
        known = repr((self.about["digest"], sorted(self._own.items())))
        return hashlib.sha256(known.encode()).hexdigest()[:8]

    def _find(self, name: str) -> tuple[Candidate, ...]:
        """Return the places of this name: those whose main name it is first, countries and regions, then by population.

        A user's own place hides the packaged ones within its radius.
        Cost: some microseconds for a new name, well under one for a name asked before.
        """
        folded = fold(name)
        records: Iterable[tuple[int, int]] = self._names.get(folded) or ()
        own = self._own.get(folded, ())
        found = [self.place(index, is_main_name=bool(main)) for index, main in records]
        kept = [c for c in found if not any(distance_km(c.lat, c.lon, o.lat, o.lon) <= o.radius_km for o in own)]
        return (*own, *sorted(kept, key=_rank))

    def _has_name(self, folded: str) -> bool:
        """Tell whether a place bears this name, which has to be folded already."""
        return folded in self._names or folded in self._own

    def _has_prefix(self, folded: str) -> bool:
        """Tell whether a name of more words begins with these, which have to be folded already."""
        if folded in self._prefixes:
            return True
        return any(next(self._names.iterkeys(folded + joint), None) is not None for joint in JOINTS)

    def _has_word(self, form: str) -> bool:
        """Tell whether a name is, or begins with, this word as it is written."""
        folded = fold(form)
        return self.has_name(folded) or self.has_prefix(folded)

    def names_from(self, beginning: str) -> list[str]:
        """Return the folded names that begin with some letters."""
        return [*self._names.iterkeys(beginning), *(name for name in self._own if name.startswith(beginning))]

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

    def entries(self) -> Iterator[Entry]:
        """Yield every packed place with its names, in order; the names are folded. Cost: a second or two."""
        named: dict[int, list[tuple[str, int]]] = {}
        for key, (index, main) in self._names.iteritems():
            named.setdefault(index, []).append((key, main))
        codes = iter(self.about["divisions"].split())
        places = [self.place(index) for index in range(len(self))]
        code_of = {place.index: next(codes).partition(".")[2] for place in places if place.kind is PlaceKind.ADMIN1}
        for place in places:
            division = place.index if place.kind is PlaceKind.ADMIN1 else place.admin1
            yield Entry(
                place.name,
                place.kind,
                place.lat,
                place.lon,
                place.radius_km,
                tuple(named.get(place.index, ())),
                place.country,
                "" if division is None else code_of[division],
                place.population,
                place.geonames or 0,
            )

    def _add_own(self, places: Sequence[OwnPlace]) -> None:
        found: dict[str, tuple[Candidate, ...]] = {}
        for offset, place in enumerate(places):
            for position, name in enumerate((place.name, *place.aliases)):
                candidate = Candidate(
                    index=len(self) + offset,
                    name=place.name,
                    lat=place.lat,
                    lon=place.lon,
                    population=OWN_POPULATION,
                    country=place.country,
                    admin1=None,
                    kind=place.kind,
                    radius_km=place.radius_km,
                    geonames=None,
                    is_main_name=position == 0,
                )
                found[fold(name)] = (*found.get(fold(name), ()), candidate)
        self._own = found
        words = (name.split() for name in found)
        self._prefixes = frozenset(" ".join(parts[:end]) for parts in words for end in range(1, len(parts)))


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points along the globe, in km.

    >>> round(distance_km(50.45, 30.52, 48.59, 38.0))
    578
    """
    a, b = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def move(lat: float, lon: float, bearing: float, distance: float) -> tuple[float, float]:
    """Return the point that lies some kilometres from another one in a direction, in degrees from north by east.

    >>> [round(side, 2) for side in move(48.595, 38.0, 45.0, 15.0)]
    [48.69, 38.14]
    """
    a, turn, way = math.radians(lat), math.radians(bearing), distance / EARTH_KM
    b = math.asin(math.sin(a) * math.cos(way) + math.cos(a) * math.sin(way) * math.cos(turn))
    east = math.atan2(math.sin(turn) * math.sin(way) * math.cos(a), math.cos(way) - math.sin(a) * math.sin(b))
    return math.degrees(b), (lon + math.degrees(east) + 540) % 360 - 180


def _rank(candidate: Candidate) -> tuple[bool, bool, float, int]:
    """Order places of one name; a town comes before the division around it that is not four times as great."""
    is_division = candidate.kind in (PlaceKind.ADMIN1, PlaceKind.ADMIN2)
    people = candidate.population / 4 if is_division else candidate.population
    return (not candidate.is_main_name, candidate.kind not in WIDEST, -people, candidate.index)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class NoGazetteer(FileNotFoundError):
    """There is no gazetteer where one is looked for."""


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer: that of the folder that `SITREP_GAZETTEER` names, else the packaged one.

    Errors: NoGazetteer where there is none, as in a checkout that was never built.
    """
    chosen = os.environ.get(CHOSEN)
    folder = Path(chosen) if chosen else FOLDER
    if not (folder / "about.json").is_file():
        hint = (
            f"let {CHOSEN} name a folder that `sitrep gazetteer --add` wrote"
            if chosen
            else ("install Sitrep with pip (`pip install -e .` in a checkout), which packs it")
        )
        raise NoGazetteer(f"cannot load the gazetteer: {folder} holds none; {hint}")
    try:
        return Gazetteer(folder)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise NoGazetteer(f"cannot load the gazetteer: {folder} is broken ({error}); build it again") from None
