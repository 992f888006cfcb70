"""Counted and measured amounts: how many of what, between which bounds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import Figure, Span
from sitrep.reading.words import Words

F: dict[str, Any] = load_words("figures")
ONES = {word: value for value, word in enumerate(F["ones"]["words"].split())}
TENS = {word: 10 * value for value, word in enumerate(F["ones"]["tens"].split(), 2)}
MAGNITUDES: dict[str, float] = F["magnitudes"]
PEOPLE = frozenset(F["people"]["words"].split())
NEVER_AFTER = frozenset(F["never"]["before"].split())

_SMALL = rf"(?:(?:{alternatives(list(TENS))})(?:[-\s](?:{alternatives(list(ONES)[1:10])}))?|{alternatives(list(ONES))})"
_WORDS = rf"(?:(?:{_SMALL}|an?|half\s+an?)\s+(?:hundred|thousand|million|billion)(?:\s+(?:and\s+)?{_SMALL})?|{_SMALL})"
_DIGITS = r"(?:\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_MAGNITUDE = rf"(?:[\s-]?(?P<magnitude{{n}}>{alternatives(list(MAGNITUDES))}|[mbk](?=[\s,;)]|\.(?!\w)|$))\b)?"
CURRENCY = re.compile(r"(?:(?<![A-Za-z])(?:US|AU|NZ|CA|A|C|HK))?[$£€¥₹₽₴]\s?$")
_SIGN = r"(?:US)?[$£€¥₹₽₴]?"
_SPAN = rf"(?P<number>{_DIGITS})(?!\d|[.,]\d|(?:st|nd|rd|th)\b|[:/]\d){_MAGNITUDE.format(n='')}"
_SPAN2 = rf"{_SIGN}(?P<number2>{_DIGITS})(?!\d|[:/]\d){_MAGNITUDE.format(n='2')}"
AMOUNT = re.compile(
    rf"{_SPAN}(?:(?:\s?%)?\s?(?P<dash>[-–—])\s?{_SPAN2}|\sto\s{_SPAN2.replace('2>', '3>')})?", re.IGNORECASE
)
BETWEEN = re.compile(rf"between\s+{_SIGN}{_SPAN}\s+and\s+{_SPAN2}", re.IGNORECASE)
WORDED = re.compile(
    rf"(?P<word>{_WORDS})\b(?!-(?:on|off|time|sided|way|stop|third|quarter))(?:\s(?:to|or)\s(?P<word2>{_WORDS})\b)?",
    re.IGNORECASE,
)
DOZEN = re.compile(r"(?P<dozen>(?:(?:a|one|two|three|four|five|six|half\sa|half)[\s-])?dozen)\b", re.IGNORECASE)
VAGUE = re.compile(
    rf"(?P<vague>{alternatives(list(F['vague']))})(?=\s+of\b|\s+(?:more|were|have|are|dead|killed|injured|missing)\b)",
    re.IGNORECASE,
)
QUALIFIER = re.compile(
    rf"\b(?P<qualifier>{alternatives(list(F['qualifiers']))})\s+(?:the\s+|a\s+)?(?:US|A|C)?[$£€¥₹₽₴]?\s?$",
    re.IGNORECASE,
)
AFTER_QUALIFIER = re.compile(r"\s+(?P<words>or\s+more|or\s+so)\b", re.IGNORECASE)
UNIT = re.compile(
    rf"[\s-]?(?P<unit>{alternatives(list(F['units']) + [word for word in F['currencies'] if word.isalpha()])})(?!\w)",
    re.IGNORECASE,
)
COUNTED = re.compile(r"[ds]?(?:r?[jeugq])*[nN](?:[nNj-]*[nN])?|[eu]")
PART = re.compile(r"\b(?:including|among them|of them|of whom|among those)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
DIGITS = frozenset("0123456789")
NUMBER_TAG = re.compile("q")
MAGNITUDE_WORD = re.compile(
    r"\b(?:magnitude|quakes?|earthquakes?|aftershocks?|tremors?|shocks?|Richter)\b", re.IGNORECASE
)
YEAR_LIKE = range(1500, 2101)
ONE_OF_MANY = re.compile(
    r"\b(?:no|every|any|some|each|this|that|the|another|other|last|next|which|day|only|for|first|is|was)\s$",
    re.IGNORECASE,
)
ONE_ALONE = re.compile(
    r"\s(?:of\s+\d|another|day\b|who|that|which|to|is|was|has|can|could|would|will|in\s|for|with|and|or|they|he|she|we|you|by|at|on|from|thing|side|more)\b"
)


class Bounds(NamedTuple):
    """The lowest and highest value that a figure leaves open; None where a side has no bound."""

    low: float | None
    high: float | None


def find_figures(words: Words, masks: Sequence[Span] = ()) -> Iterator[Figure]:
    """Find the amounts of a report, in text order, outside `masks` (its dates and times) and its noise.

    Shape: `part_of` is an index into the figures found so far.
    """
    found: list[Figure] = []
    blocked = sorted((mask.start, mask.end) for mask in masks)
    done, number = 0, 0
    for match in _amounts(words):
        while words.starts[words.sentences[number].end - 1] < match.start():
            number += 1
        sentence = words.sentences[number]
        span = words.span(sentence.start, sentence.end)
        if match.start() < done or _is_blocked(blocked, match.span()) or not _is_amount(words, match, span):
            continue
        figure = _read_figure(words, match, sentence, found)
        found.append(figure)
        done = figure.end
        yield figure


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return the patterns to try at each word that can begin an amount in words."""
    table: dict[str, tuple[re.Pattern[str], ...]] = {
        word: (DOZEN, WORDED) for word in [*ONES, *TENS, "a", "an", "half"]
    }
    return table | {phrase.split()[0]: (VAGUE,) for phrase in F["vague"]} | {"between": (BETWEEN,), "dozen": (DOZEN,)}


