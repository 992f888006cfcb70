"""Asking the desk for pages and programs alike: which period is meant where none is given, and what is at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from sitrep.desk import Added, Desk
from sitrep.desk.verbs import READS, Verb
from sitrep.ground.errors import SitrepError
from sitrep.tell.health import Health
from sitrep.web.desks import Answers, Desks, Job

T = TypeVar("T")
SMALL = 300  # reports: a desk of no more is told of whole where no period is asked for, else its last day
KEPT = 200  # answers at hand
PERIODIC = frozenset(name for name, verb in READS.items() if any(each.name == "since" for each in verb.takes))
WHOLE = frozenset({"search"})  # verbs whose period is open where none is given


class Extent(NamedTuple):
    """How many reports a desk holds, and the last day of those that could be known at a moment."""

    reports: int
    last: date | None


class Asking:
    """Questions to the desk of a server."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self._answers = Answers(KEPT)

    def extent(self, as_of: str | None) -> Extent:
        """Return how large the desk is, and its last day at a moment."""
        return self.once(
            ("extent", as_of), lambda desk: Extent(desk.counts()["reports"], desk.last_day(as_of=as_of or None))
        )

    def settle(self, verb: Verb, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is asked, without what is left empty, and with the period that is meant where none is given."""
        asked = {name: value for name, value in given.items() if value not in (None, "")}
        if verb.name in PERIODIC - WHOLE and "since" not in asked:
            extent = self.extent(asked.get("as_of"))
            if verb.name == "changes":
                last = extent.last or date.today()  # noqa: DTZ011 — an empty desk: any day will do
                asked["since"] = (last - timedelta(days=1)).isoformat()
            elif extent.reports > SMALL and extent.last:
                asked["since"] = extent.last.isoformat()
        return asked

    def ask(self, verb: Verb, asked: Mapping[str, Any]) -> Any:
        """Return what the desk answers to a settled question.

        Errors: those of the verb.
        """
        return self.once((verb.name, *sorted(asked.items())), lambda desk: without_paths(verb.ask(desk, asked)))

    def once(self, key: tuple[Any, ...], make: Callable[[Desk], T]) -> T:
        """Return what is made with a desk, once for each of its states."""

        def read() -> T:
            with self.desks.reading() as desk:
                return make(desk)

        return self._answers.get((self.desks.mark(), *key), read)

    def kept(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what is made of answers, such as a page, once for each state of the desk."""
        return self._answers.get((self.desks.mark(), *key), make)

    def tag(self, *key: Any) -> str:
        """Return the ETag of an answer: another one as soon as the desk, or what is asked, is another."""
        return f'"{hashlib.sha256(repr((self.desks.mark(), key)).encode()).hexdigest()[:20]}"'

    def say(self, error: SitrepError) -> str:
        """Return an error as a sentence that tells no path of this machine."""
        return str(error).replace(f"{self.desks.path.parent}/", "")


def without_paths(answer: Any) -> Any:
    """Return an answer whose failures are named, but not by where they lie on this machine."""
    if isinstance(answer, Health):
        failures = (replace(each, item=each.item.rsplit("/", 1)[-1]) for each in answer.failures)
        return replace(answer, failures=tuple(failures))
    return answer


def without_failed_paths(job: Job) -> Job:
    """Return a job whose failed items are named, but not by where they lie on this machine."""
    if not isinstance(job.result, Added):
        return job
    failures = tuple(replace(each, item=each.item.rsplit("/", 1)[-1]) for each in job.result.failures)
    return replace(job, result=replace(job.result, failures=failures))
