"""The nouns of Sitrep as plain, frozen records.

Every position is a code point index into the text of one report, ends exclusive. Field names of what a reading
holds are those of `sitrep read --jsonl`, so a record turns into the machine contract as it stands.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct, field

from sitrep.ground.gazetteer import PlaceKind

How = Literal["stated", "inferred", "unknown"]
Quoted = Literal["yes", "no", "partly"]
Match = Literal["name", "alias", "close", "inside"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


class NoiseKind(StrEnum):
    """The kinds of text inside a report that are no part of its story."""

    CAPTION = "caption"
    CREDIT = "credit"
    RELATED_LINK = "related-link"
    PROMOTION = "promotion"
    DISCLAIMER = "disclaimer"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"


class ClaimKind(StrEnum):
    """What a speaker does with a claim; `withheld` is what somebody would not say or confirm."""

    ASSERTION = "assertion"
    PREDICTION = "prediction"
    INTENTION = "intention"
    DENIAL = "denial"
    ACCUSATION = "accusation"
    CONDITIONAL = "conditional"
    QUESTION = "question"
    DEMAND = "demand"
    WITHHELD = "withheld"


class VoiceKind(StrEnum):
    """What sort of speaker a voice is."""

    PERSON = "person"
    INSTITUTION = "institution"
    COUNTRY = "country"
    GROUP = "group"
    UNNAMED = "unnamed"


class MediumKind(StrEnum):
    """What sort of thing a saying came through."""

    AGENCY = "agency"
    BROADCASTER = "broadcaster"
    PAPER = "paper"
    PLATFORM = "platform"
    OUTLET = "outlet"
    DOCUMENT = "document"
    APPEARANCE = "appearance"
    SPOKESPERSON = "spokesperson"


class FigureKind(StrEnum):
    """What sort of amount a figure is; a share is a part of something, a multiple a number of times."""

    COUNT = "count"
    MEASURE = "measure"
    MONEY = "money"
    SHARE = "share"
    MULTIPLE = "multiple"
    AGE = "age"
    DURATION = "duration"


class OfHow(StrEnum):
    """How it is known of what or where a figure is told.

    Stated: by the words beside it. Shared: with its neighbour in a list. Source: it is the land whose authority tells
    it. Topic: the sentence before tells of it.
    """

    STATED = "stated"
    SHARED = "shared"
    SOURCE = "source"
    TOPIC = "topic"


class OffsetKind(StrEnum):
    """How a place is told by way of another one; a part is `eastern Ukraine`, `the western districts of the town`."""

    DISTANCE = "distance"
    DIRECTION = "direction"
    NEAR = "near"
    BETWEEN = "between"
    PART = "part"


class CertaintySort(StrEnum):
    """What a word of certainty speaks of: how likely, by hearsay or appearance, in doubt, or only roughly so."""

    LIKELIHOOD = "likelihood"
    EVIDENTIAL = "evidential"
    DOUBT = "doubt"
    APPROXIMATION = "approximation"


class Span(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A stretch `[start, end)` of a report's text; in JSON the array `[start, end]`."""

    start: int
    end: int


class Noise(Struct, frozen=True, gc=False):
    """A stretch of a report that is no part of its story."""

    start: int
    end: int
    kind: NoiseKind


class Sentence(Struct, frozen=True, gc=False):
    """One sentence, without the white space around it."""

    start: int
    end: int


class Published(Struct, frozen=True, gc=False):
    """When a report appeared, as EDTF, and how that is known.

    `because` gives the reasons of an inferred date in words, `against` what speaks for another one: clues that were set
    aside, and other days that the report's address or text states.
    """

    edtf: str | None = None
    how: How = "unknown"
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Time(Struct, frozen=True, gc=False):
    """A time expression with its TIMEX3 value, its EDTF value and the day that it was resolved against.

    `edtf` is None where no day is known to count from; `timex` then keeps the offset, such as `P-9M`.
    """

    start: int
    end: int
    type: TimeType
    timex: str
    edtf: str | None = None
    anchor: str | None = None
    mod: str | None = None


