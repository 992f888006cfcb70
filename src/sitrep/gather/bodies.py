"""The bodies of answers: read and unpacked within bounds, whatever a server sends."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sitrep.ground.errors import Unfetched

CODINGS = {"": None, "identity": None, "gzip": 47, "x-gzip": 47, "deflate": 47}  # 47: gzip or zlib, as its head says
BARE = -15  # deflate without a head, which some servers send
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
MOST_MEMBERS = 64  # of gzip, one behind the other
LONGEST_WAIT = timedelta(days=1)


async def read_body(chunks: AsyncIterator[bytes], headers: Mapping[str, str], largest: int) -> bytes:
    """Return the bytes of a body, unpacked.

    Units: `largest` in bytes, packed or not. Errors: Unfetched where there are more, or they are packed otherwise.
    """
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in CODINGS:
        raise Unfetched(f"it is packed as {coding}, which was not asked for")
    stated = headers.get("content-length", "")
    if stated.isdigit() and int(stated) > largest:
        raise Unfetched(_larger(largest))
    packed = bytearray()
    async for chunk in chunks:
        packed += chunk
        if len(packed) > largest:
            raise Unfetched(_larger(largest))
    bits = CODINGS[coding]
    return bytes(packed) if bits is None else unpack(bytes(packed), largest, bits)


def unpack(packed: bytes, largest: int, bits: int = 47) -> bytes:
    """Return what gzip or deflate has packed.

    Errors: Unfetched where it is larger than `largest` bytes, or broken.
    """
    unpacked, members = bytearray(), 0
    try:
        while packed and len(unpacked) <= largest:
            if (members := members + 1) > MOST_MEMBERS:
                raise Unfetched(f"it is packed in more than {MOST_MEMBERS} pieces")
            unpacker = zlib.decompressobj(bits)
            unpacked += unpacker.decompress(packed, largest + 1 - len(unpacked))
            if not unpacker.eof:
                if len(unpacked) <= largest:
                    raise Unfetched("what packed it breaks off")
                break
            packed = unpacker.unused_data.lstrip(b"\x00")
            if not packed.startswith(b"\x1f\x8b"):
                break
    except zlib.error as error:
        if bits != BARE and not unpacked:
            return unpack(packed, largest, BARE)
        raise Unfetched(f"what packed it is broken ({error})") from None
    if len(unpacked) > largest:
        raise Unfetched(_larger(largest))
    return bytes(unpacked)


def _larger(largest: int) -> str:
    return f"it is larger than {largest // 1024**2} MB"


def media_type_of(headers: Mapping[str, str]) -> str:
    """Return the media type that an answer states, in small letters, without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def charset_of(headers: Mapping[str, str]) -> str | None:
    """Return the encoding that an answer states."""
    found = CHARSET.search(headers.get("content-type", ""))
    return found[1].lower() if found else None


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer asks to wait, by Retry-After in seconds or as a date; None where it does not."""
    stated = headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return timedelta(seconds=min(int(stated[:9]), LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), LONGEST_WAIT)
