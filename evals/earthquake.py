"""Print how much of the sample's gold `sitrep read` finds, and hold the pinned floors.

usage: python evals/earthquake.py [--misses] [--update]

The sample of 55 reports is shipped with the package, so this evaluation runs everywhere. Its sentences were written for
it and are easier than those of a real newspaper: it guards against losses, it tells nothing about real reports.

Exit status: 1 where a pinned floor is not held, else 0.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from floors import Measure, Result, settle
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
    read_texts,
    same_qualifier,
)

SAMPLE = CHECKOUT / "src" / "sitrep" / "data" / "sample"
ROWS = ("figures_found", "qualifiers_right", "claims_found", "sources_right")

Check = tuple[str, bool, str]


def with_span(gold: dict[str, Any]) -> dict[str, Any]:
    """A gold entry with the span of its words."""
    return gold | {"span": (gold["start"], gold["start"] + len(str(gold["text"])))}


def check_figures(gold: list[dict[str, Any]], reading: Reading) -> Iterator[Check]:
    """Whether each figure is read where it stands with its number and, of those, with its qualifier."""
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


def check_claims(text: str, gold: list[dict[str, Any]], reading: Reading) -> Iterator[Check]:
    """Whether each claim is found and, of those, its source where it is written."""
    for pair in pair_claims([with_span(entry) for entry in gold], reading["claims"]):
        yield "claims_found", pair.found is not None, f"wanted {pair.gold['text']!r}"
        if pair.found is not None:
            got = quote(text, pair.found["source"])
            wanted = f"wanted {pair.gold['source_text']!r} for {pair.gold['text']!r}; read {got!r}"
            yield "sources_right", has_source(text, pair, pair.found), wanted


def has_source(text: str, pair: ClaimPair, found: dict[str, Any]) -> bool:
    """Whether the predicted source stands where the gold one stands; a claim of nobody's must have none."""
    if pair.gold["source_text"] is None:
        return not found["source"]
    place = find_source(text, pair.gold["source_text"], "", pair.gold["span"])
    return place is not None and any(overlaps(place, (start, end)) for start, end in found["source"])


def check_sample(folder: Path) -> Iterator[Check]:
    """All that the gold of the sample asks for, each with whether it was read."""
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf8"))["reports"]
    paths = [folder / entry["report"] for entry in gold]
    for path, entry, reading in zip(paths, gold, read_texts(paths), strict=True):
        for row, right, miss in check_figures(entry.get("figures", []), reading):
            yield row, right, f"{path.name}  {row}: {miss}"
        for row, right, miss in check_claims(load_text(path), entry.get("claims", []), reading):
            yield row, right, f"{path.name}  {row}: {miss}"


def main() -> int:
    """Read the sample, and print what of its gold is found."""
    parser = argparse.ArgumentParser(description="Measure `sitrep read` on the sample that is shipped.")
    parser.add_argument("--misses", action="store_true", help="list everything that is missed or wrong")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    checks = list(check_sample(SAMPLE))
    if options.misses:
        print("\n".join(miss for _, right, miss in checks if not right))
    measures = []
    for name in ROWS:
        asked = [right for row, right, _ in checks if row == name]
        measures.append(Measure(name, sum(asked), of=len(asked)))
    return settle([Result("earthquake", SAMPLE / "gold.yaml", tuple(measures))], update=options.update)


if __name__ == "__main__":
    sys.exit(main())
