"""Where a desk stands: a file, or an address of a PostgreSQL server, and what can be told of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from sitrep.ground.errors import DeskError

ADDRESS = re.compile(r"postgres(?:ql)?://")
PARTS = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)(?:(?P<who>[^?]*)@)?(?P<where>[^?]*)(?:\?(?P<options>.*))?", re.DOTALL
)
TOLD = ("host", "port", "user", "dbname", "options")  # of what stands after the question mark
RULES = "SITREP_RULES"  # names the folder of the user's files for desks on servers


def is_address(desk: str | Path) -> bool:
    """Tell whether a desk stands on a server."""
    return isinstance(desk, str) and ADDRESS.match(desk) is not None


def told_address(address: str) -> str:
    """Return an address as it may be shown: without a password.

    >>> told_address("postgresql://ann:secret@db.example/news?sslpassword=x")
    'postgresql://ann@db.example/news'
    """
    parts = PARTS.match(address)
    if parts is None or "@" in (parts["options"] or ""):
        return "the server"
    user = (parts["who"] or "").split(":")[0]
    given = (each for each in (parts["options"] or "").split("&") if each.split("=")[0] in TOLD)
    options = "&".join(given)
    return f"{parts['scheme']}{user}{'@' if user else ''}{parts['where']}{'?' if options else ''}{options}"


def checked_address(address: str) -> str:
    """Return an address whose parts can be told from each other.

    Errors: DeskError where its password has a character that parts addresses.
    """
    parts = PARTS.match(address)
    if parts is None or re.search(r"[@/]", parts["who"] or "") or "@" in (parts["options"] or ""):
        told, do = told_address(address), "write @ as %40, / as %2F, : as %3A and ? as %3F"
        raise DeskError(told, f"cannot use {told}: its user or password hold a character of addresses; {do}")
    return address


def secrets_of(address: str) -> list[str]:
    """Return the words of an address that must not be told, as they are written and as they are meant."""
    parts = PARTS.match(address)
    if parts is None:
        return [address]
    _, _, password = (parts["who"] or "").partition(":")
    given = [value for name, value in parse_qsl(parts["options"] or "") if name not in TOLD]
    return [each for value in (password, *given) for each in {value, unquote(value)} if each]


def name_of(desk: str | Path) -> str:
    """Return the short name of a desk: of its file, or of its database."""
    if not is_address(desk):
        return Path(desk).name
    parts = PARTS.match(str(desk))
    return (parts["where"].partition("/")[2] if parts else "") or "the desk"


def rules_folder(desk: str | Path) -> Path:
    """Return the folder of `places.toml` and `sources.toml`: beside the file; of a server the one that is named."""
    return Path(os.environ.get(RULES, "")) if is_address(desk) else Path(desk).parent
