"""Words of likelihood and doubt: on the speaker's yardstick or in their order, and what of a claim they cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sitrep.ground.lexicon import alternatives, inflect, load_words
from sitrep.ground.model import Certainty, CertaintySort, Span
from sitrep.reading.phrases import NOUN_PHRASE, is_clause_at
from sitrep.reading.words import Words

MEASURES = (["as"], ["everything"], ["all"], ["best"], ["worst"])
PRONOUNS = (["it"], ["he"], ["she"], ["they"], ["we"], ["i"])
NOUN_AFTER = re.compile(rf"(?![hbmv]){NOUN_PHRASE}")
MARKS = re.compile("[,.;:oa-]*")
OTHER_VERB = re.compile(r"[rx]*[hbmvfe]")
SORTS = (CertaintySort.EVIDENTIAL, CertaintySort.DOUBT, CertaintySort.APPROXIMATION)


class Term(NamedTuple):
    """What the lists say of a word or phrase: its sort, and its place on the ladder of likelihood."""

    sort: CertaintySort
    rank: int | None = None


@cache
def _terms() -> dict[str, Term]:
    lists = load_words("certainty")
    terms = {term: Term(CertaintySort.LIKELIHOOD) for bands in lists["scale"].values() for term in bands}
    for sort in SORTS:
        for term in (*lists["words"][sort.value].split(), *lists["words"][f"{sort.value}_phrases"]):
            terms[term] = Term(sort)
    for rank, step in enumerate(lists["ladder"]["steps"]):
        terms |= {term: Term(CertaintySort.LIKELIHOOD, rank) for term in step}
    return terms


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern for the terms that begin with each word."""
    by_first: dict[str, list[str]] = {}
    for term in sorted(_terms()):
        by_first.setdefault(re.split(r"[ -]", term)[0], []).append(term)
    # "May" with a capital is a month
    return {
        first: re.compile(rf"(?-i:(?!May\b))(?:{alternatives(terms)})(?![\w-])", re.IGNORECASE)
        for first, terms in by_first.items()
    }


@cache
def _doubting_cues() -> dict[str, CertaintySort]:
    words = load_words("certainty")["words"]
    sorts = (("cues", CertaintySort.DOUBT), ("claiming", CertaintySort.EVIDENTIAL))
    return {form: sort for key, sort in sorts for verb in words[key].split() for form in inflect(verb)}


@cache
def _attributive() -> frozenset[str]:
    return frozenset(load_words("certainty")["words"]["attributive"].split())


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
    words: Words, content: Iterable[Span], cue: Iterable[Span] = (), scale: str | None = None
) -> Iterator[Certainty]:
    """Find the words of likelihood and doubt of one claim: those of the cue, then those of the content.

    Source: bands as published by PHIA, ICD 203 and the IPCC; a term has one only where `scale` names its yardstick.
    """
    bands = load_words("certainty")["scale"].get(scale or "", {})
    for span in cue:
        for index in range(words.at(span.start), words.at(span.end)):
            yield from _doubting(words, index)
    for span in content:
        first, end = words.at(span.start), words.at(span.end)
        if words.lower[first : first + 1] in PRONOUNS and first + 1 < end:
            yield from _doubting(words, first + 1, covers=words.span(first + 2, end) if first + 2 < end else None)
        for match in _matches(words, first, end):
            term = " ".join(match.group().lower().split())
            listed = _terms().get(term)
            if listed is None:  # letters that only look like those of the list when case is ignored
                continue
            low, high = bands.get(term, (None, None))
            yield Certainty(
                *match.span(),
                term=term,
                scale=scale if low is not None else None,
                low=low,
                high=high,
                sort=listed.sort,
                rank=listed.rank,
                covers=_covered(words, first, words.at(match.end() - 1) + 1, end),
            )


def _doubting(words: Words, index: int, covers: Span | None = None) -> Iterator[Certainty]:
    """Yield the verb at a word where it is one of those that doubt or only claim."""
    sort = _doubting_cues().get(words.lower[index])
    if sort:
        yield Certainty(words.starts[index], words.ends[index], words.lower[index], sort=sort, covers=covers)


def _covered(words: Words, first: int, after: int, end: int) -> Span | None:
    """Return the words that a term before word `after` covers: a noun phrase, or its verb up to the next act.

    Where it is the last word, it covers what stands before it.
    """
    if after >= end or MARKS.match(words.tags, after, end).end() == end:  # type: ignore[union-attr]
        return words.span(first, max(after - 1, first + 1)) if after - 1 > first else None
    is_adjective = words.tags[after - 1] in "je" and words.tags[after] in "jnN"
    if is_adjective and (match := NOUN_AFTER.match(words.tags, after, end)):
        return words.span(after, match.end())
    close = after + 1
    while close < end and not _ends_cover(words, close, end):
        close += 1
    return words.span(after, close)


def _ends_cover(words: Words, index: int, end: int) -> bool:
    """Tell whether another act or clause begins: `advanced into the centre | and has seized the bank`."""
    tag = words.tags[index]
    if tag in ";.-":
        return tag != "-" or words.starts[index] > words.ends[index - 1]
    if tag not in ",c":
        return False
    following = index + 1 + (tag == "," and words.tags[index + 1 : index + 2] in ("c", "k"))
    return bool(OTHER_VERB.match(words.tags, following, end)) or is_clause_at(words, following, end)


def _is_measure(words: Words, index: int) -> bool:
    """Tell `as much as possible`, `everything possible` and `certain areas` from a likelihood."""
    lower = words.lower[index]
    if lower in _attributive():
        return words.tags[index + 1 : index + 2] in ("n", "j") or words.tags[index - 1 : index] == "d"
    return lower == "possible" and words.lower[index - 1 : index] in MEASURES


def _matches(words: Words, first: int, end: int) -> Iterator[re.Match[str]]:
    patterns, done = _patterns(), 0
    for index in range(first, end):
        pattern = patterns.get(words.lower[index].partition("-")[0])
        if pattern and words.starts[index] >= done and not _is_measure(words, index):
            match = pattern.match(words.text, words.starts[index])
            if match:
                done = match.end()
                yield match
