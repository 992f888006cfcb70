"""Packaged words: one folder of TOML lists for each language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("sitrep") / "data"


@cache
def load_languages() -> frozenset[str]:
    """Return the languages that are read: those with a folder of words."""
    return frozenset(each.name for each in DATA.iterdir() if each.joinpath("cues.toml").is_file())


def is_read(language: str | None) -> bool:
    """Tell whether what is written in a language is read; where the language cannot be told, it is tried.

    >>> is_read("en"), is_read(None), is_read("uk")
    (True, True, False)
    """
    return language is None or language in load_languages()


@cache
def load_words(name: str, language: str = "en") -> dict[str, Any]:
    """Return the parsed list `data/<language>/<name>.toml`."""
    return tomllib.loads((DATA / language / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def small_words() -> frozenset[str]:
    """Return the words that carry no meaning of their own: determiners, pronouns, auxiliaries, links and the like."""
    classes = load_words("words")["class"]
    return frozenset(word for tag in "dspilckmbhfrtTw" for word in classes[tag].split())


def alternatives(words: list[str] | tuple[str, ...]) -> str:
    """Return a regular expression that matches any of the words, longest first.

    >>> alternatives(["in", "in the"])
    'in\\\\ the|in'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def inflect(verb: str) -> dict[str, str]:
    """Return the forms of an English verb, each with its tag.

    Tags: z base, v finite only, e past or participle, u participle only, g -ing form.

    >>> inflect("write")
    {'write': 'z', 'writes': 'v', 'wrote': 'v', 'written': 'u', 'writing': 'g'}
    """
    irregular = load_words("words")["irregular"].get(verb)
    if irregular:
        third, past, participle, gerund = irregular.split()
    else:
        third, past, gerund = _regular_forms(verb)
        participle = past
    forms = {verb: "z", third: "v", past: "e" if past == participle else "v"}
    forms.setdefault(participle, "u")
    forms[gerund] = "g"
    forms[verb] = "e" if past == verb else "z"
    return forms


def forms_of(verbs: str) -> frozenset[str]:
    """Return every form of some verbs, given in their base form and parted by white space."""
    return frozenset(form for verb in verbs.split() for form in inflect(verb))


def _regular_forms(verb: str) -> tuple[str, str, str]:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith("ee"):
        return verb + "s", verb + "d", verb + "ing"
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb + "es", verb + "ed", verb + "ing"
    return verb + "s", verb + "ed", verb + "ing"
