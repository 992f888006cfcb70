"""Links across reports: passages, statements in many tellings, origins, departures, matters, changes, comparisons."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Clock, Place, PlaceOf

from sitrep.desk import Desk
from sitrep.gather import Upload
from sitrep.ground.errors import BadRequest
from sitrep.ground.lexicon import DATA
from sitrep.keep import Store
from sitrep.link.departures import Departure, DepartureKind
from sitrep.tell.changes import ChangeKind
from sitrep.tell.compare import Alignment, Comparison

SAMPLE = Path(str(DATA)) / "sample"
UPDATE = (
    "“River patrols have withdrawn from the eastern lock after two nights of rifle fire along the quay,” "
    "the UK Ministry of Defence said on Friday."
)
FIRST = f"""Patrols leave the lock

{UPDATE}

Mayor Lena Brandt said on Friday that 40 barges wait upstream of Varnholm.

“Militia units have very likely reached the granary district of Varnholm,” the UK Ministry of Defence said on Friday.
"""
SECOND = f"""Barges wait as patrols pull out

Nobody expects the lock to open soon. {UPDATE}

Militia units may have seized the granary district of Varnholm, the UK Ministry of Defence said on Friday.
"""
THIRD = """A week on the river

Militia units have taken the granary district of Varnholm, the UK Ministry of Defence said on Friday.

Shops in the lower town stay shut, and the ferries do not run.
"""
ROWS = (
    {"id": "first", "outlet": "River Post", "url": "https://a.example/1", "published": "2023-04-07", "text": FIRST},
    {"id": "second", "outlet": "Quay Daily", "url": "https://b.example/2", "published": "2023-04-08", "text": SECOND},
    {"id": "third", "outlet": "Lock Courier", "url": "https://c.example/3", "published": "2023-04-14", "text": THIRD},
)
Row = dict[str, Any]
NOW = date(2023, 6, 1)


@pytest.fixture(autouse=True)
def later(clock: Clock) -> None:
    """Let a desk's reports have appeared."""
    clock.day = NOW


def row(name: str, day: str | None, text: str, outlet: str | None = None) -> Row:
    return {
        "id": name,
        "outlet": outlet or f"The {name}",
        "url": f"https://x.example/{name}",
        "published": day,
        "text": text,
    }


def add(desk: Desk, rows: Sequence[Row]) -> None:
    path = desk.folder / "rows.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    assert not desk.add(path).failures


def told(desk: Desk, **period: Any) -> dict[str, Any]:
    """Return what a desk tells of links, as other programs read it."""
    listings = {
        "echoes": desk.echoes(**period),
        "statements": desk.statements(**period),
        "matters": desk.matters(**period),
    }
    return {name: msgspec.to_builtins(listing) for name, listing in listings.items()}


def new_desk(path: Place, clock: Clock) -> Desk:
    return Desk(Store.open(path), clock)


def departures(desk: Desk, report: str) -> list[Departure]:
    return [
        each
        for statement in desk.statements()
        for telling in statement.tellings
        if telling.report == report
        for each in telling.departures
    ]


# --- order and moments


@pytest.fixture(scope="module")
def sample_rows() -> list[Row]:
    rows = [json.loads(line) for line in (SAMPLE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row(r["file"], r["published"], (SAMPLE / r["file"]).read_text(encoding="utf-8"), r["outlet"]) for r in rows]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_rows: list[Row], place_of: PlaceOf) -> Iterator[Desk]:
    with new_desk(place_of(tmp_path_factory.mktemp("links") / "desk.db"), Clock(NOW)) as desk:
        add(desk, sample_rows)
        yield desk


@pytest.mark.parametrize("seed", [1, 2])
def test_links_do_not_depend_on_the_order_of_arrival(
    sample: Desk, sample_rows: list[Row], tmp_path: Path, place_of: PlaceOf, seed: int
) -> None:
    shuffled = list(sample_rows)
    random.Random(seed).shuffle(shuffled)
    with new_desk(place_of(tmp_path / "desk.db"), Clock(NOW)) as desk:
        for start in range(0, len(shuffled), 11):
            add(desk, shuffled[start : start + 11])
        assert told(desk) == told(sample)


