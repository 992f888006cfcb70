"""Write docs/commands.md: every command with its arguments and options, out of the words that `--help` prints."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer import Context
from typer.models import ArgumentInfo, OptionInfo

from sitrep.cli import app

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
HEAD = """# Commands

`sitrep COMMAND --help` says the same. The exit code is 0, or 1 where something failed, or 2 where the call was wrong.
Dates are ISO 8601 or EDTF, such as `2023-02-17` or `2023-02`. This page is written by `make docs`.
"""
EXAMPLE = "Example: "


def document_commands() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for name, verb in _commands() for line in _section(name, verb))])


def _commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every command with its name, those of a group after the group."""
    for command in app.registered_commands:
        if command.callback:
            yield command.name or command.callback.__name__, command.callback
    for group in app.registered_groups:
        if group.typer_instance and group.typer_instance.registered_callback:
            yield str(group.name), group.typer_instance.registered_callback.callback  # type: ignore[misc]
            for command in group.typer_instance.registered_commands:
                yield f"{group.name} {command.name}", command.callback  # type: ignore[misc]


def _section(name: str, verb: Callable[..., Any]) -> Iterator[str]:
    """Yield the lines of one command: its call, what it does, its examples, its arguments and options."""
    members = list(_members(verb))
    arguments = [_call(each, info, default) for each, kind, info, default in members if isinstance(info, ArgumentInfo)]
    lines = inspect.cleandoc(verb.__doc__ or "").splitlines()
    prose = "\n".join(line for line in lines if not line.startswith(EXAMPLE)).strip()
    examples = [f"$ {line.removeprefix(EXAMPLE)}" for line in lines if line.startswith(EXAMPLE)]
    yield from (f"## `{' '.join(['sitrep', name, *arguments])}`", "", prose, "")
    yield from ("```console", *examples, "```", "", "| | |", "|---|---|")
    yield from (_row(*member) for member in members)
    yield ""


def _members(verb: Callable[..., Any]) -> Iterator[tuple[str, Any, ArgumentInfo | OptionInfo, Any]]:
    """Yield name, type, words and default of what a command takes, arguments first."""
    hints = get_type_hints(verb, include_extras=True)
    taken = []
    for name, parameter in inspect.signature(verb).parameters.items():
        if hints[name] is Context:
            continue
        kind, info, *_ = get_args(hints[name])
        taken.append((name, kind, info, parameter.default))
    yield from sorted(taken, key=lambda member: not isinstance(member[2], ArgumentInfo))


def _call(name: str, info: ArgumentInfo | OptionInfo, default: Any) -> str:
    word = info.metavar or name.upper()
    return word if default is inspect.Parameter.empty else f"[{word}]"


def _row(name: str, kind: Any, info: ArgumentInfo | OptionInfo, default: Any) -> str:
    """Return the row of an argument or an option: its names, its value, what it does, and what stands in its place."""
    if isinstance(info, ArgumentInfo):
        return f"| `{_call(name, info, default)}` | {info.help} |"
    written = (info.default, *(info.param_decls or ()))  # beside a type, the first name stands where a default would
    names = ", ".join(f"`{option}`" for option in written if isinstance(option, str))
    notes = [info.help, f"Environment: `{info.envvar}`." if info.envvar else "", _default(default)]
    return f"| {names}{_value(name, kind, info)} | {' '.join(note for note in notes if note)} |"


def _value(name: str, kind: Any, info: OptionInfo) -> str:
    if kind is bool:
        return ""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " " + " or ".join(f"`{member.value}`" for member in kind)
    return f" {info.metavar or {'desk': 'FILE', 'out': 'FILE', 'jobs': 'N', 'limit': 'N'}.get(name, name.upper())}"


def _default(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "Required."
    return "" if default is None or isinstance(default, bool) else f"Default: `{default}`."


if __name__ == "__main__":
    PAGE.write_text(document_commands(), encoding="utf-8")
