"""Packaged words: one folder of TOML lists for each language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("sitrep") / "data"


@cache
def load_words(name: str, language: str = "en") -> dict[str, Any]:
    """Return the parsed list `data/<language>/<name>.toml`."""
    return tomllib.loads((DATA / language / f"{name}.toml").read_text(encoding="utf-8"))


def alternatives(words: list[str] | tuple[str, ...]) -> str:
    """Return a regular expression that matches any of the words, longest first.

    >>> alternatives(["in", "in the"])
    'in\\\\ the|in'
    """
    import re

    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
