"""PDF files: their text layer as paragraphs, without what repeats on each page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sitrep.clean import make_report
from sitrep.clean.pdf import MOST_PAGES, read_pdf
from sitrep.desk import Desk
from sitrep.gather import gather
from sitrep.gather.files import Upload
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Raw

FULL = "The river rose by two metres in the night and broke the dam above"
ENDS = "the old mill, the mayor said."
NEXT = "Some four hundred people were taken to the sports hall, where the"
LAST = "Red Cross gave out soup."


def pdf(*pages: Sequence[str], more: str = "") -> bytes:
    """Return a PDF file whose pages hold these lines, one below the other."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({escaped(line)}) Tj T*\n" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 72 760 Td\n{shown}ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return assembled(objects, more)


def escaped(line: str) -> str:
    """Return a line as a string of PDF, its characters those of Windows."""
    return "".join(
        f"\\{code:03o}" if code > 126 or chr(code) in "()\\" else chr(code) for code in line.encode("cp1252")
    )


def assembled(objects: Sequence[str], more: str) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R {more}>>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode()


LOCK = "/Encrypt << /Filter /Standard /V 1 /R 2 /O ({}) /U ({}) /P -4 >> /ID [(a) (a)] "
LOCKED = pdf([FULL], more=LOCK.format("x" * 32, "y" * 32))


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([[FULL, ENDS]], f"{FULL} {ENDS}"),
        ([[FULL, ENDS, NEXT, LAST]], f"{FULL} {ENDS}\n\n{NEXT} {LAST}"),
        ([["Dam breaks", FULL, ENDS]], f"Dam breaks\n\n{FULL} {ENDS}"),
        ([["Dam breaks", "", FULL, ENDS]], f"Dam breaks\n\n{FULL} {ENDS}"),
        ([[FULL], [ENDS]], f"{FULL} {ENDS}"),
        ([[FULL, ENDS], [NEXT, LAST]], f"{FULL} {ENDS}\n\n{NEXT} {LAST}"),
        ([[FULL, ENDS], [], [NEXT, LAST]], f"{FULL} {ENDS}\n\n{NEXT} {LAST}"),
        ([["“Dämme brachen”, sagte sie – 400 €."]], "“Dämme brachen”, sagte sie – 400 €."),
    ],
)
def test_lines_are_joined_to_paragraphs(pages: list[list[str]], text: str) -> None:
    assert read_pdf(pdf(*pages)) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The river rose by two metres in the night and took away the old em-", "bankment."], "the old embankment."),
        (["The river rose by two metres in the night and took away the north-", "East road."], "the north-East road."),
        (["The river rose by two metres in the night and took away bridges 2-", "4 too."], "bridges 2- 4 too."),
    ],
)
def test_a_word_that_was_parted_at_the_end_of_a_line_is_whole_again(lines: list[str], text: str) -> None:
    assert read_pdf(pdf(lines)).endswith(text)


def test_a_list_is_a_paragraph_a_point() -> None:
    points = [
        f"• {FULL[:59]}",
        f"• {NEXT[:59]}",
        "1. Bridges are closed in the whole of the valley and beyond",
        "2) Mill",
    ]
    assert read_pdf(pdf(points)) == "\n\n".join(points)


def test_heads_and_feet_that_stand_on_most_pages_are_left_out() -> None:
    def page(number: int) -> list[str]:
        story = [f"{'ABCD'[number]}. {FULL}", ENDS]
        return ["OCHA | Flash Update", *story, f"Page {number} of 4", "www.ocha.example"]

    text = read_pdf(pdf(*map(page, range(4))))
    assert text == "\n\n".join(f"{letter}. {FULL} {ENDS}" for letter in "ABCD")


def test_of_two_pages_nothing_is_left_out() -> None:
    assert read_pdf(pdf(["Flash Update", FULL, ENDS], ["Flash Update", NEXT, LAST])).count("Flash Update") == 2


@pytest.mark.xfail(reason="points of a list that begin alike but for their numbers are taken for the feet of pages")
def test_a_short_page_of_points_that_stands_on_each_page_is_kept() -> None:
    pages = [[f"{number} dead in the valley", f"{number} injured"] for number in range(1, 5)]
    assert "2 dead in the valley" in read_pdf(pdf(*pages))


def test_pages_beyond_the_most_are_not_read() -> None:
    text = read_pdf(pdf(*([f"{FULL[:20]} {number}."] for number in range(MOST_PAGES + 50))))
    assert len(text) < 30 * MOST_PAGES


@pytest.mark.parametrize("pages", [[[]], [[" "]], [[], [], []], []])
def test_a_file_without_a_text_layer_is_unreadable(pages: list[list[str]]) -> None:
    with pytest.raises(Unreadable, match=r"without a text layer|cannot be opened"):
        make_report(Raw(name="a.pdf", content=pdf(*pages), media_type="application/pdf"))


@pytest.mark.parametrize("content", [b"%PDF-1.4", LOCKED, pdf([FULL])[:60], b"%PDF-1.4\n" + b"\x00\xff" * 99])
def test_a_broken_or_locked_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        make_report(Raw(name="a.pdf", content=content, media_type="application/pdf"))


@pytest.mark.parametrize("cut", [100, 300, 500, 700])
def test_a_file_that_is_cut_off_gives_words_or_is_unreadable(cut: int) -> None:
    try:
        assert make_report(Raw(name="a.pdf", content=pdf([FULL, ENDS])[:cut], media_type="application/pdf")).text
    except Unreadable as error:
        assert error.because


@pytest.mark.parametrize("ending", ["pdf", "PDF"])
def test_a_file_in_a_folder_becomes_a_report(desk: Desk, tmp_path: Path, ending: str) -> None:
    (tmp_path / f"update.{ending}").write_bytes(pdf(["Dam breaks above the valley", FULL, ENDS]))
    assert desk.add(tmp_path).added == 1
    assert desk.show(f"update.{ending}").report.text == f"Dam breaks above the valley\n\n{FULL} {ENDS}"


def test_an_upload_becomes_a_report_with_what_is_known_of_it() -> None:
    fields = {"outlet": "OCHA", "published": "2023-02-06"}
    (item,) = gather([Upload("C:\\reports\\update.pdf", pdf(["Dam breaks", FULL, ENDS]), fields)])
    assert isinstance(item, Raw)
    report = make_report(item)
    assert (report.id, report.title, report.outlet, report.published.edtf) == (
        "update.pdf", "Dam breaks", "OCHA", "2023-02-06",
    )  # fmt: skip


def test_a_file_that_is_named_otherwise_is_known_by_its_beginning() -> None:
    assert make_report(Raw(name="a.txt", content=pdf([FULL, ENDS]))).text == f"{FULL} {ENDS}"
