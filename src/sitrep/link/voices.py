"""One name for a voice that some reports call by the full name and others by the last name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def join_voices(voices: Iterable[str]) -> dict[str, str]:
    """Return the full name of each last name that only one of the full names ends in.

    >>> join_voices(["Griffiths", "Martin Griffiths", "Lee", "Ann Lee", "Tom Lee"])
    {'Griffiths': 'Martin Griffiths'}
    """
    known = set(voices)
    full: dict[str, set[str]] = defaultdict(set)
    for voice in known:
        words = voice.split()
        if 2 <= len(words) <= 4 and ";" not in voice and all(word[0].isupper() for word in (words[0], words[-1])):
            full[words[-1]].add(voice)
    return {last: next(iter(names)) for last, names in sorted(full.items()) if last in known and len(names) == 1}