def test_links_as_of_a_day_ignore_later_reports(sample_rows: list[Row], tmp_path: Path, place_of: PlaceOf) -> None:
    early = [each for each in sample_rows if each["published"] and each["published"] <= "2023-02-09"]
    places = [place_of(tmp_path / name) for name in ("few.db", "all.db")]
    with new_desk(places[0], Clock(NOW)) as few, new_desk(places[1], Clock(NOW)) as whole:
        add(few, early)
        add(whole, [each for each in sample_rows if each["published"]])
        assert told(whole, as_of="2023-02-09") == told(few, as_of="2023-02-09") == told(few)


def test_links_are_found_anew_after_rereading(desk: Desk) -> None:
    add(desk, ROWS)
    before = told(desk)
    assert desk.reread(everything=True) == len(ROWS)
    assert told(desk) == before


# --- echoes


def test_a_shared_paragraph_is_an_echo_with_aligned_spans(desk: Desk) -> None:
    add(desk, ROWS)
    echo = next(iter(desk.echoes()))
    assert (echo.a.report, echo.b.report) == ("first", "second")
    for side, text in ((echo.a, FIRST), (echo.b, SECOND)):
        assert text[side.start : side.end].startswith("River patrols have withdrawn")
    assert echo.edits == ()


def test_edits_within_a_passage_are_told(desk: Desk) -> None:
    text = (
        "The dam keepers opened two of the nine gates at dawn and warned farmers downstream that the water would rise "
        "by a metre before the evening, while engineers flew in from the capital to look at the cracks in the wall."
    )
    other = text.replace("two of the nine", "three of the nine").replace("a metre", "half a metre")
    add(desk, [row("one", "2023-05-01", text), row("two", "2023-05-02", other)])
    (echo,) = desk.echoes()
    assert {(edit.from_, edit.to) for edit in echo.edits} == {("two", "three"), ("", "half")}
    assert 0.3 < echo.containment < 1


def test_versions_of_one_report_are_no_echoes(desk: Desk) -> None:
    add(desk, [ROWS[0]])
    add(desk, [{**ROWS[0], "text": FIRST + "The lock stays shut until Monday.\n"}])
    assert len(desk.echoes()) == 0


def test_the_report_that_is_credited_is_the_origin_though_it_came_later(desk: Desk) -> None:
    first = FIRST + "\n\nEight barges sank in the night, the Lock Courier reported.\n"
    add(desk, [{**ROWS[0], "text": first}, {**ROWS[2], "text": FIRST}])
    assert {(echo.a.report, echo.b.report) for echo in desk.echoes()} == {("third", "first")}


def test_boilerplate_of_one_publisher_joins_no_origins(desk: Desk) -> None:
    legal = (
        "This page was written by volunteers of the river watch who answer letters on weekdays and keep the archive of "
        "all notices since the founding of the watch in the year of the great ice on the lower river."
    )
    news = (
        "The ferry to Holm was late, since a barge with timber had run aground below the old customs house.",
        "A crane fell in the yard, and the night shift went home while inspectors took the cable apart.",
        "Two bakers opened a shop beside the lock, where bargemen used to wait for the first bell.",
        "Ice came early this year, so that the mills upstream stopped and the geese left for the marshes.",
    )
    rows = [row(f"n{n}", f"2023-03-{1 + 5 * n:02}", f"{text}\n\n{legal}", "River Watch") for n, text in enumerate(news)]
    add(desk, rows)
    assert {echo.shares for echo in desk.echoes()} == {"boilerplate"}
    assert desk.brief().head.origins == len(news)


def test_one_quotation_in_common_is_marked_and_makes_no_copy(desk: Desk) -> None:
    market = """The market was full, and the trams ran on time in the upper town, where children sold lemonade.
    By noon the last apples were gone. A choir sang in front of the library until a shower drove everybody under the
    roof
    of the old tram depot, where somebody had put up a table with books that cost next to nothing. The postman, who had
    walked all the way from the mill, read them to his dog, and both fell asleep beside the stove before supper."""
    mills = """Elsewhere the mills worked through the night, and nobody on the hill had heard of any trouble.
    The miller's daughter counted sacks with a pencil behind her ear. When the carts came back empty she laughed, wrote
    the sum on the door, and sent the boys home to sleep before the first bells rang across the fields. In the yard two
    geese quarrelled about a crust until a cat, older than both of them, walked away with it along the garden wall."""
    add(desk, [row("one", "2023-04-07", f"{market}\n\n{UPDATE}"), row("two", "2023-04-07", f"{UPDATE}\n\n{mills}")])
    assert {echo.shares for echo in desk.echoes()} == {"quotation"}


