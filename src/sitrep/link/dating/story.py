"""The dated reports that tell the same story as an undated one, and the days of the events that they tell of."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from zlib import crc32

from sitrep.ground.lexicon import small_words
from sitrep.link.dating.witness import Witness, day_of

WORD = re.compile(r"[^\W\d_][\w’'-]{2,}")
LARGE_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
MOST_NUMBERS = 10
MOST_TERMS = 60  # words that a story is known by
LEAST_SHARED, MOST_SHARED = 3, 6  # words that reports of one story have in common: a quarter of them, within these
LEAST_NEAR = 0.05  # of what a report is known by: less is chance
MOST_RANKED = 120  # dated reports that may be of the story, by their words alone
MOST_TIED = 600  # of these, where many are equally near: so that the order of adding does not tell
MOST_NEAR = 60  # dated reports looked at
LEAST_OF_FIFTH = 0.4  # a report this near, against the fifth nearest, tells the same story
SILENCE = 120  # days without a report after which another story begins
CLEAR = 0.6  # a story with this share of the nearest one's likeness may be the one
FURTHEST_EVENT = 60  # days that an event lies back at most when reports still name its day
LEAST_AGREEING, AGREEING = 3, 0.75
CARRIERS_BEFORE = 0.1
LEAST_NOUN = 4


def story_terms(text: str) -> dict[str, float]:
    """Return the words and numbers that a report's story is known by, with their weights.

    Shape: large numbers first, then names, then what is said often.
    """
    counts, capitals = Counter[str](), Counter[str]()
    for match in WORD.finditer(text):
        word = match.group().removesuffix("'s").removesuffix("’s")
        lower = word.lower()
        if lower not in small_words():
            counts[lower] += 1
            capitals[lower] += word[0].isupper()

    def rank(word: str) -> tuple[bool, int, int, str]:
        return capitals[word] < counts[word], -counts[word], -len(word), word

    numbers = dict.fromkeys(LARGE_NUMBER.findall(text), 1.0)
    words = {word: 1 + math.log(counts[word]) for word in sorted(counts, key=rank)[:MOST_TERMS]}
    return dict(list(numbers.items())[:MOST_NUMBERS]) | words


def rank_nearest(
    terms: Mapping[str, float], postings: Mapping[str, Iterable[int]], total: int
) -> list[tuple[float, int]]:
    """Return the ids of dated reports that share a story's words, nearest first, with how near they are.

    `postings` holds the ids of the dated reports that have a word, `total` is how many dated reports there are.
    """
    scores: dict[int, float] = defaultdict(float)
    shared = Counter[int]()
    most = 0.0
    for word, weight in terms.items():
        ids = list(postings.get(word, ()))
        rarity = math.log(1 + total / max(1, len(ids)))
        most += (weight * rarity) ** 2
        shared.update(ids)
        for id_ in ids:
            scores[id_] += weight * rarity**2
    least = max(LEAST_SHARED, min(MOST_SHARED, len(terms) // 4))
    told = [(round(score / most, 6), id_) for id_, score in scores.items() if shared[id_] >= least]
    near = [item for item in told if item[0] >= LEAST_NEAR]
    ranked = sorted(near, key=lambda item: (-item[0], item[1]))
    last = ranked[MOST_RANKED - 1][0] if len(ranked) > MOST_RANKED else 0.0
    return [item for item in ranked[:MOST_TIED] if item[0] >= last]


def pick_story(ranked: Sequence[tuple[float, Witness]]) -> list[Witness]:
    """Return the reports among the nearest that are of the same story, nearest first.

    Reports are parted where they are silent for long; where no part is clearly the nearest, all that come close stay.
    """
    ranked = sorted(
        ((score / math.sqrt(other.breadth), other) for score, other in ranked),
        key=lambda item: (-item[0], item[1].report.id),
    )[:MOST_NEAR]
    if not ranked:
        return []
    least = LEAST_OF_FIFTH * ranked[min(4, len(ranked) - 1)][0]
    kept = sorted((item for item in ranked if item[0] >= least), key=lambda item: (item[1].day or 0, item[1].report.id))
    parts: list[list[tuple[float, Witness]]] = []
    last: int | None = None
    for score, witness in kept:
        day = witness.day or 0
        if last is None or day - last > SILENCE:
            parts.append([])
        parts[-1].append((score, witness))
        last = day
    masses = [round(sum(sorted((score for score, _ in part), reverse=True)[:10]), 6) for part in parts]
    near = [item for part, mass in zip(parts, masses, strict=True) if mass >= CLEAR * max(masses) for item in part]
    return [witness for _, witness in sorted(near, key=lambda item: (-item[0], item[1].report.id))]


def hash_story(story: Sequence[Witness]) -> int:
    """Return a number that tells one story from another: its reports, their words and days, nearest first."""
    facts = [(each.report.id, each.name, each.day, each.is_stated, each.text) for each in story]
    return crc32(repr(facts).encode(errors="replace"))


def find_events(story: Sequence[Witness]) -> dict[str, int]:
    """Return the days of events, by the noun that names them, where the dated reports agree: "Monday's quake"."""
    told: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for witness in story:
        for time in witness.reading.times:
            day = day_of(time.edtf)
            if day is None or witness.day is None or not 0 <= witness.day - day <= FURTHEST_EVENT:
                continue
            for noun in _nouns_beside(witness.text, time.start, time.end):
                told[noun][day].add(witness.report.id)
    events = {}
    for noun, days in sorted(told.items()):
        day = max(days, key=lambda day: (len(days[day]), -day))
        if len(days[day]) >= max(LEAST_AGREEING, AGREEING * sum(len(ids) for ids in days.values())):
            carriers = [witness for witness in story if noun in witness.text.lower()]
            if sum((witness.day or 0) < day for witness in carriers) <= CARRIERS_BEFORE * len(carriers):
                events[noun] = day
    return events


AFTER_DAY = re.compile(r"[’']s\s+((?:[\w.,-]+\s+){0,3}[\w-]+)")
BEFORE_DAY = re.compile(r"([\w-]+)\s+(?:of|on|that\s+\w+[^.]{0,30}\son)\s+$")


def _nouns_beside(text: str, start: int, end: int) -> set[str]:
    """Return the words that a day is joined to: "Monday's earthquake", "the earthquake of 6 February"."""
    after = AFTER_DAY.match(text, end, end + 60)
    before = BEFORE_DAY.search(text, max(0, start - 60), start)
    following = re.findall(r"[a-z]+", after[1].lower()) if after else []
    words = [word for word in takewhile(lambda each: each not in small_words(), following) if len(word) >= LEAST_NOUN]
    words += [before[1].lower()] if before and len(before[1]) >= LEAST_NOUN else []
    return {word.removesuffix("s") for word in words} - small_words()
