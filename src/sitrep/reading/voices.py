"""Who speaks: one canonical name for each of the many ways in which a report names a voice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from sitrep.ground.countries import Country, find_country, government_seats, load_country_names
from sitrep.ground.gazetteer import fold, load_gazetteer
from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import Attribution, Span
from sitrep.reading.phrases import phrase_before
from sitrep.reading.words import Words

DETERMINERS = re.compile(
    r"(?:(?:the|a|an|this|that|these|those|some|one|two|three|four|several|many|most|other|another|its|his|her|their|our|my|each|both"
    r"|all|any|every|more|few)\s+)+",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s*(?:,(?!\d)|\(|\s[–—-]\s|\s(?:who|whose|which)\b).*", re.DOTALL)
NAME = re.compile(r"[A-Z][\w.’'-]*(?:\s+(?:(?:de|da|di|van|von|bin|ibn|al|el|la|der|den|ter)\s+|al-)?[A-Z][\w.’'-]*)*")
GIVEN_NAMES = re.compile(r"(?:[A-Z][\w.’'-]*[ \xa0]+){1,3}$")
FULL_NAME = re.compile(
    r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:[ \xa0](?:(?:de|da|van|von|bin|al|el|la)[ \xa0]|al-)?(?:[A-Z][\w’'-]+|[A-Z]\.))+"
)
CAPITALISED = re.compile(r"[A-Z][\w’'-]*\.?")
OWNER = re.compile(r"^[A-Z]\w*[’']s\s+(?=[A-Z])")  # the UN's Martin Griffiths
OF_A_BODY = re.compile(r"\w\s+(?:of|from|at|for|with)\s+(?:the\s+)?$")
POSSESSIVE = re.compile(r"[’'‘]s?$")
PRONOUN_REACH = 1_500
HE, IT, THEY = {"he", "she", "him", "her", "his"}, {"it", "its"}, {"they", "their", "them"}
ANY_PRONOUN = (
    HE
    | IT
    | THEY
    | {
        "i",
        "we",
        "you",
        "who",
        "which",
        "that",
        "what",
        "this",
        "there",
        "everyone",
        "nobody",
        "us",
        "me",
        "my",
        "our",
        "your",
    }
)


@cache
def _words(table: str, key: str = "words") -> frozenset[str]:
    return frozenset(load_words("institutions")[table][key].split())


@cache
def _national_forms() -> dict[str, str]:
    return {form: row["name"] for row in load_words("institutions")["national"] for form in row["forms"]}


@cache
def _national() -> re.Pattern[str]:
    """Match an institution of a country at the end of a phrase: `the U.K. defense ministry`, `Ministry of Health`."""
    return re.compile(rf"(?:^|(?P<before>.*?)\s)(?P<form>{alternatives(list(_national_forms()))})$", re.IGNORECASE)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(list(load_words('institutions')['named']))})(?!\w)")


@cache
def _spellings() -> dict[str, str]:
    table = load_words("institutions")["spellings"]
    return {variant: name for name, variants in table.items() for variant in variants}


def name_voices(words: Words, attributions: Sequence[Attribution]) -> list[str | None]:
    """Return the canonical name of the voice behind each attribution, None where nobody is named.

    Shape: parallel to `attributions`. Several speakers of one claim are joined by "; ".
    """
    cast = Cast(words)
    return [cast.voice_of(attribution) for attribution in attributions]


class Cast:
    """The voices of one report so far, in the order in which they speak."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.text = words.text
        self.person: str | None = None
        self.institution: str | None = None
        self.group: str | None = None
        self.spoken: Counter[str] = Counter()
        self.full_names: dict[str, str] = {}

    def voice_of(self, attribution: Attribution) -> str | None:
        """Name the voice of the next attribution in text order, and remember who spoke."""
        if not attribution.source:
            return None
        source = attribution.source[0]
        phrase = " ".join(self.text[source.start : source.end].split())
        if phrase.lower() in ("who", "which", "that"):
            phrase = self._antecedent(source)
        return self._name(phrase, source)

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

    def _name(self, phrase: str, source: Span) -> str | None:
        lower = phrase.lower()
        if lower in ANY_PRONOUN:
            return self._pronoun(lower, source)
        core = (
            DETERMINERS.sub("", ASIDE.sub("", phrase), count=1) if DETERMINERS.match(phrase) else ASIDE.sub("", phrase)
        )
        core = POSSESSIVE.sub("", core).strip(" \"“”‘’'")
        if not any(char.isalpha() for char in core):
            return None
        parts = re.split(r"\s+and\s+", core)
        if (
            len(parts) == 2
            and all(part[:1].isupper() or part.startswith("the ") for part in parts)
            and not _national().match(core)
        ):
            voices = [self._name(part, source) for part in parts]
            return "; ".join(voice for voice in voices if voice) or None
        return (
            self._institution(core, source)
            or self._person(core)
            or self._named_after(phrase)
            or self._generic(core, source)
        )

    def _pronoun(self, lower: str, source: Span) -> str | None:
        if lower in HE:
            return self.person or self._last_person(source)
        if lower in IT:
            return self.institution
        if lower in THEY:
            return self.group or self.institution
        return None

    def _last_person(self, source: Span) -> str | None:
        """Return the last full name before a pronoun that is no country and no institution."""
        for match in reversed(list(FULL_NAME.finditer(self.text, max(0, source.start - PRONOUN_REACH), source.start))):
            name = _without_titles(POSSESSIVE.sub("", match.group()))
            if " " in name and _is_full_name(name) and not load_gazetteer().has_name(fold(name)):
                return _spellings().get(name, name)
        return None

    def _full_name(self, surname: str) -> str:
        """Return the first full name in the running text that ends in a surname, or the surname."""
        if surname not in self.full_names:
            self.full_names[surname] = next(self._names_ending_in(surname), surname)
        return self.full_names[surname]

    def _names_ending_in(self, surname: str) -> Iterator[str]:
        start = self.text.find(surname)
        while start >= 0:
            end = start + len(surname)
            given = GIVEN_NAMES.search(self.text, max(0, start - 60), start)
            name = _without_titles(given.group() + surname) if given else surname
            if (
                not self.text[end : end + 1].isalnum()
                and " " in name
                and _is_full_name(name)
                and not self._in_headline(start)
            ):
                yield name
            start = self.text.find(surname, end)

    def _in_headline(self, position: int) -> bool:
        line_end = self.text.find("\n", position)
        line = self.text[self.text.rfind("\n", 0, position) + 1 : line_end if line_end >= 0 else len(self.text)]
        return line.rstrip()[-1:] not in ".!?”\"':"

    def _institution(self, core: str, source: Span) -> str | None:
        voice = (
            _national_institution(core)
            or self._document(core)
            or _country_voice(core)
            or self._short_name(core, source)
            or _named_body(core)
        )
        if voice:
            self.institution = voice
            self.spoken[voice] += 1
        return voice

    def _document(self, core: str) -> str | None:
        """Name who issued `the British update`, `the intelligence report`: an institution that spoke before."""
        head = core.split()[-1].lower().rstrip("s")
        if head not in _words("heads", "document"):
            return None
        country = _leading_country(core)
        if country is None:
            return self.institution
        return next(
            (voice for voice, _ in self.spoken.most_common() if voice.startswith((country.label, country.name))), None
        )

    def _short_name(self, core: str, source: Span) -> str | None:
        """Name `the ministry` and `the mercenary group`: the last full name with that head before."""
        head = core.split()[-1].lower()
        if core[0].isupper() or head not in _words("heads", "institution"):
            return None
        for voice, _ in self.spoken.most_common():
            if head in voice.lower():
                return voice
        named = [match.group() for match in _full_names_with(head.title()).finditer(self.text, 0, source.start)]
        return DETERMINERS.sub("", named[-1]) if named else None

    def _named_after(self, phrase: str) -> str | None:
        """Name `the state's campaign chairman, Phil Lovas` by the name beside the office."""
        _, comma, beside = phrase.partition(", ")
        match = NAME.match(beside)
        name = _without_titles(match.group()) if comma and match else ""
        if " " not in name or not _is_full_name(name):
            return None
        self.person = _spellings().get(name, name)
        return self.person

    def _person(self, core: str) -> str | None:
        found = [match.group() for match in NAME.finditer(core)]
        if not found:
            return None
        last = found[-1]
        if not core.endswith(last) and not _starts_with_name(core, last):
            return None
        name = OWNER.sub("", _without_titles(last))
        if core.lower() in load_words("cues")["people"]["words"].split():
            return None
        if not name or find_country(name) or (name.isupper() and len(name) > 3 and " " not in name):
            return None
        surname = POSSESSIVE.sub("", name.split()[-1])
        if " " not in name and core.split()[-1].lower() not in (surname.lower(),):
            return None
        if " " not in name:
            name = self._full_name(surname)
        self.person = _spellings().get(name, name)
        return self.person

    def _generic(self, core: str, source: Span) -> str:
        """Return an unnamed voice as it is called; a short name that owns it is made full."""
        owner, apostrophe, rest = core.partition("’s ") if "’s " in core else core.partition("'s ")
        if apostrophe and rest:
            named = self._short_name(owner, source) or (find_country(owner).label if find_country(owner) else None)  # type: ignore[union-attr]
            if named:
                core = f"{named} {rest}"
        voice = core[0].upper() + core[1:]
        self.group = voice
        return voice


