"""Times that are only said to be past, present or to come."""

from __future__ import annotations

import re

from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value
from sitrep.reading.times.patterns import W, any_of
from sitrep.reading.times.rules import rule

NOUN_AFTER = re.compile(r"\s+(?!and\b|of\b|or\b|in\b|for\b|is\b|was\b|will\b|to\b|by\b|as\b|that\b)[a-z]")
UNIT_AFTER = re.compile(r"\s+(?:days|weeks|months|quarters|years|decades|few|two|three|several)\b")


def _reference(match: re.Match[str], anchor: Anchor) -> Value | None:
    words = " ".join(match["reference"].split())
    if words == "now" and re.match(r"\s+that\b|-", anchor.after(match.end(), 6)):
        return None
    if words in ("former", "recent", "current") and not anchor.is_narrative:
        return None
    if words == "future" and not anchor.is_narrative and NOUN_AFTER.match(anchor.lower, match.end()):
        return None
    if words in ("the past", "the future", "the present") and (
        UNIT_AFTER.match(anchor.lower, match.end()) or NOUN_AFTER.match(anchor.lower, match.end())
    ):
        return None
    return Value("DATE", W["references"][words])


_first = {phrase.split()[0] for phrase in W["references"]}

RULES = [
    rule(_first, rf"(?P<reference>{any_of(list(W['references']))})(?!\w)", _reference),
]
