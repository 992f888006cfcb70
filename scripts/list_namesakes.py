"""List what else a place's name often is, `data/en/namesakes.toml`: given names, surnames and everyday words.

    pip install -e . && pip install names==0.3.0 && apt-get install wamerican-small
    python scripts/list_namesakes.py

The names are those of the US Census of 1990 (public domain, in the package `names`), the words the lower-case ones of
SCOWL's small list. Of surnames and words only those are kept that a place of the gazetteer bears.
"""

from __future__ import annotations

import importlib.util
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from sitrep.ground.gazetteer import fold, load_gazetteer

TARGET = Path(__file__).resolve().parents[1] / "src" / "sitrep" / "data" / "en" / "namesakes.toml"
DICTIONARY = Path("/usr/share/dict/american-english-small")
GIVEN_SHARE = 0.006  # per cent of the people of a sex: rarer given names are left out
SURNAMES = 6000  # the most frequent ones
HEAD = """# What else the name of a place often is. Made by scripts/list_namesakes.py, where the sources stand.

# given names, men's and women's"""


def census(name: str) -> Iterator[tuple[str, float]]:
    """Return the names of a census table with their share in per cent, most frequent first."""
    spec = importlib.util.find_spec("names")
    if spec is None or spec.origin is None:
        raise SystemExit("cannot list namesakes: the package names is not installed; see the head of this file")
    for line in (Path(spec.origin).parent / name).read_text(encoding="ascii").splitlines():
        parts = line.split()
        yield parts[0].lower(), float(parts[1])


def borne(words: Iterable[str]) -> list[str]:
    """Return the words that are names of places, too."""
    return [word for word in words if load_gazetteer().has_name(fold(word))]


def block(key: str, words: Iterable[str]) -> str:
    """Return a line of TOML that holds some words."""
    return f'{key} = """{textwrap.fill(" ".join(sorted(set(words))), 118)}"""'


def main() -> None:
    """Write the list."""
    given = [word for sex in ("male", "female") for word, share in census(f"dist.{sex}.first") if share >= GIVEN_SHARE]
    surnames = [word for word, _ in census("dist.all.last")][:SURNAMES]
    words = [word for word in DICTIONARY.read_text(encoding="utf-8").split() if word.isascii() and word.isalpha()]
    parts = [
        HEAD,
        block("given", given),
        "\n# surnames that are names of places, too",
        block("surnames", borne(surnames)),
        "\n# everyday words that are names of places, too",
        block("words", borne(word for word in words if word.islower() and len(word) > 2)),
    ]
    TARGET.write_text("\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
