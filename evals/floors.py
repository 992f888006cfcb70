"""Pinned floors: what a measure must not fall under, and of which gold it was measured.

`floors.json` holds an entry a set: `digest` (SHA-256 of the gold), `floors` (a number, or "all" where nothing may be
missed) and, where a goal was set beforehand, `targets`: a measure is pinned only once it has reached its target.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parent / "floors.json"
SLACK = 0.05

Bound = float | str


@dataclass(frozen=True)
class Measure:
    """One measured value; `of` is the most that it could be, `ceiling` says that less is better."""

    name: str
    value: float
    of: int | None = None
    note: str = ""
    ceiling: bool = False


@dataclass(frozen=True)
class Pin:
    """What is pinned for one set."""

    digest: str | None = None
    floors: dict[str, Bound] = field(default_factory=dict)
    targets: dict[str, Bound] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """The measures of one set, and the gold that they were measured on."""

    name: str
    gold: Path
    measures: tuple[Measure, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the gold file."""
        return hashlib.sha256(self.gold.read_bytes()).hexdigest()


def load_pins(path: Path = PATH) -> dict[str, Pin]:
    """The pinned floors by the name of their set; none where the file is missing."""
    if not path.exists():
        return {}
    entries: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf8"))
    return {name: Pin(**entry) for name, entry in entries.items()}


def write_pins(pins: dict[str, Pin], path: Path = PATH) -> None:
    """Write the floors, sorted, so that a diff shows what was raised."""
    entries = {}
    for name, pin in pins.items():
        entries[name] = {"digest": pin.digest, "floors": pin.floors}
        if pin.targets:
            entries[name]["targets"] = pin.targets
    path.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", encoding="utf8")


def holds(measure: Measure, bound: Bound | None) -> bool:
    """Whether a measure keeps to its floor; `None` asks for nothing."""
    if bound is None:
        return True
    if isinstance(bound, str):
        return bool(measure.of) and measure.value >= (measure.of or 0)
    return measure.value <= bound + SLACK if measure.ceiling else measure.value >= bound - SLACK


def find_breaches(result: Result, pin: Pin) -> Iterator[str]:
    """A sentence for each floor that is not held, and one where the gold is no longer the pinned one."""
    if pin.digest is not None and pin.digest != result.digest:
        yield f"{result.name}: {result.gold.name} is not the gold that the floors were measured on; pin it anew by hand"
    for measure in result.measures:
        bound = pin.floors.get(measure.name)
        if not holds(measure, bound):
            side = "over its ceiling" if measure.ceiling else "under its floor"
            yield f"{result.name}: {measure.name} is {show(measure)}, {side} {bound}"
    measured = {measure.name for measure in result.measures}
    for name in sorted(pin.floors.keys() - measured):
        yield f"{result.name}: {name} has a floor and is no longer measured"


def raise_pin(result: Result, pin: Pin) -> Pin:
    """The pin with each floor raised to its measured value; a measure short of its target stays unpinned."""
    floors = dict(pin.floors)
    for measure in result.measures:
        old, target = floors.get(measure.name), pin.targets.get(measure.name)
        if not holds(measure, target) or isinstance(old, str):
            continue
        if isinstance(target, str):
            floors[measure.name] = target
        elif old is None:
            floors[measure.name] = measure.value
        else:
            floors[measure.name] = min(old, measure.value) if measure.ceiling else max(old, measure.value)
    return replace(pin, digest=result.digest, floors=floors)


def settle(results: Sequence[Result], *, update: bool) -> int:
    """Print the table and what falls short, raise the floors where asked to, and tell the exit status."""
    pins = load_pins()
    print(render_table(results, pins))
    breaches = [line for result in results for line in find_breaches(result, pins.get(result.name, Pin()))]
    if breaches:
        print("\n" + "\n".join(f"FAILED {line}" for line in breaches))
        if update:
            print("no floor was touched: floors are only ever raised")
        return 1
    if update:
        write_pins(pins | {result.name: raise_pin(result, pins.get(result.name, Pin())) for result in results})
        print(f"\nfloors raised to what was measured: {PATH.name}")
    return 0


def render_table(results: Iterable[Result], pins: dict[str, Pin]) -> str:
    """One aligned row a measure: set, measure, value, floor, target, and a note."""
    rows = [("set", "measure", "value", "floor", "target", "")]
    for result in results:
        pin = pins.get(result.name, Pin())
        for measure in result.measures:
            target = pin.targets.get(measure.name)
            missed = " (not reached)" if not holds(measure, target) else ""
            bounds = show_bound(pin.floors.get(measure.name)), show_bound(target) + missed
            rows.append((result.name, measure.name, show(measure), *bounds, measure.note))
    used = [column for column in zip(*rows, strict=True) if any(cell not in ("", "-") for cell in column[1:])]
    widths = [max(map(len, column)) for column in used]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in zip(*used, strict=True)
    )


def show(measure: Measure) -> str:
    """A value as it is printed: `36 of 43`, or `92.5`."""
    return f"{measure.value:g} of {measure.of}" if measure.of is not None else f"{measure.value:g}"


def show_bound(bound: Bound | None) -> str:
    """A floor as it is printed; `-` where nothing is pinned."""
    if bound is None:
        return "-"
    return bound if isinstance(bound, str) else f"{bound:g}"
