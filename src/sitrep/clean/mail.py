"""Messages, such as newsletters, and pages that a browser saved as one: their text, and what their heads say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from msgspec import Struct

from sitrep.clean.encodings import decode_as

HTML, PLAIN = "text/html", "text/plain"


class Mail(Struct, frozen=True):
    """What a message holds: its text in each form that it has one, and its metadata under a report's names."""

    html: str | None
    text: str | None
    fields: dict[str, str]


def read_mail(content: bytes) -> Mail:
    """Return what a message holds; a broken one gives what of it can be read."""
    message = message_from_bytes(content, policy=compat32)
    texts = list(_texts(_own_parts(message))) or list(_texts(message.walk()))
    html = next((text for kind, text in texts if kind == HTML), None)
    plain = "\n\n".join(text for kind, text in texts if kind == PLAIN)
    return Mail(html, plain or None, dict(_fields(message)))


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message, but not those of a message that is attached to it."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _own_parts(part)  # type: ignore[arg-type]


def _texts(parts: Iterable[Message]) -> Iterator[tuple[str, str]]:
    """Yield the texts among some parts with their media types, but for attached files and what is blank."""
    for part in parts:
        kind = part.get_content_type()
        if kind in (HTML, PLAIN) and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            text = _decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
            if text.strip():
                yield kind, text


def _decoded(payload: bytes, charset: str | None) -> str:
    stated = decode_as(payload, charset) if charset else None
    return stated or decode_as(payload, "utf-8") or payload.decode("cp1252", "replace")


def _fields(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what the head of a message says of it, as a report's metadata."""
    name, address = parseaddr(_line(message, "From"))
    told = {
        "id": _head(message, "Message-ID").strip("<>"),
        "title": _head(message, "Subject"),
        "outlet": _read(name) or address.rpartition("@")[2],
        "published": _day(_head(message, "Date")),
    }
    yield from ((field, value) for field, value in told.items() if value)


def _head(message: Message, name: str) -> str:
    """Return a line of the head, unfolded and decoded; empty where it is missing."""
    return _read(_line(message, name))


def _line(message: Message, name: str) -> str:
    """Return a line of the head as it was sent, also where its bytes are no ASCII."""
    sent = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _decoded(sent.encode("utf-8", "surrogateescape"), None)


def _read(line: str) -> str:
    """Return what is written in the words of a line that encode other characters."""
    try:
        value = str(make_header(decode_header(line)))
    except (LookupError, UnicodeError, ValueError, MessageError):
        value = line
    return " ".join(value.encode("utf-8", "replace").decode().split())


def _day(stated: str) -> str:
    """Return the day on which a message was sent, by the sender's own clock."""
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
