"""Bodies that speak: ministries and forces of a country, seats of government, bodies with a name of their own."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sitrep.ground.countries import Country, find_country, government_seats
from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.media import load_media
from sitrep.ground.model import VoiceKind

POSSESSIVE = re.compile(r"[’'‘]s?$")
CAPITALISED = re.compile(r"[A-Z][\w’'-]*\.?")
OF_A_BODY = re.compile(r"\w\s+(?:of|from|at|for|with)\s+(?:the\s+)?$")
BODY = re.compile(r"[A-Z][\w.&’'-]*(?:\s+(?:(?:of|for|the|and|on|in|to)\s+){0,2}[A-Z][\w.&’'-]*)+")
ACRONYM = re.compile(r"[A-Z][A-Z&]{1,6}s?")


class Body(NamedTuple):
    """A body with its canonical name, and how the words lead to it."""

    name: str
    because: str
    kind: VoiceKind = VoiceKind.INSTITUTION


@cache
def body_words(table: str, key: str = "words") -> frozenset[str]:
    """Return a list of `institutions.toml`."""
    return frozenset(load_words("institutions")[table][key].split())


@cache
def _national_rows() -> dict[str, dict[str, object]]:
    return {form: row for row in load_words("institutions")["national"] for form in row["forms"]}


@cache
def _national() -> re.Pattern[str]:
    """Match an institution of a country at the end of a phrase: `the U.K. defense ministry`, `Ministry of Health`."""
    return re.compile(rf"(?:^|(?P<before>.*?)\s)(?P<form>{alternatives(list(_national_rows()))})$", re.IGNORECASE)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(list(load_words('institutions')['named']))})(?!\w)")


@lru_cache(maxsize=20_000)
def is_national(phrase: str) -> bool:
    """Tell whether a phrase ends in a national institution."""
    return _national().match(phrase) is not None


@lru_cache(maxsize=20_000)
def is_body(phrase: str) -> bool:
    """Tell whether a capitalised phrase names a body: one of its words is that of an institution."""
    return any(word.lower() in body_words("heads", "named") for word in phrase.split())


@lru_cache(maxsize=20_000)
def find_body(core: str) -> Body | None:
    """Return the body that a phrase names by itself, whatever the report."""
    return _national_body(core) or _country(core) or _listed(core) or _medium(core) or _called(core)


def _medium(core: str) -> Body | None:
    """Return a news medium by one of its names: `the Associated Press`, `Russian Interfax news agency`."""
    name = _media_names().get(core.casefold())
    if name is None and core.split()[-1].lower() in body_words("heads", "before_name"):
        name = next((name for word in core.split() if (name := _media_names().get(word.casefold()))), None)
    return Body(name, "a medium of that name") if name else None


@cache
def _media_names() -> dict[str, str]:
    named = load_media().items()
    return {each.casefold(): medium for name, (medium, _) in named for each in (name, medium)}


def _called(core: str) -> Body | None:
    if BODY.fullmatch(core) and is_body(core):
        return Body(core, "named in full")
    return Body(core, "named by its initials") if ACRONYM.fullmatch(core) else None


@lru_cache(maxsize=20_000)
def leading_country(core: str, *, seats: bool = True) -> Country | None:
    """Return the country that a phrase begins with; its capital stands for it unless `seats` is False."""
    tokens = core.split()
    for length in (3, 2, 1):
        name = POSSESSIVE.sub("", " ".join(tokens[:length]))
        country = find_country(name)
        if country and (seats or name not in _seats()):
            return country
    return None


def _national_body(core: str) -> Body | None:
    match, country, of = _national().match(core), None, None
    if match is None:
        of = re.fullmatch(r"(.+)\s+(?:of|in)\s+(?:the\s+)?(.+)", core)
        match = _national().match(of[1]) if of and (country := find_country(of[2])) else None
        if of is None or match is None:
            return None
    row = _national_rows().get(match["form"].lower())
    if row is None:
        return None
    is_local = bool(row.get("local"))
    if country and is_local and of and of[2] in _seats():
        return None
    if country is None and match["before"]:
        country = leading_country(match["before"], seats=not is_local)
    kind = VoiceKind.GROUP if row.get("group") else VoiceKind.INSTITUTION
    if country is None:
        is_name = core[0].isupper() and " " in core and kind is VoiceKind.INSTITUTION and not is_local
        return Body(core, "named in full") if is_name else None
    return Body(_of_country(country, str(row["name"])), f"{row['name']} of {country.name}", kind)


def _of_country(country: Country, name: str) -> str:
    for row in load_words("institutions")["same"]:
        if row["country"] == country.name and name in row["names"]:
            name = row["is"]
    return f"{country.label} {name}"


def _country(core: str) -> Body | None:
    """Return the country that `Kyiv`, `the Kremlin` and `Moscow forces` speak for."""
    country = find_country(core)
    if country:
        is_seat = core.removeprefix("the ") in _seats()
        because = f"stands for the government of {country.name}" if is_seat else "named in full"
        return Body(country.name, because, VoiceKind.COUNTRY)
    head, _, last = core.rpartition(" ")
    if last.lower() in body_words("forces") and head in _seats() and (found := find_country(head)):
        return Body(found.name, f"stands for the government of {found.name}", VoiceKind.COUNTRY)
    return None


@cache
def _seats() -> frozenset[str]:
    rows = load_words("countries")["country"]
    return frozenset(seat.removeprefix("the ") for row in rows for seat in government_seats(row))


def _listed(core: str) -> Body | None:
    """Return a body of the list that a phrase is about, unless somebody speaks for it."""
    match = _named().search(core)
    if match is None or OF_A_BODY.search(core[: match.start()]):
        return None
    rest = core[match.end() :].split()
    if rest and (
        rest[-1].lower() in body_words("titles") or CAPITALISED.fullmatch(rest[-1]) or "’" in core[match.end() :]
    ):
        return None
    if rest and rest[-1].lower() not in body_words("heads", "institution") | body_words("forces"):
        return None
    return Body(str(load_words("institutions")["named"][match.group()]), "a body of that name")


@cache
def _with_head() -> re.Pattern[str]:
    """Match a body with a word such as "ministry" or "group" as the last of its name, or right after it."""
    heads = sorted(body_words("heads", "institution") | body_words("heads", "before_name"))
    titled = "|".join(head.title() for head in heads)
    return re.compile(
        rf"(?P<titled>(?:[A-Z][\w.’-]*[ \xa0]+){{1,6}}(?P<last>{titled})\b)"
        rf"|(?P<listed>{_named().pattern})(?:\s+[a-z]+){{0,2}}\s+(?P<after>{'|'.join(heads)})\b"
    )


def bodies_by_word(text: str) -> dict[str, list[tuple[int, str]]]:
    """Return, for each such word, the bodies that a text names with it, and where."""
    found: dict[str, list[tuple[int, str]]] = {}
    for match in _with_head().finditer(text):
        if match["titled"]:
            name = re.sub(r"^(?:The|A|An)\s+", "", match["titled"])
        else:
            name = str(load_words("institutions")["named"][match["listed"]])
        found.setdefault((match["last"] or match["after"]).lower(), []).append((match.start(), name))
    return found


def initials(name: str) -> str:
    """Return the capitals that a body's name begins its words with.

    >>> initials("Institute for the Study of War")
    'ISW'
    """
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[0].isupper())
