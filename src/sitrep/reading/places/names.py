"""Names in a text that may be places, and what each may mean. What they do mean is decided elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sitrep.ground.gazetteer import Candidate, Gazetteer, PlaceKind, fold
from sitrep.ground.lexicon import load_words
from sitrep.reading.places.lists import load_demonyms, no_places
from sitrep.reading.places.pieces import Pieces

LONGEST_NAME = 6  # words
MAX_CANDIDATES = 12
NAME_TAGS = frozenset("NnjegDzvuqd")
AREAS = (PlaceKind.COUNTRY, PlaceKind.REGION)
# how likely a place is meant by its name alone, in powers of ten of its people
PRIOR = {PlaceKind.COUNTRY: 12.0, PlaceKind.REGION: 11.0, PlaceKind.ADMIN1: 1.6, PlaceKind.ADMIN2: -0.3}
KNOWN_STATES = 1.4  # more, for the states and provinces that English news names without their country
STATE_LANDS = frozenset(["US", "CA", "GB", "AU", "IN", "CN", "RU"])
OTHER_NAME = -1.2
SEAT = 5_000  # people of a town without a count: GeoNames lists it as the seat of a district
GREAT_CITY, KNOWN_ABROAD = 500_000, 1.0
OVERSHADOWED = -3.0
CAPITAL = 1.5
TWIN = -3.5
TWIN_INSIDE, TWIN_OUTSIDE = 100_000, 500_000  # people of a town that a division of the name lies around, or not
TWIN_SHARE = 0.05  # of the people of the division, in a small one
SHORT_FORMS = {"st": "st", "ft": "fort", "mt": "mount"}
SMALLEST = {PlaceKind.ADMIN1: 100_000, PlaceKind.ADMIN2: 20_000}


class Vote(NamedTuple):
    """One reading of a name: how likely it is by itself, and its share among the readings of the name."""

    candidate: Candidate
    prior: float
    share: float


class Meaning(NamedTuple):
    """What a folded name may mean, likeliest first, and what it means most often."""

    candidates: tuple[Candidate, ...]
    likeliest: Candidate
    prior: float
    ballot: tuple[Vote, ...]


class Name(NamedTuple):
    """A name in the text that may be a place: pieces `[first, end)`, its spelling as a key, and what it may mean.

    `wanted` is the kind that the words around it ask for: a division in `Donetsk Oblast`.
    """

    first: int
    end: int
    folded: str
    meaning: Meaning
    score: float = 0.0
    wanted: PlaceKind | None = None

    @property
    def key(self) -> tuple[str, PlaceKind | None]:
        """What is resolved once a report."""
        return self.folded, self.wanted

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the places of that name."""
        return self.meaning.candidates

    @property
    def is_one_word(self) -> bool:
        """Tell whether the name is a single word."""
        return self.end - self.first == 1


@lru_cache(maxsize=50_000)
def find_meaning(gazetteer: Gazetteer, folded: str) -> Meaning | None:
    """Return what a folded name may mean; None where the gazetteer has no place of that name."""
    candidates = gazetteer.find(folded)[:MAX_CANDIDATES]
    if not candidates:
        return None
    return _weighed([(_prior(c) + _twin(c, candidates) + _overshadowed(c, candidates), c) for c in candidates])