def _amounts(words: Words) -> Iterator[re.Match[str]]:
    table = _patterns()
    for index in _seats(words):
        lower = words.lower[index]
        digits = lower[0] in DIGITS
        for pattern in (AMOUNT,) if digits else table.get(lower) or table.get(lower.partition("-")[0]) or ():
            match = pattern.match(words.text, words.starts[index], words.ends[words.sentence_at(index).end - 1])
            if match:
                yield match
                break


def _seats(words: Words) -> Iterator[int]:
    """Yield the words at which an amount may begin: each number, and the article or `between` before one."""
    for number in NUMBER_TAG.finditer(words.tags):
        index = number.start()
        before = words.lower[index - 1] if index else ""
        if before == "between":
            yield index - 1
        elif before in ("a", "an"):
            yield index - 2 if words.lower[index - 2 : index - 1] == ["half"] else index - 1
        yield index


def _is_blocked(blocked: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    index = bisect_right(blocked, (span[1], 0)) - 1
    return index >= 0 and blocked[index][1] > span[0]


def _is_amount(words: Words, match: re.Match[str], sentence: Span) -> bool:
    """Tell an amount from a name, an index, a year or the pronoun "one"."""
    text, groups = words.text, match.groupdict()
    before, after = text[max(sentence.start, match.start() - 24) : match.start()], text[match.end() : match.end() + 12]
    word = groups.get("word")
    if word and word.lower() == "one":
        return not (ONE_OF_MANY.search(before) or ONE_ALONE.match(after) or not re.match(r"[\s-][a-z]", after))
    if word and word.lower() in ("zero",) and after.startswith("-"):
        return False
    number = groups.get("number")
    if number is None:
        return True
    if groups.get("dash") and _digits(groups["number2"]) <= _digits(number) and not groups.get("magnitude2"):
        return False
    if CURRENCY.search(before) or groups.get("magnitude") or UNIT.match(text, match.end()):
        return True
    previous = before.split()[-1:] or [""]
    if previous[0].lower().strip("(") in NEVER_AFTER and "," not in number:
        return False
    if number.isdigit() and len(number) == 4 and int(number) in YEAR_LIKE:
        return bool(re.match(r"\s[a-z]+s\b|\s(?:people|men|women)\b", after))
    follows_name = previous[0][:1].isupper() and before[-1:] == " " and len(before.split()) > 1
    return not (
        follows_name and number.isdigit() and "," not in number and not QUALIFIER.search(before)
    ) and not re.match(r"[A-Za-z]", after)


def _read_figure(words: Words, match: re.Match[str], sentence: Span, found: list[Figure]) -> Figure:
    text = words.text
    floor = words.starts[sentence.start]
    qualifier = QUALIFIER.search(text, max(floor, match.start() - 26), match.start())
    name = F["qualifiers"][qualifier["qualifier"].lower()] if qualifier else None
    after = AFTER_QUALIFIER.match(text, match.end())
    if name is None and after:
        name = "at least" if "more" in after["words"] else "about"
    unit = UNIT.match(text, match.end())
    if qualifier and qualifier["qualifier"].lower() == "past" and unit:
        qualifier = name = None  # "the past two days" is no more than two
    bounds = _bounds(_value(match), name)
    currency = CURRENCY.search(text, max(floor, match.start() - 5), match.start())
    start, end = (qualifier or currency or match).start(), (unit or after or match).end()
    counts_end, counts = (None, None) if unit or currency else _counted(words, end, sentence)
    if match.groupdict().get("number") and "." in match["number"] and counts not in ("magnitude", None):
        counts_end, counts = (
            None,
            "magnitude" if MAGNITUDE_WORD.search(text, floor, words.ends[sentence.end - 1]) else None,
        )
    return Figure(
        start,
        counts_end or end,
        bounds.low,
        bounds.high,
        unit=_unit_name(currency, unit),
        counts=counts,
        of=_where(words, counts_end or end, sentence),
        qualifier=name,
        part_of=_whole_of(text, start, floor, found),
    )


def _value(match: re.Match[str]) -> Bounds:
    groups = match.groupdict()
    if groups.get("vague"):
        low, high = F["vague"][" ".join(groups["vague"].lower().split())]
        return Bounds(low, high)
    if groups.get("dozen"):
        return Bounds(*[_dozens(groups["dozen"].lower())] * 2)
    if groups.get("word"):
        low = parse_number_words(groups["word"])
        high = parse_number_words(groups["word2"]) if groups.get("word2") else low
        return Bounds(min(low, high), max(low, high))
    low, second = _digits(groups["number"]), groups.get("number2") or groups.get("number3")
    scale, scale2 = _scale(groups.get("magnitude")), _scale(groups.get("magnitude2") or groups.get("magnitude3"))
    if second is None:
        return Bounds(low * scale, low * scale)
    high = _digits(second) * scale2
    shared = scale2 if scale == 1 and low < 1000 and low * scale2 <= high else scale
    return Bounds(low * shared, high) if low * shared <= high else Bounds(low * scale, low * scale)


def _dozens(text: str) -> float:
    if text.startswith("half"):
        return 6.0
    head = re.split(r"[\s-]", text)[0]
    return 12.0 * ONES.get(head, 1)


def _digits(text: str) -> float:
    return float(re.sub(r"[,\u202f\u00a0]", "", text))


def _scale(magnitude: str | None) -> float:
    if not magnitude:
        return 1.0
    return {"m": 1e6, "b": 1e9, "k": 1e3}.get(magnitude.lower()) or float(MAGNITUDES[magnitude.lower()])


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


def _bounds(value: Bounds, qualifier: str | None) -> Bounds:
    """Open the side that a qualifier leaves open.

    >>> _bounds(Bounds(70000, 70000), "more than")
    Bounds(low=70000, high=None)
    """
    if qualifier in F["bounds"]["low"]:
        return Bounds(value.low, None)
    if qualifier in F["bounds"]["high"]:
        return Bounds(0.0, value.high)
    return value


def _unit_name(currency: re.Match[str] | None, unit: re.Match[str] | None) -> str | None:
    if currency:
        sign = currency.group().strip()
        return str(F["currencies"].get(sign.upper()) or F["currencies"].get(sign[-1], sign))
    if unit is None:
        return None
    word = unit["unit"].lower()
    return str(F["units"].get(unit["unit"]) or F["units"].get(word) or F["currencies"].get(word))


@cache
def _count_names() -> dict[str, str]:
    return {word: name for name, words in F["counts"].items() for word in words.split()}


def _counted(words: Words, position: int, sentence: Span) -> tuple[int | None, str | None]:
    """Return where the counted noun ends and what is counted, by the noun or the verb beside the number."""
    index = words.at(position)
    if index + 1 < sentence.end and words.lower[index] == "of":
        index += 1
    if index >= sentence.end:
        return None, _counted_before(words, position, sentence)
    if words.tags[index] in "bh":
        said_of = words.lower[index + 1 : min(index + 4, sentence.end)]
        return None, next((_count_names()[word] for word in said_of if word in _count_names()), None)
    match = COUNTED.match(words.tags, index, sentence.end)
    if match is None or words.lower[index] in ("in", "on", "at", "from", "by"):
        named = _count_names().get(words.lower[index])
        return (words.ends[index], named) if named else (None, _counted_before(words, position, sentence))
    nouns = words.lower[match.start() : match.end()]
    for word in nouns:
        if word in _count_names():
            return words.ends[match.end() - 1], _count_names()[word]
    noun = nouns[-1]
    after = [_count_names().get(word) for word in words.lower[match.end() : min(match.end() + 4, sentence.end)]]
    if noun in PEOPLE:
        named = next((name for name in after if name), None) or _counted_before(words, position, sentence)
        return words.ends[match.end() - 1], named or noun
    return words.ends[match.end() - 1], noun


def _counted_before(words: Words, position: int, sentence: Span) -> str | None:
    """Return what a verb or noun before the number counts: `killed at least`, `the death toll rose to`."""
    index = words.at(position)
    for word in reversed(words.lower[max(sentence.start, index - 9) : index]):
        if word in ("and", "but", ";", ","):
            continue
        if word in _count_names():
            return _count_names()[word]
    return None


def _where(words: Words, position: int, sentence: Span) -> str | None:
    """Return the name after `in` or `of` that follows a counted noun."""
    index = words.at(position)
    for offset in (0, 1, 2):
        at = index + offset
        if at + 1 < sentence.end and words.lower[at] in ("in", "of", "across") and words.tags[at + 1] in "Ndj":
            match = re.compile("d?j?N+").match(words.tags, at + 1, sentence.end)
            return words.text[words.starts[at + 1] : words.ends[match.end() - 1]] if match else None
    return None


def _whole_of(text: str, start: int, floor: int, found: list[Figure]) -> int | None:
    """Return the figure of the sentence that this one is included in."""
    if found and found[-1].start >= floor and PART.search(text, max(floor, start - 30), start):
        return len(found) - 1
    return None
