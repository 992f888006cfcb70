"""What is written for SQLite, as PostgreSQL says it: statements, tables, and texts that it cannot hold as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

PLACE = re.compile(r"\?|(?<!:):(\w+)")
STATEMENTS = (
    (re.compile(r"\binstr\("), "strpos("),
    (re.compile(r"\bLIKE\b"), "ILIKE"),  # SQLite's makes no difference between A and a
    (re.compile(r"\bCROSS JOIN (\w+) USING\b"), r"JOIN \1 USING"),  # the order of joins is PostgreSQL's own choice
)
# a text that is looked up by itself may be longer than a sorted index takes, so its index is one of hashes
TABLES = (
    (re.compile(r"\b(\w+) TEXT (?:NOT NULL UNIQUE|PRIMARY KEY)"), r"\1 TEXT NOT NULL, EXCLUDE USING hash (\1 WITH =)"),
    (re.compile(r"(CREATE INDEX (?:version_name|version_url|claim_voice) ON \w+)"), r"\1 USING hash"),
    (re.compile(r"\bTEXT\b"), 'TEXT COLLATE "C"'),  # in the order of code points, as in a file
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\bREAL\b"), "DOUBLE PRECISION"),
    (re.compile(r"\) WITHOUT ROWID"), ")"),
    (
        re.compile(r"CREATE VIRTUAL TABLE words .*", re.DOTALL),
        "CREATE TABLE words (version_id BIGINT PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE, "
        "lexemes TSVECTOR NOT NULL); CREATE INDEX words_lexemes ON words USING gin (lexemes)",
    ),
)
ROWS = re.compile(r"(?P<into>INSERT INTO (?P<table>\w+)(?: \((?P<columns>[^)]*)\))?) VALUES \([?, ]*\)(?P<rest>.*)")
UNKEPT = re.compile("[\x00\x01\ud800-\udfff]")  # what no text of PostgreSQL holds, and the mark in its place
KEPT = re.compile("\x01([0-9a-f]{4})")


@lru_cache(500)
def translate(statement: str) -> str:
    """Return a statement with the places of its values.

    >>> translate("SELECT id FROM version WHERE name LIKE :start")
    'SELECT id FROM version WHERE name ILIKE %(start)s'
    """
    statement = statement.replace("%", "%%")
    for pattern, said in STATEMENTS:
        statement = pattern.sub(said, statement)
    return PLACE.sub(lambda match: f"%({match[1]})s" if match[1] else "%s", statement)


def translate_rows(statement: str, types: Mapping[str, str]) -> str:
    """Return the statement that inserts all rows at once, each column as an array, by the types of the table's columns.

    >>> translate_rows("INSERT INTO echo_key VALUES (?, ?)", {"key": "bigint", "version_id": "bigint"})
    'INSERT INTO echo_key SELECT * FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[]))'
    """
    parts = ROWS.fullmatch(statement)
    assert parts, statement
    columns = parts["columns"].split(", ") if parts["columns"] else types
    arrays = ", ".join(f"CAST(%s AS {types[column]}[])" for column in columns)
    return f"{parts['into']} SELECT * FROM unnest({arrays}){parts['rest']}"


def table_of(statement: str) -> str:
    """Return the table that a statement inserts rows into."""
    parts = ROWS.fullmatch(statement)
    assert parts, statement
    return parts["table"]


def translate_table(statement: str) -> str:
    """Return a statement of a migration.

    >>> translate_table("CREATE TABLE alike (later INTEGER PRIMARY KEY, pairs BLOB) WITHOUT ROWID")
    'CREATE TABLE alike (later BIGINT PRIMARY KEY, pairs BYTEA)'
    """
    for pattern, said in TABLES:
        statement = pattern.sub(said, statement)
    return statement


def pack_text(text: str) -> str:
    """Return a text as PostgreSQL can hold it: NUL and lone surrogates by their numbers.

    >>> pack_text("a" + chr(0))
    'a\\x010000'
    """
    return UNKEPT.sub(lambda match: f"\x01{ord(match[0]):04x}", text)


def unpack_text(text: str) -> str:
    """Return a text as it was."""
    return KEPT.sub(lambda match: chr(int(match[1], 16)), text) if "\x01" in text else text
