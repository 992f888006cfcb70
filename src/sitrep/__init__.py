"""Sitrep reads many reports on one unfolding event and keeps one account of it, every line cited.

>>> import sitrep
>>> reading = sitrep.read("Two bridges fell, the health ministry said on Friday.", published="2023-02-06")
>>> [claim.said for claim in reading.claims]
['2023-02-03']

The verbs of a desk are those of `sitrep.Desk`, which `sitrep.open` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitrep.desk import Desk as Desk
    from sitrep.desk import open_desk as open
    from sitrep.desk import read_text as read

__version__ = "0.1.0"
__all__ = ["Desk", "__version__", "open", "read"]

_PUBLIC = {"Desk": "Desk", "open": "open_desk", "read": "read_text"}


def __getattr__(name: str) -> Any:
    """Load the desk when it is first asked for, so that `sitrep --help` is quick."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'sitrep' has no attribute {name!r}")
    from sitrep import desk

    return getattr(desk, _PUBLIC[name])
