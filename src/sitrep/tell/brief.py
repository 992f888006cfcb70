"""The brief: what stands at a moment, headed as situation reports are, every line cited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from sitrep.ground.lexicon import is_read
from sitrep.link.matters import Matter, MatterKind
from sitrep.link.statements import Statement
from sitrep.tell.account import Account, ClaimEntry, FigureEntry, PlaceEntry, content_of
from sitrep.tell.cited import Citation, Source
from sitrep.tell.statements import MatterEntry, matter_entry
from sitrep.tell.timeline import DayEntry, make_timeline

VOICES, CLAIMS_A_VOICE = 12, 3
COUNTS, FIGURES_A_COUNT = 8, 5
PLACES, ENTRIES_A_DAY, MATTERS = 12, 2, 4
WEEK = 7
FIRST_COUNTS = ("dead", "injured", "missing", "displaced", "rescued", "collapsed buildings", "magnitude", "aftershocks")


class Head(Struct, frozen=True):
    """What a brief covers: its moment, its period, and how much it rests on.

    `undated` reports have no day, those that are `inferred` one that they do not state. Of those in `unread` languages,
    counted by code, nothing is told.
    """

    as_of: str
    since: str | None
    until: str | None
    reports: int
    undated: int
    inferred: int
    outlets: int
    origins: int
    voices: int
    unread: dict[str, int] = {}


class VoiceSection(Struct, frozen=True):
    """The key statements of one voice."""

    voice: str
    outlets: int
    statements: int
    claims: tuple[ClaimEntry, ...]


class FigureSection(Struct, frozen=True):
    """The key figures of one thing that is counted."""

    counts: str
    figures: tuple[FigureEntry, ...]


class Brief(Struct, frozen=True):
    """A situation brief. `withheld` counts the lines left out because their words are not in what they cite."""

    head: Head
    voices: tuple[VoiceSection, ...]
    matters: tuple[MatterEntry, ...]
    figures: tuple[FigureSection, ...]
    places: tuple[PlaceEntry, ...]
    timeline: tuple[DayEntry, ...]
    citations: tuple[Citation, ...]
    withheld: int

    def __str__(self) -> str:
        """Return the brief as plain text."""
        from sitrep.tell.render import render_text

        return render_text(self)


def make_brief(account: Account, as_of: date, since: date | None) -> Brief:
    """Return the brief of an account as of a day."""
    sources = account.sources
    statements = account.statements()
    voices = _voice_sections(account, statements)
    matters = _matters(account)
    figures = _figure_sections(account.figures())
    places = tuple(account.places(PLACES))
    start = since or min((source.since for source in sources if source.since), default=None)
    timeline = tuple(make_timeline(account, start, as_of, per_day=ENTRIES_A_DAY, longest=WEEK))
    days = [source.since for source in sources if source.since]
    head = Head(
        as_of=as_of.isoformat(),
        since=(since or min(days)).isoformat() if days or since else None,
        until=max(days).isoformat() if days else None,
        reports=len(sources),
        undated=len(sources) - len(days),
        inferred=sum(source.report.published.how == "inferred" for source in sources),
        outlets=account.outlets(range(len(sources))),
        origins=account.origins(range(len(sources))),
        voices=len({statement.voice for statement in statements}),
        unread=_unread(sources),
    )
    brief = Brief(
        head, voices, matters, figures, places, timeline, tuple(account.citations.listed), len(account.withheld)
    )
    return _renumbered(brief)


def _unread(sources: Sequence[Source]) -> dict[str, int]:
    """Return how many reports there are in each language that is not read, the most frequent first."""
    languages = Counter(str(source.report.language) for source in sources if not is_read(source.report.language))
    return dict(languages.most_common())


def _voice_sections(account: Account, statements: Sequence[Statement]) -> tuple[VoiceSection, ...]:
    by_voice: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_voice[statement.voice or ""].append(statement)

    def rank(voice: str) -> tuple[bool, int, str]:
        return not _is_named(voice), -sum(len(_places(statement)) for statement in by_voice[voice]), voice

    sections = []
    for voice in sorted(by_voice, key=rank)[:VOICES]:
        best = account.claims(_best(account, by_voice[voice]))
        outlets = max(account.outlets(_places(statement)) for statement in by_voice[voice])
        sections.append(VoiceSection(voice, outlets, len(by_voice[voice]), tuple(best)))
    return tuple(sections)


def _places(statement: Statement) -> set[int]:
    return {telling.report for telling in statement.tellings}


def _is_named(voice: str) -> bool:
    """Tell whether a voice is a person or a body by name, not a group such as "Officials"."""
    return any(word[0].isupper() for word in voice.split()[1:]) or voice.isupper()


def _best(account: Account, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements of a voice that most outlets tell, in the order of the days of saying."""
    ranked = sorted(statements, key=lambda statement: (-len(_places(statement)), *_telling_rank(account, statement)))
    best = ranked[:CLAIMS_A_VOICE]
    return sorted(best, key=lambda statement: (statement.said or "9999", best.index(statement)))


