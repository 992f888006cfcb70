"""What holds in every test: nothing reaches the network; and a desk with a clock that stands still."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sitrep.desk import Desk
from sitrep.keep import Store


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
