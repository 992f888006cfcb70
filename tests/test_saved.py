"""Pages that browsers saved: where they came from, when they were saved, and the folders beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitrep.clean import make_report
from sitrep.desk import Desk
from sitrep.gather import gather
from sitrep.gather.saved import archived_fields, saved_fields
from sitrep.ground.model import Raw

WORDS = "Two bridges fell near the old town on Monday, the mayor said, and sixty people lost their homes."
ADDRESS = "https://saltmarsh.example/2023/bridges?id=7"
CHROME = f"<!DOCTYPE html>\n<!-- saved from url=(0043){ADDRESS} -->\n"
SINGLE_FILE = (
    f"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {ADDRESS} \n"
    " saved date: Thu Mar 09 2023 10:00:00 GMT+0100 (Central European Standard Time)\n-->"
)
SEEN = {"seen": "2023-03-09T09:00:00+00:00"}


def page(head: str = "", words: str = WORDS) -> bytes:
    """Return a page with an article behind some head."""
    body = f"<title>Two bridges fell</title><body><article><h1>Two bridges fell</h1><p>{words}</p></article></body>"
    return f"{head}<html>{body}</html>".encode()


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (CHROME, {"url": ADDRESS}),
        (CHROME.lower(), {"url": ADDRESS}),
        (f"<!-- saved from url=(0043){ADDRESS}-->", {"url": ADDRESS}),
        ("<!-- saved from url=(0031)https://saltmarsh.example/öl -->", {"url": "https://saltmarsh.example/öl"}),
        (SINGLE_FILE, {"url": ADDRESS} | SEEN),
        (SINGLE_FILE.replace(" (Central European Standard Time)", ""), {"url": ADDRESS} | SEEN),
        (SINGLE_FILE.replace("Thu Mar 09 2023", "nobody knows when"), {"url": ADDRESS}),
        (SINGLE_FILE.replace("Thu Mar 09 2023 10", "Mon Jan 01 0001 00"), {"url": ADDRESS}),
        ("<!-- saved from url=(0014)about:internet -->", {}),
        ("<!-- saved from url=(0020)file:///home/jo/a.html -->", {}),
        ("<!-- saved from a friend -->", {}),
        ("", {}),
        (" " * 5000 + CHROME, {}),
    ],
)
def test_a_page_tells_where_it_was_saved_from_as_far_as_the_browser_wrote_it(head: str, fields: dict[str, str]) -> None:
    assert saved_fields(page(head)) == fields


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (f"Snapshot-Content-Location: {ADDRESS}\nDate: Thu, 9 Mar 2023 09:00:00 -0000\n", {"url": ADDRESS} | SEEN),
        (f"Snapshot-Content-Location: {ADDRESS}\nDate: Thu, 9 Mar 2023 10:00:00 +0100\n", {"url": ADDRESS} | SEEN),
        (f"Content-Location: {ADDRESS}\n", {"url": ADDRESS}),
        (f"Snapshot-Content-Location: {ADDRESS[:20]}\n {ADDRESS[20:]}\nDate: soon\n", None),
        ("Date: Fri, 31 Dec 9999 23:59:59 -2300\n", {}),
        ("Snapshot-Content-Location: cid:frame-1@mhtml.blink\n", None),
        ("\n", {}),
        ("", {}),
    ],
)
def test_so_does_a_page_saved_as_one_file(head: str, fields: dict[str, str] | None) -> None:
    found = archived_fields(head.encode() + b"\n\nwords")
    assert found == fields if fields is not None else set(found) <= {"url"}


@pytest.mark.parametrize("head", [CHROME, SINGLE_FILE])
def test_a_saved_page_is_the_article_at_its_address(tmp_path: Path, head: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(head))
    (item,) = gather([path])
    assert isinstance(item, Raw)
    report = make_report(item)
    assert (report.url, report.outlet, report.published.edtf) == (ADDRESS, "saltmarsh.example", None)
    assert WORDS in report.text


# --- the folder beside a page


@pytest.mark.parametrize(
    "beside",
    ["_files", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_bestanden", "_pliki", "-filer", ".files", "_FILES"],
)
def test_what_a_saved_page_shows_is_no_report(tmp_path: Path, beside: str) -> None:
    folder = tmp_path / f"Two bridges fell{beside}"
    folder.mkdir()
    (tmp_path / "Two bridges fell.html").write_bytes(page(CHROME))
    (folder / "frame.html").write_bytes(page())
    assert [Path(item.name).name for item in gather([tmp_path]) if isinstance(item, Raw)] == ["Two bridges fell.html"]


@pytest.mark.parametrize("name", ["Flood_files", "Flood files", "Flood-2023", "Flood_reports", "Flood", "flooded"])
def test_any_other_folder_beside_a_page_is_walked(tmp_path: Path, name: str) -> None:
    page_name = "Flood.html" if name != "Flood_files" else "Quake.html"
    (tmp_path / name).mkdir()
    (tmp_path / page_name).write_bytes(page())
    (tmp_path / name / "a.html").write_bytes(page())
    assert sorted(Path(item.name).name for item in gather([tmp_path]) if isinstance(item, Raw)) == [page_name, "a.html"]


def test_what_lies_beside_a_page_is_taken_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "Flood_files").mkdir()
    (tmp_path / "Flood.html").write_bytes(page())
    (tmp_path / "Flood_files" / "a.html").write_bytes(page())
    assert len(list(gather([tmp_path / "Flood_files"]))) == 1


def test_a_folder_of_saved_pages_becomes_reports_and_a_page_saved_again_a_new_version(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(page(CHROME))
    (tmp_path / "b.html").write_bytes(page(CHROME.replace("id=7", "id=8"), WORDS.replace("Two", "Three")))
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "advertisement.html").write_bytes(page())
    assert desk.add(tmp_path).added == 2
    (tmp_path / "a (1).html").write_bytes(page(SINGLE_FILE, WORDS.replace("sixty", "seventy")))
    added = desk.add(tmp_path / "a (1).html")
    assert (added.added, added.updated, added.failures) == (0, 1, ())
    assert desk.counts()["reports"] == 2


def test_files_whose_names_hold_a_number_sign_are_reports_of_their_own(desk: Desk, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"flood #{number}.txt").write_text(f"{number} bridges fell.", encoding="utf-8")
    assert desk.add(tmp_path).added == 2
    assert desk.counts()["reports"] == 2
