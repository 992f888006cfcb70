"""Who is made responsible for which words: cue, source and content of every attribution.

A cue is a word of `data/en/cues.toml`; its class names the frames it takes, and a frame is a small pattern over tags.
"""

from sitrep.reading.claims.find import find_attributions

__all__ = ["find_attributions"]
