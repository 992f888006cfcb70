"""The tellings in any number of reports that retell one saying of one voice, or one thing that outlets tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from operator import itemgetter
from typing import Protocol

from msgspec import Struct

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.lexicon import small_words
from sitrep.ground.model import Claim, ClaimKind, Reading, Report
from sitrep.link.likeness import TELLING, Likeness, compare
from sitrep.link.speakers import VAGUE, Relation, relate
from sitrep.link.units import LEAST_KEYS, Gist, Unit, make_gist, numbers_in, split_units

ONE = 0.4  # likeness, speaker and day weighed, from which on two tellings may be of one statement
AVERAGE = 0.75  # of that is asked of all pairs of a statement's tellings on average
BY_RELATION = {Relation.SAME: 0.1, Relation.CLOSE: 0.05, Relation.OPEN: -0.1}
EXACT = 10_000  # scores are summed as whole numbers, so that their order does not matter
APART = -1.0  # of two that cannot be of one statement
VERBATIM = 12  # words in a row that are one saying, whatever its day and wherever a "not" stands beside it
OWN_RUN = 6  # words in a row that two outlets must have in what both tell as their own, or MUCH in common
OWN = 0.35  # taken off where one names a speaker and the other does not: it need not go back to the saying
MUCH = 22.0  # weight of shared terms that stands for other evidence where the speaker is not sure to be the same
FRESH, NEWS = timedelta(days=4), timedelta(days=1)  # how long before its report a saying, or an event, may lie
SAID_APART = 2  # days between two sayings that are two, where both days are told and no words are the same
FEW_DAYS, FEW_DAYS_APART, DAYS_APART = 3, 0.15, 0.6
WORD = re.compile(r"[^\W_]{2,}")
QUOTED_FIRST = {"yes": 0, "partly": 1, "no": 2}

Order = tuple[int, int, int]  # the rank of the report, where the unit begins, and the number of its claim


class Told(Protocol):
    """A report and what was read out of it, as other rooms hold them."""

    @property
    def report(self) -> Report:
        """Return the report."""

    @property
    def reading(self) -> Reading:
        """Return what was read out of it."""


class Teller(Struct, frozen=True, gc=False):
    """A report and what was read out of it."""

    report: Report
    reading: Reading


class Mark(Struct, frozen=True, order=True, gc=False):
    """What a telling is known by: the place of its report, where it begins, and whether it is the outlet's own."""

    report: int
    start: int
    is_own: bool


class Telling(Struct, frozen=True, gc=False):
    """A unit where it stands: the place of its report among the tellers, and the claim that it is a part of.

    `claim` is None where the outlet tells it itself. `mark` is what the telling is known by.
    """

    report: int
    unit: Unit
    claim: Claim | None
    mark: Mark

    @property
    def number(self) -> int | None:
        """Return the index of the claim in the reading, None for what the outlet tells itself."""
        return self.unit.number


class Link(Struct, frozen=True, gc=False):
    """Two tellings and how alike they are."""

    one: Mark
    other: Mark
    likeness: Likeness


class Statement(Struct, frozen=True, gc=False):
    """What one voice said once, with all its tellings; the first is the fullest in the voice's own words.

    `voice` is the name of who says it, None where none is named. `published` is the telling that was published first,
    and `report` its report.
    """

    tellings: tuple[Telling, ...]
    voice: str | None
    published: Telling
    report: Report

    @property
    def id(self) -> str:
        """Return the id, which is made of the telling that was published first."""
        return statement_id(self.report, self.published.mark)

    @property
    def first(self) -> Telling:
        """Return the telling that stands for the statement."""
        return self.tellings[0]

    @property
    def said(self) -> str | None:
        """Return the day of saying that the first telling with one gives."""
        return next((t.claim.said for t in self.tellings if t.claim and t.claim.said), None)


