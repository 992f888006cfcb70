"""Write how much each word tells, `src/sitrep/data/en/weights.txt`, from a dictionary of word frequencies.

usage: pip install symspellpy==6.10.1 && python scripts/list_weights.py

The counts are those of symspellpy's `frequency_dictionary_en_82_765.txt`, words of SCOWL with their counts in Google
Books. A word's weight is the negative logarithm of the share of reports (of 400 words each) that would hold it, at most
8. The forms of one stem count together. Stems that weigh 8 are left out: so does any word that is not listed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import Stemmer

OUT = Path(__file__).resolve().parent.parent / "src" / "sitrep" / "data" / "en" / "weights.txt"
SOURCE = "frequency_dictionary_en_82_765.txt"
REPORT_WORDS = 400
HEAVIEST = 8.0
STEP = 0.2


def weigh(share: float) -> float:
    """The weight of a stem that makes up this share of all words, rounded to a step."""
    weight = -math.log(-math.expm1(-REPORT_WORDS * share))
    return round(min(weight, HEAVIEST) / STEP) * STEP


def main() -> None:
    """Read the counts and write a line of stems for each weight."""
    stem = Stemmer.Stemmer("english").stemWord
    counts: Counter[str] = Counter()
    for line in (files("symspellpy") / SOURCE).read_text(encoding="utf-8-sig").splitlines():
        word, number = line.split()
        counts[stem(word)] += int(number)
    total = sum(counts.values())
    rows: dict[float, list[str]] = defaultdict(list)
    for word, count in counts.items():
        rows[weigh(count / total)].append(word)
    listed = [f"{weight:.1f} {' '.join(sorted(rows[weight]))}" for weight in sorted(rows) if weight < HEAVIEST]
    OUT.write_text("\n".join(listed) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {sum(map(len, rows.values())):,} stems, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
