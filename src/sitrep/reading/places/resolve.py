"""Which place each name of a report means: every name votes for the lands and neighbourhoods of its candidates.

"X, State" is settled at once. Everything else starts from how well known the candidates are, and a few rounds let the
names pull each other together, softly: what is left undecided stays visible in the shares.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitrep.ground.gazetteer import Candidate, Gazetteer, PlaceKind, distance_km, fold
from sitrep.reading.places.names import Name, Vote, find_meaning, share_out
from sitrep.reading.places.pieces import Pieces

ROUNDS = 3
PRIOR_WEIGHT = 0.95
STATE_WEIGHT, COUNTRY_WEIGHT, NEAR_WEIGHT = 2.2, 2.3, 1.1
FOR_A_COUNTRY = 1.3  # a country's own reading against that of a town, by votes for the country
FOR_A_STATE = 0.5
WIDE = (PlaceKind.COUNTRY, PlaceKind.REGION)
WORLD_KNOWN = 8.0  # the prior of a country, a sea, a capital or a metropolis
MINOR = 4.6  # the prior of a town of 40,000
MOST_OVER = 3.0
SEVERAL_LANDS = 4  # other than those of the name itself
PEOPLES = 0.6  # what a word for a people is worth, in names that lie in its land
HOME = 1.5  # what the outlet's home is worth, in names that lie in its state
MOST_BESIDE = 80.0  # km from the middle of a county to a town of it
WITHIN_A_STATE = (PlaceKind.CITY, PlaceKind.ADMIN2, PlaceKind.FEATURE)
NEIGHBOURS = tuple((north, east) for north in (-1, 0, 1) for east in (-1, 0, 1))

Key = tuple[str, PlaceKind | int | None]  # a name and its kind, or one mention of it by its first piece
Ballots = dict[Key, tuple[Vote, ...]]


class Home(NamedTuple):
    """Where an outlet is at home: a state, by its index, and a country."""

    admin1: int | None
    country: str


def find_home(name: str, gazetteer: Gazetteer) -> Home | None:
    """Return the home that a name means, such as `Alexandria, Louisiana`; None where no place has that name."""
    inner, _, outer = name.rpartition(",")
    meanings = [find_meaning(gazetteer, fold(part)) for part in (inner or outer, outer)]
    if meanings[0] is None or meanings[1] is None:
        return None
    place = meanings[0].likeliest
    if inner:
        place = contained(meanings[0].candidates, meanings[1].candidates) or place
    return Home(place.index if place.kind is PlaceKind.ADMIN1 else place.admin1, place.country)


class World(NamedTuple):
    """What a report speaks of outright: states, by index, lands, by country code, and where its outlet is at home.

    `lands` counts the names that mean a place of the land before anything else, and the words for its people.
    """

    states: Counter[int | None]
    lands: Counter[str]
    home: Home | None


class Tally:
    """How much the names of a report speak for each state, country and neighbourhood."""

    def __init__(self) -> None:
        self.states: defaultdict[int | None, float] = defaultdict(float)
        self.countries: defaultdict[str, float] = defaultdict(float)
        self.cells: defaultdict[tuple[int, int], float] = defaultdict(float)

    def add(self, ballot: Iterable[Vote], sign: float = 1.0) -> None:
        """Count one name's votes, or take them back."""
        for candidate, _, share in ballot:
            if share < 0.002:
                continue
            if candidate.kind is PlaceKind.COUNTRY:
                self.countries[candidate.country] += sign * share
            elif candidate.kind is PlaceKind.ADMIN1:
                self.states[candidate.index] += sign * share
                self.countries[candidate.country] += sign * 0.4 * share
            elif candidate.kind in WITHIN_A_STATE:
                self.states[candidate.admin1] += sign * 0.6 * share
                self.countries[candidate.country] += sign * 0.4 * share
                self.cells[_cell(candidate)] += sign * share


