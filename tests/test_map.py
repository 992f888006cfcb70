"""The map: points with honest rings, words for each of them, nothing invented, nothing fetched."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import sitrep
from sitrep.ground.errors import BadRequest
from sitrep.tell.drawn import choose_frame, clip, draw, load_outlines
from sitrep.tell.map import Map, make_geojson
from sitrep.tell.render import render_html, render_text

TEXT = (
    "Fighting went on near Vuhledar in Ukraine on Friday. Bakhmut is surrounded. Russia took Soledar, some 15 "
    "kilometers northeast of the city. The village of Qorvandel was cut off. A truck burned on North Main Street."
)


def draw_text(folder: Path, *texts: str) -> Map:
    """Return the map of a desk that holds some texts."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    with sitrep.open(folder / "d.db") as desk:
        desk.add([folder / f"{number}.txt" for number in range(len(texts))])
        return desk.map()


@pytest.fixture
def drawn(tmp_path: Path) -> Map:
    """The map of one text."""
    return draw_text(tmp_path, TEXT)


def features(drawn: Map) -> dict[str, dict[str, Any]]:
    return {feature["properties"]["name"]: feature for feature in make_geojson(drawn)["features"]}


def test_a_place_is_a_point_with_longitude_first_and_its_uncertainty_in_the_properties(drawn: Map) -> None:
    soledar = features(drawn)["Soledar"]
    assert soledar["geometry"] == {
        "type": "Point",
        "coordinates": [pytest.approx(38.07, abs=0.01), pytest.approx(48.69, abs=0.01)],
    }
    assert 1 < soledar["properties"]["uncertainty_km"] < 10
    assert soledar["properties"]["evidence"][0]["words"] == "Soledar"


def test_an_offset_has_its_ring_its_bearing_and_its_words(drawn: Map) -> None:
    offset = features(drawn)["some 15 kilometers northeast of the city"]
    assert offset["properties"]["type"] == "offset"
    assert (offset["properties"]["place"], offset["properties"]["bearing"]) == ("Bakhmut", 45.0)
    assert offset["properties"]["uncertainty_km"] > features(drawn)["Bakhmut"]["properties"]["uncertainty_km"]


def test_what_cannot_be_placed_is_told_and_has_no_geometry(drawn: Map) -> None:
    assert features(drawn)["Qorvandel"]["geometry"] is None
    assert {entry.line for entry in drawn.unplaced} == {"Qorvandel", "North Main Street"}
    assert "Qorvandel" in render_text(drawn).partition("not placed")[2]


def test_a_country_is_no_mark_on_the_map(drawn: Map) -> None:
    assert "Ukraine" in {entry.line for entry in drawn.wide}
    assert "Ukraine" not in {mark.entry.line for mark in draw(drawn).marks}


def test_every_entry_cites_words_that_hold_it(drawn: Map) -> None:
    words = {citation.number: citation.words for citation in drawn.citations}
    for entry in (*drawn.places, *drawn.offsets, *drawn.wide, *drawn.unplaced):
        assert any(entry.line in words[number] for number in entry.citations), entry


def test_the_page_needs_nothing_from_outside_and_runs_no_script(drawn: Map) -> None:
    page = render_html(drawn)
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "Dashed lines are disputed" in page


def test_report_text_is_never_markup(tmp_path: Path) -> None:
    page = render_html(
        draw_text(
            tmp_path, "The village of <b>Qorvandel</b> near Bakhmut was hit.", "Men fled the town of Bak<script>hmut."
        )
    )
    assert "<b>" not in page
    assert "<script" not in page


def test_an_empty_desk_draws_the_world(tmp_path: Path) -> None:
    drawn = draw_text(tmp_path)
    assert make_geojson(drawn)["features"] == []
    assert draw(drawn).marks == ()
    assert "no report" in render_html(drawn)


def test_the_account_as_of_a_day_knows_no_later_place(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "Shells fell on Bakhmut.", "published": "2023-02-01"},
        {"id": "b", "text": "Shells fell in Lyman, Ukraine.", "published": "2023-02-05"},
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with sitrep.open(tmp_path / "d.db") as desk:
        desk.add(tmp_path / "r.jsonl")
        assert {entry.line for entry in desk.map(as_of="2023-02-02").places} == {"Bakhmut"}
        assert {entry.line for entry in desk.map().places} == {"Bakhmut", "Lyman"}


