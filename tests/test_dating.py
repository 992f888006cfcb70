"""When undated reports appeared: inferred from what the desk holds, with reasons, and no more precise than these."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from conftest import Clock
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sitrep.cli import app
from sitrep.desk import Desk, read_text
from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.lexicon import DATA
from sitrep.ground.model import Published, Report
from sitrep.keep import Store
from sitrep.link.dating import Witness, hash_story, pick_story, rank_nearest, story_terms
from sitrep.link.dating.clues import GRADES, Clue, ClueKind
from sitrep.link.dating.story import MOST_TERMS, MOST_TIED, SILENCE, find_events
from sitrep.link.dating.weigh import BEYOND, NAMING, weigh_clues
from sitrep.link.dating.within import DISTANCE, distance_of, heading_of
from sitrep.reading import read_report
from sitrep.tell.render import render_html, render_markdown

SHARED = Path(os.environ.get("SITREP_SHARED") or Path(__file__).parent.parent.parent / "shared")
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
SAMPLE = Path(str(DATA)) / "sample"
Row = dict[str, Any]
few = settings(max_examples=10, deadline=None, derandomize=True, database=None)
many = settings(max_examples=100, deadline=None, derandomize=True, database=None)

# a story of a flood that never was: its first week in seven dated reports
FLOOD = (
    (
        "2022-05-09",
        "Orla Herald",
        "The river Sorne burst its banks on Monday and flooded the lower town of Velmar. Mayor Ada Brenner said 14 "
        "people are dead and that the Carrow dam is holding. Soldiers carried families out by boat.",
    ),
    (
        "2022-05-10",
        "Sorne Post",
        "Rescue boats searched the lower town of Velmar on Tuesday, a day after Monday's flood. The fire service "
        "said 31 people are dead. Mayor Ada Brenner said the Carrow dam would hold through the night.",
    ),
    (
        "2022-05-11",
        "Orla Herald",
        "The toll of Monday's flood in Velmar rose to 58 dead on Wednesday, the fire service said. The water agency "
        "counted 1,734 houses under water along the Sorne. Soldiers laid sandbags at the Carrow dam.",
    ),
    (
        "2022-05-12",
        "Valley Times",
        "Three days after the flood of May 9 in Velmar, 1,734 houses are still under water. The fire service said "
        "on Thursday that 77 people are dead. Engineer Tomas Wirth said the Carrow dam had lost a gate and must be "
        "opened slowly within a week.",
    ),
    (
        "2022-05-13",
        "Sorne Post",
        "Engineers opened the second gate of the Carrow dam on Friday. Engineer Tomas Wirth said on Thursday that "
        "the Carrow dam had lost a gate and must be opened slowly within a week. The fire service said that 85 "
        "people are dead in Velmar.",
    ),
    (
        "2022-05-16",
        "Valley Times",
        "A week after the flood of May 9, schools in Velmar opened again. The fire service said 96 people are dead "
        "and 11 are missing along the Sorne. Mayor Ada Brenner said the lower town would be built anew.",
    ),
    (
        "2022-05-18",
        "Orla Herald",
        "The government promised 240 million crowns on Wednesday for the lower town of Velmar. The fire service "
        "said 101 people are dead. Mayor Ada Brenner said that the money for the Carrow dam was late.",
    ),
)
DATED = tuple(
    {"id": f"f{n}", "outlet": outlet, "url": f"https://o{n}.example/flood", "published": day, "text": text}
    for n, (day, outlet, text) in enumerate(FLOOD)
)
# undated reports of that story, each with the days on which it may have appeared
UNDATED = {
    "heading": (
        ("2022-05-12", "2022-05-12"),
        "Velmar, May 12 — The Sorne fell yesterday, and people in the lower town of Velmar went back to their houses.",
    ),
    "line": (
        ("2022-05-17", "2022-05-17"),
        "Sorne Valley, day by day\n\nTuesday, May 17\n\nThe lower town of Velmar was dry again, and the Carrow dam was "
        "closed last night.",
    ),
    "after saying": (
        ("2022-05-13", "2022-05-13"),
        "One day after Engineer Tomas Wirth said that the Carrow dam had lost a gate and must be opened slowly, the "
        "water of the Sorne rose again in Velmar.",
    ),
    "distance": (
        ("2022-05-13", "2022-05-13"),
        "Families in Velmar are going home four days after the flood. The Sorne is back in its bed, and yesterday "
        "the Carrow dam was quiet.",
    ),
    "echo": (
        ("2022-05-13", "2022-05-14"),
        "Engineers opened the second gate of the Carrow dam on Friday. Engineer Tomas Wirth said on Thursday that "
        "the Carrow dam had lost a gate and must be opened slowly within a week. Many watched.",
    ),
    "toll": (
        ("2022-05-12", "2022-05-13"),
        "In Velmar the flood has left 80 people dead, the fire service said. The Sorne is falling.",
    ),
    "figure": (
        ("2022-05-11", "2022-05-12"),
        "In Velmar 1,734 houses stand in the water of the Sorne, and all pumps run.",
    ),
    "weekday": (
        ("2022-05-14", "2022-05-14"),
        "In Velmar the dead of Monday's flood are buried. The fire service said on Saturday that the Sorne is "
        "falling, and that it had fallen on Friday too.",
    ),
    "words": (
        ("2022-05-09", "2022-05-18"),
        "The Sorne is falling, and Velmar waits. Nobody at the Carrow dam speaks of blame today.",
    ),
}
NAMED = ("heading", "line", "after saying")  # whose day something names
INDIRECT = ("echo", "toll", "figure", "weekday", "words")
BAKERY = (
    "The bakery on Linden Street won the prize for the best rye bread on Saturday. Its owner, Paul Osterman, said the "
    "secret was patience. Judges tasted forty loaves in the town hall."
)
SCARVES = "Knitters finished scarves. Nine jurors praised purple wool."


def undated(*names: str) -> list[Row]:
    """Return undated reports of the flood."""
    return [{"id": name, "outlet": f"Mail {name}", "text": UNDATED[name][1]} for name in names]


TODAY = date(2024, 3, 1)


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield a desk with the story's dated and undated reports."""
    with Desk(Store.open(tmp_path_factory.mktemp("flood") / "desk.db"), Clock(TODAY)) as opened:
        add(opened, [*DATED, *undated(*UNDATED)])
        yield opened


