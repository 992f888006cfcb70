"""Pages that a browser saved: from which address, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from sitrep.ground.metadata import SEEN

LOOKED_AT = 4096  # bytes
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.IGNORECASE)
SINGLE_FILE_DATE = "%a %b %d %Y %H:%M:%S GMT%z"
NO_PLACE = ("about:", "file:", "data:", "blob:")
BESIDE = {"_archivos", "_arquivos", "_bestanden", "_bylos", "-dateien", "_datoteke", "_dosyalar", "_elemei", "_failid",
          "_fails", "_fajlovi", "_ficheiros", "_fichiers", "_file", "_files", ".files", "-filer", "_fitxategiak",
          "_fitxers", "_pliki", "_soubory", "_tiedostot"}  # fmt: skip
# after the name of a saved page, of the folder with what it shows; Source: Windows, for its languages


def saved_fields(content: bytes) -> dict[str, str]:
    """Return the address of a saved page and when it was saved, as far as the browser wrote them into it.

    >>> saved_fields(b"<!-- saved from url=(0021)https://example.org/a --><html>")
    {'url': 'https://example.org/a'}
    """
    head = content[:LOOKED_AT]
    if found := SINGLE_FILE.search(head):
        return _told(found[1], _single_file_date(found[2].decode("ascii", "replace").strip()))
    found = SAVED_FROM.search(head)
    return _told(found[1]) if found else {}


def archived_fields(content: bytes) -> dict[str, str]:
    """Return the same of an MHTML file, whose head has it. Source: RFC 2557."""
    head = BytesHeaderParser().parsebytes(content[: 4 * LOOKED_AT])
    place = head.get("Snapshot-Content-Location") or head.get("Content-Location") or ""
    try:
        seen = _in_utc(parsedate_to_datetime(str(head.get("Date", ""))))
    except (ValueError, TypeError, IndexError, OverflowError):
        seen = None
    return _told(str(place).strip().encode("utf-8", "replace"), seen)


def is_beside(folder: str, pages: Iterable[str]) -> bool:
    """Tell whether a folder holds what a saved page beside it shows, by their names without the page's ending.

    >>> is_beside("Flood_files", ["Flood"]), is_beside("Flood-Dateien", ["Flood"]), is_beside("Flood-2023", ["Flood"])
    (True, True, False)
    """
    return any(folder.startswith(page) and folder[len(page) :].lower() in BESIDE for page in pages)


def _told(url: bytes, seen: datetime | None = None) -> dict[str, str]:
    place = url.decode("utf-8", "replace")
    told = {"url": place} if place and not place.lower().startswith(NO_PLACE) else {}
    return told | ({SEEN: seen.isoformat(timespec="seconds")} if seen else {})


def _single_file_date(stated: str) -> datetime | None:
    try:
        return datetime.strptime(stated, SINGLE_FILE_DATE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
