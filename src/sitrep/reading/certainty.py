"""Words of likelihood and doubt, with the band that they have on the speaker's yardstick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sitrep.ground.lexicon import alternatives, inflect, load_words
from sitrep.ground.model import Certainty, Span
from sitrep.reading.words import Words

MEASURES = (["as"], ["everything"], ["all"], ["best"], ["worst"])
PRONOUNS = (["it"], ["he"], ["she"], ["they"], ["we"], ["i"])


@cache
def _terms() -> dict[str, re.Pattern[str]]:
    """Return a pattern for the terms that begin with each word."""
    lists = load_words("certainty")
    words = [*lists["words"]["likelihood"].split(), *lists["words"]["evidential"].split(), *lists["words"]["phrases"]]
    words += [term for bands in lists["scale"].values() for term in bands]
    by_first: dict[str, list[str]] = {}
    for term in sorted(set(words)):
        by_first.setdefault(term.split()[0], []).append(term)
    # "May" with a capital is a month
    return {
        first: re.compile(rf"(?-i:(?!May\b))(?:{alternatives(terms)})(?![\w-])", re.IGNORECASE)
        for first, terms in by_first.items()
    }


@cache
def _doubting_cues() -> dict[str, str]:
    verbs = load_words("certainty")["words"]["cues"].split()
    return {form: verb for verb in verbs for form in inflect(verb)}


@cache
def _users() -> dict[str, re.Pattern[str]]:
    """Return, for each yardstick, a pattern for the voices that use it."""
    table = load_words("certainty")["yardsticks"]
    return {scale: re.compile(rf"(?:{alternatives(users)})\b") for scale, users in table.items()}


def find_scale(voice: str | None) -> str | None:
    """Return the name of the probability yardstick that a voice uses, or None.

    >>> find_scale("UK Ministry of Defence"), find_scale("Analysts")
    ('PHIA', None)
    """
    return next((scale for scale, users in _users().items() if voice and users.match(voice)), None)


def find_certainty(
    words: Words, content: Iterable[Span], cue: Iterable[Span], scale: str | None
) -> Iterator[Certainty]:
    """Find the words of likelihood and doubt of one claim: those of the cue, then those of the content.

    Source: bands as published by PHIA, ICD 203 and the IPCC; a term has one only where `scale` names its yardstick.
    """
    bands = load_words("certainty")["scale"].get(scale or "", {})
    for span in cue:
        for index in range(words.at(span.start), words.at(span.end)):
            if words.lower[index] in _doubting_cues():
                yield Certainty(words.starts[index], words.ends[index], words.lower[index])
    for span in content:
        first = words.at(span.start)
        if words.lower[first : first + 1] in PRONOUNS and _doubting_cues().keys() & words.lower[first + 1 : first + 2]:
            yield Certainty(words.starts[first + 1], words.ends[first + 1], words.lower[first + 1])
        for match in _matches(words, first, words.at(span.end)):
            term = " ".join(match.group().lower().split())
            low, high = bands.get(term, (None, None))
            yield Certainty(*match.span(), term=term, scale=scale if low is not None else None, low=low, high=high)


def _is_measure(words: Words, index: int) -> bool:
    """Tell `as much as possible` and `everything possible` from a likelihood."""
    return words.lower[index] == "possible" and words.lower[index - 1 : index] in MEASURES


def _matches(words: Words, first: int, end: int) -> Iterator[re.Match[str]]:
    terms, done = _terms(), 0
    for index in range(first, end):
        pattern = terms.get(words.lower[index])
        if pattern and words.starts[index] >= done and not _is_measure(words, index):
            match = pattern.match(words.text, words.starts[index])
            if match:
                done = match.end()
                yield match