class OtherPlace(Struct, frozen=True, gc=False):
    """Another place that a name may mean in its report, since nothing there decides."""

    name: str
    lat: float
    lon: float
    kind: PlaceKind
    country: str
    geonames: int | None = None


class Place(Struct, frozen=True, gc=False):
    """A named place; `lat`, `lon` (WGS 84) are None where the name cannot be placed.

    `called` is the gazetteer's name where the text has another one, `match` how the two belong together: `close` is a
    spelling that is off by a letter or two, `inside` a name that the gazetteer lacks, placed as widely as the area that
    the report says it lies in (which is then `called`). `others` are readings that nothing in the report rules out.

    Units: `radius_km` is the radius of a ring around the point that is meant to hold the place.
    """

    start: int
    end: int
    name: str
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonames: int | None = None
    kind: PlaceKind | None = None
    country: str | None = None
    called: str | None = None
    match: Match | None = None
    others: tuple[OtherPlace, ...] = ()


class Offset(Struct, frozen=True, gc=False):
    """A place told by way of another one, whose words are `anchor`: `15 kilometers northeast of the city`.

    `place`, and `other` for `between`, are indexes into the places of the report; None where the words name none.
    Units: `low_km`, `high_km` the told distance, None where none is; `bearing` in degrees from north by east;
    `radius_km` as for a place, wide enough for what a point of the compass and a rounded distance leave open.
    """

    start: int
    end: int
    kind: OffsetKind
    anchor: Span
    place: int | None = None
    other: int | None = None
    low_km: float | None = None
    high_km: float | None = None
    bearing: float | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


class Demonym(Struct, frozen=True, gc=False):
    """A word for a people or what is theirs; `of` is the land by its name, `country` its ISO 3166 code if it is one."""

    start: int
    end: int
    name: str
    of: str
    country: str | None = None


class Figure(Struct, frozen=True, gc=False):
    """A counted or measured amount.

    `low` and `high` are None where a side is open ("more than 70,000" has no high). `counts` is what is counted, in the
    words of a small fixed core where it fits ("dead"), else in the report's. `of` is of what or where, in the report's
    words, `place` the index of the place that they name, `of_how` how that is known; `to` and `bearing` (degrees from
    north by east) tell a distance on. `part_of` is the index of the figure that this one is included in, `as_of` the
    day for which it is told (EDTF), `by` who tells it, `per` what it is told for each of.

    `rounded` tells that the writer gave no exact number. Units: `unit` is a symbol or an ISO 4217 code as written,
    `si_low`, `si_high` are in `si_unit`; shares and ratios are given as written, in "%" or as a part of 1.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None = None
    counts: str | None = None
    of: str | None = None
    qualifier: str | None = None
    as_of: str | None = None
    part_of: int | None = None
    kind: FigureKind = FigureKind.COUNT
    rounded: bool = False
    per: str | None = None
    place: int | None = None
    of_how: OfHow | None = None
    to: str | None = None
    bearing: float | None = None
    by: str | None = None
    si_low: float | None = None
    si_high: float | None = None
    si_unit: str | None = None


class Certainty(Struct, frozen=True, gc=False):
    """A word of likelihood or doubt, and the words that it covers (`covers`, a span; None for the whole content).

    `rank` orders words of likelihood from 0 (impossible) to 9 (certain) without a number; others have none.
    Units: `low` and `high` are per cent, and None where the speaker uses no yardstick (`scale` is None).
    """

    start: int
    end: int
    term: str
    scale: str | None = None
    low: float | None = None
    high: float | None = None
    sort: CertaintySort = CertaintySort.LIKELIHOOD
    rank: int | None = None
    covers: Span | None = None


class Medium(Struct, frozen=True, gc=False):
    """Something that a saying came through: a medium by its name; documents, appearances, spokespeople as called."""

    start: int
    end: int
    name: str
    kind: MediumKind


class Attribution(Struct, frozen=True, gc=False):
    """Who is made responsible for which words, before anybody is named: what the claims reader finds."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    cue_class: str
    nested: bool = False

    def holds(self, inner: Attribution) -> bool:
        """Tell whether another one stands in what is said here: `the ministry said it suspects that ...`."""
        return any(span.start <= inner.cue[0].start < span.end for span in self.content)


