"""Reports that tell another one's text in other words: the same sentence by sentence, with hardly a run in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from sitrep.ground.model import Span
from sitrep.link.echoes import Passage
from sitrep.link.statements import Link, Mark, Told, tellings_of

LEAST_LIKENESS = 0.4  # of two units that are told again
LEAST_UNITS = 4  # of either report that are
LEAST_SHARE = 0.5  # of the characters that one of them tells


class Retold(Struct, frozen=True, gc=False):
    """Two reports, by their places, of which one retells the other, and the units that say the same, in order."""

    one: int
    other: int
    passages: tuple[Passage, ...]


def find_retellings(tellers: Sequence[Told], links: Iterable[Link]) -> list[Retold]:
    """Return the pairs of reports of which one is for the most part told by the other, unit by unit."""
    pairs: dict[tuple[int, int], list[tuple[float, Mark, Mark]]] = defaultdict(list)
    for link in links:
        if link.likeness.score >= LEAST_LIKENESS and link.one.report != link.other.report:
            one, other = (link.one, link.other) if link.one < link.other else (link.other, link.one)
            pairs[one.report, other.report].append((-link.likeness.score, one, other))
    spans = cache(lambda place: {t.mark: t.unit.spans for t in tellings_of(place, tellers[place].reading)})
    whole = cache(lambda place: sum(map(_length, spans(place).values())))
    found = (
        _retold(places, spans, whole, alike)
        for places, alike in sorted(pairs.items())
        if len({one for _, one, _ in alike}) >= LEAST_UNITS
    )
    return [retold for retold in found if retold]


def _retold(
    places: tuple[int, int],
    spans_of: Callable[[int], Mapping[Mark, Sequence[Span]]],
    whole: Callable[[int], int],
    alike: Sequence[tuple[float, Mark, Mark]],
) -> Retold | None:
    """Pair the units of two reports, the most alike first, and tell whether they are enough of either."""
    partner: dict[Mark, Mark] = {}
    for _, one, other in sorted(alike):
        if one not in partner and other not in partner:
            partner[one], partner[other] = other, one
    if len(partner) < 2 * LEAST_UNITS:
        return None
    spans = [spans_of(place) for place in places]
    shares = [
        sum(_length(units[mark]) for mark in partner if mark.report == place and mark in units) / max(1, whole(place))
        for place, units in zip(places, spans, strict=True)
    ]
    if max(shares) < LEAST_SHARE:
        return None
    passages = (
        Passage(_whole(spans[0][one]), _whole(spans[1][other]))
        for one, other in sorted(partner.items())
        if one in spans[0]
    )
    return Retold(*places, tuple(passages))


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _whole(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)
