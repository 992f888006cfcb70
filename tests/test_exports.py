"""Accounts in the forms of other programs: each is read back by what reads it, cites what it says, and harms nobody."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
import stix2
from markdown_it import MarkdownIt
from rich.console import Console
from typer.testing import CliRunner

from sitrep.cli import What, app
from sitrep.desk import Desk
from sitrep.ground.errors import BadRequest
from sitrep.ground.lexicon import DATA
from sitrep.ground.model import Span
from sitrep.keep import Store
from sitrep.tell.cited import AROUND, TextPositionSelector, TextQuoteSelector, select
from sitrep.tell.escape import escape_formula, escape_markdown, web_address
from sitrep.tell.formats import FORMATS, format_of_file, formats_of, write
from sitrep.tell.formats.entries import citations_of, entries_of, lines_of
from sitrep.tell.render import show

Ask = Callable[[Desk], Any]
ACCOUNTS: dict[str, Ask] = {
    "brief": Desk.brief,
    "claims": Desk.claims,
    "statements": Desk.statements,
    "matters": Desk.matters,
    "figures": Desk.figures,
    "timeline": Desk.timeline,
    "map": Desk.map,
    "echoes": Desk.echoes,
    "stories": Desk.stories,
    "sources": Desk.sources,
    "voices": Desk.voices,
    "changes": lambda desk: desk.changes("2023-02-09"),
    "search": lambda desk: desk.search("said"),
}
OF_REPORTS: dict[str, Ask] = {
    "comparison": lambda desk: desk.compare(desk.statements().entries[0].id),
    "alignment": lambda desk: desk.compare("1", "2"),
    "report": lambda desk: desk.show("1"),
}
CITED = [name for name in ACCOUNTS if name not in ("sources", "voices", "search", "echoes")]
GIVEN = {
    name: {"text", "json", *more.split()}
    for name, more in {
        "brief": "markdown html stix annotations",
        "claims": "jsonl csv markdown annotations",
        "statements": "jsonl csv markdown feed stix annotations",
        "matters": "jsonl csv markdown annotations",
        "figures": "jsonl csv annotations",
        "timeline": "jsonl csv markdown annotations",
        "map": "jsonl csv html geojson stix annotations",
        "echoes": "jsonl csv",
        "stories": "jsonl csv annotations",
        "sources": "jsonl csv",
        "voices": "jsonl csv",
        "changes": "jsonl csv markdown feed annotations",
        "search": "jsonl csv",
    }.items()
}
PAIRS = [(name, form) for name in GIVEN for form in sorted(GIVEN[name])]
LINKS = frozenset({"url", "external_url", "source", "home_page_url", "feed_url"})
MARKS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "em", "a", "table", "thead", "tbody", "tr", "th", "td"}
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    {
        "id": "=HYPERLINK(1)",
        "text": "# Held\n\nThe militia shelled the northern silo of Varnholm on Thursday night, Mayor Ann Lee said. "
        f"“=HYPERLINK(1) {SCRIPT} [press](javascript:alert(1)) `code` & 40 barges wait,” Mayor Ann Lee said on Friday. "
        f"The town of Bakhmut {SCRIPT} has 12 dead, General Tom Hale said on Friday.",
        "title": f"{SCRIPT} ](javascript:alert(1))",
        "outlet": f"=Evil | {SCRIPT} [x](javascript:alert(1))",
        "url": "javascript:alert(1)",
        "published": "2023-04-07",
    },
    {
        "id": "-2+3",
        "text": "General Tom Hale denied that the militia had shelled the northern silo of Varnholm. "
        "- # =1+1 <img src=x onerror=alert(1)> waits at the quay of Bakhmut, Mayor Ann Lee said on Saturday.",
        "title": "@SUM(1)",
        "outlet": "+Daily \x1b[2J\x9b",
        "url": f'https://evil.example/"><b> {SCRIPT}',
        "published": "2023-04-08",
    },
]


def open_at(path: Path) -> Desk:
    return Desk(Store.open(path), lambda: datetime(2023, 5, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_at(tmp_path_factory.mktemp("sample") / "desk.db") as opened:
        opened.add(Path(str(DATA)) / "sample")
        yield opened


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "r.jsonl").write_text("\n".join(map(json.dumps, HOSTILE)), encoding="utf-8")
    with open_at(folder / "desk.db") as opened:
        assert opened.add(folder / "r.jsonl").added == len(HOSTILE)
        yield opened


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_at(tmp_path_factory.mktemp("empty") / "desk.db") as opened:
        yield opened


def members(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield every member of a document of JSON, at any depth, by its name."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield name, value
            yield from members(value)
    elif isinstance(document, list):
        for value in document:
            yield from members(value)


class Page(HTMLParser):
    """The tags of a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


