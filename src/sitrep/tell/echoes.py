"""Passages that two reports share, with the edits between them, as entries of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Medium, Published, Reading, Report, Span
from sitrep.link.echoes import Passage, find_edits
from sitrep.link.templates import Shared, find_templates
from sitrep.tell.account import one_line
from sitrep.tell.cited import Source
from sitrep.tell.lists import Listing

Sort = Literal["text", "retelling", "quotation", "boilerplate"]
COPY = 0.9  # of the shorter report: so much in common is a copy, though a publisher repeats it
MOSTLY = 0.7  # of the characters of a passage that somebody is quoted with
LEAST_SHARE = 0.25  # of the shorter report: less, in one quotation alone, is a saying in common and no text


class Joint(Struct, frozen=True, gc=False):
    """An echo of two reports by their places: the share of the shorter one that is common, and the passages.

    Where one retells the other in other words the passages are the sentences that say the same.
    """

    one: int
    other: int
    share: float
    passages: tuple[Passage, ...]
    is_retold: bool = False


class Stretch(Struct, frozen=True, gc=False):
    """Where a passage stands in one report."""

    report: str
    start: int
    end: int
    outlet: str | None
    published: Published


class EditEntry(Struct, frozen=True, rename={"from_": "from"}, gc=False):
    """What one report has in the place of what the other has, with where it stands in each."""

    a: Span
    b: Span
    from_: str
    to: str


class EchoEntry(Struct, frozen=True, gc=False):
    """One passage of two reports: `a` is where it comes from, as far as can be known, `b` where it is carried on.

    `containment` is the share of the shorter report's runs of six words that the other one has, 0 to 1. `shares` tells
    whether they have text in common, tell the same in other words, or share only what a voice is quoted with or a
    publisher's boilerplate.
    """

    a: Stretch
    b: Stretch
    containment: float
    edits: tuple[EditEntry, ...]
    shares: Sort
    line: str


def list_echoes(sources: Sequence[Source], joints: Sequence[Joint], *, as_given: bool = False) -> Listing[EchoEntry]:
    """Return the passages in common, those of the closest reports first.

    The report that the other goes back to is `a`, or the first one `as_given`.
    """
    sorts = sort_joints(sources, joints)
    turned = joints if as_given else [oriented(sources, joint) for joint in joints]
    entries = [entry for joint, sort in zip(turned, sorts, strict=True) for entry in _entries(sources, joint, sort)]
    return Listing(
        "echoes", tuple(sorted(entries, key=lambda e: (-e.containment, e.a.report, e.b.report, e.a.start, e.b.start)))
    )


def sort_joints(sources: Sequence[Source], joints: Sequence[Joint]) -> list[Sort]:
    """Return for each echo what the reports share."""
    shared = [Shared(j.one, j.other, p.a, p.b) for j in joints for p in j.passages]
    templates = find_templates([source.report for source in sources], shared)
    sorts: list[Sort] = []
    number = 0
    for joint in joints:
        places = range(number, number + len(joint.passages))
        number += len(joint.passages)
        if joint.is_retold:
            sorts.append("retelling")
        elif joint.share < COPY and all(place in templates for place in places):
            sorts.append("boilerplate")
        else:
            sorts.append("quotation" if _is_quotation(sources, joint) else "text")
    return sorts


def _is_quotation(sources: Sequence[Source], joint: Joint) -> bool:
    """Tell whether two reports share what somebody is quoted with once, and nothing else."""
    if len(joint.passages) > 1 or joint.share >= LEAST_SHARE:
        return False
    passage = joint.passages[0]
    return all(
        _is_said(sources[place].reading, span) for place, span in ((joint.one, passage.a), (joint.other, passage.b))
    )


def _is_said(reading: Reading, span: Span) -> bool:
    """Tell whether a stretch is for the most part what claims say, and who says it."""
    said = 0
    for claim in reading.claims:
        if not claim.nested:
            parts: tuple[Span | Medium, ...] = (*claim.content, *claim.source, *claim.cue, *claim.media)
            for part in parts:
                if part.start < span.end and part.end > span.start:
                    said += min(part.end, span.end) - max(part.start, span.start)
    return said >= MOSTLY * (span.end - span.start)


def oriented(sources: Sequence[Source], joint: Joint) -> Joint:
    """Return an echo with the report first that the other goes back to: the credited one, else the earlier one."""
    if _precedes(sources[joint.one], sources[joint.other]):
        return joint
    turned = tuple(sorted(Passage(p.b, p.a) for p in joint.passages))
    return Joint(joint.other, joint.one, joint.share, turned, joint.is_retold)


def _precedes(one: Source, other: Source) -> bool:
    credits = _credits(other, one.report), _credits(one, other.report)
    if credits[0] != credits[1]:
        return credits[0]
    return _order(one) <= _order(other)


def _credits(source: Source, report: Report) -> bool:
    """Tell whether a report names the other one's outlet as what it has something through, or prints its wire."""
    if not report.outlet:
        return False
    named = {name for claim in source.reading.claims for name in (*claim.via, claim.voice)}
    return report.outlet in source.wires or report.outlet in named


def _order(source: Source) -> tuple[str, str]:
    published = source.report.published.edtf
    days = parse_edtf(published) if published else None
    return days.until.isoformat() if days else "9999", source.report.id


def _entries(sources: Sequence[Source], joint: Joint, shares: Sort) -> Iterator[EchoEntry]:
    one, other = sources[joint.one].report, sources[joint.other].report
    for passage in joint.passages:
        edits = (
            EditEntry(e.a, e.b, one_line(one.text[e.a.start : e.a.end]), one_line(other.text[e.b.start : e.b.end]))
            for e in find_edits(one.text, other.text, passage)
        )
        yield EchoEntry(
            a=_stretch(one, passage.a),
            b=_stretch(other, passage.b),
            containment=round(joint.share, 4),
            edits=tuple(edits),
            shares=shares,
            line=one_line(one.text[passage.a.start : passage.a.end]),
        )


def _stretch(report: Report, span: Span) -> Stretch:
    return Stretch(report.id, span.start, span.end, report.outlet, report.published)
