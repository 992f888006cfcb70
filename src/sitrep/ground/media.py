"""News media and platforms, by the names under which reports speak of them."""

from __future__ import annotations

from functools import cache

from sitrep.ground.lexicon import load_words
from sitrep.ground.model import MediumKind

TABLES = {
    "agencies": MediumKind.AGENCY,
    "broadcasters": MediumKind.BROADCASTER,
    "papers": MediumKind.PAPER,
    "platforms": MediumKind.PLATFORM,
}


@cache
def load_media() -> dict[str, tuple[str, MediumKind]]:
    """Return the medium and its kind for each name of `media.toml`, as it is written there."""
    tables = ((load_words("media")[table], kind) for table, kind in TABLES.items())
    return {name: (medium, kind) for table, kind in tables for medium, names in table.items() for name in names}
