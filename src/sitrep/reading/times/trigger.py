"""Where an expression may begin, and which rules to try there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from sitrep.reading.times import (
    amounts,
    clock,
    days,
    holidays,
    months,
    quarters,
    seasons,
    units,
    vague,
    weekdays,
    years,
)
from sitrep.reading.times.patterns import MONTHS, NUMBERS, ORDINALS, SEASONS, UNIT_WORDS, WEEKDAYS, W, any_of
from sitrep.reading.times.rules import Rule, Rules

ROOMS = (clock, days, months, weekdays, holidays, units, quarters, seasons, years, amounts, vague)
RULES: list[Rule] = [each for room in ROOMS for each in room.RULES]

# words too common to look at each: they count only before a word of time
COMMON = frozenset(
    {
        *W["trigger"]["common"],
        *NUMBERS,
        *ORDINALS,
        *(word for group in W["turns"].values() for phrase in group for word in phrase.split()),
    }
)
Tree = dict[str, Any]


@cache
def rules_by_word() -> dict[str, Rules]:
    """Return the rules to try at each word; `#` stands for any number."""
    table: dict[str, list[Rule]] = {}
    for each in RULES:
        for word in each.first:
            table.setdefault(word, []).append(each)
    shared = {rules: Rules(rules) for rules in map(tuple, table.values())}
    return {word: shared[tuple(rules)] for word, rules in table.items()}


@cache
def trigger() -> re.Pattern[str]:
    """Return a pattern that stops at the words at which an expression may begin."""
    words = {word for word in rules_by_word() if word[0].isalpha()}
    alone, common = _trie(sorted(words - COMMON)), _trie(sorted(words & COMMON))
    following = _trie(sorted(_words_of_time()))
    return re.compile(
        rf"(?<![\w$£€.,])(?P<word>['’]\d|{NUMBER}|{alone}(?!\w)|{common}(?=[\s-]+(?:{following}(?!\w)|['’]?\d|{ADJECTIVE_AND_UNIT})))"
    )


ADJECTIVE_AND_UNIT = r"[a-z]+\s+(?:hours|days|weeks|months|years|decades)\b"
# numbers that may begin a time: a year, the day of a month, a time of day, an amount of some unit, the end of a range
_AFTER_FIGURES = any_of([*MONTHS, *UNIT_WORDS, *W["trigger"]["after_figures"]])
NUMBER = (
    r"\d(?=(?<=[12])\d\d\d(?!\d)|\d?(?:st|nd|rd|th)\b|\d?[:/.]\d|\d?\s*[ap]\.?\s?m\b|\d{3}['’]?s\b"
    rf"|[\d,./]*s?[\s-]+(?:\d/\d[\s-]+)?(?:{_AFTER_FIGURES})\b"
    rf"|[\d,./]*\s+(?:[a-z]+\s+)?(?:{any_of(list(UNIT_WORDS))})\b|\d{{0,3}}\s*[-–—]\s*\d)"
    r"|(?:(?<=[-–—/])|(?<=\bto\s)|(?<=\band\s)|(?<=\bor\s)|(?<=\bthe\s)|(?<=\bthrough\s)|(?<=\buntil\s))\d(?!\d\d)"
)


def _words_of_time() -> set[str]:
    """Return the words that make a common word before them worth a look."""
    pieces = {*MONTHS, *WEEKDAYS, *SEASONS, *UNIT_WORDS, *W["day_parts"], *NUMBERS, *ORDINALS, *years.DECADE_WORDS}
    pieces |= {word for name in W["holidays"] for word in name.split()} - {"day", "good"}
    pieces |= {word for group in W["turns"].values() for phrase in group for word in phrase.split()}
    return pieces.union(W["trigger"]["following"], *(phrase.split()[1:] for phrase in W["references"]))


def _trie(words: Sequence[str]) -> str:
    """Return a pattern for any of some words that looks at each letter once."""
    tree: Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: Tree) -> str:
    arms = [re.escape(letter) + _branch(rest) for letter, rest in sorted(node.items()) if letter]
    if not arms:
        return ""
    pattern = arms[0] if len(arms) == 1 else f"(?:{'|'.join(arms)})"
    return f"(?:{pattern})?" if "" in node else pattern
