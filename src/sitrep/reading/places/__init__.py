"""Places: names to points with an honest radius, offsets from places, and the words for peoples."""

from sitrep.reading.places.demonyms import find_demonyms
from sitrep.reading.places.find import find_places
from sitrep.reading.places.offsets import find_offsets
from sitrep.reading.places.pieces import Pieces
from sitrep.reading.places.resolve import Home, find_home

__all__ = ["Home", "Pieces", "find_demonyms", "find_home", "find_offsets", "find_places"]
