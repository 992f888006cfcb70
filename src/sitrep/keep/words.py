"""The words of texts as SQLite's full text tells them apart, for desks whose database tells them apart otherwise.

A table in memory does the work: so a word, a query and an excerpt are the same on a server as in a file.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sitrep.keep.sqlite import EXCERPT, as_phrase, no_expression

LONGEST_WORD = 500  # characters; a lexeme of PostgreSQL has 2,046 bytes at the most
MOST_PLACES, LAST_PLACE = 255, 16_383  # of a lexeme
MOST_BYTES = 900_000  # of the lexemes of a text and their places, of 1 MiB that PostgreSQL takes
TOKEN = re.compile(r'"(?:[^"]|"")*"|[\w\x1a\x80-\U0010ffff]+|\S')
STRING = re.compile(r'"|[\w\x1a\x80-\U0010ffff]')
OPERATORS = ("AND", "OR", "NOT")


class Text(NamedTuple):
    """A text that may be found, with its number."""

    id: int
    title: str | None
    text: str


class Words:
    """Tells the words of texts and queries, and which texts fit a query."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.text_factory = _decoded
        tokenize = "unicode61 remove_diacritics 2"
        self._connection.execute(f"CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = '{tokenize}')")
        self._connection.execute("CREATE VIRTUAL TABLE found USING fts5vocab (words, 'instance')")

    def close(self) -> None:
        """Let go of the table."""
        self._connection.close()

    @contextmanager
    def _holding(self, texts: Iterable[Text]) -> Iterator[None]:
        """Have texts in the table for as long."""
        self._connection.execute("BEGIN")
        try:
            rows = ((id_, _encodable(title or ""), _encodable(text)) for id_, title, text in texts)
            self._connection.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def lexemes(self, title: str | None, text: str) -> str:
        """Return a tsvector of the words of a text, those of the title first, with their places."""
        places: dict[str, list[int]] = defaultdict(list)
        with self._holding([Text(1, title, text)]):
            found = self._connection.execute("SELECT term, col = 'text', offset FROM found").fetchall()
        begin = sum(not is_text for _, is_text, _ in found)
        for term, is_text, offset in found:
            places[term[:LONGEST_WORD]].append(min(1 + offset + begin * is_text, LAST_PLACE))
        return _vector(places)

    def of(self, text: str) -> list[str]:
        """Return the words of a text, in their order."""
        with self._holding([Text(1, None, text)]):
            found = self._connection.execute("SELECT term FROM found ORDER BY offset").fetchall()
        return [term[:LONGEST_WORD] for (term,) in found]

    def expression(self, query: str) -> str:
        """Return a query as the expression that it is, or that of a phrase.

        Errors: BadRequest where it is neither.
        """
        try:
            self._fitting(query)
        except sqlite3.OperationalError:
            try:
                self._fitting(as_phrase(query))
            except sqlite3.OperationalError as error:
                raise no_expression(query, error) from None
            return as_phrase(query)
        return query

    def excerpts(self, expression: str, texts: Iterable[Text]) -> dict[int, str]:
        """Return the numbers of the texts that fit an expression, with excerpts that mark its words by [ ]."""
        with self._holding(texts):
            return self._fitting(expression)

    def _fitting(self, expression: str) -> dict[int, str]:
        query = f"SELECT rowid, {EXCERPT} FROM words WHERE words MATCH ?"
        return dict(self._connection.execute(query, (expression,)).fetchall())

    def wanted(self, expression: str) -> str | None:
        """Return a tsquery that finds all texts which fit an expression, and may find more; None where none can fit.

        Phrases are asked for by their words, wherever these stand, and what is not to be there is not asked for.
        """
        return Query(self, expression).wanted()


class Query:
    """An expression of full text that is valid, as it is taken apart."""

    def __init__(self, words: Words, expression: str) -> None:
        self._words = words
        self._tokens = TOKEN.findall(expression)
        self._at = 0
        known = all(token in "()*+" or STRING.match(token) for token in self._tokens)
        self._is_plain = known and "NEAR" not in self._tokens

    def wanted(self) -> str | None:
        """Return the tsquery; of what has other operators any of the words."""
        if not self._is_plain:
            each = (self._words.of(token) for token in self._tokens)
            return _joined(" | ", [_lexeme(word) for words in each for word in words])
        return self._either()

    def _next(self, *tokens: str) -> bool:
        """Tell whether one of some tokens follows, and go past it."""
        is_next = self._at < len(self._tokens) and self._tokens[self._at] in tokens
        self._at += is_next
        return is_next

    def _either(self) -> str | None:
        parts = [self._all()]
        while self._next("OR"):
            parts.append(self._all())
        return _joined(" | ", parts)

    def _all(self) -> str | None:
        parts = [self._without()]
        while self._next("AND"):
            parts.append(self._without())
        return _joined(" & ", parts)

    def _without(self) -> str | None:
        part = self._phrases()
        while self._next("NOT"):
            self._phrases()
        return part

    def _phrases(self) -> str | None:
        if self._next("("):
            part = self._either()
            self._next(")")
            return part
        parts = []
        while self._at < len(self._tokens) and self._tokens[self._at] not in (*OPERATORS, ")"):
            words = self._words.of(self._tokens[self._at])
            self._at += 1
            is_prefix = self._next("*")
            parts += [_lexeme(word, is_prefix=is_prefix and word is words[-1]) for word in words]
            self._next("+")
        return _joined(" & ", parts)


def _lexeme(word: str, *, is_prefix: bool = False) -> str:
    return f"'{word}'{':*' if is_prefix else ''}"


def _joined(operator: str, parts: Iterable[str | None]) -> str | None:
    known = [part for part in parts if part]
    return f"({operator.join(known)})" if len(known) > 1 else known[0] if known else None


def _vector(places: dict[str, list[int]]) -> str:
    """Return a tsvector; of a text with very many words one without places, or without the words that come last."""
    entries = {word: sorted(set(found))[:MOST_PLACES] for word, found in places.items()}
    sizes = {word: len(word.encode()) + 4 for word in entries}
    if sum(sizes.values()) + 2 * sum(map(len, entries.values())) <= MOST_BYTES:
        return " ".join(f"'{word}':{','.join(map(str, found))}" for word, found in entries.items())
    kept, size = [], 0
    for word in sorted(entries, key=lambda word: entries[word]):
        size += sizes[word]
        if size > MOST_BYTES:
            break
        kept.append(f"'{word}'")
    return " ".join(kept)


def _decoded(text: bytes) -> str:
    """Return a text of the table, which cuts very long words within a character."""
    return text.decode("utf-8", "ignore")


def _encodable(text: str) -> str:
    """Return a text with a replacement for each lone surrogate, so that all else keeps its place."""
    return text.encode("utf-8", "replace").decode()
