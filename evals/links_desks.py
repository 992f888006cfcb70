"""The desks that links are measured on: built once, kept in `evals/out/`, and asked by the commands of `sitrep`.

A desk is built anew where its reports are no longer the same, or where any of the code has changed that reads and links
them. What a command printed is left beside the desk, for looking into.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from readings import OUT, load_text, write_jsonl

import sitrep

PACKAGE = Path(sitrep.__file__).parent
TELLS_ONLY = ("tell", "cli.py", "data/sample", "data/gazetteer")  # what the rows of a desk do not hang on

Row = dict[str, Any]


def build_desk(name: str, items: Sequence[Row]) -> Path:
    """The file of the desk that holds these reports, built where it is not there or no longer the same.

    Errors: ends the script where a report was not taken in.
    """
    desk, mark = (OUT / "links" / f"{name.replace(' ', '-')}{suffix}" for suffix in (".db", ".digest"))
    wanted = digest_of(items)
    if desk.exists() and mark.exists() and mark.read_text(encoding="utf8") == wanted:
        return desk
    print(f"building the desk of {name} …", file=sys.stderr)
    source = desk.with_suffix(".reports.jsonl")
    write_jsonl(source, items)
    for leftover in (mark, *desk.parent.glob(f"{desk.name}*")):
        leftover.unlink(missing_ok=True)
    with sitrep.open(desk) as opened:
        if failures := opened.add([source]).failures:
            sys.exit(f"cannot measure: {failures[0].item} was not taken in: {failures[0].reason}")
    mark.write_text(wanted, encoding="utf8")
    return desk


def digest_of(items: Sequence[Row]) -> str:
    """The SHA-256 of some reports and of all code and words that they are read and linked with."""
    digest = hashlib.sha256(json.dumps(items, sort_keys=True).encode())
    for path in sorted(PACKAGE.rglob("*")):
        place = path.relative_to(PACKAGE).as_posix()
        if path.suffix in (".py", ".toml", ".txt", ".json") and not place.startswith(TELLS_ONLY):
            digest.update(place.encode() + path.read_bytes())
    return digest.hexdigest()


def text_items(paths: Sequence[Path]) -> list[Row]:
    """Text files as `sitrep add` takes them, each under the name of its file."""
    return [{"id": path.name, "text": load_text(path)} for path in paths]


def load_reports(desk: Path) -> dict[str, Row]:
    """The reports of a desk with text and reading, as it exports them, by id."""
    with sitrep.open(desk) as opened:
        return {row["id"]: row for row in opened.export()}


def ask_lines(desk: Path, command: str) -> list[Row]:
    """What a command prints of a desk with `--jsonl`, an object a line."""
    return parse_lines(run_command(desk, command, "--jsonl"))


def ask_whole(desk: Path, *command: str) -> Row:
    """The one object that a command prints of a desk with `--json`."""
    whole: Row = json.loads(run_command(desk, *command, "--json"))
    return whole


def parse_lines(printed: str) -> list[Row]:
    """The objects of JSON lines; a line separator inside a string does not end its line."""
    return [json.loads(line) for line in printed.split("\n") if line.strip()]


def run_command(desk: Path, *command: str) -> str:
    """What a command of `sitrep` prints of a desk, which is left beside the desk as well.

    Errors: ends the script with what the command wrote to stderr where it does not exit with 0.
    """
    words = [sys.executable, "-m", "sitrep", *command, "--desk", str(desk)]
    done = subprocess.run(words, capture_output=True, encoding="utf8", check=False)
    if done.returncode:
        sys.exit(f"cannot measure: `sitrep {' '.join(command)}` ended with {done.returncode}:\n{done.stderr[-2000:]}")
    desk.with_suffix(f".{command[0]}{command[-1].replace('--', '.')}").write_text(done.stdout, encoding="utf8")
    return done.stdout


def find_departures(statements: Sequence[Row]) -> Iterator[tuple[Row, Row, Row]]:
    """Each departure of some statements with its statement and its telling, in order."""
    for statement in statements:
        for telling in statement["tellings"]:
            for departure in telling["departures"]:
                yield statement, telling, departure
