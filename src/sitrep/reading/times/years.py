"""Years, decades and centuries."""

from __future__ import annotations

import re

from sitrep.reading.times.anchor import Anchor, parse_year
from sitrep.reading.times.calendar import Value, century_value, decade_value, year_value
from sitrep.reading.times.patterns import ORDINALS, YEAR, W, any_of, get
from sitrep.reading.times.rules import rule

COUNTED_AFTER = re.compile(rf"\s*(?:%|(?:{any_of(W['years']['counted'])})\b)")
MODEL_AFTER = re.compile(r"\s+[A-Z]")
NUMBER_BEFORE = re.compile(
    r"(?:no\.|#|flight|boeing|(?<!mid)(?<!pre)(?<!post)(?<!early)(?<!late)(?<=[a-z])-|[$£€#]|\d[,./:]|\bat|\babout|\baround|\bsome|\bnearly|\bleast|\bover|\bthan|\bto\s+the)\s*$"
)
OLD_YEAR_BEFORE = re.compile(r"\b(?:in|of|since|until|by|from|to|and|year|before|after|c\.|circa)\s+$|[(–-]$")
SHORT_YEAR_BEFORE = re.compile(r"\b(?:in|of|since|class\s+of|and|to|by|from|until)\s+$")
PLANNED = re.compile(
    r"\b(?:for|to|than|before|until|from|after)\s+$|\b(?:plan|planned|plans|projected|scheduled|expected|would|will"
    r"|declassified|later|published)\b"
)
LIKELY_YEARS = range(1900, 2061)


def _bare_year(match: re.Match[str], anchor: Anchor) -> Value | None:
    written, start = match["year"], match.start("year")
    year, before, after = parse_year(written, anchor), anchor.before(start), anchor.after(match.end())
    if len(written) != 4:
        if not SHORT_YEAR_BEFORE.search(before):
            return None
    elif (
        year > LIKELY_YEARS.stop
        or COUNTED_AFTER.match(after)
        or _is_count(year, before)
        or (year < 1500 and not OLD_YEAR_BEFORE.search(before))
        or (MODEL_AFTER.match(anchor.text, match.end()) and before.endswith(("'s ", "’s ")))
    ):
        return None
    if not (anchor.is_narrative and PLANNED.search(before)):
        anchor.mention(year)
    return year_value(year)


def _is_count(year: int, before: str) -> bool:
    """Tell by what stands before it whether a number is an amount, not a year."""
    found = NUMBER_BEFORE.search(before)
    return bool(found) and not (year in LIKELY_YEARS and re.search(r"\b(?:about|around|at|over|than)\s$", before))


YEAR_BEFORE = re.compile(r"(?P<century>1\d|20)(?P<first>\d\d)[-–—/]$")


def _last_of_years(match: re.Match[str], anchor: Anchor) -> Value | None:
    """Read the "45" of "1939-45"."""
    lead = YEAR_BEFORE.search(anchor.before(match.start(), 6))
    return year_value(int(lead["century"] + match["two"])) if lead and match["two"] > lead["first"] else None


def _the_year(match: re.Match[str], anchor: Anchor) -> Value | None:
    after = get(match, "after")
    written = get(match, "year")
    year = (
        parse_year(written, anchor)
        if written
        else 2000 + (W["numbers"]["ones"].index(after.split()[-1]) + 1 if after else 0)
    )
    anchor.mention(year)
    return year_value(year)


def _year_in_words(match: re.Match[str], anchor: Anchor) -> Value | None:
    tens, ones = match["tens"], match["ones"]
    number = (
        W["numbers"]["tens"].index(tens) * 10 + 20
        if tens in W["numbers"]["tens"]
        else W["numbers"]["ones"].index(tens) + 1
    )
    year = 1900 + number + (W["numbers"]["ones"].index(ones) + 1 if ones else 0)
    anchor.mention(year)
    return year_value(year)


def _decade(match: re.Match[str], anchor: Anchor) -> Value | None:
    written, worded = get(match, "decade"), get(match, "decade_word")
    if worded:
        if re.search(r"\b(?:his|her|their|my|our|your)\s+(?:\w+\s+)?$", anchor.before(match.start())):
            return None
        return decade_value(190 + DECADE_WORDS[worded])
    digits = (written or "").strip("'’")
    return decade_value(int(digits[:3]) if len(digits) == 4 else 190 + int(digits[0]))


DECADE_WORDS = {f"{ten.removesuffix('y')}ies": number for number, ten in enumerate(W["numbers"]["tens"], 2)}


def _century(match: re.Match[str], anchor: Anchor) -> Value | None:
    word = get(match, "ordinal")
    number = ORDINALS[" ".join(word.split())] if word else int(match["nth"])
    return Value("DATE", f"BC{number - 1:02}") if get(match, "bc") else century_value(number - 1)


def _before_christ(match: re.Match[str], anchor: Anchor) -> Value:
    return Value("DATE", f"BC{int(match['bc_year']):04}")


RULES = [
    rule(["#", "'"], r"(?P<decade>(?:1\d|20)\d0|['’]\d0)['’]?s\b", _decade),
    rule(["the"], r"the\s+(?P<decade>(?:1\d|20)\d0|['’]\d0)['’]?s\b", _decade),
    rule(
        [*DECADE_WORDS, "the", "nineteen"],
        rf"(?:the\s+)?(?:nineteen[\s-]+)?(?P<decade_word>{any_of(list(DECADE_WORDS))})\b",
        _decade,
    ),
    rule(
        ["the", "#", *ORDINALS],
        rf"(?:the\s+)?(?:(?P<nth>\d\d?)(?:st|nd|rd|th)|(?P<ordinal>{any_of(list(ORDINALS))}))[\s-]+(?:century|centuries)\b(?P<bc>,?\s+b\.?c\.?(?:e\b\.?)?)?",
        _century,
    ),
    rule(["#"], r"(?P<bc_year>\d{1,4})(?:s)?\s+b\.?c\b\.?(?:e\b\.?)?", _before_christ),
    rule(["#"], r"(?P<bc_year>\d{1,4})(?=\s*(?:-|–|to|until|and)\s*\d{1,4}\s+b\.?c\b)", _before_christ),
    rule(
        ["nineteen"],
        rf"nineteen\s+(?P<tens>{any_of(W['numbers']['tens'] + W['numbers']['ones'][9:])})"
        rf"(?:[\s-](?P<ones>{any_of(W['numbers']['ones'][:9])}))?\b",
        _year_in_words,
    ),
    rule(["#", "'", "the"], rf"(?:the\s+years?\s+)?{YEAR}(?![-–]\d{{4}}-|\w)", _bare_year),
    rule(
        ["the", "year"],
        rf"(?:the\s+)?year\s+(?:{YEAR}|two\s+thousand(?P<after>\s+(?:and\s+)?(?:{any_of(W['numbers']['ones'])}))?)\b",
        _the_year,
    ),
    rule(["#"], r"(?P<two>\d\d)(?![-\d])", _last_of_years),
]