def add(desk: Desk, rows: Iterable[Row]) -> None:
    """Add rows to a desk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert not desk.add(path).failures


def published_on(desk: Desk, as_of: str | None = None) -> dict[str, Published]:
    """Return when the reports of a desk appeared, by their ids."""
    return {row["id"]: msgspec.convert(row["reading"]["published"], Published) for row in desk.export(as_of=as_of)}


def infer(rows: Iterable[Row], name: str, today: date | None = None) -> Published:
    """Return when one report of a new desk appeared, all received on one day."""
    with TemporaryDirectory() as folder, Desk(Store.open(Path(folder) / "desk.db"), Clock(today or TODAY)) as desk:
        add(desk, rows)
        return published_on(desk)[name]


def days_of(published: Published) -> Days:
    """Return the days of a report that has some."""
    days = parse_edtf(published.edtf or "")
    assert days, published
    return days


def holds(published: Published, days: tuple[str, str]) -> bool:
    """Tell whether the days of a report hold all of a stretch."""
    since, until = days_of(published)
    return str(since) <= days[0] <= days[1] <= str(until)


# --- what is inferred


@pytest.mark.parametrize("name", UNDATED)
def test_an_undated_report_is_dated_by_its_story(name: str) -> None:
    published = infer([*DATED, *undated(name)], name)
    assert published.how == "inferred"
    assert published.because
    assert holds(published, UNDATED[name][0])
    assert date(2022, 5, 9) <= days_of(published).since <= days_of(published).until <= date(2022, 5, 18)


@pytest.mark.parametrize("name", NAMED)
def test_a_day_that_a_heading_or_a_distance_names_is_told_to_the_day(name: str) -> None:
    assert infer([*DATED, *undated(name)], name).edtf == UNDATED[name][0][0]


@pytest.mark.parametrize("name", INDIRECT)
def test_indirect_evidence_never_gives_a_single_day(name: str) -> None:
    days = days_of(infer([*DATED, *undated(name)], name))
    assert days.since < days.until


REASONS = {
    "heading": "its heading “Velmar, May 12” names 2022-05-12",
    "after saying": "“One day after” a saying of Engineer Tomas Wirth that Valley Times dates to 2022-05-12",
    "distance": "“four days after” is counted from the flood of 2022-05-09",
    "echo": "it carries words of Sorne Post of 2022-05-13",
    "toll": "by 2022-05-13 a report has 80 dead or more",
    "figure": "1,734 is told by Orla Herald, Valley Times (2022-05-11 to 2022-05-12)",
    "weekday": "it calls the day of the flood, 2022-05-09, Monday",
    "words": "reports nearest to it run from 2022-05-09 to 2022-05-1",
}


@pytest.mark.parametrize("name", REASONS)
def test_the_reasons_are_told_in_words(name: str) -> None:
    assert REASONS[name] in " | ".join(infer([*DATED, *undated(name)], name).because)


def test_stated_days_stay_as_they_are(flood: Desk) -> None:
    published = published_on(flood)
    for row in DATED:
        assert published[row["id"]] == Published(row["published"], "stated")


def test_undated_reports_alone_date_nothing(desk: Desk) -> None:
    add(desk, undated(*UNDATED))
    assert set(published_on(desk).values()) == {Published()}


def test_a_report_that_shares_no_word_with_the_others_stays_undated(desk: Desk) -> None:
    add(desk, [*DATED, {"id": "scarves", "text": SCARVES}])
    assert published_on(desk)["scarves"] == Published()


@pytest.mark.parametrize(
    "text", [BAKERY, "Linden Street, May 12 — The town baked bread.", "The people of the town ate cake."]
)
def test_reports_of_another_story_date_nothing(text: str) -> None:
    assert infer([*DATED, {"id": "bakery", "text": text}], "bakery") == Published()


def test_the_sample_dates_no_report_of_a_bakery(desk: Desk) -> None:
    desk.add(SAMPLE)
    add(desk, [{"id": "bakery", "text": BAKERY}])
    assert published_on(desk)["bakery"] == Published()


def test_a_weekday_and_one_dated_report_bound_nothing() -> None:
    """Which Friday it was, nothing tells."""
    text = "On Friday the Carrow dam in Velmar was quiet."
    assert infer([DATED[0], {"id": "x", "text": text}], "x") == Published()


def test_a_report_received_on_the_first_day_of_its_story_gets_no_single_day() -> None:
    rows = [{**row, "published": "2022-05-09"} for row in DATED[:3]]
    published = infer([*rows, *undated("words")], "words", date(2022, 5, 9))
    assert published.edtf is None or days_of(published).since < days_of(published).until


def test_days_after_an_event_are_not_days_after_the_saying_that_is_told_next() -> None:
    text = "Three days after the bridge fell, Engineer Tomas Wirth said that the Carrow dam had lost a gate in Velmar."
    assert "a saying of" not in str(infer([*DATED, {"id": "x", "text": text}], "x").because)


def test_no_report_is_inferred_to_have_appeared_after_its_receipt() -> None:
    for day in range(9, 20):
        today = date(2022, 5, day)
        rows = [row for row in DATED if row["published"] <= str(today)]
        for name in INDIRECT:
            published = infer([*rows, *undated(name)], name, today)
            assert published.edtf is None or days_of(published).until <= today


def test_a_heading_that_names_a_day_after_the_receipt_is_no_day_of_publication() -> None:
    text = "KYIV, 5 February 2093 — The bakery will win the prize."
    assert infer([{"id": "x", "text": text}], "x").edtf != "2093-02-05"


def test_an_inferred_day_is_no_evidence_for_other_days(desk: Desk) -> None:
    """A copy of an undated report learns nothing from it: only stated days date words."""
    add(desk, [*DATED, *undated("heading")])
    add(desk, [{"id": "copy", "text": UNDATED["heading"][1].partition(" — ")[2]}])
    copied = published_on(desk)["copy"]
    assert "Mail heading" not in str(copied)
    assert days_of(copied).since < days_of(copied).until


# --- the heading alone

HEADED = [
    "KYIV, 5 February 2023 — The bakery won the prize yesterday.",
    "Feb. 5, 2023: The bakery won the prize yesterday.",
    "5 February 2023\n\nThe bakery won the prize yesterday.",
    "Bakery wins prize\n\nSunday, February 5, 2023\n\nIt won the prize yesterday.",
]


@pytest.mark.parametrize("text", HEADED)
def test_a_heading_with_a_full_date_gives_the_day_also_alone(text: str) -> None:
    reading = read_text(text)
    (because,) = reading.published.because
    assert reading.published == Published("2023-02-05", "inferred", (because,))
    assert re.fullmatch("its heading “.*5.*2023” names 2023-02-05", because)
    assert [found.edtf for found in reading.times] == ["2023-02-05", "2023-02-04"]
    assert infer([{"id": "x", "text": text}], "x") == reading.published


@pytest.mark.parametrize("text", HEADED)
def test_a_heading_with_a_full_date_outweighs_an_unrelated_desk(text: str) -> None:
    assert infer([*DATED, {"id": "x", "text": text}], "x").edtf == "2023-02-05"


def test_a_stated_day_outweighs_a_heading() -> None:
    assert read_text(HEADED[0], published="2023-02-07").published == Published("2023-02-07", "stated")


@pytest.mark.parametrize("text", [
    "The bakery opened on 5 February 2023.",
    "KYIV, Feb. 5 — The bakery won the prize.",
    "KYIV, February 2023 — The bakery won the prize.",
    "Lorvik, 3/4/2023 — The bakery won the prize.",
    "The bakery won the prize.\n\nIt opened, as all older people of the town know, on 5 February 2023, a cold day.",
])  # fmt: skip
def test_what_is_no_heading_or_no_full_date_gives_no_day_alone(text: str) -> None:
    assert read_text(text).published == Published()


@pytest.mark.parametrize("headline", [
    "The flood of 5 February 1998",
    pytest.param("Remembering 5 February 1998", marks=pytest.mark.xfail(reason="the day is an object")),
])  # fmt: skip
def test_a_headline_about_a_day_is_no_dateline(headline: str) -> None:
    assert read_text(f"{headline}\n\nThe river is calm. Yesterday the mayor opened a museum.").published == Published()


# --- more evidence, and evidence that disagrees


def test_days_narrow_or_stay_as_consistent_reports_arrive() -> None:
    """First those reports that span the story; then each brings a count, a figure or a saying."""
    order = [DATED[number] for number in (0, 6, 3, 5, 1, 2, 4)]
    for name in ("toll", "echo", "weekday"):
        steps = [days_of(infer([*order[:count], *undated(name)], name)) for count in range(3, len(order) + 1)]
        for before, after in pairwise(steps):
            assert before.since <= after.since <= after.until <= before.until, (name, steps)
        assert steps[-1] != Days(date(2022, 5, 9), date(2022, 5, 18)), name


def test_clues_that_had_to_be_set_aside_are_told() -> None:
    text = "Velmar, May 17 — Three days after the flood, soldiers laid sandbags below the Carrow dam of Velmar."
    published = infer([*DATED, {"id": "x", "text": text}], "x")
    assert published.edtf == "2022-05-17"
    assert published.against == ("“Three days after” is counted from the flood of 2022-05-09",)
    assert not set(published.against) & set(published.because)


def test_a_heading_may_be_outweighed_and_is_then_told_among_what_speaks_against() -> None:
    published = infer([*DATED, {"id": "x", "text": f"May 10\n\n{FLOOD[4][2]}"}], "x")
    assert holds(published, ("2022-05-13", "2022-05-13"))
    assert "its heading “May 10” names 2022-05-10" in published.against


def test_other_days_that_a_report_states_are_told_against_its_own() -> None:
    row = {**DATED[0], "url": "https://o.example/2022/05/11/flood"}
    assert infer([row], "f0") == Published("2022-05-09", "stated", (), ("its address says 2022-05-11",))


# --- order, repetition, moments


@few
@given(
    st.permutations([*DATED, *undated(*UNDATED), {"id": "scarves", "text": SCARVES}]),
    st.integers(1, 16),
    st.integers(1, 16),
)
def test_order_and_repetition_of_add_do_not_matter(flood: Desk, rows: list[Row], cut: int, again: int) -> None:
    with TemporaryDirectory() as folder, Desk(Store.open(Path(folder) / "desk.db"), Clock(TODAY)) as desk:
        for batch in (rows[:cut], rows[again:], rows):
            add(desk, batch)
        found = {name: published for name, published in published_on(desk).items() if name != "scarves"}
    assert found == published_on(flood)


def test_adding_twice_changes_nothing(flood: Desk) -> None:
    before, brief = list(flood.export()), msgspec.json.encode(flood.brief())
    add(flood, [*DATED, *undated(*UNDATED)])
    assert list(flood.export()) == before
    assert msgspec.json.encode(flood.brief()) == brief


def test_reading_again_dates_alike(flood: Desk) -> None:
    before = list(flood.export())
    flood.reread(everything=True)
    assert list(flood.export()) == before


def test_an_edit_of_a_dated_report_that_changes_its_length_dates_anew(desk: Desk, clock: Clock) -> None:
    add(desk, [*DATED, *undated("figure")])
    assert [reason for reason in published_on(desk)["figure"].because if "1,734" in reason and "Orla" in reason]
    clock.day += timedelta(days=1)
    add(desk, [{**DATED[2], "text": DATED[2]["text"].replace("1,734", "12,951")}])
    assert not [reason for reason in published_on(desk)["figure"].because if "1,734" in reason and "Orla" in reason]


EDITED = {**DATED[2], "text": DATED[2]["text"].replace("1,734", "2,951")}


def test_an_edit_of_a_dated_report_dates_anew(desk: Desk, clock: Clock) -> None:
    """The figure that it shared with the undated report is no longer there."""
    add(desk, [*DATED, *undated("figure")])
    clock.day += timedelta(days=1)
    add(desk, [EDITED])
    assert not [reason for reason in published_on(desk)["figure"].because if "1,734" in reason and "Orla" in reason]


def test_a_report_whose_day_becomes_stated_is_evidence_from_then_on(desk: Desk, clock: Clock) -> None:
    """Before it was dated by its heading, which dates no other report."""
    words = "The pumps ran all night, and the baker Otto Kranz handed bread to the soldiers on the roof of the school."
    row = {"id": "h", "url": "https://h.example/h", "outlet": "Head", "text": f"Velmar, May 12 — {words}"}
    add(desk, [*DATED, row, {"id": "x", "text": f"{words} Velmar slept at the Carrow dam."}])
    clock.day += timedelta(days=1)
    add(desk, [{**row, "published": "2022-05-12"}])
    assert "it carries words of Head of 2022-05-12" in published_on(desk)["x"].because


def test_an_edited_undated_report_is_dated_anew(desk: Desk, clock: Clock) -> None:
    (row,) = undated("heading")
    add(desk, [*DATED, row | {"url": "https://u.example/u"}])
    first = clock.day
    clock.day += timedelta(days=1)
    add(desk, [row | {"url": "https://u.example/u", "text": row["text"].replace("May 12", "May 13")}])
    assert published_on(desk)["heading"].edtf == "2022-05-13"
    assert published_on(desk, str(first))["heading"].edtf == "2022-05-12"


def test_a_dated_report_that_a_retry_brings_dates_others(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "late.json"
    path.write_text("{broken", encoding="utf-8")
    desk.add(path)
    add(desk, [*DATED[:4], *DATED[5:], *undated("echo")])
    before = published_on(desk)["echo"]
    path.write_text(json.dumps(DATED[4]), encoding="utf-8")
    assert desk.retry().added == 1
    assert "it carries words of Sorne Post of 2022-05-13" not in before.because
    assert "it carries words of Sorne Post of 2022-05-13" in published_on(desk)["echo"].because


@few
@given(st.lists(st.sampled_from([*DATED[4:], EDITED, *undated("heading", "line")]), min_size=1, max_size=6))
def test_what_is_inferred_as_of_a_day_ignores_what_came_later(later: list[Row]) -> None:
    moment = "2022-05-12"
    with TemporaryDirectory() as folder:
        clock = Clock(date(2022, 5, 12))
        with Desk(Store.open(Path(folder) / "desk.db"), clock) as desk:
            add(desk, [*DATED[:4], *undated(*INDIRECT)])
            before, brief = list(desk.export(as_of=moment)), msgspec.json.encode(desk.brief(as_of=moment))
            clock.day = date(2022, 6, 30)
            add(desk, later)
            desk.brief()
            assert list(desk.export(as_of=moment)) == before
            assert msgspec.json.encode(desk.brief(as_of=moment)) == brief


@pytest.mark.parametrize("day", ["2022-05-11", "2022-05-13", "2022-05-17"])
def test_days_as_of_a_day_are_those_of_a_desk_that_ends_there(day: str) -> None:
    """The undated reports were here from the first day on."""
    early = [DATED[0], *undated("toll", "weekday", "words")]
    founds = []
    for rows in (DATED, [row for row in DATED if row["published"] <= day]):
        with TemporaryDirectory() as folder:
            clock = Clock(date(2022, 5, 9))
            with Desk(Store.open(Path(folder) / "desk.db"), clock) as desk:
                add(desk, early)
                clock.day = date(2022, 6, 30)
                add(desk, rows)
                founds.append(published_on(desk, day))
    assert founds[0] == founds[1]


# --- told as inferred


def test_a_brief_tells_which_days_are_inferred(flood: Desk) -> None:
    brief = flood.brief()
    assert brief.head.undated == 0
    how = {citation.report: citation.published.how for citation in brief.citations}
    assert {how[name] for name in UNDATED if name in how} == {"inferred"}
    assert {how[row["id"]] for row in DATED if row["id"] in how} == {"stated"}
    for written in (str(brief), render_markdown(brief), render_html(brief)):
        words = " ".join(re.sub("<[^>]*>", " ", written).split())
        assert "Mail heading, 2022-05-12 (inferred)" in words
        assert "Orla Herald, 2022-05-09," in words


def test_show_tells_the_inferred_day_with_its_reasons(flood: Desk) -> None:
    shown = flood.show("heading")
    assert shown.report.published == shown.reading.published == published_on(flood)["heading"]
    head = str(shown).partition("\n\n")[0]
    assert "Mail heading, 2022-05-12 (inferred)" in head
    assert "its heading “Velmar, May 12” names 2022-05-12" in head


def test_claims_and_figures_tell_on_which_inferred_days_they_rest(flood: Desk) -> None:
    for listing in (flood.claims(), flood.figures()):
        how = {citation.report: citation.published.how for citation in listing.citations}
        assert {how[name] for name in UNDATED if name in how} == {"inferred"}
        assert {how[row["id"]] for row in DATED if row["id"] in how} == {"stated"}
        assert " (inferred)" in str(listing)
    points = [point for series in flood.figures("dead") for point in series.points]
    (eighty,) = (point for point in points if point.low == 80)
    assert (eighty.how, eighty.day) == ("inferred", published_on(flood)["toll"].edtf)
    (one,) = (point for point in points if point.low == 14)
    assert (one.how, one.day) == ("stated", "2022-05-09")


def test_a_search_and_the_sources_tell_which_days_are_inferred(flood: Desk) -> None:
    found = {entry.report: entry.published.how for entry in flood.search("Velmar")}
    assert found["heading"] == "inferred"
    assert found["f0"] == "stated"
    assert {entry.outlet: entry.inferred for entry in flood.sources()}["Mail heading"] == 1
    assert {entry.outlet: entry.inferred for entry in flood.sources()}["Orla Herald"] == 0


@pytest.mark.parametrize("arguments", [
    ["brief"], ["brief", "--format", "markdown"], ["claims"], ["figures"], ["timeline"], ["show", "line"],
    ["search", "bed"],
])  # fmt: skip
def test_the_command_line_tells_which_days_are_inferred(flood: Desk, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, [*arguments, "--desk", str(flood.path)], catch_exceptions=False)
    assert (result.exit_code, " (inferred)" in result.stdout) == (0, True)


def test_reading_by_the_command_line_tells_how_the_day_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(HEADED[0], encoding="utf-8")
    published = json.loads(CliRunner().invoke(app, ["read", str(path), "--jsonl"]).stdout)["published"]
    assert (published["edtf"], published["how"]) == ("2023-02-05", "inferred")


def test_accounts_since_a_day_hold_the_reports_inferred_to_have_appeared_then(flood: Desk) -> None:
    names = {row["id"] for row in flood.export(since="2022-05-17")}
    assert {"f6", "line"} <= names
    assert not names & {"f0", "f4", "heading", "after saying"}


def test_reports_stand_in_the_order_of_their_days(flood: Desk) -> None:
    since = [days_of(published).since for published in published_on(flood).values()]
    assert since == sorted(since)


# --- out and in again


def test_undated_reports_are_exported_undated_and_inferred_anew(flood: Desk, desk: Desk) -> None:
    rows = list(flood.export())
    stated = {row["id"]: row["published"] for row in rows}
    assert stated == {row["id"]: row["published"] for row in DATED} | dict.fromkeys(UNDATED)
    add(desk, rows)
    assert list(desk.export()) == rows
    assert msgspec.json.encode(desk.brief()) == msgspec.json.encode(flood.brief())


def test_an_exported_report_alone_has_lost_its_inferred_day(flood: Desk, desk: Desk) -> None:
    add(desk, [row for row in flood.export() if row["id"] == "toll"])
    assert published_on(desk) == {"toll": Published()}


@pytest.mark.parametrize("stated", ["03/04/2023", "2023-02", "2023-02-03/2023-02-20"])
def test_a_stated_date_of_several_days_is_exported_and_added_again_as_it_is(
    desk: Desk, tmp_path: Path, stated: str
) -> None:
    add(desk, [{**DATED[0], "published": stated}])
    (row,) = desk.export()
    with Desk(Store.open(tmp_path / "other.db"), Clock(TODAY)) as other:
        add(other, [row])
        assert published_on(other) == published_on(desk)
    assert published_on(desk)["f0"].how == "stated"


# --- what is read by an inferred day


def values_in(desk: Desk, name: str) -> dict[str, str | None]:
    """Return the EDTF values of a report's times, by their words."""
    shown = desk.show(name)
    return {shown.report.text[found.start : found.end]: found.edtf for found in shown.reading.times}


