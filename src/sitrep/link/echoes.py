"""Reports that carry the same words on, found through keys of word runs and then verified on the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from zlib import crc32

from sitrep.ground.model import Noise

RUN = 6  # words of a run
SAMPLED = 4  # one run in so many is a key
LEAST_KEYS = 3
LEAST_SHARE = 0.3  # of the shorter report's runs
BLANK = re.compile(b" ")
WORD = re.compile(r"[^\W_]+")


def split_runs(text: str, noise: Sequence[Noise] = ()) -> set[int]:
    """Return the hashes of all runs of six words of a text, outside its noise, without regard to case and marks."""
    for mark in reversed(noise):
        text = text[: mark.start] + " " + text[mark.end :]
    joined = " ".join(WORD.findall(text.lower())).encode("utf-8", "surrogatepass") + b" "
    ends = [match.start() for match in BLANK.finditer(joined)]
    starts = [0, *(end + 1 for end in ends)]
    return {crc32(joined[start:end]) for start, end in zip(starts, ends[RUN - 1 :], strict=False)}


def sample_keys(runs: Iterable[int]) -> list[int]:
    """Return the runs that serve as keys: the same ones in every report that has them."""
    return sorted(run for run in runs if run % SAMPLED == 0)


def measure_echo(runs: set[int], others: set[int]) -> float:
    """Return the share of the shorter report's runs that the other has too, 0 to 1."""
    shorter = min(len(runs), len(others))
    return len(runs & others) / shorter if shorter else 0.0


def group_echoes(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each member the smallest member that it is joined to by any chain of echoes: its origin's number."""
    parent = {member: member for member in members}

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for left, right in pairs:
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    return {member: root(member) for member in parent}
