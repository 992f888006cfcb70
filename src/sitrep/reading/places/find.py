"""The places of a report: names, weighed by their words, resolved against each other."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sitrep.ground.gazetteer import Candidate, Gazetteer, PlaceKind, fold
from sitrep.ground.model import Demonym, Match, OtherPlace, Place, Span
from sitrep.reading.places.kinds import ask_for_kinds
from sitrep.reading.places.lists import word_list
from sitrep.reading.places.names import Name, Vote, find_names, stands_beside
from sitrep.reading.places.pieces import Pieces
from sitrep.reading.places.resolve import Ballots, Home, lies_in, resolve_names
from sitrep.reading.places.told_apart import Site, find_sites
from sitrep.reading.places.unknown import Unknown, find_close, find_unknown
from sitrep.reading.places.weigh import weigh_names

DECIDED = 0.8  # a reading of this share stands alone
POSSIBLE = 0.1  # another one of this share is told where none does
MOST_OTHERS = 4


def find_places(pieces: Pieces, home: Home | None = None, peoples: Sequence[Demonym] = ()) -> Iterator[Place]:
    """Find the places of a report, in text order, without overlap.

    `home` is where the outlet is at home: a vote like that of a name in the text; so are the words for peoples.
    """
    found = list(find_names(pieces))
    sites = list(_uncovered(find_sites(pieces), found))
    apart = frozenset(index for site in sites for index in range(site.first, site.end))
    names = [name for name in found if apart.isdisjoint(range(name.first, name.end))]
    names = weigh_names(pieces, ask_for_kinds(pieces, names))
    lands = Counter(people.country for people in peoples if people.country)
    ballots = resolve_names(names, pieces, home, lands)
    places = [_make_place(pieces, name, _ballot(ballots, name)) for name in names]
    places += [_make_site(pieces, site, names, ballots) for site in sites]
    taken = apart | {index for name in found for index in range(name.first, name.end)}
    places += _find_unknown(pieces, taken, names, ballots)
    yield from sorted(places, key=lambda place: place.start)


def _uncovered(sites: Iterable[Site], names: Sequence[Name]) -> Iterator[Site]:
    """Yield the sites that no name of the gazetteer stands for; both run in text order, without overlap."""
    starts = [name.first for name in names]
    for site in sites:
        near = names[max(0, bisect_left(starts, site.first) - 1) : bisect_left(starts, site.end)]
        if not any(_covers(name, site) for name in near):
            yield site


def _covers(name: Name, site: Site) -> bool:
    """Tell whether a name of the gazetteer is what stands there: `Overland Park`, `Salt Lake City`.

    A facility named after a town leaves the town where it is: `Gaziantep Airport`.
    """
    if name.first <= site.first and site.end <= name.end:
        return True
    if name.first == site.first and site.kind is PlaceKind.FACILITY:
        return True
    return name.first < site.end and site.first < name.end and (name.end > site.end or name.first < site.first)


def _ballot(ballots: Ballots, name: Name) -> Sequence[Vote]:
    return ballots.get((name.folded, name.first)) or ballots[name.key]


def _make_site(pieces: Pieces, site: Site, names: Sequence[Name], ballots: Ballots) -> Place:
    """Return a site, placed as widely as the town that it is said to lie in: `Cairo's Tahrir Square`."""
    span = pieces.span(site.first, site.end)
    starts = [name.first for name in names]
    near = names[max(0, bisect_left(starts, site.first) - 1) : bisect_left(starts, site.end + 2)]
    around = next((name for name in near if _stands_around(pieces, name, site)), None)
    if around is None:
        return Place(span.start, span.end, pieces.text[span.start : span.end], kind=site.kind)
    place = max(_ballot(ballots, around), key=lambda vote: vote.share).candidate
    return _placed(pieces, span, place._replace(kind=site.kind, geonames=None), "inside", ())


def _stands_around(pieces: Pieces, name: Name, site: Site) -> bool:
    if name.end + 1 == site.first and pieces.tags[name.end] == "y":
        return True
    return name.first == site.end + 1 and pieces.lower[site.end] in ("in", ",")


def _make_place(pieces: Pieces, name: Name, ballot: Sequence[Vote]) -> Place:
    votes = sorted(ballot, key=lambda vote: -vote.share)
    place, end = votes[0].candidate, name.end
    if name.wanted is PlaceKind.ADMIN1 and place.kind is PlaceKind.CITY and _is_province(pieces, name):
        place = pieces.gazetteer.admin1_of(place) or place
        votes = votes[:1]
    if place.kind is PlaceKind.ADMIN1 and _has_kind_after(pieces, end):
        end += 1
    match: Match = "name" if place.is_main_name else "alias"
    return _placed(pieces, pieces.span(name.first, end), place, match, _others(place, votes))


def _placed(pieces: Pieces, span: Span, place: Candidate, match: Match, others: tuple[OtherPlace, ...]) -> Place:
    text = pieces.text[span.start : span.end]
    return Place(
        span.start,
        span.end,
        text,
        round(place.lat, 5),
        round(place.lon, 5),
        round(place.radius_km, 1),
        place.geonames,
        place.kind,
        place.country or None,
        place.name if fold(place.name) != fold(text) else None,
        match,
        others,
    )


def _others(place: Candidate, votes: Sequence[Vote]) -> tuple[OtherPlace, ...]:
    """Return the readings that nothing rules out, likeliest first; not the area that the place lies in anyway."""
    if votes[0].share >= DECIDED:
        return ()
    return tuple(
        OtherPlace(other.name, round(other.lat, 5), round(other.lon, 5), other.kind, other.country, other.geonames)
        for other, _, share in votes[1 : MOST_OTHERS + 1]
        if share >= POSSIBLE and not lies_in(place, other) and not lies_in(other, place)
    )


def _is_province(pieces: Pieces, name: Name) -> bool:
    """Tell whether a division is named after its town: `Odesa Oblast`, but no `Lansing State Journal`."""
    return pieces.lower[name.end : name.end + 1] not in (["state"], ["territory"])


def _has_kind_after(pieces: Pieces, end: int) -> bool:
    """Tell whether a capitalised word for its kind goes on with a name: `Donetsk Oblast`."""
    return (
        end < len(pieces)
        and pieces.forms[end][0].isupper()
        and pieces.lower[end] in word_list("kinds", "admin1")
        and stands_beside(pieces, end)
    )


def _find_unknown(pieces: Pieces, taken: frozenset[int], names: Sequence[Name], ballots: Ballots) -> Iterator[Place]:
    """Find the places that the gazetteer lacks: by a close spelling, by what holds them, or without a point."""
    likeliest = {key: max(ballot, key=lambda vote: vote.share).candidate for key, ballot in ballots.items()}
    lands = frozenset(candidate.country for candidate in likeliest.values() if candidate.country)
    for unknown in find_unknown(pieces, taken, names):
        span = pieces.span(unknown.first, unknown.end)
        inside = likeliest[unknown.inside.key] if unknown.inside else None
        close = find_close(pieces, unknown, frozenset([inside.country]) if inside else lands)
        if close:
            yield _placed(pieces, span, _as_told(close[0], unknown, pieces.gazetteer), "close", ())
        elif inside:
            place = inside._replace(kind=unknown.kind or PlaceKind.CITY, geonames=None)
            yield _placed(pieces, span, place, "inside", ())
        else:
            yield Place(span.start, span.end, pieces.text[span.start : span.end], kind=unknown.kind)


def _as_told(place: Candidate, unknown: Unknown, gazetteer: Gazetteer) -> Candidate:
    """Return the division of a town where a division is told."""
    if unknown.kind is PlaceKind.ADMIN1 and place.kind is PlaceKind.CITY:
        return gazetteer.admin1_of(place) or place
    return place
