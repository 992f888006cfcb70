"""Stories as entries of a list: the reports on one development, under the headline or lead of the first of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from sitrep.ground.model import How, Span
from sitrep.link.stories import Member, Story
from sitrep.tell import phrases
from sitrep.tell.account import Account, one_line
from sitrep.tell.cited import Source
from sitrep.tell.lists import Listing

LATE_TITLE = 200  # characters in which a text may begin with its headline
LEAST_LEAD = 4  # words
LONGEST = 300  # characters of a line that are shown
MOST_SHOWN = 8  # reports of a story that are named
ADDRESS = re.compile(r"https?\s?:|www\.")
MARK = re.compile(r"^[\W_]+(?=\w)")


class StoryEntry(Struct, frozen=True, gc=False):
    """A development: `line` is the headline of its first report where the text has it, else the lead.

    `since` and `until` (EDTF days) enclose the days on which the reports appeared, or may have where `how` says that
    they are inferred; None where no day is known. `outlets` and `origins` are counts, as everywhere. `after` is the
    story that it follows on, `situation` the first one of the chain.
    """

    id: str
    since: str | None
    until: str | None
    reports: tuple[str, ...]
    how: How
    line: str
    outlets: int
    origins: int
    situation: str
    after: str | None
    citations: tuple[int, ...]


def list_stories(sources: Sequence[Source], stories: Sequence[Story]) -> Listing[StoryEntry]:
    """Return stories in the order in which they began, those without any day last."""
    account = Account(sources)
    ordered = sorted(stories, key=lambda s: (s.since is None, s.since, s.until, s.id))
    entries = tuple(account.told(lambda story: _story_entry(account, story), ordered))
    return Listing("stories", entries, tuple(account.citations.listed), len(account.withheld))


def _story_entry(account: Account, story: Story) -> StoryEntry:
    places = story.reports
    source = account.sources[places[0]]
    span = find_lead(source, story.members[0])
    number = account.citations.cite(places[0], span)
    line = MARK.sub("", one_line(source.report.text[span.start : span.end]))
    account.citations.check(line, (number,))
    return StoryEntry(
        id=story.id,
        since=_say_day(story.since),
        until=_say_day(story.until),
        reports=tuple(account.sources[place].report.id for place in places),
        how=_how(account, places),
        line=line,
        outlets=account.outlets(places),
        origins=account.origins(places),
        situation=story.situation,
        after=story.after,
        citations=(number,),
    )


def _say_day(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day is not None else None


def _how(account: Account, places: Sequence[int]) -> How:
    """Return how the days of reports are known: all of them stated, some inferred, or none."""
    known = {account.sources[place].report.published.how for place in places} - {"unknown"}
    if not known:
        return "unknown"
    return "inferred" if "inferred" in known else "stated"


def find_lead(source: Source, member: Member) -> Span:
    """Return where the headline of a report stands, or its lead; of an item of a digest its first sentence."""
    report, sentences = source.report, source.reading.sentences
    title = (report.title or "").strip()
    is_headed = len(title.split()) >= LEAST_LEAD and not member.item
    start = report.text.find(title, 0, len(title) + LATE_TITLE) if is_headed else -1
    if start >= 0:
        return Span(start, start + len(title))
    noise = [(each.start, each.end) for each in source.reading.noise]
    for sentence in sentences:
        words = report.text[sentence.start : sentence.end]
        is_noise = any(start <= sentence.start < end for start, end in noise)
        is_lead = sentence.end > member.item and len(words.split()) >= LEAST_LEAD and not ADDRESS.match(words)
        if is_lead and not is_noise:
            return Span(max(sentence.start, member.item), sentence.end)
    return Span(sentences[0].start, sentences[0].end) if sentences else Span(0, len(report.text))


def show_stories(entries: Iterable[StoryEntry]) -> Iterable[RenderableType]:
    """Yield stories with the reports that tell them."""
    listed = list(entries)
    lines = {entry.id: entry.line for entry in listed}
    for entry in listed:
        yield _show_head(entry)
        support = phrases.say_support(len(entry.reports), entry.outlets, entry.origins)
        named = ", ".join(entry.reports[:MOST_SHOWN])
        more = len(entry.reports) - MOST_SHOWN
        told = Text(f"{support or '1 report'}: {named}{f' and {more} more' if more > 0 else ''}", style="yellow")
        yield Padding(told.append(f" {phrases.say_numbers(entry.citations)}", style="dim"), (0, 0, 0, 2))
        if entry.after in lines:
            line = phrases.shorten(lines[entry.after], LONGEST // 3)
            yield Padding(Text(f"follows on {entry.after}: {line}", style="dim"), (0, 0, 0, 2))


def _show_head(entry: StoryEntry) -> Text:
    days = entry.since or "day unknown"
    if entry.since and entry.until != entry.since:
        days = f"{entry.since} to {entry.until}"
    noted = " (inferred)" if entry.how == "inferred" else ""
    head = Text(f"{days}{noted}  ", style="dim").append(phrases.shorten(entry.line, LONGEST), style="bold cyan")
    return head.append(f"  {entry.id}", style="dim")
