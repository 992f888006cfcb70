"""What an expression is counted from: the day of publication, or in a narrative the day that was mentioned last."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from sitrep.reading.times.calendar import Quarter, make_day, quarter_of
from sitrep.reading.times.patterns import DAY, MONTH, MONTHS, SLASHED, W, any_of

EXPLICIT_YEAR = re.compile(r"[12]\d\d\d(?<![\d$£€.,-]....)(?![\d,%-]|\.\d)")
LAST_EXPLICIT_YEAR = 2049
BEFORE_CHRIST = re.compile(r"b\.?c(?<=\d\sbc)\b|b\.c(?<=\d\sb\.c)\b")
OF_THE_DAY = re.compile(
    rf"\b(?:today|yesterday|tomorrow|last\s+(?:week|month|year)|{any_of(W['weekdays']['names'])})\b"
)
EACH_SLASHED = re.compile(rf"(?<![\d/]){SLASHED}(?!/)")
LAST_MONTH = 12
NARRATIVE_YEARS = 5  # explicit years that a narrative has at least
FAR_YEARS = 2  # a year further than this from publication is far
ASIDE_DEPTH = 80  # characters into a sentence from which on a date may be told in passing
ROLLED_MONTHS = 8  # in a narrative, a month so far before the last one is of the next year
FUTURE = re.compile(
    rf"(?<![\w'’])(?:{any_of(W['tense']['future'] + W['tense']['future_in_speech'])})\b|(?<=\w)['’]ll\b"
)
IN_SPEECH = frozenset(W["tense"]["future_in_speech"])
SAYING = frozenset(W["tense"]["saying"])
PAST = re.compile(
    rf"\b(?<!\bis\s)(?<!\bare\s)(?<!\bbe\s)(?:{any_of(W['tense']['past'])}|(?<!be\s)(?<!been\s)(?<!to\s)(?!(?:{any_of(W['tense']['not_past'])})\b)[a-z]{{3,}}ed)\b"
)
NO_LONGER_AHEAD = re.compile(r"\bhad\s+been\s+(?:due|scheduled|set|expected|planned|slated)\b")
CLAUSE_END = re.compile(r"(?<=\w\w)[.!?][\"”’)]*\s|\n")
RANGE_END = re.compile(
    rf"\s*(?:and|or|to|through|until|-|–|,)\s*(?:the\s+)?(?:(?:{DAY}\s+)?{MONTH}(?:\s+\d{{1,2}})?|\d{{1,2}})"
    r",?\s+(?:of\s+)?(?P<range_year>(?:1\d|20)\d\d)\b"
)
SINCE = re.compile(r"\bsince\s+(?:(?:early|late|mid)[\s-]+)?$")
BY_THEN = re.compile(r"\b(?:by|until|through)\s+(?:(?:early|late|mid)[\s-]+)?$")
MOST_RECENT = re.compile(r"\b(?:ended|since|last|past)\s+(?:the\s+)?$")
SHORT_CENTURY = 41  # without a day to count from, 40 is 2040 and 41 is 1941


class Anchor:
    """Where in time a text stands while it is read from its start to its end.

    `published` is None where the day of publication is not known; `is_narrative` tells a history, whose years are far
    from it, from news. `year`, `month` and `day` are those mentioned last.
    """

    def __init__(self, text: str, lower: str, published: date | None) -> None:
        self.text = text
        self.lower = lower
        self.published = published
        years = [year for year in map(int, EXPLICIT_YEAR.findall(lower)) if year <= LAST_EXPLICIT_YEAR]
        self.is_narrative = self._is_narrative(years)
        self.year: int | None = years[0] if self.is_narrative and years else None
        self.month: int | None = None
        self.day: int | None = None
        self.last_day: date | None = None
        self.quarter: Quarter | None = None
        self.depth = 0  # how many characters into its sentence the expression stands that is being read

    def _is_narrative(self, years: list[int]) -> bool:
        if len(years) < NARRATIVE_YEARS:
            return len(BEFORE_CHRIST.findall(self.lower)) >= NARRATIVE_YEARS
        far = [year for year in years if self.published is None or abs(year - self.published.year) > FAR_YEARS]
        if len(far) <= 0.7 * len(years) and len(years) < 4 * NARRATIVE_YEARS:
            return False
        return len(OF_THE_DAY.findall(self.lower)) < len(years) / 6

    @cached_property
    def slashed_first(self) -> str | None:
        """Return what the text's slashed dates have first, `month` or `day`, by those that can be read in one way."""
        orders = {
            "day" if int(match["one"]) > LAST_MONTH else "month"
            for match in EACH_SLASHED.finditer(self.lower)
            if (int(match["one"]) > LAST_MONTH) != (int(match["two"]) > LAST_MONTH)
        }
        return orders.pop() if len(orders) == 1 else None

    @property
    def base(self) -> date | None:
        """Return the day that relative expressions count from; None where nothing gives one."""
        if not self.is_narrative:
            return self.published
        return make_day(self.year, self.month or 1, self.day or 1) if self.year else None

    def mention(self, year: int, month: int | None = None, day: int | None = None) -> None:
        """Take in a date that the text has reached; in a narrative one told in passing moves nothing."""
        if self.is_narrative and (self._is_aside(year) or (month is None and year == self.year)):
            return
        self.year, self.month, self.day = year, month, day
        self.last_day = make_day(year, month, day) if month and day else self.last_day

    def _is_aside(self, year: int) -> bool:
        """Tell whether a year is a look back or far ahead in the midst of a sentence: "the first since 1614"."""
        return self.year is not None and self.depth > ASIDE_DEPTH and not self.year <= year <= self.year + 1

    def last_quarter(self) -> Quarter | None:
        """Return the quarter that is spoken of: the one named last, else the one before that of publication."""
        if self.quarter or not self.published:
            return self.quarter
        return quarter_of(self.published).shifted(-1)

    def before(self, start: int, most: int = 40) -> str:
        """Return the text right before a position, in small letters."""
        return self.lower[max(0, start - most) : start]

    def after(self, end: int, most: int = 30) -> str:
        """Return the text right after a position, in small letters."""
        return self.lower[end : end + most]

    def is_capital(self, position: int) -> bool:
        """Tell whether a word begins with a capital letter."""
        return self.text[position].isupper()

    def tense(self, start: int, end: int) -> int:
        """Return the tense of the verb nearest to an expression in its clause: -1 past, 1 to come, 0 not told."""
        breaks = list(CLAUSE_END.finditer(self.lower, max(0, start - 140), start))
        left = self.lower[breaks[-1].end() if breaks else max(0, start - 140) : start]
        stop = CLAUSE_END.search(self.lower, max(start, end - 1), end + 100)
        right = self.lower[end : stop.start() if stop else end + 100]
        if NO_LONGER_AHEAD.search(left):
            return -1
        ahead, back = self._nearest(FUTURE, left, right[:30]), self._nearest(PAST, left, right)
        if ahead is not None and (back is None or ahead - 8 <= back):
            return 1
        return 0 if back is None else -1

    @staticmethod
    def _nearest(verbs: re.Pattern[str], left: str, right: str) -> int | None:
        found = [len(left) - match.end() for match in verbs.finditer(left) if match.group() not in SAYING][-1:]
        match = verbs.search(right)
        if match and match.group() not in SAYING and match.group() not in IN_SPEECH:
            found.append(match.start() + 8)
        return min(found, default=None)

    def year_of(self, month: int, day: int | None, start: int, end: int) -> int | None:
        """Return the year that a month or day without one is of: as a reader would take it, None where nobody could."""
        shared = RANGE_END.match(self.lower, end)
        if shared:
            later = MONTHS[shared["month"].rstrip(".")] if shared["month"] else month
            return int(shared["range_year"]) - (later < month)
        if self.is_narrative:
            rolls = self.year is not None and self.month is not None and month < self.month - ROLLED_MONTHS
            return self.year + 1 if self.year is not None and rolls else self.year
        if self.published is None:
            return None
        return self.published.year + self._years_away(self.published, month, day, start, end)

    def _years_away(self, published: date, month: int, day: int | None, start: int, end: int) -> int:
        gap = month - published.month
        if day and (MOST_RECENT.search(self.before(start, 12)) or self.lower.startswith("last", start)):
            return -((month, day) > (published.month, published.day))
        tense = self.tense(start, end)
        if day:
            if gap > 3 and tense <= 0:
                return -1
            return int((gap < -8 and tense >= 0) or (gap < -3 and tense > 0))
        before = self.before(start, 12)
        if SINCE.search(before):
            return -(gap > 0)
        if BY_THEN.search(before):
            return int(gap < -5)
        if tense:
            return int(gap < 0) if tense > 0 else -(gap > 0)
        return -(gap > 4) + (gap < -9)


def parse_year(text: str, anchor: Anchor) -> int:
    """Return the year that four figures, or two after an apostrophe, stand for."""
    if len(text) == 4:
        return int(text)
    short = int(text[1:])
    if anchor.is_narrative and anchor.year:
        return anchor.year // 100 * 100 + short
    century = 1900 if anchor.published is None and short >= SHORT_CENTURY else None
    now = anchor.published.year if anchor.published else 2000
    if century is None:
        century = now // 100 * 100 - (100 if now // 100 * 100 + short > now + 5 else 0)
    return century + short