def test_relative_times_are_resolved_by_the_inferred_day(flood: Desk) -> None:
    assert values_in(flood, "heading")["yesterday"] == "2022-05-11"
    assert values_in(flood, "line")["last night"] == "2022-05-16"
    for name, words, way in (("words", "today", 0), ("distance", "yesterday", -1)):
        published = days_of(published_on(flood)[name])
        resolved = parse_edtf(values_in(flood, name)[words] or "")
        assert resolved == Days(published.since + timedelta(days=way), published.until + timedelta(days=way))


def test_relative_times_of_an_undated_report_stay_relative(desk: Desk) -> None:
    add(desk, undated("distance", "words"))
    assert set(values_in(desk, "distance").values()) == {None}
    assert [found.timex for found in desk.show("distance").reading.times][-1] == "P-1D"
    assert values_in(desk, "words") == {"today": None}


# --- the seeds


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Published]]:
    if not SEEDS:
        pytest.skip("no folder of outside texts ($SITREP_SHARED, or `shared` beside the checkout)")
    with Desk(Store.open(tmp_path_factory.mktemp("seeds") / "desk.db"), Clock(TODAY)) as desk:
        desk.add(SEEDS)
        yield {name[:3]: published for name, published in published_on(desk).items()}


@pytest.mark.parametrize(("name", "edtf"), [("002", "2023-04-14"), ("003", "2023-02-05")])
def test_a_seed_is_dated_to_the_day(seeds: dict[str, Published], name: str, edtf: str) -> None:
    assert (seeds[name].edtf, seeds[name].how, bool(seeds[name].because)) == (edtf, "inferred", True)


