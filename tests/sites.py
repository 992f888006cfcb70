"""Sites on this machine that answer as the tests tell them to, and misbehave in all the ways in which sites do."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request to a site."""

    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer as the site was told to, and note the request."""
        self.close_connection = True
        self.server.asked.append(self.path)
        self.server.heads.append(dict(self.headers))
        answers = self.server.answers.get(self.path, missing)
        with suppress(BrokenPipeError, ConnectionResetError):
            answers(self)

    def give(self, body: bytes, media_type: str = "text/html", status: int = 200, **heads: str) -> None:
        """Send an answer; underscores of names of heads stand for hyphens."""
        self.send_response(status)
        told = {"Content-Type": media_type, "Content-Length": str(len(body))}
        for name, value in (told | {name.replace("_", "-"): value for name, value in heads.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """A server on a free port. `asked` has the paths in the order in which they were asked for."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Asked)
        self.host = host
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.closing = Event()
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.host}:{self.server_port}{path}"

    def times(self, path: str) -> int:
        """Return how often a path was asked for."""
        return self.asked.count(path)

    def stop(self) -> None:
        """Stop the server, and what still drips."""
        self.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


# --- good answers


def page(words: str, number: int = 1, head: str = "") -> bytes:
    """Return a page with an article."""
    return (
        f"<!doctype html><html lang='en'><head><title>Story {number}</title>{head}"
        f"<meta property='article:published_time' content='2023-02-{number:02}T10:00:00Z'></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>Story {number}</h1><p>{words}</p></article></body></html>"
    ).encode()


def give(body: bytes, media_type: str = "text/html", status: int = 200, **heads: str) -> Answer:
    """Return an answer that is always the same."""
    return lambda asked: asked.give(body, media_type, status, **heads)


def marked(body: bytes, media_type: str = "text/html") -> Answer:
    """Return an answer with a mark, given in full only to those who do not know it."""
    mark = f'"{hash(body):x}"'

    def answer(asked: Asked) -> None:
        if asked.headers.get("If-None-Match") == mark:
            asked.give(b"", media_type, 304, ETag=mark)
        else:
            asked.give(body, media_type, ETag=mark)

    return answer


def rss(*items: str, title: str = "Saltmarsh Post") -> bytes:
    """Return a feed of items."""
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


def item(url: str, title: str = "Story", published: str = "Mon, 06 Feb 2023 10:00:00 GMT", rest: str = "") -> str:
    """Return an item of a feed."""
    return f"<item><title>{title}</title><link>{url}</link><pubDate>{published}</pubDate>{rest}</item>"


def first(*answers: Answer) -> Answer:
    """Return an answer that is each of some in turn, the last one for ever."""
    left = list(answers)
    return lambda asked: (left.pop(0) if len(left) > 1 else left[0])(asked)


def redirect(to: str, status: int = 302) -> Answer:
    return give(b"", status=status, Location=to)


# --- bad answers


missing: Answer = give(b"", status=404)


def hang(asked: Asked) -> None:
    """Never answer."""
    asked.server.closing.wait(30)


def drip(asked: Asked) -> None:
    """Send a byte now and then."""
    asked.send_response(200)
    asked.send_header("Content-Type", "text/html")
    asked.end_headers()
    while not asked.server.closing.is_set():
        asked.wfile.write(b"<")
        time.sleep(0.05)


def flood(asked: Asked) -> None:
    """Send without end."""
    asked.send_response(200)
    asked.send_header("Content-Type", "text/html")
    asked.end_headers()
    while not asked.server.closing.is_set():
        asked.wfile.write(b"<p>more</p>" * 10_000)


def cut_short(asked: Asked) -> None:
    """Hang up before as many bytes came as were told."""
    asked.send_response(200)
    asked.send_header("Content-Type", "text/html")
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    asked.wfile.write(b"<html>")


def hang_up(asked: Asked) -> None:
    """Say nothing and hang up."""


def babble(asked: Asked) -> None:
    """Answer in no protocol at all."""
    asked.wfile.write(b"\x16\x03\x01\x02\x00 what?\r\n\r\n")


BOMB = gzip.compress(b"0" * 300_000_000, 1)
bomb: Answer = give(BOMB, Content_Encoding="gzip")
broken_gzip: Answer = give(b"\x1f\x8b\x08\x00" + b"\x07" * 200, Content_Encoding="gzip")
cut_gzip: Answer = give(gzip.compress(page("Two bridges fell. " * 50))[:-40], Content_Encoding="gzip")
brotli: Answer = give(b"\x0b\x02\x80junk\x03", Content_Encoding="br")
image: Answer = give(b"\x89PNG\r\n", "image/png")
