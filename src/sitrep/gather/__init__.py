"""Gathering: bringing in what was received, byte for byte."""

from sitrep.gather.files import gather

__all__ = ["gather"]
