"""Nothing is told that the cited words do not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitrep.desk import Desk
from sitrep.ground.errors import Uncited
from sitrep.ground.lexicon import DATA
from sitrep.keep import Store
from sitrep.tell.account import ClaimEntry, FigureEntry, PlaceEntry
from sitrep.tell.cited import Citation, check_line
from sitrep.tell.series import PointEntry
from sitrep.tell.timeline import DayEntry

TOLD = re.compile(r"\d+(?:[.,]\d+)*|[A-Z][^\W\d_]+")
Entry = ClaimEntry | FigureEntry | PointEntry | PlaceEntry | DayEntry
Lines = tuple[Sequence[Entry], Sequence[Citation]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("sample") / "desk.db"
    with Desk(Store.open(path), lambda: datetime(2023, 3, 1, tzinfo=UTC)) as opened:
        opened.add(Path(str(DATA)) / "sample")
        yield opened


def entries_of(desk: Desk, kind: str) -> Lines:
    """Return the entries of a kind of account, with its citations."""
    if kind != "brief":
        listing = getattr(desk, kind)()
        entries = [point for series in listing for point in series.points] if kind == "figures" else list(listing)
        return entries, listing.citations
    brief = desk.brief()
    claims = [claim for section in brief.voices for claim in section.claims]
    figures = [figure for section in brief.figures for figure in section.figures]
    return [*claims, *figures, *brief.places, *brief.timeline], brief.citations


# --- the check


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("12 bridges fell in Adana", "some 12 bridges fell in Adana"),
        ("TWELVE bridges fell", "twelve Bridges fell"),
        ("The bridge fell", "a bridge fell"),
        ("Adana’s bridges fell", "the bridges of Adana"),
        ("Bridges fell in Kahramanmaras", "in\n  Kahramanmaras, bridges fell"),
        ("3,419 dead", "the dead number 3,419."),
        ("a magnitude of 7.8", "(7.8 on the scale)"),
        ("no number and no name", ""),
    ],
)
def test_a_line_passes_where_its_cited_words_hold_it(line: str, cited: str) -> None:
    check_line(line, [cited], {})


@pytest.mark.parametrize(
    ("line", "cited", "missing"),
    [
        ("12 bridges fell", "13 bridges fell", "12"),
        ("12 bridges fell", "112 bridges fell", "12"),
        ("12 bridges fell", "123 bridges fell", "12"),
        ("3,419 dead", "34,190 dead", "3,419"),
        ("7.8 on the scale", "78 on the scale", "7.8"),
        ("Bridges fell in Adana", "bridges fell in Hatay", "Adana"),
        ("Ada said so", "people of Kada said so", "Ada"),
        ("The United Nations said so", "the united front said so", "Nations"),
    ],
)
def test_a_line_is_refused_that_says_more_than_its_cited_words(line: str, cited: str, missing: str) -> None:
    with pytest.raises(Uncited) as caught:
        check_line(line, [cited], {})
    assert (caught.value.line, caught.value.missing) == (line, missing)
    assert missing in str(caught.value)


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("3 dead", "3,419 dead"),
        ("7 on the scale", "7.8 on the scale"),
        ("Ada said", "Adana said"),
        pytest.param("419 dead", "3,419 dead"),
    ],
)
def test_a_part_of_a_number_or_a_name_is_not_held(line: str, cited: str) -> None:
    with pytest.raises(Uncited):
        check_line(line, [cited], {})


@pytest.mark.parametrize("called", ["the ministry", "the  ministry", "The Ministry"])
def test_a_canonical_name_passes_with_the_cited_words_that_it_stands_for(called: str) -> None:
    check_line("12 died", ["the\nministry said 12 died"], {"Health Ministry": called})


@pytest.mark.parametrize("called", ["the ministry", ""])
def test_a_canonical_name_is_refused_where_its_words_are_not_cited(called: str) -> None:
    with pytest.raises(Uncited, match="Health Ministry"):
        check_line("12 died", ["he said 12 died"], {"Health Ministry": called})


@pytest.mark.parametrize(("name", "line"), [("1", "the total is 5,102"), ("Ali", "people left Alinazik")])
def test_a_canonical_name_takes_nothing_out_of_the_line(name: str, line: str) -> None:
    check_line(line, [f"he: {line}"], {name: "he"})
    with pytest.raises(Uncited):
        check_line(line, ["he: people left"], {name: "he"})


# --- the accounts


@pytest.mark.parametrize("kind", ["brief", "claims", "figures", "timeline"])
def test_every_number_and_name_of_a_line_occurs_in_the_words_it_cites(sample: Desk, kind: str) -> None:
    entries, citations = entries_of(sample, kind)
    words = {citation.number: citation.words for citation in citations}
    assert entries
    for entry in entries:
        cited = " ".join(" ".join(words[number] for number in entry.citations).split())
        for told in TOLD.findall(entry.line):
            edge = r"[.,]?\d" if told[0].isdigit() else r"[^\W\d_]"
            assert re.search(rf"(?<!\w){re.escape(told)}(?!{edge})", cited, re.IGNORECASE), (entry.line, told, cited)


@pytest.mark.parametrize("kind", ["brief", "claims", "figures", "timeline"])
def test_every_citation_holds_the_words_of_its_report_at_its_span(sample: Desk, kind: str) -> None:
    texts = {row["id"]: row["text"] for row in sample.export()}
    entries, citations = entries_of(sample, kind)
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        assert citation.words
        assert citation.words == texts[citation.report][citation.start : citation.end]
    assert {number for entry in entries for number in entry.citations} <= {citation.number for citation in citations}


def test_every_entry_cites_something_and_every_citation_of_a_brief_is_used(sample: Desk) -> None:
    entries, citations = entries_of(sample, "brief")
    assert all(entry.citations for entry in entries)
    assert {number for entry in entries for number in entry.citations} == {citation.number for citation in citations}


def test_a_line_of_a_claim_stands_in_one_report_as_written(sample: Desk) -> None:
    entries, citations = entries_of(sample, "claims")
    words = {citation.number: " ".join(citation.words.split()) for citation in citations}
    for entry in entries:
        assert all(part in words[entry.citations[0]] for part in entry.line.split(" … ")), entry.line
