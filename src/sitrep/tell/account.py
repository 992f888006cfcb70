"""What stands at a moment: the reports, and the entries that are told of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from copy import copy
from datetime import date
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.errors import Uncited
from sitrep.ground.gazetteer import PlaceKind
from sitrep.ground.model import (
    Certainty,
    ClaimKind,
    Figure,
    How,
    Match,
    Offset,
    OffsetKind,
    OfHow,
    OtherPlace,
    Place,
    Published,
    Quoted,
    Report,
    Sentence,
    Span,
    Standing,
    VoiceKind,
)
from sitrep.ground.names import filed_name, has_body
from sitrep.link.credibility import Credibility, grade
from sitrep.link.departures import Departure, find_departures, one_each
from sitrep.link.forms import Form
from sitrep.link.matters import Matter, MatterKind, find_agreeing, find_matters
from sitrep.link.origins import list_origins
from sitrep.link.speakers import VAGUE
from sitrep.link.statements import (
    Link,
    Mark,
    Statement,
    Telling,
    find_links,
    group_statements,
    list_tellings,
    report_key,
)
from sitrep.link.units import certainty_of
from sitrep.tell.cited import Citations, Source

EntryT = TypeVar("EntryT")
MemberT = TypeVar("MemberT")
Key = tuple[str, str, str, str]
LEAST_WORDS = 3
MOST_DAYS = 10_000
CITED_A_PLACE = 2
UNGRADED = "F"
NOT_NEWS_UNITS = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})


class Retelling(Struct, frozen=True, gc=False):
    """How one report tells a statement: a branch of the tree from its origin to the outlets.

    `content` are the spans of its words. `is_own` tells that the outlet has it as its own knowledge. `copy_of` is the
    report, told before, whose words this one carries on. `departures` are from the first form, which has none.
    """

    report: str
    outlet: str | None
    published: Published
    content: tuple[Span, ...]
    quoted: Quoted
    is_own: bool
    via: tuple[str, ...]
    certainty: tuple[str, ...]
    departures: tuple[Departure, ...]
    copy_of: str | None
    citation: int


class ClaimEntry(Struct, frozen=True, gc=False):
    """One statement of a voice: its words as first or fullest told, and every telling as a citation.

    `said_how` tells whether the report that dates the saying states its own date, or is dated by inference. Its one
    origin is the voice, however many tell it. `certainty` is that of the line; `told_as` lists how surely each
    telling puts it, where they differ. `voice_kinds` are of the voices that `voice` names, in their order.
    """

    id: str
    voice: str
    voice_kinds: tuple[VoiceKind, ...]
    line: str
    quoted: Quoted
    kind: ClaimKind
    said: str | None
    said_how: How
    certainty: tuple[Certainty, ...]
    via: tuple[str, ...]
    told_as: tuple[str, ...]
    reports: int
    outlets: int
    origins: int
    reliability: str
    credibility: Credibility
    retellings: tuple[Retelling, ...]
    citations: tuple[int, ...]


class FigureEntry(Struct, frozen=True, gc=False):
    """One amount as it was written, with all that give the same.

    `day` is when the first report that gives it appeared, as EDTF, and `how` how that is known.
    """

    counts: str
    line: str
    low: float | None
    high: float | None
    qualifier: str | None
    unit: str | None
    of: str | None
    day: str | None
    how: How
    reports: int
    outlets: int
    origins: int
    citations: tuple[int, ...]


class PlaceEntry(Struct, frozen=True, gc=False):
    """A place of the account, by the name that most reports give it; `lat` is None for what cannot be placed.

    `called` is the gazetteer's name where the reports' is another one, `others` are places that the name may mean as
    well. `by_day` counts its reports by the day by which they appeared, ISO 8601.
    Units: degrees (WGS 84) and `radius_km`.
    """

    line: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    geonames: int | None
    kind: PlaceKind | None
    country: str | None
    called: str | None
    match: Match | None
    others: tuple[OtherPlace, ...]
    reports: int
    mentions: int
    by_day: dict[str, int]
    citations: tuple[int, ...]


class OffsetEntry(Struct, frozen=True, gc=False):
    """A place that is told by way of another one, in the words of a report: `15 kilometers northeast of the city`.

    `place` is the name of the other one, `by_day` as for a place.
    Units: degrees (WGS 84), km, `bearing` in degrees from north by east.
    """

    line: str
    kind: OffsetKind
    place: str | None
    low_km: float | None
    high_km: float | None
    bearing: float | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    reports: int
    by_day: dict[str, int]
    citations: tuple[int, ...]


class Account:
    """The entries that can be told of a number of reports. The order of the reports does not matter to it.

    A line that says what its cited words do not hold is withheld, and listed in `withheld`. With `only`, no other
    tellings count.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        links: Iterable[Link] | None = None,
        standing: Standing | None = None,
        only: Set[Mark] | None = None,
    ) -> None:
        self.sources = sources
        self._only = only
        self._standing = standing or Standing()
        self._links = None if links is None else list(links)
        self.citations = Citations(sources)
        self.withheld: list[str] = []
        self._keys: dict[Mark, tuple[Key, ...]] = {}
        self._departures: dict[int, tuple[tuple[Departure, ...], ...]] = {}  # by the statement, which is kept here

    def again(self) -> Account:
        """Return the same account with citations of its own; what has been worked out of its reports is shared."""
        _ = self.all_statements, self.matters, self._support
        other = copy(self)
        other.citations = Citations(self.sources)
        other.withheld = []
        return other

    def told(self, make: Callable[[MemberT], EntryT], members: Iterable[MemberT]) -> Iterator[EntryT]:
        """Make an entry of each member, and withhold those that the check refuses."""
        for member in members:
            try:
                yield make(member)
            except Uncited as error:
                self.withheld.append(str(error))

    def outlets(self, places: Iterable[int]) -> int:
        """Return how many known outlets some reports are of."""
        return len({outlet for place in places if (outlet := self.sources[place].report.outlet)})

    def origins(self, places: Iterable[int]) -> int:
        """Return how many independent texts some reports come down to: those that share wording count once."""
        return len({self.sources[place].origin for place in places})

    def first_published(self, places: Iterable[int]) -> Published:
        """Return when the earliest of some reports appeared; unknown where none is dated."""
        known = [self.sources[place].report.published for place in places if self.sources[place].since]
        return min(known, key=_published_order, default=Published())

    # --- claims

    @cached_property
    def all_statements(self) -> list[Statement]:
        """Return what voices say and outlets tell themselves, most told first."""
        return group_statements(self.sources, self._tellings, self.links)

    @cached_property
    def _tellings(self) -> list[Telling]:
        tellings = list_tellings(self.sources)
        return tellings if self._only is None else [telling for telling in tellings if telling.mark in self._only]

    @cached_property
    def links(self) -> list[Link]:
        """Return the pairs of tellings that are alike: those that a desk keeps, else those that are found now."""
        return list(find_links(self.sources, self._tellings)) if self._links is None else self._links

    @cached_property
    def matters(self) -> list[Matter]:
        """Return the developments and disputes; their statements are places in `all_statements`."""
        return find_matters(self.sources, self.all_statements, self.links)

    def reliability(self, voice: str | None) -> str:
        """Return the user's grade of a voice on the Admiralty scale; F, which is not judged, where there is none."""
        return self._standing.grades.get(filed_name(voice), UNGRADED) if voice else UNGRADED

    def credibility(self, statement: Statement) -> Credibility:
        """Return how far a statement can be trusted by who agrees with it and who contradicts it."""
        if not statement.voice:
            return Credibility(6, "outlets tell it as their own, without a source")
        agreeing, opposing = self._support.get(statement.first.mark, (frozenset(), frozenset()))
        mine = list_origins(self.sources, statement)
        agreeing, opposing = mine | (agreeing - opposing), opposing - mine
        return grade(agreeing, opposing, self._standing.sides | self._bodies_of(agreeing | opposing))

    def _bodies_of(self, origins: frozenset[str]) -> dict[str, str]:
        """Return those who speak for a body that is an origin, too, with that body: they are no second source."""
        return {
            filed_name(one): body
            for one in sorted(origins)
            for role in self._roles.get(one, ())
            for body in sorted(origins - {one})
            if has_body(role, body)
        }

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        """Return the roles that voices have in any report, by their names."""
        roles: dict[str, set[str]] = defaultdict(set)
        for source in self.sources:
            for voice in (voice for claim in source.reading.claims for voice in claim.voices if voice.role):
                roles[voice.name].add(voice.role or "")
        return roles

    @cached_property
    def _support(self) -> dict[Mark, tuple[frozenset[str], frozenset[str]]]:
        """Return for each statement that others agree with or oppose the origins of these, by its first telling."""
        statements = self.all_statements
        agreeing = find_agreeing(self.sources, statements, self.links)
        opposing: dict[int, set[int]] = defaultdict(set)
        for matter in self.matters:
            if matter.kind is MatterKind.DISPUTE:
                for place in matter.statements:
                    opposing[place] |= {other for side in matter.sides if place not in side for other in side}
        return {
            statements[place].first.mark: (
                self._origins_of(agreeing.get(place, ())),
                self._origins_of(opposing.get(place, ())),
            )
            for place in agreeing.keys() | opposing.keys()
        }

    def _origins_of(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(
            origin for place in places for origin in list_origins(self.sources, self.all_statements[place])
        )

    def statements(self) -> list[Statement]:
        """Return the statements of all voices, most told first."""
        return [statement for statement in self.all_statements if statement.voice and self._says_enough(statement)]

    def _says_enough(self, statement: Statement) -> bool:
        telling = statement.first
        return len(line_of(self.sources[telling.report], telling).split()) >= LEAST_WORDS

    def claims(self, statements: Iterable[Statement]) -> list[ClaimEntry]:
        """Return statements as entries, in their order."""
        return list(self.told(self._claim_entry, statements))

    def _claim_entry(self, statement: Statement) -> ClaimEntry:
        first = statement.first
        assert first.claim is not None
        source = self.sources[first.report]
        retellings = self.retellings(statement)
        numbers = [each.citation for each in retellings]
        line = line_of(source, first)
        self.citations.check(line, numbers, self.called(statement))
        said = self.best_said(statement)
        places = [telling.report for telling in statement.tellings]
        return ClaimEntry(
            id=statement.id,
            voice=statement.voice or "",
            voice_kinds=voice_kinds(statement),
            line=line,
            quoted=first.claim.quoted,
            kind=first.claim.kind,
            said=said.claim.said if said and said.claim else None,
            said_how=self.sources[said.report].report.published.how if said else "unknown",
            certainty=certainty_of(source.reading, first.unit),
            via=first.claim.via,
            told_as=_told_as(retellings),
            reports=len(set(places)),
            outlets=self.outlets(places),
            origins=self.independent(statement),
            reliability=self.reliability(statement.voice),
            credibility=self.credibility(statement),
            retellings=retellings,
            citations=tuple(dict.fromkeys(numbers)),
        )

    def retellings(self, statement: Statement) -> tuple[Retelling, ...]:
        """Return how each telling tells a statement, the first form first, then in order of their tellings."""
        if len(statement.tellings) == 1:
            return (self._retelling(statement.first, (), None),)
        carried: dict[int, Report] = {}
        for place in sorted({t.report for t in statement.tellings}, key=self._appeared):
            carried.setdefault(self.sources[place].origin, self.sources[place].report)
        made = []
        for telling, found in zip(statement.tellings, self._departures_of(statement), strict=True):
            copied = carried[self.sources[telling.report].origin]
            is_copy = copied is not self.sources[telling.report].report
            made.append(self._retelling(telling, found, copied.id if is_copy else None))
        return tuple(made)

    def _departures_of(self, statement: Statement) -> tuple[tuple[Departure, ...], ...]:
        """Return how each telling of a statement departs from the first one, worked out once."""
        if id(statement) not in self._departures:
            named = {t.report for t in statement.tellings if t.claim and t.claim.voice}
            voice = statement.voice if _is_named(statement) else None
            first = self._form(statement.first)
            self._departures[id(statement)] = tuple(
                ()
                if telling is statement.first
                else one_each(find_departures(first, self._form(telling), voice, is_attributed=telling.report in named))
                for telling in statement.tellings
            )
        return self._departures[id(statement)]

    def independent(self, statement: Statement) -> int:
        """Return how many independent origins a statement goes back to."""
        return len(list_origins(self.sources, statement))

    def appeared_by(self, place: int) -> date:
        """Return the day by which the report at a place is known to have appeared, the last of all where none is."""
        return _published_order(self.sources[place].report.published)[0]

    def _retelling(self, telling: Telling, departures: tuple[Departure, ...], copy_of: str | None) -> Retelling:
        report, claim = self.sources[telling.report].report, telling.claim
        return Retelling(
            report=report.id,
            outlet=report.outlet,
            published=report.published,
            content=telling.unit.spans,
            quoted=claim.quoted if claim else "no",
            is_own=claim is None,
            via=claim.via if claim else (),
            certainty=self.certainty(telling),
            departures=departures,
            copy_of=copy_of,
            citation=self.cite(telling),
        )

    def _appeared(self, place: int) -> tuple[date, bool, date, str]:
        report = self.sources[place].report
        return *_published_order(report.published), report.id

    def called(self, statement: Statement) -> dict[str, str]:
        """Return how the voice of a statement is called in the words that name it; nothing where it has none."""
        named = next((t for t in statement.tellings if t.claim and t.claim.voice == statement.voice), None)
        if named is None or named.claim is None or not statement.voice:
            return {}
        text = self.sources[named.report].report.text
        return {statement.voice: " ".join(text[span.start : span.end] for span in named.claim.source)}

    def certainty(self, telling: Telling) -> tuple[str, ...]:
        """Return the words of certainty of a telling."""
        return tuple(word.term for word in certainty_of(self.sources[telling.report].reading, telling.unit))

    def cite(self, telling: Telling) -> int:
        """Return the number of the words that a telling rests on."""
        return self.citations.cite(telling.report, span_of(telling))

    def _form(self, telling: Telling) -> Form:
        source = self.sources[telling.report]
        return Form(source.report, source.reading, telling.unit)

    def told_keys(self, statement: Statement) -> tuple[Key, ...]:
        """Return what the tellings of a statement are known by at any moment: report and words."""
        first = statement.first.mark
        if first not in self._keys:
            sources = [self.sources[telling.report] for telling in statement.tellings]
            self._keys[first] = tuple(
                (*report_key(source.report), content_of(source, telling))
                for source, telling in zip(sources, statement.tellings, strict=True)
            )
        return self._keys[first]

    def best_said(self, statement: Statement) -> Telling | None:
        """Return the telling whose day of saying is best known: of a report that states its own, and the narrowest."""
        known = [telling for telling in statement.tellings if telling.claim and telling.claim.said]
        return min(known, key=lambda telling: self._said_order(telling), default=None)

    def _said_order(self, telling: Telling) -> tuple[bool, int]:
        days = parse_edtf(telling.claim.said or "") if telling.claim else None
        is_stated = self.sources[telling.report].report.published.how == "stated"
        return not is_stated, (days.until - days.since).days if days else MOST_DAYS

    # --- figures

    def figures(self) -> list[FigureEntry]:
        """Return the counted amounts, those that most outlets give first."""
        groups: dict[tuple[object, ...], list[tuple[int, Figure]]] = defaultdict(list)
        for place, source in enumerate(self.sources):
            for figure in source.reading.figures:
                name = _counted_name(figure)
                if name:
                    groups[name, figure.low, figure.high, figure.qualifier].append((place, figure))
        entries = self.told(self._figure_entry, (part for group in groups.values() for part in _by_place(group)))
        return sorted(
            entries, key=lambda e: (-e.outlets, -e.reports, e.counts, e.day or "9999", -(e.low or e.high or 0), e.line)
        )

    def _figure_entry(self, members: Sequence[tuple[int, Figure]]) -> FigureEntry:
        numbers = [self.citations.cite(place, self._sentence_span(place, figure.start)) for place, figure in members]
        place, first = members[0]
        source = self.sources[place]
        line = one_line(source.report.text[first.start : first.end])
        self.citations.check(line, numbers)
        places = [place for place, _ in members]
        earliest = self.first_published(places)
        return FigureEntry(
            counts=_counted_name(first) or "",
            line=line,
            low=first.low,
            high=first.high,
            qualifier=first.qualifier,
            unit=first.unit,
            of=_first_known(_told_of(figure) for _, figure in members),
            day=earliest.edtf,
            how=earliest.how,
            reports=len(set(places)),
            outlets=self.outlets(places),
            origins=self.origins(places),
            citations=tuple(dict.fromkeys(numbers)),
        )

    def _sentence_span(self, place: int, position: int) -> Span:
        sentence = self._sentence_at(place, position)
        return Span(sentence.start, sentence.end) if sentence else Span(position, position + 1)

    def _sentence_at(self, place: int, position: int) -> Sentence | None:
        sentences = self.sources[place].reading.sentences
        index = bisect_right(sentences, position, key=lambda sentence: sentence.start) - 1
        return sentences[index] if index >= 0 and position < sentences[index].end else None

    # --- places

    def places(self, limit: int | None = None, *, placed: bool = True) -> list[PlaceEntry]:
        """Return the places that have a point, or those that have none, those of most reports first."""
        groups: dict[object, list[tuple[int, Place]]] = defaultdict(list)
        for place, source in enumerate(self.sources):
            for found in source.reading.places:
                if (found.lat is None) is placed:
                    continue
                groups[_place_key(found)].append((place, found))
        ranked = sorted(
            groups.values(), key=lambda members: (-len({p for p, _ in members}), -len(members), members[0][1].name)
        )
        return list(self.told(self._place_entry, ranked[:limit]))

    def _place_entry(self, members: Sequence[tuple[int, Place]]) -> PlaceEntry:
        names = Counter(found.name for _, found in members)
        name = min(names, key=lambda name: (name.isupper(), -names[name], name))
        first: dict[int, Place] = {}
        for place, found in members:
            if place not in first or (first[place].name != name and found.name == name):
                first[place] = found
        numbers = [
            self.citations.cite(place, Span(found.start, found.end))
            for place, found in list(first.items())[:CITED_A_PLACE]
        ]
        if not any(first[place].name == name for place in list(first)[:CITED_A_PLACE]):
            name = next(iter(first.values())).name
        self.citations.check(name, numbers)
        found = members[0][1]
        return PlaceEntry(
            line=name,
            lat=found.lat,
            lon=found.lon,
            radius_km=found.radius_km,
            geonames=found.geonames,
            kind=found.kind,
            country=found.country,
            called=found.called,
            match=found.match,
            others=max((member.others for _, member in members), key=len),
            reports=len(first),
            mentions=len(members),
            by_day=self._by_day(first),
            citations=tuple(numbers),
        )

    def offsets(self, widest_km: float) -> list[OffsetEntry]:
        """Return what is told by way of a place and has a ring of at most so many km, most reports first."""
        groups: dict[object, list[tuple[int, Offset]]] = defaultdict(list)
        for place, source in enumerate(self.sources):
            for found in source.reading.offsets:
                if found.lat is not None and (found.radius_km or 0.0) <= widest_km:
                    groups[found.kind, found.low_km, found.bearing, found.lat, found.lon].append((place, found))
        ranked = sorted(
            groups.values(), key=lambda members: (-len({p for p, _ in members}), _first_words(self, members))
        )
        return list(self.told(self._offset_entry, ranked))

    def _offset_entry(self, members: Sequence[tuple[int, Offset]]) -> OffsetEntry:
        numbers = [self.citations.cite(place, Span(o.start, o.end)) for place, o in members[:CITED_A_PLACE]]
        place, found = members[0]
        reading = self.sources[place].reading
        line = _first_words(self, members)
        self.citations.check(line, numbers)
        return OffsetEntry(
            line=line,
            kind=found.kind,
            place=None if found.place is None else reading.places[found.place].name,
            low_km=found.low_km,
            high_km=found.high_km,
            bearing=found.bearing,
            lat=found.lat,
            lon=found.lon,
            radius_km=found.radius_km,
            reports=len({p for p, _ in members}),
            by_day=self._by_day({p for p, _ in members}),
            citations=tuple(dict.fromkeys(numbers)),
        )

    def _by_day(self, places: Iterable[int]) -> dict[str, int]:
        """Count reports by the day by which they are known to have appeared; undated ones are left out."""
        days = Counter(day for place in places if (day := self.appeared_by(place)) != date.max)
        return {day.isoformat(): days[day] for day in sorted(days)}


def _place_key(place: Place) -> object:
    """Return what mentions of one place have in common; what has no point goes by its name."""
    if place.lat is None or place.match == "inside":
        return place.name.lower(), place.lat, place.lon
    return place.geonames or (place.kind, place.lat, place.lon)


def _first_words(account: Account, members: Sequence[tuple[int, Offset]]) -> str:
    place, found = members[0]
    return one_line(account.sources[place].report.text[found.start : found.end])


def _published_order(published: Published) -> tuple[date, bool, date]:
    """Order by the day by which a report was out for certain, those that state it first."""
    days = parse_edtf(published.edtf or "") or Days(date.max, date.max)
    return days.until, published.how != "stated", days.since


def _told_as(retellings: Sequence[Retelling]) -> tuple[str, ...]:
    """Return how surely a statement is told, each way once; nothing where all tellings agree."""
    ways = dict.fromkeys(", ".join(each.certainty) or "asserted" for each in retellings)
    return tuple(ways) if len(ways) > 1 else ()


def _is_named(statement: Statement) -> bool:
    """Tell whether the voice of a statement is a person or a body by name, and not "officials"."""
    voices = next((t.claim.voices for t in statement.tellings if t.claim and t.claim.voices), ())
    return any(voice.kind not in VAGUE for voice in voices)


def voice_kinds(statement: Statement) -> tuple[VoiceKind, ...]:
    """Return what sorts of speakers the voices of a statement are, in the order in which it names them."""
    named = next((t.claim for t in statement.tellings if t.claim and t.claim.voice == statement.voice), None)
    return tuple({voice.name: voice.kind for voice in named.voices}.values()) if named else ()


def span_of(telling: Telling) -> Span:
    """Return the stretch that a telling rests on: its words, with source and cue where somebody is named."""
    parts = list(telling.unit.spans)
    if telling.claim:
        parts += [*telling.claim.source, *telling.claim.cue]
    return Span(min(part.start for part in parts), max(part.end for part in parts))


def _counted_name(figure: Figure) -> str | None:
    """Return what a figure is listed under: what it counts, else its unit; durations and ages are no news."""
    return None if figure.unit in NOT_NEWS_UNITS else figure.counts or figure.unit


def _told_of(figure: Figure) -> str | None:
    """Return of what or where a figure is told, but not what only the sentence before it was about."""
    return None if figure.of_how is OfHow.TOPIC else figure.of


def _by_place(group: Sequence[tuple[int, Figure]]) -> Iterator[list[tuple[int, Figure]]]:
    """Part equal amounts that are told of different places; those without a place go with the most."""
    named = Counter(of for _, figure in group if (of := _told_of(figure)))
    most = min(named, key=lambda name: (-named[name], name), default=None)
    parts: dict[str | None, list[tuple[int, Figure]]] = defaultdict(list)
    for place, figure in group:
        parts[_told_of(figure) or most].append((place, figure))
    yield from parts.values()


def content_of(source: Source, telling: Telling) -> str:
    """Return the words of a telling as they were written, stretches parted by an ellipsis."""
    return " … ".join(one_line(source.report.text[span.start : span.end]) for span in telling.unit.spans)


def line_of(source: Source, telling: Telling) -> str:
    """Return the words under which a telling is told: its own, after its cue where these say nothing by themselves."""
    content, claim = content_of(source, telling), telling.claim
    if claim is None or claim.whole or not claim.cue or claim.cue[0].start > telling.unit.start:
        return content
    cue = claim.cue[0]
    between = "" if source.report.text[cue.end : telling.unit.start].isspace() else "… "
    return f"{one_line(source.report.text[cue.start : cue.end])} {between}{content}"


def one_line(text: str) -> str:
    """Return a text with its white space made single blanks."""
    return " ".join(text.split())


def _first_known(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
