"""Measure `sitrep read` on the outside sets, and hold the pinned floors.

usage: python evals/run.py [--set NAME ...] [--update]

The sets are no part of this repository: they are looked for in `$SITREP_SHARED`, else in `shared` beside the
checkout, and their own `score.py` does the counting. Two conventions stand between a reading and that scorer:

- claims: claims nested in another claim are left out, since PolNeAR marks only the outermost attribution;
- figures: where a side is open ("more than 70,000", "up to 1,200") the scorer is given the number that is written;
- places: words for peoples are no places for Sitrep. LGL's gold holds them, so both sets are also measured with each
  demonym as a place, at the point of its land ("with demonyms").

Of the sets of times, places and figures and of polnear-train every third row is measured once more by itself
("held-out"): those rows were kept unread while the rules were worked on, so what is lost between the whole set and them
was tuned and not understood. For places and figures that holds since 2026-11-24: prototypes had seen all rows before.

Exit status: 1 where a value is more than 0.05 under its floor or a gold file has changed, else 0.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from floors import Measure, Result, settle
from readings import OUT, Reading, characters, find_shared, point, read_files, shared_part, write_jsonl

from sitrep.ground.gazetteer import load_gazetteer
from sitrep.reading.claims.cues import load_cues

SETS = {
    "timebank": "times",
    "aquaint": "times",
    "wikiwars-01-16": "times",
    "lgl": "places",
    "geovirus": "places",
    "polnear-train": "claims",
    "polnear-dev": "claims",
    "newsquant-40": "figures",
}
THIRD = 2  # the remainder by 3 of the rows kept unread, by their place in the file counted from 0

Rows = dict[str, Reading]
Score = Callable[[Rows, Rows], dict[str, Any]]


def adapt_claims(reading: Reading) -> Reading:
    """A reading whose claims stand in no other claim."""
    return {"id": reading["id"], "claims": [claim for claim in reading["claims"] if not claim.get("nested")]}


def adapt_figures(reading: Reading) -> Reading:
    """A reading whose figures have both ends, as the scorer asks."""
    return {"id": reading["id"], "figures": [close_figure(figure) for figure in reading["figures"]]}


def close_figure(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure with the written number on both sides where one was open; a range as it is."""
    number = point(figure)
    return figure if number is None else figure | {"low": number, "high": number}


def adapt_reading(task: str, reading: Reading) -> Reading:
    """What of a reading a task's scorer looks at."""
    if task == "claims":
        return adapt_claims(reading)
    if task == "figures":
        return adapt_figures(reading)
    return {"id": reading["id"], task: reading[task]}


def add_demonyms(reading: Reading) -> Reading:
    """A reading's places with its demonyms among them, each at the point of its land."""
    lands = [(demonym, load_gazetteer().find(demonym["of"])[0]) for demonym in reading["demonyms"]]
    peoples = [{"start": d["start"], "end": d["end"], "lat": land.lat, "lon": land.lon} for d, land in lands]
    return {"id": reading["id"], "places": sorted([*reading["places"], *peoples], key=lambda place: place["start"])}


