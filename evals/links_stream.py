"""Echoes among real reports on one war, against what a comparison of all with all finds.

The truth is computed here, by brute force and from the texts alone, but for the ends of the sentences, which are those
that Sitrep reads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from floors import Measure, Result
from links_desks import Row, ask_lines, build_desk, load_reports
from links_scores import (
    Link,
    Score,
    contain,
    covered_part,
    find_runs,
    percent,
    score_links,
    split_plain,
)
from rapidfuzz.distance import Indel
from readings import Pair, overlaps, quote
from run import load_rows

SET = "stream echoes"
LEAST_SHARE = 0.3  # of the shorter text's runs
LEAST_WORDS = 8  # of a sentence
ALIKE = 0.8  # of two sentences word by word


@dataclass(frozen=True)
class Line:
    """A sentence of a report by its words."""

    report: str
    span: Pair
    words: tuple[str, ...]


Sentences = tuple[Line, Line]


def measure_stream(shared: Path, *, misses: bool) -> Result:
    """How many pairs of reports and of edited sentences are found as echoes."""
    desk = build_stream(shared)
    reports, echoes = load_reports(desk), ask_lines(desk, "echoes")
    texts = {name: row["text"] for name, row in reports.items()}
    claimed = {link_of(echo) for echo in echoes if echo["containment"] >= LEAST_SHARE}
    wanted = find_copies(texts)
    edited = list(find_edited(split_lines(reports)))
    unechoed = find_unechoed(edited, echoes)
    if misses:
        print_links(claimed, wanted)
        print_unechoed(unechoed, texts)
    pairs = score_links(claimed, wanted)
    gold = shared / "evals" / "stream" / "ukraine-even.jsonl"
    return Result(SET, gold, (*measure_pairs(pairs), measure_edited(len(edited) - len(unechoed), len(edited))))


def build_stream(shared: Path) -> Path:
    """The desk of the stream; a text that stands in it twice is one report there."""
    rows = load_rows(shared / "evals" / "stream" / "ukraine-even.jsonl")
    return build_desk(SET, [{key: row[key] for key in ("id", "text", "published")} for row in rows.values()])


def measure_pairs(score: Score) -> Iterator[Measure]:
    """Precision and recall of pairs of reports as a measure each."""
    yield Measure("pairs precision", score.precision, note=f"{score.right} of {score.claimed}")
    yield Measure("pairs recall", score.recall, note=f"{score.right} of {score.wanted}")


def measure_edited(found: int, wanted: int) -> Measure:
    """The part of the pairs of edited sentences that are found."""
    return Measure("edited sentences", percent(found, wanted), note=f"{found} of {wanted}")


def link_of(echo: Row) -> Link:
    """The two reports of an echo."""
    return frozenset((echo["a"]["report"], echo["b"]["report"]))


def find_copies(texts: dict[str, str]) -> set[Link]:
    """The pairs of texts of which the shorter one's runs of six words stand in the other for the least share or more.

    Cost: all pairs.
    """
    runs = {name: find_runs(split_plain(text)) for name, text in texts.items()}
    return {frozenset(pair) for pair in combinations(runs, 2) if contain(*map(runs.__getitem__, pair)) >= LEAST_SHARE}


def split_lines(reports: dict[str, Row]) -> list[Line]:
    """The sentences of some reports that are long enough and no noise."""
    lines = []
    for name, row in reports.items():
        noise = [(mark["start"], mark["end"]) for mark in row["reading"]["noise"]]
        for sentence in row["reading"]["sentences"]:
            span = sentence["start"], sentence["end"]
            words = tuple(split_plain(row["text"][slice(*span)]))
            if len(words) >= LEAST_WORDS and not any(overlaps(span, mark) for mark in noise):
                lines.append(Line(name, span, words))
    return lines


def find_edited(lines: Sequence[Line]) -> Iterator[Sentences]:
    """The pairs of sentences of two reports that are alike in their words, and not equal."""
    for one, other in find_candidates(lines):
        if one.words != other.words and Indel.normalized_similarity(one.words, other.words) >= ALIKE:
            yield one, other


def find_candidates(lines: Sequence[Line]) -> list[Sentences]:
    """The pairs of sentences of two reports that share one of their rarest words: all pairs that are alike do.

    Two sentences of n and m words that are alike have 0.4 (n + m) or more words in common, so m is 2/3 n or more, and
    they have 2/3 n in common. With so many left out, the rarest of the rest and one more must hold a common word. A
    word that stands twice counts as two.
    """
    numbered = [number_words(line.words) for line in lines]
    known = Counter(word for words in numbered for word in words)
    holders: dict[tuple[str, int], list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for place, words in enumerate(numbered):
        rarest = sorted(words, key=lambda word: (known[word], word))[: len(words) - -(-2 * len(words) // 3) + 1]
        for word in rarest:
            pairs.update((other, place) for other in holders[word] if lines[other].report != lines[place].report)
            holders[word].append(place)
    return [(lines[one], lines[other]) for one, other in sorted(pairs)]


def number_words(words: Sequence[str]) -> list[tuple[str, int]]:
    """Words with how often each stood before."""
    counts: Counter[str] = Counter()
    numbered = []
    for word in words:
        numbered.append((word, counts[word]))
        counts[word] += 1
    return numbered


def find_unechoed(pairs: Sequence[Sentences], echoes: Sequence[Row]) -> list[Sentences]:
    """The pairs of sentences that no passage covers."""
    passages: dict[Link, list[Row]] = defaultdict(list)
    for echo in echoes:
        passages[link_of(echo)].append(echo)
    return [
        (one, other)
        for one, other in pairs
        if not any(covers((one, other), echo) for echo in passages[frozenset((one.report, other.report))])
    ]


def covers(pair: Sentences, echo: Row) -> bool:
    """Whether a passage covers half of both sentences or more."""
    spans = {line.report: line.span for line in pair}
    sides = (echo["a"], echo["b"])
    return all(covered_part(spans[side["report"]], [(side["start"], side["end"])]) >= 0.5 for side in sides)


def print_links(claimed: set[Link], wanted: set[Link]) -> None:
    """Print the pairs of reports that are claimed or wanted alone."""
    for title, links in (("missed", wanted - claimed), ("wrong", claimed - wanted)):
        for link in sorted(links, key=sorted):
            print(f"{SET}  pairs {title}: {' and '.join(sorted(link))}")


def print_unechoed(pairs: Sequence[Sentences], texts: dict[str, str]) -> None:
    """Print the pairs of edited sentences that no echo covers."""
    for pair in pairs:
        print(f"{SET}  edited sentence missed:")
        for line in pair:
            print(f"  {line.report}: {quote(texts[line.report], [line.span])}")