def _telling_rank(account: Account, statement: Statement) -> tuple[int, bool, int, str]:
    """Order statements by their first telling: quoted before others, hedged before plain, long before short."""
    first = statement.first
    words = content_of(account.sources[first.report], first)
    quoted = {"yes": 0, "partly": 1, "no": 2}[first.claim.quoted if first.claim else "no"]
    return quoted, not (first.claim and first.claim.certainty), -min(len(words), 200), words


def _matters(account: Account) -> tuple[MatterEntry, ...]:
    """Return the disputes and developments that most outlets tell of, disputes first."""

    def rank(matter: Matter) -> tuple[bool, int, str]:
        places = [t.report for each in matter.statements for t in account.all_statements[each].tellings]
        return matter.kind is not MatterKind.DISPUTE, -account.outlets(places), matter.about

    ranked = sorted(account.matters, key=rank)
    disputes = [matter for matter in ranked if matter.kind is MatterKind.DISPUTE][:MATTERS]
    developments = [matter for matter in ranked if matter.kind is MatterKind.DEVELOPMENT][:MATTERS]
    return tuple(account.told(lambda matter: matter_entry(account, matter), disputes + developments))


def _figure_sections(figures: Sequence[FigureEntry]) -> tuple[FigureSection, ...]:
    by_counts: dict[str, list[FigureEntry]] = defaultdict(list)
    for figure in figures:
        if not figure.line.isalpha():  # a lone number word, such as "one", says too little by itself
            by_counts[figure.counts].append(figure)

    def rank(counts: str) -> tuple[int, int, str]:
        first = FIRST_COUNTS.index(counts) if counts in FIRST_COUNTS else len(FIRST_COUNTS)
        return first, -sum(figure.outlets for figure in by_counts[counts]), counts

    told = [counts for counts in by_counts if counts in FIRST_COUNTS or any(f.reports > 1 for f in by_counts[counts])]
    return tuple(
        FigureSection(
            counts, tuple(sorted(by_counts[counts][:FIGURES_A_COUNT], key=lambda f: (f.day or "9999", f.low or 0)))
        )
        for counts in sorted(told, key=rank)[:COUNTS]
    )


def _renumbered(brief: Brief) -> Brief:
    """Return a brief whose citations are numbered in the order in which its lines use them, others left out."""
    numbers: dict[int, int] = {}

    def new(old: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(numbers.setdefault(number, len(numbers) + 1) for number in old)

    def told(claim: ClaimEntry) -> ClaimEntry:
        retellings = tuple(replace(r, citation=new((r.citation,))[0]) for r in claim.retellings)
        return replace(claim, citations=new(claim.citations), retellings=retellings)

    voices = tuple(replace(s, claims=tuple(map(told, s.claims))) for s in brief.voices)
    matters = tuple(
        replace(m, standings=tuple(replace(s, citations=new(s.citations)) for s in m.standings)) for m in brief.matters
    )
    figures = tuple(
        replace(s, figures=tuple(replace(f, citations=new(f.citations)) for f in s.figures)) for s in brief.figures
    )
    places = tuple(replace(place, citations=new(place.citations)) for place in brief.places)
    timeline = tuple(replace(day, citations=new(day.citations)) for day in brief.timeline)
    listed = tuple(replace(brief.citations[old - 1], number=number) for old, number in numbers.items())
    return replace(
        brief, voices=voices, matters=matters, figures=figures, places=places, timeline=timeline, citations=listed
    )
