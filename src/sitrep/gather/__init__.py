"""Gathering: bringing in what was received, byte for byte."""

from sitrep.gather.files import Upload, count_items, gather

__all__ = ["Upload", "count_items", "gather"]