def test_a_seed_that_names_no_day_is_dated_to_an_interval_that_holds_its_day(seeds: dict[str, Published]) -> None:
    assert (seeds["004"].how, bool(seeds["004"].because)) == ("inferred", True)
    assert holds(seeds["004"], ("2023-03-17", "2023-03-17"))
    assert date(2023, 2, 5) <= days_of(seeds["004"]).since <= days_of(seeds["004"]).until <= date(2023, 4, 14)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_seed_alone_has_no_day(number: int) -> None:
    if not SEEDS:
        pytest.skip("no folder of outside texts ($SITREP_SHARED, or `shared` beside the checkout)")
    assert read_text(SEEDS[number].read_text(encoding="utf-8")).published == Published()


# --- clues

DAY = date(2022, 5, 9).toordinal()
clue_days = st.one_of(st.none(), st.integers(DAY - 20, DAY + 20))


@st.composite
def clues(draw: st.DrawFn, kinds: Sequence[ClueKind] = tuple(ClueKind)) -> Clue:
    """Draw a clue with any ends."""
    since, until = draw(clue_days), draw(clue_days)
    if since is not None and until is not None:
        since, until = sorted((since, until))
    weight = draw(st.sampled_from([0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 6.0]))
    return Clue(draw(st.sampled_from(kinds)), weight, since, until, f"{since} {until} {weight}")


