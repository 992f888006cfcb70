"""People that a report names: in full, with their titles and what is set beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from msgspec import Struct

from sitrep.ground.countries import find_country, load_country_names
from sitrep.ground.gazetteer import fold, load_gazetteer
from sitrep.ground.lexicon import load_words, small_words
from sitrep.ground.names import gender_of
from sitrep.reading.voices.bodies import is_body, is_national
from sitrep.reading.words import Words

PARTICLE = "(?:de|da|di|van|von|bin|ibn|al|el|la|der|den|ter)"
NAME = re.compile(rf"[A-Z][\w.’'-]*(?:\s+(?:{PARTICLE}\s+|al-){{0,2}}[A-Z][\w.’'-]*)*")
GIVEN = r"(?:[A-Z][\w’'-]+|[A-Z]\.)"
FULL_NAME = re.compile(rf"{GIVEN}(?:[ \xa0](?:{PARTICLE}[ \xa0]|al-){{0,2}}{GIVEN})+")
BREAK = re.compile(r"(?<![A-Z])(?<!\bDr|\bMr|\bMs)[.;:!?“”\"()](?=\s|$)|\n|,(?=.)")
OFFICE_REACH = 80  # characters before a name in which its office may begin
BESIDE = re.compile(
    r"(?:\s*\([^)]{1,20}\))?,\s+(?P<article>(?:an?|the|his|her|its|their|who is|who was|one of)\s+)?"
    r"(?P<role>[^,.;:()\n“\"]{3,90})[,.]"
)
AGENT = re.compile(r"^(?:\w+[ -]){0,3}\w{2,}(?:er|or|ist|ian|man|woman)\b")  # `a retired singer from Ely`
POSSESSIVE = re.compile(r"[’'‘]s?$")
OWNER = re.compile(r"^[A-Z]\w*[’']s\s+(?=[A-Z])")  # the UN's Martin Griffiths
WORD = re.compile(r"(?:[A-Z]\.){2,}|\b[A-Z]{2}\b|[A-Za-z]{3,}")
MOST_PEOPLE = 1_000  # names in full that are looked at in one report
MOST_NAMES = 4
NOT_IN_TITLE = frozenset(load_words("institutions")["titles"]["never"].split())


class Person(Struct, frozen=True):
    """Somebody whom a report names in full, where it first does, with the office or description that it gives."""

    name: str
    start: int
    role: str | None
    gender: str | None

    @property
    def surname(self) -> str:
        """Return the last word of the name."""
        return self.name.split()[-1]

    def called(self, role: str) -> Person:
        """Return the same person with another office or description."""
        return Person(self.name, self.start, role, self.gender)


@cache
def _titles() -> frozenset[str]:
    return frozenset(load_words("institutions")["titles"]["words"].split())


@cache
def offices() -> frozenset[str]:
    """Return the words for offices and roles by which a person may be spoken of: "the mayor", "the senator"."""
    lists = load_words("institutions")["titles"]
    return frozenset(lists["offices"].split())


@lru_cache(maxsize=20_000)
def is_full_name(name: str) -> bool:
    """Tell whether a capitalised phrase of two words and more may be a person's name."""
    if " " not in name or name.count(" ") >= MOST_NAMES or name.isupper() or is_national(name) or is_body(name):
        return False
    return find_country(name.split()[-1]) is None


@lru_cache(maxsize=20_000)
def without_titles(name: str) -> str:
    """Return what follows the last title, country or party of a name: `Texas Sen. Ted Cruz` gives `Ted Cruz`."""
    tokens = name.split()
    titles = _titles()
    for index in range(len(tokens) - 2, -1, -1):
        plain = POSSESSIVE.sub("", tokens[index]).lower()
        if plain in titles or plain in load_country_names():
            tokens = tokens[index + 1 :]
            break
    return " ".join(tokens) if len(tokens) > 1 or tokens[0].lower() not in titles else ""


def plain_name(phrase: str) -> str:
    """Return the name in a phrase without titles, owners, the possessive, and the small words that begin a sentence."""
    tokens = phrase.split()
    while tokens and tokens[0].lower() in small_words():
        tokens = tokens[1:]
    return POSSESSIVE.sub("", OWNER.sub("", without_titles(" ".join(tokens)))) if tokens else ""


def introduce(words: Words) -> list[Person]:
    """Return everybody whom the running text names in full, in the order in which they first are."""
    found: dict[str, Person] = {}
    for person in islice(_named_in(words.text), MOST_PEOPLE):
        known = found.get(person.name)
        if known is None or (known.role is None and person.role):
            start = known.start if known else person.start
            found[person.name] = Person(person.name, start, person.role, person.gender)
    return sorted(found.values(), key=lambda person: person.start)