def render(markdown: str) -> Page:
    """Return Markdown as a reader of GitHub's kind shows it, with HTML let through."""
    return Page(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


# --- reading back


def read_text(text: str, _: Any) -> None:
    assert text.endswith("\n")


def read_json(text: str, account: Any) -> None:
    assert json.loads(text) == json.loads(msgspec.json.encode(account))


def read_lines(text: str, account: Any) -> None:
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == len(entries_of(account))
    assert all(isinstance(row, dict) for row in rows)


def read_table(text: str, account: Any) -> list[dict[str, str]]:
    head, *rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert len(set(head)) == len(head) > 3
    assert all(len(row) == len(head) for row in rows)
    assert text.endswith("\r\n")
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_markdown(text: str, _: Any) -> None:
    assert text.startswith("# ")
    assert render(text).tags <= MARKS


def read_html(text: str, _: Any) -> None:
    assert text.startswith("<!doctype html>")
    assert Page(text).tags >= {"html", "title", "body"}


def read_geojson(text: str, account: Any) -> None:
    found = json.loads(text)
    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == len(entries_of(account))
    for feature in found["features"]:
        assert set(feature) == {"type", "geometry", "properties"}


def read_feed(text: str, account: Any) -> None:
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) == len(entries_of(account))
    known = {"id", "title", "content_text", "date_published", "external_url", "tags", "_sitrep"}
    for item in feed["items"]:
        assert set(item) <= known
        assert isinstance(item["id"], str)
        assert item["content_text"]
        if "date_published" in item:
            assert datetime.fromisoformat(item["date_published"]).date().isoformat() == item["_sitrep"]["published"]


def read_stix(text: str, _: Any) -> Any:
    bundle = stix2.parse(text, allow_custom=False)
    ids = [each.id for each in bundle.objects]
    assert len(set(ids)) == len(ids)
    for each in bundle.objects:
        assert set(each.get("object_refs", [])) <= set(ids)
    assert bundle.objects[-1].type == "report"
    assert set(bundle.objects[-1].object_refs) == set(ids[:-1])
    return bundle


def read_annotations(text: str, account: Any) -> None:
    """Hold a page against the members that the model and the protocol require."""
    page = json.loads(text)
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert page["id"].startswith("urn:uuid:")
    assert len({each["id"] for each in page["items"]}) == len(page["items"]) == len(citations_of(account))
    for each, citation in zip(page["items"], citations_of(account), strict=True):
        assert each["type"] == "Annotation"
        assert re.match(r"(https?://|urn:sitrep:report:)[^\s<>]+$", each["target"]["source"])
        assert each["body"]
        assert all(body["type"] == "TextualBody" and body["value"] for body in each["body"])
        assert each["target"]["selector"] == list(msgspec.to_builtins(citation.selector))


READ: dict[str, Callable[[str, Any], Any]] = {
    "text": read_text,
    "json": read_json,
    "jsonl": read_lines,
    "csv": read_table,
    "markdown": read_markdown,
    "html": read_html,
    "geojson": read_geojson,
    "feed": read_feed,
    "stix": read_stix,
    "annotations": read_annotations,
}


def test_every_format_is_read_back() -> None:
    assert set(READ) == set(FORMATS)
    assert all(name == each.name and each.media_type.count("/") >= 1 for name, each in FORMATS.items())


@pytest.mark.parametrize("name", GIVEN)
def test_an_account_has_the_formats_that_fit_it(sample: Desk, empty: Desk, name: str) -> None:
    for desk in (sample, empty):
        assert {each.name for each in formats_of(ACCOUNTS[name](desk))} == GIVEN[name]


@pytest.mark.parametrize(("name", "form"), PAIRS)
@pytest.mark.parametrize("held", ["sample", "hostile", "empty"])
def test_what_is_written_is_read_back(name: str, form: str, held: str, request: pytest.FixtureRequest) -> None:
    account = ACCOUNTS[name](request.getfixturevalue(held))
    written = write(account, form)
    READ[form](written, account)
    assert write(ACCOUNTS[name](request.getfixturevalue(held)), form) == written, "written twice"


@pytest.mark.parametrize("name", OF_REPORTS)
def test_what_is_told_of_single_reports_is_written(sample: Desk, name: str) -> None:
    account = OF_REPORTS[name](sample)
    assert {each.name for each in formats_of(account)} >= {"text", "json"}
    for each in formats_of(account):
        READ[each.name](write(account, each.name), account)


