"""Accounts as bundles of STIX 2.1, for platforms of threat intelligence. What becomes what:

- Sitrep is an Identity of class `system`, and has created all the rest.
- A voice is an Identity with the role `voice`: a person is an `individual`, an institution or a country's government
  an `organization`, a group, or speakers without a name, a `group`; `unknown` where the kind is not known. An outlet
  is one with the role `outlet`, of class `organization`. A report without an outlet has an `unknown` one of its name.
  A voice and an outlet of one name stay two.
- A statement is a Note: `content` has the words as told, `authors` the voices, or the outlets where these tell it as
  their own, `abstract` who said it when and how surely, and `object_refs` lead to their Identities. Every citation is
  an external reference: the outlet, the report's id, its address where it is one of the web, the exact words.
- `confidence` is the grade of credibility on the Admiralty scale, by the table of STIX itself (appendix A): 1 is 90,
  2 is 70, 3 is 50, 4 is 30, 5 is 10. A statement that cannot be judged (6) has none. How likely a speaker calls
  something is no confidence of whoever tells it: that stays in the words.
- The sides of a dispute are Opinions: those who speak on one side `disagree` with the Notes of the others. The
  explanation says in what they differ. Developments are no disagreement, and make none.
- A place with a point is a Location; `precision` is the radius of its ring in metres. One without a point is left out.
- One Report refers to all of it.

Figures and days of a timeline are not in it: STIX has no object for a count that reports give.

Times are those of the account, not of the clock: midnight UTC of the day as of which a brief or a map stands, for
statements the last day on which a cited report may have appeared, and the epoch of 1970 where no day is known. An id is
made of all that an object says, so what is the same has the same id, and the account of another day has others.
Source: STIX 2.1 (OASIS Standard, 2021), 3.2, 4.5, 4.8, 4.13, 4.14, 4.16, appendix A.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sitrep.ground.model import VoiceKind
from sitrep.link.credibility import Credibility
from sitrep.link.matters import MatterKind
from sitrep.tell import phrases
from sitrep.tell.account import ClaimEntry, OffsetEntry, PlaceEntry
from sitrep.tell.brief import Brief
from sitrep.tell.cited import Citation
from sitrep.tell.escape import web_address
from sitrep.tell.formats.entries import Accounted, last_day
from sitrep.tell.lists import Listing
from sitrep.tell.map import Map
from sitrep.tell.statements import MatterEntry, Position, StatementEntry

NAMESPACE = uuid5(NAMESPACE_URL, "urn:sitrep:stix")
NO_DAY = date(1970, 1, 1)
CONFIDENCE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
CLASSES = {
    VoiceKind.PERSON: "individual",
    VoiceKind.INSTITUTION: "organization",
    VoiceKind.COUNTRY: "organization",
    VoiceKind.GROUP: "group",
    VoiceKind.UNNAMED: "group",
}
METRES = 1000
Told = ClaimEntry | StatementEntry | Position
Object = dict[str, Any]


def has_bundle(account: Accounted) -> bool:
    """Tell whether an account has statements or places to be exchanged."""
    return isinstance(account, Brief | Map) or (isinstance(account, Listing) and account.kind == "statements")


def write_bundle(account: Brief | Map | Listing[StatementEntry]) -> str:
    """Return an account as a STIX bundle."""
    match account:
        case Brief():
            bundle = _Bundle(date.fromisoformat(account.head.as_of), account.citations)
            _add_brief(bundle, account)
            name = f"Situation brief (as of {account.head.as_of})"
        case Map():
            bundle = _Bundle(date.fromisoformat(account.as_of), account.citations)
            bundle.add_places((*account.places, *account.offsets, *account.wide))
            name = f"Map (as of {account.as_of})"
        case _:
            day = last_day([citation.published for citation in account.citations])
            bundle = _Bundle(day or NO_DAY, account.citations)
            for entry in account:
                bundle.add_note(entry, len({telling.report for telling in entry.tellings}), entry.credibility)
            name = "Statements"
    return bundle.write(name)


def _add_brief(bundle: _Bundle, brief: Brief) -> None:
    for section in brief.voices:
        for claim in section.claims:
            bundle.add_note(claim, claim.reports, claim.credibility)
    for matter in brief.matters:
        for standing in matter.standings:
            bundle.add_note(standing, standing.reports)
    for matter in brief.matters:
        if matter.kind is MatterKind.DISPUTE:
            bundle.add_opinions(matter)
    bundle.add_places(brief.places)


class _Bundle:
    """The objects of one account, each once, in the order in which they are first told."""

    def __init__(self, day: date, citations: Sequence[Citation]) -> None:
        self._moment = f"{day.isoformat()}T00:00:00.000Z"
        self._cited = {citation.number: citation for citation in citations}
        self._objects: dict[str, Object] = {}
        self._notes: dict[tuple[str, str | None], str] = {}  # by statement and voice: some share an id
        self._maker = self._add("identity", name="Sitrep", identity_class="system")

    def add_note(self, told: Told, reports: int, credibility: Credibility | None = None) -> None:
        """Add a statement, unless it is there."""
        if (told.id, told.voice) in self._notes:
            return
        speakers = self._speakers(told)
        notes = (
            phrases.say_said(told.said, told.said_how),
            phrases.say_manner(_kind(told), _terms(told)),
            phrases.say_support(reports, told.outlets, told.origins),
            phrases.say_grade(told.reliability, credibility) if credibility and not isinstance(told, Position) else "",
        )
        who = told.voice or "Told by outlets as their own"
        self._notes[told.id, told.voice] = self._add(
            "note",
            abstract="; ".join([who, *(note for note in notes if note)]),
            content=told.line,
            authors=[self._objects[each]["name"] for each in speakers],
            object_refs=speakers,
            confidence=CONFIDENCE.get(credibility.grade) if credibility else None,
            external_references=self._references(told.citations),
        )

    def add_opinions(self, matter: MatterEntry) -> None:
        """Add for each side of a dispute that it disagrees with what the others say."""
        standings = {standing.id: standing for standing in matter.standings}
        for side in matter.sides:
            against = [standings[each] for other in matter.sides if other is not side for each in other]
            others = [self._notes[each.id, each.voice] for each in against]
            speakers = list(dict.fromkeys(one for each in side for one in self._speakers(standings[each])))
            numbers = dict.fromkeys(number for each in side for number in standings[each].citations)
            if others and speakers:
                lines = " / ".join(f"“{standings[each].line}”" for each in side)
                self._add(
                    "opinion",
                    opinion="disagree",
                    explanation=f"{matter.because}: {lines}",
                    authors=[self._objects[each]["name"] for each in speakers],
                    object_refs=others,
                    external_references=self._references(numbers),
                )

    def add_places(self, places: Iterable[PlaceEntry | OffsetEntry]) -> None:
        """Add the places that have a point."""
        for place in places:
            if place.lat is not None and place.lon is not None:
                ring = None if place.radius_km is None else place.radius_km * METRES
                country = place.country if isinstance(place, PlaceEntry) else None
                self._add(
                    "location",
                    name=place.line,
                    latitude=place.lat,
                    longitude=place.lon,
                    precision=ring,
                    country=country,
                    external_references=self._references(place.citations),
                )

    def write(self, name: str) -> str:
        """Return the bundle with a report of that name on all that it holds."""
        self._add("report", name=name, published=self._moment, object_refs=list(self._objects))
        objects = list(self._objects.values())
        bundle = {"type": "bundle", "id": _name("bundle", {"objects": list(self._objects)}), "objects": objects}
        return json.dumps(bundle, ensure_ascii=False, indent=2)

    def _add(self, kind: str, **members: Any) -> str:
        """Add an object, and return its id; what it does not know, it does not have."""
        maker = {"created_by_ref": self._maker} if self._objects else {}
        times = {"created": self._moment, "modified": self._moment}
        facts = {member: value for member, value in members.items() if value not in (None, [], "")}
        made = {"type": kind, "spec_version": "2.1", **maker, **times, **facts}
        name = _name(kind, made)
        self._objects.setdefault(name, {"type": kind, "id": name, **made})
        return name

    def _speakers(self, told: Told) -> list[str]:
        """Return the ids of who says something: the voices, else the outlets that tell it."""
        if not told.voice:
            return list(dict.fromkeys(self._outlet(self._cited[number]) for number in told.citations))
        names = told.voice.split("; ")
        if len(names) != len(told.voice_kinds):
            return [self._voice(told.voice, "unknown")]
        return [self._voice(name, CLASSES[kind]) for name, kind in zip(names, told.voice_kinds, strict=True)]

    def _voice(self, name: str, sort: str) -> str:
        return self._add("identity", name=name, identity_class=sort, roles=["voice"])

    def _outlet(self, citation: Citation) -> str:
        sort = "organization" if citation.outlet else "unknown"
        return self._add("identity", name=citation.outlet or citation.report, identity_class=sort, roles=["outlet"])

    def _references(self, numbers: Iterable[int]) -> list[Object]:
        return [_reference(self._cited[number]) for number in numbers]


def _kind(told: Told) -> Any:
    return told.kind if isinstance(told, ClaimEntry) else told.claim_kind


def _terms(told: Told) -> Sequence[str]:
    return [phrases.say_certainty(told.certainty)] if isinstance(told, ClaimEntry) else told.certainty


def _reference(citation: Citation) -> Object:
    address = web_address(citation.url)
    source = {"source_name": citation.outlet or "outlet unknown", "description": citation.words}
    return source | ({"url": address} if address else {}) | {"external_id": citation.report}


def _name(kind: str, members: Object) -> str:
    """Return an id made of what an object says."""
    said = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{kind}--{uuid5(NAMESPACE, said)}"
