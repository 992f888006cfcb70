"""Print how much of the seed reports' gold is found, and hold the pinned floors.

usage: python evals/seeds.py [--misses] [--update]

The five reports are read twice: each alone, by `sitrep read`, and all of them on one desk, which infers the days of
those that state none from the others. They and their `gold.yaml` are no part of this repository: they are looked for in
`$SITREP_SHARED`, else in `shared` beside the checkout. What each row counts stands in `evals/README.md`.

Exit status: 1 where a pinned floor is not held, else 0.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from floors import Measure, Result, settle
from readings import (
    ClaimPair,
    Pair,
    Reading,
    characters,
    find_shared,
    find_source,
    find_words,
    is_value,
    load_text,
    overlaps,
    pair_claims,
    quote,
    read_on_desk,
    read_texts,
    same_qualifier,
    shared_part,
)

from sitrep.ground.edtf import parse_edtf

UK_MINISTRY = "UK Ministry of Defence"
PHIA = {
    "remote chance": (0, 5),
    "highly unlikely": (10, 20),
    "unlikely": (25, 35),
    "realistic possibility": (40, 50),
    "likely": (55, 75),
    "probable": (55, 75),
    "probably": (55, 75),
    "highly likely": (80, 90),
    "highly probable": (80, 90),
    "almost certain": (95, 100),
}
SPELLINGS = (
    (r"[^\w\s]", ""),
    (r"\bthe\b", " "),
    (r"\bdefense\b", "defence"),
    (r"\b(?:united kingdom|british|britain|britains)\b", "uk"),
    (r"\bdefence ministry\b", "ministry of defence"),
)
BEARINGS = {"north": 0.0, "northeast": 45.0, "east": 90.0, "west": 270.0}
CLAIM_ROWS = ("voices_right", "sources_right", "kind_right", "quoted_right", "said_right")


@dataclass(frozen=True)
class Check:
    """One thing that the gold asks for: which row it counts in, and what was read in its place where it is wrong."""

    row: str
    right: bool
    wanted: str = ""
    got: str = ""


@dataclass(frozen=True)
class Interval:
    """What is asked of a date that no reason tells to the day: to hold `day`, and to lie from `since` to `until`."""

    day: date
    since: date
    until: date

    def allows(self, edtf: str | None) -> bool:
        """Whether a date is such an interval, and of more than one day."""
        days = parse_edtf(edtf) if edtf else None
        if days is None or days.since == days.until:
            return False
        return self.since <= days.since <= self.day <= days.until <= self.until

    def __str__(self) -> str:
        return f"an interval within {self.since}/{self.until} that holds {self.day}"


INTERVALS = {"004_5a0393160613a71d.txt": Interval(date(2023, 3, 17), since=date(2023, 2, 5), until=date(2023, 4, 14))}


@dataclass(frozen=True)
class Seed:
    """A seed report with its gold and what was read out of it: alone, and on a desk beside the others."""

    name: str
    text: str
    gold: dict[str, Any]
    alone: Reading
    desk: Reading

    def gold_claims(self) -> list[dict[str, Any]]:
        """The gold claims, each with the span of its first occurrence."""
        return [claim | {"span": self.first(claim["text"])} for claim in self.gold.get("claims", [])]

    def first(self, words: str) -> Pair:
        """The span of the first occurrence of some words."""
        start = self.text.index(words)
        return start, start + len(words)


def load_seeds(folder: Path) -> list[Seed]:
    """The seed reports in the order of their gold, each read alone and all of them on one desk."""
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf8"))["reports"]
    paths = [folder / entry["report"] for entry in gold]
    desk = read_on_desk(paths)
    return [
        Seed(path.name, load_text(path), entry, alone, desk[path.name])
        for path, entry, alone in zip(paths, gold, read_texts(paths), strict=True)
    ]


def gold_noise(seed: Seed) -> Iterator[tuple[Pair, str]]:
    """Each stretch of gold noise with its kind; a text with `times: 4` gives four."""
    for noise in seed.gold.get("noise", []):
        for place in find_words(seed.text, noise["text"])[: noise.get("times", 1)]:
            yield place, noise["kind"]


def check_noise(seed: Seed) -> Iterator[Check]:
    """Whether one predicted span of the right kind covers at least 80 % of each stretch of noise."""
    for place, kind in gold_noise(seed):
        wanted = characters([place])
        near = [n for n in seed.alone["noise"] if overlaps(place, (n["start"], n["end"]))]
        covers = [n for n in near if len(wanted & characters([(n["start"], n["end"])])) >= 0.8 * len(wanted)]
        got = ", ".join(f"{n['kind']} {quote(seed.text, [(n['start'], n['end'])])!r}" for n in near)
        right = any(n["kind"] == kind for n in covers)
        yield Check("noise", right, f"{kind} {quote(seed.text, [place])!r}", got)


def count_marked_story(seed: Seed) -> int:
    """How many characters of story are marked as noise, white space not counted."""
    marked = characters((noise["start"], noise["end"]) for noise in seed.alone["noise"])
    story = marked - characters(place for place, _ in gold_noise(seed))
    return sum(not seed.text[position].isspace() for position in story)


def check_published(seed: Seed) -> Iterator[Check]:
    """Whether a day of publication is read as stated; one that is not stated is inferred on the desk, and not alone."""
    gold, alone = seed.gold["published"], seed.alone["published"]
    if gold["how"] == "stated":
        right = (alone["edtf"], alone["how"]) == (gold["edtf"], "stated")
        yield Check("published", right, gold["edtf"], f"{alone['edtf']} ({alone['how']})")
    else:
        yield check_inferred(seed)
        yield Check("no_day_alone", is_no_day(alone["edtf"]), "no single day", f"{alone['edtf']} ({alone['how']})")


def check_inferred(seed: Seed) -> Check:
    """Whether the desk infers, for a reason, the gold's day or an interval as asked for."""
    edtf, read = seed.gold["published"]["edtf"], seed.desk["published"]
    interval = INTERVALS.get(seed.name)
    right = interval.allows(read["edtf"]) if interval else read["edtf"] == edtf
    got = f"{read['edtf']} ({read['how']}, because {'; '.join(read['because']) or 'of nothing'})"
    reasoned = read["how"] == "inferred" and len(read["because"]) > 0
    return Check("published_inferred", right and reasoned, str(interval or edtf), got)


