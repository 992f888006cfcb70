"""The sets of stories: reports grouped by `sitrep stories`, and scored by the sets' own `score.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from floors import Measure, Result
from links_desks import Row, ask_lines, build_desk
from readings import OUT, write_jsonl
from run import load_all, load_rows, load_scorer

FIELDS = ("id", "text", "title", "outlet", "published")


def measure_stories(name: str, shared: Path) -> Result:
    """Group the reports of one set, leave the groups in `evals/out`, and score them.

    Of several texts with one id the last one is taken, as the scorer does.
    """
    rows = load_rows(shared / "evals" / "stories" / f"{name}.jsonl")
    desk = build_desk(f"stories {name}", [as_item(row) for row in rows.values()])
    predictions = list(name_stories(ask_lines(desk, "stories")))
    write_jsonl(OUT / f"{name}.predicted.jsonl", predictions)
    scores = load_scorer(shared / "evals" / "score.py", "stories")(rows, load_all(predictions))
    return Result(f"stories {name}", shared / "evals" / "stories" / f"{name}.jsonl", tuple(show_scores(scores)))


def as_item(row: Row) -> Row:
    """A text of a set as `sitrep add` takes it; its address may hold the day, and its story is the gold."""
    return {field: row[field] for field in FIELDS if field in row}


def name_stories(lines: Iterable[Row]) -> Iterator[Row]:
    """The story of each report, in the form of the scorer; of a report in several stories the first one."""
    named: set[str] = set()
    for line in lines:
        for report in line["reports"]:
            if report not in named:
                named.add(report)
                yield {"id": report, "story": line["id"]}


def show_scores(scores: Row) -> Iterator[Measure]:
    """B-cubed F, and in its note the rest of what the scorer tells."""
    cubed = scores["b_cubed"]
    note = f"P {cubed['p']}  R {cubed['r']}  ({scores['predicted']} stories, {scores['stories']} wanted)"
    yield Measure("b_cubed F", cubed["f"], note=note)
