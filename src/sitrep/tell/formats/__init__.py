"""The forms in which an account is written, in one table: a name, an ending, a media type, a writer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sitrep.ground.errors import BadRequest
from sitrep.tell import render
from sitrep.tell.brief import Brief
from sitrep.tell.formats.annotations import write_annotations
from sitrep.tell.formats.entries import Accounted, is_cited, kind_of
from sitrep.tell.formats.feed import is_new, write_feed
from sitrep.tell.formats.lines import has_lines, write_lines
from sitrep.tell.formats.markdown import has_page, write_page
from sitrep.tell.formats.stix import has_bundle, write_bundle
from sitrep.tell.formats.table import has_table, write_table
from sitrep.tell.map import Map

__all__ = ["FORMATS", "Accounted", "Format", "format_of_file", "formats_of", "write"]


class Format(NamedTuple):
    """A form of accounts: how it is called, how its files end, and which accounts it can take."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Any], str]
    fits: Callable[[Accounted], bool]


def _is_any(_: Accounted) -> bool:
    return True


def _is_map(account: Accounted) -> bool:
    return isinstance(account, Map)


def _is_drawn(account: Accounted) -> bool:
    return isinstance(account, Brief | Map)


ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("text", "txt", "text/plain", str, _is_any),
        Format("json", "json", "application/json", render.render_json, _is_any),
        Format("jsonl", "jsonl", "application/jsonl", write_lines, has_lines),
        Format("csv", "csv", "text/csv", write_table, has_table),
        Format("markdown", "md", "text/markdown", write_page, has_page),
        Format("html", "html", "text/html", render.render_html, _is_drawn),
        Format("geojson", "geojson", "application/geo+json", render.render_geojson, _is_map),
        Format("feed", "feed.json", "application/feed+json", write_feed, is_new),
        Format("stix", "stix.json", "application/stix+json;version=2.1", write_bundle, has_bundle),
        Format("annotations", "jsonld", ANNOTATIONS, write_annotations, is_cited),
    )
}


def formats_of(account: Accounted) -> tuple[Format, ...]:
    """Return the forms that an account can be written in."""
    return tuple(each for each in FORMATS.values() if each.fits(account))


def format_of_file(file: str | Path) -> str | None:
    """Return the form that the ending of a file tells, the longest ending first; None where it tells none.

    >>> format_of_file("brief.stix.json"), format_of_file("brief.json"), format_of_file("brief")
    ('stix', 'json', None)
    """
    name = Path(file).name.lower()
    found = [each for each in FORMATS.values() if name.endswith(f".{each.suffix}")]
    return max(found, key=lambda each: len(each.suffix)).name if found else None


def write(account: Accounted, name: str) -> str:
    """Return an account written in the form of a name.

    Errors: BadRequest where there is no such form, or not of this account.
    """
    form = FORMATS.get(name)
    if form is None or not form.fits(account):
        others = ", ".join(each.name for each in formats_of(account))
        because = "there is no such format" if form is None else "it has no such form"
        raise BadRequest(f"cannot write {kind_of(account)} as {name!r}: {because}; choose one of {others}")
    return form.write(account)