@many
@given(clues(), st.integers(DAY - 60, DAY + 60))
def test_a_clue_costs_nothing_on_the_days_that_it_allows(clue: Clue, day: int) -> None:
    assert clue.allows(day) == ((clue.since or 0) <= day <= (clue.until or day))
    assert (clue.cost(day) == 0) == clue.allows(day)


@many
@given(clues())
def test_a_clue_costs_more_the_further_a_day_lies_outside(clue: Clue) -> None:
    for end, way in ((clue.since, -1), (clue.until, 1)):
        if end is not None:
            costs = [clue.cost(end + way * step) for step in range(1, 60)]
            assert costs == sorted(costs)
            assert 0 < costs[0] <= costs[-1] <= 1.5 * clue.weight


def test_a_day_right_outside_a_clue_costs_a_share_of_its_weight_by_its_kind() -> None:
    for kind, (first, second) in GRADES.items():
        clue = Clue(kind, 2.0, DAY, DAY + 3, "")
        assert [clue.cost(DAY - 1), clue.cost(DAY + 5)] == [2 * first, 2 * second]


def test_a_clue_that_holds_for_some_days_costs_its_weight_on_the_others() -> None:
    clue = Clue(ClueKind.WEEKDAY, 0.7, None, None, "", lambda day: day % 7 == 1)
    assert [clue.allows(day) for day in (DAY - DAY % 7 + 1, DAY - DAY % 7 + 2)] == [True, False]
    assert [clue.cost(day) for day in (DAY - DAY % 7 + 1, DAY - DAY % 7 + 2)] == [0.0, 0.7]


