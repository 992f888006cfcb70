"""Gathering: bringing in what was received, byte for byte."""

from sitrep.gather.files import count_items, gather

__all__ = ["count_items", "gather"]
