"""Stand-in until the real one is written."""

from functools import lru_cache


@lru_cache(60_000)
def plain_word(word: str) -> str:
    """Return a word in small letters without marks."""
    word = word.lower()
    if word[:1].isdigit():
        return word.replace(",", "")
    return word.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