# --- citations


def test_a_selector_has_the_words_and_what_stands_around_them() -> None:
    text = "a" * 40 + "the 𝒎ayor" + "b" * 40
    place, quote = select(text, Span(44, 49))
    assert place == TextPositionSelector(44, 49)
    assert quote == TextQuoteSelector("𝒎ayor", "a" * 28 + "the ", "b" * AROUND)
    assert select("ab", Span(0, 2))[1] == TextQuoteSelector("ab", "", "")


@pytest.mark.parametrize("name", CITED)
def test_every_selector_stands_in_the_text_of_its_report(sample: Desk, name: str) -> None:
    texts = {row["id"]: row["text"] for row in sample.export()}
    for citation in ACCOUNTS[name](sample).citations:
        place, quote = citation.selector
        text = texts[citation.report]
        assert (place.start, place.end) == (citation.start, citation.end)
        assert text[place.start : place.end] == quote.exact == citation.words
        assert text[: place.start].endswith(quote.prefix)
        assert text[place.end :].startswith(quote.suffix)
        assert len(quote.prefix) == min(AROUND, place.start)
        assert len(quote.suffix) == min(AROUND, len(text) - place.end)


def test_a_citation_in_json_is_what_the_model_calls_a_list_of_selectors(sample: Desk) -> None:
    citation = json.loads(write(sample.brief(), "json"))["citations"][0]
    assert list(citation)[-1] == "selector"
    assert [each["type"] for each in citation["selector"]] == ["TextPositionSelector", "TextQuoteSelector"]


@pytest.mark.parametrize("name", CITED)
def test_every_citation_of_an_account_bears_a_line(sample: Desk, hostile: Desk, name: str) -> None:
    for desk in (sample, hostile):
        account = ACCOUNTS[name](desk)
        used = {number for line, numbers in lines_of(account) for number in numbers if line}
        assert used >= {citation.number for citation in account.citations}


@pytest.mark.parametrize("name", [name for name in GIVEN if "csv" in GIVEN[name] and name in CITED])
def test_a_row_cites_the_words_of_a_report(sample: Desk, name: str) -> None:
    texts = {row["id"]: row["text"] for row in sample.export()}
    for row in read_table(write(ACCOUNTS[name](sample), "csv"), None):
        words = texts[row["cited_report"]][int(row["cited_start"]) : int(row["cited_end"])]
        assert escape_formula(words) == row["cited_words"]
        assert row["cited_report"] in row["cited_reports"].split("; ")


# --- single formats


def test_a_table_keeps_numbers_and_parts_dates_from_how_they_are_known(sample: Desk) -> None:
    figures = sample.figures()
    rows = read_table(write(figures, "csv"), figures)
    points = [point for series in figures for point in series.points]
    assert [float(row["low"]) if row["low"] else None for row in rows] == [point.low for point in points]
    changes = read_table(write(sample.changes("2023-02-09"), "csv"), None)
    assert {row["published_how"] for row in changes} >= {"stated"}
    claims = sample.claims()
    row = read_table(write(claims, "csv"), claims)[0]
    assert int(row["retellings"]) == len(claims.entries[0].retellings)
    assert row["retellings_outlets"].split("; ")[0] == claims.entries[0].retellings[0].outlet


def test_a_negative_longitude_stays_a_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Fires burned in Los Angeles and San Francisco on Friday.", encoding="utf-8")
    with open_at(tmp_path / "d.db") as desk:
        desk.add(tmp_path / "a.txt")
        rows = read_table(write(desk.map(), "csv"), None)
    assert {row["line"] for row in rows} == {"Los Angeles", "San Francisco"}
    assert all(float(row["lon"]) < -100 for row in rows)


def test_the_lines_of_a_listing_are_those_that_are_printed(sample: Desk) -> None:
    printed = CliRunner().invoke(app, ["statements", "--jsonl", "--as-of", "2023-05-01", "--desk", str(sample.path)])
    assert write(sample.statements(), "jsonl") == printed.stdout


def test_the_lines_of_figures_changes_and_maps_bring_their_evidence(sample: Desk) -> None:
    for name in ("figures", "changes", "map"):
        for line in write(ACCOUNTS[name](sample), "jsonl").splitlines():
            assert all(each["words"] == each["selector"][1]["exact"] for each in json.loads(line)["evidence"])
            assert json.loads(line)["evidence"]


