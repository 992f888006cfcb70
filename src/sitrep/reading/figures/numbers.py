"""Numbers as they are written: in digits and words, fractions, dozens, orders of magnitude, multiples."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.reading.words import Words

F: dict[str, Any] = load_words("figures")
ONES = {word: value for value, word in enumerate(F["ones"]["words"].split())}
TENS = {word: 10 * value for value, word in enumerate(F["ones"]["tens"].split(), 2)}
MAGNITUDES: dict[str, float] = F["magnitudes"]
SUFFIXES: dict[str, float] = F["suffixes"]
FRACTIONS: dict[str, int] = F["fractions"]
CODES = F["currency_codes"]["codes"].split()

_SMALL = rf"(?:(?:{alternatives(list(TENS))})(?:[-\s](?:{alternatives(list(ONES)[1:10])}))?|{alternatives(list(ONES))})"
_GREAT = "hundred|thousand|million|billion|trillion"
_WORDS = rf"(?:(?:{_SMALL}|an?|half\s+an?)[\s-]+(?:{_GREAT})(?:[\s-]+(?:and\s+)?(?:{_GREAT}|{_SMALL}))*|{_SMALL})"
DIGITS = (
    r"(?:\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?(?!,?\d)"  # 34,000
    r"|\d{1,2}(?:,\d{2})+,\d{3}\b|\d{1,3}(?: \d{3})+(?![\d,.:/-])"  # 1,23,456 and 10 000
    r"|\d+(?:\.\d+)?|\.\d+)"
)
SIGN = rf"(?:(?<![A-Za-z])(?:{alternatives([*F['currencies'], *CODES])}))"
NUMBER = re.compile(
    rf"(?:(?P<currency>{SIGN})\s?)?(?P<minus>(?<![\w.)%])[-−](?=[\d.])|\bminus\s)?(?P<number>(?<![\d.,]){DIGITS})(?!\d)"
    rf"(?:(?P<suffix>{alternatives(list(SUFFIXES))})(?![A-Za-z\d²³/])"
    rf"|[\s-]?(?P<magnitude>(?i:{alternatives([name for name in MAGNITUDES if len(name) > 2])}|mn|bn))\b"
    rf"(?:\s(?P<more>million|billion|trillion)\b)?)?"
)
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
PART_OF_ONE = re.compile(r"(?P<sign>[½¼¾⅓⅔])|\s(?P<over>[1-9])/(?P<under>[2-9])\b")
AND_A_PART = re.compile(rf"\s+and\s+a\s+(?P<part>half|third|quarter)\b(?:\s+(?P<magnitude>{_GREAT})\b)?", re.IGNORECASE)
DIGIT_RUN = re.compile(r"\d[\d.,]*")
BEFORE_DIGITS = re.compile(rf"(?:{SIGN}\s?)?(?:(?<![\w.)%])[-−]|\bminus\s)?\.?$")
LONGEST_SIGN = 8  # characters of a currency and a minus before digits
WORDED = re.compile(
    rf"(?P<word>{_WORDS})(?![\w]|-(?:on|off|time|sided|way|stop|size|star|thirds?|quarters?|fifths?|eighths?)\b)",
    re.IGNORECASE,
)
HALF = re.compile(r"(?P<half>half)\s+(?=of\s+(?:the|its|their|all|his|her|our|those|these)\b)", re.IGNORECASE)
FRACTION = re.compile(
    rf"(?P<count>an?|{alternatives(list(ONES)[1:10])}|\d)[\s-](?P<part>{alternatives(list(FRACTIONS))})\b(?=\s+(?:of|the)\b)",
    re.IGNORECASE,
)
RATIO = re.compile(
    rf"(?P<few>{alternatives(list(ONES)[1:10])}|\d{{1,2}})\s(?:in|out\sof)\s(?:every\s)?"
    rf"(?P<many>{alternatives([*list(ONES)[2:13], 'twenty', 'hundred'])}|\d{{1,3}})\b"
    r"(?![,.]?\d|\s(?:January|months|years))",
    re.IGNORECASE,
)
DOZEN = re.compile(
    rf"(?:(?P<dozens>an?|half\sa|half|{alternatives(list(ONES)[1:10])}|\d{{1,2}})[\s-])?(?P<dozen>dozen)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    rf"(?P<vague>{alternatives([name.replace(' ', '_') for name in F['vague']]).replace('_', '[ ]')})\b(?=\s+\w)",
    re.IGNORECASE,
)
FOLD = re.compile(rf"(?P<fold>{alternatives(list(ONES)[2:13])}|ten|twenty|\d+(?:\.\d+)?)-?fold\b", re.IGNORECASE)
BAKERS = re.compile(r"\bbaker['’]s\s$", re.IGNORECASE)


class Number(NamedTuple):
    """A number in the text: where it stands with its currency and magnitude, its bounds, and how it is written.

    `scale` is what its magnitude multiplies by; `currency` the sign or code before it.
    """

    start: int
    end: int
    low: float
    high: float
    form: str
    scale: float = 1.0
    currency: str | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing but digits is written."""
        return self.form == "digits" and self.scale == 1.0 and self.currency is None


def find_numbers(words: Words) -> Iterator[Number]:
    """Find the numbers of a report outside its noise, in text order, without overlap."""
    worded = [words.starts[index] for index, lower in enumerate(words.lower) if _starts_number(lower)]
    for sentence in words.sentences:
        start, end = words.starts[sentence.start], words.ends[sentence.end - 1]
        seats = {*_digit_seats(words.text, start, end), *worded[bisect_left(worded, start) : bisect_left(worded, end)]}
        done = start
        for seat in sorted(seats):
            number = _number_at(words.text, seat, end) if seat >= done else None
            if number:
                done = number.end
                yield number


