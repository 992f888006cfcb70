"""The inference itself: clues gathered and weighed, and told as an EDTF interval with its reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from sitrep.ground.model import Published, Reading, Report
from sitrep.link.dating.across import find_clues_across
from sitrep.link.dating.clues import RUN_WEIGHT, Clue, ClueKind
from sitrep.link.dating.story import find_events
from sitrep.link.dating.weigh import weigh_clues
from sitrep.link.dating.within import Setting, find_clues_within, heading_of
from sitrep.link.dating.witness import Witness, day_of, say_day
from sitrep.reading import read_report

IS_DAY = re.compile(r"(?:\d{4}|XXXX)-\d\d-\d\d")
LEAST_RUN = 3  # reports whose days tell how long a story runs


def infer_published(witness: Witness, story: Sequence[Witness], today: date) -> Published:
    """Return when an undated report appeared, as the dated reports of its story and its own words tell.

    Of the story's reports those whose day is inferred from a heading tell how long the story runs, and nothing else.
    Without a story only a heading with its year tells the day; else it stays unknown. `today` is the last day possible.
    """
    dated = [other for other in story if other.is_stated]
    if not story:
        return published_by_heading(witness, today)
    setting = Setting(witness, story, find_events(dated))
    clues = [*find_clues_within(setting), *find_clues_across(witness, dated), *_run_of(setting, story)]
    if not clues:
        return published_by_heading(witness, today)
    found = weigh_clues(clues, setting.run, setting.middle, today.toordinal())
    if found is None:
        return published_by_heading(witness, today)
    edtf = say_day(found.since) if found.since == found.until else f"{say_day(found.since)}/{say_day(found.until)}"
    return Published(edtf, "inferred", tuple(dict.fromkeys(found.because)), tuple(dict.fromkeys(found.set_aside)))


def _run_of(setting: Setting, story: Sequence[Witness]) -> list[Clue]:
    if len(story) < 2:
        return []
    since, until = setting.run
    weight = RUN_WEIGHT if len(story) >= LEAST_RUN else RUN_WEIGHT / 2
    because = f"the {len(story)} reports nearest to it run from {say_day(since)} to {say_day(until)}"
    return [Clue(ClueKind.RUN, weight, since, until, because)]


def published_by_heading(witness: Witness, today: date = date.max) -> Published:
    """Return the day that a report's own heading or dateline names in full, or that it is unknown."""
    for time in witness.reading.times:
        day = day_of(time.edtf)
        heading = heading_of(witness.text, time) if day is not None else None
        if day is not None and heading and time.timex == say_day(day) and day <= today.toordinal():
            return Published(say_day(day), "inferred", (f"its heading “{heading}” names {say_day(day)}",))
    return Published()


def has_heading_date(witness: Witness) -> bool:
    """Tell whether a heading or dateline of a report has a date, be it without a year."""
    times = [time for time in witness.reading.times if IS_DAY.fullmatch(time.timex)]
    return any(heading_of(witness.text, time) for time in times)


def date_alone(report: Report, reading: Reading, read: Callable[[Report], Reading] = read_report) -> Reading:
    """Return the reading of a report seen alone: where its heading names its day, read by that day with `read`."""
    if report.published.edtf:
        return reading
    published = published_by_heading(Witness(report, reading))
    return read(replace(report, published=published)) if published.edtf else reading
