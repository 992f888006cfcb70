"""Numbers that count and measure nothing: years, indexes, models, addresses, scores, the pronoun "one"."""

from __future__ import annotations

import re
from collections.abc import Callable

from sitrep.ground.countries import load_country_names
from sitrep.reading.figures.numbers import F, Number
from sitrep.reading.figures.units import find_unit

NEVER_AFTER = frozenset(F["never"]["before"].split())
YEAR_LIKE = range(1500, 2151)
COUNTED_AFTER = re.compile(
    r"[\s-](?:[a-z]+s|people|men|women|children|dead|killed|injured|wounded|missing|more|other)\b"
)
ONE_OF_MANY = re.compile(
    r"\b(?:no|every|any|some|each|this|that|the|another|other|last|next|which|day|number|better|good|new|big|only|for|first|is|was"
    r"|square|former|latter)\s$",
    re.IGNORECASE,
)
ONE_ALONE = re.compile(
    r"\s(?:another|day\b|who|that|which|to\b|is\b|was\b|has\b|can\b|could|would|will\b|in\s[a-z]|for\b|with\b|and\b|or\b|they\b|he\b|she\b"
    r"|we\b|you\b|i\b|by\b|at\b|on\b|from\b|thing|side|more\b|else\b|such\b|knows|might|should|must|if\b|as\b|but\b)"
)
ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,3}){0,3}\b")
JOINED_BEFORE = re.compile(r"(?<![\w,.])(?:\d{1,3}[-–])+$")
SCORED = re.compile(
    r"\b(?:beat|beaten|won|win|lost|lose|drew|draw|lead|led|defeat|defeated|victory|score|scored|tied|game|set)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:[-–]\d+)?[A-Z]?\s(?:[NSEW]\.?\s)?(?:[A-Z0-9][\w.'’]*\s){1,3}?(?:St|Street|Ave|Avenue|Road|Rd|Drive|Dr|Lane|Ln|Blvd|Boulevard|Way|Place"
    r"|Court|Square|Terrace|Highway)\b"
)
NAME_BEFORE = re.compile(r"(?:^|[\s(“\"])(?P<word>[\w&/.’'-]*[A-Z][\w&/.’'-]*)\s$")
NAME_AFTER = re.compile(r"\s(?P<run>[A-Z][\w-]*(?:\s[A-Z][\w-]*)*)(?P<noun>\s[a-z]+s\b)?")
MARK_BEFORE = re.compile(r"[\w#_]$|[A-Za-z][-–]$|[:/]$")
ALLOWED_BEFORE = re.compile(r"\b(?:sub|minus|then|now|to|mid|pre|plus)[-–]$", re.IGNORECASE)
INDEX = re.compile(r"\bS\s?&?\s?P\s$")
ONE_OF_ALL = re.compile(r"\b(?:no|every|any|each|this|that|the|another|last|only|which)\s$", re.IGNORECASE)
ZERO_OF_A_SCALE = re.compile(r"\b(?:below|above|sub|near|to|ground|patient)[\s-]$", re.IGNORECASE)
ZERO_OF_A_TERM = re.compile(r"[\s-](?:tolerance|emission|sum|carbon)")
OPENS_ENTRY = re.compile(r"\s+[A-Z]")
CLOCK = re.compile(r"\s*(?:GMT|UTC|BST|EST|local time|hours\b)")
GROUPS_AFTER = re.compile(r"[ -]\d{2,4}[ -]\d{2,4}\b")
GROUPS_BEFORE = re.compile(r"\b\d{2,4}[ -]\d{2,4}[ -]$")
JERSEY = re.compile(r"[A-Za-z]\s\($")
CONTINUES = re.compile(r"[A-Za-z]\w*\d|[./:]\d|[A-Za-z]{2,}\d|\d")

Test = Callable[[str, Number, int, int], bool]


def is_figure(text: str, number: Number, floor: int, limit: int) -> bool:
    """Tell whether a number counts or measures something; `floor` and `limit` are the ends of its sentence."""
    if number.form == "words":
        return _is_figure_in_words(text, number, floor)
    if number.form != "digits":
        return True
    before = text[max(floor, number.start - 24) : number.start]
    if MARK_BEFORE.search(before) and not ALLOWED_BEFORE.search(before) and number.currency is None:
        return False
    if ORDINAL.match(text, number.end) or CONTINUES.match(text, number.end):
        return False
    if _is_clock(text, number, floor) or _is_phone(text, number):
        return False
    unit = find_unit(text, number.end, limit)
    if not number.is_plain or (unit and not _is_year(text, number)):
        return True
    if re.match(r"[A-Za-z]", text[number.end : number.end + 1]):
        return False
    return not any(test(text, number, floor, limit) for test in TESTS)


def _is_figure_in_words(text: str, number: Number, floor: int) -> bool:
    word = text[number.start : number.end].lower()
    before, after = text[max(floor, number.start - 16) : number.start], text[number.end : number.end + 14]
    if re.search(r"[\w-]$", before) or re.match(r"(?:st|nd|rd|th)\b", after):
        return False
    last = before.split()[-1:] or [""]
    if last[0].lower() in NEVER_AFTER and not re.match(r"[\s-](?:other|more|people|dead|of)\b", after):
        return word not in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    if word == "one":
        if after.startswith(" of "):
            return ONE_OF_ALL.search(before) is None
        if re.match(r"\s(?:per\s?cent|percent|million|billion|year|day|week|month|hour|count)", after):
            return True
        return not (ONE_OF_MANY.search(before) or ONE_ALONE.match(after) or not re.match(r"[\s-][a-z]", after))
    return not (word == "zero" and (ZERO_OF_A_SCALE.search(before) or ZERO_OF_A_TERM.match(after)))