def is_no_day(edtf: str | None) -> bool:
    """Whether a date is missing, or spans more than a day."""
    days = parse_edtf(edtf) if edtf else None
    return edtf is None or (days is not None and days.since < days.until)


def normalise_voice(name: str) -> str:
    """A name without case, punctuation and "the", in one spelling of its ministry and country."""
    words = name.lower()
    for pattern, spelling in SPELLINGS:
        words = re.sub(pattern, spelling, words)
    return " ".join(words.split())


def is_voice(predicted: str | None, gold: str) -> bool:
    """Whether a voice is the gold one, or one of several that the gold joins by a semicolon, or all of them."""
    names = {normalise_voice(name) for name in gold.split(";")}
    voices = {normalise_voice(name) for name in re.split(r";|, and | and ", predicted or "")}
    return normalise_voice(predicted or "") in names or voices <= names


def has_source(seed: Seed, pair: ClaimPair) -> bool:
    """Whether the predicted source stands where the gold source stands."""
    gold, found = pair.gold, pair.found or {}
    place = find_source(seed.text, gold["source_text"], gold["cue"], gold["span"])
    return place is not None and any(overlaps(place, (start, end)) for start, end in found["source"])


def check_claims(seed: Seed) -> Iterator[Check]:
    """Whether each gold claim is found on the desk and, of those found, what is right about it."""
    for pair in pair_claims(seed.gold_claims(), seed.desk["claims"]):
        text = pair.gold["text"]
        yield Check("claims_found", pair.found is not None, text, "")
        if pair.found is not None:
            yield from check_fields(seed, pair, pair.found)
            yield from check_certainty(pair, pair.found)
        if via := pair.gold["via"]:
            got = list((pair.found or {}).get("via") or [])
            right = [name.lower() for name in got] == [name.lower() for name in via]
            yield Check("via", right, f"{via} for {text!r}", str(got))


