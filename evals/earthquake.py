"""Print how much of the sample's gold is found, and hold the pinned floors.

usage: python evals/earthquake.py [--misses] [--leave-one-out] [--update]

The sample of 55 reports is shipped with the package, so this evaluation runs everywhere. Its sentences were written for
it and are easier than those of a real newspaper: it guards against losses, it tells nothing about real reports.

What is written in a report is read out of it alone. When a report without a date appeared is inferred on a desk that
holds all 55. `--leave-one-out` asks this of each dated report as well, on a desk that is not told its date: a desk a
report, two minutes in all, and no floor.

Exit status: 1 where a pinned floor is not held, else 0.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from floors import Measure, Result, render_table, settle
from readings import (
    CHECKOUT,
    ClaimPair,
    Reading,
    find_source,
    is_value,
    load_text,
    overlaps,
    pair_claims,
    quote,
    read_on_desk,
    read_texts,
    same_qualifier,
    write_jsonl,
)

from sitrep.ground.edtf import Days, parse_edtf

SAMPLE = CHECKOUT / "src" / "sitrep" / "data" / "sample"
ROWS = ("figures_found", "qualifiers_right", "counts_right", "of_right", "claims_found", "sources_right")

SAME = {"homeless": "displaced", "displaced": "homeless"}  # the gold uses both for the same people
AREAS = {
    "Turk": "Turkey",
    "northwest|rebel|opposition": "Syria-northwest",
    "government": "Syria-government",
    "^the Syrian": "Syria",
    "Hatay": "Hatay",
}
COUNTRIES = {"TR": "Turkey", "SY": "Syria", "JP": "Japan", "PK": "Pakistan"}

PRONOUNS = ("he", "she", "it", "they")

Check = tuple[str, bool, str]
Item = dict[str, Any]


@dataclass(frozen=True)
class Inferred:
    """A report of whose date the desk was not told: when it really appeared, and what the desk says."""

    report: str
    day: date
    published: dict[str, Any]

    @property
    def span(self) -> Days | None:
        """The first and the last day that the desk leaves; None where it does not know."""
        return parse_edtf(self.published["edtf"]) if self.published["edtf"] else None

    def is_inside(self) -> bool:
        """Whether the report appeared within these days."""
        return self.span is not None and self.span.since <= self.day <= self.span.until

    def length(self) -> float:
        """How many days the desk leaves; without end where it does not know."""
        return (self.span.until - self.span.since).days + 1 if self.span else math.inf


def with_span(gold: dict[str, Any]) -> dict[str, Any]:
    """A gold entry with the span of its words."""
    return gold | {"span": (gold["start"], gold["start"] + len(str(gold["text"])))}


def check_figures(gold: list[dict[str, Any]], reading: Reading) -> Iterator[Check]:
    """Whether each figure is read where it stands with its number, with what it counts and of what it is.

    Of those that are found, whether the qualifier is right.
    """
    unused = list(reading["figures"])
    for entry in map(with_span, gold):
        wanted = f"{entry['text']!r} {entry['value']} {entry['qualifier']}"
        near = [f for f in unused if overlaps(entry["span"], (f["start"], f["end"]))]
        found = next((f for f in near if is_value(f, entry["value"])), None)
        got = "; ".join(f"{f['low']}..{f['high']} {f.get('qualifier')}" for f in near) or "nothing"
        yield "figures_found", found is not None, f"wanted {wanted}; read {got}"
        if found is not None:
            unused.remove(found)
            right = same_qualifier(found.get("qualifier"), entry["qualifier"])
            yield "qualifiers_right", right, f"wanted {wanted}; read {got}"
        counts, of = found and counts_as_gold(found), found and of_as_gold(found, reading["places"])
        yield (
            "counts_right",
            counts in (entry["counts"], SAME.get(entry["counts"])),
            f"{wanted} {entry['counts']}; {counts}",
        )
        yield "of_right", of == entry["of"] or of in entry["of"].split()[:-1], f"{wanted} of {entry['of']}; of {of}"


def counts_as_gold(figure: dict[str, Any]) -> str | None:
    """What a figure counts in the words of the gold, which calls the depth of a quake `depth_km`."""
    return "depth_km" if figure["unit"] == "km" else figure["counts"]


def of_as_gold(figure: dict[str, Any], places: list[dict[str, Any]]) -> str:
    """Of what a figure is, as the gold says it: `total` for both countries, two parts of Syria, countries by name."""
    of = figure["of"]
    if of is None or re.search(r"\b(?:both|and|countries)\b", of):
        return "total"
    for pattern, name in AREAS.items():
        if re.search(pattern, of):
            return name
    place = places[figure["place"]] if figure["place"] is not None else None
    if place is None:
        return str(of)
    return COUNTRIES.get(place["country"], place["name"]) if place["kind"] == "country" else str(place["name"])


def check_claims(text: str, gold: list[dict[str, Any]], reading: Reading) -> Iterator[Check]:
    """Whether each claim is found and, of those, its source where it is written.

    What nobody is named for is looked for among what the outlet tells itself, too.
    """
    told = [{"content": [[part["start"], part["end"]]], "source": []} for part in reading["told"]]
    nobodys = [with_span(entry) for entry in gold if entry["source_text"] is None]
    others = [with_span(entry) for entry in gold if entry["source_text"] is not None]
    for pair in (*pair_claims(nobodys, [*reading["claims"], *told]), *pair_claims(others, reading["claims"])):
        yield "claims_found", pair.found is not None, f"wanted {pair.gold['text']!r}"
        if pair.found is not None:
            got = quote(text, pair.found["source"])
            wanted = f"wanted {pair.gold['source_text']!r} for {pair.gold['text']!r}; read {got!r}"
            yield "sources_right", has_source(text, pair, pair.found), wanted


def has_source(text: str, pair: ClaimPair, found: dict[str, Any]) -> bool:
    """Whether the predicted source stands where the gold one stands, or is a pronoun that is read as who it names.

    A claim of nobody's must have none.
    """
    if pair.gold["source_text"] is None:
        return not found["source"]
    if quote(text, found["source"]).lower() in PRONOUNS:
        return is_named(pair.gold["source"], found["voice"])
    place = find_source(text, pair.gold["source_text"], "", pair.gold["span"])
    return place is not None and any(overlaps(place, (start, end)) for start, end in found["source"])


def is_named(gold: str, voice: str | None) -> bool:
    """Whether a voice is the gold one by its last name: the gold has some names without the first one or in full."""
    return voice is not None and voice.split()[-1].lower() == gold.split()[-1].lower()


def check_sample(folder: Path) -> Iterator[Check]:
    """All that the gold of the sample asks for, each with whether it was read."""
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf8"))["reports"]
    paths = [folder / entry["report"] for entry in gold]
    for path, entry, reading in zip(paths, gold, read_texts(paths), strict=True):
        for row, right, miss in check_figures(entry.get("figures", []), reading):
            yield row, right, f"{path.name}  {row}: {miss}"
        for row, right, miss in check_claims(load_text(path), entry.get("claims", []), reading):
            yield row, right, f"{path.name}  {row}: {miss}"


def load_items(folder: Path) -> list[Item]:
    """The reports as `sitrep add` takes them. Their invented addresses, which hold the year, are left out."""
    rows = map(json.loads, (folder / "manifest.jsonl").read_text(encoding="utf8").splitlines())
    return [
        {"id": row["file"], "text": load_text(folder / row["file"])} | {k: row[k] for k in ("outlet", "published")}
        for row in rows
    ]


def read_items(items: Sequence[Item]) -> dict[str, Reading]:
    """The readings of some reports on one desk, by id."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        write_jsonl(path, items)
        return read_on_desk([path])


