"""What a file of one report holds, as an item."""

from __future__ import annotations

import os
from pathlib import Path

from sitrep.gather.saved import archived_fields, saved_fields
from sitrep.ground.metadata import HTML, MESSAGE, SAVED
from sitrep.ground.model import Address, Failure, Raw

MEDIA_TYPES = {
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".mht": SAVED,
    ".mhtml": SAVED,
    ".pdf": "application/pdf",
    ".eml": MESSAGE,
}  # any other ending is of text
LARGEST = 64 * 1024 * 1024  # bytes of one item

Item = Raw | Failure | Address


def suffix_of(path: str | Path) -> str:
    """Return the ending of a name that tells what it holds, with that of its packing.

    >>> suffix_of("a/b.HTML"), suffix_of("2023.02.warc.gz")
    ('.html', '.warc.gz')
    """
    suffixes = Path(path).suffixes
    return "".join(suffixes[-2:] if suffixes[-1:] in ([".gz"], [".GZ"]) else suffixes[-1:]).lower()


def make_item(name: str, content: bytes, suffix: str = "") -> Item:
    """Return the item that some bytes are, by the ending of their file; a page tells where a browser saved it from."""
    if len(content) > LARGEST:
        return Failure(name, f"it is larger than {LARGEST // 1024**2} MB")
    media_type = MEDIA_TYPES.get(suffix, "text/plain")
    fields = saved_fields(content) if media_type == HTML else archived_fields(content) if media_type == SAVED else {}
    return Raw(name=name, content=content, media_type=media_type, fields=fields)


def name_of(path: Path) -> str:
    """Return a path as the name of an item, also where its bytes are no UTF-8."""
    return os.fsencode(path.absolute()).decode("utf-8", "replace")


def reason_of(error: OSError) -> str:
    """Return why a file cannot be read."""
    told = {PermissionError: "no permission to read it", FileNotFoundError: "it has gone"}
    return told.get(type(error), error.strerror or str(error) or type(error).__name__)