def told_claims(claims: Sequence[Claim]) -> Iterator[tuple[int, Claim]]:
    """Yield the claims that are statements of their voices, numbered: those in no other one.

    Where a medium only passes on what somebody else said, that is told in its place, though it stands inside.
    """
    passed_on = {(m.start, m.end) for claim in claims if claim.nested for m in claim.media}
    tellers = {(s.start, s.end) for claim in claims if not claim.nested for s in claim.source} & passed_on
    for number, claim in enumerate(claims):
        if claim.nested:
            is_told = any((m.start, m.end) in tellers for m in claim.media)
        else:
            is_told = not any((s.start, s.end) in tellers for s in claim.source)
        if is_told:
            yield number, claim


def content_words(words: str) -> str:
    """Return the words of a claim that carry its meaning, in small letters.

    >>> content_words("The bridge has been closed to all traffic")
    'bridge closed traffic'
    """
    return " ".join(word for word in WORD.findall(words.lower()) if word not in small_words())


def list_tellings(tellers: Sequence[Told]) -> list[Telling]:
    """Return the tellings of some reports: what of their claims stands for itself, and what they tell themselves."""
    return [telling for place, teller in enumerate(tellers) for telling in tellings_of(place, teller.reading)]


def tellings_of(place: int, reading: Reading) -> list[Telling]:
    """Return the tellings of one report, which stands at a place."""
    numbers = [n for n, claim in told_claims(reading.claims) if claim.kind is not ClaimKind.WITHHELD]
    claims = reading.claims
    return [
        Telling(
            place,
            unit,
            None if unit.number is None else claims[unit.number],
            Mark(place, unit.spans[0].start, unit.number is None),
        )
        for unit in split_units(reading, numbers)
    ]


def find_statements(tellers: Sequence[Told]) -> list[Statement]:
    """Return the statements of some reports, those with most tellings first. The order of the reports does not matter.

    Cost: units are compared only where they share two of their most telling terms.
    """
    tellings = list_tellings(tellers)
    return group_statements(tellers, tellings, find_links(tellers, tellings))


def find_links(tellers: Sequence[Told], tellings: Sequence[Telling]) -> Iterator[Link]:
    """Find the pairs of tellings that are alike, through an index of their most telling terms."""
    gists = [make_gist(tellers[t.report].report, tellers[t.report].reading, t.unit) for t in tellings]
    for one, other, likeness in find_alike(gists):
        yield Link(tellings[one].mark, tellings[other].mark, likeness)


