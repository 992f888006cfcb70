"""What holds in every test: nothing reaches the network; and a desk with a clock that stands still."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sites import Site

from sitrep.desk import Desk
from sitrep.keep import Store

MOMENT = {"as_of": "2027-01-01"}  # after all of the sample, its receipt included
# what verbs are asked with that have no moment, or need more
GIVEN: dict[str, dict[str, Any]] = {
    "changes": {"since": "2023-02-09", "as_of": "2023-02-10"},
    "compare": {"one": "042_redbrick-observer.txt", "other": "043_sandbar-chronicle.txt"},
    "show": {"report": "2"},
    "search": {"query": "rescue"},
    "read": {"text": "Two bridges fell, the mayor said on Monday.", "published": "2023-02-06"},
    "health": {},
    "rulings": {},
}


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    day: date = date(2023, 3, 1)

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk(Store.open(tmp_path / "desk.db"), clock) as opened:
        yield opened


def refuse(_socket: socket.socket, address: Any) -> NoReturn:
    """Stand in for every way to connect."""
    raise AssertionError(f"cannot connect to {address}: tests use no network")


@pytest.fixture(autouse=True)
def closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection."""
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


CONNECT = socket.socket.connect


def connect_here(self: socket.socket, address: Any) -> None:
    """Connect to this machine, and to no other."""
    if not str(address[0]).startswith("127."):
        refuse(self, address)
    CONNECT(self, address)


@pytest.fixture
def site(closed_sockets: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, which may be asked."""
    monkeypatch.setattr(socket.socket, "connect", connect_here)
    opened = Site()
    yield opened
    opened.stop()