@cache
def _full_names_with(head: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[A-Z][\w.’-]*[ \xa0]+)+{head}\b")


@lru_cache(maxsize=20_000)
def _is_full_name(name: str) -> bool:
    last = name.split()[-1]
    return name.count(" ") < 4 and not _national().match(name) and find_country(last) is None and not name.isupper()


@lru_cache(maxsize=20_000)
def _without_titles(name: str) -> str:
    """Return what follows the last title, country or party of a name: `Texas Sen. Ted Cruz` gives `Ted Cruz`."""
    tokens = name.split()
    titles = _words("titles")
    for index in range(len(tokens) - 2, -1, -1):
        plain = POSSESSIVE.sub("", tokens[index]).lower()
        if plain in titles or plain in load_country_names():
            return " ".join(tokens[index + 1 :])
    return " ".join(tokens) if len(tokens) > 1 or tokens[0].lower() not in titles else ""


def _starts_with_name(core: str, name: str) -> bool:
    """Tell whether a phrase is a name with something linked to it: `Ann Lee of the Red Cross`."""
    return core.startswith(name) and core[len(name) :].lstrip().split(" ")[0] in (
        "of",
        "at",
        "from",
        "for",
        "in",
        "with",
    )


@lru_cache(maxsize=20_000)
def _leading_country(core: str) -> Country | None:
    tokens = core.split()
    for length in (3, 2, 1):
        country = find_country(POSSESSIVE.sub("", " ".join(tokens[:length])))
        if country:
            return country
    return None