def find_alike(gists: Sequence[Gist]) -> Iterator[tuple[int, int, Likeness]]:
    """Find the pairs of units, by their places, that share enough keys and are alike, with how much."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, gist in enumerate(gists):
        worth: dict[int, int] = defaultdict(int)
        for key in gist.keys:
            for other in index[key.name]:
                worth[other] += key.worth
            index[key.name].append(place)
        for other, count in worth.items():
            if count >= LEAST_KEYS and (likeness := compare(gists[other], gist)):
                yield other, place, likeness


def group_statements(tellers: Sequence[Told], tellings: Sequence[Telling], links: Iterable[Link]) -> list[Statement]:
    """Group tellings by average link, the surest pairs first."""
    scores = _weigh_all(tellers, tellings, links)
    linked = sorted({place for pair in scores for place in pair})
    figures = {n: frozenset(numbers_in(tellers[tellings[n].report].reading, tellings[n].unit)) for n in linked}
    _part_by_figures(scores, figures)
    order = _orders(tellers, tellings)
    groups = _average_link(scores, order, {place: tellings[place].report for place in linked})
    groups += [[place] for place in range(len(tellings)) if place not in figures]
    days = [_first_day(teller.report) for teller in tellers]
    made = [_statement(tellers, tellings, sorted(group), order, days) for group in groups]
    return [statement for _, _, statement in sorted(made, key=itemgetter(0, 1))]


def _weigh_all(
    tellers: Sequence[Told], tellings: Sequence[Telling], links: Iterable[Link]
) -> dict[tuple[int, int], float]:
    """Return how likely pairs of tellings, by their places, are of one statement, of those that may be or cannot be."""
    places = {telling.mark: place for place, telling in enumerate(tellings)}
    scores: dict[tuple[int, int], float] = {}
    for link in links:
        a, b = places.get(link.one), places.get(link.other)
        if a is None or b is None:
            continue
        one, other = (a, b) if a < b else (b, a)
        score = weigh(tellers, tellings[one], tellings[other], link.likeness)
        if score:
            scores[one, other] = score
    return scores


def statement_id(report: Report, mark: Mark) -> str:
    """Return the id of the statement that a telling of a report would be the first of."""
    told = "\n".join([*report_key(report), str(mark.start), str(mark.is_own)])
    return f"s{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def report_key(report: Report) -> tuple[str, str, str]:
    """Return what tells a report from all others: two outlets may number theirs alike."""
    return report.id, report.outlet or "", report.url or ""


def _statement(
    tellers: Sequence[Told],
    tellings: Sequence[Telling],
    group: Sequence[int],
    order: Sequence[Order],
    days: Sequence[str],
) -> tuple[int, Order, Statement]:
    """Return the statement of some tellings, by their places, after what it is listed by."""
    if len(group) > 1:
        published = min(group, key=lambda place: (days[tellings[place].report], order[place]))
        group = sorted(group, key=lambda place: _fullness(tellings[place], order[place], days))
    else:
        published = group[0]
    told = tuple(tellings[place] for place in group)
    statement = Statement(told, _voice_of(told), tellings[published], tellers[tellings[published].report].report)
    return -len({t.report for t in told}), order[group[0]], statement


def _voice_of(tellings: Sequence[Telling]) -> str | None:
    """Return the name of who says it, as most tellings have it; None where none names anybody."""
    if len(tellings) == 1:
        claim = tellings[0].claim
        return (claim.voice or None) if claim else None
    names = Counter(t.claim.voice for t in tellings if t.claim and t.claim.voice)
    return min(names, key=lambda name: (-names[name], name), default=None)


def weigh(tellers: Sequence[Told], one: Telling, other: Telling, likeness: Likeness) -> float:
    """Return how likely two tellings are of one statement: their likeness, by who says it and when.

    It is APART where they cannot be: said by two voices, on days far from each other, of other numbers, or put in the
    negative by one alone.
    """
    relation = relate(one.claim.voices if one.claim else (), other.claim.voices if other.claim else ())
    if relation is Relation.OTHER:
        return APART
    if likeness.run < VERBATIM and (
        likeness.is_opposed or likeness.figures < 0 or _is_of_another_day(tellers, one, other, likeness)
    ):
        return APART
    if not likeness.strong and (one.report == other.report or (relation < Relation.SAME and likeness.mass < MUCH)):
        return 0.0
    if likeness.mass < TELLING and (relation is Relation.OPEN or _is_vague(one) or _is_vague(other)):
        return 0.0
    if _is_nobodys(one) and _is_nobodys(other) and likeness.run < OWN_RUN and likeness.mass < 2 * TELLING:
        return 0.0
    score = likeness.score + BY_RELATION[relation]
    score -= OWN * (_is_nobodys(one) != _is_nobodys(other))
    gap = _days_apart(tellers, one, other)
    return score - (0.0 if gap <= 1 else FEW_DAYS_APART if gap <= FEW_DAYS else DAYS_APART)


def _is_of_another_day(tellers: Sequence[Told], one: Telling, other: Telling, likeness: Likeness) -> bool:
    """Tell whether two sayings are told to be of days that lie apart, and not by the same words."""
    is_told = bool(one.claim and one.claim.said and other.claim and other.claim.said)
    return is_told and not likeness.strong and _days_apart(tellers, one, other) > SAID_APART


def _days_apart(tellers: Sequence[Told], one: Telling, other: Telling) -> int:
    return days_between(_days_said(tellers, one), _days_said(tellers, other))


def _is_nobodys(telling: Telling) -> bool:
    return telling.claim is None or not telling.claim.voices


def _is_vague(telling: Telling) -> bool:
    return all(voice.kind in VAGUE for voice in telling.claim.voices) if telling.claim else True


def _days_said(tellers: Sequence[Told], telling: Telling) -> Days | None:
    """Return the days on which something may have been said: as told, else some days up to the publication."""
    said = telling.claim.said if telling.claim else None
    if said:
        return parse_edtf(said)
    published = tellers[telling.report].report.published.edtf
    days = parse_edtf(published) if published else None
    return Days(days.since - (FRESH if telling.claim else NEWS), days.until) if days else None


def days_between(one: Days | None, other: Days | None) -> int:
    """Return how many days lie between two times; 0 where they may be one, or one of them is not known."""
    if one is None or other is None:
        return 0
    return max((one.since - other.until).days, (other.since - one.until).days, 0)


def _orders(tellers: Sequence[Told], tellings: Sequence[Telling]) -> list[Order]:
    """Return for each telling what orders it among the others and does not hang on the order of the reports."""
    keys = [report_key(teller.report) for teller in tellers]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    places = [ranks[key] for key in keys]
    return [(places[t.report], t.unit.start, -1 if t.unit.number is None else t.unit.number) for t in tellings]


def _part_by_figures(scores: dict[tuple[int, int], float], figures: Mapping[int, frozenset[float]]) -> None:
    """Add to the scores that tellings with other numbers are apart, where both are like a third one."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in scores:
        near[one].add(other)
        near[other].add(one)
    for around in near.values():
        numbered = sorted(place for place in around if figures[place])
        for one, other in combinations(numbered, 2):
            if (one, other) not in scores and not figures[one] & figures[other]:
                scores[one, other] = APART


