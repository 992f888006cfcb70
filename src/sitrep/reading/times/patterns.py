"""The pieces that time expressions are made of, as regular expressions over text in small letters."""

from __future__ import annotations

import re
from typing import Any

from sitrep.ground.lexicon import alternatives, load_words

W: dict[str, Any] = load_words("times")
MONTHS: dict[str, int] = {name: number for number, name in enumerate(W["months"]["names"], 1)} | W["months"]["short"]
WEEKDAYS: dict[str, int] = {name: number for number, name in enumerate(W["weekdays"]["names"])} | W["weekdays"]["short"]
ORDINALS: dict[str, int] = {word: number for number, word in enumerate(W["numbers"]["ordinals"], 1)} | {
    f"{tens}{joint}{word}": base + number
    for tens, base in (("twenty", 20), ("thirty", 30))
    for joint in "- "
    for number, word in enumerate(W["numbers"]["ordinals"][:9], 1)
}
NUMBERS: dict[str, int] = (
    {word: number for number, word in enumerate(W["numbers"]["ones"], 1)}
    | {word: 10 * number for number, word in enumerate(W["numbers"]["tens"], 2)}
    | {"a": 1, "an": 1}
)
SEASONS: dict[str, list[Any]] = {name: value for name, value in W["seasons"].items() if name != "words_after"}
UNIT_WORDS: dict[str, str] = {
    form: unit for unit in W["units"] for form in (unit, "centuries" if unit == "century" else f"{unit}s")
}


def any_of(words: list[str]) -> str:
    """Return a pattern for any of some phrases, with any white space between their words."""
    return alternatives(words).replace(r"\ ", r"\s+")


_UNFOLLOWED = r"(?![,.]?\d|:\d|\s*(?:%|percent\b|per\s+cent\b|million\b|billion\b))"
A_MONTH = rf"(?:{any_of(list(MONTHS))})\b"
MONTH = rf"(?P<month>(?:{any_of(W['months']['names'])})\b|(?:{any_of(list(W['months']['short']))})\b\.?)"
DAY = rf"(?P<day>(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b{_UNFOLLOWED})"
DAY_WORD = rf"(?P<day_word>{any_of(list(ORDINALS))})\b"
YEAR = r"(?P<year>(?:1\d|20)\d\d\b(?![,.]\d)|['’]\d\d\b)"
WEEKDAY = (
    rf"(?P<weekday>(?:{any_of(W['weekdays']['names'])})\b"
    rf"|(?:{any_of(list(W['weekdays']['short']))})\b(?:\.(?=,?\s)|(?=,?\s+(?:{any_of(list(W['months']['short']))}|\d))))"
)
PART = rf"(?P<part>{any_of(list(W['day_parts']))})\b"
UNIT = rf"(?P<unit>{any_of(list(UNIT_WORDS))})\b"
SEASON = rf"(?P<season>{any_of(list(SEASONS))})\b"
SLASHED = r"(?P<one>0?[1-9]|[12]\d|3[01])/(?P<two>0?[1-9]|[12]\d|3[01])/(?P<slash_year>(?:19|20)?\d\d)\b"
_ONES = any_of([word for word in W["numbers"]["ones"] if len(word) < 6 and word not in ("ten", "eleven")])
_WORD = rf"(?:{any_of(W['numbers']['ones'] + W['numbers']['tens'])})(?:[\s-](?:{_ONES}))?"
NUMBER_WORDS = rf"{_WORD}\s+hundred(?:\s+(?:and\s+)?{_WORD})?|(?:a\s+)?hundred|{_WORD}"
NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+\s\d/\d|\d+(?:\.\d+)?|{NUMBER_WORDS})"
PAIR = rf"(?P<pair>{any_of(W['numbers']['pairs'])})"
VAGUE = rf"(?P<vague>{any_of(W['numbers']['vague'])})"
HALF = r"(?P<half>half\s+an?|a\s+half)"
ARTICLE = r"(?P<article>an?)"
APPROXIMATE = rf"(?:{any_of(list(W['approximators']))})"
TURN_WORDS: dict[str, int] = (
    dict.fromkeys(W["turns"]["back"], -1) | dict.fromkeys(W["turns"]["ahead"], 1) | dict.fromkeys(W["turns"]["here"], 0)
)
TURN_FIRST = ("last", "next", "this", "past", "coming", "previous", "following", "that", "same", "the")
TURN = rf"(?P<turn>{any_of(list(TURN_WORDS))})"
ORDINAL_QUARTER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}


def get(match: re.Match[str], group: str) -> str | None:
    """Return what a group of a match holds, None also where the pattern has no such group."""
    return match.groupdict().get(group)


def parse_number(text: str) -> float | None:
    """Return the number that digits or words stand for.

    >>> parse_number("2 1/2"), parse_number("twenty-five"), parse_number("two hundred and ten"), parse_number("1,200")
    (2.5, 25, 210, 1200)
    """
    if text[0].isdigit():
        whole, _, fraction = text.replace(",", "").partition(" ")
        if fraction:
            above, _, below = fraction.partition("/")
            return int(whole) + int(above) / int(below) if int(below) else None
        return float(whole) if "." in whole else int(whole)
    total = 0
    for word in re.split(r"[-\s]+", text):
        if word == "hundred":
            total = (total or 1) * 100
        elif word != "and":
            total += NUMBERS[word]
    return total


def month_number(match: re.Match[str]) -> int:
    """Return the month that a match names, 1 to 12."""
    return MONTHS[match["month"].rstrip(".")]


def weekday_number(match: re.Match[str]) -> int:
    """Return the weekday that a match names, Monday being 0."""
    return WEEKDAYS[match["weekday"].rstrip(".")]


def day_number(match: re.Match[str]) -> int:
    """Return the day of the month that a match names in figures or in words."""
    word = get(match, "day_word")
    return ORDINALS[" ".join(word.split())] if word else int(re.sub(r"\D", "", match["day"]))


def unit_word(match: re.Match[str]) -> str:
    """Return the unit that a match names, in the singular."""
    return UNIT_WORDS[match["unit"]]


def turn_of(match: re.Match[str]) -> int | None:
    """Return which way a match's turning word points: -1, 0 or 1; None where it has none."""
    word = get(match, "turn")
    return TURN_WORDS.get(" ".join(word.split()), 0) if word else None