def test_a_feed_has_the_newest_first_and_no_day_where_several_are_meant(sample: Desk) -> None:
    items = json.loads(write(sample.statements(), "feed"))["items"]
    days = [item["_sitrep"]["published"] for item in items]
    exact = [day for day in days if day and len(day) == len("2023-02-06")]
    assert exact == sorted(exact, reverse=True)
    for item, day in zip(items, days, strict=True):
        assert ("date_published" in item) == bool(day and "/" not in day)
    assert {item["_sitrep"]["how"] for item in items} >= {"stated", "inferred"}


def test_a_bundle_says_who_speaks_where_and_against_whom(hostile: Desk, sample: Desk) -> None:
    objects = read_stix(write(hostile.brief(), "stix"), None).objects
    by_id = {each.id: each for each in objects}
    people = {each.name for each in objects if each.type == "identity" and each.identity_class == "individual"}
    assert people == {"Ann Lee", "Tom Hale"}
    opinions = [each for each in objects if each.type == "opinion"]
    assert [(each.opinion, each.authors) for each in opinions] == [
        ("disagree", ["Ann Lee"]),
        ("disagree", ["Tom Hale"]),
    ]
    assert [by_id[ref].authors for each in opinions for ref in each.object_refs] == [["Tom Hale"], ["Ann Lee"]]
    drawn = sample.map()
    found = [each for each in read_stix(write(drawn, "stix"), drawn).objects if each.type == "location"]
    assert [each.precision for each in found][:1] == [drawn.places[0].radius_km * 1000]
    assert len(found) == sum(each.lat is not None for each in entries_of(drawn))


def test_a_bundle_is_no_surer_than_the_account(hostile: Desk) -> None:
    """Only a grade of credibility gives a number, by the table of STIX; what cannot be judged has none."""
    listing = hostile.statements()
    grades = {entry.line: entry.credibility.grade for entry in listing}
    notes = [each for each in read_stix(write(listing, "stix"), None).objects if each.type == "note"]
    assert {each.get("confidence") for each in notes} == {None, 30}
    assert all(each.get("confidence") == {6: None, 4: 30}[grades[each.content]] for each in notes)


def test_a_bundle_has_the_time_of_the_account_and_the_words_of_the_reports(sample: Desk) -> None:
    texts = {row["id"]: row["text"] for row in sample.export()}
    for account, day in ((sample.brief(as_of="2023-02-12"), "2023-02-12"), (sample.statements(), "2023-02-17")):
        for each in read_stix(write(account, "stix"), account).objects:
            assert each.created == each.modified
            assert each.created.date().isoformat() == day
            for reference in each.get("external_references", []):
                assert reference.description in texts[reference.external_id]
                assert reference.url.startswith("https://")


# --- hostile reports


def test_hostile_words_are_read_at_all(hostile: Desk) -> None:
    told = "\n".join(citation.words for citation in hostile.brief().citations)
    assert SCRIPT in told
    assert "](javascript:" in told
    assert "=HYPERLINK" in told


@pytest.mark.parametrize(("name", "form"), [(name, form) for name, form in PAIRS if form in ("markdown", "html")])
def test_report_words_are_never_markup(hostile: Desk, name: str, form: str) -> None:
    written = write(ACCOUNTS[name](hostile), form)
    page = render(written) if form == "markdown" else Page(written)
    assert not page.tags & {"script", "img", "b", "code", "pre"}
    assert not page.handlers
    assert all(link.startswith(("#", "https://evil.example/")) for link in page.links)
    if form == "markdown":
        assert written.count("\n# ") == 0
        assert "h1" in page.tags


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_no_character_steers_a_terminal(hostile: Desk, name: str, form: str) -> None:
    written = write(ACCOUNTS[name](hostile), form)
    assert form == "html" or not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", written)
    assert form not in ("text", "markdown", "csv") or "\x9b" not in written


def test_a_terminal_is_drawn_on_by_sitrep_alone(hostile: Desk) -> None:
    console = Console(file=StringIO(), width=100, force_terminal=True, color_system="standard")
    console.print(show(hostile.claims(), drawn=True))
    assert set(re.findall(r"\x1b\[[\d;]*(.)", console.file.getvalue())) == {"m"}
    assert "\x1b" not in str(hostile.show("2"))


@pytest.mark.parametrize("name", [name for name in GIVEN if "csv" in GIVEN[name]])
def test_no_cell_is_a_formula(hostile: Desk, name: str) -> None:
    account = ACCOUNTS[name](hostile)
    for row in read_table(write(account, "csv"), account):
        for cell in row.values():
            assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell


