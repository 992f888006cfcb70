"""Names of people and bodies: one key for the spellings of a name, and the ids of voices."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sitrep.ground.gazetteer import fold
from sitrep.ground.lexicon import load_words

NOT_LETTERS = re.compile(r"[^\w\s]+")
WORD = re.compile(r"\w+(?:[.&-]\w+)*")


@cache
def _given_names() -> dict[str, str]:
    """Return the name under which each spelling of a given name is filed."""
    return {variant: row.split()[0] for row in load_words("names")["given"]["same"] for variant in row.split()}


@cache
def _letters() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), letters) for pattern, letters in load_words("names")["letters"]["rules"])


@lru_cache(maxsize=20_000)
def spelling_key(name: str) -> str:
    """Return what the spellings of one name have in common, in small letters.

    Source: the romanisations of Ukrainian, Russian and Arabic that newspapers mix; the rules stand in `names.toml`.

    >>> spelling_key("Volodymyr Zelenskyy") == spelling_key("Vladimir Zelenskiy")
    True
    >>> spelling_key("Ann Lee") == spelling_key("Anne Leigh")
    False
    """
    words = NOT_LETTERS.sub("", fold(name)).split()
    named = [word for word in words if len(word) > 1] or words
    return " ".join(_given_names().get(word) or _plain_spelling(word) for word in named)


def _plain_spelling(word: str) -> str:
    for pattern, letters in _letters():
        word = pattern.sub(letters, word)
    return word


def voice_id(kind: str, name: str) -> str:
    """Return the id of a voice: its kind and its name as all reports would file it.

    >>> voice_id("person", "Volodymyr Zelensky") == voice_id("person", "Volodymyr Zelenskyy")
    True
    >>> voice_id("institution", "UK Ministry of Defence")
    'institution:uk-ministry-of-defence'
    """
    key = spelling_key(name) if kind == "person" else NOT_LETTERS.sub(" ", re.sub("[’'.]", "", fold(name)))
    return f"{kind}:{'-'.join(key.split())}"


def filed_name(name: str) -> str:
    """Return a name as the user's rules are looked up by: without "the", in small letters."""
    return name.casefold().removeprefix("the ")


def has_body(role: str, body: str) -> bool:
    """Tell whether an office is one of a body, by the body's name or by the initials of it.

    >>> has_body("senior official at the World Health Organisation", "WHO"), has_body("WHO's envoy", "WHO")
    (True, True)
    >>> has_body("a senior official", "Officials"), has_body("head of the Red Cross", "White Helmets")
    (False, False)
    """
    words = WORD.findall(role)
    if f" {filed_name(body)} " in f" {' '.join(words).casefold()} ":
        return True
    initials = "".join(word[0] if word[0].isupper() else " " for word in words)
    return len(body) > 1 and body in initials.split()


@cache
def _genders() -> dict[str, str]:
    lists = load_words("names")
    by_name = {name: gender for gender in ("he", "she") for name in lists["given"][gender].split()}
    return by_name | {title: gender for gender in ("he", "she") for title in lists["titles"][gender].split()}


def gender_of(words: str) -> str | None:
    """Return the pronoun, "he" or "she", that titles and given names call for; None where they do not say.

    >>> gender_of("Mrs. Clinton"), gender_of("Hillary Clinton"), gender_of("Clinton")
    ('she', 'she', None)
    """
    found = (_genders().get(word.strip(".,").lower()) for word in words.split())
    return next((gender for gender in found if gender), None)
