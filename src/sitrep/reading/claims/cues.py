"""The words that attribute, as `data/en/cues.toml` lists them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import forms_of, inflect, load_words

LABELS = (":", "-", "–", "—", "―", "--")  # marks between a speaker and what is said
SPEAKING_FRAMES = frozenset({"clause", "quote", "person"})


class Cue(NamedTuple):
    """What the lists say of one word form."""

    lemma: str
    classes: tuple[str, ...]
    frames: frozenset[str] = frozenset()


@cache
def load_cues() -> dict[str, Cue]:
    """Return the cue of each verb form of the lists."""
    members: dict[str, list[str]] = {}
    classes = load_words("cues")["class"]
    for name, group in classes.items():
        for verb in group["verbs"].split() if "verbs" in group else group["prepositions"]:
            members.setdefault(verb, []).append(name)
    cues: dict[str, Cue] = {}
    for verb, names in members.items():
        frames = frozenset(frame for name in names for frame in classes[name]["frames"])
        for form in inflect(verb):
            if form not in cues or form == verb:
                cues[form] = Cue(verb, tuple(names), frames)
    return cues


@cache
def word_list(name: str, key: str = "words") -> frozenset[str]:
    """Return a list of cue words."""
    words = load_words("cues")[name][key]
    return frozenset(words.split())


@cache
def load_nouns() -> dict[str, str]:
    """Return the noun of each form of the cue nouns, singular and plural."""
    nouns = {noun for kind in load_words("cues")["nouns"] for noun in word_list("nouns", kind)}
    return {form: noun for noun in nouns for form in (noun, _plural(noun))}


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


@cache
def load_triggers() -> frozenset[str]:
    """Return the words at which an attribution may be found."""
    return frozenset(
        {
            *load_cues(),
            *fixed_phrases(),
            *load_nouns(),
            *word_list("adjectives"),
            *prepositions_of_source(),
            *LABELS,
        }
    )


@cache
def prepositions() -> dict[str, frozenset[str]]:
    """Return the prepositions that each verb takes."""
    return {
        verb: frozenset(words.split()) for verb, words in load_words("cues")["class"]["about"]["prepositions"].items()
    }


@cache
def light_verbs() -> frozenset[str]:
    """Return the forms of the verbs that only carry a noun of saying: `issued a warning`."""
    return forms_of(load_words("cues")["light"]["verbs"])


@cache
def bounding_words() -> frozenset[str]:
    """Return the words that bound a number: "at", "least", "more", "than"."""
    return frozenset(word for phrase in load_words("figures")["qualifiers"] for word in phrase.split())


@cache
def refusals() -> frozenset[str]:
    """Return the verbs before "to say" with which somebody says nothing."""
    return word_list("kinds", "refusals")


@cache
def refusal_forms() -> frozenset[str]:
    """Return every form of these verbs."""
    return forms_of(load_words("cues")["kinds"]["refusals"])


class Phrase(NamedTuple):
    """A verb with a fixed complement, and the class of cue that they make together."""

    words: tuple[str, ...]
    cue_class: str


@cache
def fixed_phrases() -> dict[str, list[Phrase]]:
    """Return the fixed phrases by the form of their verb, longest first."""
    phrases: dict[str, list[Phrase]] = {}
    for cue_class, members in load_words("cues")["phrases"].items():
        for verb, *rest in sorted(map(str.split, members), key=len, reverse=True):
            for form in inflect(verb):
                phrases.setdefault(form, []).append(Phrase((form, *rest), cue_class))
    return phrases


@cache
def prepositions_of_source() -> dict[str, list[tuple[str, ...]]]:
    """Return the prepositions that stand before a source, by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_words("cues")["prepositions"]["words"]:
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append(words)
    return table


@cache
def speakers() -> frozenset[str]:
    """Return the nouns, singular and plural, for people, bodies and documents that may speak."""
    lists = load_words("institutions")
    words = {*lists["titles"]["offices"].split(), *word_list("people"), *word_list("speakers")}
    words |= {
        word for key in ("institution", "document", "named", "before_name") for word in lists["heads"][key].split()
    }
    return frozenset(form for word in words for form in (word, _plural(word)))