@lru_cache(maxsize=20_000)
def _national_institution(core: str) -> str | None:
    match = _national().match(core)
    if match is None:
        of = re.fullmatch(r"(.+)\s+(?:of|in)\s+(?:the\s+)?(.+)", core)
        country = find_country(of[2]) if of else None
        match = _national().match(of[1]) if of and country else None
        if match is None:
            return None
    else:
        country = _leading_country(match["before"]) if match["before"] else None
    name = _national_forms()[match["form"].lower()]
    if country is None:
        return core if core[0].isupper() and " " in core else None
    for row in load_words("institutions")["same"]:
        if row["country"] == country.name and name in row["names"]:
            name = row["is"]
    return f"{country.label} {name}"


@lru_cache(maxsize=20_000)
def _country_voice(core: str) -> str | None:
    """Name `Kyiv`, `the Kremlin` and `Moscow forces` by their country."""
    country = find_country(core)
    if country:
        return country.name
    head, _, last = core.rpartition(" ")
    if last.lower() in _words("forces") and head in _seats():
        found = find_country(head)
        return found.name if found else None
    return None


@cache
def _seats() -> frozenset[str]:
    rows = load_words("countries")["country"]
    return frozenset(seat.removeprefix("the ") for row in rows for seat in government_seats(row))


@lru_cache(maxsize=20_000)
def _named_body(core: str) -> str | None:
    """Name a body of the list that a phrase is about, unless somebody speaks for it."""
    match = _named().search(core)
    if match is None or OF_A_BODY.search(core[: match.start()]):
        return None
    rest = core[match.end() :].split()
    if rest and (rest[-1].lower() in _words("titles") or CAPITALISED.fullmatch(rest[-1]) or "’" in core[match.end() :]):
        return None
    if rest and rest[-1].lower() not in _words("heads", "institution") | _words("forces"):
        return None
    return str(load_words("institutions")["named"][match.group()])
