"""What holds in every test: nothing reaches the network."""

from __future__ import annotations

import socket
from typing import Any, NoReturn

import pytest


def refuse(_socket: socket.socket, address: Any) -> NoReturn:
    """Stand in for every way to connect."""
    raise AssertionError(f"cannot connect to {address}: tests use no network")


@pytest.fixture(autouse=True)
def closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection."""
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