def _named_in(text: str) -> Iterator[Person]:
    for match in FULL_NAME.finditer(text):
        name = plain_name(match.group())
        if not is_full_name(name) or _in_headline(text, match.start()) or has_place(name):
            continue
        start = match.start() + match.group().find(name)
        yield Person(name, start, _role(text, start, match.end()), gender_of(match.group()))


def _role(text: str, start: int, end: int) -> str | None:
    """Return the office before a name or the description after it: `the mayor`, `an aide to the president`."""
    beside = BESIDE.match(text, end)
    after = beside["role"].strip() if beside and _is_role(beside) else ""
    before = text[max(0, start - OFFICE_REACH) : start].rstrip(" \xa0,")
    title = _office_at_end(before)
    return "; ".join(part for part in (title, after) if part) or None


def _is_role(beside: re.Match[str]) -> bool:
    return has_office(beside["role"]) or bool(beside["article"] and AGENT.match(beside["role"]))


def has_office(words: str) -> bool:
    """Tell whether some words name an office or a role."""
    return any(word in offices() for word in re.split(r"[^\w]+", words.lower()))


def has_place(name: str) -> bool:
    """Tell whether a name is one of the gazetteer: `Fort Worth`."""
    return load_gazetteer().has_name(fold(name))


def last_mention(text: str, name: str, start: int, end: int) -> int:
    """Return where a name last stands as a whole in a stretch of text, or -1."""
    place = text.rfind(name, start, end)
    while place >= 0 and (
        text[place - 1 : place].isalnum() or text[place + len(name) : place + len(name) + 1].isalnum()
    ):
        place = text.rfind(name, start, place + len(name) - 1)
    return place


def _office_at_end(words: str) -> str:
    """Return the title that ends right before a name, with the country or body it belongs to: `Turkish President`."""
    tokens = words[words.rfind(" ") + 1 :].split()
    if (
        not tokens
        or load_words("institutions")["short_titles"].get(tokens[0].lower().strip("."), tokens[0].lower())
        not in offices()
    ):
        return ""
    tokens = BREAK.split(words)[-1].split()
    first = len(tokens) - 1
    while first > 0 and tokens[first - 1].lower() not in NOT_IN_TITLE:
        first -= 1
    return " ".join(tokens[first:])


def _in_headline(text: str, position: int) -> bool:
    line_end = text.find("\n", position)
    line = text[text.rfind("\n", 0, position) + 1 : line_end if line_end >= 0 else len(text)]
    return line.rstrip()[-1:] not in ".!?”\"':"


def find_by_surname(people: list[Person], surname: str, gender: str | None = None) -> list[Person]:
    """Return the people of a last name, else of a given name; not those whom a title such as "Mrs." cannot mean."""
    wanted = surname.lower()
    named = [p for p in people if p.surname.lower() == wanted] or [
        p for p in people if wanted in p.name.lower().split()
    ]
    fitting = [person for person in named if gender is None or person.gender in (None, gender)]
    return list({person.name: person for person in reversed(fitting or named)}.values())[::-1]


def find_by_office(people: list[Person], description: str, before: int) -> Person | None:
    """Return the person whose office a description gives: the one named last before a position, else next after it."""
    *modifiers, head = _content_words(description)
    heads = {head, *load_words("institutions")["same_office"].get(head, "").split()}
    named = [person for person in people if person.role]
    for person in [*reversed([p for p in named if p.start < before]), *(p for p in named if p.start >= before)]:
        role = _content_words(person.role or "")
        told = {word for word in modifiers if not word.isupper()}
        is_bare = set(role) <= told | heads  # `Health Minister` may be any country's
        if heads & set(role) and set(told if is_bare else modifiers) <= set(role):
            return person
    return None


@lru_cache(maxsize=20_000)
def _content_words(description: str) -> tuple[str, ...]:
    """Return the words of a description, nationalities as the country's code: `Turkey's`, `Turkish` president."""
    plain = re.sub(r"[’']s\b", "", description)
    words = [word for word in WORD.findall(plain) if word.lower() not in ("the", "and", "for", "who")]
    return tuple(_as_country(word) for word in words) or ("",)


def _as_country(word: str) -> str:
    country = find_country(word) if word[0].isupper() else None
    return country.iso if country else load_words("institutions")["short_titles"].get(word.lower(), word.lower())