class _Groups:
    """Groups of tellings, and what all pairs between two of them sum up to.

    Two sentences of one report need not be alike to retell the same: a lead sums up what is quoted below. So pairs of
    one report count only where they were compared.
    """

    def __init__(self, scores: Mapping[tuple[int, int], float], reports: Mapping[int, int]) -> None:
        self.members = {place: [place] for place in reports}
        self._reports = {place: Counter([report]) for place, report in reports.items()}
        self._sums: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        for (one, other), score in scores.items():
            pair = round(score * EXACT), int(reports[one] == reports[other])
            self._sums[one][other] = self._sums[other][one] = pair

    def are_alike(self, a: int, b: int) -> bool:
        """Tell whether the pairs of two groups are alike enough on average."""
        total, compared = self._sums[a].get(b, (0, 0))
        of_one_report = sum(count * self._reports[b][report] for report, count in self._reports[a].items())
        asked = len(self.members[a]) * len(self.members[b]) - of_one_report + compared
        return total >= ONE * AVERAGE * EXACT * asked

    def join(self, a: int, b: int) -> None:
        """Take a group up into another one."""
        for other, (total, compared) in self._sums.pop(b, {}).items():
            self._sums[other].pop(b, None)
            if other != a:
                before = self._sums[a].get(other, (0, 0))
                self._sums[a][other] = self._sums[other][a] = (before[0] + total, before[1] + compared)
        self.members[a] += self.members.pop(b)
        self._reports[a] += self._reports.pop(b)


def _average_link(
    scores: Mapping[tuple[int, int], float], order: Sequence[Order], reports: Mapping[int, int]
) -> list[list[int]]:
    """Join groups, the surest pairs first, as long as all their pairs are alike enough on average."""
    home = {place: place for place in reports}
    groups = _Groups(scores, reports)
    likely = (pair for pair, score in scores.items() if score >= ONE)
    for one, other in sorted(likely, key=lambda p: (-scores[p], *sorted((order[p[0]], order[p[1]])))):
        a, b = sorted((home[one], home[other]), key=lambda group: order[group])
        if a != b and groups.are_alike(a, b):
            for place in groups.members[b]:
                home[place] = a
            groups.join(a, b)
    return list(groups.members.values())


def _first_day(report: Report) -> str:
    """Return the day by which a report was out for certain, in ISO form; the last of all where none is known."""
    days = parse_edtf(report.published.edtf) if report.published.edtf else None
    return (days.until if days else date.max).isoformat()


def _fullness(telling: Telling, order: Order, days: Sequence[str]) -> tuple[object, ...]:
    """Order tellings: verbatim before mixed before indirect, the longer first; then what nobody is named for."""
    length = sum(span.end - span.start for span in telling.unit.spans)
    if telling.claim is None or not telling.claim.voice:
        return 3, days[telling.report], -length, order
    return QUOTED_FIRST[telling.claim.quoted], "", -length, order