# --- weighing

many_clues = st.lists(clues(), min_size=1, max_size=6)
indirect_kinds = [kind for kind in ClueKind if kind not in NAMING]
runs = st.tuples(st.integers(DAY - 5, DAY + 5), st.integers(0, 12)).map(lambda run: (run[0], run[0] + run[1]))


def cost_of(told: Sequence[Clue], day: int) -> float:
    """Return how much speaks against a day."""
    return round(sum(clue.cost(day) for clue in told), 3)


@many
@given(many_clues, runs, st.integers(-15, 40))
def test_no_day_that_was_looked_at_is_better_than_the_best_of_those_left(
    told: list[Clue], run: tuple[int, int], further: int
) -> None:
    today = run[1] + further
    found = weigh_clues(told, run, run[0], today)
    if found is None:
        return
    assert found.since <= found.until <= today
    least = min(cost_of(told, day) for day in range(found.since, found.until + 1))
    for day in range(run[0] - BEYOND, min(run[1] + BEYOND, today) + 1):
        assert cost_of(told, day) >= least


@many
@given(many_clues, runs, st.randoms(use_true_random=False))
def test_the_order_of_clues_does_not_matter(told: list[Clue], run: tuple[int, int], random: Any) -> None:
    mixed = [*told]
    random.shuffle(mixed)
    one, other = (weigh_clues(order, run, run[0], run[1] + 30) for order in (told, mixed))
    if one is None or other is None:
        assert one is other
        return
    assert (one.since, one.until) == (other.since, other.until)
    assert sorted(one.because + one.set_aside) == sorted(other.because + other.set_aside)


