"""The pages in a real browser: at desktop and phone width, light and dark, by keyboard, and without scripts.

Skipped, saying so, where Playwright or a Chromium cannot be had.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

ROOT = Path(__file__).parent.parent
SERIOUS = {"serious", "critical"}


def load_screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "scripts" / "screenshots.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shots = load_screenshots()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with shots.served_sample() as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(shots.CHROMIUM).exists():
        pytest.skip(f"no browser: {shots.CHROMIUM} is not there; install Debian's chromium, or name one by CHROMIUM")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=shots.CHROMIUM, args=shots.ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """A page of a browser, with what it complained of and what it asked for elsewhere."""

    def __init__(self, context: Any, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, path: str) -> Any:
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page


Open = Callable[..., Watched]


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Open]:
    contexts = []

    def make(**options: Any) -> Watched:
        contexts.append(browser.new_context(**options))
        return Watched(contexts[-1], address)

    yield make
    for context in contexts:
        context.close()


def path_of(name: str, page: Any, address: str) -> str:
    """Return the path of a page; that of a statement with several tellings is looked up."""
    path: str = shots.PAGES[name]
    if not path.endswith("one="):
        return path
    page.goto(f"{address}/statements")
    link: str = page.locator("article:has-text('outlets') a.open").first.get_attribute("href")
    return link


@pytest.mark.parametrize("width", shots.WIDTHS)
@pytest.mark.parametrize("name", shots.PAGES)
def test_a_page_is_sound(opened: Open, address: str, name: str, width: str) -> None:
    """No complaint on the console, nothing asked for elsewhere, no serious barrier, nothing wider than the screen."""
    wide, high = shots.WIDTHS[width]
    watched = opened(viewport={"width": wide, "height": high})
    page = watched.open(path_of(name, watched.page, address))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in SERIOUS] == []
    assert watched.complaints == []
    assert watched.outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("name", shots.PAGES)
def test_a_page_can_be_read_without_scripts(opened: Open, address: str, name: str) -> None:
    watched = opened(java_script_enabled=False)
    page = watched.page
    page.goto(address + path_of(name, page, address))
    assert len(page.locator("main").inner_text()) > 100
    assert page.locator("h1").count() == 1


def test_the_words_of_a_citation_stand_in_their_paragraph(opened: Open) -> None:
    page = opened().open("/brief")
    page.locator("section[aria-labelledby=claims] a.cite").first.hover()
    box = page.locator(".words-shown")
    box.wait_for()
    cited = page.locator("details.citations q").first.text_content().split()
    assert box.locator("mark").inner_text().split() == cited
    page.keyboard.press("Escape")
    assert box.count() == 0


def test_a_tap_shows_the_words_and_a_second_one_opens_the_report(opened: Open) -> None:
    page = opened(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).open("/brief")
    page.locator("a.cite").first.tap()
    page.locator(".words-shown").wait_for()
    page.locator("a.cite").first.tap()
    page.wait_for_url("**/show?**")
    assert page.locator("#at").inner_text()


def test_one_click_leads_to_the_words_in_the_report(opened: Open) -> None:
    page = opened(java_script_enabled=False).open("/brief")
    page.locator("a.cite").first.click()
    assert urlsplit(page.url).path == "/show"
    assert page.locator(".text .at").count() > 0


def test_entries_are_walked_and_opened_by_keys(opened: Open) -> None:
    page = opened().open("/statements")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate("[...document.querySelectorAll('[data-entry]')].indexOf(document.activeElement)") == place
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?**")
    page.keyboard.press("?")
    assert page.locator("details.keys").get_attribute("open") is not None
    page.keyboard.press("/")
    page.wait_for_url("**/search**")
    page.keyboard.type("rescue")
    page.keyboard.press("Enter")
    page.wait_for_url("**query=rescue**")
    assert page.locator("#found article").count() > 0


def test_the_main_paths_work_by_the_tab_key_alone(opened: Open) -> None:
    page = opened().open("/brief")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2023-02-08")
    page.keyboard.press("Tab")
    page.keyboard.type("2023-02-10")
    page.keyboard.press("Enter")
    page.wait_for_url("**as_of=2023-02-10**")
    assert "2023-02-10" in page.locator("h1").inner_text()


def test_an_earlier_moment_tells_less_and_stays_in_the_links(opened: Open) -> None:
    page = opened(java_script_enabled=False).open("/brief")
    whole = page.locator(".rests").inner_text()
    page.locator("input[name=as_of]").fill("2023-02-07")
    page.locator("form.moment button").click()
    assert page.locator(".rests").inner_text() != whole
    page.get_by_role("link", name="Timeline").click()
    assert parse_qs(urlsplit(page.url).query)["as_of"] == ["2023-02-07"]
    page.get_by_role("link", name="A day later").click()
    assert parse_qs(urlsplit(page.url).query)["as_of"] == ["2023-02-08"]


def test_the_time_slider_shows_what_was_told_by_a_day(opened: Open) -> None:
    page = opened().open("/map")
    slider = page.locator("[data-day]")
    slider.wait_for()
    count = "document.querySelectorAll('#map path.leaflet-interactive').length"
    everything = page.evaluate(count)
    rows = page.locator("tr[data-by-day]:visible").count()
    slider.focus()
    page.keyboard.press("Home")
    assert page.locator("[data-told]").inner_text() == "2023-02-06"
    assert 0 < page.evaluate(count) < everything
    assert page.locator("tr[data-by-day]:visible").count() < rows
    page.get_by_role("button", name="Replay").click()
    playwright.expect(page.locator("[data-told]")).not_to_have_text("2023-02-06")
    page.keyboard.press("End")
    page.locator("[data-day]").press("End")
    assert page.evaluate(count) == everything


def test_a_period_is_brushed_over_the_timeline(opened: Open) -> None:
    page = opened(viewport={"width": 1280, "height": 900}).open("/timeline")
    bars = page.locator(".daybar .hit")
    one, other = bars.nth(8).bounding_box(), bars.nth(10).bounding_box()
    page.mouse.move(one["x"] + 5, one["y"] + 30)
    page.mouse.down()
    page.mouse.move(other["x"] + 5, other["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_url("**until=**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["since"][0] < asked["until"][0]


def test_marks_of_a_report_can_be_taken_away_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False).open("/show?report=053_hillcrest-tribune.txt")
    ground = "getComputedStyle(document.querySelector('.text .figures:not(.claims)')).backgroundColor"
    with_scripts = opened().open("/show?report=053_hillcrest-tribune.txt")
    marked = with_scripts.evaluate(ground)
    with_scripts.locator("#mark-figures").uncheck()
    assert with_scripts.evaluate(ground) != marked
    assert page.locator("#mark-figures").is_checked()


def test_text_is_added_and_read_in_the_browser(opened: Open) -> None:
    page = opened().open("/add")
    page.locator("textarea").fill("Two bridges fell at Qorvandel, the mayor said on Monday.")
    page.locator("input[name=outlet]").fill("Vale Post")
    page.locator("input[name=published]").fill("2023-02-09")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**job=**")
    page.get_by_text("1 added").wait_for()
    page.goto(page.url.partition("/add")[0] + "/search?query=Qorvandel")
    assert page.locator("#found article").count() == 1


def test_a_brief_prints_with_the_words_it_cites(opened: Open) -> None:
    page = opened().open("/brief")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("form.moment").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
