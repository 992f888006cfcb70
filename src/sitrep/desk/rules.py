"""What a user says of voices and outlets in `sources.toml`, the file beside the desk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sitrep.ground.errors import BadRequest, SitrepError
from sitrep.ground.model import Standing, VoiceKind, VoiceRule
from sitrep.ground.names import filed_name, voice_id
from sitrep.tell.account import UNGRADED

FILE = "sources.toml"
TABLES = ("voices", "outlets")
NAMING = {"names", "kind", "role", "outlets"}
KEYS = NAMING | {"grade", "side"}
OUTLET_KEYS = {"home", "grade", "side", "owner", "wires", "aliases"}
GRADES = "ABCDEF"


def load_rules(path: Path) -> tuple[VoiceRule, ...]:
    """Return the rules of a file on voices; none where there is no such file.

    Errors: BadRequest where it is no TOML, or says what Sitrep does not know.
    """
    rules = tuple(
        _rule(path, name, value)
        for name, value in _load_table(path, "voices").items()
        if not isinstance(value, dict) or not value or value.keys() & NAMING or value.keys() - KEYS
    )
    _check_names(path, rules)
    load_standing(path)
    return rules


def load_homes(path: Path) -> dict[str, str]:
    """Return where outlets are at home, by the outlet's name: `"Town Talk" = { home = "Alexandria, Louisiana" }`.

    Errors: BadRequest as of `load_rules`.
    """
    return {outlet: table["home"] for outlet, table in _load_outlets(path).items() if table.get("home")}


def load_standing(path: Path) -> Standing:
    """Return what a file says of who can be trusted how far, who owns whom, and who takes whose wire.

    Errors: BadRequest as of `load_rules`.
    """
    outlets = _load_outlets(path)
    voices = {name: value for name, value in _load_table(path, "voices").items() if isinstance(value, dict)}
    for name, table in voices.items():
        _check_grade(path, name, table)
    graded = {**voices, **outlets}
    return Standing(
        grades={filed_name(name): table["grade"] for name, table in graded.items() if "grade" in table},
        sides={filed_name(name): table["side"] for name, table in graded.items() if "side" in table},
        owners={name: table["owner"] for name, table in outlets.items() if "owner" in table},
        wires={name: tuple(table["wires"]) for name, table in outlets.items() if "wires" in table},
        aliases={alias: name for name, table in outlets.items() for alias in table.get("aliases", [])},
    )


def _load_outlets(path: Path) -> dict[str, dict[str, Any]]:
    """Return the table of outlets, after a check of each.

    Errors: BadRequest.
    """
    outlets = _load_table(path, "outlets")
    for outlet, value in outlets.items():
        if not isinstance(value, dict) or not value or value.keys() - OUTLET_KEYS:
            known = ", ".join(sorted(OUTLET_KEYS))
            raise BadRequest(
                f'cannot use {path}: outlet {outlet!r} is to have a table, such as {{ home = "Kyiv" }}, of {known}'
            )
        for key in value.keys() & {"home", "side", "owner"}:
            if not isinstance(value[key], str):
                raise BadRequest(f"cannot use {path}: {key} of {outlet!r} is no text; put it in quotation marks")
        for key in value.keys() & {"wires", "aliases"}:
            if not _are_texts(value[key]):
                raise BadRequest(f'cannot use {path}: {key} of {outlet!r} is to be a list of names, such as ["AP"]')
        _check_grade(path, outlet, value)
    return outlets


def _check_grade(path: Path, name: str, table: dict[str, Any]) -> None:
    """Refuse a grade that is none of the Admiralty scale, and a side that is no text.

    Errors: BadRequest.
    """
    grade = table.get("grade", UNGRADED)
    if not isinstance(grade, str) or grade not in GRADES or len(grade) != 1:
        raise BadRequest(
            f"cannot use {path}: {name!r} has the grade {grade!r}; give one from A (reliable) to F (not judged)"
        )
    if not isinstance(table.get("side", ""), str):
        raise BadRequest(f"cannot use {path}: the side of {name!r} is no text; put it in quotation marks")


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


def write_grade(path: Path, table: str, name: str, grade: str) -> None:
    """Set the grade of a voice or an outlet in a file, which keeps all else that it says, its comments too.

    F, which is not judged, takes a grade away.

    Errors: BadRequest where the grade is none of the scale, the name is empty, or the file says what is not known.
    """
    import tomlkit

    if not name.strip():
        raise BadRequest("cannot grade without a name: say whom")
    _check_grade(path, name, {"grade": grade})
    load_rules(path)
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.is_file() else tomlkit.document()
    known = document.setdefault(table, tomlkit.table())
    entry = known.get(name, tomlkit.inline_table())
    if not isinstance(entry, dict):
        entry = tomlkit.inline_table() | {"names": list(entry)}
    if grade == UNGRADED:
        entry.pop("grade", None)
    else:
        entry["grade"] = grade
    if entry:
        known[name] = entry
    else:
        known.pop(name, None)
    _replace(path, tomlkit.dumps(document))


def _replace(path: Path, text: str) -> None:
    """Put a text in the place of a file's, all of it or nothing.

    Errors: SitrepError where the folder cannot be written.
    """
    written = path.with_name(f".{path.name}.new")
    try:
        written.write_text(text, encoding="utf-8")
        written.replace(path)
    except OSError as error:
        raise SitrepError(f"cannot write {path}: {error.strerror}; make its folder writable") from None
