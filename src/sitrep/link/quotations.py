"""Stand-in until the real one is written."""

from msgspec import Struct

from sitrep.ground.model import Span


class Alteration(Struct, frozen=True):
    """Stand-in."""

    first: Span
    second: Span


def find_alterations(first: str, second: str) -> tuple[Alteration, ...] | None:
    """Stand-in."""
    return None
