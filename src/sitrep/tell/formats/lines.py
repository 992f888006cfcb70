"""Accounts as JSON Lines: one object an entry.

The entries of a list are as `--jsonl` prints them. Those of figures, changes and maps bring their `evidence` along: the
citations that their numbers stand for, since a line by itself has no list of them.
"""

from __future__ import annotations

import msgspec

from sitrep.tell.changes import Changes
from sitrep.tell.cited import make_evidence
from sitrep.tell.formats.entries import Accounted, citations_of, entries_of, numbers_of
from sitrep.tell.lists import Listing
from sitrep.tell.map import Map
from sitrep.tell.series import Figures


def has_lines(account: Accounted) -> bool:
    """Tell whether an account is made of entries of one sort."""
    return isinstance(account, Listing | Figures | Changes | Map)


def write_lines(account: Listing[msgspec.Struct] | Map | Figures | Changes) -> str:
    """Return a line of JSON for each entry."""
    if isinstance(account, Listing):
        return "".join(f"{msgspec.json.encode(entry).decode()}\n" for entry in account)
    cited = {citation.number: citation for citation in citations_of(account)}
    lines = []
    for entry in entries_of(account):
        evidence = [make_evidence(cited[number]) for number in numbers_of(entry)]
        lines.append(msgspec.json.encode(msgspec.to_builtins(entry) | {"evidence": evidence}).decode())
    return "".join(f"{line}\n" for line in lines)