def check_fields(seed: Seed, pair: ClaimPair, found: dict[str, Any]) -> Iterator[Check]:
    """Whether voice, source, kind, wording and day of a found claim are right."""
    gold, text = pair.gold, pair.gold["text"]
    source = quote(seed.text, found["source"])
    voice = f"{found.get('voice')!r} (written {source!r})"
    quoted = {True: "yes", False: "no"}.get(gold["quoted"], gold["quoted"])
    yield Check("voices_right", is_voice(found.get("voice"), gold["source"]), f"{gold['source']!r} for {text!r}", voice)
    yield Check("sources_right", has_source(seed, pair), f"{gold['source_text']!r} for {text!r}", repr(source))
    for field, wanted in (("kind", gold["kind"]), ("quoted", quoted), ("said", gold["said"])):
        got = found.get(field)
        yield Check(f"{field}_right", got == wanted, f"{wanted} for {text!r}", str(got))


def check_certainty(pair: ClaimPair, found: dict[str, Any]) -> Iterator[Check]:
    """Whether each likelihood word of a found claim is read, with a band only where its speaker has a yardstick."""
    ministry = is_voice(pair.gold["source"], UK_MINISTRY)
    for term in pair.gold["certainty"]:
        band = PHIA.get(term) if ministry else None
        read = [word for word in found.get("certainty") or [] if word["term"].lower() == term.lower()]
        right = any(has_band(word, band) for word in read)
        wanted = f"{term} {band or 'without band'} for {pair.gold['text']!r}"
        yield Check("certainty", right, wanted, str(found.get("certainty") or []))


def has_band(word: dict[str, Any], band: tuple[int, int] | None) -> bool:
    """Whether a likelihood word has this band in per cent; an end that is itself left out may be given as 1 less."""
    low, high = word.get("low"), word.get("high")
    if band is None or low is None or high is None:
        return band is None and low is None and high is None
    return math.isclose(low, band[0], abs_tol=1) and math.isclose(high, band[1], abs_tol=1)


