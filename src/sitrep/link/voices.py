"""The voices of many reports: whose names are one voice's, which namesakes are two, and what is in doubt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.fuzz import ratio

from sitrep.ground.countries import find_country
from sitrep.ground.gazetteer import fold, load_gazetteer
from sitrep.ground.lexicon import small_words
from sitrep.ground.model import Claim, Ruling, Voice, VoiceKind, VoiceRule
from sitrep.ground.names import filed_name, spelling_key, voice_id
from sitrep.link.statements import told_claims

ALIKE = 88.0  # of 100: names this alike in their spelling may be one, and are listed as doubtful
MOST_ROLES = 20_000  # whose words are kept at hand
MOST_COMPARED = 2_000  # names compared with each other for doubts


class Heard(Struct, frozen=True, gc=False):
    """What one report lets speak: its id and outlet, and its claims."""

    report: str
    outlet: str | None
    claims: Sequence[Claim]


class NamedVoice(Struct, frozen=True, gc=False):
    """One voice over reports: its name, how else it is spelled, what it is called, and what is in doubt about it.

    `reports` are places in the account, in order.
    """

    id: str
    name: str
    kind: VoiceKind
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    claims: int
    reports: tuple[int, ...]
    doubts: tuple[str, ...]


class _Met(Struct):
    """A voice as it was met so far: names and roles with how often, and the claims it makes in each report."""

    kind: VoiceKind
    names: Counter[str]
    roles: Counter[str]
    places: Counter[int]

    def take(self, other: _Met) -> None:
        """Take over all that another was met as."""
        self.names += other.names
        self.roles += other.roles
        self.places += other.places


class _Traits(Struct, frozen=True):
    """What is known of a person in some reports: a role, the places in it, its words and who else speaks there."""

    role: str
    where: frozenset[str]
    company: frozenset[str]

    def rules_out(self, other: _Traits) -> bool:
        """Tell whether these can be no one person: called after other places, with nothing else in common."""
        return bool(self.where and other.where) and not (self.where & other.where or self.company & other.company)

    def shares(self, other: _Traits) -> bool:
        """Tell whether these have a word of the role or another voice in common."""
        return bool(self.company & other.company)


class Voices:
    """The voices of the reports of an account, in which each telling's voice has one name.

    What the user rules (joined, split, named in `sources.toml`) comes first, then ids, then last names that only one
    full name ends in. The order of the reports does not matter.
    """

    def __init__(self, heard: Sequence[Heard], rulings: Sequence[Ruling] = (), rules: Sequence[VoiceRule] = ()) -> None:
        self._heard = heard
        self._rules: dict[str, list[VoiceRule]] = defaultdict(list)
        for rule in sorted(rules, key=lambda rule: not (rule.role or rule.outlets)):  # those with a condition first
            for name in (rule.name, *rule.names):
                self._rules[filed_name(name)].append(rule)
        self._split = {
            (ruling.voice, report): ruling for ruling in rulings if ruling.verb == "split" for report in ruling.reports
        }
        self._given = {rule.id: rule.name for rule in rules} | {r.other: r.name for r in rulings if r.name}
        self._doubts: dict[str, list[str]] = defaultdict(list)
        self._ids: dict[tuple[int, str], str] = {}
        self._joined: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._met = self._meet()
        self._part_namesakes()
        for ruling in rulings:
            if ruling.verb == "join":
                self._join(ruling.voice, ruling.other)
        self._join_last_names()
        self._names.clear()

    # --- what is asked

    def id_of(self, place: int, voice: Voice) -> str:
        """Return the id under which a voice of the report at a place is filed."""
        return self.filed_under(self._ids.get((place, voice.id), voice.id))

    def filed_under(self, found: str) -> str:
        """Return the id of the voice that an id has been joined with, or the id."""
        while found in self._joined:
            found = self._joined[found]
        return found

    def find(self, name: str) -> list[str]:
        """Return the ids that an id, a voice's name or one of the names that it goes by can mean, the surest first."""
        listed = self.listed()
        wanted = name.casefold()
        return (
            [found for found in self._met if found == name]
            or [voice.id for voice in listed if voice.name.casefold() == wanted]
            or [found for found, met in self._met.items() if wanted in map(str.casefold, met.names)]
        )

    def named(self, place: int, claim: Claim) -> Claim:
        """Return a claim with the names that its voices have over all reports."""
        if not claim.voices:
            return claim
        voices = tuple(self._renamed(place, voice) for voice in claim.voices)
        if all(new is old for new, old in zip(voices, claim.voices, strict=True)):
            return claim
        return replace(claim, voices=voices, voice="; ".join(dict.fromkeys(voice.name for voice in voices)))

    def _renamed(self, place: int, voice: Voice) -> Voice:
        found = self.id_of(place, voice)
        name = self._name_of(found)
        return voice if (found, name) == (voice.id, voice.name) else replace(voice, id=found, name=name)

    def listed(self) -> list[NamedVoice]:
        """Return the voices, those of most reports first."""
        groups: dict[str, _Met] = {}
        for found, met in self._met.items():
            target = self.filed_under(found)
            if target not in groups:
                groups[target] = _Met(self._met[target].kind if target in self._met else met.kind, *_empty())
            groups[target].take(met)
        entries = [self._listed(found, met) for found, met in groups.items() if met.places]
        return sorted(entries, key=lambda e: (-len(e.reports), -e.claims, e.name, e.id))

    def _listed(self, found: str, met: _Met) -> NamedVoice:
        name = self._name_of(found)
        spellings = tuple(sorted(other for other in met.names if other != name))
        roles = tuple(role for role, _ in sorted(met.roles.items(), key=lambda item: (-item[1], item[0])))
        doubts = tuple(dict.fromkeys(self._doubts.get(found, ())))
        return NamedVoice(
            found, name, met.kind, spellings, roles, sum(met.places.values()), tuple(sorted(met.places)), doubts
        )

    def _name_of(self, found: str) -> str:
        """Return a voice's name: as the user gives it, else the fullest of the spellings most reports use."""
        if found in self._given:
            return self._given[found]
        if found not in self._names:
            self._names[found] = self._fullest(found)
        return self._names[found]

    def _fullest(self, found: str) -> str:
        names = self._met[found].names if found in self._met else Counter[str]()
        if not names:
            joined = (goes for goes, keeps in self._joined.items() if keeps == found and goes in self._met)
            names = next((self._met[goes].names for goes in joined), names)
        return min(names, key=lambda name: (-len(name.split()), -names[name], name), default=found)

    # --- how names come together

    def _meet(self) -> dict[str, _Met]:
        met: dict[str, _Met] = {}
        for place, report in enumerate(self._heard):
            told = {number for number, _ in told_claims(report.claims)}
            for number, claim in enumerate(report.claims):
                for voice in claim.voices:
                    found = self._filed(place, report, voice)
                    if found not in met:
                        met[found] = _Met(_kind_of(found, voice.kind), *_empty())
                    known = met[found]
                    known.names[voice.name] += 1
                    known.places[place] += number in told
                    if voice.role:
                        known.roles[voice.role] += 1
        return met

    def _filed(self, place: int, report: Heard, voice: Voice) -> str:
        """Return the id that a voice gets in one report by what the user ruled, else its own."""
        if not self._split and not self._rules:
            return voice.id
        ruling = self._split.get((voice.id, report.report))
        rules = self._rules.get(filed_name(voice.name), ())
        rule = next((rule for rule in rules if rule.fits(voice.role, report.outlet)), None)
        found = voice.id
        if ruling:
            found = ruling.other
        elif rule:
            found = rule.id
        if found != voice.id:
            self._ids[place, voice.id] = found
        return found

    def _part_namesakes(self) -> None:
        """Part people of one name whose offices share no word, in reports that share no other voice."""
        for found, met in list(self._met.items()):
            if met.kind is not VoiceKind.PERSON or len(met.roles) < 2 or len(met.places) < 2 or found in self._given:
                continue
            groups = self._apart(found, sorted(met.places))
            if len(groups) > 1:
                for words, places in groups[1:]:
                    self._part(found, words, places)
            elif not _share_a_word(met.roles):
                roles = " / ".join(sorted(met.roles)[:3])
                self._doubts[found].append(f"one name with several descriptions ({roles}): are they one?")

    def _apart(self, found: str, places: Sequence[int]) -> list[tuple[str, list[int]]]:
        """Return the reports of a name in groups that can be no one person, the largest first, with a role of each.

        Reports that name no place in the role go with those that share something with them, else with the most.
        """
        traits = {place: self._traits(found, place) for place in places}
        placed = [place for place in places if traits[place].where]
        groups: list[list[int]] = []
        for place in placed:
            near = [group for group in groups if any(not traits[a].rules_out(traits[place]) for a in group)]
            groups = [group for group in groups if group not in near] + [sorted(sum(near, [place]))]
        role = {id(group): min(traits[place].role for place in group) for group in groups}
        groups.sort(key=lambda group: (-len(group), role[id(group)]))
        named = [(role[id(group)], group) for group in groups] or [("", [])]
        for place in places:
            if not traits[place].where:
                shares = (group for _, group in named if any(traits[place].shares(traits[other]) for other in group))
                next(shares, named[0][1]).append(place)
        return named

    def _traits(self, found: str, place: int) -> _Traits:
        voices = [voice for claim in self._heard[place].claims for voice in claim.voices]
        roles = [v.role for v in voices if v.id == found and v.role]
        others = {v.id for v in voices if v.id != found and v.kind in (VoiceKind.PERSON, VoiceKind.INSTITUTION)}
        words = {word for role in roles for word in _content(role)}
        where = {place_name for role in roles for place_name in _places_in(role)}
        return _Traits(next(iter(roles), ""), frozenset(where), frozenset(words | others))

    def _part(self, found: str, role: str, places: Sequence[int]) -> None:
        other = f"{found}~{'-'.join(sorted(_content(role)))}"
        met, name = self._met[found], self._name_of(found)
        self._met[other] = _Met(met.kind, Counter({name: 1}), Counter(), Counter())
        for place in places:
            self._ids[place, found] = other
            self._met[other].places[place] = met.places.pop(place)
            roles = self._roles_in(found, place)
            self._met[other].roles += roles
            met.roles -= roles
        self._given[other] = f"{name} ({role})"
        for each in (found, other):
            self._doubts[each].append(f"two of one name, told apart by “{role}”: join them if they are one")

    def _roles_in(self, found: str, place: int) -> Counter[str]:
        voices = (voice for claim in self._heard[place].claims for voice in claim.voices)
        return Counter(voice.role for voice in voices if voice.id == found and voice.role)

    def _join_last_names(self) -> None:
        """Join a last name alone with the one full name that ends in it; with several, leave it and say so."""
        full: dict[str, list[str]] = defaultdict(list)
        people = [found for found, met in self._met.items() if met.kind is VoiceKind.PERSON]
        for found in people:
            words = spelling_key(self._name_of(found)).split()
            if len(words) > 1:
                full[words[-1]].append(found)
        for found in people:
            words = spelling_key(self._name_of(found)).split()
            is_ruled = found in self._given or found in self._joined or found in self._joined.values()
            if is_ruled or len(words) != 1 or words[0] not in full:
                continue
            if len(full[words[0]]) == 1:
                self._join(full[words[0]][0], found)
            else:
                may_be = ", ".join(sorted(self._name_of(each) for each in full[words[0]]))
                self._doubts[found].append(f"a last name alone, which may be {may_be}")

    def _join(self, keeps: str, goes: str) -> None:
        keeps = self.filed_under(keeps)
        if keeps != goes and goes not in self._joined:
            self._joined[goes] = keeps

    def find_alike(self) -> None:
        """Add a doubt to each two people whose names are spelled almost alike. Cost: all pairs, of so many at most."""
        people = [v for v in self.listed() if v.kind is VoiceKind.PERSON and " " in v.name][:MOST_COMPARED]
        keys = [spelling_key(voice.name) for voice in people]
        for place, voice in enumerate(people):
            for other in range(place + 1, len(people)):
                if voice.id != people[other].id and ratio(keys[place], keys[other], score_cutoff=ALIKE):
                    self._doubts[voice.id].append(
                        f"spelled almost like {people[other].name}: join them if they are one"
                    )
                    self._doubts[people[other].id].append(
                        f"spelled almost like {voice.name}: join them if they are one"
                    )


