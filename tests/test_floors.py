"""The floors of the house: imports run only downwards, and readers do not know of each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sitrep

HOUSE = Path(sitrep.__file__).parent

# what each room may import, besides itself
ROOMS: dict[str, set[str]] = {
    "ground": set(),
    "clean": {"ground"},
    "gather": {"ground"},
    "keep": {"ground"},
    "reading": {"ground"},
    "link": {"ground", "clean", "keep", "reading"},
    "tell": {"ground", "clean", "keep", "reading", "link"},
    "reader": {"ground", "clean", "gather", "reading", "link", "tell"},  # a desk's way of reading, with no store
    "desk": {"ground", "clean", "gather", "keep", "reading", "link", "tell"},
}
DOORS = ("cli", "web", "mcp", "bulk")
STARTS = {"cli": {"web", "mcp", "bulk"}}  # the command line opens the other doors
BELOW_DOORS = {*ROOMS, "__init__"}
SHARED_BY_READERS = {"sentences", "words", "phrases"}
JOINS_READERS = {"report", "__init__"}


def files_of(room: str) -> list[Path]:
    """Return the files of a room, whether it is a package or one module; none where it is not built."""
    return [*sorted((HOUSE / room).rglob("*.py")), *HOUSE.glob(f"{room}.py")]


def imports_of(path: Path) -> Iterator[str]:
    """Return the modules of the package that a file imports, as dotted names below `sitrep`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.removeprefix("sitrep").removeprefix(".") for name in names if f"{name}.".startswith("sitrep."))


def room_of(module: str) -> str:
    """Return the room that a dotted name lies in, "__init__" for a name of the package itself."""
    head = module.split(".")[0]
    return head if head and files_of(head) else "__init__"


def imports_outside(files: list[Path], allowed: set[str]) -> list[str]:
    """Return the imports of some files that lie in none of the allowed rooms."""
    return [
        f"{path.relative_to(HOUSE)}: {name}"
        for path in files
        for name in imports_of(path)
        if room_of(name) not in allowed
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_below(room: str) -> None:
    files = files_of(room)
    if not files:
        pytest.skip(f"{room} is not built")
    assert imports_outside(files, {room, *ROOMS[room]}) == []


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_no_other_door(door: str) -> None:
    files = files_of(door)
    if not files:
        pytest.skip(f"{door} is not built")
    assert imports_outside(files, {door, *BELOW_DOORS, *STARTS.get(door, ())}) == []


def reader_of(path: Path) -> str:
    """Return the reader that a file belongs to: its name, or that of the folder it stands in."""
    return path.stem if path.parent.name == "reading" else path.parent.name


def test_readers_share_only_sentences_words_and_phrases() -> None:
    seen = set()
    for path in files_of("reading"):
        if reader_of(path) in JOINS_READERS:
            continue
        used = {name.split(".")[1] for name in imports_of(path) if name.startswith("reading.")}
        seen |= used
        assert used - {reader_of(path)} <= SHARED_BY_READERS, path.name
    assert seen >= {"words", "phrases"}, "the test looks at no import"


def test_shared_parts_of_reading_stand_on_each_other_in_order() -> None:
    order = ["sentences", "words", "phrases"]
    for number, stem in enumerate(order):
        used = {
            name.split(".")[1] for name in imports_of(HOUSE / "reading" / f"{stem}.py") if name.startswith("reading.")
        }
        assert used <= set(order[:number])


def test_every_file_stands_in_a_room() -> None:
    known = {*ROOMS, *DOORS, "data", "__init__", "__main__", "__pycache__", "py"}
    assert {path.stem for path in HOUSE.iterdir()} <= known
