"""Accounts as CSV (RFC 4180): a header, and a row an entry, for spreadsheets and programs of statistics.

Figures have a row a number, matters a row a statement that stands in them. A date of publication is two columns, its
EDTF and how it is known. Several values stand in one cell, parted by "; ". Of the citations all reports are named, and
the first is given whole: report, address, place and words. Numbers are numbers; text that a spreadsheet would take for
a formula begins with an apostrophe.
Source: RFC 4180; OWASP, CSV injection.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from io import StringIO
from typing import Any, NamedTuple, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from sitrep.ground.model import Certainty, OtherPlace, Published
from sitrep.link.credibility import Credibility
from sitrep.tell.account import ClaimEntry, OffsetEntry, PlaceEntry, Retelling
from sitrep.tell.changes import Change, Changes
from sitrep.tell.cited import Citation
from sitrep.tell.echoes import EchoEntry, EditEntry, Stretch
from sitrep.tell.escape import escape_formula, web_address
from sitrep.tell.formats.entries import Accounted, citations_of, kind_of
from sitrep.tell.lists import FoundEntry, Listing, OutletEntry, VoiceEntry
from sitrep.tell.map import Map
from sitrep.tell.series import Figures, PointEntry
from sitrep.tell.statements import MatterEntry, Position, StatementEntry
from sitrep.tell.stories import StoryEntry
from sitrep.tell.timeline import DayEntry

Cell = str | int | float
Row = dict[str, Cell]
JOINED = "; "


class Sheet(NamedTuple):
    """What the rows of an account are: the columns before those of an entry, and the entries' classes."""

    lead: tuple[str, ...]
    classes: tuple[type[Struct], ...]


SHEETS: dict[str, Sheet] = {
    "claims": Sheet((), (ClaimEntry,)),
    "statements": Sheet((), (StatementEntry,)),
    "matters": Sheet(("matter", "matter_kind", "about", "because", "side"), (Position,)),
    "timeline": Sheet((), (DayEntry,)),
    "stories": Sheet((), (StoryEntry,)),
    "echoes": Sheet((), (EchoEntry,)),
    "reports": Sheet((), (FoundEntry,)),
    "outlets": Sheet((), (OutletEntry,)),
    "voices": Sheet((), (VoiceEntry,)),
    "figures": Sheet(("counts", "of"), (PointEntry,)),
    "changes": Sheet((), (Change,)),
    "map": Sheet(("group",), (PlaceEntry, OffsetEntry)),
}


def has_table(account: Accounted) -> bool:
    """Tell whether an account can be rows of one sort."""
    return kind_of(account) in SHEETS


def write_table(account: Listing[Any] | Map | Figures | Changes) -> str:
    """Return an account as CSV."""
    sheet = SHEETS[kind_of(account)]
    cited = {citation.number: citation for citation in citations_of(account)}
    columns = [column for kind in sheet.classes for column in _columns(kind)]
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, list(dict.fromkeys((*sheet.lead, *(column.heading for column in columns)))))
    writer.writeheader()
    for lead, entry in _rows(account):
        values = dict(zip(sheet.lead, lead, strict=True))
        values |= {column.heading: column.value(entry, cited) for column in _columns(type(entry))}
        writer.writerow({heading: _cell(value) for heading, value in values.items()})
    return stream.getvalue()


def _rows(account: Listing[Any] | Map | Figures | Changes) -> Iterator[tuple[tuple[Any, ...], Struct]]:
    """Yield what stands before an entry in its row, and the entry."""
    match account:
        case Figures():
            yield from (((series.counts, series.of), point) for series in account.series for point in series.points)
        case Changes():
            yield from (((), change) for change in account.changes)
        case Map():
            for group in ("places", "offsets", "wide", "unplaced"):
                yield from (((group,), entry) for entry in getattr(account, group))
        case _ if account.kind == "matters":
            for matter in account:
                yield from _standings(matter)
        case _:
            yield from (((), entry) for entry in account)


def _standings(matter: MatterEntry) -> Iterator[tuple[tuple[Any, ...], Struct]]:
    standings = {standing.id: standing for standing in matter.standings}
    for number, side in enumerate(matter.sides, start=1):
        for each in side:
            yield (matter.id, matter.kind, matter.about, matter.because, number), standings[each]


def _cell(value: Any) -> Cell:
    """Return a value as a cell; None is an empty one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | float) else escape_formula(str(value))


# --- columns


class Column(NamedTuple):
    """A column: its heading, and its value out of an entry and the citations by their numbers."""

    heading: str
    value: Callable[[Any, Mapping[int, Citation]], Any]


PARTS: dict[type, dict[str, str]] = {  # what a record becomes: the ends of its headings, and its members
    Published: {"": "edtf", "_how": "how"},
    Credibility: {"": "grade", "_because": "because"},
    Stretch: {
        "_report": "report",
        "_start": "start",
        "_end": "end",
        "_outlet": "outlet",
        "_published": "published.edtf",
        "_published_how": "published.how",
    },
}
WITHIN: dict[type, dict[str, Callable[[tuple[Any, ...]], Any]]] = {  # the same of several records
    Retelling: {"": len, "_outlets": lambda members: _joined(each.outlet for each in members)},
    Certainty: {"": lambda members: _joined(each.term for each in members)},
    OtherPlace: {"": lambda members: _joined(f"{each.name}, {each.country}" for each in members)},
    EditEntry: {"": len},
}


@cache
def _columns(kind: type[Struct]) -> tuple[Column, ...]:
    """Return the columns of a class of entries, in the order of its members."""
    return tuple(column for each in fields(kind) for column in _columns_of(each.name, each.encode_name, each.type))


def _columns_of(name: str, heading: str, kind: Any) -> Iterator[Column]:
    if name == "citations":
        yield from (Column(f"cited_{end}", _first_cited(take)) for end, take in CITED.items())
    elif kind in PARTS:
        yield from (Column(heading + end, _part(name, path)) for end, path in PARTS[kind].items())
    elif get_origin(kind) is tuple and get_args(kind)[0] in WITHIN:
        yield from (Column(heading + end, _of(name, take)) for end, take in WITHIN[get_args(kind)[0]].items())
    else:
        yield Column(heading, _of(name, _joined if get_origin(kind) is tuple else _as_it_is))


def _of(name: str, take: Callable[[Any], Any]) -> Callable[[Any, Mapping[int, Citation]], Any]:
    return lambda entry, _: take(getattr(entry, name))


def _part(name: str, path: str) -> Callable[[Any, Mapping[int, Citation]], Any]:
    def take(entry: Any, _: Mapping[int, Citation]) -> Any:
        value = getattr(entry, name)
        for member in path.split("."):
            value = getattr(value, member)
        return value

    return take


def _as_it_is(value: Any) -> Any:
    return value


def _joined(values: Iterable[Any]) -> str:
    """Return values in one cell, each once; what is missing is left out."""
    return JOINED.join(dict.fromkeys(str(value) for value in values if value is not None))


CITED: dict[str, Callable[[list[Citation]], Any]] = {
    "reports": lambda cited: _joined(citation.report for citation in cited),
    "report": lambda cited: cited[0].report,
    "url": lambda cited: web_address(cited[0].url),
    "start": lambda cited: cited[0].start,
    "end": lambda cited: cited[0].end,
    "words": lambda cited: cited[0].words,
}


def _first_cited(take: Callable[[list[Citation]], Any]) -> Callable[[Any, Mapping[int, Citation]], Any]:
    return lambda entry, cited: take([cited[number] for number in entry.citations]) if entry.citations else None
