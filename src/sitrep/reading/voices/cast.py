"""The voices of one report in the order in which they speak, so that "he" and "the ministry" get a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from sitrep.ground.countries import find_country
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Attribution, Span, Voice, VoiceKind
from sitrep.ground.names import gender_of, voice_id
from sitrep.reading.phrases import phrase_before
from sitrep.reading.voices.bodies import (
    bodies_by_word,
    body_words,
    find_body,
    initials,
    is_body,
    is_national,
    leading_country,
)
from sitrep.reading.voices.people import (
    NAME,
    POSSESSIVE,
    Person,
    find_by_office,
    find_by_surname,
    has_office,
    has_place,
    introduce,
    is_full_name,
    last_mention,
    offices,
    plain_name,
)
from sitrep.reading.words import Words

DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|some|one|two|three|four|several|many|most|other|another|its|his|her|their|our|my|each|both"
    r"|all|any|every|more|few)\s+)+",
    re.IGNORECASE,
)
DEFINITE = re.compile(r"(?:the|this|that|these|those|its|his|her|their)\s|[\w.]+(?:\s[\w.]+)?[’']s?\s", re.IGNORECASE)
ASIDE = re.compile(r"\s*(?:,(?!\d)|\(|\s[–—-]\s|\s(?:who|whose|which)\b).*", re.DOTALL)
OF_SOMEBODY = re.compile(
    r"(?P<owner>his|her|its|their)\s+(?P<what>.+)|(?P<name>.+?)[’']s?\s+(?P<rest>.+)", re.IGNORECASE
)
LINK = re.compile(r"(?<=\w)\s+(?:of|at|from|for|in|with|on)\s+")
ABOUT_SOMEBODY = re.compile(
    r"(?<!\S)[a-z]\S*\s+(?:of|at|from|for|in|with|to)\s+(?:the\s+)?$"
)  # `a spokeswoman for Lee`
LINKS = ("of", "at", "from", "for", "in", "with")
PRONOUN_REACH = 1_500
SUBJECT_WITHIN = 3  # words from a sentence's beginning within which its subject is named
HE, IT, THEY = {"he", "him", "his"}, {"it", "its"}, {"they", "their", "them"}
SHE = {"she", "her", "hers"}
NOBODY = frozenset(load_words("institutions")["pronouns"]["nobody"].split())
NAMES_ITSELF = "named in full"


class Known(Struct, frozen=True):
    """A body that the report has named, with the words by which it may be spoken of."""

    voice: Voice
    words: frozenset[str]


def name_voices(words: Words, attributions: Sequence[Attribution]) -> list[tuple[Voice, ...]]:
    """Return who is behind each attribution; nobody where no source is named.

    Shape: parallel to `attributions`; several speakers of one claim in the order of the text.
    """
    cast = Cast(words)
    return [cast.voices_of(attribution) for attribution in attributions]


class Cast:
    """Who has spoken in a report so far, and who is named in it."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.text = words.text
        self.person: Voice | None = None
        self.institution: Voice | None = None
        self.group: Voice | None = None
        self.spoke_at = 0
        self.bodies: list[Known] = []

    @cached_property
    def people(self) -> list[Person]:
        """Return everybody whom the report names in full."""
        return introduce(self.words)

    @cached_property
    def named(self) -> dict[str, list[tuple[int, str]]]:
        """Return the bodies that the report names with a word such as "ministry", and where."""
        return bodies_by_word(self.text)

    def voices_of(self, attribution: Attribution) -> tuple[Voice, ...]:
        """Name the voices of the next attribution in text order, and remember who spoke."""
        if not attribution.source:
            return ()
        source = attribution.source[0]
        phrase = " ".join(self.text[source.start : source.end].split())
        if phrase.lower() in ("who", "which", "that"):
            phrase = self._antecedent(source)
        parts = _joined(_core(phrase))
        found = [self._name(part, source) for part in parts or (phrase,)]
        self.spoke_at = source.end
        return tuple(dict.fromkeys(voice for voice in found if voice))

    def _antecedent(self, relative: Span) -> str:
        """Return the phrase before a relative pronoun, "who" where there is none."""
        words = self.words
        end = words.at(relative.start)
        sentence = words.sentence_at(end)
        while end > sentence.start and words.tags[end - 1] in ",-":
            end -= 1
        first = phrase_before(words, end, sentence.start)
        if first is None:
            return "who"
        span = words.span(first, end)
        return self.text[span.start : span.end]

    def _name(self, phrase: str, source: Span) -> Voice | None:
        lower = phrase.lower()
        if lower in NOBODY:
            return None
        if lower in HE | SHE | IT | THEY:
            return self._pronoun(lower, source)
        core = _core(phrase)
        if not any(char.isalpha() for char in core):
            return None
        return (
            self._person_of(core)
            or self._named_after(phrase, core)
            or self._institution(phrase, core, source)
            or self._person(phrase, core)
            or self._described(phrase, core, source)
            or self._unnamed(phrase, core, source)
        )

    # --- pronouns

    def _pronoun(self, lower: str, source: Span) -> Voice | None:
        if lower in IT:
            return _because(self.institution, "the institution that spoke before")
        if lower in THEY:
            return _because(self.group or self.institution, "who spoke before")
        wanted = "he" if lower in HE else "she"
        is_spoken = self.person is not None and gender_of(self.person.name) in (None, wanted)
        named = self._last_subject(source, wanted) or (None if is_spoken else self._last_named(source, wanted))
        if named:
            self.person = _person_voice(named, f"the person named last before “{lower}”")
            return self.person
        return _because(self.person, "the person who spoke before") if is_spoken else None

    def _last_subject(self, source: Span, gender: str) -> Person | None:
        """Return who has come to be spoken of since somebody spoke: the person that a later sentence begins with."""
        words, found, place = self.words, None, self.spoke_at
        for person in self.people:
            position = last_mention(self.text, person.surname, place, source.start)
            if person.gender not in (None, gender) or position < 0:
                continue
            index = words.at(position)
            begins = index - words.sentence_at(index).start <= SUBJECT_WITHIN
            if begins and words.quotation_of[index] < 0:
                found, place = person, position
        return found

    def _last_named(self, source: Span, gender: str) -> Person | None:
        near = [p for p in self._named_before(source.start) if p.gender in (None, gender)]
        return near[-1] if near else None

    def _named_before(self, position: int) -> list[Person]:
        """Return the people near before a position, in the order in which they were last named."""
        floor = max(0, position - PRONOUN_REACH)
        last = {p: last_mention(self.text, p.name, floor, position) for p in self.people}
        return sorted((p for p, place in last.items() if place >= 0), key=lambda p: last[p])

    # --- institutions

    def _institution(self, phrase: str, core: str, source: Span) -> Voice | None:
        voice = self._body(core) or self._document(core) or self._short_name(phrase, core, source)
        if voice:
            self.institution = voice
        return voice

    def _body(self, core: str) -> Voice | None:
        body = find_body(core)
        if body is None:
            return None
        if body.because == "named by its initials":
            known = next((k for k in self.bodies if initials(k.voice.name) == core), None)
            if known:
                return _because(known.voice, f"“{core}” stands for {known.voice.name}")
        voice = Voice(voice_id(body.kind, body.name), body.name, body.kind, body.because)
        self._remember(voice, core)
        return voice

    def _remember(self, voice: Voice, called: str) -> None:
        words = frozenset(f"{voice.name} {called} {_beside(self.text, called)}".lower().replace("-", " ").split())
        self.bodies.append(Known(voice, words))

    def _document(self, core: str) -> Voice | None:
        """Name who issued `the British update`, `the intelligence report`: an institution that spoke before."""
        head = core.split()[-1].lower().rstrip("s")
        if head not in body_words("heads", "document"):
            return None
        country = leading_country(core)
        if country is None:
            return _because(self.institution, f"the {head} of the institution that spoke before")
        spoke = [k.voice for k in self.bodies if k.voice.name.startswith((country.label, country.name))]
        return (
            _because(spoke[-1], f"the {head} of the {country.label} institution that spoke before") if spoke else None
        )

    def _short_name(self, phrase: str, core: str, source: Span) -> Voice | None:
        """Name `the ministry` and `the think tank`: the body named last before of which that word is said."""
        head = core.split()[-1].lower()
        if not _is_body_word(head) or not DEFINITE.match(phrase):
            return None
        if core[0].isupper():
            return self._of_country(core, head)
        wanted = frozenset(core.lower().replace("-", " ").split())
        known = next((k for k in reversed(self.bodies) if wanted <= k.words), None) or next(
            (k for k in reversed(self.bodies) if head in k.words), None
        )
        if known:
            return _because(known.voice, f"the {head} named before")
        name = next((name for place, name in reversed(self.named.get(head, [])) if place < source.start), None)
        if name:
            return Voice(voice_id(VoiceKind.INSTITUTION, name), name, VoiceKind.INSTITUTION, f"the {head} named before")
        if head in body_words("heads", "any") and wanted == {head}:
            return _because(self.institution, f"the {head} that spoke before")
        return None

    def _of_country(self, core: str, head: str) -> Voice | None:
        """Name `Moscow's ministry`: the Russian one that was named before."""
        country = leading_country(core)
        known = [k.voice for k in self.bodies if country and k.voice.name.startswith(country.label) and head in k.words]
        return _because(known[-1], f"the {head} of {country.name} named before") if country and known else None

    # --- people

    def _person_of(self, core: str) -> Voice | None:
        """Name `Ann Lee of the Health Ministry`, who is no ministry."""
        match = NAME.match(core)
        name = plain_name(match.group()) if match and _starts_with_name(core, match.group()) else ""
        if not name or not is_full_name(name) or find_body(name):
            return None
        return self._in_full(name, name)

    def _person(self, phrase: str, core: str) -> Voice | None:
        found = [match.group() for match in NAME.finditer(core)]
        if not found:
            return None
        last = found[-1]
        if not core.endswith(last) and not _starts_with_name(core, last):
            return None
        if ABOUT_SOMEBODY.search(core[: -len(last)]):
            return None
        name = plain_name(last)
        if core.lower() in load_words("cues")["people"]["words"].split() or not name or is_body(name):
            return None
        before = core[: -len(last)].split()
        if " " not in name and before and before[-1].lower() in body_words("heads", "before_name"):
            return self._called_a(before[-1].lower(), name)
        if find_country(name):
            return None
        if name.isupper() and len(name) > 3 and " " not in name:
            people = find_by_surname(self.people, name)
            return self._by_surname(people[0].surname, people[0].surname, people[0].surname) if people else None
        if " " not in name:
            return self._by_surname(name, phrase, core)
        return self._in_full(name, last)

    def _in_full(self, name: str, called: str) -> Voice:
        """Name somebody whom the source names in full, with what the report says of them."""
        known = next((p for p in self.people if p.name == name), None)
        self.person = _person_voice(known or Person(name, 0, None, gender_of(called)), NAMES_ITSELF)
        return self.person

    def _called_a(self, head: str, name: str) -> Voice:
        """Name `the monitor Netblocks` and `Turkish broadcaster TRT`: a body, by the word before its name."""
        self.institution = Voice(voice_id(VoiceKind.INSTITUTION, name), name, VoiceKind.INSTITUTION, f"called a {head}")
        self._remember(self.institution, f"{head} {name}")
        return self.institution

    def _by_surname(self, surname: str, phrase: str, core: str) -> Voice | None:
        if core.split()[-1].lower() != surname.lower():
            return None
        people = find_by_surname(self.people, surname, gender_of(core))
        if not people:
            name = surname[0].upper() + surname[1:]
            self.person = Voice(
                voice_id(VoiceKind.PERSON, name), name, VoiceKind.PERSON, "named by the last name alone"
            )
            return self.person
        because = f"the last name of {people[0].name}"
        if len(people) > 1:
            because += f", named first of {len(people)} of that name"
        office = phrase[len(core) :].strip(" ,")
        if office and has_office(office):
            self.people.append(people[0].called(DETERMINERS.sub("", office)))
        self.person = _person_voice(people[0], because)
        return self.person

    def _named_after(self, phrase: str, core: str) -> Voice | None:
        """Name `the state's campaign chairman, Phil Lovas` by the name beside the office."""
        office, comma, beside = phrase.partition(", ")
        match = NAME.match(beside)
        name = plain_name(match.group()) if comma and match else ""
        is_person = bool(name) and is_full_name(name) and not find_body(name) and not has_place(name)
        if not is_person or not has_office(office) or is_full_name(plain_name(core) or core):
            return None
        self.person = _person_voice(
            Person(name, 0, DETERMINERS.sub("", office, count=1), gender_of(name)), NAMES_ITSELF
        )
        return self.person

    def _described(self, phrase: str, core: str, source: Span) -> Voice | None:
        """Name `the mayor`, `the Turkish president` and `the group's leader`: who was called so before."""
        if core.split()[-1].lower() not in offices() or not DEFINITE.match(phrase):
            return None
        person = find_by_office(self.people, core, source.start)
        if person is None:
            return None
        self.person = _person_voice(person, f"{person.name} is called {person.role}")
        return self.person

    # --- those without a name

    def _unnamed(self, phrase: str, core: str, source: Span) -> Voice:
        """Return an unnamed voice as it is called; a pronoun or short name that owns it is made full."""
        name = self._with_owner(phrase, core, source)
        head = LINK.split(core)[0].split()[-1].lower()
        is_group = head.endswith("s") or head in ("police", "people")
        kind = VoiceKind.GROUP if is_group else VoiceKind.UNNAMED
        voice = Voice(voice_id(kind, name), name, kind, "unnamed")
        self.group = voice
        if _is_body_word(core.split()[-1].lower()):
            self.institution = voice
        return voice

    def _with_owner(self, phrase: str, core: str, source: Span) -> str:
        match = OF_SOMEBODY.fullmatch(_without_aside(phrase))
        if match and match["owner"]:
            owner = self._pronoun(match["owner"].lower(), source)
            return f"{owner.name}'s {match['what']}" if owner else _capitalised(core)
        if match:
            name = DETERMINERS.sub("", match["name"], count=1)
            known = self._short_name(match["name"], name, source) if DETERMINERS.match(match["name"]) else None
            country = find_country(name)
            if known or country:
                return f"{known.name if known else country.label} {match['rest']}"  # type: ignore[union-attr]
            people = find_by_surname(self.people, name) if name[:1].isupper() and " " not in name else []
            if people:
                return f"{people[0].name}'s {match['rest']}"
        return _capitalised(core)


