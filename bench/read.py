"""Print how fast reports are read, beside a neural pipeline over the same texts.

usage: python bench/read.py [--texts N] [--chunk N]

`sitrep.read`, its claims and voices alone, its places and figures alone, and spaCy take turns, chunk by chunk, in one
process; then `sitrep read --jobs 1` reads the whole file. spaCy's pipeline has the sizes of `en_core_web_sm` and is not
trained: its speed is that of the real one, its answers are not. Nothing is tested here.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from texts import find_evals, load_texts

import sitrep
from sitrep.reading.claims import find_attributions
from sitrep.reading.figures import find_figures
from sitrep.reading.places import Pieces, find_demonyms, find_offsets, find_places
from sitrep.reading.sentences import split_sentences
from sitrep.reading.voices import name_voices
from sitrep.reading.words import Words

if TYPE_CHECKING:
    from spacy.language import Language

TAGS, DEPS, ENTITIES = 50, 45, 18
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}


@dataclass
class Pace:
    """How long a reader took for how many reports and words."""

    name: str
    reports: int = 0
    words: int = 0
    seconds: float = 0.0

    def add(self, texts: Sequence[str], seconds: float) -> None:
        """Count some texts more."""
        self.reports += len(texts)
        self.words += sum(len(text.split()) for text in texts)
        self.seconds += seconds

    def __str__(self) -> str:
        return (
            f"{self.name:<42}{self.seconds:>9.2f} s{self.reports / self.seconds:>10.1f} reports/s"
            f"{self.words / self.seconds:>12,.0f} words/s"
        )


def tok2vec_model() -> dict[str, Any]:
    """The embedding and encoding layers of `en_core_web_sm`."""
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def transition_model(kind: str, tok2vec: dict[str, Any]) -> dict[str, Any]:
    """The layers of a transition-based `parser` or `ner`."""
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": tok2vec,
    }


def make_pipeline() -> Language:
    """An English pipeline of tok2vec, tagger, parser and NER, initialised without training."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": tok2vec_model()})
    tagger = {"@architectures": "spacy.Tagger.v2", "nO": None, "tok2vec": LISTENER}
    pipes: tuple[tuple[str, dict[str, Any], int], ...] = (
        ("tagger", tagger, TAGS),
        ("parser", transition_model("parser", LISTENER), DEPS),
        ("ner", transition_model("ner", tok2vec_model()), ENTITIES),
    )
    for name, model, labels in pipes:
        pipe: Any = nlp.add_pipe(name, config={"model": model})
        for number in range(labels):
            pipe.add_label(f"{name}{number}")
    nlp.initialize()
    return nlp


def timed(work: Callable[[], object]) -> float:
    """The wall time of some work, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_claims(texts: Sequence[str]) -> None:
    """Read claims and voices only, with the sentences and words that they need."""
    for text in texts:
        words = Words(text, split_sentences(text))
        name_voices(words, list(find_attributions(words)))


def read_places(texts: Sequence[str]) -> None:
    """Read places, offsets, words for peoples and figures only, with the sentences and words that they need."""
    for text in texts:
        words = Words(text, split_sentences(text))
        pieces = Pieces(words)
        peoples = list(find_demonyms(pieces))
        places = list(find_places(pieces, None, peoples))
        figures = list(find_figures(words, (), places))
        list(find_offsets(words, places, figures))


def race(texts: Sequence[str], chunk: int) -> list[Pace]:
    """The paces of `sitrep.read`, of its parts alone and of spaCy, which read each chunk in turn.

    Who begins changes with each chunk.
    """
    nlp = make_pipeline()
    ours, theirs = Pace("sitrep.read"), Pace(f"spaCy, {', '.join(nlp.pipe_names)}")
    claims, places = Pace("claims and voices alone"), Pace("places and figures alone")

    def read_ours(part: Sequence[str]) -> None:
        for text in part:
            sitrep.read(text, published=None)

    def read_theirs(part: Sequence[str]) -> None:
        for _ in nlp.pipe(part):
            pass

    sides = [(ours, read_ours), (claims, read_claims), (places, read_places), (theirs, read_theirs)]
    for _, read in sides:
        read(texts[:1])
    for start in range(0, len(texts), chunk):
        part = texts[start : start + chunk]
        for pace, read in sides:
            pace.add(part, timed(partial(read, part)))
        sides.reverse()
    return [ours, claims, places, theirs]


COMMAND = """
import atexit, pathlib, re, sys
from sitrep.cli import main
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: print(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1], file=sys.stderr))
main()
"""  # the command with its peak memory in KiB at the end


def time_command(path: Path, texts: Sequence[str]) -> tuple[Pace, float]:
    """The pace of `sitrep read` in one process, with the start of the interpreter, and its peak memory in MiB."""
    command = [sys.executable, "-c", COMMAND, "read", str(path), "--jsonl", "--jobs", "1"]
    pace, start = Pace("sitrep read --jsonl --jobs 1"), time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    pace.add(texts, time.perf_counter() - start)
    return pace, int(done.stderr.split()[-1]) / 1024


def main() -> None:
    """Print the paces and their ratio."""
    parser = argparse.ArgumentParser(description="Time `sitrep.read` beside a spaCy pipeline.")
    parser.add_argument("--texts", type=int, help="read only so many")
    parser.add_argument("--chunk", type=int, default=40, help="how many texts a side reads before the other's turn")
    options = parser.parse_args()
    path = find_evals() / "claims" / "polnear-train.jsonl"
    lines = path.read_text(encoding="utf8").split("\n")
    texts = load_texts(path)[: options.texts]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {len(texts)} reports")
    *paces, theirs = race(texts, options.chunk)
    print(*paces, theirs, sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / path.name
        part.write_text("\n".join(lines[: options.texts]), encoding="utf8")
        command, peak_mib = time_command(part, texts)
    print(command)
    ratios = (f"{pace.name} {theirs.seconds / pace.seconds:.1f}" for pace in (*paces, command))
    print(f"times as fast as spaCy: {', '.join(ratios)}")
    print(f"peak memory of the command: {peak_mib:.0f} MiB")


if __name__ == "__main__":
    main()