class Voice(Struct, frozen=True, gc=False):
    """Who speaks, whatever the report calls them.

    `id` is made of kind and name and is the same in every report; `role` is the office or description that the report
    gives, in its words; `because` tells how the words of the source lead to the name.
    """

    id: str
    name: str
    kind: VoiceKind
    because: str
    role: str | None = None


class Claim(Struct, frozen=True, gc=False):
    """One telling of something that somebody other than the outlet is made responsible for.

    `voice` is the name of who speaks, the names of several joined by "; "; `voices` has a record of each. `via` names
    the media that it came through, `media` has them all with documents, appearances and spokespeople, nearest to the
    speaker first. `whole` tells that the content is a statement by itself, as in "said S" and not in "praised the
    plan", `negated` that it is put in the negative, `accused` who is accused, `quotations` what of it stands in
    quotation marks.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    voice: str | None = None
    voices: tuple[Voice, ...] = ()
    via: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    said: str | None = None
    kind: ClaimKind = ClaimKind.ASSERTION
    whole: bool = True
    negated: bool = False
    accused: Span | None = None
    nested: bool = False
    quoted: Quoted = "no"
    quotations: tuple[Span, ...] = ()
    certainty: tuple[Certainty, ...] = ()


class Told(Struct, frozen=True, gc=False):
    """A sentence, or a part of one, that the outlet tells as its own knowledge, with its words of certainty."""

    start: int
    end: int
    kind: ClaimKind = ClaimKind.ASSERTION
    negated: bool = False
    certainty: tuple[Certainty, ...] = ()


class Report(Struct, frozen=True, kw_only=True, gc=False):
    """One published item. Its text is never changed; every fact points into it."""

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published: Published = Published()
    noise: tuple[Noise, ...] = ()


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """All that is read out of one report, each kind in text order; the machine contract of `sitrep read`."""

    id: str
    published: Published = Published()
    noise: tuple[Noise, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    offsets: tuple[Offset, ...] = ()
    demonyms: tuple[Demonym, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    told: tuple[Told, ...] = ()


class Raw(Struct, frozen=True, kw_only=True):
    """What was received, byte for byte.

    `name` says where it came from (a path, an address, `-`, with `#` and the line or id of a member); `fields` are the
    metadata that came with it.
    """

    name: str
    content: bytes
    media_type: str = "text/plain"
    fields: dict[str, str] = field(default_factory=dict)


class Address(Struct, frozen=True):
    """An address that a list names: what stands there is still to be fetched. `fields` are what the list says of it."""

    url: str
    fields: dict[str, str] = {}


class Ruling(Struct, frozen=True):
    """What the user decided about voices by hand, by their ids.

    `join`: `other` is the voice `voice`. `split`: in `reports`, by their ids, `voice` is another one, `other`.
    `name` is what the other is then called.
    """

    number: int
    verb: Literal["join", "split"]
    voice: str
    other: str
    reports: tuple[str, ...] = ()
    name: str | None = None


class VoiceRule(Struct, frozen=True):
    """What the user's `sources.toml` says of a voice: its name, its id, and the names that mean it.

    With `role` or `outlets` the names mean it only where it is called so, or in these outlets.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    role: str | None = None
    outlets: tuple[str, ...] = ()

    def fits(self, role: str | None, outlet: str | None) -> bool:
        """Tell whether a voice with one of the names is meant."""
        if self.role and self.role.lower() not in (role or "").lower():
            return False
        return not self.outlets or outlet in self.outlets


class Standing(Struct, frozen=True):
    """What the user's `sources.toml` says of who can be trusted how far, and of who belongs to whom.

    `grades` are the letters of the Admiralty scale and `sides` the sides of a conflict, of voices and outlets by their
    names as `filed_name` gives them; `owners` and `wires` are of outlets, `aliases` lead to an outlet's name.
    """

    grades: dict[str, str] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    wires: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


class Failure(Struct, frozen=True):
    """An item that could not be taken in, and why."""

    item: str
    reason: str
