"""A rule of the times reader: the words that it may begin with, its pattern, and what it makes of a match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value

Resolve = Callable[["re.Match[str]", Anchor], Value | None]


class Rule:
    """`first` holds the words that trigger the rule, `#` standing for any number.

    Patterns are compiled when first needed: most texts need few of them, and all would cost half a second.
    """

    def __init__(self, first: Iterable[str], source: str, resolve: Resolve) -> None:
        self.first = frozenset(first)
        self.source = source
        self.resolve = resolve

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the rule's pattern over text in small letters."""
        return re.compile(self.source)


class Rules:
    """The rules that a word triggers, and one pattern that matches wherever one of them does."""

    def __init__(self, each: tuple[Rule, ...]) -> None:
        self.each = each

    @cached_property
    def any(self) -> re.Pattern[str]:
        """Return the rules' patterns as one, its groups without names."""
        return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", each.source) for each in self.each))


def rule(first: Iterable[str], pattern: str, resolve: Resolve) -> Rule:
    """Return a rule of a pattern over text in small letters."""
    return Rule(first, pattern, resolve)