# --- statements


def test_one_saying_in_several_reports_is_one_statement_of_one_origin(desk: Desk) -> None:
    add(desk, ROWS)
    statement = next(s for s in desk.statements() if "granary" in s.line)
    assert [telling.report for telling in statement.tellings] == ["first", "second"]
    assert (statement.voice, statement.outlets, statement.origins) == ("UK Ministry of Defence", 2, 1)
    assert statement.said == "2023-04-07"
    assert statement.tellings[0].quoted == "yes"
    assert (statement.reliability, statement.credibility.grade) == ("F", 6)


def test_a_saying_of_another_week_is_another_statement(desk: Desk) -> None:
    add(desk, ROWS)
    weeks = {s.said for s in desk.statements() if "granary" in s.line}
    assert weeks == {"2023-04-07", "2023-04-14"}


def test_the_same_words_of_two_voices_are_two_statements(desk: Desk) -> None:
    text = "{} said on Friday that the northern silo had been shelled four times since the truce began."
    add(
        desk,
        [row("a", "2023-04-07", text.format("Mayor Ann Lee")), row("b", "2023-04-07", text.format("General Tom Hale"))],
    )
    assert {(s.voice, s.outlets) for s in desk.statements()} == {("Ann Lee", 1), ("Tom Hale", 1)}


def test_two_voices_that_agree_confirm_each_other(desk: Desk) -> None:
    text = "{} said on Friday that the northern silo had been shelled four times since the truce began."
    add(
        desk,
        [row("a", "2023-04-07", text.format("Mayor Ann Lee")), row("b", "2023-04-07", text.format("General Tom Hale"))],
    )
    for statement in desk.statements():
        assert statement.credibility.grade == 2
        assert statement.credibility.because == "2 origins (Ann Lee, Tom Hale) agree, and nobody contradicts"


def test_voices_of_one_side_confirm_nothing_to_each_other(desk: Desk) -> None:
    (desk.folder / "sources.toml").write_text(
        '[voices]\n"Ann Lee" = {side = "north"}\n"Tom Hale" = {side = "north"}\n', encoding="utf-8"
    )
    text = "{} said on Friday that the northern silo had been shelled four times since the truce began."
    add(
        desk,
        [row("a", "2023-04-07", text.format("Mayor Ann Lee")), row("b", "2023-04-07", text.format("General Tom Hale"))],
    )
    statements = list(desk.statements())
    assert statements
    for statement in statements:
        assert statement.credibility.grade == 6
        assert statement.credibility.because.startswith("2 origins (Ann Lee, Tom Hale) of one side")


def test_grades_come_from_the_user_alone(desk: Desk) -> None:
    (desk.folder / "sources.toml").write_text('[voices]\n"UK Ministry of Defence" = {grade = "B"}\n', encoding="utf-8")
    add(desk, ROWS)
    assert {s.voice: s.reliability for s in desk.statements() if s.voice} == {
        "UK Ministry of Defence": "B",
        "Lena Brandt": "F",
    }


def test_outlets_of_one_owner_are_one_origin_of_what_they_tell_themselves(desk: Desk) -> None:
    text = "The northern silo was shelled four times in one night, and its western wall fell into the harbour basin."
    other = "Its western wall fell into the harbour basin when the northern silo was shelled four times before dawn."
    add(
        desk,
        [
            row(
                "a",
                "2023-04-07",
                f"{text} Nobody was hurt, the nearest houses stand empty, and two watchmen had gone to fetch bread.",
            ),
            row(
                "b",
                "2023-04-07",
                f"Trade has stopped, brokers wait for news beside their telephones, and rain soaks the grain. {other}",
            ),
        ],
    )
    silo = next(s for s in desk.statements() if "silo" in s.line)
    assert (silo.voice, silo.origins) == (None, 2)
    (desk.folder / "sources.toml").write_text(
        '[outlets]\n"The a" = {owner = "Holm Press"}\n"The b" = {owner = "Holm Press"}\n', encoding="utf-8"
    )
    with new_desk(desk.place, Clock(NOW)) as again:
        assert next(s for s in again.statements() if "silo" in s.line).origins == 1


