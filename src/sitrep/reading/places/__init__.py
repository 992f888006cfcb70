"""Places: names to points with an honest radius, offsets from places, and the words for peoples."""

from sitrep.reading.places.demonyms import find_demonyms
from sitrep.reading.places.find import find_places
from sitrep.reading.places.offsets import find_offsets
from sitrep.reading.places.pieces import Pieces

__all__ = ["Pieces", "find_demonyms", "find_offsets", "find_places"]
