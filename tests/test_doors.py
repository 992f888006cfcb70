"""Every door is thin: the command line, the server and the tools for assistants offer the same verbs of the desk."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from sitrep.cli import app
from sitrep.desk import Desk, open_desk, read_text
from sitrep.desk.verbs import FILTERS, READS, WRITES
from sitrep.ground.lexicon import DATA
from sitrep.ground.model import ClaimKind
from sitrep.mcp import TOOLS
from sitrep.tell import render
from sitrep.tell.found import Filters
from sitrep.web import Settings, make_app

SAMPLE = Path(str(DATA)) / "sample"
DAYS = {"as_of": "2023-02-12", "since": "2023-02-08"}
Ask = Callable[[Desk], Any]
SAME: dict[str, Ask] = {
    "brief": lambda desk: desk.brief(as_of="2023-03-01"),
    "brief --since 2023-02-08 --as-of 2023-02-12": lambda desk: desk.brief(**DAYS),
    "timeline": lambda desk: desk.timeline(as_of="2023-03-01"),
    "timeline --since 2023-02-08 --as-of 2023-02-12": lambda desk: desk.timeline(**DAYS),
    "claims": lambda desk: desk.claims(as_of="2023-03-01"),
    "claims --voice griffiths": lambda desk: desk.claims(voice="griffiths", as_of="2023-03-01"),
    "figures": lambda desk: desk.figures(as_of="2023-03-01"),
    "figures dead": lambda desk: desk.figures("dead", as_of="2023-03-01"),
    "sources": lambda desk: desk.sources(as_of="2023-03-01"),
    "sources --voices": lambda desk: desk.voices(as_of="2023-03-01"),
    "stories": lambda desk: desk.stories(as_of="2023-03-01"),
    "search rescue": lambda desk: desk.search("rescue"),
    "search rescue --limit 3 --as-of 2023-02-09": lambda desk: desk.search("rescue", limit=3, as_of="2023-02-09"),
    "search --voice griffiths --kind prediction": lambda desk: desk.search(
        filters=Filters(voice="griffiths", kind=ClaimKind.PREDICTION)
    ),
    "show 2": lambda desk: desk.show("2"),
    "health": lambda desk: desk.health(),
}
WITHOUT_DAYS = ("search", "show", "health")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("doors") / "desk.db") as opened:
        opened.add(SAMPLE)
        yield opened


def invoke(desk: Desk, arguments: str) -> str:
    dated = [] if "--as-of" in arguments or arguments.startswith(WITHOUT_DAYS) else ["--as-of", "2023-03-01"]
    result = CliRunner().invoke(app, [*arguments.split(), *dated, "--desk", str(desk.path)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("arguments", SAME)
def test_the_command_line_gives_the_json_of_the_desk(desk: Desk, arguments: str) -> None:
    expected = msgspec.json.decode(msgspec.json.encode(SAME[arguments](desk)))
    assert msgspec.json.decode(invoke(desk, f"{arguments} --json")) == expected


@pytest.mark.parametrize("arguments", SAME)
def test_the_command_line_prints_what_the_desk_prints(desk: Desk, arguments: str) -> None:
    assert invoke(desk, arguments) == str(SAME[arguments](desk))


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_a_brief_is_written_by_one_hand(desk: Desk, form: str) -> None:
    written = getattr(render, f"render_{form}")(desk.brief(as_of="2023-03-01"))
    assert invoke(desk, f"brief --format {form}") == written.rstrip("\n") + "\n"


def test_the_command_line_exports_what_the_desk_exports(desk: Desk) -> None:
    result = CliRunner().invoke(app, ["export", "--desk", str(desk.path)])
    assert result.stdout_bytes.split(b"\n")[:-1] == [msgspec.json.encode(row) for row in desk.export()]


# --- the verbs of all doors

NO_VERBS = {
    "close",
    "snapshot",
    "state",
    "last_day",
    "counts",
    "failures",
}  # what serves the doors, and no user of them
FETCHES = {"watch"}  # what runs for long and asks the web is for the machine's own user
FORMS = {"export"}  # what the other doors give as the forms of every answer
WORDS = {  # verbs that the command line has in two words
    "join_voices": "voices join",
    "split_voice": "voices split",
    "forget_ruling": "voices forget",
    "rulings": "voices rulings",
}
OWN = {"demo", "gazetteer", "serve", "mcp", "copy"}  # commands that are no verbs of a desk
BULK = {"bulk", "bulk read", "bulk echoes", "bulk select"}  # a door to archives, which are no desks


def commands() -> set[str]:
    """Return all commands, those of a group after the group."""
    named = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    for group in app.registered_groups:
        assert group.typer_instance
        named |= {str(group.name)} | {f"{group.name} {each.name}" for each in group.typer_instance.registered_commands}
    return named


def verbs() -> set[str]:
    """Return the verbs of the desk, and reading with none."""
    own = {name for name, member in vars(Desk).items() if callable(member) and not name.startswith("_")}
    return own - NO_VERBS | {"read"}


def test_the_tables_hold_every_verb_of_the_desk() -> None:
    assert verbs() - FORMS - FETCHES == READS.keys() | WRITES.keys()


def test_the_command_line_has_every_verb() -> None:
    assert {WORDS.get(name, name) for name in verbs()} == commands() - OWN - BULK


def test_the_server_has_every_verb() -> None:
    with TemporaryDirectory() as folder, TestClient(make_app(Settings(Path(folder) / "desk.db"))) as client:
        paths = client.get("/openapi.json", headers={"Host": "localhost"}).json()["paths"]
    names = {path: path.removeprefix("/").removesuffix(".json") for path in paths}
    served = {(names[path], method) for path, methods in paths.items() for method in methods}
    assert served >= {(name, "get") for name in READS} | {(name, "post") for name in WRITES}
    others = {name for name, _ in served} - READS.keys() - WRITES.keys()
    assert {name for name in others if not name.endswith(".{form}")} == {"job"}


def test_assistants_have_every_verb() -> None:
    assert TOOLS.keys() == READS.keys() | WRITES.keys()


@pytest.mark.parametrize("name", READS)
def test_a_verb_takes_what_the_desk_takes(name: str) -> None:
    """But for filters, which a door spells out, and callbacks."""
    verb = read_text if name == "read" else getattr(Desk, name)
    taken = {each for each in inspect.signature(verb).parameters if each not in ("self", "progress", "filters", "id")}
    spelled = set(FILTERS) if name == "search" else set()
    assert {parameter.name for parameter in READS[name].takes} == taken | spelled


def test_reading_by_the_command_line_is_reading_by_name(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("Two bridges fell, the mayor said on Monday.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["read", str(path), "--jsonl"])
    assert msgspec.json.decode(result.stdout, type=type(read_text(""))) == read_text(path.read_text(encoding="utf-8"))


def test_adding_by_the_command_line_is_adding_to_the_desk(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    result = CliRunner().invoke(app, ["add", str(SAMPLE), "--desk", str(path)])
    assert result.stdout.splitlines()[0].startswith(f"{desk.counts()['reports']} added, 0 updated")
    with open_desk(path) as other:
        assert other.brief(as_of="2023-03-01").voices == desk.brief(as_of="2023-03-01").voices
