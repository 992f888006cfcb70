"""How facts are put into words for a reader: dates, certainty, counts; the English of every door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitrep.ground.lexicon import is_read
from sitrep.ground.model import Certainty, ClaimKind, How, Published, Ruling
from sitrep.link.credibility import Credibility
from sitrep.link.departures import Departure, DepartureKind
from sitrep.tell.account import ClaimEntry, Retelling
from sitrep.tell.statements import StatementEntry
from sitrep.tell.timeline import DayEntry


def say_published(published: Published) -> str:
    """Return when a report appeared, with a mark where that is not stated."""
    if published.edtf is None:
        return "undated"
    days = _say_days(published.edtf)
    return f"{days} (inferred)" if published.how == "inferred" else days


def say_day(edtf: str | None, how: How) -> str:
    """Return a day on which something appeared or was said, with a mark where it is inferred.

    >>> say_day("2023-02-06/2023-02-07", "inferred"), say_day("2023-02-06", "stated"), say_day(None, "unknown")
    ('2023-02-06 to 2023-02-07 (inferred)', '2023-02-06', 'undated')
    """
    return say_published(Published(edtf, how))


def say_when(entry: DayEntry) -> str:
    """Return the days of a timeline entry as a heading, with a mark where they are only approximate."""
    if not entry.approximate:
        return entry.since
    if entry.since == entry.until:
        return f"{entry.since} (approximate)"
    joint = "or" if entry.day.startswith("[") else "to"
    return f"{entry.since} {joint} {entry.until} (approximate)"


def say_reported(entry: DayEntry) -> str:
    """Return when a timeline entry was first published, and how much it rests on."""
    support = say_support(entry.reports, entry.outlets, entry.origins)
    return "; ".join(part for part in (f"published {say_day(entry.published, entry.how)}", support) if part)


def say_said(said: str | None, how: str) -> str:
    """Return when a claim was made, with a mark where that rests on an inferred day; nothing where it is not known.

    >>> say_said("2023-04-14", "inferred"), say_said(None, "unknown")
    ('said 2023-04-14 (inferred)', '')
    """
    if not said:
        return ""
    days = _say_days(said)
    return f"said {days} (inferred)" if how == "inferred" else f"said {days}"


def _say_days(edtf: str) -> str:
    return edtf.replace("/", " to ").strip("[]").replace(", ", " or ")


def say_certainty(certainty: Sequence[Certainty]) -> str:
    """Return the certainty words of a claim as written, with the speaker's yardstick where there is one.

    >>> say_certainty([Certainty(0, 6, "likely", "PHIA", 55, 75), Certainty(9, 12, "may")])
    'likely (PHIA 55–75 %), may'
    """
    terms = dict.fromkeys(
        f"{word.term} ({word.scale} {word.low:g}–{word.high:g} %)"
        if word.scale and word.low is not None and word.high is not None
        else word.term
        for word in certainty
    )
    return ", ".join(terms)


KINDS = {"admin1": "province or state", "admin2": "district or county", "city": "town"}


def say_kind(kind: str | None) -> str:
    """Return what a place is.

    >>> say_kind("admin1"), say_kind("country"), say_kind(None)
    ('province or state', 'country', '')
    """
    return KINDS.get(kind, kind) if kind else ""


def say_count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    >>> say_count(1, "report"), say_count(2, "entry", "entries")
    ('1 report', '2 entries')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def say_outlets(outlets: int) -> str:
    """Return how many outlets are known.

    >>> say_outlets(0)
    'outlets unknown'
    """
    return say_count(outlets, "outlet") if outlets else "outlets unknown"


def say_dating(undated: int, inferred: int, unread: Mapping[str, int]) -> str:
    """Return how many reports do not state their day, or are in a language that is not read; nothing where none is.

    >>> say_dating(1, 16, {}), say_dating(0, 0, {"uk": 2, "ru": 1}), say_dating(0, 0, {})
    (' (1 undated, 16 dated by inference)', ' (3 not read for their language: uk 2, ru 1)', '')
    """
    parts = [f"{undated} undated"] if undated else []
    parts += [f"{inferred} dated by inference"] if inferred else []
    languages = ", ".join(f"{language} {count}" for language, count in unread.items())
    parts += [f"{sum(unread.values())} not read for their language: {languages}"] if unread else []
    return f" ({', '.join(parts)})" if parts else ""


def say_language(language: str | None) -> str:
    """Return that a report is in a language that is not read; nothing of one that is.

    >>> say_language("uk"), say_language("en")
    ('in a language that is not read (uk)', '')
    """
    return "" if is_read(language) else f"in a language that is not read ({language})"


def say_notes(claim: ClaimEntry) -> str:
    """Return what is to be known of a claim beside its words: how surely, when, by way of whom, told by how many."""
    notes = (
        claim.kind.value if claim.kind.value != "assertion" else "",
        say_certainty(claim.certainty),
        say_said(claim.said, claim.said_how),
        f"via {', '.join(claim.via)}" if claim.via else "",
        f"told as: {' / '.join(claim.told_as)}" if claim.told_as else "",
        say_support(claim.reports, claim.outlets, claim.origins),
    )
    return "; ".join(note for note in notes if note)


def say_manner(kind: ClaimKind | None, certainty: Sequence[str]) -> str:
    """Return what a speaker does with a claim where that is more than asserting it, and how surely.

    >>> say_manner(ClaimKind.DENIAL, []), say_manner(ClaimKind.ASSERTION, ["fears"])
    ('denial', 'fears')
    """
    told = "" if kind is None or kind is ClaimKind.ASSERTION else kind.value
    return "; ".join(part for part in (told, ", ".join(certainty)) if part)


def is_graded(entry: StatementEntry) -> bool:
    """Tell whether there is anything to judge a statement by: the user's grade, or who agrees or contradicts."""
    return entry.reliability != "F" or entry.credibility.grade != 6