@pytest.mark.parametrize(
    "words",
    [
        '[voices]\n"Ann" = {grade = "G"}',
        '[voices]\n"Ann" = {side = 1}',
        '[outlets]\n"Post" = {grade = 2}',
        '[outlets]\n"Post" = {owner = ["Holm"]}',
        '[outlets]\n"Post" = {wires = "AP"}',
        '[outlets]\n"Post" = {colour = "red"}',
    ],
)
def test_a_grade_or_owner_that_cannot_be_used_is_told(desk: Desk, words: str) -> None:
    (desk.folder / "sources.toml").write_text(words, encoding="utf-8")
    with pytest.raises(BadRequest, match=r"sources\.toml"):
        desk.statements()


# --- departures


def test_certainty_that_drifts_is_told_with_its_direction(desk: Desk) -> None:
    add(desk, ROWS)
    drift = [each for each in departures(desk, "second") if each.kind is DepartureKind.CERTAINTY]
    assert [(each.direction, each.from_, each.to) for each in drift] == [("weaker", "very likely", "may")]
    span = drift[0].to_span
    assert span
    assert SECOND[span.start : span.end] == "may"


def test_an_act_told_as_a_stronger_one_is_a_departure_of_scope(desk: Desk) -> None:
    add(desk, ROWS)
    acts = [each for each in departures(desk, "second") if each.kind is DepartureKind.SCOPE]
    assert [(each.direction, each.from_, each.to) for each in acts] == [("stronger", "reached", "seized")]


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        ("“The bridge over the Holm will open to lorries in the first week of May,”", []),
        ("“The bridge over the Holm [river] will open to lorries in the first week of May,”", []),
        ("“The bridge over the Holm may open to lorries in the first week of May,”", [("will", "may")]),
        ("“The bridge over the Holm will open … in the first week of May,”", []),
        ("“The bridge over the Holm will open in the first week of May,”", [("to lorries", "")]),
    ],
)
def test_only_other_words_within_quotation_marks_are_an_altered_quotation(
    desk: Desk, second: str, wanted: list[tuple[str, str]]
) -> None:
    first = "“The bridge over the Holm will open to lorries in the first week of May,”"
    text = "{} Mayor Ann Lee said on Friday after a meeting of the council in the old customs house."
    add(desk, [row("a", "2023-04-07", text.format(first)), row("b", "2023-04-07", text.format(second))])
    found = [each for name in "ab" for each in departures(desk, name) if each.kind is DepartureKind.QUOTATION]
    assert [tuple(sorted((each.from_, each.to))) for each in found] == [tuple(sorted(pair)) for pair in wanted]


def test_a_dropped_limit_is_lost_scope(desk: Desk) -> None:
    first = "Mayor Ann Lee said on Friday that the flood was the deepest measured in Holmland since the great ice."
    second = "Mayor Ann Lee said on Friday that the flood was the deepest measured since the great ice."
    rows = [row("a", "2023-04-07", first), row("b", "2023-04-07", second)]
    (desk.folder / "places.toml").write_text(
        '[[place]]\nname = "Holmland"\nlat = 54.0\nlon = 10.0\nradius_km = 20\n', encoding="utf-8"
    )
    add(desk, rows)
    lost = [each for each in departures(desk, "b") if each.kind is DepartureKind.SCOPE]
    assert [(each.direction, each.from_, each.to) for each in lost] == [("stronger", "in Holmland", "")]


def test_a_changed_number_is_a_departure_and_a_rounded_one_is_none(desk: Desk) -> None:
    text = "Mayor Ann Lee said on Friday that {} people had been taken to the gymnasium of the upper school by boat."
    add(desk, [row("a", "2023-04-07", text.format("412")), row("b", "2023-04-07", text.format("421"))])
    found = [each for name in "ab" for each in departures(desk, name)]
    assert [(each.kind.value, {each.from_, each.to}) for each in found] == [("figure", {"412 people", "421 people"})]


