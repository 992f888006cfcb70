"""Figures: numbers with their bounds and units, and what they count, of what, as of when, as part of what."""

from sitrep.reading.figures.distances import tell_distances
from sitrep.reading.figures.find import find_figures

__all__ = ["find_figures", "tell_distances"]
