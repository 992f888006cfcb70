"""Clues that stand in the undated report itself, seen against the story that it tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sitrep.ground.lexicon import alternatives
from sitrep.ground.model import Time
from sitrep.link.dating.clues import Clue, ClueKind
from sitrep.link.dating.witness import W, Witness, day_of, say_day
from sitrep.reading.times import find_times

FURTHEST_YEARLESS = 150  # days from the middle of the story at which a day without a year may still lie
NEAREST = 5  # reports whose days tell the year of a date without one
LATE = 7  # days after the story at which a date is more likely one to come
AFTER_DATELINE = re.compile(r"\W{0,2}(?:\s*\([^()\n]{2,40}\))?\s*(?::|--|[-–—])\s")
TOP = 600  # characters within which a heading or a dateline stands
LOWER_WORD = re.compile(r"(?:^|\s)[a-z]")
HEADING_WORDS, HEADING_LINES, HEADING_LEAD = 9, 4, 25
ASIDE = re.compile(rf"\b(?:{alternatives(W['aside']['words'])})\b[^.,;]{{0,30}}$", re.IGNORECASE)
NUMBER = rf"(?P<number>{alternatives(list(W['numbers']))}|\d{{1,2}})"
ABOUT = rf"(?P<about>{alternatives([word for word in W['about'] if word])})?"
DISTANCE = re.compile(
    rf"\b{ABOUT}\s*{NUMBER}\s+(?P<unit>day|week|month|year)s?\s+(?P<way>after|since|on\b|into|ago)", re.IGNORECASE
)
NTH_DAY = re.compile(
    rf"\b(?:on|in|into|for)\s+(?:the|a|its)\s+(?P<nth>{alternatives(list(W['ordinals']))})\s+(?:\w+\s+)?day\b",
    re.IGNORECASE,
)
HOURS = re.compile(r"\b(?:after|some|close to|the|nearly|about)\s+(\d{2,3})(?:th)?[- ]hours?\b")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


NAMED_WEEKDAY = re.compile("Mon|Tue|Wed|Thu|Fri|Sat|Sun")


class Setting:
    """What an undated report is seen against: its story's days, and the event that the story tells of.

    `middle` is the median day of the nearest reports, from which days without a year are counted.
    """

    def __init__(self, witness: Witness, story: Sequence[Witness], events: Mapping[str, int]) -> None:
        self.witness = witness
        stated = [other for other in story if other.is_stated]
        days, nearest = (sorted(other.day or 0 for other in part) for part in (story, stated[:NEAREST] or story))
        self.run = days[0], days[-1]
        self.middle = middle = nearest[len(nearest) // 2]
        words = set(re.findall(r"[a-z]{4,}", witness.text.lower()))
        known = {noun: day for noun, day in events.items() if any(_is_form(word, noun) for word in words)}
        self.event = Counter(known.values()).most_common(1)[0][0] if known else None
        self.nouns = sorted(noun for noun, day in known.items() if day == self.event)
        published = date.fromordinal(middle).isoformat()
        self.times = find_times(witness.text, witness.reading.sentences, published)

    def is_of_event(self, words: str) -> bool:
        """Tell whether some words name the event."""
        found = re.findall(r"[a-z]{4,}", words.lower())
        return self.event is not None and any(_is_form(word, noun) for noun in self.nouns for word in found)

    def day_of_time(self, time: Time) -> int | None:
        """Return the day that a written date names.

        One without a year is that nearest to the story; a weekday beside it leaves only the years that it fits.
        """
        if re.fullmatch(r"XXXX-\d\d-\d\d", time.timex):
            month, day = int(time.timex[5:7]), int(time.timex[8:])
            weekday = NAMED_WEEKDAY.search(self.witness.text, time.start, time.end)
            middle = date.fromordinal(self.middle).year
            days = [_ordinal(year, month, day) for year in range(middle - 1, middle + 2)]
            fitting = [found for found in days if found and (not weekday or _is_weekday(found, weekday.group()))]
            near = min(fitting, key=lambda found: abs(found - self.middle), default=0)
            return near if abs(near - self.middle) <= FURTHEST_YEARLESS else None
        return day_of(time.edtf) if re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", time.timex) else None


def _is_form(word: str, noun: str) -> bool:
    return word.removesuffix("s") == noun or (len(word) >= 4 and (word.endswith(noun) or noun.endswith(word)))


def _is_weekday(day: int, name: str) -> bool:
    return WEEKDAYS[(day - 1) % 7].startswith(name)


def _ordinal(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def find_clues_within(setting: Setting) -> Iterator[Clue]:
    """Find what a report itself tells of when it appeared."""
    yield from _dates(setting)
    yield from _event_days(setting)
    yield from _distances(setting)
    yield from _weekdays(setting)


# --- written dates


def _dates(setting: Setting) -> Iterator[Clue]:
    witness = setting.witness
    latest: int | None = None
    sentences = witness.reading.sentences
    lead = sentences[min(2, len(sentences) - 1)].end if sentences else 0
    for time in witness.reading.times:
        day = setting.day_of_time(time)
        if day is None:
            continue
        words, heading = witness.text[time.start : time.end], heading_of(witness.text, time)
        if heading:
            yield Clue(ClueKind.HEADING, 6.0, day, day, f"its heading “{heading}” names {say_day(day)}")
            continue
        if _is_ahead(setting, time):
            continue
        weight = 1.5 if time.timex.startswith("XXXX") else 3.0
        if day > setting.run[1] + LATE and time.timex.startswith("XXXX"):
            weight = 0.5
        yield Clue(ClueKind.DATE, weight, day, None, f"it tells of {say_day(day)} (“{words}”)")
        if (
            time.start < lead
            and day != setting.event
            and not ASIDE.search(witness.text, max(0, time.start - 40), time.start)
        ):
            latest = max(latest or day, day)
    if latest is not None:
        yield Clue(ClueKind.LATEST, 0.5, None, latest + 1, f"the latest day that its lead names is {say_day(latest)}")


def heading_of(text: str, time: Time) -> str | None:
    """Return the heading or dateline that a date stands in, at the top of a text.

    A heading is a short line that ends in a colon, or holds no sentence besides the date; a dateline begins a paragraph
    with names and the date, before a dash. A headline that only names the day of an event is neither.
    """
    start = text.rfind("\n", 0, time.start) + 1
    if time.start > TOP or sum(bool(above.strip()) for above in text[:start].split("\n")) >= HEADING_LINES:
        return None
    end = text.find("\n", time.end)
    line, before = text[start : end if end >= 0 else len(text)].strip(), text[start : time.start]
    if len(line) <= TOP and len(line.split()) <= HEADING_WORDS and not line.endswith("."):
        after = text[time.end : start + len(text[start:end]) if end >= 0 else len(text)]
        if line.endswith(":") or not (LOWER_WORD.search(before) or LOWER_WORD.search(after)):
            return line
    begins = len(before) < HEADING_LEAD and not LOWER_WORD.search(before)
    return text[start : time.end] if begins and AFTER_DATELINE.match(text, time.end) else None


def _is_ahead(setting: Setting, time: Time) -> bool:
    """Tell whether a time is told as one to come: by how it reads on a day in the middle of the story."""
    for other in setting.times:
        if other.start == time.start and time.timex.startswith("XXXX-WXX"):
            day = day_of(other.edtf)
            return day is not None and day > setting.middle
    before = setting.witness.text[max(0, time.start - 60) : time.start].rsplit(". ", 1)[-1]
    return bool(AHEAD.search(before))


AHEAD = re.compile(
    r"\b(?:will|would|due|next|expected|planned|scheduled|until|plans?|ahead of|upcoming|is to|are to|could|may)\b"
    r"[^.;]{0,45}$",
    re.IGNORECASE,
)

# --- the event's day


def _event_days(setting: Setting) -> Iterator[Clue]:
    event, text = setting.event, setting.witness.text
    if event is None:
        return
    yield Clue(ClueKind.EVENT, 3.0, event, None, f"the {setting.nouns[0]} that it tells of was on {say_day(event)}")
    weekday = WEEKDAYS[(event - 1) % 7]
    for match in re.finditer(rf"\b(?<!last )(?<!next ){weekday}\b", text):
        sentence = setting.witness.sentence_at(match.start())
        if setting.is_of_event(text[match.start() : sentence.end]) or setting.is_of_event(
            text[sentence.start : match.start()]
        ):
            yield Clue(
                ClueKind.EVENT,
                2.0,
                event,
                event + 6,
                f"it calls the day of the {setting.nouns[0]}, {say_day(event)}, {weekday}",
            )
            return


def _distances(setting: Setting) -> Iterator[Clue]:
    """Read "three days after the quake", "on the fifth day", "after 90 hours"."""
    event, text = setting.event, setting.witness.text
    if event is None:
        return
    for match in DISTANCE.finditer(text):
        sentence = setting.witness.sentence_at(match.start())
        follows = setting.is_of_event(text[match.end() : match.end() + 45])
        way = match["way"].lower()
        told_back = way in ("on", "ago") and setting.is_of_event(text[sentence.start : sentence.end])
        if follows or told_back:
            least, most = distance_of(match)
            words = " ".join(match.group().split())
            most += way == "ago"
            because = f"“{words}” is counted from the {setting.nouns[0]} of {say_day(event)}"
            yield Clue(ClueKind.DISTANCE, 1.5, event + least, event + most, because)
    for match in NTH_DAY.finditer(text):
        nth = int(W["ordinals"][match["nth"].lower()])
        yield Clue(ClueKind.DISTANCE, 1.0, event + nth - 1, event + nth, f"“{' '.join(match.group().split())}”")
    hours = [int(found) for found in HOURS.findall(text) if 24 <= int(found) <= 400]
    if hours:
        yield Clue(ClueKind.DISTANCE, 1.0, event + max(hours) // 24, None, f"it tells of {max(hours)} hours after")


def distance_of(match: re.Match[str]) -> tuple[int, int]:
    """Return the least and the most days that "nearly two weeks after" may mean."""
    days, slack = W["units"][match["unit"].lower()]
    number = int(W["numbers"].get(match["number"].lower()) or match["number"]) * days
    about = (match["about"] or "").lower()
    least, most = W["about"][about] if about else (-slack, slack)
    if days == 1 and about in ("over", "more than"):
        most = 1
    return number + least, number + most


# --- weekdays just past


def _weekdays(setting: Setting) -> Iterator[Clue]:
    """A day told by its name alone is one of the last few: most often today's or yesterday's."""
    told: set[int] = set()
    for time in setting.witness.reading.times:
        match = re.fullmatch(r"XXXX-WXX-(\d)(?:T.*)?", time.timex)
        bare = setting.witness.text[time.start : time.end].split()[0].capitalize() in WEEKDAYS
        if match and bare and not _is_ahead(setting, time) and not _is_events_day(setting, time, int(match[1]) - 1):
            told.add(int(match[1]) - 1)
    if not told:
        return
    names = ", ".join(WEEKDAYS[number] for number in sorted(told))

    def back(day: int) -> list[int]:
        return [(day - 1 - number) % 7 for number in told]

    yield Clue(ClueKind.WEEKDAY, 1.0, None, None, f"it tells of {names} as just past", lambda day: min(back(day)) <= 1)
    event = setting.event
    if event is not None:
        because = f"{names}, just past, is after the {setting.nouns[0]} of {say_day(event)}"
        yield Clue(ClueKind.WEEKDAY, 1.0, None, None, because, lambda day: day - max(back(day)) >= event)
    elif len(told) > 1:
        yield Clue(ClueKind.WEEKDAY, 0.7, None, None, f"{names} lie close together", lambda day: max(back(day)) <= 4)


def _is_events_day(setting: Setting, time: Time, weekday: int) -> bool:
    if setting.event is None or weekday != (setting.event - 1) % 7:
        return False
    sentence = setting.witness.sentence_at(time.start)
    return setting.is_of_event(setting.witness.text[sentence.start : sentence.end])
