"""The texts that the benchmarks read, and a crowd of twenty thousand made out of them."""

from __future__ import annotations

import calendar
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
CROWD_SETS = ("claims/polnear-train", "stream/ukraine-even", "timelines/t17-*")
FIRST_DAY = date(2023, 1, 1)
DAYS = 365

NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
KEPT = frozenset(calendar.month_name) | frozenset(calendar.day_name)


def find_evals() -> Path:
    """The folder of outside texts in `$SITREP_SHARED`, else in `shared` beside the checkout.

    Errors: ends the script with 0 and a line that says so where there is none.
    """
    folder = Path(os.environ.get("SITREP_SHARED") or CHECKOUT.parent / "shared") / "evals"
    if not folder.is_dir():
        print("benchmark skipped: no folder of outside texts ($SITREP_SHARED, or `shared` beside the checkout)")
        sys.exit(0)
    return folder


def load_texts(path: Path) -> list[str]:
    """The texts of a JSON lines file, in its order."""
    with path.open(encoding="utf8") as lines:
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]


def load_crowd(evals: Path) -> list[str]:
    """Every text that the crowd is made of."""
    paths = [path for name in CROWD_SETS for path in sorted(evals.glob(f"{name}.jsonl"))]
    return [text for path in paths for text in load_texts(path)]


def find_names(texts: Sequence[str]) -> list[str]:
    """The capitalised words that stand inside sentences, without days and months, sorted."""
    return sorted({name for text in texts for name in NAME.findall(text)} - KEPT)


def rename(text: str, names: dict[str, str]) -> str:
    """A text with each name replaced by the one that it is changed for."""
    return re.sub(r"\b[A-Z][a-z]{3,}\b", lambda match: names.get(match[0], match[0]), text)


def make_crowd(texts: Sequence[str], count: int) -> Iterator[str]:
    """`count` reports as JSON lines: the texts again and again, renamed each round, on days spread over a year.

    Shape: the same lines for the same texts, always; the first round keeps its names.
    """
    pool = find_names(texts)
    chance = random.Random(20_000)
    names: dict[str, str] = {}
    for index in range(count):
        if index and index % len(texts) == 0:
            names = dict(zip(pool, chance.sample(pool, len(pool)), strict=True))
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        report = {
            "id": f"crowd-{index:05}",
            "published": day.isoformat(),
            "outlet": f"Outlet {index % 40 + 1}",
            "text": rename(texts[index % len(texts)], names),
        }
        yield json.dumps(report, ensure_ascii=False) + "\n"


def find_rare_word(path: Path) -> str:
    """A longer word that stands in as few lines of a file as any other, the first such one of the alphabet."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf8") as lines:
        for line in lines:
            counts.update(set(re.findall(r"\b[a-z]{8,14}\b", line)))
    return min(counts, key=lambda word: (counts[word], word), default="unheard")
