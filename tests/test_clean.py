"""From what was received to a report: characters, what is known of it, and the lines that are no part of its story."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitrep.clean import make_plain_report, make_report
from sitrep.clean.noise import find_noise
from sitrep.ground.errors import Unreadable
from sitrep.ground.lexicon import DATA, load_words
from sitrep.ground.model import NoiseKind, Raw, Report

GERMAN = (
    "Der Bürgermeister sagte am Montag, dass zwölf Brücken für längere Zeit gesperrt sind. Größere Schäden gab es.\n"
)
FRENCH = "L’élu a déclaré lundi que près de 40 écoles étaient fermées à Nîmes – « très probablement » jusqu’à l’été.\n"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Bridges closed in Öldtown | Valley Herald</title>
<link rel="canonical" href="https://valley-herald.example/2023/bridges">
<meta property="og:site_name" content="Valley Herald"><meta property="og:title" content="Bridges closed in Öldtown">
<meta property="article:published_time" content="2023-02-07T09:30:00+00:00"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/rain">Weather</a></li></ul></nav>
<main><article><h1>Bridges closed in Öldtown</h1>
<p>Twelve bridges in Öldtown were closed to traffic on Monday after the river rose, the mayor said.</p>
<p>“We expect the water to fall by Friday,” Mayor Lena Brandt told reporters at the town hall.</p>
<p>About 400 people are likely to spend the night in the sports hall, the Red Cross said.</p></article></main>
<aside><h2>Most read</h2><ul><li><a href="/a">Ten soups for winter</a></li></ul></aside>
<footer>Copyright Valley Herald. Subscribe to our newsletter.</footer></body></html>"""


def report_of(content: bytes, media_type: str = "text/plain", **fields: str) -> Report:
    return make_report(Raw(name="/in/a.txt", content=content, media_type=media_type, fields=fields))


def report_of_row(**row: Any) -> Report:
    return make_report(Raw(name="/in/a.jsonl#1", content=json.dumps(row).encode(), media_type="application/json"))


# --- characters


@pytest.mark.parametrize(
    "text",
    [
        "One bridge fell.",
        "  \r\n\tOne\rbridge\x0b fell. \n\n",
        "😀 ａ\u0301\u200b\u2028 ﬁ",
        "{not json",
        "# One\n\n- *two*\n",
    ],
)
def test_plain_text_is_kept_character_for_character(text: str) -> None:
    assert report_of(text.encode()).text == text
    assert make_plain_report(text, "a").text == text
    assert report_of_row(text=text).text == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_that_came_as_json_is_kept_character_for_character(text: str) -> None:
    if text.strip():
        assert report_of_row(text=text).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_text_is_read_in_the_encoding_that_it_is_in(encoding: str) -> None:
    assert report_of(GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_curly_marks_and_dashes_are_read_in_the_encoding_that_they_are_in(encoding: str) -> None:
    assert report_of(FRENCH.encode(encoding)).text == FRENCH


def test_both_orders_of_utf_16_are_read() -> None:
    assert report_of(b"\xfe\xff" + GERMAN.encode("utf-16-be")).text == GERMAN
    assert report_of(b"\xff\xfe" + GERMAN.encode("utf-16-le")).text == GERMAN


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_that_was_cut_off_at_the_end_is_left_out(cut: int) -> None:
    assert report_of("The bridge fell 😀".encode()[:-cut]).text == "The bridge fell "


@pytest.mark.parametrize("content", [b"PK\x03\x04 words", b"\x89PNG\r\n", b"words\x00words", bytes(range(1, 256)) * 4])
def test_a_binary_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"binary|encoding") as caught:
        report_of(content)
    assert caught.value.item == "/in/a.txt"


@pytest.mark.parametrize(
    "content", [b"<?xml version='1.0'?><x>a</x>", b"<opml version='2.0'/>", b" <rss><channel/></rss>"]
)
def test_xml_that_is_no_page_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="it is XML, and no page"):
        report_of(content)


def test_a_broken_pdf_file_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="PDF file that cannot be opened") as caught:
        report_of(b"%PDF-1.7 words")
    assert caught.value.item == "/in/a.txt"


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_item_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        report_of(content)


# --- what is known of a report


def test_a_plain_text_is_named_after_its_file_and_titled_by_its_headline() -> None:
    report = report_of(b"Bridges closed in Oldtown\n\nTwelve bridges are closed, the mayor said.\n")
    assert (report.id, report.title, report.outlet) == ("a.txt", "Bridges closed in Oldtown", None)
    assert (report.published.edtf, report.published.how) == (None, "unknown")


