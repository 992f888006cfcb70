"""Stories: which reports tell of one development, what follows on what, and digests, whose items are told apart."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Clock
from typer.testing import CliRunner

from sitrep.cli import app
from sitrep.desk import Desk, read_text
from sitrep.ground.lexicon import DATA
from sitrep.ground.model import Published, Report
from sitrep.keep import Store
from sitrep.link.digests import find_items
from sitrep.link.stories import WINDOW, find_likelihood, make_sketch
from sitrep.link.stories.groups import group_alike
from sitrep.link.terms import find_subject
from sitrep.tell.stories import StoryEntry

SAMPLE = Path(str(DATA)) / "sample"
Row = dict[str, Any]

VARNHOLM = (
    """Granary fire in Varnholm leaves four dead

A fire in the old granary of Varnholm killed four workers on Friday. Mayor Lena Brandt said that 60 firefighters fought
the blaze until noon. The granary on Quay Street had no sprinklers, inspector Joris Maat said.
""",
    """Four killed as blaze guts Varnholm granary

Four workers died when the granary on Quay Street in Varnholm burned down on Friday. Some 60 firefighters were called,
according to Mayor Lena Brandt. Inspector Joris Maat found that sprinklers were missing.
""",
    """Varnholm mourns workers of the granary

Flags flew at half mast in Varnholm after four workers perished in the fire at the granary. Lena Brandt, the mayor,
thanked 60 firefighters. “Sprinklers would have saved them,” inspector Joris Maat said on Quay Street.
""",
)
BRACKWATER = (
    """Mill fire in Brackwater leaves three dead

A fire in the old paper mill of Brackwater killed three workers on Friday. Mayor Otto Sandvik said that 45 firefighters
fought the blaze until noon. The mill on Weir Road had no sprinklers, inspector Hanne Vik said.
""",
    """Three killed as blaze guts Brackwater mill

Three workers died when the paper mill on Weir Road in Brackwater burned down on Friday. Some 45 firefighters were
called, according to Mayor Otto Sandvik. Inspector Hanne Vik found that sprinklers were missing.
""",
    """Brackwater mourns workers of the mill

Flags flew at half mast in Brackwater after three workers perished in the fire at the paper mill. Otto Sandvik, the
mayor, thanked 45 firefighters. “Sprinklers would have saved them,” inspector Hanne Vik said on Weir Road.
""",
)
CHARGED = """Merchant appears in court over Varnholm fire

Pieter Holt, who owns the granary, was charged with manslaughter on Tuesday. His lawyer, Annika Roos, told the court in
Lunden that the merchant would plead not guilty. Prosecutor Willem Kaas asked for bail of 200,000 crowns and said that
invoices and letters had been seized at the merchant's villa. The trial opens in Lunden in September. Relatives of the
victims were in the gallery when the judge read out the charges; the hearing took less than an hour.
"""
ALONE = """Parliament votes on ferry fares

Lawmakers in Tessaly voted on Friday to cut the fares of the island ferries by a fifth from June on.
"""
DIGEST = """Key developments on Friday

• Four workers died in a fire at the granary on Quay Street in Varnholm. Mayor Lena Brandt praised 60 firefighters.

• Three workers were killed when the paper mill on Weir Road in Brackwater burned down, Mayor Otto Sandvik said.

• The central bank left interest rates where they were, and said that prices would calm down by autumn.
"""


def row(name: str, day: str | None, text: str) -> Row:
    """Return a report as an object; its outlet goes by its id."""
    dated = {"published": day} if day else {}
    return {"id": name, "outlet": f"{name} Post", "url": f"https://{name}.example/a", "text": text} | dated


FIRES = (
    *(row(f"v{n}", f"2023-04-0{7 + n // 2}", text) for n, text in enumerate(VARNHOLM)),
    *(row(f"b{n}", f"2023-04-0{7 + n // 2}", text) for n, text in enumerate(BRACKWATER)),
)
ROWS = (*FIRES, row("charged", "2023-04-11", CHARGED), row("alone", "2023-04-07", ALONE))


@pytest.fixture(autouse=True)
def later(clock: Clock) -> None:
    """Let a desk's reports have appeared."""
    clock.day = date(2023, 6, 1)


def add(desk: Desk, rows: Iterable[Row], name: str = "rows") -> None:
    path = desk.folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    assert desk.add(path).failures == ()


def grouped(desk: Desk, as_of: str | None = None) -> set[frozenset[str]]:
    return {frozenset(entry.reports) for entry in desk.stories(as_of=as_of)}


def story_of(desk: Desk, report: str) -> StoryEntry:
    return next(entry for entry in desk.stories() if report in entry.reports)


def reports_of(*rows: Row) -> list[Report]:
    return [
        Report(id=each["id"], text=each["text"], published=Published(each.get("published"), "stated")) for each in rows
    ]


