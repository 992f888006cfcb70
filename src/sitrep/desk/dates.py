"""The days of a desk's undated reports, inferred from what the desk holds at a moment, and kept until that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Reading, Report
from sitrep.keep import Dated, Store, Version
from sitrep.link.dating import (
    Witness,
    has_heading_date,
    hash_story,
    infer_published,
    pick_story,
    rank_nearest,
    story_terms,
)
from sitrep.reading import READER

DAY_LENGTH = len("2023-02-05")
HELD = 2_000  # reports kept at hand as witnesses
DATING = 1  # raised with each change of how days are inferred, so that what was inferred before is inferred anew


class Dates:
    """Infers when undated reports of a desk appeared.

    Evidence are the reports with a stated day that could be known at the moment; an inferred day is evidence only of
    how long a story runs, and only where a heading names it. So neither the order of adding nor what came later
    matters.
    """

    def __init__(self, store: Store, read: Callable[[Report], Reading]) -> None:
        self._store = store
        self._read = read
        self._witnesses: dict[int, Witness] = {}
        self._inferred: dict[str, dict[int, Dated]] = {}

    def infer(self, versions: Sequence[Version], as_of: date) -> list[Version]:
        """Return the versions, the undated ones with their inferred days and read anew by them."""
        if all(version.report.published.edtf for version in versions):
            return list(versions)
        found = self._found(as_of)
        return [_dated(version, found.get(version.id)) for version in versions]

    def infer_since(self, since: date, as_of: date) -> list[Version]:
        """Return the undated versions that by inference may have appeared since a day, with their inferred days."""
        if not self._store.has_undated():
            return []
        found = {id_: dated for id_, dated in self._found(as_of).items() if _is_since(dated, since)}
        versions = self._store.versions_of(self._store.standing(found, as_of=as_of.toordinal()))
        return [_dated(version, found[version.id]) for version in versions]

    def _found(self, as_of: date) -> dict[int, Dated]:
        """Return what is inferred of the undated reports of a moment."""
        mark = self._mark(as_of)
        if mark not in self._inferred:
            self._inferred.clear()
            self._inferred[mark] = self._store.inferred(mark) or self._infer_all(as_of)
        return self._inferred[mark]

    def let_go(self) -> None:
        """Let go of what is at hand of reports, which may have been read anew."""
        self._witnesses.clear()
        self._inferred.clear()

    def refresh(self, as_of: date) -> None:
        """Infer anew what new reports may have changed, and keep it, so that looking is quick and writes nothing."""
        if not self._store.has_undated():
            return
        mark = self._mark(as_of)
        if self._store.inferred(mark):
            return
        found = self._infer_all(as_of)
        with self._store.transaction():
            # another may have written meanwhile, and have inferred from more than was known here
            now = self._mark(as_of)
            if now == mark or not self._store.inferred(now):
                self._store.keep_inferred(mark, found)

    def _mark(self, as_of: date) -> str:
        return f"{DATING}.{READER}.{self._store.evidence_mark(as_of.toordinal())}"

    def forget(self) -> None:
        """Forget what was inferred and read, after reports have been read anew."""
        self.let_go()
        with self._store.transaction():
            self._store.forget_inferred()

    def _infer_all(self, as_of: date) -> dict[int, Dated]:
        """Infer the days of all undated reports of a moment, those with a date in their heading first."""
        evidence = set(self._store.dated_ids(as_of.toordinal()))
        undated = self._store.undated(as_of=as_of.toordinal())
        moment = _Moment(evidence, {}, _Search(self._store), self._store.inferred(f"{DATING}.{READER}.%"))
        headed = [version for version in undated if has_heading_date(Witness(version.report, version.reading))]
        fixed = {}
        for version in headed:
            published = self._infer_one(version, moment).published
            if len(published.edtf or "") == DAY_LENGTH:
                fixed[version.id] = Witness(replace(version.report, published=published), version.reading)
        moment = moment._replace(evidence=evidence | fixed.keys(), fixed=fixed)
        return {version.id: self._infer_one(version, moment) for version in undated}

    def _infer_one(self, version: Version, moment: _Moment) -> Dated:
        story = self._story_of(version, moment) if moment.evidence else []
        key = hash_story(story)
        known = moment.before.get(version.id)
        if known and known.story == key:
            return known
        witness = Witness(version.report, version.reading)
        published = infer_published(witness, story, date.fromordinal(version.available))
        reading = self._read(replace(version.report, published=published)) if published.edtf else None
        return Dated(key, published, reading)

    def _story_of(self, version: Version, moment: _Moment) -> list[Witness]:
        terms = story_terms(version.report.text)
        evidence = moment.evidence - {version.id}
        postings = {term: moment.search.find(term) & evidence for term in terms}
        ranked = rank_nearest(terms, postings, len(evidence))
        return pick_story([(score, moment.fixed.get(id_) or self._witness(id_)) for score, id_ in ranked])

    def _witness(self, version_id: int) -> Witness:
        if version_id not in self._witnesses:
            if len(self._witnesses) > HELD:
                self._witnesses.clear()
            version = self._store.version(version_id)
            self._witnesses[version_id] = Witness(version.report, version.reading)
        return self._witnesses[version_id]


class _Moment(NamedTuple):
    """What days are inferred from: the ids of the evidence, those of them dated by a heading, and what is known."""

    evidence: set[int]
    fixed: Mapping[int, Witness]
    search: _Search
    before: Mapping[int, Dated]


class _Search:
    """The reports that have a word, each word looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, set[int]] = {}

    def find(self, word: str) -> set[int]:
        if word not in self._found:
            self._found[word] = self._store.find_word(word)
        return self._found[word]


def _is_since(dated: Dated, since: date) -> bool:
    """Tell whether a report has a reading by inferred days that may be of a day or later."""
    days = parse_edtf(dated.published.edtf or "") if dated.reading else None
    return days is not None and days.until >= since


def _dated(version: Version, dated: Dated | None) -> Version:
    if dated is None or version.report.published.edtf or dated.reading is None:
        return version
    report = replace(version.report, published=dated.published)
    return replace(version, report=report, reading=dated.reading)
