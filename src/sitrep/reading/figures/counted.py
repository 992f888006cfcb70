"""What a number counts: by the noun behind it, the verb beside it, or the figure that it goes on from."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sitrep.ground.countries import load_country_names
from sitrep.ground.lexicon import alternatives
from sitrep.ground.model import Span
from sitrep.reading.figures.numbers import F, Number
from sitrep.reading.words import Words

NOUNS = re.compile(r"[ds]?(?:r?[jeugqN])*[nN](?:[nNj-]*[nN])?|[eu]")
PEOPLE = frozenset(F["people"]["words"].split())
THINGS = frozenset(F["buildings"]["things"].split())
RUIN = re.compile(rf"\b(?:{alternatives(F['buildings']['ruin'])})\b", re.IGNORECASE)
RUINED = "collapsed buildings"
PHRASES = re.compile(rf"\b(?:{alternatives(list(F['counted_phrases']))})\b", re.IGNORECASE)
BUILDINGS = re.compile(rf"\b(?:{alternatives(sorted(THINGS))})\b", re.IGNORECASE)
QUAKE = re.compile(
    r"\b(?:magnitude|quakes?|earthquakes?|aftershocks?|tremors?|shocks?|Richter|strongest|largest)\b", re.IGNORECASE
)
MAGNITUDE_WORD = re.compile(r"\bmagnitude\b", re.IGNORECASE)
MAGNITUDES = (1.0, 10.0)
REACHED = re.compile(
    r"\b(?:pass(?:es|ed)?|reach(?:es|ed)?|to|at|exceeds?|exceeded|is|was|now|went|gone|numbers?|topped|surpassed|confirms?|counts?|as|had)\s+$",
    re.IGNORECASE,
)
PASSED = re.compile(r"(?:passed|topped|surpassed|exceeded|above|beyond|over|past)\b", re.IGNORECASE)
ONE_OF_THE_BEST = re.compile(
    r"\sof\s(?:the|its|his|her|their|our|my|[\w-]+['’]s)\s(?:[\w-]+['’]s\s)?(?:world['’]s\s)?(?:most|main|key|few|first|top|leading|major|[a-z]+est)\b"
)  # `one of the largest dinosaurs` is no count of dinosaurs
NOT_COUNTED = frozenset(["altogether", "total", "overall", "thanks", "whilst"])
NEAR_BEFORE, NEAR_AFTER = 10, 7  # words beside a number in which a verb tells what it counts


class Counted(NamedTuple):
    """What is counted, and where the words for it end; None where they do not stand behind the number."""

    name: str | None
    end: int | None = None
    is_noun: bool = False


@cache
def count_names() -> dict[str, str]:
    """Return the name under which each word of the fixed core counts."""
    return {word: name for name, words in F["counts"].items() for word in words.split()}


def find_counted(words: Words, start: int, end: int, window: Span) -> Counted:
    """Return what the number between two places of the text counts; `window` holds the words that may tell it."""
    behind = _behind(words, end, window)
    if behind.name and not behind.is_noun:
        return behind
    if behind.name and behind.name not in PEOPLE | THINGS:
        return behind._replace(name=_phrase(words, end, window, behind.end) or behind.name)
    if behind.name in THINGS:
        return behind._replace(name=RUINED if _is_ruined(words, window) else behind.name)
    tallied = None if behind.name else _tallied(words, start, window)
    beside = tallied or _phrase(words, end, window) or _after(words, end, window) or _before(words, start, window)
    return behind._replace(name=beside or behind.name)


def _behind(words: Words, end: int, window: Span) -> Counted:
    """Return the noun phrase or the bare verb right behind a number: `12 bridges`, `400 of them dead`, `11 dead`."""
    index = words.at(end)
    if words.text[end : end + 1] == "-" or ONE_OF_THE_BEST.match(words.text, end):
        return Counted(None)  # `a 96-page report` counts pages of one report
    if index + 1 < window.end and words.lower[index] in ("of", "more", "other", "further"):
        index += 1
        index += index < window.end and words.lower[index] in ("the", "these", "those", "their", "its")
    if index >= window.end:
        return Counted(None)
    named = count_names().get(words.lower[index])
    if named:
        return Counted(named, words.ends[index])
    match = NOUNS.match(words.tags, index, window.end)
    if match is None:
        return Counted(None)
    nouns = words.lower[match.start() : match.end()]
    known = next((count_names()[word] for word in nouns if word in count_names()), None)
    if known:
        return Counted(known, words.ends[match.end() - 1])
    if words.tags[match.end() - 1] in "eu" or nouns[-1] in NOT_COUNTED:
        return Counted(None)
    common = [index for index in range(match.start(), match.end()) if words.tags[index] == "n"]
    if common:
        return Counted(words.lower[common[-1]], words.ends[match.end() - 1], is_noun=True)
    people = words.lower[match.end() - 1] if words.tags[match.end() - 1] == "N" else ""
    if people in load_country_names():
        return Counted(people, words.ends[match.end() - 1], is_noun=True)
    return Counted(None)


def _phrase(words: Words, end: int, window: Span, limit: int | None = None) -> str | None:
    """Return what a phrase behind a number says, up to `limit` or as far as its words go."""
    last = words.ends[window.end - 1] if window.end else end
    match = PHRASES.search(words.text, end, max(end, limit or last))
    return F["counted_phrases"][" ".join(match.group().lower().split())] if match else None


def _tallied(words: Words, start: int, window: Span) -> str | None:
    """Return what a tally is of that a bare number is reached by: `the number killed by the quake passed 5,000`."""
    floor = words.starts[window.start] if window.start < len(words) else start
    if not (REACHED.search(words.text, max(floor, start - 30), start) or PASSED.match(words.text, start)):
        return None
    first, last = words.sentence_at(words.at(start)).start, words.at(start)
    return next((name for word in reversed(words.lower[first:last]) if (name := _name(word))), None)


def _after(words: Words, end: int, window: Span) -> str | None:
    """Return what a verb behind a number says, up to where the sentence goes on to something else."""
    for index in range(words.at(end), min(words.at(end) + NEAR_AFTER, window.end)):
        name = _name(words.lower[index])
        if name:
            return name
        if words.tags[index] in ",c":
            break
    return None


def _before(words: Words, start: int, window: Span) -> str | None:
    last = words.at(start)
    near = words.lower[max(window.start, last - NEAR_BEFORE) : last]
    return next((name for word in reversed(near) if (name := _name(word))), None)


def _name(word: str) -> str | None:
    """Return what a word counts, but not what only the word right behind a number can."""
    name = count_names().get(word)
    return None if name in ("magnitude", "aftershocks") else name


def _is_ruined(words: Words, window: Span) -> bool:
    if window.start >= window.end:
        return False
    return RUIN.search(words.text, words.starts[window.start], words.ends[window.end - 1]) is not None


def is_magnitude(words: Words, number: Number, sentence: Span) -> bool:
    """Tell whether a number is an earthquake's: a decimal below 10 in a sentence on a quake, or beside the word."""
    if not number.is_plain or not MAGNITUDES[0] <= number.low <= MAGNITUDES[1] or number.low != number.high:
        return False
    floor, limit = words.starts[sentence.start], words.ends[sentence.end - 1]
    if MAGNITUDE_WORD.search(words.text, max(floor, number.start - 22), min(limit, number.end + 12)):
        return True
    return "." in words.text[number.start : number.end] and QUAKE.search(words.text, floor, limit) is not None
