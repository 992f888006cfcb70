"""Take pictures of every page of the shipped sample: at desktop and phone width, light and dark.

    python scripts/screenshots.py [--out DIR] [--page NAME ...]

Needs Playwright for Python and Debian's Chromium (or another, named by CHROMIUM); nothing outside this machine.
"""

from __future__ import annotations

import argparse
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from sitrep.desk import open_desk
from sitrep.ground.lexicon import DATA
from sitrep.web import Settings, make_app

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
PAGES = {
    "brief": "/brief",
    "changes": "/changes?since=2023-02-09&as_of=2023-02-10",
    "timeline": "/timeline",
    "map": "/map",
    "statements": "/statements",
    "statement": "/compare?one=",
    "claims": "/claims",
    "disputes": "/matters",
    "figures": "/figures?counts=dead",
    "stories": "/stories",
    "echoes": "/echoes",
    "report": "/show?report=053_hillcrest-tribune.txt",
    "compare": "/compare?one=042_redbrick-observer.txt&other=043_sandbar-chronicle.txt",
    "sources": "/sources",
    "voices": "/voices",
    "search": "/search?query=rescue",
    "add": "/add",
    "health": "/health",
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--page", nargs="*", choices=[*PAGES], help="only these")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with served_sample() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width, (wide, high) in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme)
                page = context.new_page()
                for name in given.page or PAGES:
                    _take(page, f"{address}{PAGES[name]}", given.out / f"{name}-{width}-{scheme}.png")
                context.close()
        browser.close()


def _take(page: Page, address: str, path: Path) -> None:
    if address.endswith("one="):
        page.goto(address.replace("/compare?one=", "/statements"))
        address = page.locator("article:has-text('outlets') a.open").first.evaluate("link => link.href")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=page.evaluate("document.body.scrollHeight") < 6_000)
    print(path)


@contextmanager
def served_sample() -> Iterator[str]:
    """Yield the address of a server of the shipped sample."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "sample.db"
        with open_desk(desk) as opened:
            opened.add(str(DATA / "sample"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = uvicorn.Config(make_app(Settings(desk, port=port)), port=port, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
