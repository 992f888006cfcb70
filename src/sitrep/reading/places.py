"""Places named in a report, each with a point and an honest radius.

Recognition adds up what the words around a name say; resolution lets every name of a report vote for the states and
countries that its candidates lie in, so that neighbours are understood together. A name that the gazetteer lacks is no
place here yet.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from sitrep.ground.gazetteer import Candidate, Gazetteer, PlaceKind, fold, load_gazetteer
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Place
from sitrep.reading.words import Words

LONGEST_NAME = 5  # words
THRESHOLD = 0.6
CLEAR = 2.0  # a score that needs no support
MAX_CANDIDATES = 10
KIND_SCORE = {PlaceKind.COUNTRY: 3.5, PlaceKind.REGION: 3.0, PlaceKind.ADMIN1: 2.2, PlaceKind.ADMIN2: 1.0}
KIND_PRIOR = {PlaceKind.COUNTRY: 11.0, PlaceKind.REGION: 9.0, PlaceKind.ADMIN1: 1.7, PlaceKind.ADMIN2: -0.3}
STATE_WEIGHT, COUNTRY_WEIGHT = 2.0, 2.3  # how much a shared state or country says against a factor of ten in people
FULL_NAME_TITLES = frozenset(
    [
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "sen.",
        "rep.",
        "gov.",
        "gen.",
        "lt.",
        "col.",
        "sgt.",
        "capt.",
        "rev.",
        "prof.",
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "sir",
    ]
)


class Vote(NamedTuple):
    """One reading of a name: how likely it is by itself, and its share among the readings of the name."""

    candidate: Candidate
    prior: float
    share: float


class Meaning(NamedTuple):
    """What a folded name may mean, and what it means most often."""

    candidates: tuple[Candidate, ...]
    likeliest: Candidate
    ballot: tuple[Vote, ...]


class Name(NamedTuple):
    """A name in the text that may be a place: words `[first, end)` and what it may mean."""

    first: int
    end: int
    folded: str
    score: float

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the places of that name."""
        meaning = _meaning(self.folded)
        return meaning.candidates if meaning else ()


_fold = lru_cache(maxsize=50_000)(fold)


@lru_cache(maxsize=50_000)
def _meaning(folded: str) -> Meaning | None:
    candidates = load_gazetteer().find(folded)[:MAX_CANDIDATES]
    if not candidates:
        return None
    ballot = _shared_out([Vote(c, _prior(c), 0.0) for c in candidates], [_prior(c) for c in candidates])
    return Meaning(candidates, max(candidates, key=_prior), ballot)


@lru_cache(maxsize=50_000)
def _is_name(folded: str) -> bool:
    return load_gazetteer().has_name(folded)


@lru_cache(maxsize=50_000)
def _continues(folded: str) -> bool:
    return load_gazetteer().has_prefix(folded)


@cache
def _words(table: str, key: str) -> frozenset[str]:
    return frozenset(load_words("places")[table][key].split())


def find_places(words: Words) -> Iterator[Place]:
    """Find the places of a report, in text order, without overlap."""
    gazetteer = load_gazetteer()
    names = _supported([_scored(words, name) for name in _find_names(words)])
    meanings = _resolve(names, words)
    for name in names:
        span = words.span(name.first, name.end)
        text = words.text[span.start : span.end]
        place = meanings[name.folded]
        if _is_division(words, name):
            place = _division_of(place, name, gazetteer)
        yield Place(
            span.start,
            span.end,
            text,
            round(place.lat, 5),
            round(place.lon, 5),
            round(place.radius_km, 1),
            place.geonames,
        )


# --- recognition


def _find_names(words: Words) -> Iterator[Name]:
    """Find the longest names of the gazetteer among the capitalised words."""
    done = 0
    capitals = [index for index, form in enumerate(words.forms) if form[0].isupper()]
    for index in capitals:
        form = words.forms[index]
        if index >= done and words.tags[index] in "NnjegDz" and _begins_name(form):
            found = _longest_name(words, index)
            if found:
                done = found.end
                if done - index > 1 or not _is_ruled_out(form):
                    yield found


@lru_cache(maxsize=50_000)
def _is_ruled_out(form: str) -> bool:
    """Tell whether a word by itself is a common word or a personal name far sooner than a place."""
    lower = form.lower()
    return lower in _words("not_places", "words") and lower not in _words("not_places", "known")


@lru_cache(maxsize=50_000)
def _begins_name(form: str) -> bool:
    folded = fold(form)
    return _is_name(folded) or _continues(folded)


