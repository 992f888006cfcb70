"""Exports of Telegram Desktop: each message with words is a report of its chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitrep.clean import make_report
from sitrep.desk import Desk
from sitrep.gather import gather
from sitrep.gather.files import Upload
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Raw, Report

PARTS = [
    {"type": "bold", "text": "Air raid"},
    " over Odesa, the mayor said. ",
    {"type": "link", "text": "https://odesa.example/a"},
    {"type": "text_link", "text": "More", "href": "https://odesa.example/b"},
    " follows.",
]


def message(number: int, text: Any, kind: str = "message", **more: Any) -> dict[str, Any]:
    day = {"date": f"2023-02-{number:02}T10:00:00", "date_unixtime": "1675670400", "from": "Someone", "from_id": "c1"}
    return {"id": number, "type": kind, **day, "text": text, **more}


def chat(*messages: Any, name: str | None = "Saltmarsh Live", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "public_channel", "id": 91, "messages": list(messages), **more}


def write(folder: Path, export: Any) -> Path:
    path = folder / "result.json"
    path.write_text(export if isinstance(export, str) else json.dumps(export, indent=1), encoding="utf-8")
    return path


def raws_of(path: Path) -> list[Raw]:
    items = list(gather([path]))
    assert all(isinstance(item, Raw) for item in items)
    return [item for item in items if isinstance(item, Raw)]


def reports_of(path: Path) -> list[Report]:
    return [make_report(raw) for raw in raws_of(path)]


def test_each_message_is_a_report_with_its_id_its_day_and_the_chat_as_its_outlet(tmp_path: Path) -> None:
    path = write(tmp_path, chat(message(6, "One bridge fell."), message(7, "Two bridges fell.")))
    assert [raw.name.rsplit("/", 1)[-1] for raw in raws_of(path)] == ["result.json#6", "result.json#7"]
    assert [(report.id, report.text, report.outlet, report.published.edtf) for report in reports_of(path)] == [
        ("6", "One bridge fell.", "Saltmarsh Live", "2023-02-06"),
        ("7", "Two bridges fell.", "Saltmarsh Live", "2023-02-07"),
    ]


def test_a_text_in_parts_is_joined_to_the_letter(tmp_path: Path) -> None:
    (report,) = reports_of(write(tmp_path, chat(message(6, PARTS))))
    assert report.text == "Air raid over Odesa, the mayor said. https://odesa.example/aMore follows."


@pytest.mark.parametrize(
    "left_out",
    [
        message(1, "", "service", action="create_channel", title="Saltmarsh Live"),
        message(1, "Jo joined", "service"),
        message(1, "", photo="photos/photo_1.jpg", width=800),
        message(1, []),
        message(1, "  \n"),
        message(1, [{"type": "custom_emoji", "text": ""}]),
        message(1, None),
        {"id": 1, "type": "message"},
        {"type": 7},
        "no message",
        None,
    ],
)
def test_what_has_no_words_is_left_out_without_a_word(tmp_path: Path, left_out: Any) -> None:
    path = write(tmp_path, chat(left_out, message(7, "Two bridges fell.")))
    assert [report.id for report in reports_of(path)] == ["7"]


def test_the_words_under_a_photo_are_a_report(tmp_path: Path) -> None:
    (report,) = reports_of(write(tmp_path, chat(message(6, "The broken dam.", photo="photos/photo_1.jpg"))))
    assert report.text == "The broken dam."


@pytest.mark.parametrize("name", [None, ""])
def test_a_chat_without_a_name_gives_no_outlet(tmp_path: Path, name: str | None) -> None:
    (report,) = reports_of(write(tmp_path, chat(message(6, "One bridge fell."), name=name)))
    assert report.outlet is None


def test_the_export_of_all_chats_has_the_messages_of_each(tmp_path: Path) -> None:
    chats = [chat(message(6, "One."), id=1), chat(message(6, "Two."), name="Post", id=2), {"id": 3, "type": "saved"}]
    left = [chat(message(6, "Three."), name="Gone", id=4)]
    export = {"about": "x", "contacts": {"list": []}, "chats": {"about": "y", "list": chats}}
    reports = reports_of(write(tmp_path, export | {"left_chats": {"list": left}}))
    assert [(report.id, report.text, report.outlet) for report in reports] == [
        ("1-6", "One.", "Saltmarsh Live"),
        ("2-6", "Two.", "Post"),
        ("4-6", "Three.", "Gone"),
    ]


def test_messages_of_several_chats_with_one_number_are_several_reports_on_a_desk(desk: Desk, tmp_path: Path) -> None:
    chats = [chat(message(6, f"{word} bridges fell."), id=id_) for id_, word in enumerate(("Two", "Three"))]
    assert desk.add(write(tmp_path, {"chats": {"list": chats}})).added == 2
    assert (desk.counts()["reports"], desk.counts()["versions"]) == (2, 2)


def test_an_edited_message_of_a_later_export_is_a_new_version(desk: Desk, tmp_path: Path) -> None:
    first, edited = message(6, "Two bridges fell."), message(6, "Three bridges fell.", edited="2023-02-08T09:00:00")
    desk.add(write(tmp_path, chat(first)))
    added = desk.add(write(tmp_path, chat(edited, message(9, "A dam broke."))))
    assert (added.added, added.updated, added.unchanged) == (1, 1, 0)
    assert desk.counts()["reports"] == 2
    assert "Three bridges" in str(desk.show("6"))


def test_the_same_export_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, chat(message(6, "One bridge fell."), message(7, PARTS)))
    desk.add(path)
    again = desk.add(path)
    assert (again.added, again.updated, again.unchanged, again.failures) == (0, 0, 2, ())


def test_an_upload_of_an_export_is_read_alike(tmp_path: Path) -> None:
    content = write(tmp_path, chat(message(6, "One bridge fell."))).read_bytes()
    (item,) = gather([Upload("result.json", content)])
    assert isinstance(item, Raw)
    assert (item.name, make_report(item).outlet) == ("-/result.json#6", "Saltmarsh Live")


@pytest.mark.parametrize(
    "export",
    [
        {"type": "public_channel", "messages": 7},
        {"type": "public_channel", "messages": []},
        {"type": "public_channel", "messages": [], "name": 7},
        {"chats": {"list": 7}},
        {"chats": {}},
        '{"type": "public_channel", "messages": [{"id": 1, "type": "message", "te',
    ],
)
def test_a_broken_export_or_one_without_messages_is_unreadable(tmp_path: Path, export: Any) -> None:
    (raw,) = raws_of(write(tmp_path, export))
    with pytest.raises(Unreadable):
        make_report(raw)
