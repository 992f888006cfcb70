"""Times inside quotations, which count from the day of saying."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Sentence, Time
from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.patterns import any_of
from sitrep.reading.times.scan import read_at
from sitrep.reading.times.trigger import rules_by_word


def _said_verbs() -> set[str]:
    """Return the finite forms of the verbs of saying."""
    classes = load_words("cues")["class"]
    bases = [verb for name in ("say", "tell") for verb in classes[name]["verbs"].split() if "_" not in verb]
    return {form for base in bases for form, tag in inflect(base).items() if tag in "ev"}


SAID = re.compile(rf"\b(?:{any_of(sorted(_said_verbs()))})\b")
SAID_MOST = 100  # characters between a quotation and the day of saying
FIRST_WORD = re.compile(r"[\w-]+")
QUOTATION = re.compile(r"“[^”\n]{2,2000}”|\"[^\"\n]{2,2000}\"")


def count_from_sayings(times: list[Time], anchor: Anchor, sentences: Sequence[Sentence]) -> list[Time]:
    """Count the times inside a quotation from the day on which it was said, where the text tells that beside it."""
    if anchor.is_narrative or not anchor.published:
        return times
    told = list(times)
    starts = [time.start for time in times]
    for quotation in QUOTATION.finditer(anchor.text):
        first, end = bisect_left(starts, quotation.start()), bisect_left(starts, quotation.end())
        day = _day_of_saying(quotation.span(), times, starts, anchor, sentences) if first < end else None
        if day and day != anchor.published:
            retold = Anchor(anchor.text, anchor.lower, day)
            for number in range(first, end):
                told[number] = _counted_from(told[number], retold)
    return told


def _counted_from(time: Time, anchor: Anchor) -> Time:
    word = FIRST_WORD.match(anchor.lower, time.start)
    key = "#" if word and word.group()[0].isdigit() else word.group() if word else ""
    if time.type not in ("DATE", "TIME") or key not in rules_by_word():
        return time
    again = read_at(time.start, key, anchor, time.start, time.end)
    return again if again and again.end == time.end else time


def _day_of_saying(
    quotation: tuple[int, int],
    times: Sequence[Time],
    starts: Sequence[int],
    anchor: Anchor,
    sentences: Sequence[Sentence],
) -> date | None:
    """Return the single day that a verb of saying names in the sentences in which a quotation begins and ends."""
    start, end = quotation
    first = bisect_right(sentences, start, key=_start) - 1
    last = bisect_left(sentences, end, key=_end)
    since = max(sentences[max(first, 0)].start, start - SAID_MOST)
    until = min(sentences[min(last, len(sentences) - 1)].end, end + SAID_MOST)
    for time in times[bisect_left(starts, since) : bisect_left(starts, until)]:
        is_day = time.type == "DATE" and time.edtf and len(time.edtf) == 10
        if is_day and not start < time.start < end and _is_said_on(time, quotation, anchor):
            return date.fromisoformat(time.edtf or "")
    return None


def _start(sentence: Sentence) -> int:
    return sentence.start


def _end(sentence: Sentence) -> int:
    return sentence.end


def _is_said_on(time: Time, quotation: tuple[int, int], anchor: Anchor) -> bool:
    """Tell whether a verb of saying stands between a quotation and a day, or right before the day."""
    start, end = quotation
    if time.start >= end:
        return bool(SAID.search(anchor.lower, end, time.start))
    return bool(SAID.search(anchor.lower, max(0, time.start - SAID_MOST), start))