def _longest_name(words: Words, first: int) -> Name | None:
    best: Name | None = None
    folded, total = "", len(words.forms)
    for end in range(first + 1, min(first + LONGEST_NAME, total) + 1):
        if end - 1 > first and not _runs_on(words, end - 1):
            break
        form = words.forms[end - 1]
        if not (form[0].isalnum() or form in ("’s", "'s")):
            break
        folded = f"{folded} {_fold(form)}" if folded else _fold(form)
        if form[0].isupper() and _is_name(folded):
            best = Name(first, end, folded, 0.0)
        if not _continues(folded):
            break
    return best


def _runs_on(words: Words, index: int) -> bool:
    """Tell whether only a blank stands between a word and the one before."""
    return (
        words.starts[index] - words.ends[index - 1] <= 1
        and words.text[words.ends[index - 1] : words.starts[index]] != "\n"
    )


def _prior(candidate: Candidate) -> float:
    """Return how likely a place is meant by its name alone, in powers of ten of its people."""
    value = KIND_PRIOR.get(candidate.kind, 0.0)
    if candidate.kind is PlaceKind.ADMIN1:
        value += math.log10(max(candidate.population, 100_000))
    elif candidate.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION):
        value += math.log10(max(candidate.population, 300))
    return value - (0.0 if candidate.is_main_name else 0.8)


def _scored(words: Words, name: Name) -> Name:
    meaning = _meaning(name.folded)
    assert meaning  # a name is made only where the gazetteer has it
    best = meaning.likeliest
    score = KIND_SCORE.get(best.kind) or min(2.0, max(0.0, (_prior(best) - 4.2) * 0.9))
    score += _word_score(words, name, best) + _before_score(words, name) + _after_score(words, name, best)
    return name._replace(score=score)


def _word_score(words: Words, name: Name, best: Candidate) -> float:
    """Return what the name itself says: common words and given names are seldom places."""
    form, lower = words.forms[name.first], words.lower[name.first]
    if name.end - name.first > 1:
        return 0.7
    score = 0.0
    if lower in _words("not_places", "known"):
        score -= 1.0
    elif words.tags[name.first] != "N":
        score -= 3.0
    if len(form) <= 3 and best.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION):
        score -= 2.0
    if form.isupper() and len(form) <= 5 and best.kind is PlaceKind.CITY:
        score -= 2.0
    return score


def _before_score(words: Words, name: Name) -> float:
    first = name.first
    if (
        first == 0
        or words.text[words.ends[first - 1] : words.starts[first]].strip(" ")
        or "\n" in words.text[words.ends[first - 1] : words.starts[first]]
    ):
        return 0.0
    before, lower = words.forms[first - 1], words.lower[first - 1]
    if lower in _words("before", "strong"):
        return 1.8
    if lower in _words("before", "weak"):
        kind = words.lower[first - 2] if first > 1 and lower == "of" else ""
        return 3.0 if kind in _words("after", "kinds") else 0.8
    if lower in _words("before", "verbs"):
        return 1.0
    if lower in FULL_NAME_TITLES:
        return -4.0
    if lower == "the":
        return -1.0
    if before[0].isupper() and words.tags[first - 1] == "N":
        return -2.5 if not _opens_sentence(words, first - 1) else -1.0
    return 0.0


def _opens_sentence(words: Words, index: int) -> bool:
    return index == 0 or words.tags[index - 1] in ".oa:" or words.paragraph_of[index - 1] != words.paragraph_of[index]


def _after_score(words: Words, name: Name, best: Candidate) -> float:
    if name.end >= len(words):
        return 0.0
    lower, form = words.lower[name.end], words.forms[name.end]
    if form == "," and _is_followed_by_container(words, name):
        return 3.0
    if not _runs_on(words, name.end):
        return 0.0
    if lower in _words("after", "kinds") or lower in _words("admin", "words"):
        return 1.5
    if lower in _words("after", "streets"):
        return -4.0
    if form[0].isupper() and words.tags[name.end] == "N":
        return -1.2 if lower in _words("after", "organisations") else -1.8
    if words.tags[name.end] in "ve" and best.kind in (PlaceKind.CITY, PlaceKind.ADMIN2):
        return -0.8
    return 0.0


def _is_followed_by_container(words: Words, name: Name) -> bool:
    """Tell whether a name goes on with its state or country: `Austin, Texas`."""
    if name.end + 1 >= len(words) or not words.forms[name.end + 1][0].isupper():
        return False
    container = _longest_name(words, name.end + 1)
    return bool(container and _contained(name.candidates, container.candidates))


