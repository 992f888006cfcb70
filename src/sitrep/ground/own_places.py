"""Places that the gazetteer lacks, in `places.toml`, the file beside the desk."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sitrep.ground.errors import BadRequest
from sitrep.ground.gazetteer import OwnPlace, PlaceKind

FILE = "places.toml"
KEYS = {"name", "lat", "lon", "radius_km", "aliases", "country", "kind"}
COUNTRY = re.compile(r"(?:[A-Z]{2})?")
KINDS = [kind.value for kind in PlaceKind if kind not in (PlaceKind.STREET, PlaceKind.FACILITY)]


def load_own_places(path: Path) -> tuple[OwnPlace, ...]:
    """Return the places of a file; none where there is no such file.

    Errors: BadRequest where it is no TOML, or says what Sitrep does not know.
    """
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRequest(f"cannot read {path}: {error}; mend the file or move it away") from None
    rows = tables.get("place", [])
    if tables.keys() - {"place"} or not isinstance(rows, list):
        raise BadRequest(f"cannot use {path}: it is to hold [[place]] tables and nothing else")
    return tuple(_place(path, row) for row in rows)


def _place(path: Path, row: dict[str, Any]) -> OwnPlace:
    if not isinstance(row, dict):
        raise BadRequest(f"cannot use {path}: it is to hold [[place]] tables and nothing else")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadRequest(f"cannot use {path}: a [[place]] has no name; give it one")
    if unknown := row.keys() - KEYS:
        raise BadRequest(f"cannot use {path}: {name!r} has a key {min(unknown)!r}; there are {', '.join(sorted(KEYS))}")
    lat, lon, radius = (_number(path, name, row, key) for key in ("lat", "lon", "radius_km"))
    if lat is None or lon is None:
        raise BadRequest(f"cannot use {path}: {name!r} has no lat or no lon; give both, in degrees")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadRequest(f"cannot use {path}: {name!r} needs lat from -90 to 90 and lon from -180 to 180, in degrees")
    if radius is not None and not 0 < radius <= 20_000:
        raise BadRequest(f"cannot use {path}: the radius_km of {name!r} is to be above 0 and at most 20000")
    if not COUNTRY.fullmatch(str(row.get("country", ""))):
        raise BadRequest(f"cannot use {path}: the country of {name!r} is to be an ISO 3166 code, such as UA")
    kind, aliases = row.get("kind", PlaceKind.CITY.value), row.get("aliases", [])
    if kind not in KINDS:
        raise BadRequest(f"cannot use {path}: {name!r} is of kind {kind!r}; there are {', '.join(KINDS)}")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) and alias.strip() for alias in aliases):
        raise BadRequest(f'cannot use {path}: the aliases of {name!r} are to be a list, such as ["N. N."]')
    return OwnPlace(name, lat, lon, radius or 2.0, tuple(aliases), PlaceKind(kind), str(row.get("country", "")))


def _number(path: Path, name: str, row: dict[str, Any], key: str) -> float | None:
    value = row.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise BadRequest(f"cannot use {path}: the {key} of {name!r} is to be a number")
    try:
        return None if value is None else float(value)
    except OverflowError:
        raise BadRequest(f"cannot use {path}: the {key} of {name!r} is to be a number") from None
