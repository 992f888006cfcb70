"""Tables of reports, and lists of addresses: of spreadsheets, of GDELT, of Media Cloud, and plain ones."""

from __future__ import annotations

import csv
import io
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import msgspec
from msgspec import Struct

from sitrep.gather.addresses import is_address
from sitrep.ground.metadata import ALIASES, JSON, LISTED, SEEN, find_known
from sitrep.ground.model import Address, Failure, Raw

LARGEST = 16 * 1024 * 1024  # characters of one field
SNIFFED = 64 * 1024  # bytes
SEPARATORS = ",;\t|"
CODECS = ("utf-8-sig", "cp1252")
TEXTS = ALIASES["text"]
WANTED = frozenset(TEXTS + ALIASES["url"])
NO_LETTER = re.compile(r"[\W_]+")
COLUMNS = {NO_LETTER.sub("", name).lower(): name for names in ALIASES.values() for name in reversed(names)}


class Layout(Struct, frozen=True):
    """A table without a head: how many columns it has, in which one the address stands, and in which one the time."""

    columns: int
    address: int
    seen: int


# GDELT 2.0: events (1.0 has three columns less), mentions, knowledge graph; its time is that at which it saw the page
GDELT = (Layout(61, 60, 59), Layout(58, 57, 56), Layout(16, 5, 2), Layout(27, 4, 1))


def read_table(stream: IO[bytes], name: str) -> Iterator[Raw | Address | Failure]:
    """Yield the rows of a table: reports where they hold a text, else the addresses of reports.

    A row is named by the file and its number. One that holds neither, or is broken, is a Failure.
    """
    head = stream.read(SNIFFED)
    whole = io.BufferedReader(_Joined(head, stream))
    text = io.TextIOWrapper(whole, encoding=_codec(head), errors="replace", newline="")
    csv.field_size_limit(LARGEST)
    first_line = head.decode(_codec(head), "replace").partition("\n")[0]
    layout = _layout(first_line.split("\t"))
    rows = _rows(text, name, _separator(first_line), is_quoted=layout is None)
    if layout:
        yield from (row if isinstance(row, Failure) else _listed(layout, row) for row in rows)
        return
    first = next(rows, None)
    if isinstance(first, Failure) or first is None:
        yield first or Failure(name, "it is empty")
    else:
        yield from _with_head([_column(cell) for cell in first], rows, name)


def _with_head(
    columns: Sequence[str], rows: Iterator[list[str] | Failure], name: str
) -> Iterator[Raw | Address | Failure]:
    """Yield the rows below a first line that names the columns."""
    if WANTED.isdisjoint(columns):
        wanted = "its first line is to have a column named text, or url"
        yield Failure(name, f"it is a table, but none of its columns is known: {wanted}")
        return
    for number, row in enumerate(rows, 2):
        if isinstance(row, Failure):
            yield row
        elif any(cell.strip() for cell in row):
            yield _item(f"{name}#{number}", dict(zip(columns, row, strict=False)))


def read_addresses(content: bytes) -> list[Address] | None:
    """Return the addresses of a text that is nothing but a list of them, one a line; None where it is anything else.

    Lines that begin with `#` are remarks.

    >>> read_addresses(b"# to be read\\nhttps://example.org/a\\n")
    [Address(url='https://example.org/a', fields={})]
    """
    if b"://" not in content[:SNIFFED]:
        return None
    lines = [line.strip() for line in content.decode("utf-8-sig", "replace").splitlines()]
    told = [line for line in lines if line and not line.startswith("#")]
    is_list = bool(told) and all(is_address(line) and " " not in line for line in told)
    return [Address(line) for line in told] if is_list else None


class _Joined(io.RawIOBase):
    """A stream of which the head has been read, from its beginning."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, and return how many bytes."""
        content = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _rows(text: io.TextIOWrapper, name: str, separator: str, *, is_quoted: bool) -> Iterator[list[str] | Failure]:
    """Yield the rows of a table; one without line breaks is cut, as it may have no end."""
    lines = (line.replace("\x00", "") for line in iter(lambda: text.readline(LARGEST), ""))
    quoting: Any = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=separator, quoting=quoting)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(f"{name}#{reader.line_num}", f"the row is broken ({error})")


def _codec(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return CODECS[1]
    return CODECS[0]


def _separator(first_line: str) -> str:
    """Return what parts the columns: what the first line has most of."""
    return max(SEPARATORS, key=first_line.count)


def _layout(row: Sequence[str]) -> Layout | None:
    """Return the layout of a table of GDELT's that a first row is of."""
    return next((each for each in GDELT if len(row) == each.columns and is_address(row[each.address])), None)


def _listed(layout: Layout, row: Sequence[str]) -> Address | Failure:
    address = row[layout.address].strip() if len(row) > layout.address else ""
    if not is_address(address):
        return Failure(address or "a row of GDELT", "it is no address")
    stamp = row[layout.seen]
    is_stamp = stamp.isdigit() and len(stamp) == len("YYYYMMDDhhmmss")
    day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}+00:00"
    return Address(address, {SEEN: day} if is_stamp else {})


def _column(cell: str) -> str:
    """Return a column's name as it is known, however it is spelled: "Publish-Date" is `publish_date`."""
    return COLUMNS.get(NO_LETTER.sub("", cell).lower(), cell.strip())


def _item(name: str, row: Mapping[str, str]) -> Raw | Address | Failure:
    """Return a row as a report where it holds a text, else as the address of one."""
    if any((row.get(column) or "").strip() for column in TEXTS):
        return Raw(name=name, content=msgspec.json.encode(row), media_type=JSON)
    known = find_known(row)
    address = known.pop("url", "").strip()
    if not is_address(address):
        return Failure(name, "the row holds neither a text nor an address")
    said = {f"{LISTED}{field}": value for field, value in known.items() if field != "id"}
    return Address(address, said)