def _contained(inner: tuple[Candidate, ...], outer: tuple[Candidate, ...]) -> Candidate | None:
    """Return the first of the inner places that lies in one of the outer ones."""
    for container in outer:
        for candidate in inner:
            if candidate.index == container.index or candidate.country != container.country:
                continue
            if container.kind is PlaceKind.COUNTRY or (
                container.kind is PlaceKind.ADMIN1 and candidate.admin1 == container.index
            ):
                return candidate
    return None


def _supported(names: list[Name]) -> list[Name]:
    """Keep the names that are places, one sense a report: a clear mention carries the unclear ones."""
    best: dict[str, float] = defaultdict(lambda: -math.inf)
    states: Counter[int] = Counter()
    countries: Counter[str] = Counter()
    for name in names:
        best[name.folded] = max(best[name.folded], name.score)
        if name.score >= CLEAR:
            first = name.candidates[0]
            state = first.index if first.kind is PlaceKind.ADMIN1 else first.admin1
            countries[first.country] += 1
            if state is not None:
                states[state] += 1
    kept = []
    for name in names:
        support = max((states[c.admin1] for c in name.candidates if c.admin1 is not None), default=0)
        near = max((countries[c.country] for c in name.candidates if c.country), default=0)
        score = 0.7 * name.score + 0.3 * best[name.folded] + min(1.0, 0.5 * support) + (0.4 if near > 1 else 0.0)
        if score >= THRESHOLD:
            kept.append(name)
    return kept


# --- resolution


def _resolve(names: list[Name], words: Words) -> dict[str, Candidate]:
    """Return what each name means, by votes for the states and countries of all candidates."""
    fixed = _fixed_by_container(names, words)
    ballots = {name.folded: meaning.ballot for name in names if (meaning := _meaning(name.folded))}
    ballots |= {key: (Vote(candidate, 0.0, 1.0),) for key, candidate in fixed.items()}
    if any(len(ballot) > 1 for ballot in ballots.values()):
        for _ in range(2):
            total = Tally()
            for ballot in ballots.values():
                total.add(ballot)
            ballots = {key: _revised(ballot, total) if len(ballot) > 1 else ballot for key, ballot in ballots.items()}
    return {key: max(ballot, key=lambda vote: vote.share).candidate for key, ballot in ballots.items()}


def _fixed_by_container(names: list[Name], words: Words) -> dict[str, Candidate]:
    fixed: dict[str, Candidate] = {}
    for name, following in pairwise(names):
        if following.first == name.end + 1 and words.forms[name.end] == ",":
            inside = _contained(name.candidates, following.candidates)
            if inside:
                fixed[name.folded] = inside
    return fixed


class Tally:
    """How much the names of a report speak for each state and each country."""

    def __init__(self) -> None:
        self.states: dict[int | None, float] = defaultdict(float)
        self.countries: dict[str, float] = defaultdict(float)

    def add(self, ballot: Sequence[Vote]) -> None:
        """Count one name's votes."""
        for candidate, _, share in ballot:
            self.countries[candidate.country] += share if candidate.kind is PlaceKind.COUNTRY else 0.4 * share
            self.states[_state(candidate)] += 0.8 * share


def _state(candidate: Candidate) -> int | None:
    return candidate.index if candidate.kind is PlaceKind.ADMIN1 else candidate.admin1


def _shared_out(ballot: Sequence[Vote], scores: list[float]) -> tuple[Vote, ...]:
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return tuple(Vote(vote.candidate, vote.prior, weight / total) for vote, weight in zip(ballot, weights, strict=True))


def _revised(ballot: Sequence[Vote], total: Tally) -> tuple[Vote, ...]:
    """Weigh one name's readings by where the other names lie."""
    own = Tally()
    own.add(ballot)
    scores = []
    for candidate, prior, _ in ballot:
        state = candidate.admin1
        score = prior
        if state is not None:
            score += STATE_WEIGHT * math.log1p(3 * max(0.0, total.states[state] - own.states[state]))
        if candidate.country:
            score += COUNTRY_WEIGHT * math.log1p(
                3 * max(0.0, total.countries[candidate.country] - own.countries[candidate.country])
            )
        scores.append(score)
    return _shared_out(ballot, scores)


def _is_division(words: Words, name: Name) -> bool:
    """Tell whether the word after a name makes it a province: `Donetsk Oblast`."""
    return name.end < len(words) and words.lower[name.end] in _words("admin", "words") and _runs_on(words, name.end)


def _division_of(place: Candidate, name: Name, gazetteer: Gazetteer) -> Candidate:
    """Return the first-level division that bears a name, or that the city of that name lies in."""
    named = [c for c in name.candidates if c.kind is PlaceKind.ADMIN1 and c.country == place.country]
    return named[0] if named else gazetteer.admin1_of(place) or place
