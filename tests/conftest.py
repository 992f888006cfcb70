"""What holds in every test: nothing reaches the network; a desk with a clock that stands still; and where desks stand.

A PostgreSQL server of its own is started on a socket for the tests that hold for desks on servers too.
"""

from __future__ import annotations

import importlib.util
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sites import Site

from sitrep.desk import Desk
from sitrep.keep import Store
from sitrep.keep.address import RULES

KINDS = ("sqlite", "postgresql")
BOTH = {"test_store", "test_desk", "test_links"}  # modules whose tests hold for a file and for a server
Place = Path | str
PlaceOf = Callable[[Path], Place]

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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what makes its desks by `place_of` with both kinds of desks, in some modules."""
    if "place_of" in metafunc.fixturenames and metafunc.module.__name__ in BOTH:
        metafunc.parametrize("place_of", KINDS, indirect=True, scope="module")


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """Have a PostgreSQL server for the tests, which are skipped where none can be started."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'sitrep[postgresql]'")
    throwaway = load_throwaway()
    if throwaway.find_programs() is None:
        pytest.skip(throwaway.MISSING)
    with throwaway.throwaway_server() as started:
        yield started


def load_throwaway() -> Any:
    """Return the module that starts servers, which the benchmarks use as well."""
    spec = importlib.util.spec_from_file_location("throwaway", Path(__file__).parent.parent / "bench" / "throwaway.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["throwaway"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def place_of(request: pytest.FixtureRequest) -> Iterator[PlaceOf]:
    """Yield what tells where the desk of a path stands: there, or under an address of the server.

    In both cases the user's files are to stand in the folder of the path.
    """
    if getattr(request, "param", "sqlite") == "sqlite":
        yield Path
        return
    started, known = request.getfixturevalue("server"), dict[Path, str]()
    with pytest.MonkeyPatch.context() as patch:

        def address_of(path: Path) -> str:
            patch.setenv(RULES, str(path.parent))
            if path not in known:
                known[path] = started.make_desk()
            return known[path]

        yield address_of


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, place_of: PlaceOf) -> Iterator[Desk]:
    with Desk(Store.open(place_of(tmp_path / "desk.db")), clock) as opened:
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
