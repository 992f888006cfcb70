"""Tables: of reports, of addresses, of GDELT and of Media Cloud, as programs and spreadsheets write them."""

from __future__ import annotations

import csv
import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sitrep.clean import make_report
from sitrep.desk import Desk
from sitrep.gather import gather
from sitrep.gather.tables import LARGEST, read_addresses, read_table
from sitrep.ground.model import Address, Failure, Raw, Report

Cells = list[list[str]]
TEXT = 'Two bridges fell, the mayor said.\n\n"Stay home; wait," she told\treporters | and left.'
TABLE = [["id", "text", "outlet", "date"], ["a", TEXT, "Herald", "2023-02-06"], ["b", "A dam broke.", "", "7 Feb 2023"]]


def items_of(content: bytes | str) -> list[Raw | Address | Failure]:
    return list(read_table(io.BytesIO(content.encode() if isinstance(content, str) else content), "a.csv"))


def reports_of(content: bytes | str) -> list[Report]:
    items = items_of(content)
    assert all(isinstance(item, Raw) for item in items), items
    return [make_report(item) for item in items if isinstance(item, Raw)]


def reasons_of(content: bytes | str) -> list[str]:
    return [item.reason for item in items_of(content) if isinstance(item, Failure)]


def written(rows: Cells, separator: str = ",", newline: str = "\r\n") -> str:
    """Return a table as spreadsheets write it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue()


# --- reports


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_row_is_a_report_whatever_parts_its_columns(separator: str, newline: str) -> None:
    reports = reports_of(written(TABLE, separator, newline))
    assert [(report.id, report.text, report.outlet, report.published.edtf) for report in reports] == [
        ("a", TEXT, "Herald", "2023-02-06"),
        ("b", "A dam broke.", None, "2023-02-07"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_encoding_that_it_is_in(encoding: str) -> None:
    table = written([["text", "outlet"], ["Dämme brachen – “alle”.", "Öldtown Post"]])
    (report,) = reports_of(table.encode(encoding))
    assert (report.text, report.outlet) == ("Dämme brachen – “alle”.", "Öldtown Post")


@pytest.mark.parametrize("size", range(4))
def test_a_character_on_the_border_of_what_is_looked_at_tells_no_other_encoding(size: int) -> None:
    words = "x" * (64 * 1024 - 8 + size) + "Ö" * 9
    (report,) = reports_of(f"text\n{words}")
    assert report.text == words


@pytest.mark.parametrize(
    ("column", "field"),
    [
        *((name, "title") for name in ("title", "Title", "HEADLINE", "heading", " Headline ")),
        *((name, "outlet") for name in ("outlet", "Source", "publisher", "Site Name", "source-name", "Media Name")),
        *((name, "url") for name in ("url", "URL", "Link", "canonical_url", "Permalink")),
        *((name, "id") for name in ("id", "ID", "_id", "guid", "UUID")),
    ],
)
def test_columns_are_known_however_they_are_spelled(column: str, field: str) -> None:
    (report,) = reports_of(written([["text", column], ["A dam broke.", "https://h.example/x"]]))
    assert getattr(report, field) == "https://h.example/x"


@pytest.mark.parametrize("column", ["language", "Lang", "LANGUAGE"])
def test_the_column_of_the_language_is_known_however_it_is_spelled(column: str) -> None:
    assert reports_of(written([["text", column], ["A dam broke.", "en-GB"]]))[0].language == "en"


@pytest.mark.parametrize(
    "column",
    [
        "date",
        "Published At",
        "publishedAt",
        "pub_date",
        "PubDate",
        "publish-date",
        "Publication Date",
        "DATE_PUBLISHED",
    ],
)
def test_the_column_of_the_day_is_known_however_it_is_spelled(column: str) -> None:
    (report,) = reports_of(written([["text", column], ["A dam broke.", "2023-02-06"]]))
    assert report.published.edtf == "2023-02-06"


@pytest.mark.parametrize(
    "column", ["text", "Text", "body", "Content", "Full Text", "full-text", "articleBody", "MainText"]
)
def test_the_column_of_the_words_is_known_however_it_is_spelled(column: str) -> None:
    assert reports_of(written([[column, "x"], ["A dam broke.", "y"]]))[0].text == "A dam broke."


def test_a_column_of_pages_is_read_as_pages() -> None:
    page = (
        "<html><body><article><p>" + "Two bridges fell, the mayor said on Monday. " * 3 + "</p></article></body></html>"
    )
    (report,) = reports_of(written([["html"], [page]]))
    assert report.text.startswith("Two bridges fell, the mayor")


def test_a_row_is_named_by_its_number_and_blank_ones_are_passed_over() -> None:
    items = items_of("text\nOne.\n\n   \n,,\nTwo.\n")
    assert [item.name for item in items if isinstance(item, Raw)] == ["a.csv#2", "a.csv#6"]


def test_an_index_without_a_name_and_cells_beyond_the_head_do_no_harm() -> None:
    (report,) = reports_of(",text\n0,A dam broke.,more,and more\n")
    assert report.text == "A dam broke."


def test_nul_characters_are_left_out() -> None:
    (report,) = reports_of("text\nA dam\x00 broke.\x00\n")
    assert report.text == "A dam broke."


# --- addresses


def test_a_row_with_an_address_and_no_text_is_an_address_with_what_the_list_says() -> None:
    table = [["id", "url", "title", "outlet", "text"], ["7", "https://h.example/1", "Fell", "Herald", " "]]
    fields = {"listed_title": "Fell", "listed_outlet": "Herald"}
    assert items_of(written(table)) == [Address("https://h.example/1", fields)]


def test_the_stories_of_media_cloud_are_addresses() -> None:
    table = (
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\r\n"
        '9f2,2023-02-07 03:11:12.123456,en,saltmarsh.example,saltmarsh.example,2023-02-06,"Two bridges fell, say many",'
        "https://saltmarsh.example/2023/bridges\r\n"
    )
    fields = {
        "listed_language": "en",
        "listed_outlet": "saltmarsh.example",
        "listed_published": "2023-02-06",
        "listed_title": "Two bridges fell, say many",
    }
    assert items_of(table) == [Address("https://saltmarsh.example/2023/bridges", fields)]


@pytest.mark.parametrize(
    ("columns", "address", "time"), [(61, 60, 59), (58, 57, 56), (16, 5, 2), (27, 4, 1)]
)  # events, events of 1.0, mentions, knowledge graph
def test_the_tables_of_gdelt_are_addresses_with_the_moment_at_which_it_saw_them(
    columns: int, address: int, time: int
) -> None:
    rows = []
    for number in range(3):
        row = ['"'] * columns  # GDELT knows no quotation marks
        row[address], row[time] = f"https://h.example/{number}", "20230206101500"
        rows.append("\t".join(row))
    seen = {"seen": "2023-02-06T10:15:00+00:00"}
    assert items_of("\n".join(rows) + "\n") == [Address(f"https://h.example/{number}", seen) for number in range(3)]


def test_a_row_of_gdelt_without_an_address_or_with_another_time_costs_itself() -> None:
    def row(address: str, time: str = "20230206") -> str:
        cells = ["x"] * 61
        cells[60], cells[59] = address, time
        return "\t".join(cells)

    items = items_of("\n".join([row("https://h.example/1"), row("BBC Monitoring"), "cut\toff"]))
    assert items[0] == Address("https://h.example/1")
    assert [item.item for item in items[1:] if isinstance(item, Failure)] == ["BBC Monitoring", "a row of GDELT"]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://h.example/1\nhttps://h.example/2\n", ["https://h.example/1", "https://h.example/2"]),
        ("# to be read\n\n  https://h.example/1  \r\n# end", ["https://h.example/1"]),
        ("\ufeffHTTP://h.example/1", ["HTTP://h.example/1"]),
        ("https://h.example/1 is down\n", None),
        ("https://h.example/1\nTwo bridges fell.\n", None),
        ("ftp://h.example/1\n", None),
        ("# https://h.example/1\n", None),
        ("", None),
    ],
)
def test_a_text_of_nothing_but_addresses_is_a_list_of_them(text: str, addresses: list[str] | None) -> None:
    found = read_addresses(text.encode())
    assert (found and [address.url for address in found]) == addresses


def test_a_list_is_taken_where_it_is_named_and_told_where_a_folder_holds_it(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("https://h.example/1\nhttps://h.example/2\n", encoding="utf-8")
    (tmp_path / "list.csv").write_text("url\nhttps://h.example/3\nhttps://h.example/4\n", encoding="utf-8")
    assert len([item for item in gather(sorted(tmp_path.iterdir())) if isinstance(item, Address)]) == 4
    failures = list(gather([tmp_path]))
    assert [Path(item.item).name for item in failures if isinstance(item, Failure)] == ["list.csv", "list.txt"]


# --- what is broken


@pytest.mark.parametrize(
    "table",
    [
        "name,amount\nBridge,12\n",
        "id,date,amount\n1,2023-02-06,7\n",
        "just words\nand more\n",
        "\x00\x01\x02\n",
        "a\tb\n",
    ],
)
def test_a_table_of_something_else_is_one_failure(table: str) -> None:
    assert reasons_of(table) == [
        "it is a table, but none of its columns is known: its first line is to have a column named text, or url"
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_table_is_a_failure(content: bytes) -> None:
    assert reasons_of(content) == ["it is empty"]


def test_a_head_without_rows_holds_nothing() -> None:
    assert items_of("id,text,url\n") == []


@pytest.mark.parametrize("row", ["no address,", "ftp://h.example/1, ", "/2023/bridges"])
def test_a_row_with_neither_text_nor_address_costs_itself(row: str) -> None:
    items = items_of(f"url,text\nhttps://h.example/1,\n{row}\n,Two.\n")
    assert [type(item) for item in items] == [Address, Failure, Raw]
    assert items[1] == Failure("a.csv#3", "the row holds neither a text nor an address")


def test_a_quotation_mark_that_is_never_closed_loses_nothing_before_it() -> None:
    items = items_of('text\nOne.\n"Two.\nThree.\n')
    assert [make_report(item).text for item in items if isinstance(item, Raw)] == ["One.", "Two.\nThree.\n"]


@pytest.mark.parametrize("end", ["", "\nTwo.\n"])
def test_a_field_without_end_is_a_failure_and_what_stands_before_is_kept(end: str) -> None:
    items = items_of('text\nOne.\n"' + "x" * (LARGEST + 9) + end)
    assert isinstance(items[0], Raw)
    assert any(isinstance(item, Failure) and "broken" in item.reason for item in items[1:])


# large: 60 MB of rows
@pytest.mark.skipif(not hasattr(resource, "RUSAGE_SELF"), reason="memory cannot be measured")
def test_rows_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,x\n" + (b"y" * 99_999 + b"\n") * 600)
    command = (
        "import resource, sys\nfrom sitrep.gather import gather\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nbefore = peak()\n"
        "count = sum(1 for _ in gather(sys.argv[1:]))\n"
        "sys.stdout.write(f'{count} {(peak() - before) // 1024}')"
    )
    answer = subprocess.run([sys.executable, "-c", command, str(path)], capture_output=True, check=True, text=True)
    rows, grown_mb = map(int, answer.stdout.split())
    assert rows == 600
    assert grown_mb < 30


def test_an_edited_row_is_a_new_version_on_a_desk(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(written(TABLE), encoding="utf-8")
    assert desk.add(path).added == 2
    path.write_text(written(TABLE).replace("A dam broke.", "Two dams broke."), encoding="utf-8")
    again = desk.add(path)
    assert (again.added, again.updated, again.unchanged) == (0, 1, 1)
