"""What is new as a JSON Feed, for readers of feeds: changes, or the statements of voices, newest first.

A feed wants a moment where an account knows a day. `date_published` is midnight UTC of the day on which the first
report appeared, and is left out where several days may be meant; `_sitrep` has the day as EDTF, how it is known, and
the citations. `external_url` leads to the first cited report that has an address of the web.
Source: JSON Feed 1.1, https://jsonfeed.org/version/1.1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Published
from sitrep.tell import phrases
from sitrep.tell.changes import Change, Changes
from sitrep.tell.cited import Citation, make_evidence
from sitrep.tell.formats.entries import Accounted, first_day
from sitrep.tell.lists import Listing
from sitrep.tell.render import render_json
from sitrep.tell.retold import HEADINGS
from sitrep.tell.statements import StatementEntry

VERSION = "https://jsonfeed.org/version/1.1"
NAMESPACE = uuid5(NAMESPACE_URL, "urn:sitrep:change")
LONGEST_TITLE = 100  # characters


def is_new(account: Accounted) -> bool:
    """Tell whether an account is one of things that are told anew."""
    return isinstance(account, Changes) or (isinstance(account, Listing) and account.kind == "statements")


def write_feed(account: Changes | Listing[StatementEntry]) -> str:
    """Return changes or statements as a JSON Feed, those of the latest day first, those without any last."""
    cited = {citation.number: citation for citation in account.citations}
    if isinstance(account, Changes):
        title = f"Changes from the end of {account.since} to the end of {account.until}"
        dated = [(change.published, _of_change(change, cited)) for change in account.changes]
    else:
        title = "Statements"
        dated = [(first := _first(entry), _of_statement(entry, first, cited)) for entry in account]
    items = _told_apart([item for _, item in sorted(dated, key=lambda pair: _order(pair[0]), reverse=True)])
    return render_json({"version": VERSION, "title": title, "items": items})


def _told_apart(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return items of which no two have one id: two statements have, of which the words begin at one place."""
    seen: Counter[str] = Counter()
    apart = []
    for item in items:
        seen[item["id"]] += 1
        number = seen[item["id"]]
        apart.append(item if number == 1 else item | {"id": f"{item['id']}:{number}"})
    return apart


def _first(entry: StatementEntry) -> Published:
    return first_day([telling.published for telling in entry.tellings])


def _order(published: Published) -> str:
    days = parse_edtf(published.edtf or "")
    return days.until.isoformat() if days else ""


def _of_change(change: Change, cited: Mapping[int, Citation]) -> dict[str, Any]:
    head = HEADINGS[change.kind]
    who = change.voice or change.from_voice
    title = f"{head}: {who}: {change.to or change.from_}" if who else f"{head}: {change.to or change.from_}"
    parts = [
        f"Before: {_said(change.from_voice, change.from_)}" if change.from_ and change.to else "",
        _said(change.voice, change.to) or _said(change.from_voice, change.from_),
        change.because,
        phrases.say_manner(change.claim_kind, change.certainty),
        phrases.say_support(change.reports, change.outlets, change.origins),
    ]
    words = (cited[number] for number in change.citations)
    told = "\n".join(f"{c.report} {c.outlet} {c.words}" for c in words)
    name = uuid5(NAMESPACE, "\n".join([change.kind, change.from_, change.to, change.because, told]))
    about = {"kind": change.kind.value, "statement": change.statement}
    return _item(f"urn:uuid:{name}", title, parts, change.published, change.citations, cited) | {
        "tags": [change.kind.value],
        "_sitrep": about | _known(change.published, change.citations, cited),
    }


def _of_statement(entry: StatementEntry, first: Published, cited: Mapping[int, Citation]) -> dict[str, Any]:
    parts = [
        _said(entry.voice, entry.line),
        phrases.say_said(entry.said, entry.said_how),
        phrases.say_manner(entry.claim_kind, entry.certainty),
        phrases.say_support(len({telling.report for telling in entry.tellings}), entry.outlets, entry.origins),
    ]
    title = _said(entry.voice, entry.line)
    about = {"kind": "statement", "statement": entry.id, "said": entry.said, "said_how": entry.said_how}
    return _item(f"urn:sitrep:statement:{entry.id}", title, parts, first, entry.citations, cited) | {
        "_sitrep": about | _known(first, entry.citations, cited),
    }


def _said(voice: str | None, line: str) -> str:
    return f"{voice}: {line}" if voice and line else line


def _item(
    name: str,
    title: str,
    parts: Sequence[str],
    published: Published,
    numbers: Sequence[int],
    cited: Mapping[int, Citation],
) -> dict[str, Any]:
    """Return the members that every item has; those that are not known are left out."""
    addresses = (make_evidence(cited[number])["url"] for number in numbers)
    members = {
        "id": name,
        "title": phrases.shorten(title, LONGEST_TITLE),
        "content_text": "\n".join(part for part in parts if part),
        "date_published": _moment(published),
        "external_url": next((address for address in addresses if address), None),
    }
    return {member: value for member, value in members.items() if value is not None}


def _moment(published: Published) -> str | None:
    """Return midnight UTC of the day, None where it may be any of several."""
    days = parse_edtf(published.edtf or "")
    return f"{days.since.isoformat()}T00:00:00Z" if days and days.since == days.until else None


def _known(published: Published, numbers: Sequence[int], cited: Mapping[int, Citation]) -> dict[str, Any]:
    evidence = [make_evidence(cited[number]) for number in numbers]
    return {"published": published.edtf, "how": published.how, "citations": evidence}