def _digit_seats(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a run of digits begins, with the currency and the minus before it."""
    for run in DIGIT_RUN.finditer(text, start, end):
        sign = BEFORE_DIGITS.search(text, max(start, run.start() - LONGEST_SIGN), run.start())
        yield sign.start() if sign else run.start()


@lru_cache(maxsize=20_000)
def _starts_number(lower: str) -> bool:
    return lower in _starters() or lower.partition("-")[0] in _starters() or lower.endswith("fold")


@cache
def _starters() -> frozenset[str]:
    """Return the words that a number in words can begin with."""
    vague = (phrase.split()[0] for phrase in F["vague"])
    return frozenset([*ONES, *TENS, *vague, "a", "an", "half", "dozen"])


def _number_at(text: str, seat: int, end: int) -> Number | None:
    """Return the number that begins at a place."""
    if text[seat].isalpha() and not text[seat].isupper():
        return _worded_at(text, seat, end)
    return _worded_at(text, seat, end) or _digits_at(text, seat, end)


def _worded_at(text: str, seat: int, end: int) -> Number | None:
    for pattern, value in WORDED_FORMS:
        match = pattern.match(text, seat, end)
        if match:
            return value(match)
    return None


def _ratio(match: re.Match[str]) -> Number | None:
    few, many = _small(match["few"]), _small(match["many"])
    return Number(*match.span(), few / many, few / many, "ratio") if 0 < few < many else None


def _fraction(match: re.Match[str]) -> Number:
    value = _small(match["count"]) / FRACTIONS[match["part"].lower()]
    return Number(*match.span(), value, value, "fraction")


def _half(match: re.Match[str]) -> Number:
    return Number(*match.span("half"), 0.5, 0.5, "fraction")


def _fold(match: re.Match[str]) -> Number:
    value = _small(match["fold"])
    return Number(*match.span(), value, value, "multiple")


def _vague(match: re.Match[str]) -> Number:
    low, high = F["vague"][" ".join(match["vague"].lower().split())]
    return Number(*match.span(), low, high, "vague")


def _dozen(match: re.Match[str]) -> Number | None:
    if BAKERS.search(match.string, max(0, match.start() - 9), match.start()):
        return None  # it is thirteen, and an idiom
    dozens = (match["dozens"] or "a").lower()
    value = 6.0 if "half" in dozens else 12.0 * _small(dozens)
    return Number(*match.span(), value, value, "words")


def _worded(match: re.Match[str]) -> Number:
    value, half = parse_number_words(match["word"]), AND_A_PART.match(match.string, match.end())
    if half and value < 1000:
        scale = MAGNITUDES.get((half["magnitude"] or "").lower(), 1.0)
        value = (value + 1 / FRACTIONS[half["part"].lower()]) * scale
        return Number(match.start(), half.end(), value, value, "words", scale)
    last = re.split(r"[-\s]+", match["word"].lower())[-1]
    return Number(*match.span(), value, value, "words", MAGNITUDES.get(last, 1.0))


WORDED_FORMS = (
    (RATIO, _ratio),
    (FRACTION, _fraction),
    (HALF, _half),
    (FOLD, _fold),
    (VAGUE, _vague),
    (DOZEN, _dozen),
    (WORDED, _worded),
)


def _small(word: str) -> float:
    lower = word.lower()
    if lower in ("a", "an"):
        return 1.0
    return float(ONES.get(lower) or TENS.get(lower) or {"hundred": 100}.get(lower) or lower)


def _digits_at(text: str, seat: int, end: int) -> Number | None:
    match = NUMBER.match(text, seat, end)
    if match is None or match["number"] is None:
        return None
    scale = _scale(match)
    part = PART_OF_ONE.match(text, match.end(), end) if scale == 1.0 else None
    value = (float(re.sub(r"[,\u202f\u00a0 ]", "", match["number"])) + _part(part)) * scale
    value = -value if match["minus"] else value
    if not math.isfinite(value):
        return None
    return Number(match.start(), (part or match).end(), value, value, "digits", scale, match["currency"])


def _part(match: re.Match[str] | None) -> float:
    """Return the value of a fraction behind a number: `5½`, `3 1/2`."""
    if match is None:
        return 0.0
    return VULGAR[match["sign"]] if match["sign"] else int(match["over"]) / int(match["under"])


def _scale(match: re.Match[str]) -> float:
    if match["suffix"]:
        return SUFFIXES[match["suffix"]]
    if match["magnitude"] is None:
        return 1.0
    return MAGNITUDES[match["magnitude"].lower()] * MAGNITUDES.get((match["more"] or "").lower(), 1.0)


def parse_number_words(text: str) -> float:
    """Return the value of a number in words.

    >>> parse_number_words("two hundred and fifty"), parse_number_words("half a million")
    (250.0, 500000.0)
    """
    total, current = 0.0, 0.0
    for word in re.split(r"[-\s]+", text.lower()):
        if word in ONES or word in TENS:
            current += ONES.get(word, 0) + TENS.get(word, 0)
        elif word == "half":
            current = 0.5
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in MAGNITUDES:
            total, current = total + (current or 1) * MAGNITUDES[word], 0.0
    return total + current