def _is_body_word(word: str) -> bool:
    return word in body_words("heads", "institution") or word in body_words("heads", "before_name")


def _person_voice(person: Person, because: str) -> Voice:
    name = _known_spelling(person.name)
    return Voice(voice_id(VoiceKind.PERSON, name), name, VoiceKind.PERSON, because, person.role)


def _known_spelling(name: str) -> str:
    table = load_words("institutions")["spellings"]
    return next((main for main, variants in table.items() if name in variants), name)


def _because(voice: Voice | None, because: str) -> Voice | None:
    return voice and Voice(voice.id, voice.name, voice.kind, because, voice.role)


def _without_aside(phrase: str) -> str:
    return ASIDE.sub("", phrase)


def _core(phrase: str) -> str:
    """Return a phrase without what is set beside it, determiners and the possessive."""
    core = POSSESSIVE.sub("", DETERMINERS.sub("", _without_aside(phrase), count=1))
    return core.strip(" \"“”‘’'")


def _joined(core: str) -> tuple[str, ...]:
    """Return the two names that a phrase joins: `Ann Lee and Tom Orr`; nothing for one."""
    parts = tuple(re.split(r"\s+and\s+", core))
    if len(parts) != 2 or is_national(core):
        return ()
    if is_body(core) and not all(is_body(part) or find_body(part) for part in parts):
        return ()
    return parts if all(part[:1].isupper() or part.startswith("the ") for part in parts) else ()


def _starts_with_name(core: str, name: str) -> bool:
    """Tell whether a phrase is a name with something linked to it: `Ann Lee of the Red Cross`."""
    return core.startswith(name) and core[len(name) :].lstrip().split(" ")[0] in LINKS


def _beside(text: str, name: str) -> str:
    """Return what a report says of a body right after its name: `, a US-based think tank,`."""
    match = re.search(rf"{re.escape(name)}(?:\s*\([^)]*\))?,\s+(?:an?|the)\s+([^,.;\n]{{3,60}})", text)
    return match[1] if match else ""


def _capitalised(core: str) -> str:
    return core[0].upper() + core[1:]