@pytest.mark.parametrize(
    "text", ["One bridge fell.\n\nAnd another.", "One bridge fell\nand another.", "By Jo Brandt\n\nOne fell.", ""]
)
def test_a_first_line_that_is_no_headline_is_no_title(text: str) -> None:
    assert make_plain_report(text, "a").title is None


def test_markdown_is_kept_and_its_first_heading_is_the_title() -> None:
    text = "# Bridges closed\n\nTwelve bridges closed, the **mayor** said.\n"
    report = report_of(text.encode())
    assert (report.text, report.title) == (text, "Bridges closed")


def test_the_mark_of_a_date_at_the_head_is_the_date_of_publication() -> None:
    report = report_of(b" date 2023-04-07 \nTwelve bridges are closed.\n")
    assert report.published.edtf == "2023-04-07"
    assert [noise.kind for noise in report.noise] == [NoiseKind.TIMESTAMP]


def test_what_came_with_an_item_is_known_of_it() -> None:
    report = report_of(b"One bridge fell.", outlet="Herald", published="2023-02-07", url="https://h.example/1", id="x")
    assert (report.id, report.outlet, report.url) == ("x", "Herald", "https://h.example/1")
    assert (report.published.edtf, report.published.how) == ("2023-02-07", "stated")


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"body": "x", "headline": "Fell"}, {"title": "Fell"}),
        ({"content": "x", "source": {"id": None, "name": "Herald"}}, {"outlet": "Herald"}),
        (
            {"maintext": "x", "publisher": "Herald", "link": "https://h.example/1"},
            {"outlet": "Herald", "url": "https://h.example/1"},
        ),
        ({"text": "x", "url": "https://www.h.example/1"}, {"outlet": "h.example"}),
        ({"article": "x", "guid": 7, "lang": "en"}, {"id": "7", "language": "en"}),
        (
            {"text": "x", "title": None, "outlet": "", "language": False},
            {"title": None, "outlet": None, "language": None},
        ),
    ],
)
def test_the_common_names_of_members_are_known(row: dict[str, Any], known: dict[str, Any]) -> None:
    report = report_of_row(**row)
    assert report.text == "x"
    assert {name: getattr(report, name) for name in known} == known


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("2023-02-07", "2023-02-07"),
        ("2023-02-07T23:30:00+02:00", "2023-02-07"),
        ("20230207T093000Z", "2023-02-07"),
        (20230207, "2023-02-07"),
        ("Tue, 07 Feb 2023 10:00:00 GMT", "2023-02-07"),
        ("7 February 2023", "2023-02-07"),
        ("February 7, 2023", "2023-02-07"),
        ("2023-02", "2023-02"),
        ("03/04/2023", "[2023-03-04, 2023-04-03]"),
        ("13/04/2023", "2023-04-13"),
        ("soon", None),
        ("2023-02-30", None),
        ("31/31/2023", None),
        ("", None),
    ],
)
def test_a_stated_date_is_never_more_precise_than_it_was_written(written: str | int, edtf: str | None) -> None:
    published = report_of_row(text="x", date=written).published
    assert (published.edtf, published.how) == (edtf, "stated" if edtf else "unknown")


@pytest.mark.parametrize(
    ("content", "because"),
    [
        ("{broken", "broken JSON"),
        ("[1]", "no object"),
        ("3", "no object"),
        ('{"title": "x"}', "no text"),
        ('{"text": " "}', "no text"),
        ('{"text": null}', "no text"),
        ('{"text": ["x"]}', "no text"),
        ('{"text": "\\ud800"}', "broken JSON"),
    ],
)
def test_json_without_a_text_is_unreadable(content: str, because: str) -> None:
    with pytest.raises(Unreadable, match=because):
        make_report(Raw(name="a", content=content.encode(), media_type="application/json"))


def test_json_with_a_byte_order_mark_is_read() -> None:
    content = b'\xef\xbb\xbf{"text": "x"}'
    assert make_report(Raw(name="a", content=content, media_type="application/json")).text == "x"


# --- pages


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_a_page_is_its_article_with_what_the_page_says_of_itself(media_type: str) -> None:
    report = report_of(PAGE.encode(), media_type)
    assert (report.title, report.outlet, report.published.edtf) == (
        "Bridges closed in Öldtown",
        "Valley Herald",
        "2023-02-07",
    )
    assert report.url == "https://valley-herald.example/2023/bridges"
    assert "Twelve bridges in Öldtown" in report.text
    assert "“We expect the water to fall by Friday,” Mayor Lena Brandt" in report.text
    for other in ("Sport", "Ten soups", "Subscribe", "<p>"):
        assert other not in report.text


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1252"')
    assert report_of(page.encode("cp1252"), "text/html").text == report_of(PAGE.encode(), "text/html").text


