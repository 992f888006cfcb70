"""The reports of a moment as stories, and stories as situations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from msgspec import Struct

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.link.statements import Told
from sitrep.link.stories.chains import SILENCE, Development, chain, find_first, sum_words
from sitrep.link.stories.groups import Group, group_alike
from sitrep.link.stories.sketches import Sketch


class Member(NamedTuple):
    """A report by its place, or an item of it by where it begins; 0 where a report is no digest."""

    report: int
    item: int


class Story(Struct, frozen=True, gc=False):
    """Reports on one development, the earliest first; `after` is the story that it follows on.

    `id` is made of the earliest report, so that it stays while later ones come in. `situation` is the id of the story
    with which a chain of stories begins. `since` and `until` enclose the days on which the reports may have appeared;
    one that is known to within weeks only does not count where others are known better.
    """

    id: str
    members: tuple[Member, ...]
    since: int | None
    until: int | None
    after: str | None
    situation: str

    @property
    def reports(self) -> list[int]:
        """Return the places of its reports, each once, the earliest first."""
        return list(dict.fromkeys(member.report for member in self.members))


def group_stories(
    tellers: Sequence[Told], sketches: Mapping[Member, Sketch], near: Mapping[tuple[Member, Member], int]
) -> list[Story]:
    """Return the stories of some reports, in no matter what order these are; `near` has the likelihoods of pairs.

    Shape: every member is in one story; a report is in several where it is a digest.
    """
    # numbered by what the reports are, so that ties do not hang on the order of arrival
    ordered = sorted(sketches, key=lambda m: (tellers[m.report].report.id, tellers[m.report].report.text, m.item))
    numbers = {member: number for number, member in enumerate(ordered)}
    pairs = {
        (min(numbers[one], numbers[other]), max(numbers[one], numbers[other])): likelihood
        for (one, other), likelihood in near.items()
    }
    alike = group_alike([sketches[member].own for member in ordered], pairs)
    groups = _rests_joined([[ordered[number] for number in group] for group in alike])
    spans = [_days_of(tellers, group) for group in groups]
    developments = [
        Development(
            Group(range(len(group)), (sketches[member].own for member in group)),
            sum_words(sketches[member].words for member in group),
            span.since.toordinal() if span else None,
            span.until.toordinal() if span else None,
        )
        for group, span in zip(groups, spans, strict=True)
    ]
    return _chained(tellers, groups, developments)


def _rests_joined(groups: Sequence[Sequence[Member]]) -> list[list[Member]]:
    """Return groups in their order; the items of a digest that no other report tells of are one group, its rest."""
    joined: dict[tuple[int, int], list[Member]] = {}
    for number, group in enumerate(groups):
        reports = {member.report for member in group}
        key = (reports.pop(), -1) if len(reports) == 1 else (-1, number)
        joined.setdefault(key, []).extend(group)
    return list(joined.values())


def _chained(
    tellers: Sequence[Told], groups: Sequence[Sequence[Member]], developments: Sequence[Development]
) -> list[Story]:
    """Return groups as stories, with the story that each follows on."""
    members = [sorted(group, key=lambda member: _order(tellers, member)) for group in groups]
    ids = [_story_id(tellers, group[0]) for group in members]
    before = chain(developments)
    first = find_first(before)
    return [
        Story(
            id=ids[place],
            members=tuple(group),
            since=developments[place].since,
            until=developments[place].until,
            after=ids[earlier] if (earlier := before[place]) is not None else None,
            situation=ids[first[place]],
        )
        for place, group in enumerate(members)
    ]


def _order(tellers: Sequence[Told], member: Member) -> tuple[bool, int, int, str, int]:
    report = tellers[member.report].report
    days = parse_edtf(report.published.edtf or "")
    until, since = (days.until.toordinal(), days.since.toordinal()) if days else (0, 0)
    return days is None, until, since, report.id, member.item


def _story_id(tellers: Sequence[Told], member: Member) -> str:
    name = f"{tellers[member.report].report.id}\n{member.item}"
    return f"t{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def _days_of(tellers: Sequence[Told], group: Sequence[Member]) -> Days | None:
    """Return the days that enclose all on which the reports may have appeared, those that are known best."""
    published = (tellers[member.report].report.published.edtf for member in group)
    known = [days for edtf in published if edtf and (days := parse_edtf(edtf))]
    known = [days for days in known if (days.until - days.since).days <= SILENCE] or known
    return Days(min(days.since for days in known), max(days.until for days in known)) if known else None
