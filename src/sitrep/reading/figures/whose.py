"""Of what or where a figure is told: `in Turkey`, `Syria's toll`, `in the rebel-held northwest`, `in both`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from sitrep.ground.countries import find_country
from sitrep.ground.gazetteer import PlaceKind
from sitrep.ground.lexicon import alternatives
from sitrep.ground.model import Figure, OfHow, Place
from sitrep.reading.figures.numbers import F
from sitrep.reading.words import Words

WHERE = frozenset(["in", "of", "across", "on", "for", "inside", "throughout", "within", "from"])
_NOUN = (
    r"(?:(?:north|south)-?(?:east|west)|north|south|east|west|sides?|areas?|land|territory|territories|parts?|regions?|countr(?:y|ies)|city"
    r"|provinces?|districts?|zones?)"
)
SAYING = frozenset(
    ["said", "says", "claimed", "claims", "announced", "told", "vowed", "warned", "pledged", "denied", "promised"]
)
OTHER_CLAUSE = re.compile(r"\b(?:since|when|by|against|because|supporting)\s+(?:the\s+)?$", re.IGNORECASE)
AREA = re.compile(
    rf"\b(?i:in|into|on|across|for|inside)\s+(?P<of>(?:the\s+|both\s+|all\s+of\s+|all\s+)?(?:(?!of\b)[\w’'-]+\s+){{0,3}}?{_NOUN}\b"
    r"(?:\s+of\s+(?:the\s+)?[A-Z][\w’'-]+)?)"
)
THERE = re.compile(r"\bthere\b")
WHERE_RULES = re.compile(r"\bwhere\s+(?P<of>the\s+[\w-]+\s+(?:rules|governs|controls))\b")
ALL = re.compile(
    r"\b(?:both countries|altogether|in total|in all\b(?! of)|the total|joint|together\b(?!\s+with)|combined|overall"
    r"|worldwide)\b",
    re.IGNORECASE,
)
LEADS = re.compile(r"[\s,:]*(?:has|had|have|counts|reported|reports|now\s+had|confirms|confirmed)?\s*")
COMMA = re.compile(r"[,;(]|\bwhile\b|\baccording to\b", re.IGNORECASE)
STOP = re.compile(
    r",\s+(?:said|say|says|according|going|while|but|which|as|citing|in the words)|;|\bwhile\b|\baccording to\b",
    re.IGNORECASE,
)
NOT_A_SITE = (PlaceKind.STREET,)
POSSESSIVE = ("’s", "'s", "’", "'")
_BODY = alternatives(F["authorities"]["bodies"].split())
MAKERS = re.compile(rf"\s*(?:{_BODY})\b", re.IGNORECASE)
AUTHORITY = re.compile(rf"\s+(?:[\w-]+\s+){{0,3}}?(?:{_BODY})\b", re.IGNORECASE)
COUNTRYS_AUTHORITY = re.compile(rf"\bthe\s+country[’']s\s+(?:[\w-]+\s+){{0,3}}?(?:{_BODY})\b", re.IGNORECASE)
PEOPLES_AUTHORITY = re.compile(rf"\b(?P<people>[A-Z][a-z]+)\s+(?:[A-Za-z-]+\s+){{0,2}}?(?i:{_BODY})\b")


class Whose(NamedTuple):
    """The words that say of what or where a figure is, the index of the place that they name, and how that is known."""

    text: str | None
    place: int | None = None
    how: OfHow = OfHow.STATED


NOBODY = Whose(None)


class Gaze:
    """The places of a report as a figure sees them."""

    def __init__(self, words: Words, places: Sequence[Place]) -> None:
        self.words, self.text, self.places = words, words.text, places
        self.starts = [place.start for place in places]

    def behind(self, start: int, end: int, stop_at: re.Pattern[str]) -> Whose | None:
        """Return what the words right behind a figure say, up to where its clause stops, or a comma comes."""
        stop = stop_at.search(self.text, start, end)
        limit = stop.start() if stop else end
        area = AREA.search(self.text, start, limit) or WHERE_RULES.search(self.text, start, limit)
        for index in self._between(start, limit):
            if area and area.start() < self.places[index].start:
                break
            if self._is_where(index, start) and not self._leads_on(start, self.places[index].end, end):
                return self._named(index)
        return self._area(area) if area and not self._leads_on(start, area.end(), end) else None

    def _leads_on(self, start: int, position: int, end: int) -> bool:
        """Tell whether a place behind a comma belongs to the figure after it: `900 dead, in Syria 400`."""
        return end < len(self.text) and not self.text[position:end].strip() and "," in self.text[start:position]

    def before(self, start: int, end: int) -> Whose | None:
        """Return what the words before a figure say, the nearest first."""
        areas = list(AREA.finditer(self.text, start, end))
        area = areas[-1] if areas else None
        for index in reversed(self._between(start, end)):
            if area and self.places[index].start < area.end():
                break
            if self._is_where(index, start) or self._owns(index, end):
                return self._named(index)
        return self._area(area) if area else None

    def leads(self, start: int, end: int, *, is_first: bool) -> Whose | None:
        """Return the place that stands right before a figure: `For Syria 2,530`, `Turkey 17,134 and Syria 3,317`."""
        near = self._between(start, end)
        between = self.text[self.places[near[-1]].end : end] if near else ","
        if not LEADS.fullmatch(between) or ("," in between and not is_first):
            return None
        return self._named(near[-1]) if near else None

    def tells_all(self, start: int, figure: Figure) -> bool:
        """Tell whether words before a figure, or right behind it, say that it is of everything together."""
        before = ALL.search(self.text, start, figure.start)
        return before is not None or ALL.match(self.text, figure.end + 1) is not None

    def source(self, start: int, end: int) -> Whose | None:
        """Return the land of the authority that tells a figure: `Turkey's disaster agency`, `Turkish officials`."""
        for index in self._between(start, end):
            place = self.places[index]
            owns = self.text.startswith(POSSESSIVE[:2], place.end)
            if owns and AUTHORITY.match(self.text, place.end + 2, end) and place.kind is PlaceKind.COUNTRY:
                return Whose(place.name, index, OfHow.SOURCE)
        if COUNTRYS_AUTHORITY.search(self.text, start, end):
            known = self._last_of("country", start)
            return Whose(self.places[known].name, known, OfHow.SOURCE) if known is not None else None
        match = PEOPLES_AUTHORITY.search(self.text, start, end)
        land = find_country(match["people"]) if match else None
        return Whose(land.name, None, OfHow.SOURCE) if land else None

    def _between(self, start: int, end: int) -> range:
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def _is_where(self, index: int, floor: int) -> bool:
        """Tell whether a place stands after "in" or the like, or goes on with an enumeration that does."""
        place = self.places[index]
        if place.kind in NOT_A_SITE or OTHER_CLAUSE.search(self.text, max(floor, place.start - 30), place.start):
            return False
        word = self.words.at(place.start)
        before = [lower for lower in self.words.lower[max(0, word - 6) : word] if lower not in ("the", "both")]
        if before[-1:] == ["and"] and index and self.places[index - 1].end >= floor:
            return self._is_where(index - 1, floor)
        while before and before[-1] not in WHERE and not before[-1].isalpha():
            before.pop()
        return any(lower in WHERE for lower in before[-3:]) and not self._is_maker(place)

    def _is_maker(self, place: Place) -> bool:
        return MAKERS.match(self.text, place.end) is not None

    def _owns(self, index: int, end: int) -> bool:
        """Tell whether a place is the subject: `Turkey's count is`, `Turkey had`."""
        place = self.places[index]
        if OTHER_CLAUSE.search(self.text, max(0, place.start - 16), place.start):
            return False
        after = self.text[place.end : place.end + 2]
        if after.startswith(POSSESSIVE):
            return MAKERS.match(self.text, place.end + 2) is None and not re.match(
                r"\s+[a-z]+(?:\s[a-z]+)*\s(?:agency|ministry)", self.text[place.end + 2 : end]
            )
        word = self.words.at(place.end)
        if self.words.lower[word : word + 2] in ([",", "which"], [",", "where"]):
            word += 2  # `Bakhmut, which had 70,000 residents`
        word += word < len(self.words) and self.words.tags[word] == "r"
        if word < len(self.words) and self.words.lower[word] in SAYING:
            return False
        return word < len(self.words) and self.words.tags[word] in "hbve" and self.words.starts[word] < end

    def _named(self, index: int) -> Whose:
        """Return a place as what a figure is of; of several joined by "and" none by itself."""
        place = self.places[index]
        other = self._joined(index)
        if other is not None:
            one, two = sorted((place, other), key=lambda each: each.start)
            return Whose(self.text[one.start : two.end])
        return Whose(place.name, index)

    def _joined(self, index: int) -> Place | None:
        place = self.places[index]
        for near in (index - 1, index + 1):
            if 0 <= near < len(self.places):
                one, two = sorted((place, self.places[near]), key=lambda each: each.start)
                if re.fullmatch(r"\s+(?:and|or)\s+(?:[\w-]+\s+)?", self.text[one.end : two.start]):
                    return self.places[near]
        return None

    def _area(self, match: re.Match[str]) -> Whose | None:
        text = match["of"]
        if re.search(r"\b(?:both|countries)\b", text):
            return Whose(text)
        inside = list(self._between(match.start("of"), match.end("of")))
        if re.fullmatch(r"(?:the|this)\s+(?:country|city|province|district|region)", text):
            source = self.source(match.end(), self._sentence_end(match.end())) if text.endswith("country") else None
            if source:
                return source
            known = self._last_of(text.split()[-1], match.start())
            return Whose(self.places[known].name, known) if known is not None else Whose(text)
        return Whose(text, inside[-1] if inside else None)

    def _sentence_end(self, position: int) -> int:
        sentence = self.words.sentence_at(min(self.words.at(position), len(self.words) - 1))
        return self.words.ends[sentence.end - 1]

    def _last_of(self, noun: str, position: int) -> int | None:
        kinds = {"country": PlaceKind.COUNTRY, "city": PlaceKind.CITY, "district": PlaceKind.ADMIN2}
        kind = kinds.get(noun, PlaceKind.ADMIN1)
        known = bisect_left(self.starts, position)
        return next((index for index in range(known - 1, -1, -1) if self.places[index].kind is kind), None)
