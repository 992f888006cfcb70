"""Keeping: what was received, what was read out of it, and how reports are linked, in a file or on a server."""

from sitrep.keep.links import Echoed
from sitrep.keep.store import Dated, Kept, Outcome, Sought, Store, Version
from sitrep.keep.visits import KeptFeed, KeptPage, PageState, Visits

__all__ = [
    "Dated",
    "Echoed",
    "Kept",
    "KeptFeed",
    "KeptPage",
    "Outcome",
    "PageState",
    "Sought",
    "Store",
    "Version",
    "Visits",
]
