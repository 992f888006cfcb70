"""Pages out of templates: what they are given, and how their links keep the moment that is looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from sitrep import __version__
from sitrep.ground.edtf import parse_edtf
from sitrep.ground.lexicon import load_words
from sitrep.tell import phrases
from sitrep.tell.account import Retelling
from sitrep.tell.cited import Citation
from sitrep.tell.escape import web_address

KEPT = ("as_of", "since")  # of the address of a page, in the addresses that it links to


class Frame(NamedTuple):
    """What stands around every page: its name, what was given in its address and what is asked, its other forms.

    `given` has every parameter of the page, None for what the address leaves open; `asked` has the period that is meant
    then, and `is_narrowed` says that it is a part of the desk only. `last` is the day from which one steps on.
    """

    name: str
    given: Mapping[str, Any]
    asked: Mapping[str, Any]
    last: date
    forms: tuple[tuple[str, str], ...] = ()
    is_narrowed: bool = False

    def link(self, page: str, *, keep: bool = True, **query: Any) -> str:
        """Return the address of a page at the moment that is looked at."""
        kept = {name: self.given[name] for name in KEPT if self.given.get(name)} if keep else {}
        wanted = {name: value for name, value in (kept | query).items() if value not in (None, "", False)}
        return f"/{page}?{urlencode(wanted)}" if wanted else f"/{page}"

    def again(self, **query: Any) -> str:
        """Return the address of this page, asked otherwise."""
        return self.link(self.name, keep=False, **(dict(self.given) | query))

    def step(self, days: int) -> str:
        """Return the address of this page some days later: the same days of it, moved on."""
        until, since = _day(self.given.get("as_of")), _day(self.asked.get("since"))
        until = until or (since if self.is_narrowed else None) or self.last
        moved = {"as_of": _moved(until, days), "since": _moved(since, days) if since else None}
        return self.again(**moved, cursor=None)


def _day(edtf: str | None) -> date | None:
    days = parse_edtf(edtf) if edtf else None
    return days.until if days else None


def _moved(day: date, days: int) -> str:
    """Return a day some days later, or itself where there is no such day."""
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()


class Branch(NamedTuple):
    """A telling in the tree from an origin to the outlets, with those that carry its text on."""

    telling: Retelling
    copies: tuple[Retelling, ...]


def render(template: str, frame: Frame, context: Mapping[str, Any]) -> str:
    """Return a page."""
    return _environment().get_template(f"{template}.html.jinja").render({"frame": frame, "link": frame.link, **context})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("sitrep.web"), PackageLoader("sitrep.tell")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {name: getattr(phrases, name) for name in dir(phrases) if name.startswith("say_")}
    environment.globals |= {"w": load_words("interface"), "version": __version__, "branches": branches}
    environment.globals |= {"is_graded": phrases.is_graded, "by_number": by_number, "web_address": web_address}
    environment.filters["shorten"] = phrases.shorten
    return environment


def by_number(citations: Iterable[Citation]) -> dict[int, Citation]:
    """Return citations by their numbers."""
    return {citation.number: citation for citation in citations}


def branches(tellings: Sequence[Retelling]) -> tuple[Branch, ...]:
    """Return tellings as a tree: those that carry on another report's text below the first telling of that one."""
    known = {telling.report for telling in tellings}
    copies: dict[str, list[Retelling]] = defaultdict(list)
    roots = []
    for telling in tellings:
        if telling.copy_of in known and telling.copy_of != telling.report:
            copies[telling.copy_of].append(telling)
        else:
            roots.append(telling)
    return tuple(Branch(root, tuple(copies.pop(root.report, ()))) for root in roots)
