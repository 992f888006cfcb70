"""Keeping: the one file that holds what was received and what was read out of it."""

from sitrep.keep.sqlite import Dated, Kept, Outcome, Store, Version

__all__ = ["Dated", "Kept", "Outcome", "Store", "Version"]