def test_a_saying_told_without_its_source_has_lost_it(desk: Desk) -> None:
    claim = "patrols have withdrawn from the eastern lock of the Holm canal after two nights of rifle fire"
    add(
        desk,
        [
            row("a", "2023-04-07", f"River {claim}, General Tom Hale said on Friday."),
            row("b", "2023-04-07", f"River {claim}. The ferries wait."),
        ],
    )
    assert [(each.kind.value, each.from_) for each in departures(desk, "b")] == [("attribution", "Tom Hale")]


def test_a_place_that_the_report_names_elsewhere_is_no_lost_scope(desk: Desk) -> None:
    first = "Mayor Ann Lee said on Friday that the flood was the deepest measured in Germany since the great ice."
    second = f"Rain went on in Germany. {first.replace(' in Germany', '')}"
    add(desk, [row("a", "2023-04-07", first), row("b", "2023-04-07", second)])
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    assert not [each for each in departures(desk, "b") if each.kind is DepartureKind.SCOPE]


def test_a_greater_number_of_a_later_day_is_counted_anew(desk: Desk) -> None:
    text = "Mayor Ann Lee said that {} people had been taken to the gymnasium of the upper school by boat."
    add(desk, [row("a", "2023-04-07", text.format("412")), row("b", "2023-04-08", text.format("421"))])
    assert not [each for name in "ab" for each in departures(desk, name)]


def test_what_is_told_on_a_condition_is_not_asserted(desk: Desk) -> None:
    text = "Mayor Ann Lee said on Friday that the old timber bridge over the Holm canal {} lorries of twelve tonnes."
    add(
        desk,
        [row("a", "2023-04-07", text.format("can carry")), row("b", "2023-04-07", text.format("may carry"))],
    )
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    assert not [each for name in "ab" for each in departures(desk, name) if each.kind is DepartureKind.CERTAINTY]


@pytest.mark.parametrize(
    "second",
    [
        "General Tom Hale came from the front at noon. River {}. The ferries wait.",
        "“Nobody sleeps. River {}.” The ferries wait.",
        "River {}, as the officers call it. The ferries wait.",
    ],
)
def test_a_speaker_who_is_near_or_a_word_of_saying_keeps_the_source(desk: Desk, second: str) -> None:
    claim = "patrols have withdrawn from the eastern lock of the Holm canal after two nights of rifle fire"
    add(
        desk,
        [
            row("a", "2023-04-07", f"River {claim}, General Tom Hale said on Friday."),
            row("b", "2023-04-07", second.format(claim)),
        ],
    )
    assert not [each for each in departures(desk, "b") if each.kind is DepartureKind.ATTRIBUTION]


def test_a_hedge_on_an_act_that_the_other_does_not_tell_is_no_drift(desk: Desk) -> None:
    text = "The timber bridge over the Holm canal {}, Mayor Ann Lee said on Friday."
    is_likely = text.format("which carries lorries of twelve tonnes is likely to burn")
    add(
        desk,
        [row("a", "2023-04-07", is_likely), row("b", "2023-04-07", text.format("carries lorries of twelve tonnes"))],
    )
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    assert not [each for name in "ab" for each in departures(desk, name) if each.kind is DepartureKind.CERTAINTY]


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        ("the deepest measured in the lower town since 1921", [(None, "since 1910", "since 1921")]),
        ("the deepest measured in the lower town since the year before last", []),
    ],
)
def test_a_time_told_otherwise_is_no_limit_that_is_lost(
    desk: Desk, second: str, wanted: list[tuple[str | None, str, str]]
) -> None:
    text = "Mayor Ann Lee said on Friday that the flood was {} by the wardens of the old harbour gauge."
    first = "the deepest measured in the lower town since 1910"
    add(desk, [row("a", "2023-04-07", text.format(first)), row("b", "2023-04-07", text.format(second))])
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    found = [each for each in departures(desk, "b") if each.kind is DepartureKind.SCOPE]
    assert [(each.direction, each.from_, each.to) for each in found] == wanted