def find_read(text: str, facts: Sequence[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """The times, places or figures that overlap an occurrence of some words."""
    spots = find_words(text, words)
    return [fact for fact in facts if any(overlaps(s, (fact["start"], fact["end"])) for s in spots)]


def check_figures(seed: Seed) -> Iterator[Check]:
    """Whether each figure is read with its number and its qualifier."""
    for gold in seed.gold.get("figures", []):
        read = find_read(seed.text, seed.alone["figures"], gold["text"])
        right = any(is_value(f, gold["value"]) and same_qualifier(f.get("qualifier"), gold["qualifier"]) for f in read)
        got = "; ".join(f"{f['low']}..{f['high']} {f.get('qualifier')}" for f in read)
        yield Check("figures", right, f"{gold['text']!r} {gold['value']} {gold['qualifier']}", got)


def check_meanings(seed: Seed) -> Iterator[Check]:
    """Whether a figure's unit and what it counts, of what, to where and in which direction are the gold's."""
    places = seed.alone["places"]
    for gold in seed.gold.get("figures", []):
        read = find_read(seed.text, seed.alone["figures"], gold["text"])
        wanted = {key: gold.get(key) for key in ("unit", "counts", "of", "to")}
        wanted["bearing"] = BEARINGS[gold["bearing"]] if "bearing" in gold else None
        found = [{key: f[key] for key in wanted} | {"of": name_of(f["of"], f["place"], places)} for f in read]
        yield Check("figures_meant", wanted in found, f"{gold['text']!r} {wanted}", str(found))


def name_of(words: str | None, place: int | None, places: list[dict[str, Any]]) -> str | None:
    """What a figure is of: the place that its words name, else the words."""
    return words if place is None else str(places[place]["name"])


def check_offsets(seed: Seed) -> Iterator[Check]:
    """Whether a distance with a bearing is an offset, too, whose ring holds the place that the gold says it is of."""
    for gold in seed.gold.get("figures", []):
        if "bearing" not in gold:
            continue
        place = next(p for p in seed.gold["places"] if p["text"] == gold["of"])
        read = find_read(seed.text, seed.alone["offsets"], gold["text"])
        right = any(o["bearing"] == BEARINGS[gold["bearing"]] and distance_km(o, place) <= o["radius_km"] for o in read)
        got = "; ".join(f"{o['kind']} {o['bearing']} {o['lat']}, {o['lon']} ± {o['radius_km']}" for o in read)
        yield Check("offsets", right, f"{gold['text']!r} {gold['bearing']}", got)


def check_times(seed: Seed) -> Iterator[Check]:
    """Whether each time is read (IoU of a half or more): on the desk with its value, or alone with its offset only."""
    for gold in seed.gold.get("times", []):
        spots = [characters([place]) for place in find_words(seed.text, gold["text"])]
        offset = re.search(r"P-\d+\w", gold.get("note", "")) if gold["edtf"] is None else None
        reading = seed.alone if gold["edtf"] is None else seed.desk
        read = find_read(seed.text, reading["times"], gold["text"])
        near = [t for t in read if any(shared_part(s, characters([(t["start"], t["end"])])) >= 0.5 for s in spots)]
        right = any(t["edtf"] == gold["edtf"] and (not offset or t["timex"] == offset[0]) for t in near)
        got = "; ".join(f"{quote(seed.text, [(t['start'], t['end'])])!r} {t['timex']} {t['edtf']}" for t in read)
        yield Check("times", right, f"{gold['text']!r} {offset[0] if offset else gold['edtf']}", got)


def distance_km(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The great-circle distance of two points; infinite where one has no point."""
    if one.get("lat") is None or other.get("lat") is None:
        return math.inf
    lat, lon, lat2, lon2 = (math.radians(place[axis]) for place in (one, other) for axis in ("lat", "lon"))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 12742 * math.asin(min(1, math.sqrt(half)))


def check_places(seed: Seed) -> Iterator[Check]:
    """Whether each place is found and set within 15 km, or within the gold's own distance."""
    for gold in seed.gold.get("places", []):
        read = find_read(seed.text, seed.alone["places"], gold["text"])
        right = any(distance_km(place, gold) <= gold.get("within_km", 15) for place in read)
        got = "; ".join(sorted({f"{p['name']} {p['lat']}, {p['lon']}" for p in read}))
        yield Check("places", right, f"{gold['text']} {gold['lat']}, {gold['lon']}", got)


CHECKS = (
    *(check_noise, check_published, check_claims, check_figures, check_meanings, check_times, check_places),
    check_offsets,
)
ROWS = (
    *("noise", "published", "published_inferred", "no_day_alone", "claims_found", *CLAIM_ROWS),
    *("certainty", "via", "figures", "figures_meant", "times", "places", "offsets"),
)


def measure(checks: Sequence[Check], marked: int) -> tuple[Measure, ...]:
    """A measure a row of the table."""
    rows = []
    for name in ROWS:
        asked = [check for check in checks if check.row == name]
        rows.append(Measure(name, sum(check.right for check in asked), of=len(asked)))
    rows.insert(1, Measure("story_marked", marked, note="characters", ceiling=True))
    return tuple(rows)


def main() -> int:
    """Read the seeds, and print what of their gold is found."""
    parser = argparse.ArgumentParser(description="Measure reading on the seed reports, alone and on one desk.")
    parser.add_argument("--misses", action="store_true", help="list everything that is missed or wrong")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    shared = find_shared()
    if shared is None:
        print("evaluation skipped: no folder of outside sets ($SITREP_SHARED, or `shared` beside the checkout)")
        return 0
    seeds = load_seeds(shared / "seeds")
    checks = {seed.name: [check for find in CHECKS for check in find(seed)] for seed in seeds}
    for name, found in checks.items():
        for check in found:
            if not check.right and (options.misses or check.row == "voices_right"):
                print(f"{name}  {check.row}: wanted {check.wanted}; read {check.got or 'nothing'}")
    measures = measure([check for found in checks.values() for check in found], sum(map(count_marked_story, seeds)))
    return settle([Result("seeds", shared / "seeds" / "gold.yaml", measures)], update=options.update)


if __name__ == "__main__":
    sys.exit(main())
