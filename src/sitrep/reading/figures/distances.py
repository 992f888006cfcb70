"""From where to where a distance is told: `Soledar, some 15 kilometers northeast of the city`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from sitrep.ground.model import Figure, FigureKind, Offset, OffsetKind, Place
from sitrep.reading.words import Words


def tell_distances(
    words: Words, figures: Sequence[Figure], offsets: Sequence[Offset], places: Sequence[Place]
) -> Iterator[Figure]:
    """Yield the figures, the distances among them with the place that they are of, the one to which, and a bearing."""
    by_start = {offset.start: offset for offset in offsets if offset.kind is OffsetKind.DISTANCE}
    for figure in figures:
        offset = by_start.get(figure.start) if figure.kind is FigureKind.MEASURE else None
        yield _told(words, figure, offset, places) if offset else figure


def _told(words: Words, figure: Figure, offset: Offset, places: Sequence[Place]) -> Figure:
    floor = words.starts[words.sentence_at(words.at(figure.start)).start]
    near = [index for index, place in enumerate(places) if floor <= place.start and place.end <= figure.start]
    place = near[-1] if near and near[-1] != offset.place else None
    return replace(
        figure,
        counts="distance",
        of=None if place is None else places[place].name,
        place=place,
        to=None if offset.place is None else places[offset.place].name,
        bearing=offset.bearing,
    )