def test_one_of_two_acts_left_out_is_no_stronger_act(desk: Desk) -> None:
    text = "Mayor Ann Lee said on Friday that at least one docker was {} in the explosions at the old harbour depot."
    add(
        desk,
        [
            row("a", "2023-04-07", text.format("killed and five more injured")),
            row("b", "2023-04-07", text.format("killed")),
        ],
    )
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    assert not [each for each in departures(desk, "b") if each.kind is DepartureKind.SCOPE]


def test_two_like_sentences_that_one_report_quotes_are_no_altered_quotation(desk: Desk) -> None:
    text = (
        "“When {} decline in the harbour fund, the burden is on the {} to make up the difference,” Mayor Ann Lee said."
    )
    add(desk, [row("a", "2023-04-07", text.format("tolls", "town") + "\n\n" + text.format("wages", "docker"))])
    assert not departures(desk, "a")


@pytest.mark.parametrize(
    ("day", "lost"), [("2023-04-06", []), ("2023-04-07", ["Tom Hale"]), ("2023-04-08", ["Tom Hale"])]
)
def test_what_appeared_before_its_speaker_was_named_is_not_taken_over(desk: Desk, day: str, lost: list[str]) -> None:
    claim = "patrols have withdrawn from the eastern lock of the Holm canal after two nights of rifle fire"
    add(
        desk,
        [
            row("a", "2023-04-07", f"River {claim}, General Tom Hale said on Friday."),
            row("b", day, f"River {claim}. The ferries wait."),
        ],
    )
    assert any(len(statement.tellings) == 2 for statement in desk.statements())
    found = [each for each in departures(desk, "b") if each.kind is DepartureKind.ATTRIBUTION]
    assert [each.from_ for each in found] == lost


# --- matters


def test_one_voice_that_grows_surer_is_a_development(desk: Desk) -> None:
    add(desk, ROWS)
    matter = next(m for m in desk.matters("development") if "granary" in m.about)
    assert [standing.said for standing in matter.standings] == ["2023-04-07", "2023-04-14"]
    assert matter.because == "very likely → asserted"


def test_a_denial_is_a_dispute_with_two_sides(desk: Desk) -> None:
    add(
        desk,
        [
            row(
                "a",
                "2023-04-07",
                "The militia shelled the northern silo of Varnholm on Thursday night, Mayor Ann Lee said.",
            ),
            row(
                "b", "2023-04-08", "General Tom Hale denied that the militia had shelled the northern silo of Varnholm."
            ),
        ],
    )
    (matter,) = desk.matters("dispute")
    assert matter.because == "one denies what the other says"
    sides = [{standing.voice for standing in matter.standings if standing.id in side} for side in matter.sides]
    assert sides == [{"Ann Lee"}, {"Tom Hale"}]
    assert {s.credibility.grade for s in desk.statements() if s.id in matter.statements} == {4}


# --- changes


def test_changes_tell_what_is_new_since_a_day(desk: Desk) -> None:
    add(desk, ROWS)
    changes = desk.changes("2023-04-08").changes
    assert {change.voice for change in changes} == {"UK Ministry of Defence"}
    revised = [change for change in changes if change.kind is ChangeKind.REVISED]
    assert [change.because for change in revised] == ["very likely → asserted"]
    assert "taken the granary" in revised[0].to


def test_changes_tell_what_an_edited_report_has_withdrawn(desk: Desk, clock: Clock) -> None:
    clock.day = date(2023, 4, 7)
    add(desk, [ROWS[0]])
    clock.day = date(2023, 4, 9)
    add(desk, [{**ROWS[0], "text": FIRST.replace("40 barges wait upstream of Varnholm", "the lock is shut")}])
    withdrawn = [c for c in desk.changes("2023-04-08").changes if c.kind is ChangeKind.WITHDRAWN]
    assert [(c.from_voice, c.from_) for c in withdrawn] == [("Lena Brandt", "40 barges wait upstream of Varnholm")]


def test_changes_tell_what_is_newly_disputed_and_newly_confirmed(desk: Desk) -> None:
    silo = "the militia shelled the northern silo of Varnholm on Thursday night"
    add(
        desk,
        [
            row("a", "2023-04-07", f"Mayor Ann Lee said on Friday that {silo}."),
            row("b", "2023-04-08", f"Colonel Jan Berg said on Saturday that {silo}."),
            row(
                "c", "2023-04-09", "General Tom Hale denied that the militia had shelled the northern silo of Varnholm."
            ),
        ],
    )
    assert {c.kind for c in desk.changes("2023-04-07", as_of="2023-04-08").changes} >= {ChangeKind.CONFIRMED}
    assert {c.kind for c in desk.changes("2023-04-08", as_of="2023-04-09").changes} >= {ChangeKind.DISPUTED}


