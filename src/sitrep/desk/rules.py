"""What a user says of voices in `sources.toml`, the file beside the desk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sitrep.ground.errors import BadRequest
from sitrep.ground.model import VoiceKind, VoiceRule
from sitrep.ground.names import filed_name, voice_id

FILE = "sources.toml"
KEYS = {"names", "kind", "role", "outlets"}


def load_rules(path: Path) -> tuple[VoiceRule, ...]:
    """Return the rules of a file; none where there is no such file.

    Errors: BadRequest where it is no TOML, or says what Sitrep does not know.
    """
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRequest(f"cannot read {path}: {error}; mend the file or move it away") from None
    unknown = tables.keys() - {"voices"}
    if unknown:
        raise BadRequest(f"cannot use {path}: it has a table [{min(unknown)}]; the one that Sitrep knows is [voices]")
    voices = tables.get("voices", {})
    if not isinstance(voices, dict):
        raise BadRequest(f"cannot use {path}: voices is no table; write [voices] and a line for each voice")
    rules = tuple(_rule(path, name, value) for name, value in voices.items())
    _check_names(path, rules)
    return rules


def _check_names(path: Path, rules: tuple[VoiceRule, ...]) -> None:
    """Refuse names that are empty, or that mean two voices wherever they stand.

    Errors: BadRequest.
    """
    taken: dict[str, str] = {}
    for rule in rules:
        for name in (rule.name, *rule.names):
            if not name.strip():
                raise BadRequest(f"cannot use {path}: {rule.name!r} has an empty name; give one or leave it out")
            if rule.role or rule.outlets:
                continue
            if taken.setdefault(filed_name(name), rule.name) != rule.name:
                other = taken[filed_name(name)]
                raise BadRequest(f"cannot use {path}: {name!r} means {other!r} and {rule.name!r}; leave one out")


def _rule(path: Path, name: str, value: Any) -> VoiceRule:
    """Return the rule of one voice: `"Ann Lee" = ["Anne Lee"]`, or a table with names, kind, role and outlets."""
    table = value if isinstance(value, dict) else {"names": value}
    unknown = table.keys() - KEYS
    if unknown:
        raise BadRequest(f"cannot use {path}: {name!r} has a key {min(unknown)!r}; there are {', '.join(sorted(KEYS))}")
    kinds = [kind.value for kind in VoiceKind]
    if table.get("kind", kinds[0]) not in kinds:
        raise BadRequest(f"cannot use {path}: {name!r} is of kind {table['kind']!r}; there are {', '.join(kinds)}")
    names, outlets = table.get("names", []), table.get("outlets", [])
    if not _are_texts(names) or not _are_texts(outlets) or not isinstance(table.get("role", ""), str):
        raise BadRequest(f'cannot use {path}: {name!r} is to have lists of names, such as "{name}" = ["N. N."]')
    return VoiceRule(voice_id(table.get("kind", kinds[0]), name), name, tuple(names), table.get("role"), tuple(outlets))


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
