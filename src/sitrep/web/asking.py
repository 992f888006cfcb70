"""Asking the desk for pages and programs alike: which period is meant where none is given, and what is at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sitrep import __version__
from sitrep.desk import Desk
from sitrep.desk.verbs import Extent, Verb, find_extent, settle, without_places
from sitrep.ground.errors import SitrepError
from sitrep.web.desks import Answers, Desks

T = TypeVar("T")
ACCOUNTS, TEXTS = 24, 2_000  # answers at hand: what a desk says, which is large, and what is written of it
CHARACTERS = 100_000_000  # of all that is written


class Asking:
    """Questions to the desk of a server."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self._accounts = Answers(ACCOUNTS)
        self._texts = Answers(TEXTS, CHARACTERS)

    def extent(self, as_of: str | None) -> Extent:
        """Return how large the desk is, and its last day at a moment."""
        key = (self.desks.mark_of(as_of), "extent", as_of)
        return self._texts.get(key, lambda: self._read(lambda desk: find_extent(desk, as_of)))

    def settle(self, verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is asked, with the period that is meant where none is given."""
        return settle(verb, given, self.extent)

    def ask(self, verb: Verb, asked: Mapping[str, Any]) -> Any:
        """Return what the desk answers to a settled question, worked out once for each state of what it is about.

        Errors: those of the verb.
        """
        key = (self._state(verb, asked), verb.name, *sorted(asked.items()))
        return self._accounts.get(key, lambda: self._read(lambda desk: without_places(verb.ask(desk, asked))))

    def _state(self, verb: Verb, asked: Mapping[str, Any]) -> str:
        has_moment = any(each.name == "as_of" for each in verb.takes)
        return self.desks.mark_of(asked.get("as_of")) if has_moment else self.desks.mark()

    def _read(self, make: Callable[[Desk], T]) -> T:
        with self.desks.reading() as desk:
            return make(desk)

    def once(self, verb: Verb, asked: Mapping[str, Any], key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what is made of an answer, such as a page, once for each state of what it is about."""
        return self._texts.get((self._state(verb, asked), verb.name, *sorted(asked.items()), *key), make)

    def tag(self, verb: Verb, asked: Mapping[str, Any], *key: Any) -> str:
        """Return the ETag of an answer: another one as soon as the desk, or what is asked, is another."""
        told = (__version__, self._state(verb, asked), verb.name, sorted(asked.items()), key)
        return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:20]}"'

    def say(self, error: SitrepError) -> str:
        """Return an error as a sentence that tells no path of this machine."""
        return self.desks.say(error)
