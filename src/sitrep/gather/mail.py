"""Mailboxes as a stream of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from sitrep.ground.metadata import MESSAGE
from sitrep.ground.model import Failure, Raw

LARGEST = 64 * 1024 * 1024  # bytes of one message
LONGEST_LINE = 1024 * 1024
BEGINS = re.compile(rb"From \S.*\d:\d\d.*\d{4}")  # with an hour: "From January 2023" is a sentence
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mailbox(stream: IO[bytes], name: str) -> Iterator[Raw | Failure]:
    """Yield the messages of an mbox file, each named by the file and its number there.

    Source: RFC 4155; `>From` is read as in the variant mboxrd.
    """
    lines: list[bytes] = []
    number, size, before = 0, 0, b"\n"
    while line := stream.readline(LONGEST_LINE):
        if not before.strip() and BEGINS.match(line):
            if number:
                yield _message(f"{name}#{number}", lines, size)
            number, lines, size = number + 1, [], 0
        elif number:
            size += len(line)
            if size <= LARGEST:
                lines.append(line)
        before = line
    if number:
        yield _message(f"{name}#{number}", lines, size)
    else:
        yield Failure(name, "it is no mailbox: no line begins a message")


def _message(name: str, lines: list[bytes], size: int) -> Raw | Failure:
    if size > LARGEST:
        return Failure(name, f"it is larger than {LARGEST // 1024**2} MB")
    return Raw(name=name, content=QUOTED.sub(rb"\1", b"".join(lines)), media_type=MESSAGE)
