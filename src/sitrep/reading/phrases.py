"""Noun phrases, verb groups and clauses, as regular expressions over the tags of `words`."""

from __future__ import annotations

import re

from sitrep.reading.words import Words

# words before the first noun, then nouns and what stands between them; a possessive joins two such units
_UNIT = r"(?:r?[jeugqD])*[nNq](?:[nNqj-]*[nNq])?"
_UNIT_BACKWARDS = r"[nNq](?:[nNqj-]*[nNq])?(?:[jeugq]r?|qD)*"
_BACKWARDS = rf"{_UNIT_BACKWARDS}(?:y{_UNIT_BACKWARDS})*[ds]{{0,2}}"
NOUN_PHRASE = rf"(?:[ds]{{0,2}}{_UNIT}(?:y{_UNIT})*|p|d)"
NOUN_CHAIN = rf"{NOUN_PHRASE}(?:[lt]{NOUN_PHRASE})*"
FINITE = "vbhmfez"
ARTICLES = {"the", "a", "an", "no", "every"}

_LINK_BACKWARDS = "(?:[lt]|[lti][jg])(?=[nN])"  # `a source in the office`, `a source close to the office`
_PHRASE_BEFORE = re.compile(rf"(?:{_BACKWARDS}|p(?={_LINK_BACKWARDS}))(?:{_LINK_BACKWARDS}{_BACKWARDS})*|p|d")
_COORDINATED_BEFORE = re.compile(rf"{_BACKWARDS}c(?=[nN]){_BACKWARDS}(?:,{_BACKWARDS})*(?=[.,:oakTi]|$)")
_PHRASE_AFTER = re.compile(NOUN_CHAIN)
_GROUP_BEFORE = re.compile("[bhfmrxD]*")
_CLAUSE = re.compile(
    rf"(?:k|i)?{NOUN_CHAIN}(?:c{NOUN_CHAIN})?(?:,[^.;oa]{{1,60}}?,)?(?:w[^,.;]{{1,30}}?)?[rx]*[{FINITE}]"
)


def phrase_before(words: Words, end: int, floor: int) -> int | None:
    """Return the first word of the noun phrase that ends before word `end`, or None; never before `floor`."""
    total = len(words)
    for pattern in (_COORDINATED_BEFORE, _PHRASE_BEFORE):
        match = pattern.match(words.reversed_tags, total - end, total - floor)
        if match:
            first = total - match.end()
            return None if end - first == 1 and words.lower[first] in ARTICLES else first
    return None


def phrase_after(words: Words, start: int, ceiling: int) -> int | None:
    """Return the end of the noun phrase that begins at word `start`, or None; never past `ceiling`."""
    match = _PHRASE_AFTER.match(words.tags, start, ceiling)
    return match.end() if match else None


def group_start(words: Words, verb: int, floor: int) -> int:
    """Return the first word of the verb group whose main verb is at `verb`: its auxiliaries and adverbs."""
    total = len(words)
    match = _GROUP_BEFORE.match(words.reversed_tags, total - verb, total - floor)
    start = total - match.end() if match else verb
    while start < verb and words.tags[start] == "D":
        start += 1
    return start


def is_clause_at(words: Words, start: int, ceiling: int) -> bool:
    """Tell whether a subject and its finite verb begin at a word."""
    return _CLAUSE.match(words.tags, start, ceiling) is not None