@many
@given(st.lists(clues(indirect_kinds), min_size=1, max_size=6), runs, st.integers(-15, 40))
def test_clues_that_name_no_day_leave_two_at_least(told: list[Clue], run: tuple[int, int], further: int) -> None:
    found = weigh_clues(told, run, run[0], run[1] + further)
    assert found is None or found.since < found.until


@many
@given(many_clues, runs)
def test_what_speaks_for_the_days_does_not_speak_against_them(told: list[Clue], run: tuple[int, int]) -> None:
    found = weigh_clues(told, run, run[0], run[1] + 30)
    if found is None:
        return
    assert set(found.because) <= {clue.because for clue in told}
    for clue in told:
        if clue.because in found.set_aside:
            assert any(not clue.allows(day) for day in range(found.since, found.until + 1))


def clue(since: int | None, until: int | None, weight: float = 3.0, kind: ClueKind = ClueKind.DATE) -> Clue:
    """Return a clue whose days count from the story's first."""
    first, last = (DAY + day if day is not None else None for day in (since, until))
    return Clue(kind, weight, first, last, f"{kind} {since} {until}")


def weigh(*told: Clue, run: int = 9, today: int = 100) -> tuple[int, int]:
    """Return the days that clues leave, counted from the story's first."""
    found = weigh_clues(told, (DAY, DAY + run), DAY, DAY + today)
    return found.since - DAY, found.until - DAY


def test_clues_that_agree_leave_their_common_days() -> None:
    assert weigh(clue(2, None), clue(None, 5), clue(0, 9)) == (2, 5)


def test_a_day_nearly_as_good_as_the_best_is_left() -> None:
    """A weak clue alone does not push a day out; a strong one does."""
    assert weigh(clue(0, 9), clue(4, 6, weight=1.0)) == (0, 9)
    assert weigh(clue(0, 9), clue(4, 6, weight=6.0)) == (4, 6)


def test_clues_that_cannot_all_hold_are_not_intersected() -> None:
    strong, weak = clue(2, 3, weight=6.0), clue(7, 8, weight=1.0)
    found = weigh_clues([weak, strong], (DAY, DAY + 9), DAY, DAY + 100)
    assert (found.since - DAY, found.until - DAY) == (2, 3)
    assert (found.because, found.set_aside) == ((strong.because,), (weak.because,))


def test_days_outside_the_run_of_a_story_need_a_clue() -> None:
    run = clue(0, 9, weight=2.0, kind=ClueKind.RUN)
    assert weigh(run, clue(0, None)) == (0, 9)
    assert weigh(run, clue(None, 9)) == (0, 9)
    assert weigh(run, clue(8, None)) == (8, 10)
    assert weigh(run, clue(14, 15)) == (14, 15)


def test_nothing_is_inferred_to_be_later_than_today() -> None:
    assert weigh(clue(2, 8), today=5) == (2, 5)
    assert weigh(clue(6, 8), today=5)[1] == 5


def test_only_a_clue_that_names_a_day_leaves_a_single_one() -> None:
    assert weigh(clue(4, 4, weight=6.0, kind=ClueKind.HEADING)) == (4, 4)
    assert weigh(clue(4, 4, weight=6.0, kind=ClueKind.AFTER_SAYING)) == (4, 4)
    assert weigh(clue(4, 4, weight=6.0, kind=ClueKind.ECHO)) == (3, 5)
    assert weigh(clue(0, 0, weight=6.0, kind=ClueKind.ECHO)) == (0, 1)


# --- the story


def witness(text: str, day: str | None = None, name: str = "x") -> Witness:
    """Return a report as dating looks at it."""
    report = Report(id=name, text=text, published=Published(day, "stated") if day else Published())
    return Witness(report, read_report(report))