def _is_clock(text: str, number: Number, floor: int) -> bool:
    """Tell whether four digits are a time of day: `1031 The WFP says`, `0910 local time`."""
    digits = text[number.start : number.end]
    if not (digits.isdigit() and len(digits) > 1):
        return False
    if digits[0] == "0":
        return True
    is_hour = len(digits) == 4 and int(digits[:2]) < 24 and int(digits[2:]) < 60
    opens = not text[floor : number.start].strip(" \"“'(")
    is_stamp = opens and OPENS_ENTRY.match(text, number.end) is not None
    return is_hour and (is_stamp or CLOCK.match(text, number.end) is not None)


def _is_phone(text: str, number: Number) -> bool:
    """Tell whether digits are a group of a number to call: `0370 60 60 900`."""
    before = GROUPS_BEFORE.search(text, max(0, number.start - 12), number.start)
    return number.is_plain and (before is not None or GROUPS_AFTER.match(text, number.end) is not None)


def _digits(text: str, number: Number) -> str:
    return re.sub(r"^\D+", "", text[number.start : number.end])


def _is_year(text: str, number: Number) -> bool:
    """Tell whether a number of four digits is a year: one is, unless a plural follows that it counts."""
    digits = _digits(text, number)
    if not (digits.isdigit() and len(digits) == 4 and int(digits) in YEAR_LIKE):
        return False
    return not COUNTED_AFTER.match(text, number.end)


def _is_bare_year(text: str, number: Number, _floor: int, _limit: int) -> bool:
    return _is_year(text, number)


def _follows_name(text: str, number: Number, floor: int, _limit: int) -> bool:
    """Tell whether a whole number belongs to the name before it: `Type 45`, `iPhone 11`, `Flight 370`."""
    if not _digits(text, number).isdigit():
        return False
    before = text[max(floor, number.start - 24) : number.start]
    last = before.split()[-1:] or [""]
    if before.endswith(" ") and (last[0].lower().strip("(") in NEVER_AFTER or INDEX.search(before)):
        return True
    match = NAME_BEFORE.search(before)
    if match is None or COUNTED_AFTER.match(text, number.end):
        return False
    opens = not text[floor : number.start - len(match["word"]) - 1].strip(' “"')
    return not opens and match["word"].lower() not in MAY_PRECEDE and not _is_age(text, number, match["word"])


def _is_age(text: str, number: Number, word: str) -> bool:
    """Tell whether a number right after a name is how old somebody is: `Nick Hague 44 has`."""
    value = number.low
    return (
        1 <= value <= 110
        and word[0].isupper()
        and re.match(r"\s(?:has|had|was|is|who|of|from|said)\b", text[number.end :]) is not None
    )


def _precedes_name(text: str, number: Number, _floor: int, _limit: int) -> bool:
    """Tell whether a number belongs to the name after it: `787 Dreamliner`; `12 Boeing jets` counts."""
    match = NAME_AFTER.match(text, number.end)
    if match is None or "," in text[number.start : number.end] or match["noun"] or number.low >= 1000:
        return False
    word = match["run"].split()[0]
    return not word.endswith("s") and not is_people(word)


def _is_jersey(text: str, number: Number, floor: int, _limit: int) -> bool:
    return text[number.end : number.end + 1] == ")" and JERSEY.search(text, floor, number.start) is not None


def _is_address(text: str, number: Number, _floor: int, limit: int) -> bool:
    return ADDRESS.match(text, number.end, limit) is not None


def _is_score(text: str, number: Number, floor: int, limit: int) -> bool:
    """Tell whether two small numbers joined by a dash are a score: `2-0`, `won 5-1`."""
    joined = JOINED_BEFORE.search(text, max(floor, number.start - 8), number.start)
    match = SCORE.match(text, joined.start() if joined else number.start, limit)
    if match is None:
        return False
    parts = [int(part) for part in re.split("[-–]", match.group())]
    falls = parts[0] >= parts[1] or len(parts) > 2
    return max(parts) < 200 and (falls or SCORED.search(text, floor, match.start()) is not None)


def is_people(word: str) -> bool:
    """Tell whether a capitalised word is of a people: `12 Ukrainian pilots`, `three Germans`."""
    return word.lower() in load_country_names()


MAY_PRECEDE = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "all",
        "almost",
        "an",
        "and",
        "another",
        "approximately",
        "around",
        "as",
        "at",
        "average",
        "before",
        "below",
        "between",
        "but",
        "by",
        "can",
        "combined",
        "currently",
        "down",
        "each",
        "either",
        "every",
        "exactly",
        "fewer",
        "for",
        "from",
        "has",
        "have",
        "his",
        "her",
        "in",
        "including",
        "is",
        "its",
        "just",
        "last",
        "least",
        "less",
        "like",
        "more",
        "most",
        "nearly",
        "next",
        "no",
        "of",
        "off",
        "on",
        "only",
        "or",
        "other",
        "our",
        "over",
        "past",
        "per",
        "plus",
        "reached",
        "roughly",
        "some",
        "sub",
        "than",
        "that",
        "the",
        "their",
        "then",
        "these",
        "they",
        "this",
        "those",
        "to",
        "total",
        "under",
        "until",
        "up",
        "was",
        "were",
        "when",
        "where",
        "while",
        "with",
        "within",
        "worth",
        "would",
        "if",
        "since",
        "so",
        "additional",
        "another",
        "totalling",
        "featuring",
        "at",
    ]
)
TESTS: tuple[Test, ...] = (_is_bare_year, _is_jersey, _is_address, _is_score, _follows_name, _precedes_name)
