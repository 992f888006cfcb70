"""Figures over time: series, succession, subsets, what is retold, where reports differ, slips within one."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import msgspec
import pytest
from msgspec.structs import replace
from rich.console import Console

from sitrep.clean import make_plain_report
from sitrep.ground.model import Figure
from sitrep.link.series import SlipKind, bounds_of, follow_counts
from sitrep.reading import read_report
from sitrep.tell.cited import Source
from sitrep.tell.series import Figures, PointEntry, SeriesEntry, make_figures, say_bounds, show_figures

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

FLOOD = (
    ("2021-07-15", "At least 42 people have died in Germany and six in Belgium after heavy rain, officials said."),
    (
        "2021-07-16",
        "More than 120 people have died in floods in Germany and Belgium. Officials fear the toll could reach 250.",
    ),
    ("2021-07-16", "106 people were killed in Germany and 23 in Belgium, which brings the total to 126."),
    ("2021-07-17", "The dead in Germany and Belgium numbered 157 on Saturday: 133 in Germany and 24 in Belgium."),
    ("2021-07-18", "At least 184 people are dead in Germany and Belgium. 157 people died in Germany, police said."),
    ("2021-07-19", "A flood has left many homeless. In Germany and Belgium more than 120 people died."),
)


def source(number: int, published: str | None, text: str, title: str | None = None) -> Source:
    """Return a text as the source of an account, as if an outlet of its own had brought it."""
    report = make_plain_report(text if title is None else f"{title}\n\n{text}", f"r{number}", published)
    report = replace(report, title=title, outlet=f"Outlet {number}")
    return Source(report, read_report(report), number)


def figures_of(*rows: tuple[str | None, str], counts: str | None = None) -> Figures:
    """Return the figures over time of texts, each with the day on which it appeared."""
    return make_figures([source(number, day, text) for number, (day, text) in enumerate(rows)], counts)


def series_of(figures: Figures, name: str) -> SeriesEntry:
    return next(series for series in figures.series if series.name == name)


def told(series: SeriesEntry) -> list[tuple[str | None, float | None, float | None]]:
    return [(point.day, point.low, point.high) for point in series.points]


def slips_of(text: str, title: str | None = None, published: str = "2024-05-03") -> list[tuple[str, str]]:
    figures = make_figures([source(0, published, text, title)])
    return [(slip.kind.value, slip.what) for slip in figures.slips]


# --- series


def test_a_series_has_the_counts_of_one_thing_and_place_in_the_order_of_days() -> None:
    figures = figures_of(*FLOOD)
    assert told(series_of(figures, "dead, Germany")) == [
        ("2021-07-15", 42, None),
        ("2021-07-16", 106, 106),
        ("2021-07-17", 133, 133),
        ("2021-07-18", 157, 157),
    ]
    assert [low for _, low, _ in told(series_of(figures, "dead, Belgium"))] == [6, 23, 24]


def test_several_countries_together_and_no_place_are_the_total() -> None:
    total = series_of(figures_of(*FLOOD), "dead")
    assert total.of is None
    assert {point.low for point in total.points} == {120, 126, 157, 184}


def test_a_place_has_one_name_in_all_reports() -> None:
    figures = figures_of(
        ("2023-02-08", "In Turkey 8,574 people were killed."), ("2023-02-09", "Türkiye counted 12,391 dead.")
    )
    assert told(series_of(figures, "dead, Turkey")) == [("2023-02-08", 8574, 8574), ("2023-02-09", 12391, 12391)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In rebel-held areas of Syria 90 people were killed.", "dead, Syria (rebel-held)"),
        (
            "In Syria the ministry counted 326 dead. In opposition areas 90 people were killed.",
            "dead, Syria (rebel-held)",
        ),
        ("On government-held land in Syria 90 people were killed.", "dead, Syria (government-held)"),
        ("In eastern Ukraine 90 people were killed.", "dead, Ukraine (east)"),
    ],
)
def test_a_part_of_a_country_is_kept_apart_from_the_whole(text: str, name: str) -> None:
    assert 90 in [point.low for point in series_of(figures_of(("2024-05-03", text)), name).points]


def test_a_part_that_goes_by_its_holder_and_by_where_it_lies_is_one() -> None:
    figures = figures_of(
        ("2023-02-08", "In the rebel-held northwest of Syria 1,280 people were killed."),
        ("2023-02-09", "In the northwest of Syria 1,900 people were killed."),
        ("2023-02-10", "In rebel areas of Syria 2,037 people were killed."),
    )
    assert [low for _, low, _ in told(series_of(figures, "dead, Syria (rebel-held)"))] == [1280, 1900, 2037]


def test_a_subset_names_the_series_that_it_is_a_part_of() -> None:
    figures = figures_of(
        ("2023-02-05", "Some 5,900 civilians remain in Bakhmut, including roughly 200 children, the police said."),
        ("2023-03-06", "About 4,000 civilians are still in Bakhmut, among them 38 children."),
    )
    assert [point.part for point in series_of(figures, "children, Bakhmut").points] == ["civilians, Bakhmut"] * 2
    assert [point.part for point in series_of(figures, "civilians, Bakhmut").points] == [None, None]


def test_reports_that_tell_one_number_for_one_day_are_one_point() -> None:
    figures = figures_of(
        ("2024-05-03", "Officials in Kenya said 210 people were killed in Kenya."),
        ("2024-05-03", "In Kenya 210 people have died."),
        ("2024-05-03", "At least 210 people have died in Kenya."),
    )
    points = series_of(figures, "dead, Kenya").points
    assert [(point.high, point.reports, point.outlets, point.origins) for point in points] == [
        (210, ("r0", "r1"), 2, 2),
        (None, ("r2",), 1, 1),
    ]


def test_a_day_that_the_words_give_goes_before_the_day_of_the_report() -> None:
    figures = figures_of(
        ("2023-02-10", "On Thursday the toll in Kenya went past 210."),
        ("2023-02-11", "The dead in Kenya are 224, by data of Friday."),
    )
    assert [day for day, _, _ in told(series_of(figures, "dead, Kenya"))] == ["2023-02-09", "2023-02-10"]


def test_parts_that_add_up_to_a_total_of_a_stated_day_are_told_for_it() -> None:
    figures = figures_of(
        (
            "2021-07-18",
            "The dead in Germany and Belgium numbered 157 on Saturday. 133 died in Germany and 24 in Belgium.",
        )
    )
    assert [day for day, _, _ in told(series_of(figures, "dead, Belgium"))] == ["2021-07-17"]


@pytest.mark.parametrize(
    "text",
    [
        "Officials fear that 300 people died in Kenya.",
        "The toll in Kenya could reach 300 dead.",
        "In 2011, a flood killed 300 people in Kenya.",
        "The toll in Kenya rose from 300 to 420 dead.",
        "Hundreds were killed in Kenya, where 420 people died.",
    ],
)
def test_what_may_come_was_long_ago_or_is_outdated_is_no_point(text: str) -> None:
    figures = figures_of(("2024-05-03", text))
    assert {point.low for series in figures.series for point in series.points} <= {420}


def test_a_count_that_still_runs_since_long_ago_is_a_point() -> None:
    figures = figures_of(("2023-03-06", "Since February 2022, 8,173 civilians have died in Ukraine."))
    assert [point.low for series in figures.series for point in series.points] == [8173]


def test_an_exact_number_without_a_place_has_the_one_that_other_reports_give_it() -> None:
    figures = figures_of(
        ("2023-02-14", "In Turkey 35,418 people were killed."),
        (
            "2023-02-15",
            "The toll of Turkey and Syria is above 40,000. The president said that 35,418 people were killed.",
        ),
    )
    assert [point.reports for point in series_of(figures, "dead, Turkey").points] == [("r0",), ("r1",)]
    assert [point.low for point in series_of(figures, "dead").points] == [40000]


def test_a_number_without_a_place_that_is_below_a_part_is_no_total() -> None:
    figures = figures_of(
        ("2024-05-03", "In Kenya 210 people have died. A bus fell into a river, and 14 people were killed.")
    )
    assert {point.low for series in figures.series for point in series.points} == {210}


# --- succession


def test_a_number_of_an_earlier_day_is_retold_and_a_new_one_is_not() -> None:
    points = series_of(figures_of(*FLOOD), "dead").points
    assert {(point.low, point.day): point.retold for point in points} == {
        (120, "2021-07-16"): False,
        (126, "2021-07-16"): False,
        (157, "2021-07-17"): False,
        (184, "2021-07-18"): False,
        (120, "2021-07-19"): True,
    }


def test_a_later_count_takes_the_place_of_an_earlier_one_and_a_retold_one_does_not() -> None:
    points = series_of(figures_of(*FLOOD), "dead").points
    assert [point.low for point in points if point.stands and not point.retold] == [184]


# --- reports that differ


def test_reports_of_one_day_differ_where_their_newest_counts_do() -> None:
    (entry,) = series_of(figures_of(*FLOOD), "dead").differ
    assert (entry.day, entry.reports, entry.gap, entry.can_both_hold) == ("2021-07-16", ("r1", "r2"), 6, True)


@pytest.mark.parametrize(
    ("one", "other", "can_both_hold"),
    [
        ("more than 5,000", "5,021", True),
        ("more than 5,000", "5,900", False),
        ("nearly 21,000", "more than 21,000", False),
        ("about 400", "407", True),
        ("33,185", "33,179", False),
    ],
)
def test_two_counts_can_both_hold_where_a_sensible_reader_takes_them_as_one(
    one: str, other: str, can_both_hold: bool
) -> None:
    figures = figures_of(*(("2024-05-03", f"In Kenya {count} people have died.") for count in (one, other)))
    (entry,) = series_of(figures, "dead, Kenya").differ
    assert entry.can_both_hold is can_both_hold
    assert [line.removesuffix(" people") for line in entry.lines] == [one, other]


def test_counts_of_two_days_and_of_two_events_do_not_differ() -> None:
    figures = figures_of(
        ("2024-05-01", "In Kenya 181 people have died in floods."),
        ("2024-05-03", "In Kenya 210 people have died in floods."),
        ("2024-05-03", "At least 480 people died when a dam broke near Recife in Brazil."),
        ("2024-05-03", "A fire in Manila killed 320 people."),
    )
    assert [series.differ for series in figures.series if series.differ] == []


TWO_STORIES = (
    ("2024-05-02", "The floods have killed 142 people, officials said. Berlin promised help."),
    ("2024-05-02", "The floods have killed 145 people. Berlin promised help."),
    ("2024-05-02", "The fire has killed 157 people, officials said. Berlin promised help."),
    ("2024-05-03", "The fire has killed 157 people, the mayor said. Berlin promised help."),
    ("2024-05-03", "Fog has killed 171 people."),
)


def told_apart(stories: Sequence[Sequence[int]] | None) -> list[tuple[list[float | None], list[tuple[str, str]]]]:
    """Return the numbers and the differing reports of each series without a place."""
    sources = [source(number, *row) for number, row in enumerate(TWO_STORIES)]
    return [
        ([point.low for point in series.points], [entry.reports for entry in series.differ])
        for series in make_figures(sources, "dead", stories)
    ]


def test_the_counts_of_each_story_are_series_of_their_own_and_differ_only_among_themselves() -> None:
    assert told_apart([[0, 1], [2, 3]]) == [([142, 145], [("r0", "r1")]), ([157, 157], []), ([171], [])]
    assert told_apart([[3, 2], [1, 0], [4]]) == told_apart([[0, 1], [2, 3]])


def test_without_stories_all_reports_are_of_one() -> None:
    ((numbers, differ),) = told_apart(None)
    assert (numbers, len(differ)) == ([142, 145, 157, 157, 171], 3)
    assert told_apart([range(5)]) == [(numbers, differ)]


def test_a_report_that_several_stories_have_is_of_the_first() -> None:
    assert told_apart([[0, 1, 2], [2, 3]]) == [([142, 145, 157], told_apart(None)[0][1]), ([157], []), ([171], [])]


def test_a_report_that_leaves_its_day_open_is_held_against_those_that_its_count_fits() -> None:
    rows = [
        source(0, "2024-05-01", "In Kenya 100 people have died."),
        source(1, "2024-05-02", "In Kenya 200 people have died."),
        source(2, None, "In Kenya 190 people have died."),
    ]
    dated = replace(
        rows[2].report, published=replace(rows[0].report.published, edtf="2024-05-01/2024-05-02", how="inferred")
    )
    (entry,) = series_of(make_figures([*rows[:2], replace(rows[2], report=dated)]), "dead, Kenya").differ
    assert (entry.day, entry.how, entry.reports) == ("2024-05-02", "inferred", ("r1", "r2"))


# --- slips


def test_parts_that_do_not_add_up_are_a_slip() -> None:
    figures = figures_of(*FLOOD)
    (slip,) = figures.slips
    assert (slip.report, slip.kind, slip.sum, slip.given) == ("r2", SlipKind.SUM, 129, (126,))
    assert slip.what == "“106 people” and “23” do not add up to “126”"


def test_the_parts_of_a_country_are_added_up_too() -> None:
    text = "Syria has 3,513 dead: 2,166 in the rebel-held northwest and 1,247 in government-held areas."
    assert [kind for kind, _ in slips_of(text)] == ["sum"]


@pytest.mark.parametrize(
    "text",
    [
        "More than 5,000 people have died in Germany and Belgium: 3,419 in Germany and 1,602 in Belgium.",
        "Nearly 21,000 people have died in Germany and Belgium. More than 17,600 died in Germany and 3,300 in Belgium.",
        "At least 400 people have died. 120 people died in Germany and 30 in Belgium.",
    ],
)
def test_rounded_and_incomplete_parts_are_no_slip(text: str) -> None:
    assert slips_of(text) == []


def test_a_headline_with_another_count_than_the_text_is_a_slip() -> None:
    assert slips_of("As of Friday, nearly 21,000 people are dead in Kenya.", "Toll in Kenya over 21,000") == [
        ("headline", "the headline has “over 21,000”, the text “nearly 21,000 people”")
    ]
    assert slips_of("More than 21,000 people are dead in Kenya.", "Toll in Kenya over 21,000") == []


def test_two_counts_beside_each_other_are_a_slip_but_not_those_of_two_days() -> None:
    assert slips_of("The floods in Kenya have killed 330 people in Kenya. The toll of Kenya is now 389.") == [
        ("beside", "“330 people” stands beside “389”")
    ]
    assert slips_of("On Thursday the toll in Kenya stood at 330. The toll of Kenya is now 389.") == []


def test_a_weekday_that_is_another_one_is_a_slip() -> None:
    assert [kind for kind, _ in slips_of("It rained on Thursday, May 3, 2024, in Kenya.")] == ["date"]
    assert slips_of("It rained on Friday, May 3, 2024, in Kenya.") == []


# --- the account


def test_the_order_of_the_reports_does_not_matter() -> None:
    sources = [source(number, day, text) for number, (day, text) in enumerate(FLOOD)]
    wanted = make_figures(sources)
    for seed in range(5):
        shuffled = sources.copy()
        random.Random(seed).shuffle(shuffled)
        assert make_figures(shuffled) == wanted


def numbers_of(lines: Sequence[str]) -> set[str]:
    return {number for line in lines for number in NUMBER.findall(line)}


def test_every_number_of_a_line_stands_in_the_words_that_it_cites() -> None:
    figures = figures_of(*FLOOD)
    words = {citation.number: citation.words for citation in figures.citations}
    cited = [((point.line,), point.citations) for series in figures.series for point in series.points]
    cited += [(entry.lines, entry.citations) for series in figures.series for entry in series.differ]
    cited += [((slip.what,), slip.citations) for slip in figures.slips]
    assert len(cited) > 10
    for lines, numbers in cited:
        assert numbers
        assert numbers_of(lines) <= numbers_of([words[number] for number in numbers])


def test_what_is_counted_can_be_asked_for() -> None:
    text = "In Kenya 210 people have died and 300 were injured."
    assert {series.counts for series in figures_of(("2024-05-03", text), counts="dead").series} == {"dead"}
    assert figures_of(("2024-05-03", text), counts="bridges").series == ()


def test_texts_without_a_count_give_no_series() -> None:
    assert figures_of((None, ""), ("2024-05-03", "It rained.")) == Figures((), (), ())
    assert str(Figures((), (), ())) == "No figures found.\n"


def test_an_undated_report_has_its_point_at_the_end() -> None:
    figures = figures_of((None, "In Kenya 300 people have died."), ("2024-05-03", "In Kenya 210 people have died."))
    points = series_of(figures, "dead, Kenya").points
    assert [(point.day, point.how, point.low) for point in points] == [
        ("2024-05-03", "stated", 210),
        (None, "unknown", 300),
    ]


def test_a_report_whose_day_is_open_on_a_side_has_points() -> None:
    figures = figures_of(
        ("../2024", "In Kenya 300 people have died since 2011."), ("2024-05-02/..", "In Kenya 300 people have died.")
    )
    assert {point.low for point in series_of(figures, "dead, Kenya").points} == {300}


def test_figures_as_json_have_series_slips_and_citations() -> None:
    document = msgspec.json.decode(msgspec.json.encode(figures_of(*FLOOD)))
    assert list(document) == ["kind", "series", "slips", "citations", "withheld"]
    assert document["kind"] == "figures"
    point = document["series"][0]["points"][0]
    assert set(PointEntry.__struct_fields__) == set(point)
    assert document["slips"][0]["kind"] == "sum"


def drawn(figures: Figures, *, drawn: bool) -> str:
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(show_figures(figures, drawn=drawn))
    return capture.get()


def test_a_drawn_series_has_bars_with_low_and_high_and_a_plain_one_has_none() -> None:
    figures = figures_of(
        ("2024-05-02", "In Kenya 100 to 120 people have died."),
        ("2024-05-03", "In Kenya more than 210 people have died."),
    )
    lines = drawn(figures, drawn=True).splitlines()
    assert re.search(r"2024-05-02 +█+░+ .*100–120", lines[1])
    assert re.search(r"2024-05-03 +█+→ .*210 or more", lines[2])
    assert "█" not in drawn(figures, drawn=False)
    assert "[1]" in str(figures)


def test_slips_and_differences_are_told_in_words() -> None:
    text = str(figures_of(*FLOOD, ("2021-07-17", "In Germany and Belgium 190 people have died.")))
    assert "do not add up to “126”  (they come to 129)" in text
    assert "2021-07-17: “157” against “190 people”  (33 apart)" in text


def test_bounds_are_what_a_sensible_reader_takes() -> None:
    assert bounds_of(Figure(0, 1, 0, 50, qualifier="up to"), "up to 50") == (0, 50)
    assert bounds_of(Figure(0, 1, 24, 100), "dozens") == (24, 100)
    assert bounds_of(Figure(0, 1, 33179, 33179), "33,179") == (33179, 33179)
    assert say_bounds(24, 100) == "24–100"


def test_a_course_is_made_of_reports_and_readings_alone() -> None:
    course = follow_counts([source(0, "2024-05-03", "In Kenya 210 people have died.")])
    assert [(series.counts, series.of) for series in course.series] == [("dead", "Kenya")]
    assert course.differences == course.slips == ()
