"""Who speaks: one canonical name, and one id, for each of the many ways in which a report names a voice."""

from sitrep.reading.voices.cast import name_voices

__all__ = ["name_voices"]
