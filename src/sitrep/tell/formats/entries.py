"""What an account is made of, whatever verb gave it: its kind, its entries, its citations, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Published
from sitrep.tell.brief import Brief
from sitrep.tell.changes import Change, Changes
from sitrep.tell.cited import Citation
from sitrep.tell.compare import Alignment, Comparison
from sitrep.tell.lists import Listing
from sitrep.tell.map import Map
from sitrep.tell.marked import Marked
from sitrep.tell.series import DifferenceEntry, Figures, SlipEntry

Accounted = Brief | Map | Figures | Changes | Comparison | Alignment | Listing[Any] | Marked
KINDS: dict[type, str] = {
    Brief: "brief",
    Map: "map",
    Figures: "figures",
    Changes: "changes",
    Comparison: "comparison",
    Alignment: "alignment",
    Marked: "report",
}
CITED_LISTS = frozenset({"claims", "timeline", "statements", "matters", "stories"})


def kind_of(account: Accounted) -> str:
    """Return what an account is called, a listing as its entries are."""
    return account.kind if isinstance(account, Listing) else KINDS[type(account)]


def citations_of(account: Accounted) -> Sequence[Citation]:
    """Return the citations of an account."""
    return () if isinstance(account, Marked) else account.citations


def is_cited(account: Accounted) -> bool:
    """Tell whether an account is one whose lines have citations, even where it is empty."""
    return not isinstance(account, Marked) and (not isinstance(account, Listing) or account.kind in CITED_LISTS)


def entries_of(account: Listing[Any] | Map | Figures | Changes) -> Sequence[Struct]:
    """Return what stands in an account one under the other."""
    match account:
        case Map():
            return (*account.places, *account.offsets, *account.wide, *account.unplaced)
        case Figures():
            return account.series
        case Changes():
            return account.changes
        case _:
            return account.entries


def numbers_of(entry: Any) -> list[int]:
    """Return the numbers of the citations of an entry and of all that stands in it, each once."""
    return list(dict.fromkeys(number for each in _within(entry) for number in each.citations))


def lines_of(account: Any) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield every line of an account, or of an entry, with the numbers of the citations that it rests on."""
    yield from ((_line_of(entry), entry.citations) for entry in _within(account))


def _within(account: Any) -> Iterator[Any]:
    """Yield the entries with numbers of citations, in the order of an account."""
    if isinstance(account, Citation):
        return
    if isinstance(account, Struct):
        numbers = getattr(account, "citations", ())
        if numbers and isinstance(numbers[0], int):
            yield account
        for name in account.__struct_fields__:
            yield from _within(getattr(account, name))
    elif isinstance(account, tuple):
        for member in account:
            yield from _within(member)


def _line_of(entry: Any) -> str:
    match entry:
        case Change():
            return " → ".join(line for line in (entry.from_, entry.to) if line)
        case SlipEntry():
            return entry.what
        case DifferenceEntry():
            return " / ".join(entry.lines)
        case _:
            return str(entry.line)


def first_day(published: Sequence[Published]) -> Published:
    """Return when the earliest of some dated reports appeared, by the day by which it was out; unknown without any."""
    dated = [each for each in published if each.edtf and parse_edtf(each.edtf)]
    return min(dated, key=lambda each: (_last_of(each), each.how != "stated", each.edtf or ""), default=Published())


def last_day(published: Sequence[Published]) -> date | None:
    """Return the last day on which one of some reports may have appeared; None where none has a day."""
    return max((_last_of(each) for each in published if each.edtf and parse_edtf(each.edtf)), default=None)


def _last_of(published: Published) -> date:
    days = parse_edtf(published.edtf or "")
    return days.until if days else date.max
