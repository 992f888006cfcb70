"""The characters that bytes stand for."""

from __future__ import annotations

NOT_OF_TEXTS = ("escape", "idna", "punycode", "undefined")  # in the names of codecs of Python's own


def decode_as(content: bytes, encoding: str) -> str | None:
    """Return bytes as text in a stated encoding; None where it is none of texts, or they are not in it.

    >>> decode_as(b"\\xcf\\xee\\xf1\\xf2", "windows-1251"), decode_as(b"\\xff", "utf-8"), decode_as(b"x", "klingon")
    ('Пост', None, None)
    """
    if any(name in encoding.lower() for name in NOT_OF_TEXTS):
        return None
    try:
        text = content.decode(encoding)
        text.encode("utf-8")  # UTF-7 can hold halves of characters, which nothing can keep
    except (LookupError, ValueError):
        return None
    return text
