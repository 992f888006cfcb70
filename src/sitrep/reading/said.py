"""When each claim was made: by the time at its cue, by its voice's saying before, else by the report's own day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Attribution, Sentence, Span, Time
from sitrep.reading.words import Words

DAY = len("2023-02-05")
MOST_DAYS = 7  # a report that appeared within more days than these tells nobody when a thing in it was said
BESIDE = 20  # characters between a cue and a word such as "recently" that belongs to it
NEWS_DAYS = 31  # a time before that is of the saying only where it stands beside it
HEAD = 5  # characters: "In March, X said"
SAYINGS = ("say", "tell")  # classes of cues that tell of one act of saying


def find_said(
    words: Words,
    sentences: Sequence[Sentence],
    times: Sequence[Time],
    attributions: Sequence[Attribution],
    voices: Sequence[str | None],
    published: str | None,
) -> Iterator[str | None]:
    """Find when each claim was made, as EDTF, in the order of the attributions; None where nobody could tell.

    A plain "said" without a time is taken as said when its voice spoke before in the report, else on the report's own
    day; "had said", "has long argued" and "believes" are not.
    """
    days = parse_edtf(published) if published else None
    own_day = published if days and (days.until - days.since).days < MOST_DAYS else None
    last_said: dict[str | None, str] = {}
    outer: tuple[Attribution, str | None, str | None] | None = None
    for attribution, voice in zip(attributions, voices, strict=True):
        said = _time_at_cue(sentences, times, attribution, published)
        if said is None and outer and outer[1] == voice and outer[0].holds(attribution):
            said = outer[2]
        if said is None and _is_said_once(words, attribution) and not _is_said_before(times, attribution):
            said = last_said.get(voice) or own_day
        if said and voice:
            last_said[voice] = said
        if not attribution.nested:
            outer = attribution, voice, said
        yield said


def _is_said_once(words: Words, attribution: Attribution) -> bool:
    """Tell whether a cue speaks of one saying that is news: "said" and "says", not "had said" or "has said"."""
    cue = attribution.cue[0]
    tags = words.tags[words.at(cue.start) : words.at(cue.end)]
    return attribution.cue_class in SAYINGS and not set(tags) & set("hm")


def _is_said_before(times: Sequence[Time], attribution: Attribution) -> bool:
    """Tell whether a cue only says that the saying is past: "recently said"."""
    cue = attribution.cue[0]
    first = bisect_left(times, cue.start - BESIDE, key=lambda time: time.start)
    near = takewhile(lambda time: time.start < cue.end + BESIDE, islice(times, first, None))
    return any(time.timex == "PAST_REF" for time in near)


def _time_at_cue(
    sentences: Sequence[Sentence], times: Sequence[Time], attribution: Attribution, published: str | None
) -> str | None:
    """Return the time nearest to a cue in its sentence and outside the content, where the saying can be of it."""
    cue = attribution.cue[0]
    index = bisect_right(sentences, cue.start, key=lambda sentence: sentence.start) - 1
    if index < 0:
        return None
    sentence = sentences[index]
    first = bisect_left(times, sentence.start, key=lambda time: time.start)
    beside = []
    for time in islice(times, first, None):
        if time.start >= sentence.end:
            break
        is_day = time.type in ("DATE", "TIME") or (time.type == "DURATION" and len(time.edtf or "") == DAY)
        if time.edtf and is_day and not _is_inside(time, attribution.content):
            beside.append(time)
    past = [
        time
        for time in beside
        if not _is_after(time, published) and (_is_recent(time, published) or _is_beside(time, cue, sentence))
    ]
    nearest = min(past, key=lambda time: max(time.start - cue.end, cue.start - time.end), default=None)
    if nearest is None or nearest.edtf is None:
        return None
    is_moment = nearest.type == "TIME" and nearest.edtf[:1].isdigit() and "/" not in nearest.edtf
    return nearest.edtf[:DAY] if is_moment else nearest.edtf


def _is_inside(time: Time, content: Sequence[Span]) -> bool:
    return any(span.start <= time.start < span.end for span in content)


def _is_recent(time: Time, published: str | None) -> bool:
    """Tell whether a time is one of news: days, and no more than a month before the report."""
    days, report = parse_edtf(time.edtf or ""), parse_edtf(published or "")
    if days is None or report is None:
        return time.edtf is not None and len(time.edtf) >= DAY
    return (days.until - days.since).days < MOST_DAYS and (report.until - days.until).days <= NEWS_DAYS


def _is_beside(time: Time, cue: Span, sentence: Sentence) -> bool:
    """Tell whether an older time can only be of the saying: right after the cue, or at the head of the sentence."""
    return 0 <= time.start - cue.end <= BESIDE or time.start - sentence.start < HEAD


def _is_after(time: Time, published: str | None) -> bool:
    """Tell whether a time lies wholly after the report, so that nothing in it was said then."""
    days, report = parse_edtf(time.edtf or ""), parse_edtf(published or "")
    return days is not None and report is not None and days.since > report.until