def say_grade(reliability: str, credibility: Credibility) -> str:
    """Return a grade of the Admiralty scale, the source's letter and the information's number, and the reason.

    >>> say_grade("F", Credibility(6, "one origin (Ann Lee), and nobody else to judge by"))
    'graded F6: one origin (Ann Lee), and nobody else to judge by'
    """
    return f"graded {reliability}{credibility.grade}: {credibility.because}"


def say_departure(departure: Departure) -> str:
    """Return a departure as a phrase.

    >>> say_departure(Departure(DepartureKind.SCOPE, "stronger", "in Europe", ""))
    'without “in Europe”'
    """
    kind, one, other = departure.kind, departure.from_, departure.to
    if kind is DepartureKind.ATTRIBUTION:
        return f"told without its source, {one}"
    how = f" ({departure.direction})" if departure.direction else ""
    if kind is DepartureKind.CERTAINTY and "asserted" in (one, other):
        return f"without “{one}”{how}" if other == "asserted" else f"adds “{other}”{how}"
    if kind is DepartureKind.SCOPE and not other:
        return f"without “{one}”"
    if not one:
        return f"adds “{other}”"
    if not other:
        return f"leaves out “{one}”"
    if kind is DepartureKind.QUOTATION:
        return f"quotes “{other}” for “{one}”"
    return f"“{other}” for “{one}”{how}"


def say_telling(telling: Retelling) -> str:
    """Return how one report tells a statement, on one line."""
    how = {"yes": "verbatim", "partly": "partly verbatim", "no": "in its own words"}[telling.quoted]
    notes = [
        "as its own knowledge" if telling.is_own else how,
        f"via {', '.join(telling.via)}" if telling.via else "",
        f"carries the words of {telling.copy_of}" if telling.copy_of else "",
        *map(say_departure, telling.departures),
    ]
    outlet = telling.outlet or telling.report
    return f"{outlet}, {say_published(telling.published)}: {'; '.join(note for note in notes if note)}"


def say_support(reports: int, outlets: int, origins: int | None = None) -> str:
    """Return how much an entry rests on, nothing where it is one report; without known outlets the reports are counted.

    >>> say_support(5, 5, 2), say_support(3, 0, 3)
    ('5 outlets, 2 origins', '3 reports, 3 origins')
    """
    if reports < 2:
        return ""
    support = say_count(outlets, "outlet") if outlets else say_count(reports, "report")
    return f"{support}, {say_count(origins, 'origin')}" if origins is not None else support


def say_withheld(withheld: int) -> str:
    """Return the note on lines that the citation check refused.

    >>> say_withheld(1)
    '1 line withheld: not all of it is in the words that it cites.'
    """
    rest = (
        "not all of it is in the words that it cites."
        if withheld == 1
        else "not all of them are in the words that they cite."
    )
    return f"{say_count(withheld, 'line')} withheld: {rest}"


def say_numbers(numbers: Sequence[int], most: int = 6) -> str:
    """Return citation marks, the first few of many.

    >>> say_numbers([1, 2, 3], most=2)
    '[1][2]+1'
    """
    shown = "".join(f"[{number}]" for number in numbers[:most])
    return f"{shown}+{len(numbers) - most}" if len(numbers) > most else shown


def say_quoted(line: str, quoted: str) -> str:
    """Return a claim's words in quotation marks where the report has them so throughout."""
    bare = line.strip('"“”').strip().rstrip(",")
    return f"“{bare}”" if quoted == "yes" else line


def shorten(text: str, most: int) -> str:
    """Return a text cut at a word where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:—– ") + " …"


def say_ruling(ruling: Ruling) -> str:
    """Return what was ruled about voices as a line."""
    if ruling.verb == "join":
        return f"{ruling.number}. {ruling.other} is {ruling.voice}"
    return f"{ruling.number}. {ruling.voice} in {', '.join(ruling.reports)} is {ruling.name}"
