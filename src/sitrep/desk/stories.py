"""How near the reports of a desk are as tellings of one story, kept up as they arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations
from zlib import crc32

from msgspec import msgpack

from sitrep.ground.model import Reading, Report
from sitrep.keep import Version
from sitrep.keep.links import Links
from sitrep.link.digests import find_items
from sitrep.link.stories import (
    LEAST_ALIKE,
    WINDOW,
    Member,
    Sketch,
    Story,
    find_likelihood,
    group_stories,
    make_sketch,
)

HELD = 1_500  # sketches kept at hand
FOREVER = date.max.toordinal()  # days: after any report

_decode = msgpack.Decoder(Sketch).decode
Place = tuple[int, int]  # a version and where its item begins


class Stories:
    """Finds for each new report those that may be of its story, and groups the reports of a moment.

    Two dated reports are compared where their telling terms are alike and their days near. An undated one is compared
    with those of all days, by fewer terms. So each pair is found whichever of the two comes first.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._held: dict[Place, Sketch] = {}
        self._whole: dict[int, dict[Place, Sketch]] = {}  # of versions, with all their items

    def link(self, version_id: int, report: Report, reading: Reading) -> None:
        """Find what a version, or each item of it, may be of one story with."""
        items = find_items(report)
        new = {(version_id, item.start): make_sketch(report, reading, item) for item in items}
        new = new or {(version_id, 0): make_sketch(report, reading)}
        for (place, sketch), (other, another) in combinations(new.items(), 2):
            self._keep(other, place, find_likelihood(sketch, another))
        found = {place: self._find(sketch) for place, sketch in new.items()}
        known = self._sketches({other for places in found.values() for other in places})
        for place, sketch in new.items():
            for other in found[place]:
                self._keep(place, other, find_likelihood(sketch, known[other]))
            self._links.keep_sketch(*place, msgpack.encode(sketch))
            self._links.keep_story_keys(*place, sketch.day, _keys(sketch))

    def let_go(self) -> None:
        """Let go of the sketches at hand."""
        self._held.clear()
        self._whole.clear()

    def _keep(self, later: Place, earlier: Place, likelihood: int) -> None:
        if likelihood:
            self._links.keep_near(later, earlier, likelihood)

    def _find(self, sketch: Sketch) -> list[Place]:
        """Return what has telling terms in common and may be of the same days."""
        keys, day = _keys(sketch), sketch.day
        if not day:
            return self._links.find_like(keys, 0, FOREVER, LEAST_ALIKE)
        dated = self._links.find_like(keys, day - WINDOW, day + WINDOW, LEAST_ALIKE)
        return dated + self._links.find_like(keys, 0, 0, LEAST_ALIKE)

    def _sketches(self, places: Iterable[Place]) -> dict[Place, Sketch]:
        """Return sketches; those that have been asked for lately are at hand."""
        wanted = set(places)
        found = {place: self._held[place] for place in wanted & self._held.keys()}
        missing = self._links.sketches({version_id for version_id, _ in wanted - found.keys()})
        found |= {(version_id, item): _decode(content) for version_id, item, content in missing}
        if len(self._held) > HELD:
            self._held.clear()
        self._held |= found
        return found

    def _sketches_of(self, version_ids: Collection[int]) -> dict[Place, Sketch]:
        """Return the sketches of versions and their items; those of versions that were asked for lately are at hand."""
        missing = set(version_ids) - self._whole.keys()
        if len(self._whole) + len(missing) > HELD:
            self._whole.clear()
            missing = set(version_ids)
        self._whole |= {version_id: {} for version_id in missing}
        for version_id, item, content in self._links.sketches(missing):
            self._whole[version_id][version_id, item] = _decode(content)
        return {place: sketch for each in version_ids for place, sketch in self._whole[each].items()}

    def around(self, version_ids: Iterable[int]) -> set[int]:
        """Return versions with those that may be of one story with one of them."""
        wanted = set(version_ids)
        return wanted | self._links.near_to(wanted)

    def among(self, versions: Sequence[Version]) -> list[Story]:
        """Return the stories of given versions, whose reports go by their places."""
        places = {version.id: place for place, version in enumerate(versions)}
        sketches = {
            Member(places[version_id], item): sketch for (version_id, item), sketch in self._sketches_of(places).items()
        }
        near = {
            (Member(places[later[0]], later[1]), Member(places[earlier[0]], earlier[1])): likelihood
            for later, earlier, likelihood in self._links.near_among(places)
        }
        return group_stories(versions, sketches, near)

    def situations_among(self, versions: Sequence[Version]) -> list[list[int]]:
        """Return the places of the reports of each situation: of stories that follow on each other."""
        found: dict[str, set[int]] = defaultdict(set)
        for story in self.among(versions):
            found[story.situation].update(story.reports)
        return sorted(map(sorted, found.values()), key=lambda places: (-len(places), places))


def _keys(sketch: Sketch) -> list[tuple[int, int]]:
    """Return the telling terms, as numbers, with their weights."""
    return [(crc32(term.encode("utf-8", "surrogatepass")), sketch.words[term]) for term in sketch.telling]