def test_what_came_with_a_page_counts_before_what_it_says() -> None:
    report = report_of(PAGE.encode(), "text/html", outlet="Herald", published="2023-02-08")
    assert (report.outlet, report.published.edtf) == ("Herald", "2023-02-08")


def test_a_page_in_a_member_of_json_is_read_as_a_page() -> None:
    report = report_of_row(html=PAGE, outlet="Herald")
    assert report.outlet == "Herald"
    assert report.text.startswith("Bridges closed in Öldtown")


def test_a_text_with_a_tag_in_it_is_kept_where_the_member_is_called_text() -> None:
    assert report_of_row(text="The sign said <p>stop</p>.").text == "The sign said <p>stop</p>."


@pytest.mark.parametrize(
    "page",
    ["<html></html>", "<html><body></body></html>", "<!doctype html>", "<html><head><title>x</title></head></html>"],
)
def test_a_page_without_an_article_is_unreadable(page: str) -> None:
    with pytest.raises(Unreadable, match="no article"):
        report_of(page.encode(), "text/html")


def test_a_page_of_nothing_but_links_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no article"):
        report_of(b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "text/html")


@pytest.mark.parametrize(
    "page",
    ["<div>" * 3000 + "x" + "</div>" * 3000, "<html><p>" + "<b>" * 500, "<html>\x01\x02<p>One fell.", "<html" * 999],
)
def test_a_mangled_page_gives_a_report_or_is_unreadable(page: str) -> None:
    try:
        assert report_of(page.encode(), "text/html").text.strip()
    except Unreadable as error:
        assert error.because


# --- noise

STORY = (
    "The river rose by two metres in the night and broke the dam above the old mill, the mayor said on Monday.",
    "Some four hundred people were taken to the sports hall, where the Red Cross gave out soup and blankets.",
    "Engineers from the capital are expected on Tuesday and will look at the twelve bridges that were closed.",
    "Schools in the valley stay shut until the end of the week, according to a statement of the district.",
)
NOISE: dict[str, tuple[str, ...]] = {
    "promotion": (
        "Click here to see our map of the valley",
        "Download the Valley Herald app for alerts",
        "Sign up for our morning newsletter",
        "Follow us on Twitter for more on the flood",
        "Advertisement",
        "Story continues below advertisement",
        "Please share this article with your friends",
        "Already a subscriber? Log in",
        "Support our journalism for one coin a week",
        "All the day’s news delivered straight to your inbox",
    ),
    "related-link": (
        "Read more: How the dam was built",
        "RELATED: Ten dams that broke",
        "Also read | Mayor under fire for late warning",
        "See also: the flood of 1953 in pictures",
        "https://valley-herald.example/live",
        "► Watch the dam break from the air",
    ),
    "disclaimer": (
        "This story has been updated to correct the number of bridges.",
        "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
        "The views expressed are those of the author.",
        "© 2023 Valley Herald. All rights reserved.",
        "This is a developing story. Please check back for updates.",
        "Editor’s note: the spelling of the mayor’s name was changed.",
    ),
    "credit": (
        "With agencies",
        "Reporting by Jo Brandt in Oldtown; Editing by Ann Lee",
        "Additional reporting by Tom Weir",
        "Photo: Jo Brandt",
        "Image source: Valley Herald",
        "Tom Weir contributed to this report.",
    ),
    "byline": ("By Jo Brandt", "BY JO BRANDT AND ANN LEE", "By Jo Brandt, Valley Herald", "Staff reporter"),
    "caption": (
        "Image caption, The broken dam above the mill",
        "Boats in a street of Oldtown on Monday. (AP Photo/Jo Brandt)",
        "A man wades through the old town. REUTERS/Jo Brandt",
    ),
    "timestamp": ("Published on 7 February 2023", "Last updated: 10:15 GMT, 7 Feb 2023", "Updated 2 hours ago"),
}  # fmt: skip
NO_NOISE = (
    "Water everywhere",
    "What the mayor says",
    "OLDTOWN, Feb 7 (Reuters) - The river rose by two metres in the night.",
    "“We follow the water on the hour,” the mayor said.",
    "“Please share what you have,” the Red Cross said.",
    "By Monday the water had fallen.",
    "By noon, four more bridges were closed.",
    "- twelve bridges",
    "1. Oldtown",
    "• the mill and the sports hall",
    "Photographs show the dam before it broke.",
    "Related floods in the south killed nine people.",
    "More than 400 people watched the water rise.",
    "The agency updated its count to 12 on Monday.",
    "Subscribers of the phone network had no signal.",
    "He said: “Sign here.”",
)