def _cell(candidate: Candidate) -> tuple[int, int]:
    """Return the square of about 111 km that a place lies in."""
    return int(candidate.lat + 200), int(candidate.lon * math.cos(math.radians(candidate.lat)) + 400)


def resolve_names(
    names: Sequence[Name], pieces: Pieces, home: Home | None = None, lands: Counter[str] | None = None
) -> Ballots:
    """Return the readings of each name with their shares, by its key.

    `lands` counts the words for peoples, by the country's code.
    """
    ballots: Ballots = {name.key: name.meaning.ballot for name in names}
    fixed = _fixed_by_container(names, pieces)
    ballots |= {key: (Vote(candidate, 0.0, 1.0),) for key, candidate in fixed.items()}
    others = _fixed_otherwise(names, pieces, fixed)
    open_names = [key for key, ballot in ballots.items() if len(ballot) > 1]
    if not open_names:
        return ballots | others
    world = World(_mentions(names, fixed), _evidence(names, lands or Counter()), home)
    for _ in range(ROUNDS):
        total = Tally()
        for country, count in (lands or Counter()).items():
            total.countries[country] += PEOPLES * math.log1p(count)
        for ballot in ballots.values():
            total.add(ballot)
        revised = {key: _revised(ballots[key], total, world) for key in open_names}
        ballots |= revised
    return ballots | others


def contained(inner: Sequence[Candidate], outer: Sequence[Candidate]) -> Candidate | None:
    """Return the first of the inner places that lies in one of the outer ones, states before countries."""
    pair = _contained_pair(inner, outer)
    return pair[0] if pair else None


def _contained_pair(inner: Sequence[Candidate], outer: Sequence[Candidate]) -> tuple[Candidate, Candidate] | None:
    for kind in (PlaceKind.ADMIN1, PlaceKind.COUNTRY, PlaceKind.ADMIN2):
        for container in outer:
            if container.kind is kind:
                found = next((candidate for candidate in inner if lies_in(candidate, container)), None)
                if found:
                    return found, container
    return None


def lies_in(inner: Candidate, outer: Candidate) -> bool:
    """Tell whether a place lies in a country, in a first-level division, or beside the middle of a county of it."""
    if inner.index == outer.index or inner.country != outer.country:
        return False
    if outer.kind is PlaceKind.COUNTRY:
        return inner.kind is not PlaceKind.COUNTRY
    if outer.kind is PlaceKind.ADMIN1:
        return inner.admin1 == outer.index
    if outer.kind is PlaceKind.ADMIN2 and inner.kind is PlaceKind.CITY and inner.admin1 == outer.admin1:
        return distance_km(inner.lat, inner.lon, outer.lat, outer.lon) <= MOST_BESIDE
    return False


def _fixed_by_container(names: Sequence[Name], pieces: Pieces) -> dict[Key, Candidate]:
    fixed: dict[Key, Candidate] = {}
    starts = {name.first: name for name in names}
    for name in names:
        following = starts.get(name.end + 1)
        if following and pieces.forms[name.end] in (",", "("):
            pair = _contained_pair(name.candidates, following.candidates)
            if pair:
                fixed.setdefault(name.key, pair[0])
                if pair[1].kind is PlaceKind.ADMIN1:
                    fixed.setdefault(following.key, pair[1])
    return fixed


def _fixed_otherwise(names: Sequence[Name], pieces: Pieces, fixed: dict[Key, Candidate]) -> Ballots:
    """Return the mentions that their own state fixes elsewhere than the name at large: `Cambridge, Massachusetts`."""
    found: Ballots = {}
    for name, following in pairwise(names):
        if following.first == name.end + 1 and pieces.forms[name.end] in (",", "("):
            pair = _contained_pair(name.candidates, following.candidates)
            if pair and pair[0] != fixed[name.key]:
                found[name.folded, name.first] = (Vote(pair[0], 0.0, 1.0),)
    return found