def test_a_story_is_known_by_its_names_first() -> None:
    terms = story_terms("The water of the Sorne rose in Velmar; the water rose and rose. Velmar's dam broke.")
    assert list(terms)[:2] == ["velmar", "sorne"]
    assert terms["water"] > terms["dam"]
    assert "the" not in terms
    assert len(story_terms(" ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200)))) == MOST_TERMS


def test_reports_that_share_rare_words_are_the_nearest() -> None:
    terms = {"velmar": 1.0, "sorne": 1.0, "water": 1.0, "river": 1.0, "flood": 1.0}
    everyone = set(range(20))
    found = {"velmar": {7, 9}, "sorne": {7}, "water": everyone, "river": {3, 7, 9}, "flood": everyone}
    ranked = rank_nearest(terms, found, 20)
    assert [id_ for _, id_ in ranked] == [7, 9, 3]
    assert ranked[0][0] > ranked[1][0] > ranked[2][0]


def test_reports_that_share_nothing_are_not_ranked() -> None:
    assert rank_nearest({"velmar": 1.0}, {}, 20) == []
    assert rank_nearest({}, {"velmar": {1}}, 20) == []


def test_only_the_nearest_of_many_are_ranked() -> None:
    everyone = range(700)
    terms = dict.fromkeys(["velmar", "sorne", "dam"], 1.0)
    assert len(rank_nearest(terms, dict.fromkeys(terms, everyone), 700)) == MOST_TIED


def story_of(*days: str) -> list[Witness]:
    """Return witnesses of some days."""
    return [witness(FLOOD[0][2], day, f"w{number}") for number, day in enumerate(days)]


def names_of(story: Iterable[Witness]) -> set[str]:
    return {each.report.id for each in story}


def test_a_silence_parts_two_stories_and_the_nearer_one_is_taken() -> None:
    early, late = (
        story_of("2022-05-09", "2022-05-12"),
        story_of("2022-05-09", "2022-05-12", "2023-05-10", "2023-05-12")[2:],
    )
    ranked = [(1.0, each) for each in late] + [(0.45, each) for each in early]
    assert names_of(pick_story(ranked)) == names_of(late)


def test_where_no_story_is_clearly_the_nearer_one_both_are_taken() -> None:
    days = story_of("2022-05-09", "2022-05-12", "2023-05-10", "2023-05-12")
    assert names_of(pick_story([(1.0 - 0.01 * number, each) for number, each in enumerate(days)])) == names_of(days)


def test_a_story_that_never_falls_silent_is_one() -> None:
    first = date(2022, 5, 9)
    days = story_of(*(str(first + timedelta(days=SILENCE * number)) for number in range(4)))
    ranked = [(1.0 if number < 2 else 0.45, each) for number, each in enumerate(days)]
    assert names_of(pick_story(ranked)) == names_of(days)


def test_a_report_far_from_the_others_is_no_part_of_their_story() -> None:
    days = story_of(*["2022-05-09"] * 6)
    assert names_of(pick_story([(1.0, each) for each in days[:5]] + [(0.3, days[5])])) == names_of(days[:5])


def test_a_story_of_nobody_is_empty() -> None:
    assert pick_story([]) == []


def test_a_story_is_told_from_another_and_from_another_order_of_nearness() -> None:
    story = story_of("2022-05-09", "2022-05-12")
    assert len({hash_story(story), hash_story(story[::-1]), hash_story(story[:1])}) == 3
    assert hash_story(story) != hash_story(story_of("2022-05-09", "2022-05-13"))


def test_an_event_is_what_most_reports_place_on_one_day() -> None:
    story = [witness(text, day, f"w{number}") for number, (day, _, text) in enumerate(FLOOD)]
    assert find_events(story)["flood"] == DAY
    assert find_events(story[:2]) == {}


def test_reports_that_do_not_agree_on_a_day_tell_no_event() -> None:
    told = ("Monday", "Tuesday", "Wednesday", "Thursday")
    assert find_events([witness(f"{day}'s flood was high in Velmar.", "2022-05-14", day) for day in told]) == {}


def test_what_was_told_before_its_day_is_no_event_of_that_day() -> None:
    later = [witness("Monday's vote was quiet in Velmar.", "2022-05-10", f"a{number}") for number in range(3)]
    ahead = [witness("Velmar waits for the vote.", "2022-05-05", f"b{number}") for number in range(3)]
    assert find_events(later)["vote"] == DAY
    assert "vote" not in find_events([*later, *ahead])


# --- a report as a witness


def test_tolls_are_the_largest_counts_that_a_lead_gives_as_its_own() -> None:
    text = (
        "In Velmar 14 people are dead. The fire service said 31 people are dead and 203 injured. Some 12 houses burned."
    )
    assert witness(text).tolls == {"dead": 31, "injured": 203}


@pytest.mark.parametrize("text", [
    "Up to 800 people may be dead in Velmar.",
    "The mayor expects that 800 people will be dead by Friday.",
    "In the flood of 1954, 800 people died.",
    "3 people are dead.",
    "Soldiers came. Boats came. Pumps came. Bread came. Tents came. At the end 800 people were dead.",
])  # fmt: skip
def test_what_is_feared_or_of_another_time_or_far_down_is_no_toll(text: str) -> None:
    assert witness(text).tolls == {}


def test_sharp_figures_are_those_that_nobody_gives_by_chance() -> None:
    text = (
        "The water agency counted 1,734 houses, 2,000 tents, 12 boats and 48,600 sandbags in 2021, over 37 kilometers."
    )
    assert list(witness(text).sharp_figures) == [1734, 48600]


def test_a_witness_has_a_day_where_one_is_stated() -> None:
    assert (witness("x", "2022-05-09").day, witness("x", "2022-05-09").is_stated) == (DAY, True)
    assert (witness("x", "2022-05").day, witness("x").day, witness("x").is_stated) == (None, None, False)


@pytest.mark.parametrize(("text", "heading"), [
    ("Velmar, May 12 — The Sorne fell.", "Velmar, May 12"),
    ("Key moments of May 12:\n\nThe Sorne fell.", "Key moments of May 12:"),
    ("Sorne falls\n\nMay 12\n\nThe river fell.", "May 12"),
    ("The Sorne fell on May 12 — at last.", None),
    ("The Sorne fell on May 12.", None),
    ("May 12 was the day on which the Sorne fell.", None),
    ("One\nTwo\nThree\nFour\nMay 12\nFive", None),
])  # fmt: skip
def test_a_heading_is_a_short_line_at_the_top_or_begins_the_first(text: str, heading: str | None) -> None:
    found = witness(text)
    assert heading_of(text, found.reading.times[0]) == heading


@pytest.mark.parametrize(("words", "days"), [
    ("three days after", (3, 3)),
    ("two weeks since", (13, 15)),
    ("a month after", (20, 40)),
    ("nearly two weeks after", (12, 14)),
    ("more than a week after", (8, 13)),
    ("more than 3 days after", (4, 4)),
    ("about ten days ago", (9, 11)),
])  # fmt: skip
def test_a_distance_is_as_vague_as_it_is_told(words: str, days: tuple[int, int]) -> None:
    match = DISTANCE.search(f"It was {words} the flood")
    assert match
    assert distance_of(match) == days