def kinds_in_story(line: str, place: int = 2) -> list[tuple[str, str]]:
    """Return the noise, as kind and words, of a story with a line as a paragraph of its own."""
    text = "\n\n".join([*STORY[:place], line, *STORY[place:]])
    return [(noise.kind.value, text[noise.start : noise.end]) for noise in find_noise(text)]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in NOISE.items() for line in lines])
def test_a_line_that_is_no_story_is_marked_with_its_kind(kind: str, line: str) -> None:
    assert kinds_in_story(line) == [(kind, line)]


def test_every_kind_of_line_has_its_cases() -> None:
    assert set(NOISE) == set(load_words("noise")["lines"]) == {kind.value for kind in NoiseKind}


@pytest.mark.parametrize("line", NO_NOISE)
def test_a_line_of_the_story_is_not_marked(line: str) -> None:
    assert kinds_in_story(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "The report was published by the ministry on Monday.",
        "Sources: two officials in the district said the dam was old.",
    ],
)
def test_a_sentence_that_begins_like_a_disclaimer_or_credit_is_not_marked(line: str) -> None:
    assert kinds_in_story(line) == []


def test_the_words_under_a_file_photo_are_a_caption() -> None:
    line = "FILE PHOTO: The dam above the mill in summer"
    assert kinds_in_story(line) == [("caption", line)]


@pytest.mark.parametrize("line", ["MAYOR UNDER FIRE FOR LATE WARNING", "Mayor Faces Questions After Valley Dam Breaks"])
def test_a_headline_in_the_middle_is_one_of_another_story(line: str) -> None:
    assert kinds_in_story(line) == [("related-link", line)]


@pytest.mark.parametrize("line", ["DAM BREAKS ABOVE OLDTOWN", "Dam Breaks Above Oldtown Mill After Night Of Rain"])
def test_a_headline_on_top_is_that_of_the_story(line: str) -> None:
    assert kinds_in_story(line, place=0) == []


def test_a_lone_credit_marks_the_lines_above_it_as_its_caption() -> None:
    text = f"{STORY[0]}\n\nBoats in a street of Oldtown.\nGetty Images\n\n{STORY[1]}"
    assert [(noise.kind.value, text[noise.start : noise.end]) for noise in find_noise(text)] == [
        ("caption", "Boats in a street of Oldtown."),
        ("credit", "Getty Images"),
    ]


@pytest.mark.parametrize("text", ["", "\n", "Sign up for our newsletter", "By Jo Brandt"])
def test_a_lone_line_is_the_story(text: str) -> None:
    assert find_noise(text) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_noise_is_marked_without_the_white_space_around_it(newline: str) -> None:
    text = newline.join([STORY[0], "", "  By Jo Brandt \t", "", STORY[1]])
    assert [text[noise.start : noise.end] for noise in find_noise(text)] == ["By Jo Brandt"]


LINES = st.sampled_from(
    [*STORY, *NO_NOISE, *(line for lines in NOISE.values() for line in lines), "", "Reuters", "\r", "  "]
)


@given(st.lists(LINES | st.text(max_size=40), max_size=12))
def test_noise_is_in_order_inside_the_text_and_without_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    last = 0
    for noise in find_noise(text):
        assert last <= noise.start < noise.end <= len(text)
        assert text[noise.start : noise.end] == text[noise.start : noise.end].strip()
        last = noise.end


def test_the_sample_reports_are_kept_to_the_letter() -> None:
    for path in sorted((Path(str(DATA)) / "sample").glob("*.txt")):
        assert report_of(path.read_bytes()).text == path.read_bytes().decode()


# --- when it appeared


def test_a_date_in_the_address_is_stated_where_nothing_else_is() -> None:
    published = report_of(b"One bridge fell.", url="https://h.example/2023/02/07/bridge").published
    assert (published.edtf, published.how, published.because) == ("2023-02-07", "stated", ("its address states it",))


def test_dates_that_disagree_are_told() -> None:
    text = b"Published on 8 February 2023\n\nOne bridge fell."
    published = report_of(text, published="2023-02-07", url="https://h.example/2023/02/09/bridge").published
    assert published.edtf == "2023-02-07"
    assert published.against == ("its text says 2023-02-08", "its address says 2023-02-09")


def test_a_date_of_metadata_that_is_none_is_told() -> None:
    published = report_of(b"One bridge fell.", published="soon").published
    assert (published.edtf, published.how) == (None, "unknown")
    assert published.against == ("its metadata says “soon”, which is no date",)


@pytest.mark.parametrize(
    "url", ["https://h.example/2023/bridge", "https://h.example/20231345/x", "https://h.example/a"]
)
def test_an_address_without_a_day_states_none(url: str) -> None:
    assert report_of(b"One bridge fell.", url=url).published.edtf is None
