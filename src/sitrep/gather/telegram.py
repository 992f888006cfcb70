"""What Telegram Desktop exports as JSON: the messages of a chat, or of all chats."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from sitrep.ground.model import Raw

Table = dict[str, msgspec.Raw]


class _Head(Struct):
    """What is looked at of a message."""

    id: int | str
    type: str = ""
    text: object = ""


class _Chat(Struct):
    """A chat or a channel with its messages."""

    messages: list[msgspec.Raw]
    name: str | None = None


class _Chats(Struct):
    """The chats of an export."""

    list: list[_Chat]


def is_export(table: Table) -> bool:
    """Tell whether an object is the export of a chat, or of several."""
    return ("messages" in table and "type" in table) or ("chats" in table and bytes(table["chats"]).startswith(b"{"))


def read_export(name: str, table: Table) -> Iterator[Raw]:
    """Yield the messages of an export that have words, each as it stands there, with the chat's name as its outlet.

    Errors: msgspec.DecodeError where it is none.
    """
    if "chats" in table:
        chats = msgspec.json.decode(table["chats"], type=_Chats).list
    else:
        chats = [_Chat(_messages(table), _name(table))]
    for chat in chats:
        for message in chat.messages:
            head = msgspec.json.decode(message, type=_Head)
            if head.type == "message" and head.text:
                fields = {"outlet": chat.name} if chat.name else {}
                yield Raw(
                    name=f"{name}#{head.id}", content=bytes(message), media_type="application/json", fields=fields
                )


def _messages(table: Table) -> list[msgspec.Raw]:
    return msgspec.json.decode(table["messages"], type=list[msgspec.Raw])


def _name(table: Table) -> str | None:
    return msgspec.json.decode(table["name"], type=str | None) if "name" in table else None