def load_scorer(path: Path, task: str) -> Score:
    """The scorer of a task out of the sets' own `score.py`."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"cannot score: {path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Score, getattr(module, task))


def load_rows(path: Path) -> Rows:
    """The objects of a JSON lines file by their id."""
    with path.open(encoding="utf8") as lines:
        return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def load_all(rows: Iterable[Reading]) -> Rows:
    """Rows by their id."""
    return {row["id"]: row for row in rows}


def hold_out(rows: Rows) -> Rows:
    """The third of the rows that was kept unread while working, in file order."""
    return {name: row for place, (name, row) in enumerate(rows.items()) if place % 3 == THIRD}


def flatten_scores(scores: dict[str, Any], part: str = "") -> tuple[Measure, ...]:
    """A measure a figure of the scorer: F where it tells precision, recall and F, else the value; after its part."""
    measures = []
    for name, score in scores.items():
        if isinstance(score, dict):
            measures.append(Measure(f"{part}{name} F", score["f"], note=f"P {score['p']}  R {score['r']}"))
        else:
            measures.append(Measure(f"{part}{name}", score))
    return tuple(measures)


def measure_speech(rows: Rows, predicted: Rows) -> Measure:
    """How many claims with a source and a speech verb for a cue are right in half the content and in the source."""
    right = asked = 0
    for name, row in rows.items():
        claims = predicted.get(name, {"claims": []})["claims"]
        pairs = pair_by_content([spans_of(gold) for gold in row["gold"]], [spans_of(claim) for claim in claims])
        for place, claim in enumerate(claims):
            if claim["source"] and has_speech_cue(row["text"], claim):
                asked += 1
                gold = pairs.get(place)
                right += gold is not None and bool(gold["source"] & characters(map(tuple, claim["source"])))
    return Measure(
        "speech verbs, with source: precision", round(100 * right / max(asked, 1), 1), note=f"{right} of {asked}"
    )


def spans_of(claim: Reading) -> dict[str, set[int]]:
    """The characters of a claim's content and source."""
    return {name: characters(map(tuple, claim.get(name) or [])) for name in ("content", "source")}


def pair_by_content(
    gold: list[dict[str, set[int]]], found: list[dict[str, set[int]]]
) -> dict[int, dict[str, set[int]]]:
    """The gold claim of each predicted one that shares half of its content, by the scorer's own way of pairing."""
    pairs: dict[int, dict[str, set[int]]] = {}
    for claim in gold:
        free = [(shared_part(claim["content"], f["content"]), i) for i, f in enumerate(found) if i not in pairs]
        share, place = max(free, default=(0.0, 0))
        if share >= 0.5:
            pairs[place] = claim
    return pairs


def has_speech_cue(text: str, claim: Reading) -> bool:
    """Whether the last word of a claim's cue is a form of a verb of saying, telling or asking."""
    words = [text[start:end] for start, end in claim["cue"]]
    cue = load_cues().get(words[0].split()[-1].lower()) if words else None
    return cue is not None and not {"say", "tell", "ask"}.isdisjoint(cue.classes)


def measure_set(name: str, shared: Path) -> Result:
    """Read one set, leave readings and predictions in `evals/out`, and score them."""
    task = SETS[name]
    gold = shared / "evals" / task / f"{name}.jsonl"
    readings = read_files([gold])
    predictions = [adapt_reading(task, reading) for reading in readings]
    write_jsonl(OUT / f"{name}.readings.jsonl", readings)
    write_jsonl(OUT / f"{name}.predicted.jsonl", predictions)
    rows, predicted = load_rows(gold), load_all(predictions)
    if unread := rows.keys() - predicted.keys():
        print(f"{name}: {len(unread)} of {len(rows)} texts were not read and count as empty", file=sys.stderr)
    score = load_scorer(shared / "evals" / "score.py", task)
    measures = flatten_scores(score(rows, predicted))
    if task == "claims":
        measures += (measure_speech(rows, predicted),)
    if task == "places":
        measures += flatten_scores(score(rows, load_all(map(add_demonyms, readings))), "with demonyms ")
    if task != "claims" or name == "polnear-train":
        measures += flatten_scores(score(hold_out(rows), predicted), "held-out ")
    return Result(name, gold, measures)


def main() -> int:
    """Measure the sets that were asked for, all of them by default."""
    parser = argparse.ArgumentParser(description="Measure `sitrep read` on the outside sets.")
    parser.add_argument("--set", dest="sets", nargs="+", choices=SETS, default=list(SETS), metavar="NAME")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    shared = find_shared()
    if shared is None:
        print("evaluations skipped: no folder of outside sets ($SITREP_SHARED, or `shared` beside the checkout)")
        return 0
    results = []
    for name in options.sets:
        print(f"reading {name} …", file=sys.stderr)
        results.append(measure_set(name, shared))
    return settle(results, update=options.update)


if __name__ == "__main__":
    sys.exit(main())