def test_a_far_place_that_few_name_does_not_widen_the_frame(tmp_path: Path) -> None:
    near = "Shells fell on Bakhmut, Soledar, Lyman and Kramatorsk in Ukraine."
    drawn = draw_text(
        tmp_path, *(f"{near} Day {number}." for number in range(6)), near + " He phoned from Los Angeles."
    )
    frame = choose_frame(drawn.places)
    assert frame.west > 20
    assert draw(drawn).outside == ("Los Angeles",)


def test_a_ring_is_clipped_to_the_frame() -> None:
    frame = choose_frame(())
    square = [(frame.west - 50, 0.0), (0.0, 0.0), (0.0, 50.0), (frame.west - 50, 50.0)]
    assert min(x for x, _ in clip(square, frame)) == frame.west
    assert clip([(500.0, 0.0), (501.0, 0.0), (501.0, 1.0)], frame) == []


def test_the_line_of_crimea_is_drawn_as_disputed() -> None:
    names = [entry["name"] for entry in load_outlines()["disputed"]]
    assert any("Crimea" in name for name in names)


# --- what the user adds


def test_a_place_of_the_users_own_is_known_and_hides_no_other(tmp_path: Path) -> None:
    own = '[[place]]\nname = "Qorvandel"\nlat = 48.5\nlon = 37.9\nradius_km = 3\n'
    more = 'aliases = ["Korvandel"]\ncountry = "UA"\n'
    (tmp_path / "places.toml").write_text(own + more, encoding="utf-8")
    drawn = draw_text(tmp_path, TEXT, "Shells fell on Korvandel in Ukraine.")
    own_place = next(entry for entry in drawn.places if entry.lat == 48.5)
    assert (own_place.radius_km, own_place.country, own_place.reports) == (3.0, "UA", 2)
    assert "Soledar" in {entry.line for entry in drawn.places}


def test_new_places_make_old_readings_stale(tmp_path: Path) -> None:
    draw_text(tmp_path, TEXT)
    (tmp_path / "places.toml").write_text('[[place]]\nname = "Qorvandel"\nlat = 48.5\nlon = 37.9\n', encoding="utf-8")
    with sitrep.open(tmp_path / "d.db") as desk:
        assert "Qorvandel" in {entry.line for entry in desk.map().unplaced}
        assert desk.reread() == 1
        assert desk.reread() == 0
        assert "Qorvandel" in {entry.line for entry in desk.map().places}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("[[place]", "mend the file"),
        ("place = 3", "[[place]] tables"),
        ("[[town]]\nname = 'X'", "[[place]] tables"),
        ("[[place]]\nlat = 3\nlon = 3", "no name"),
        ("[[place]]\nname = 'X'\nlat = 93\nlon = 3", "lat from -90"),
        ("[[place]]\nname = 'X'\nlat = '3'\nlon = 3", "a number"),
        ("[[place]]\nname = 'X'\nlat = 3\nlon = 3\nradius_km = -1", "radius_km"),
        ("[[place]]\nname = 'X'\nlat = 3\nlon = 3\nkind = 'street'", "kind"),
        ("[[place]]\nname = 'X'\nlat = 3\nlon = 3\nnick = 'Y'", "key"),
        ("[[place]]\nname = 'X'\nlat = 3\nlon = 3\naliases = 'Y'", "aliases"),
    ],
)
def test_a_broken_file_of_places_is_told(tmp_path: Path, words: str, reason: str) -> None:
    (tmp_path / "places.toml").write_text(words, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with sitrep.open(tmp_path / "d.db") as desk, pytest.raises(BadRequest, match=re.escape(reason)):
        desk.add(tmp_path / "a.txt")


def test_an_outlet_is_at_home_somewhere(tmp_path: Path) -> None:
    """A paper of Alexandria, Louisiana, need not say which Alexandria it means."""
    text = "A woman of Alexandria was charged on Monday."
    (tmp_path / "r.jsonl").write_text(json.dumps({"id": "a", "text": text, "outlet": "Town Talk"}), encoding="utf-8")
    sources = tmp_path / "sources.toml"
    sources.write_text('[outlets]\n"Town Talk" = { home = "Alexandria, Louisiana" }\n', encoding="utf-8")
    with sitrep.open(tmp_path / "d.db") as desk:
        desk.add(tmp_path / "r.jsonl")
        assert [(entry.country, round(entry.lat or 0)) for entry in desk.map().places] == [("US", 31)]


def test_a_home_that_is_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[outlets]\n"X" = { home = "Qorvandel" }\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with sitrep.open(tmp_path / "d.db") as desk, pytest.raises(BadRequest, match="not in the gazetteer"):
        desk.add(tmp_path / "a.txt")
