"""A rule of the times reader: the words that it may begin with, its pattern, and what it makes of a match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value

Resolve = Callable[["re.Match[str]", Anchor], Value | None]


class Rule(NamedTuple):
    """`first` holds the words that trigger the rule, `#` standing for any number."""

    first: frozenset[str]
    pattern: re.Pattern[str]
    resolve: Resolve


def rule(first: Iterable[str], pattern: str, resolve: Resolve) -> Rule:
    """Return a rule of a pattern over text in small letters."""
    return Rule(frozenset(first), re.compile(pattern), resolve)