def likelihood_of(one: Row, other: Row) -> int:
    reports = reports_of(one, other)
    sketches = [make_sketch(each, read_text(each.text, published=each.published.edtf)) for each in reports]
    assert find_likelihood(*sketches) == find_likelihood(*reversed(sketches))
    return find_likelihood(*sketches)


# --- which reports are of one story


def test_look_alike_developments_are_told_apart(desk: Desk) -> None:
    add(desk, FIRES)
    assert grouped(desk) == {frozenset({"v0", "v1", "v2"}), frozenset({"b0", "b1", "b2"})}
    assert [entry.after for entry in desk.stories()] == [None, None]


def test_a_report_of_no_story_is_one_by_itself(desk: Desk) -> None:
    add(desk, ROWS)
    entry = story_of(desk, "alone")
    assert (entry.reports, entry.situation, entry.after) == (("alone",), entry.id, None)


def test_a_later_development_follows_on_the_earlier_one(desk: Desk) -> None:
    add(desk, ROWS)
    charged, fire = story_of(desk, "charged"), story_of(desk, "v0")
    assert charged.id != fire.id
    assert (charged.after, charged.situation) == (fire.id, fire.id)


def test_nothing_follows_after_weeks_of_silence(desk: Desk) -> None:
    add(desk, [*FIRES, row("charged", "2023-05-09", CHARGED)])
    assert story_of(desk, "charged").after is None


def test_a_story_is_told_with_its_days_and_by_the_headline_of_its_first_report(desk: Desk) -> None:
    add(desk, ROWS)
    entry = story_of(desk, "v2")
    assert (entry.since, entry.until, entry.how) == ("2023-04-07", "2023-04-08", "stated")
    assert (entry.line, entry.outlets, entry.reports[0]) == (VARNHOLM[0].splitlines()[0], 3, "v0")


def test_a_story_keeps_its_id_while_later_reports_come_in(desk: Desk) -> None:
    add(desk, FIRES[:1])
    name = story_of(desk, "v0").id
    add(desk, ROWS[1:], "more")
    assert story_of(desk, "v2").id == name


def test_a_desk_without_reports_has_no_stories(desk: Desk) -> None:
    assert len(desk.stories()) == 0
    assert str(desk.stories()) == "No stories found.\n"


# --- neither the order nor what comes later matters


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_matter(tmp_path: Path, clock: Clock, seed: int) -> None:
    undated = [row("u0", None, VARNHOLM[1].replace("Four", "Some four")), row("u1", None, CHARGED)]
    rows = [*ROWS, *undated, row("digest", "2023-04-08", DIGEST)]
    told = []
    for number in range(2):
        with Desk(Store.open(tmp_path / f"{number}.db"), clock) as desk:
            for part in range(0, len(rows), 4):
                add(desk, rows[part : part + 4], f"{number}-{part}")
            told.append(msgspec.json.encode(desk.stories()))
        random.Random(seed).shuffle(rows)
    assert told[0] == told[1]


def test_stories_as_of_a_day_are_those_from_before_later_reports(desk: Desk) -> None:
    add(desk, [each for each in ROWS if each["published"] <= "2023-04-07"])
    before = msgspec.json.encode(desk.stories(as_of="2023-04-07"))
    add(desk, ROWS, "all")
    assert msgspec.json.encode(desk.stories(as_of="2023-04-07")) == before


def test_an_edited_report_stands_in_the_story_of_what_it_says_now(desk: Desk) -> None:
    add(desk, [*FIRES, row("alone", "2023-04-07", ALONE)])
    add(desk, [row("alone", "2023-04-07", BRACKWATER[0])], "edited")
    assert frozenset({"alone", "b0", "b1", "b2"}) in grouped(desk)


def test_stories_are_linked_anew_when_reports_are_read_again(desk: Desk) -> None:
    add(desk, ROWS)
    before = msgspec.json.encode(desk.stories())
    desk.reread(everything=True)
    assert msgspec.json.encode(desk.stories()) == before


# --- two reports


def test_reports_of_days_far_apart_are_of_two_stories() -> None:
    first, last = date(2023, 4, 7), date(2023, 4, 7 + WINDOW)
    near = likelihood_of(row("a", first.isoformat(), VARNHOLM[0]), row("b", last.isoformat(), VARNHOLM[0]))
    far = likelihood_of(row("a", first.isoformat(), VARNHOLM[0]), row("b", "2023-04-22", VARNHOLM[0]))
    assert near > 0
    assert far == 0


def test_words_of_one_subject_count_as_one() -> None:
    assert find_subject("trial") == find_subject("courtroom")
    assert find_subject("heist") == find_subject("robbers")
    assert find_subject("Fire", is_name=True) != find_subject("blaze")