def _overshadowed(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Return what another name of a town loses to a greater one of the country that is really called so."""
    greater = (c for c in candidates if c.is_main_name and c.country == candidate.country)
    if candidate.is_main_name or all(c.population < candidate.population for c in greater):
        return 0.0
    return OVERSHADOWED


def _weighed(found: Sequence[tuple[float, Candidate]]) -> Meaning:
    ordered = sorted(found, key=lambda pair: -pair[0])
    priors, candidates = [prior for prior, _ in ordered], tuple(candidate for _, candidate in ordered)
    return Meaning(candidates, candidates[0], priors[0], share_out(candidates, priors, priors))


def _twin(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Return what a division loses to a great town of its name: `New York`, `Gaziantep`, `Washington`."""
    if candidate.kind is not PlaceKind.ADMIN1:
        return 0.0
    towns = [c for c in candidates if c.kind is PlaceKind.CITY and c.country == candidate.country]
    inside = min(TWIN_INSIDE, TWIN_SHARE * candidate.population)
    least = {True: inside, False: TWIN_OUTSIDE}
    return TWIN if any(town.population >= least[town.admin1 == candidate.index] for town in towns) else 0.0


def share_out(candidates: Sequence[Candidate], priors: Sequence[float], scores: Sequence[float]) -> tuple[Vote, ...]:
    """Return the readings of a name with their shares, which add up to 1."""
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return tuple(
        Vote(candidate, prior, weight / total)
        for candidate, prior, weight in zip(candidates, priors, weights, strict=True)
    )


def _prior(candidate: Candidate) -> float:
    value = PRIOR.get(candidate.kind, 0.0)
    if candidate.kind not in AREAS:
        value += math.log10(max(candidate.population or SEAT, SMALLEST.get(candidate.kind, 300)))
    if candidate.kind is PlaceKind.COUNTRY and candidate.population < 300_000:
        value -= 4.0
    if candidate.kind is PlaceKind.ADMIN1 and candidate.country in STATE_LANDS:
        value += KNOWN_STATES
    if candidate.kind is PlaceKind.CITY and (fold(candidate.name), candidate.country) in _capitals():
        value += CAPITAL
    if candidate.kind is PlaceKind.CITY and candidate.population >= GREAT_CITY:
        value += KNOWN_ABROAD
    return value if candidate.is_main_name else value + OTHER_NAME


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset(
        (fold(row["capital"]), row["iso"]) for row in load_words("countries")["country"] if row.get("capital")
    )


@lru_cache(maxsize=10_000)
def narrow(gazetteer: Gazetteer, folded: str, kind: PlaceKind) -> Meaning | None:
    """Return what a folded name may mean of one kind; None where no place of the kind bears it."""
    found = [(_prior(candidate), candidate) for candidate in gazetteer.find(folded) if candidate.kind is kind]
    return _weighed(found) if found else None


def find_names(pieces: Pieces) -> Iterator[Name]:
    """Find the longest names of the gazetteer among the capitalised words, in text order, without overlap."""
    done = 0
    for index in pieces.capitals:
        if index >= done and pieces.tags[index] in NAME_TAGS and pieces.gazetteer.has_word(pieces.forms[index]):
            found = longest_name(pieces, index)
            if found:
                done = found.end
                yield found


def longest_name(pieces: Pieces, first: int) -> Name | None:
    """Return the longest name that begins at a word; a single word for a people is none."""
    gazetteer = pieces.gazetteer
    best: tuple[int, str] | None = None
    folded, total = "", len(pieces)
    for end in range(first + 1, min(first + LONGEST_NAME, total) + 1):
        form = pieces.forms[end - 1]
        blank = " " if end - 1 > first and pieces.starts[end - 1] > pieces.ends[end - 2] else ""
        if end - 1 > first and not stands_beside(pieces, end - 1):
            break
        folded = _join(folded, blank, form)
        if _has_capital(form) and gazetteer.has_name(folded):
            best = (end, folded)
        if form == "." and gazetteer.has_name(folded):
            best = (end, folded)
        if not gazetteer.has_prefix(folded):
            break
    if best is None or (best[0] == first + 1 and pieces.lower[first] in load_demonyms()):
        return None
    if best[1] in no_places():
        return None
    if pieces.lower[first] == "the" and any(c.is_main_name for c in gazetteer.find(best[1].removeprefix("the "))):
        return None
    meaning = find_meaning(gazetteer, best[1])
    return Name(first, best[0], best[1], meaning) if meaning else None


def _has_capital(form: str) -> bool:
    """Tell whether a word is capitalised, be it after an article: `d'Ivoire`."""
    return form[0].isupper() or (len(form) > 2 and form[1] in "'’" and form[2].isupper())


def _join(folded: str, blank: str, form: str) -> str:
    """Return the key of a longer name; a short form's stop adds nothing: `Ft. Worth`."""
    if folded in SHORT_FORMS:
        return SHORT_FORMS[folded] if form == "." else f"{SHORT_FORMS[folded]} {fold(form)}"
    return f"{folded}{blank}{fold(form)}"


def stands_beside(pieces: Pieces, index: int) -> bool:
    """Tell whether at most a blank stands between a word and the one before."""
    start, end = pieces.ends[index - 1], pieces.starts[index]
    return end - start <= 1 and pieces.text[start:end] != "\n"


def opens_sentence(pieces: Pieces, index: int) -> bool:
    """Tell whether a word is the first of a sentence, a quotation or a line."""
    return (
        index == 0
        or pieces.tags[index - 1] in ".oa:-"
        or pieces.paragraph_of[index - 1] != pieces.paragraph_of[index]
        or "\n" in pieces.text[pieces.ends[index - 1] : pieces.starts[index]]
    )
