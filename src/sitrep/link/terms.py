"""The words of a report as they are compared with another's: in one spelling, and as weighted terms.

Weights are packaged and do not follow the desk, so that what was alike stays alike when later reports come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from sitrep.ground.countries import find_country
from sitrep.ground.lexicon import DATA, load_words, small_words
from sitrep.ground.spelling import plain_word

WORD = re.compile(r"(\d[\d.,]*\d|[^\W_]+(?:[-'’‑.](?!s\b)[^\W_]+)*)(?:['’]s\b)?")
HEAVIEST = 8.0
NAME = 2.0  # the most that a name weighs: whom a story is about stands in all of its reports
RARE = 6.0  # the most that a term weighs where whole reports are compared: rare words and names are alike
MOST_KNOWN = 60_000
HELD = 500  # texts whose terms are kept at hand


class Worded(NamedTuple):
    """The words of a stretch of text in one spelling, with where each stands."""

    words: list[str]
    starts: list[int]
    ends: list[int]


class Term(NamedTuple):
    """What a word stands for, shared by its forms and by words that report the same, and how much it tells."""

    name: str
    weight: float


def split_words(text: str, start: int = 0, end: int | None = None) -> Worded:
    """Return the words of a stretch in one spelling, without case, hyphens and marks.

    >>> split_words("“Improved co-operation”, 70,000 said").words
    ['improved', 'cooperation', '70000', 'said']
    """
    spans = [match.span(1) for match in WORD.finditer(text, start, len(text) if end is None else end)]
    return Worded([plain_word(text[a:b]) for a, b in spans], [a for a, _ in spans], [b for _, b in spans])


@cache
def _weights() -> Mapping[str, float]:
    rows = (line.split() for line in (DATA / "en" / "weights.txt").read_text(encoding="utf-8").splitlines())
    return {stem: float(weight) for weight, *stems in rows for stem in stems}


@cache
def _stem() -> Stemmer:
    return Stemmer("english", 0)


@cache
def _synonyms() -> Mapping[str, Term]:
    """Return the term of each stem that stands in a row of `synonyms.toml`; a row weighs as its commonest word."""
    terms: dict[str, Term] = {}
    for row in load_words("synonyms")["same"]:
        stems = _stem().stemWords([plain_word(word) for word in row.split()])
        term = Term(f"={row.split()[0]}", min(_weights().get(stem, HEAVIEST) for stem in stems))
        for stem in stems:
            terms.setdefault(stem, term)
    return terms


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(load_words("synonyms")["acronyms"].split())


@lru_cache(MOST_KNOWN)
def find_term(word: str, *, is_first: bool = False) -> Term | None:
    """Return the term of a word as it is written, None where it has no meaning of its own.

    `is_first` tells that its sentence begins with it, so that a capital says nothing.

    >>> find_term("Moscow").name == find_term("Russians").name == "@RU", find_term("the")
    (True, None)
    """
    plain = plain_word(word)
    is_capital = word[:1].isupper()
    if len(plain) < 2 and not plain.isdigit():
        return None
    if plain in small_words() and word not in _acronyms():
        return None
    if is_capital and (country := find_country(word.rstrip(".").replace(".", ""))):
        return Term(f"@{country.iso}", NAME)
    if plain[:1].isdigit():
        return Term(f"#{plain}", HEAVIEST / 2)
    stem = _stem().stemWord(plain)
    if stem in _synonyms() and not (is_capital and not is_first):
        return _synonyms()[stem]
    weight = _weights().get(stem, HEAVIEST)
    is_name = is_capital and (not is_first or stem not in _weights())
    return Term(stem, min(weight, NAME)) if is_name else Term(stem, weight)


@cache
def _subjects() -> Mapping[str, Term]:
    """Return the term of each stem in a row of synonyms or of words of one subject; a row weighs as its commonest."""
    names = {stem: term.name for stem, term in _synonyms().items()}
    for row in load_words("synonyms")["subjects"]:
        stems = _stem().stemWords([plain_word(word) for word in row.split()])
        name = next((names[stem] for stem in stems if stem in names), f"={row.split()[0]}")
        for stem in stems:
            names.setdefault(stem, name)
    weights: dict[str, float] = {}
    for stem, name in names.items():
        weights[name] = min(weights.get(name, RARE), _weights().get(stem, HEAVIEST))
    return {stem: Term(name, weights[name]) for stem, name in names.items()}


@cache
def _empty_words() -> frozenset[str]:
    """Return determiners, pronouns, auxiliaries and links; adverbs and most prepositions stay, they weigh little."""
    classes = load_words("words")["class"]
    return frozenset(word for tag in "dsplcmbhftTwx" for word in classes[tag].split())


@lru_cache(MOST_KNOWN)
def find_subject(word: str, *, is_name: bool = False) -> Term | None:
    """Return the term of a word where whole reports are compared, None where it tells nothing; a name has its own.

    >>> find_subject("thieves") == find_subject("robbery"), find_subject("Rob", is_name=True).name
    (True, 'rob')
    """
    plain = plain_word(word)
    if plain in _empty_words() or (len(plain) < 2 and not plain.isdigit()):
        return None
    stem = _stem_of(word)
    if not is_name and stem in _subjects():
        return _subjects()[stem]
    weight = min(_weights().get(stem, HEAVIEST), RARE)
    return Term(stem, weight) if weight else None


@cache
def _phrases() -> Mapping[tuple[str, ...], Term]:
    """Return the term of each two or three stems in a row that stand for one."""
    terms: dict[tuple[str, ...], Term] = {}
    for head, phrases in load_words("synonyms")["phrases"].items():
        stem = _stem().stemWord(head)
        term = _synonyms().get(stem, Term(stem, _weights().get(stem, HEAVIEST)))
        for phrase in phrases:
            terms[tuple(_stem().stemWords(phrase.split()))] = term
    return terms


@cache
def _phrase_heads() -> frozenset[str]:
    return frozenset(stems[0] for stems in _phrases())


@lru_cache(MOST_KNOWN)
def _stem_of(word: str) -> str:
    return str(_stem().stemWord(plain_word(word)))


def find_terms(words: Sequence[str]) -> dict[str, float]:
    """Return the terms of words as they are written, in order, with their weights; the first begins a sentence."""
    return weigh_terms(term for _, _, term in place_terms(words))


def weigh_terms(found: Iterable[Term | None]) -> dict[str, float]:
    """Return terms with their weights, the least where one has several; words that have none are passed over."""
    terms: dict[str, float] = {}
    for term in found:
        if term:
            known = terms.get(term.name, HEAVIEST)
            terms[term.name] = term.weight if term.weight < known else known
    return terms


@lru_cache(HELD)
def terms_of_text(text: str) -> frozenset[str]:
    """Return the terms of a whole text."""
    return frozenset(find_terms([mark[1] for mark in WORD.finditer(text)]))


@lru_cache(MOST_KNOWN)
def rarity_of(name: str) -> float:
    """Return the weight of a term by its name alone, whether or not it is written as a name somewhere."""
    if name.startswith("="):
        return next((term.weight for term in _synonyms().values() if term.name == name), HEAVIEST)
    if name.startswith("@"):
        return NAME
    return HEAVIEST / 2 if name.startswith("#") else _weights().get(name, HEAVIEST)


def place_terms(words: Sequence[str]) -> Iterator[tuple[int, int, Term | None]]:
    """Yield the first word and the number of words of each term, and of each word that has none."""
    place = 0
    while place < len(words):
        word = words[place]
        phrase = _find_phrase(words, place) if _begins_phrase(word) else None
        if phrase:
            yield place, *phrase
            place += phrase[0]
        else:
            yield place, 1, find_term(word) if place else find_term(word, is_first=True)
            place += 1


@lru_cache(MOST_KNOWN)
def _begins_phrase(word: str) -> bool:
    return _stem_of(word) in _phrase_heads()


def _find_phrase(words: Sequence[str], place: int) -> tuple[int, Term] | None:
    """Return how many words at a place are one term, and the term; None where each stands for itself."""
    for length in (min(3, len(words) - place), 2):
        term = _phrases().get(tuple(map(_stem_of, words[place : place + length])))
        if term:
            return length, term
    return None
