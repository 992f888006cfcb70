"""What Telegram Desktop exports as JSON: the messages of a chat, or of all chats."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from sitrep.ground.metadata import JSON, find_first
from sitrep.ground.model import Raw

Table = dict[str, msgspec.Raw]


class _Head(Struct):
    """What is looked at of a message."""

    id: int | str = ""
    type: str = ""
    text: object = ""


class _Chat(Struct):
    """A chat or a channel with its messages."""

    messages: tuple[msgspec.Raw, ...] = ()
    name: str | None = None
    id: int | str = ""


class _Chats(Struct):
    """The chats of an export."""

    list: tuple[_Chat, ...] = ()


def is_export(table: Table) -> bool:
    """Tell whether an object is the export of a chat, or of several."""
    return ("messages" in table and "type" in table) or ("chats" in table and bytes(table["chats"]).startswith(b"{"))


def read_export(name: str, table: Table) -> Iterator[Raw]:
    """Yield the messages of an export that have words, each as it stands there, with the chat's name as its outlet.

    Where there are several chats, whose messages each count from one, the chat's id stands before that of the message.

    Errors: msgspec.DecodeError where it is none.
    """
    if "chats" not in table:
        yield from _messages(name, msgspec.json.decode(msgspec.json.encode(table), type=_Chat))
        return
    for key in ("chats", "left_chats"):
        for chat in msgspec.json.decode(table.get(key, b"{}"), type=_Chats).list:
            yield from _messages(name, chat, f"{chat.id}-")


def _messages(name: str, chat: _Chat, before: str = "") -> Iterator[Raw]:
    """Yield the messages of a chat, but those of the service and those without words."""
    fields = {"outlet": chat.name} if chat.name else {}
    for message in chat.messages:
        head = _head(message)
        if head.type == "message" and find_first({"text": head.text}, ["text"]):
            id_ = f"{before}{head.id}"
            known = fields | ({"id": id_} if before else {})
            yield Raw(name=f"{name}#{id_}", content=bytes(message), media_type=JSON, fields=known)


def _head(message: msgspec.Raw) -> _Head:
    """Return what is looked at of a message, of a broken one nothing."""
    try:
        return msgspec.json.decode(message, type=_Head)
    except msgspec.ValidationError:
        return _Head()