def test_changes_go_forward(desk: Desk) -> None:
    add(desk, ROWS)
    with pytest.raises(BadRequest, match="give an earlier day"):
        desk.changes("2023-04-08", as_of="2023-04-01")
    assert str(desk.changes("2023-04-14")).endswith("Nothing changed.\n")


def test_changes_are_the_same_beside_reports_that_have_nothing_to_do_with_them(desk: Desk) -> None:
    add(desk, ROWS)
    before = desk.changes("2023-04-08").changes
    add(
        desk,
        [
            row(
                "x", "2023-04-06", "Trainer Max Weber said on Thursday that the chess club won 4 of its 9 games in Ulm."
            ),
            row("y", "2023-04-07", "Florist Eva Klein said on Friday that tulips bloom late behind the old mill."),
        ],
    )
    assert desk.changes("2023-04-08").changes == before


def test_changes_tell_counts_anew_each_within_its_story(desk: Desk) -> None:
    flood = (
        "The flood on the river Holm killed {} people in Varnholm, and water stands in the lower town, officials said."
    )
    quake = "The earthquake near Astrovia killed {} people, and rescuers dig in the rubble of villages, police said."
    add(
        desk,
        [
            row("a", "2023-04-06", flood.format(12)),
            row("b", "2023-04-07", quake.format(310)),
            row("c", "2023-04-08", flood.format(17)),
        ],
    )
    revised = [
        c for c in desk.changes("2023-04-07").changes if c.kind is ChangeKind.REVISED and c.because[:4] == "dead"
    ]
    assert [(change.from_, change.to) for change in revised] == [("12 people", "17 people")]


# --- comparisons


def test_a_statement_is_laid_out_with_its_differences_marked(desk: Desk) -> None:
    add(desk, ROWS)
    statement = next(s for s in desk.statements() if "granary" in s.line and s.outlets == 2)
    comparison = desk.compare(statement.id)
    assert isinstance(comparison, Comparison)
    assert [side.telling.report for side in comparison.sides] == ["first", "second"]
    other = [piece.words for piece in comparison.sides[1].pieces if not piece.is_shared and not piece.is_missing]
    assert other == ["may", "seized"]
    assert "‹may›" in str(comparison)


def test_two_reports_are_aligned(desk: Desk) -> None:
    add(desk, ROWS)
    alignment = desk.compare("first", "second")
    assert isinstance(alignment, Alignment)
    assert alignment.passages[0].line.startswith("River patrols have withdrawn")
    assert 0.2 < alignment.a.new_share < 0.8
    assert {s.voice for s in alignment.statements} == {"UK Ministry of Defence"}


@pytest.mark.parametrize("asked", [("s0000000000",), ("first", "first"), ("first", "nowhere")])
def test_what_cannot_be_compared_is_told(desk: Desk, asked: tuple[str, ...]) -> None:
    add(desk, ROWS)
    with pytest.raises(BadRequest):
        desk.compare(*asked)


def test_who_speaks_for_a_body_is_no_second_source_beside_it(desk: Desk, tmp_path: Path) -> None:
    """A body and its own official confirm nothing to each other; two bodies do."""
    words = "About 23 million people in Hatay and Idlib have been affected by the quakes of Monday"
    one = f"{words}, the WHO said on Monday."
    official = f"{words}, said Ann Lee, senior official at the World Health Organisation, on Monday."
    other = f"{words}, the Red Cross said on Monday."
    for number, text in enumerate((one, official)):
        desk.add(Upload(f"{number}.txt", text.encode(), {"published": "2023-02-06", "outlet": f"Post {number}"}))
    assert {claim.credibility.grade for claim in desk.claims()} == {6}
    desk.add(Upload("2.txt", other.encode(), {"published": "2023-02-06", "outlet": "Post 2"}))
    assert {claim.credibility.grade for claim in desk.claims()} == {2}
