"""What the three evaluations share: reading reports alone and on one desk, and comparing spans with gold.

A gold file names words, not offsets, wherever the words say enough; the functions here turn words back into offsets.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sitrep

CHECKOUT = Path(__file__).resolve().parent.parent
OUT = CHECKOUT / "evals" / "out"

Pair = tuple[int, int]
Reading = dict[str, Any]

QUALIFIERS = {
    "about": "approximately",
    "almost": "nearly",
    "approx": "approximately",
    "around": "approximately",
    "no less than": "at least",
    "over": "more than",
    "roughly": "approximately",
    "some": "approximately",
}


@dataclass(frozen=True)
class ClaimPair:
    """A gold claim and the predicted one that it was paired with, None where it was missed."""

    gold: dict[str, Any]
    found: dict[str, Any] | None


def find_shared() -> Path | None:
    """The folder of outside texts: `$SITREP_SHARED`, else `shared` beside the checkout; None where there is none."""
    folder = Path(os.environ.get("SITREP_SHARED") or CHECKOUT.parent / "shared")
    return folder if folder.is_dir() else None


def read_files(paths: Sequence[Path], *, jobs: int = 2) -> list[Reading]:
    """What `sitrep read` prints for these files, a reading a report, in the order in which they were given.

    Errors: ends the script with what the command wrote to stderr where it does not exit with 0.
    """
    command = [sys.executable, "-m", "sitrep", "read", *map(str, paths), "--jsonl", "--jobs", str(jobs)]
    done = subprocess.run(command, capture_output=True, encoding="utf8", check=False)
    if done.returncode:
        sys.exit(f"cannot measure: `sitrep read` ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.split("\n") if line.strip()]


def read_texts(paths: Sequence[Path]) -> list[Reading]:
    """The readings of text files, exactly one a file."""
    readings = read_files(paths)
    if len(readings) != len(paths):
        sys.exit(f"cannot measure: {len(paths)} files gave {len(readings)} readings")
    return readings


def read_on_desk(paths: Sequence[Path]) -> dict[str, Reading]:
    """The readings of reports that lie together on a new desk, as it exports them, by the ids of the reports.

    Errors: ends the script where a report was not taken in.
    """
    with TemporaryDirectory() as folder, sitrep.open(Path(folder) / "evaluation.db") as desk:
        if failures := desk.add(paths).failures:
            sys.exit(f"cannot measure: {failures[0].item} was not taken in: {failures[0].reason}")
        return {row["id"]: row["reading"] for row in desk.export()}


def load_text(path: Path) -> str:
    """The text of a file with its line ends as they stand, since offsets count them."""
    return path.read_bytes().decode("utf8")


def write_jsonl(path: Path, rows: Iterable[Reading]) -> None:
    """Write one JSON object a line, and make the folder where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf8")


def find_words(text: str, words: str) -> list[Pair]:
    """Where `words` stand in `text` as whole words: "it" is not found inside "city"."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return [match.span() for match in pattern.finditer(text)]


def find_source(text: str, source: str, cue: str, content: Pair) -> Pair | None:
    """The occurrence of a gold source's words that belongs to a claim: near a cue, and near the content."""

    def cost(place: Pair) -> int:
        cues = find_words(text, cue) if cue else []
        return min((gap(place, word) + gap(word, content) for word in cues), default=0) + gap(place, content)

    return min(find_words(text, source), key=cost, default=None)


def gap(one: Pair, other: Pair) -> int:
    """How many characters stand between two spans; 0 where they touch or overlap."""
    return max(0, one[0] - other[1], other[0] - one[1])


def overlaps(one: Pair, other: Pair) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    """The positions that some spans cover."""
    return {position for start, end in spans for position in range(start, end)}


def shared_part(one: set[int], other: set[int]) -> float:
    """Intersection over union of two sets of positions."""
    return len(one & other) / max(1, len(one | other))


def pair_claims(gold: Sequence[dict[str, Any]], predicted: Sequence[dict[str, Any]]) -> Iterator[ClaimPair]:
    """Each gold claim (with its `span`) and the claim paired with it: content IoU of a half or more, best first.

    Shape: gold order; no predicted claim is used twice.
    """
    wanted = [characters([claim["span"]]) for claim in gold]
    given = [characters(claim["content"]) for claim in predicted]
    scores = [(shared_part(w, g), i, j) for i, w in enumerate(wanted) for j, g in enumerate(given)]
    paired: dict[int, int] = {}
    for score, i, j in sorted(scores, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score >= 0.5 and i not in paired and j not in paired.values():
            paired[i] = j
    for i, claim in enumerate(gold):
        yield ClaimPair(claim, predicted[paired[i]] if i in paired else None)


def point(figure: dict[str, Any]) -> float | None:
    """The number that the report wrote: the bound that is set where the other side is open; None for a range.

    "up to 1,200" may be read as 0 to 1,200 or as open below: its number is 1,200 both times.
    """
    low, high = figure.get("low"), figure.get("high")
    if low == 0 and high and figure.get("qualifier"):
        low = None
    if low is not None and high is not None and not math.isclose(low, high):
        return None
    return low if low is not None else high


def is_value(figure: dict[str, Any], value: float) -> bool:
    """Whether a predicted figure stands for this number."""
    number = point(figure)
    return number is not None and math.isclose(number, value, rel_tol=1e-6)


def same_qualifier(one: str | None, other: str | None) -> bool:
    """Whether two qualifiers say the same: "about" is "approximately"."""
    first, second = ((word or "").lower().replace("_", " ").replace("-", " ") for word in (one, other))
    return QUALIFIERS.get(first, first) == QUALIFIERS.get(second, second)


def quote(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The words under some spans, joined by " … "."""
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)