def _mentions(names: Sequence[Name], fixed: dict[Key, Candidate]) -> Counter[int | None]:
    """Return how much a state is named outright, or by "X, State", in a report."""
    found: Counter[int | None] = Counter()
    counts: Counter[Key] = Counter(name.key for name in names)
    for key, candidate in fixed.items():
        found[candidate.admin1 if candidate.kind is not PlaceKind.ADMIN1 else candidate.index] += 2
        counts.pop(key, None)
    likeliest: dict[Key, Candidate] = {name.key: name.meaning.likeliest for name in names}
    for key, count in counts.items():
        if likeliest[key].kind is PlaceKind.ADMIN1:
            found[likeliest[key].index] += round(1 + 0.5 * math.log(count))
    return found


def _evidence(names: Sequence[Name], lands: Counter[str]) -> Counter[str]:
    """Return how often each land is spoken of, each name counted once."""
    likeliest = {name.key: name.meaning.likeliest for name in names}
    return Counter(place.country for place in likeliest.values() if place.country) + lands


def _revised(ballot: tuple[Vote, ...], total: Tally, world: World) -> tuple[Vote, ...]:
    """Weigh one name's readings by where the other names lie."""
    total.add(ballot, -1.0)
    pulls = [_pull(candidate, total, world) for candidate, _, _ in ballot]
    total.add(ballot)
    best = max(range(len(ballot)), key=lambda index: ballot[index].prior)
    held = pulls[best] + _most_over(ballot, best, world)
    scores = [
        PRIOR_WEIGHT * vote.prior + (min(pull, held) if _is_minor(vote, ballot[best]) else pull)
        for vote, pull in zip(ballot, pulls, strict=True)
    ]
    return share_out([vote.candidate for vote in ballot], [vote.prior for vote in ballot], scores)


def _most_over(ballot: tuple[Vote, ...], best: int, world: World) -> float:
    """Return by how much the votes of other names may favour a minor reading over what the whole world means.

    A local report may well mean the village: only one that speaks of the land, or of several lands, holds them back.
    """
    country = ballot[best].candidate.country
    own = 2 if ballot[best].candidate.kind is PlaceKind.COUNTRY else 1  # the name itself, and a chance one
    others = len(world.lands.keys() - {country, *(vote.candidate.country for vote in ballot)})
    if ballot[best].prior < WORLD_KNOWN or (world.lands[country] <= own and others < SEVERAL_LANDS):
        return math.inf
    return MOST_OVER


def _is_minor(vote: Vote, best: Vote) -> bool:
    """Tell whether a reading is a small town of the name of a country or a great city: only "X, State" makes it one."""
    if vote.candidate.kind not in WITHIN_A_STATE:
        return False
    return best.candidate.kind in WIDE or vote.prior < MINOR


def _pull(candidate: Candidate, total: Tally, world: World) -> float:
    country = _strength(total.countries[candidate.country]) if candidate.country else 0.0
    if candidate.kind is PlaceKind.COUNTRY:
        return FOR_A_COUNTRY * COUNTRY_WEIGHT * country
    state = candidate.index if candidate.kind is PlaceKind.ADMIN1 else candidate.admin1
    votes = 0.0
    if state is not None:
        votes = total.states[state] + 0.2 * world.states[state]
        votes += HOME if world.home is not None and world.home.admin1 == state else 0.0
    if world.home is not None and world.home.country == candidate.country:
        country += 0.3
    pull = COUNTRY_WEIGHT * country
    if candidate.kind is PlaceKind.ADMIN1:
        return pull + FOR_A_STATE * STATE_WEIGHT * _strength(votes)
    if candidate.kind not in WITHIN_A_STATE:
        return pull
    north, east = _cell(candidate)
    near = sum(total.cells[north + up, east + right] for up, right in NEIGHBOURS)
    return pull + STATE_WEIGHT * _strength(votes) + NEAR_WEIGHT * _strength(near)


def _strength(votes: float) -> float:
    return math.log1p(3 * max(0.0, votes))
