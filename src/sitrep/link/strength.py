"""The words by which more or less is claimed: acts by steps, limits, conditions, and words of saying."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain

from sitrep.ground.lexicon import alternatives, inflect, load_words

Step = tuple[int, int]  # the ladder and the step on it


@cache
def words_for(name: str) -> frozenset[str]:
    """Return the words of a list of `strength.toml`, or its phrases where it holds these."""
    listed = load_words("strength")[name]
    return frozenset(listed.split() if isinstance(listed, str) else listed)


def _any_of(name: str) -> str:
    return alternatives(sorted(words_for(name)))


@cache
def ladder() -> Mapping[str, Step]:
    """Return the ladder and the step of each form of the verbs that are told in their order."""
    steps: dict[str, Step] = {}
    for number, rungs in enumerate(load_words("strength")["ladders"]):
        for step, verbs in enumerate(rungs):
            for form in chain.from_iterable(inflect(verb) for verb in verbs.split()):
                steps.setdefault(form, (number, step))
    return steps


def are_of_one_ladder(one: str, other: str) -> bool:
    """Tell whether two words are acts of which one claims more or less of the same than the other."""
    steps = [ladder().get(word) for word in (one, other)]
    return steps[0] is not None and steps[1] is not None and steps[0][0] == steps[1][0]


@cache
def open_words() -> frozenset[str]:
    """Return the words by which something is left open; who only fears or guesses leaves nothing open."""
    words = load_words("certainty")["words"]
    return frozenset([*words["doubt"].split(), *words["doubt_phrases"]])


@cache
def next_clause() -> re.Pattern[str]:
    """Return a pattern for where a clause ends and the next one begins."""
    joining = rf"(?:and|but)\s+(?:{_any_of('auxiliaries')})"
    return re.compile(rf",?\s+(?:{joining}|{_any_of('subordinating')})\b")


@cache
def after_being() -> re.Pattern[str]:
    """Return a pattern for what stands before a word that is said of something: "remains unclear"."""
    return re.compile(rf"(?:\b(?:{_any_of('being')})|['’]s)\s+(?:\w+\s+)?$", re.IGNORECASE)


@cache
def after_whoever() -> re.Pattern[str]:
    """Return a pattern for what stands before a word that tells of whom something is said: "anyone who might"."""
    return re.compile(rf"\b(?:{_any_of('whoever')})\b[^.,;]*\bwho\s+$", re.IGNORECASE)


@cache
def run_on() -> re.Pattern[str]:
    """Return a pattern for a line that has run into the one before, which has no mark at its end."""
    return re.compile(rf"[a-z] +(?:{_any_of('heads')}) +[a-z]")
