"""What a user says of voices and outlets in `sources.toml`, the file beside the desk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sitrep.ground.errors import BadRequest
from sitrep.ground.model import VoiceKind, VoiceRule
from sitrep.ground.names import filed_name, voice_id

FILE = "sources.toml"
TABLES = ("voices", "outlets")
KEYS = {"names", "kind", "role", "outlets"}


def load_rules(path: Path) -> tuple[VoiceRule, ...]:
    """Return the rules of a file on voices; none where there is no such file.

    Errors: BadRequest where it is no TOML, or says what Sitrep does not know.
    """
    rules = tuple(_rule(path, name, value) for name, value in _load_table(path, "voices").items())
    _check_names(path, rules)
    load_homes(path)
    return rules


def load_homes(path: Path) -> dict[str, str]:
    """Return where outlets are at home, by the outlet's name: `"Town Talk" = { home = "Alexandria, Louisiana" }`.

    Errors: BadRequest as of `load_rules`.
    """
    homes = {}
    for outlet, value in _load_table(path, "outlets").items():
        if not isinstance(value, dict) or value.keys() - {"home"} or not isinstance(value.get("home", ""), str):
            raise BadRequest(f'cannot use {path}: outlet {outlet!r} is to have a home, such as {{ home = "Kyiv" }}')
        homes[outlet] = value.get("home", "")
    return {outlet: home for outlet, home in homes.items() if home}


def _load_table(path: Path, name: str) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRequest(f"cannot read {path}: {error}; mend the file or move it away") from None
    unknown = tables.keys() - set(TABLES)
    if unknown:
        known = " and ".join(f"[{table}]" for table in TABLES)
        raise BadRequest(f"cannot use {path}: it has a table [{min(unknown)}]; those that Sitrep knows are {known}")
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise BadRequest(f"cannot use {path}: {name} is no table; write [{name}] and a line for each")
    return table


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