@pytest.mark.parametrize(
    ("name", "form"), [(n, f) for n, f in PAIRS if f in ("feed", "stix", "annotations", "geojson")]
)
def test_no_link_runs_a_script(hostile: Desk, name: str, form: str) -> None:
    for member, value in members(json.loads(write(ACCOUNTS[name](hostile), form))):
        if member in LINKS and value is not None:
            assert re.match(r"(https://|urn:sitrep:report:)[^\s<>\"]+$", value), value


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("It rose to 7.8 (of 10), AT&T said.", "It rose to 7.8 (of 10), AT&T said."),
        ("017_saltmarsh-post.txt", "017_saltmarsh-post.txt"),
        ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("- a", r"\- a"),
        ("-12.5", "-12.5"),
        ("---", r"\---"),
        ("_a_ *b*", r"\_a\_ \*b\*"),
        ("a\n\n# b", "a # b"),
        ("`a` ~~b~~ a|b", r"\`a\` \~\~b\~\~ a\|b"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("https://a.example www.b.example", r"https\://a.example www\.b.example"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
    shown = MarkdownIt("commonmark").enable("table").renderInline(escaped)
    assert MarkdownIt("commonmark").render(f"- {escaped}").count("<li>") == 1
    assert not re.search(r"<\w", shown)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r\n"])
def test_a_cell_that_begins_like_a_formula_is_text(start: str) -> None:
    assert escape_formula(f"{start}1") == f"'{start}1"
    assert escape_formula(f"1{start}") == f"1{start}"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/b?c=d&e#f", "https://a.example/b?c=d&e#f"),
        ("HTTP://a.example", "HTTP://a.example"),
        ('https://a.example/"> b', "https://a.example/%22%3E%20b"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)//https://a.example", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        ("https://", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str | None, safe: str | None) -> None:
    assert web_address(address) == safe


# --- the door


def test_an_unknown_format_names_those_that_there_are(sample: Desk) -> None:
    with pytest.raises(BadRequest, match=r"cannot write brief as 'pdf'.*text, json, markdown, html, stix, annotations"):
        write(sample.brief(), "pdf")
    with pytest.raises(BadRequest, match=r"cannot write voices as 'stix'.*text, json, jsonl, csv"):
        write(sample.voices(), "stix")


@pytest.mark.parametrize("each", FORMATS.values(), ids=FORMATS)
def test_the_ending_of_a_file_tells_the_format(each: Any) -> None:
    assert format_of_file(f"a/b.{each.suffix.upper()}") == each.name
    assert format_of_file("desk") is None


def export(desk: Desk, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["export", *arguments, "--desk", str(desk.path)])


@pytest.mark.parametrize("what", [what for what in What if what is not What.REPORTS])
def test_the_command_line_writes_what_the_desk_tells(sample: Desk, what: What) -> None:
    account = ACCOUNTS[what.value](sample)
    dated = ["--as-of", "2023-05-01", *(["--since", "2023-02-09"] if what is What.CHANGES else [])]
    for each in formats_of(account):
        written = write(account, each.name)
        assert export(sample, what.value, "--format", each.name, *dated).stdout_bytes.decode().rstrip("\n") == (
            written.rstrip("\n")
        )
    usual = "jsonl" if "jsonl" in GIVEN[what.value] else "json"
    assert export(sample, what.value, *dated).stdout.rstrip("\n") == write(account, usual).rstrip("\n")
    assert export(sample, what.value, *dated, "--json").stdout.rstrip("\n") == write(account, "json").rstrip("\n")


def test_the_ending_of_the_file_decides_unless_a_format_is_named(sample: Desk, tmp_path: Path) -> None:
    for name, form in (("a.csv", "csv"), ("a.stix.json", "stix"), ("a.txt", "text"), ("a", "jsonl")):
        export(sample, "statements", "--as-of", "2023-05-01", "--out", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().decode().rstrip("\n") == write(sample.statements(), form).rstrip("\n")
    export(sample, "statements", "--as-of", "2023-05-01", "--out", str(tmp_path / "b.csv"), "--format", "feed")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["changes"], "give it with --since"),
        (["reports", "--format", "csv"], "choose jsonl"),
        (["brief", "--format", "csv"], "cannot write brief as 'csv'"),
        (["timeline", "--format", "doc"], "there is no such format"),
    ],
)
def test_a_wrong_export_is_refused_with_what_to_do(sample: Desk, arguments: list[str], said: str) -> None:
    result = export(sample, *arguments)
    assert isinstance(result.exception, BadRequest)
    assert said in str(result.exception)


def test_the_help_of_the_command_names_every_format() -> None:
    words = set(re.findall(r"\w+", CliRunner().invoke(app, ["export", "--help"]).stdout))
    assert words >= {*FORMATS, *What}
