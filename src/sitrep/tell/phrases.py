"""How facts are put into words for a reader: dates, certainty, counts; the English of every door."""

from __future__ import annotations

from collections.abc import Sequence

from sitrep.ground.model import Certainty, Published


def say_published(published: Published) -> str:
    """Return when a report appeared, with a mark where that is not stated."""
    if published.edtf is None:
        return "undated"
    return f"{published.edtf} (inferred)" if published.how == "inferred" else published.edtf


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
