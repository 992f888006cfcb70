"""Messages, such as newsletters, and pages that a browser saved as one: their text, and what their heads say."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from msgspec import Struct


class Mail(Struct, frozen=True):
    """What a message holds: its text in each form that it has one, and its metadata under a report's names."""

    html: str | None
    text: str | None
    fields: dict[str, str]


def read_mail(content: bytes) -> Mail:
    """Return what a message holds; a broken one gives what of it can be read."""
    message = message_from_bytes(content, policy=compat32)
    parts = list(_parts(message))
    forms = {kind: next((text for each, text in parts if each == kind and text.strip()), None) for kind in FORMS}
    return Mail(forms["text/html"], forms["text/plain"], dict(_fields(message)))


FORMS = ("text/html", "text/plain")


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    """Yield the texts of a message with their media types, but for files that are attached to it."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind in FORMS and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            yield kind, _decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


def _decoded(payload: bytes, charset: str | None) -> str:
    for name in filter(None, (charset, "utf-8")):
        try:
            return payload.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.decode("cp1252", "replace")


def _fields(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what the head of a message says of it, as a report's metadata."""
    name, address = parseaddr(_head(message, "From"))
    told = {
        "id": _head(message, "Message-ID").strip("<>"),
        "title": _head(message, "Subject"),
        "outlet": name or address.rpartition("@")[2],
        "url": _head(message, "Archived-At").strip("<>"),
        "published": _day(_head(message, "Date")),
    }
    yield from ((field, value) for field, value in told.items() if value)


def _head(message: Message, name: str) -> str:
    """Return a line of the head, unfolded and decoded; empty where it is missing."""
    try:
        value = str(make_header(decode_header(str(message.get(name, "")))))
    except (LookupError, UnicodeError, ValueError):
        value = str(message.get(name, ""))
    return " ".join(value.split())


def _day(stated: str) -> str:
    """Return the day on which a message was sent, by the sender's own clock."""
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