def _kind_of(found: str, kind: VoiceKind) -> VoiceKind:
    """Return the kind that an id begins with, else the voice's own."""
    prefix = found.partition(":")[0]
    return VoiceKind(prefix) if prefix in {each.value for each in VoiceKind} else kind


def _empty() -> tuple[Counter[str], Counter[str], Counter[int]]:
    return Counter(), Counter(), Counter()


@lru_cache(MOST_ROLES)
def _content(role: str) -> frozenset[str]:
    words = role.lower().replace("’s", "").replace("'s", "").split()
    return frozenset(word for word in words if word not in small_words())


@lru_cache(MOST_ROLES)
def _places_in(role: str) -> frozenset[str]:
    """Return the countries and places that a role is named after."""
    names = {re.sub(r"[’']s$", "", word) for word in role.split() if word[:1].isupper()}
    countries = frozenset(country.iso for name in names if (country := find_country(name)))
    return countries | {
        fold(name) for name in names if not find_country(name) and load_gazetteer().has_name(fold(name))
    }


def _share_a_word(roles: Mapping[str, int]) -> bool:
    words = Counter(word for role in roles for word in _content(role))
    return any(count > 1 for count in words.values())


def split_id(voice: str, name: str) -> str:
    """Return the id of a voice that is split off another under a name."""
    return f"{voice}~{voice_id('', name).lstrip(':')}"


def full_names(voices: Iterable[str]) -> dict[str, str]:
    """Return the full name of each last name that only one of the full names ends in.

    >>> full_names(["Griffiths", "Martin Griffiths", "Lee", "Ann Lee", "Tom Lee"])
    {'Griffiths': 'Martin Griffiths'}
    """
    known = set(voices)
    full: dict[str, set[str]] = defaultdict(set)
    for voice in known:
        words = voice.split()
        if 2 <= len(words) <= 4 and ";" not in voice and all(word[0].isupper() for word in (words[0], words[-1])):
            full[words[-1]].add(voice)
    return {last: next(iter(names)) for last, names in sorted(full.items()) if last in known and len(names) == 1}