def date_undated(folder: Path) -> list[Inferred]:
    """What a desk with the whole sample infers for the reports without a date, against the days of the gold."""
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf8"))["reports"]
    days = {entry["report"]: date.fromisoformat(entry["day"]) for entry in gold}
    items = load_items(folder)
    readings = read_items(items)
    undated = [item["id"] for item in items if item["published"] is None]
    return [Inferred(name, days[name], readings[name]["published"]) for name in undated]


def date_left_out(folder: Path) -> Iterator[Inferred]:
    """What a desk infers for each dated report when only the date of this one is withheld, against that date."""
    items = load_items(folder)
    for item in items:
        if item["published"] is not None:
            name, day = item["id"], date.fromisoformat(item["published"])
            readings = read_items([other if other is not item else item | {"published": None} for other in items])
            yield Inferred(name, day, readings[name]["published"])


def measure_days(found: Sequence[Inferred]) -> tuple[Measure, Measure]:
    """How often the day lies in what the desk leaves, and how much it leaves."""
    return (
        Measure("days inside", sum(each.is_inside() for each in found), of=len(found)),
        Measure("median interval days", median(each.length() for each in found), ceiling=True),
    )


def print_outside(row: str, found: Sequence[Inferred]) -> None:
    """Print each report whose day lies outside of what the desk leaves, with the reasons that it gives."""
    for each in found:
        if not each.is_inside():
            reasons = "; ".join(each.published["because"]) or "nothing"
            print(f"{each.report}  {row}: wanted {each.day}; read {each.published['edtf']} because {reasons}")


def leave_one_out(folder: Path, *, misses: bool) -> None:
    """Print what is inferred for dated reports, one left out after the other: for all, and for those undated alone."""
    found = list(date_left_out(folder))
    alone = read_texts([folder / each.report for each in found])
    undated = [each for each, reading in zip(found, alone, strict=True) if reading["published"]["edtf"] is None]
    if misses:
        print_outside("left out", found)
    rows = {"left out": found, "left out, undated alone": undated}
    gold = folder / "manifest.jsonl"
    print(render_table([Result(name, gold, measure_days(part)) for name, part in rows.items()], {}) + "\n")


def measure_sample(folder: Path, *, misses: bool) -> Iterator[Measure]:
    """A measure a row of the table; what is missed or wrong is printed where asked for."""
    checks, undated = list(check_sample(folder)), date_undated(folder)
    if misses:
        print("\n".join(miss for _, right, miss in checks if not right))
        print_outside("days inside", undated)
    for name in ROWS:
        asked = [right for row, right, _ in checks if row == name]
        yield Measure(name, sum(asked), of=len(asked))
    yield from measure_days(undated)


def main() -> int:
    """Read the sample, and print what of its gold is found."""
    parser = argparse.ArgumentParser(description="Measure reading and dating on the sample that is shipped.")
    parser.add_argument("--misses", action="store_true", help="list everything that is missed or wrong")
    parser.add_argument("--leave-one-out", action="store_true", help="also infer the dates of dated reports, in turn")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    if options.leave_one_out:
        leave_one_out(SAMPLE, misses=options.misses)
    measures = tuple(measure_sample(SAMPLE, misses=options.misses))
    return settle([Result("earthquake", SAMPLE / "gold.yaml", measures)], update=options.update)


if __name__ == "__main__":
    sys.exit(main())