def test_groups_join_while_their_mean_is_high_enough_and_ties_fall_to_the_lower_number() -> None:
    pairs = {(0, 1): 900_000, (1, 2): 600_000, (0, 2): 300_000, (2, 3): 600_000}
    assert group_alike([frozenset()] * 4, pairs) == [[0, 1], [2, 3]]
    assert group_alike([frozenset()] * 3, {(0, 1): 700_000, (1, 2): 700_000}) == [[0, 1], [2]]


def test_groups_with_names_of_their_own_stay_apart() -> None:
    names = [frozenset({"varnholm"})] * 3 + [frozenset({"brackwater"})] * 3
    inside = {(low, high): 900_000 for low in range(6) for high in range(low + 1, 6) if (low < 3) == (high < 3)}
    across = {(low, high): 700_000 for low in range(3) for high in range(3, 6)}
    assert group_alike(names, inside | across) == [[0, 1, 2], [3, 4, 5]]
    assert group_alike([frozenset()] * 6, inside | across) == [[0, 1, 2, 3, 4, 5]]


# --- digests


def items_of(text: str, title: str | None = None) -> list[str]:
    """Return the first words of each item."""
    items = find_items(Report(id="digest", text=text, title=title))
    assert all(one.end <= other.start for one, other in pairwise(items))
    return [" ".join(text[item.start : item.end].split()[:3]) for item in items]


def test_a_digest_belongs_to_the_stories_of_its_items(desk: Desk) -> None:
    add(desk, [*ROWS, row("digest", "2023-04-08", DIGEST)])
    told = grouped(desk)
    assert frozenset({"digest", "v0", "v1", "v2"}) in told
    assert frozenset({"digest", "b0", "b1", "b2"}) in told
    assert frozenset({"digest"}) in told


LONG = "The river rose again during the night and the lower streets of the town were closed to all traffic by noon."


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (DIGEST, ["• Four workers", "• Three workers", "• The central"]),
        (
            "10:45 The lock opened again.\n\n11.20 Talks began in Lunden.\n\n3 p.m. Trains run.\n",
            ["10:45 The lock", "11.20 Talks began", "3 p.m. Trains"],
        ),
        (
            f"Evening briefing\n\nBank holds rates\n\n{LONG}\n\nLock opens\n\n{LONG}\n\nFares to fall\n\n{LONG}\n",
            ["Bank holds rates", "Lock opens The", "Fares to fall"],
        ),
        (f"1. {LONG}\n2. {LONG}\n3. {LONG}\n", ["1. The river", "2. The river", "3. The river"]),
        # subheadings, quotations and a short list stand in ordinary reports too
        (f"{LONG}\n\n{LONG}\n\n{LONG}\n\nThe lock\n\n{LONG}\n\nThe town\n\n{LONG}\n\nThe bank\n\n{LONG}\n", []),
        (f"{LONG}\n\n- We wait, she said.\n\n- Nobody came, he said.\n\n- We went home, they said.\n", []),
        (f"Key developments\n\n{LONG}\n\n{LONG}\n\n{LONG}\n", []),
        ("Live updates\n\n• One thing.\n\n• Another thing.\n", []),
        ("", []),
    ],
)
def test_a_digest_is_cut_only_at_what_a_reader_sees(text: str, items: list[str]) -> None:
    assert items_of(text) == items


def test_a_title_may_say_that_a_text_is_a_digest() -> None:
    text = "- The lock opened again.\n- Talks began in Lunden.\n- Trains run again.\n"
    assert items_of(text) == []
    assert len(items_of(text, "River towns: live updates")) == 3


# --- the sample, and the command


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Desk]:
    with Desk(Store.open(tmp_path_factory.mktemp("sample") / "desk.db"), Clock()) as opened:
        opened.add(SAMPLE)
        yield opened


def test_the_sample_is_one_situation_of_several_developments(sample: Desk) -> None:
    stories = list(sample.stories())
    assert {entry.situation for entry in stories} == {stories[0].id}
    assert 5 <= len(stories) <= 12
    assert {report for entry in stories for report in entry.reports} == {each["id"] for each in sample.export()}


def lines_of(desk: Desk, *options: str) -> Sequence[Row]:
    result = CliRunner().invoke(app, ["stories", "--jsonl", "--desk", str(desk.path), *options], catch_exceptions=False)
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_command_prints_an_object_a_story(sample: Desk) -> None:
    lines = lines_of(sample, "--as-of", "2023-02-12")
    assert lines == msgspec.json.decode(msgspec.json.encode(list(sample.stories(as_of="2023-02-12"))))
    assert all({"id", "since", "until", "reports"} <= line.keys() for line in lines)
    assert max(line["since"] for line in lines) <= "2023-02-12"
