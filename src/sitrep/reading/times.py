"""Dates, times, durations and sets in prose, as TIMEX3 and EDTF.

A trigger word starts the search, so that most of the text is never looked at; the rules of the trigger are tried in
order at its place. A rule is a pattern and a function from its match to a `Value`. Nothing defaults to today.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import Time, TimeType
from sitrep.reading.words import Words

W: dict[str, Any] = load_words("times")
MONTHS = {name: number for number, name in enumerate(W["months"]["names"], 1)}
MONTHS |= {name: number for number, name in enumerate(W["months"]["short"], 1) if name} | W["months"]["also"]
WEEKDAYS = {name: number for number, name in enumerate(W["weekdays"]["names"])} | W["weekdays"]["short"]
SEASONS, DAY_PARTS, UNITS, NUMBERS = W["seasons"], W["day_parts"], W["units"], W["numbers"]

_MONTHS = alternatives([name.title() for name in W["months"]["names"]])
_WEEKDAYS = alternatives([name.title() for name in W["weekdays"]["names"]])
MONTH = rf"(?P<month>(?:{_MONTHS})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|:\d|,\d|\.\d|\s*(?:%|percent|per cent|million|billion))"
YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d,]\d|\d|\.\d|\s*(?:%|percent|people|km|kilomet))"
WEEKDAY = rf"(?P<weekday>(?:{_WEEKDAYS})\b|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?(?=,?\s))"
PART = rf"(?P<part>{alternatives(list(DAY_PARTS))})"
UNIT = r"(?P<unit>second|minute|hour|day|night|week|fortnight|weekend|month|quarter|year|decade|centur(?:y|ie))s?\b"
NUMBER_WORD = alternatives([word for word in NUMBERS if word not in ("a", "an")])
NUMBER = rf"(?P<number>\d+(?:\.\d+)?|(?:{NUMBER_WORD})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?)"
VAGUE = r"(?P<vague>a few|a couple of|a couple|several|many|some|few)"
SEASON = rf"(?P<season>{alternatives(list(SEASONS))})\b"
CLOCK = r"(?P<clock>(?:1[0-2]|0?\d)(?:[:.][0-5]\d)?\s*[ap]\.?\s?m\b\.?|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)"
ZONE = r"(?:\s*\(?(?:GMT|UTC|[ECMP][SD]?T|BST|CET|local time|Eastern|Pacific)\b\)?)?"
TURN = r"(?P<turn>last|past|previous|next|coming|following|this|current|same|that)"

LEFT = re.compile(
    r"(?:(?P<edge>(?:the\s+)?(?:very\s+)?(?:end|beginning|start|middle|close)\s+of)(?:\s+the)?\s+|(?P<modifier>early|late|mid|earlier|later)(?:\s+in\s+|\s+|-))$",
    re.IGNORECASE,
)
FUTURE = re.compile(rf"(?<!\w)(?:{alternatives(W['future']['markers'])})\b")
FUTURE_BESIDE = re.compile(rf"\b(?:{alternatives(W['future']['adjacent'])})\s+(?:the\s+|next\s+)?$")
PAST_VERB = re.compile(r"\b(?:was|were|had|did|has|have|said|told|began|came|took|went|killed|held|[a-z]{3,}ed)\b")
YEAR_CONTEXT = re.compile(
    r"(?:\b(?:in|since|of|by|from|until|during|before|after|to|and|between|late|early|mid|through|for|summer|winter|spring|fall|autumn|year"
    r"|about|around|till|or|the|circa)\s+|[(–—/-]|^|,\s)$",
    re.IGNORECASE,
)
EXPLICIT_YEARS = range(1500, 2050)
NOT_A_DAY = re.compile(r"\s+(?:Times|Herald|Post|Mirror|Express|Telegraph|Night\s+Live|Journal|Mail|Agreement)\b")
LEAP_YEAR = 2024
USABLE_YEARS = range(1000, 9000)
THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "close": 2}


class Value(NamedTuple):
    """What a rule makes of a match."""

    type: TimeType
    timex: str
    edtf: str | None = None


class Context:
    """What a date is counted from: the day of publication, or in a narrative the day last mentioned."""

    def __init__(self, words: Words, published: str | None) -> None:
        self.text = words.text
        self.today = _day_of(published)
        years = [int(word) for word in words.lower if len(word) == 4 and word[0] in "12" and word.isdecimal()]
        years = [year for year in years if year in EXPLICIT_YEARS]
        far = [year for year in years if self.today is None or abs(year - self.today.year) > 2]
        self.is_narrative = len(years) >= 5 and len(far) > 0.7 * len(years)
        self.year: int | None = years[0] if years and self.is_narrative else None
        self.month: int | None = None
        self.day: int | None = None

    @property
    def base(self) -> date | None:
        """Return the day that relative expressions count from."""
        if not self.is_narrative:
            return self.today
        if self.year is None:
            return None
        return date(self.year, self.month or 1, min(self.day or 1, monthrange(self.year, self.month or 1)[1]))

    def mention(self, year: int, month: int | None = None, day: int | None = None) -> None:
        """Take a mentioned date as the one that a narrative stands at."""
        self.year, self.month, self.day = year, month, day

    def looks_ahead(self, start: int, end: int) -> bool:
        """Tell whether the words around an expression speak of what is to come."""
        before = self.text[max(0, start - 45) : start].rsplit(". ", 1)[-1]
        after = self.text[end : end + 25].split(". ", 1)[0]
        ahead = list(FUTURE.finditer(before))
        past = list(PAST_VERB.finditer(before))
        if ahead and (not past or past[-1].end() < ahead[-1].end()):
            return True
        return bool(FUTURE_BESIDE.search(before) or re.match(r"\s+(?:will|is to|are to)\b", after))


DIGITS = frozenset("0123456789")
TURNS = ("last", "past", "previous", "next", "coming", "following", "this", "current", "same", "that")
COMMON = frozenset(["the", "these", "a", "an", "some", "many", *TURNS, *NUMBERS, *W["ordinals"]])
TIME_WORDS = frozenset(
    [
        *MONTHS,
        *(f"{name}." for name in MONTHS),
        *WEEKDAYS,
        *SEASONS,
        *DAY_PARTS,
        *UNITS,
        *(f"{unit}s" for unit in UNITS),
        *NUMBERS,
        *TURNS,
        *W["ordinals"],
        "few",
        "couple",
        "several",
        "many",
        "fiscal",
        "more",
        "straight",
        "consecutive",
        "full",
        "-",
    ]
)
Rule = tuple[re.Pattern[str], Callable[["re.Match[str]", Context], Value | None]]


def _day_of(published: str | None) -> date | None:
    """Return a day that can be counted from; the empty dates of machines, such as 0001-01-01, are none."""
    try:
        day = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
    return day if day and day.year in USABLE_YEARS else None


def find_times(words: Words, published: str | None) -> Iterator[Time]:
    """Find the time expressions of a report, in text order, without overlap.

    `published` is the report's day as an ISO 8601 string, or None; what needs it then keeps a relative `timex` such as
    `P-9M` and has no `edtf`.
    """
    context = Context(words, published)
    rules = _rules()
    done = number = 0
    for index in _seats(words, rules):
        start, lower = words.starts[index], words.lower[index]
        if start < done:
            continue
        while words.sentences[number].end <= index:
            number += 1
        limit = words.ends[words.sentences[number].end - 1]
        for pattern, resolve in _rules_at(lower, rules):
            match = pattern.match(words.text, start + 4 if lower.startswith("mid-") else start, limit)
            value = resolve(match, context) if match else None
            if match and value:
                time = _with_modifier(match, value, context, max(done, words.starts[words.sentences[number].start]))
                yield time
                done = time.end
                break


def _seats(words: Words, rules: dict[str, list[Rule]]) -> list[int]:
    """Return the words at which an expression may begin; a common word counts only before a word of time."""
    lower = [*words.lower, ""]
    seats = [index for index, word in enumerate(words.lower) if word in rules or word[0] in DIGITS or "-" in word]
    return [
        index
        for index in seats
        if lower[index] not in COMMON or lower[index + 1] in TIME_WORDS or lower[index + 1][:1] in DIGITS
    ]


def _rules_at(word: str, rules: dict[str, list[Rule]]) -> list[Rule]:
    """Return the rules that a word triggers: by itself, as a number, or by what stands before its hyphen."""
    found = rules.get(word)
    if found is None and word[0].isdigit():
        return rules["#"]
    if found is None and "-" in word:
        head, _, tail = word.partition("-")
        found = rules.get(tail) if head == "mid" else rules.get(head)
    return found or []


def _with_modifier(match: re.Match[str], value: Value, context: Context, floor: int) -> Time:
    """Take in `early`, `late`, `the end of` before a month or year, and narrow its days."""
    start, edtf = match.start(), value.edtf
    left = LEFT.search(context.text, max(floor, start - 24), start)
    if left and value.type == "DATE" and re.fullmatch(r"\d{4}(?:-\d\d|-[A-Z]{2})?|\d{3}X?", value.timex):
        start = left.start()
        word = (left["modifier"] or left["edge"].split()[-2]).lower().removeprefix("the ")
        edtf = (_third_of(value.timex, THIRDS[word]) or edtf) if edtf and word in THIRDS else edtf
    anchor = context.base
    return Time(start, match.end(), value.type, value.timex, edtf, anchor.isoformat() if anchor else None)


def _third_of(timex: str, third: int) -> str | None:
    """Return the first, middle or last third of a month or a year as an EDTF interval."""
    if re.fullmatch(r"\d{4}-\d\d", timex):
        year, month = int(timex[:4]), int(timex[5:])
        first, last = ((1, 10), (11, 20), (21, monthrange(year, month)[1]))[third]
        return f"{timex}-{first:02}/{timex}-{last:02}"
    if re.fullmatch(r"\d{4}", timex):
        first, last = ((1, 4), (5, 8), (9, 12))[third]
        return f"{timex}-{first:02}/{timex}-{last:02}"
    return None


# --- rules


@cache
def _rules() -> dict[str, list[Rule]]:
    """Return the rules to try at each trigger word; `#` stands for any number."""
    by_month = [
        _rule(rf"{MONTH}\s+(?:the\s+)?{DAY}(?:(?:,\s*|\s+){YEAR})?", _calendar_day),
        _rule(rf"{MONTH},?\s+(?:of\s+)?{YEAR}", _month_of_year),
        _rule(rf"{MONTH}(?!\s*\d)", _bare_month),
    ]
    by_weekday = [
        _rule(rf"{WEEKDAY},?\s+(?:the\s+)?{MONTH}\s+{DAY}(?:,?\s+{YEAR})?", _calendar_day),
        _rule(rf"{WEEKDAY},?\s+(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?", _calendar_day),
        _rule(rf"{WEEKDAY}(?:\s+{PART})?(?P<ago>,?\s+a\s+week\s+ago)?\b", _weekday),
    ]
    by_number = [
        _rule(
            r"(?P<year>(?:19|20)\d\d)-(?P<iso_month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])(?:T\d\d:\d\d(?::\d\d)?)?",
            _iso_day,
        ),
        _rule(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>(?:19|20)?\d\d)\b", _slashed_day),
        _rule(rf"{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?", _calendar_day),
        _rule(rf"{CLOCK}{ZONE}(?:,?\s+(?:on\s+)?{WEEKDAY})?", _clock),
        _rule(r"(?P<decade>1\d\d0|20\d0)['’]?s\b", _decade),
    ]
    counted = [
        _rule(rf"{NUMBER}[-\s]+{UNIT}(?:\s+(?P<way>ago|earlier|before(?=[.,;])|later|from now))", _ago),
        _rule(rf"{NUMBER}[-\s]+(?:more\s+|straight\s+|consecutive\s+|full\s+)?{UNIT}(?![-\s]old)", _duration),
    ]
    relative = [
        _rule(rf"{TURN}\s+(?:{NUMBER}|{VAGUE})[-\s]+{UNIT}", _stretch),
        _rule(rf"{TURN}\s+{WEEKDAY}(?:\s+{PART})?\b", _weekday),
        _rule(rf"{TURN}\s+{MONTH}", _turned_month),
        _rule(rf"{TURN}\s+{SEASON}", _turned_season),
        _rule(rf"{TURN}\s+{PART}\b", _turned_part),
        _rule(rf"{TURN}\s+{UNIT}(?!\s+(?:ago|old))", _turned_unit),
        _rule(rf"{TURN}\s+(?P<units>days|weeks|months|years|decades)\b", _vague_units),
    ]
    table: dict[str, list[Rule]] = {"#": [*by_number, *counted, _rule(YEAR, _bare_year)]}
    for name in MONTHS:
        table[name] = table[name + "."] = by_month
    for name in WEEKDAYS:
        table[name] = table[name + "."] = by_weekday
    for word in TURNS:
        table[word] = relative
    table["the"] = table["these"] = [
        _rule(r"(?:the|these)\s+(?=last|past|previous|next|coming|following|same|current)" + pattern.pattern, resolve)
        for pattern, resolve in relative
    ] + [
        _rule(r"the\s+(?P<decade>1\d\d0|20\d0)['’]?s\b", _decade),
        _rule(r"the\s+day\s+(?P<way>before\s+yesterday|after\s+tomorrow)\b", _day_but_one),
        _rule(r"the\s+(?P<part>night|morning|day)\s+before\b(?!\s+the)", _day_before),
        _rule(rf"the\s+{SEASON}\s+(?:of\s+)?{YEAR}", _season_of_year),
        _rule(
            rf"the\s+(?:fiscal\s+)?(?P<ordinal>{alternatives(list(W['ordinals']))})[-\s]quarter(?:\s+(?:of\s+)?{YEAR})?",
            _quarter,
        ),
        _rule(rf"the\s+{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?", _calendar_day),
    ]
    for word in NUMBERS:
        table[word] = counted
    table["a"] = table["an"] = [
        _rule(rf"(?P<number>an?)\s+{UNIT}\s+(?P<way>ago|earlier|later|from now)", _ago),
        _rule(rf"{VAGUE}\s+{UNIT}(?:\s+(?P<way>ago|earlier|later))?", _vague_duration),
        _rule(r"(?P<number>an?)\s+(?P<unit>decade|century|fortnight|year|month|week)\b(?!-)", _duration),
    ]
    for word in ("several", "few", "many", "some"):
        table[word] = [_rule(rf"{VAGUE}\s+{UNIT}(?:\s+(?P<way>ago|earlier|later))?", _vague_duration)]
    for word in ("today", "yesterday", "tomorrow", "tonight", "overnight"):
        table[word] = [_rule(rf"(?P<deictic>{word})(?:\s+{PART})?\b", _deictic)]
    for word in SEASONS:
        table[word] = [_rule(rf"{SEASON}\s+(?:of\s+)?{YEAR}", _season_of_year)]
    for word in W["ordinals"]:
        table.setdefault(word, []).insert(
            0, _rule(rf"(?P<ordinal>{word})[-\s]quarter(?:\s+(?:of\s+)?{YEAR})?", _quarter)
        )
    for word in ("every", "each"):
        table[word] = [_rule(rf"{word}\s+(?:{WEEKDAY}|{UNIT})", _every)]
    for word in W["sets"]:
        table[word] = [_rule(rf"(?P<set>{word})\b", _set)]
    for word in W["references"]:
        table[word] = [_rule(rf"(?P<reference>{word})(?P<units>\s+(?:days|weeks|months|years|decades))?\b", _reference)]
    return table


def _rule(pattern: str, resolve: Callable[[re.Match[str], Context], Value | None]) -> Rule:
    return re.compile(pattern, re.IGNORECASE), resolve


def _parse_number(text: str) -> float:
    if text[0].isdigit():
        return float(text)
    return sum(float(NUMBERS[word]) for word in re.split(r"[-\s]+", text.lower()))


def _month_number(match: re.Match[str]) -> int:
    return int(MONTHS[match["month"].lower().rstrip(".")])


def _is_capital(match: re.Match[str], group: str) -> bool:
    return match[group][0].isupper()


def _iso(day: date) -> Value:
    return Value("DATE", day.isoformat(), day.isoformat())


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _calendar_day(match: re.Match[str], context: Context) -> Value | None:
    if not _is_capital(match, "month"):
        return None
    month, day = _month_number(match), int(match["day"])
    year = int(match["year"]) if match["year"] else _year_of_month(context, month, match, day)
    if year is None:
        return Value("DATE", f"XXXX-{month:02}-{day:02}") if _make_date(LEAP_YEAR, month, day) else None
    found = _make_date(year, month, day)
    if found is None:
        return None
    context.mention(year, month, day)
    return _iso(found)


def _month_of_year(match: re.Match[str], context: Context) -> Value | None:
    if not _is_capital(match, "month"):
        return None
    year, month = int(match["year"]), _month_number(match)
    context.mention(year, month)
    return Value("DATE", f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def _bare_month(match: re.Match[str], context: Context) -> Value | None:
    if not _is_capital(match, "month") or not _is_month_here(match, context):
        return None
    month = _month_number(match)
    year = _year_of_month(context, month, match, None)
    if year is None:
        return Value("DATE", f"XXXX-{month:02}")
    context.mention(year, month)
    return Value("DATE", f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def _is_month_here(match: re.Match[str], context: Context) -> bool:
    before = context.text[max(0, match.start() - 14) : match.start()].lower()
    after = context.text[match.end() : match.end() + 12]
    if re.match(r"\s+[A-Z][a-z]|[’']s\s", after) and match["month"].lower() in (
        "may",
        "march",
        "april",
        "june",
        "august",
    ):
        return bool(re.search(r"\b(?:in|since|of|until|by|during|last|next|this)\s+$", before))
    if match["month"].lower() not in W["months"]["ambiguous"]:
        return True
    return bool(
        re.search(
            r"\b(?:in|of|since|by|until|through|from|to|during|last|next|this|early|late|mid|and|or)[\s-]+$", before
        )
    )


def _year_of_month(context: Context, month: int, match: re.Match[str], day: int | None) -> int | None:
    if context.is_narrative and context.year is not None:
        return context.year + 1 if context.month and month < context.month - 8 else context.year
    today = context.today
    if today is None:
        return None
    ahead = context.looks_ahead(*match.span())
    gap = month - today.month
    if gap > 0 or (gap == 0 and day is not None and day > today.day + 1):
        return today.year if ahead or (gap == 0 and day is not None) else today.year - 1
    return today.year + 1 if gap < -8 and ahead else today.year


def _weekday(match: re.Match[str], context: Context) -> Value | None:
    if not _is_capital(match, "weekday") or NOT_A_DAY.match(context.text, match.end()):
        return None
    number = int(WEEKDAYS[match["weekday"].lower().rstrip(".")])
    turn = (match.groupdict().get("turn") or "").lower()
    base = context.base
    if base is None:
        return Value("DATE", f"XXXX-WXX-{number + 1}")
    back = (base.weekday() - number) % 7
    if turn == "this":
        day = base + timedelta(days=(number - base.weekday()) % 7)
    elif turn in ("next", "coming", "following"):
        day = base + timedelta(days=(number - base.weekday()) % 7 or 7)
    elif turn in ("last", "past", "previous"):
        day = base - timedelta(days=back or 7)
    elif match.groupdict().get("ago"):
        day = base - timedelta(days=back + 7)
    elif (context.is_narrative or context.looks_ahead(*match.span())) and turn != "that":
        day = base + timedelta(days=(number - base.weekday()) % 7)
    else:
        day = base - timedelta(days=back)
    return _with_part(day, match.groupdict().get("part"))


def _with_part(day: date, part: str | None) -> Value:
    if part:
        return Value("TIME", f"{day.isoformat()}T{DAY_PARTS[part.lower()]}", day.isoformat())
    return _iso(day)


def _iso_day(match: re.Match[str], context: Context) -> Value | None:
    day = _make_date(int(match["year"]), int(match["iso_month"]), int(match["day"]))
    if day is None:
        return None
    context.mention(day.year, day.month, day.day)
    return _iso(day)


def _slashed_day(match: re.Match[str], context: Context) -> Value | None:
    """Read 03/04/2023 in both orders, and keep both where both are dates."""
    year = int(match["year"])
    year += 0 if year > 99 else 1900 if year > 40 else 2000
    first, second = int(match["first"]), int(match["second"])
    readings = {_make_date(year, first, second), _make_date(year, second, first)} - {None}
    days = sorted(day.isoformat() for day in readings if day)
    if not days:
        return None
    if len(days) > 1:
        return Value("DATE", f"{year:04}", f"[{', '.join(days)}]")
    return Value("DATE", days[0], days[0])


def _clock(match: re.Match[str], context: Context) -> Value | None:
    found = re.match(r"(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?\s*([ap])?", match["clock"], re.IGNORECASE)
    if found is None:
        return None
    hour, minute, half = int(found[1]), found[2] or "00", (found[3] or "").lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    base = context.base
    if match["weekday"] and base:
        back = (base.weekday() - int(WEEKDAYS[match["weekday"].lower().rstrip(".")])) % 7
        base -= timedelta(days=back)
    if base is None:
        return Value("TIME", f"XXXX-XX-XXT{hour:02}:{minute}")
    return Value("TIME", f"{base.isoformat()}T{hour:02}:{minute}", base.isoformat())


def _decade(match: re.Match[str], context: Context) -> Value:
    return Value("DATE", match["decade"][:3], match["decade"][:3] + "X")


def _bare_year(match: re.Match[str], context: Context) -> Value | None:
    if context.text[max(0, match.start() - 1) : match.start()] in ("$", "€", "£", ".", "#"):
        return None
    if not YEAR_CONTEXT.search(context.text, max(0, match.start() - 12), match.start()):
        return None
    if re.match(r"\s+[a-z]+s\b|-", context.text[match.end() : match.end() + 14]) and int(match["year"]) < 1900:
        return None
    context.mention(int(match["year"]))
    return Value("DATE", match["year"], match["year"])


def _unit_code(match: re.Match[str]) -> str:
    return str(UNITS[match["unit"].lower().rstrip("s") if match["unit"].lower() != "centurie" else "century"])


def _length(number: float | str, unit: str) -> str:
    """Return a TIMEX3 duration.

    >>> _length(2, "D"), _length(48, "H"), _length("X", "Y")
    ('P2D', 'PT48H', 'PXY')
    """
    if isinstance(number, float):
        number = int(number) if number.is_integer() else number
    if unit in ("DE", "CE") and not isinstance(number, str):
        number, unit = number * (10 if unit == "DE" else 100), "Y"
    if unit == "F":
        number, unit = ("X" if isinstance(number, str) else number * 2), "W"
    return f"P{number}{unit}"


def _timex_length(number: float | str, match: re.Match[str]) -> str:
    unit = _unit_code(match)
    timex = _length(number, unit)
    return timex.replace("P", "PT", 1) if match["unit"].lower().rstrip("s") in ("hour", "minute", "second") else timex


def _duration(match: re.Match[str], context: Context) -> Value | None:
    if match["number"][0].isdigit() and context.text[max(0, match.start() - 1) : match.start()] in (
        "$",
        "€",
        "£",
        ".",
        ",",
    ):
        return None
    return Value("DURATION", _timex_length(_parse_number(match["number"]), match))


def _vague_duration(match: re.Match[str], context: Context) -> Value:
    if match["way"]:
        return Value("DATE", "FUTURE_REF" if match["way"] == "later" else "PAST_REF")
    return Value("DURATION", _timex_length("X", match))


def _stretch(match: re.Match[str], context: Context) -> Value:
    """Resolve `the past two days` to the days up to the anchor, `the next three weeks` to those after it."""
    number: float | str = _parse_number(match["number"]) if match["number"] else "X"
    timex = _timex_length(number, match)
    days = _days_of(number, match)
    if days is None or context.base is None:
        return Value("DURATION", timex)
    ahead = match["turn"].lower() in ("next", "coming", "following")
    since, until = (context.base, context.base + days) if ahead else (context.base - days, context.base)
    return Value("DURATION", timex, f"{since.isoformat()}/{until.isoformat()}")


def _days_of(number: float | str, match: re.Match[str]) -> timedelta | None:
    per_unit = {
        "hour": 1 / 24,
        "day": 1,
        "night": 1,
        "week": 7,
        "fortnight": 14,
        "month": 30.44,
        "year": 365.25,
        "decade": 3652.5,
    }
    each = per_unit.get(match["unit"].lower().rstrip("s"))
    return timedelta(days=round(number * each)) if each and not isinstance(number, str) else None


def _ago(match: re.Match[str], context: Context) -> Value | None:
    """Resolve `nine months ago` to the month, `two days ago` to the day; `P-9M` where no day is known."""
    number, unit = _parse_number(match["number"]), _unit_code(match)
    sign = 1 if match["way"] in ("later", "from now") else -1
    is_clock = match["unit"].lower().rstrip("s") in ("hour", "minute", "second")
    base = context.base
    if base is None or is_clock:
        length = _timex_length(number, match)
        return Value("DATE", length.replace("P", "P-" if sign < 0 else "P", 1))
    return _shifted(base, sign * number, unit)


def _shifted(base: date, number: float, unit: str) -> Value | None:
    if unit in ("D", "W", "F"):
        return _shift_days(base, round(number * {"D": 1, "W": 7, "F": 14}[unit]))
    if unit in ("M", "Q"):
        months = base.year * 12 + base.month - 1 + round(number) * (3 if unit == "Q" else 1)
        value = f"{months // 12:04}-{months % 12 + 1:02}"
        return Value("DATE", value, value)
    years = {"Y": 1, "DE": 10, "CE": 100}.get(unit)
    if years is None or not 1 <= base.year + number * years <= 9999:
        return None
    value = f"{base.year + round(number * years):04}"
    return Value("DATE", value, value)


def _shift_days(base: date, days: int) -> Value | None:
    try:
        return _iso(base + timedelta(days=days))
    except OverflowError:
        return None


def _turn_step(match: re.Match[str]) -> int:
    return {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(
        match["turn"].lower(), 0
    )


def _turned_month(match: re.Match[str], context: Context) -> Value | None:
    base = context.base
    if not _is_capital(match, "month"):
        return None
    month, step = _month_number(match), _turn_step(match)
    if base is None:
        return Value("DATE", f"XXXX-{month:02}")
    year = base.year
    if step < 0 and month >= base.month:
        year -= 1
    elif step > 0 and month <= base.month:
        year += 1
    return Value("DATE", f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def _turned_season(match: re.Match[str], context: Context) -> Value:
    code, number = SEASONS[match["season"].lower()]
    base = context.base
    if base is None:
        return Value("DATE", f"XXXX-{code}")
    year = base.year
    if _turn_step(match) < 0 and base.month <= (number - 21) * 3 + 5:
        year -= 1
    elif _turn_step(match) > 0 and base.month >= (number - 21) * 3 + 3:
        year += 1
    return Value("DATE", f"{year:04}-{code}", f"{year:04}-{number}")


def _season_of_year(match: re.Match[str], context: Context) -> Value:
    code, number = SEASONS[match["season"].lower()]
    return Value("DATE", f"{match['year']}-{code}", f"{match['year']}-{number}")


def _turned_part(match: re.Match[str], context: Context) -> Value:
    step, base = _turn_step(match), context.base
    if base is None:
        return Value("TIME", "P-1D" if step < 0 else f"XXXX-XX-XXT{DAY_PARTS[match['part'].lower()]}")
    return _with_part(base + timedelta(days=step), match["part"])


def _day_before(match: re.Match[str], context: Context) -> Value | None:
    if context.base is None:
        return Value("TIME", "P-1D")
    part = match["part"].lower()
    return _with_part(context.base - timedelta(days=1), None if part == "day" else part)


def _day_but_one(match: re.Match[str], context: Context) -> Value:
    step = -2 if match["way"].startswith("before") else 2
    if context.base is None:
        return Value("DATE", f"P{'-' if step < 0 else ''}2D")
    return _iso(context.base + timedelta(days=step))


def _turned_unit(match: re.Match[str], context: Context) -> Value | None:
    step, unit, base = _turn_step(match), _unit_code(match), context.base
    turn = match["turn"].lower()
    if match["unit"].lower() in ("second", "minute", "hour") or (turn in ("that", "same") and not context.is_narrative):
        return None
    if base is None:
        return Value("DATE", "PRESENT_REF" if step == 0 else f"P{'-' if step < 0 else ''}1{unit}")
    if turn == "past" and unit in ("W", "M", "Y"):
        days = {"W": 7, "M": 30, "Y": 365}[unit]
        return Value("DURATION", f"P1{unit}", f"{(base - timedelta(days=days)).isoformat()}/{base.isoformat()}")
    if unit in ("W", "WE"):
        year, week, _ = (base + timedelta(days=7 * step)).isocalendar()
        return Value("DATE", f"{year}-W{week:02}" + ("-WE" if unit == "WE" else ""), f"{year}-W{week:02}")
    if unit == "Q":
        quarter = base.year * 4 + (base.month - 1) // 3 + step
        return Value("DATE", f"{quarter // 4}-Q{quarter % 4 + 1}", f"{quarter // 4}-{33 + quarter % 4}")
    if unit == "DE":
        decade = f"{base.year // 10 + step}"
        return Value("DATE", decade, decade + "X")
    return _shifted(base, step, unit)


def _vague_units(match: re.Match[str], context: Context) -> Value:
    unit = {"days": "D", "weeks": "W", "months": "M", "years": "Y", "decades": "DE"}[match["units"].lower()]
    return Value("DURATION", _length("X", unit) if unit != "DE" else "PXDE")


def _deictic(match: re.Match[str], context: Context) -> Value:
    word, base = match["deictic"].lower(), context.base
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if base is None:
        return Value("DATE", f"P{'-' if step < 0 else ''}{abs(step)}D" if step else "PRESENT_REF")
    if context.is_narrative and word == "today":
        return Value("DATE", "PRESENT_REF")
    day = base + timedelta(days=step)
    if word in ("tonight", "overnight"):
        return _with_part(day, "night")
    return _with_part(day, match["part"])


def _quarter(match: re.Match[str], context: Context) -> Value | None:
    number = int(W["ordinals"][match["ordinal"].lower()])
    base = context.base
    if match["year"]:
        year = int(match["year"])
    elif base is None:
        return Value("DATE", f"XXXX-Q{number}")
    else:
        year = base.year - (number > (base.month + 2) // 3)
    return Value("DATE", f"{year}-Q{number}", f"{year}-{32 + number}")


def _every(match: re.Match[str], context: Context) -> Value:
    if match["weekday"]:
        return Value("SET", f"XXXX-WXX-{int(WEEKDAYS[match['weekday'].lower().rstrip('.')]) + 1}")
    return Value("SET", _timex_length(1.0, match))


def _set(match: re.Match[str], context: Context) -> Value:
    return Value("SET", str(W["sets"][match["set"].lower()]))


def _reference(match: re.Match[str], context: Context) -> Value | None:
    word = match["reference"].lower()
    if match["units"]:
        return Value("DATE", "PAST_REF") if word == "recent" else None
    return Value("DATE", str(W["references"][word]))
