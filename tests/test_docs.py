"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from sitrep.cli import app
from sitrep.ground import errors

ROOT = Path(__file__).parent.parent
COMMANDS = {
    command.name or command.callback.__name__: command.callback
    for command in app.registered_commands
    if command.callback
} | {
    str(group.name): group.typer_instance.registered_callback.callback  # type: ignore[union-attr]
    for group in app.registered_groups
}
PAGE = ROOT / "docs" / "commands.md"
README = ROOT / "README.md"


def text_of(path: Path) -> str:
    """Return a page; the test is skipped while it is not written."""
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT)} is not written")
    return path.read_text(encoding="utf-8")


def section_of(command: str) -> str:
    """Return the part of the page that is about a command."""
    parts = text_of(PAGE).split("\n## ")
    return next((part for part in parts if re.match(rf"`sitrep {command}[ `]", part)), "")


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_up_to_date() -> None:
    """`make docs` writes it anew."""
    assert text_of(PAGE) == load_script("document_commands").document_commands()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_with_its_options(command: str) -> None:
    section = section_of(command)
    assert (COMMANDS[command].__doc__ or "").splitlines()[0] in section
    shown = CliRunner().invoke(app, [command, "--help"]).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shown.partition("Options:")[2])) - {"--help"}
    assert "--json" in options
    assert {option for option in options if f"`{option}`" not in section} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_with_an_example(command: str) -> None:
    assert re.search(rf"^\$ sitrep {command}\b", section_of(command), re.MULTILINE)


# --- errors


def errors_below(kind: type[Exception], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the tree of errors, each with its depth, in the order in which they are written."""
    yield depth, kind.__name__
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from errors_below(child, depth + 1)


def errors_drawn() -> Iterator[tuple[int, str]]:
    """Yield the tree that the docstring of the module draws."""
    for line in (errors.__doc__ or "").splitlines():
        drawn = re.match(r"    ([│├└─ ]*)(\w+)", line)
        if drawn:
            yield len(drawn[1]) // 4, drawn[2]


def test_the_tree_of_errors_is_the_one_that_is_drawn() -> None:
    assert sorted(errors_drawn()) == sorted(errors_below(errors.SitrepError))


def test_every_error_stands_below_the_one_that_it_is_a_kind_of() -> None:
    above: dict[int, str] = {}
    for depth, name in errors_drawn():
        above[depth] = name
        if depth:
            assert getattr(errors, name).__base__.__name__ == above[depth - 1]


def test_every_error_says_what_it_is() -> None:
    for _, name in errors_below(errors.SitrepError):
        assert (getattr(errors, name).__doc__ or "").endswith(".")


# --- README


def blocks_of(path: Path) -> list[str]:
    """Return the Python of a page that stands by itself."""
    blocks = re.findall(r"^```python\n(.*?)^```", text_of(path), re.MULTILINE | re.DOTALL)
    return [block for block in blocks if block.startswith("import sitrep")]


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = blocks_of(README)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("Two bridges fell, the mayor said on Monday.\n", encoding="utf-8")
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_the_commands_of_the_readme_are_known() -> None:
    called = re.findall(r"^\$ sitrep ([a-z]+)", text_of(README), re.MULTILINE)
    assert set(called) <= set(COMMANDS)


def test_the_links_of_the_pages_lead_somewhere() -> None:
    pages = [path for path in (README, *sorted((ROOT / "docs").rglob("*.md"))) if path.exists()]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"
