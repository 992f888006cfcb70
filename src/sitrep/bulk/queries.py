"""The words that a report is chosen by: all of some words and phrases, none of others, or other ones instead.

    strike Riverton            both words
    "general strike" NOT bus   a phrase, without a word
    strike OR walkout          either; OR stands between whole lists of words

Words count as a whole and in any case.
"""

from __future__ import annotations

import re

from msgspec import Struct

from sitrep.ground.errors import BadRequest

TOKEN = re.compile(r'"([^"]*)"|(\S+)')
MEANS = 'give words, "a phrase", NOT before one of them, and OR between lists of them'


class Term(Struct, frozen=True):
    """A word or phrase, as a pattern, and whether it must be there or must not."""

    pattern: str
    is_wanted: bool = True


def parse_query(query: str) -> list[list[Term]]:
    """Return the lists of terms of a query, of which all of one list must hold; none of a blank one.

    >>> [[term.is_wanted for term in terms] for terms in parse_query('strike NOT "bus drivers" OR walkout')]
    [[True, False], [True]]

    Errors: BadRequest where a word such as OR has nothing to stand before.
    """
    lists: list[list[Term]] = [[]]
    is_wanted = True
    for match in TOKEN.finditer(query):
        phrase, word = match[1], match[2]
        if word == "OR" and lists[-1] and is_wanted:
            lists.append([])
        elif word == "NOT" and is_wanted:
            is_wanted = False
        elif word != "AND" or not lists[-1]:
            lists[-1].append(Term(_pattern(phrase if phrase is not None else word, query), is_wanted))
            is_wanted = True
    if not is_wanted or (len(lists) > 1 and not lists[-1]):
        raise BadRequest(f"cannot read the query {query!r}: it ends in a word that belongs before another; {MEANS}")
    return [terms for terms in lists if terms]


def _pattern(phrase: str, query: str) -> str:
    words = phrase.strip('"').split()
    if not words:
        raise BadRequest(f"cannot read the query {query!r}: it has an empty phrase; {MEANS}")
    start = r"\b" if words[0][0].isalnum() else ""
    end = r"\b" if words[-1][-1].isalnum() else ""
    return f"(?i){start}" + r"\s+".join(map(re.escape, words)) + end
