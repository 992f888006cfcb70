"""Accounts as text for a terminal or a pipe, as Markdown, as one self-contained HTML page, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO
from typing import Any

import msgspec
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from sitrep.tell import phrases
from sitrep.tell.account import ClaimEntry, FigureEntry, OffsetEntry, PlaceEntry
from sitrep.tell.brief import Brief, FigureSection, Head, VoiceSection
from sitrep.tell.changes import Changes
from sitrep.tell.compare import Alignment, Comparison
from sitrep.tell.escape import escape_controls, escape_markdown, web_address
from sitrep.tell.layout import LONGEST_WORDS, lay_bullet, lay_citations, lay_section
from sitrep.tell.lists import FoundEntry, Listing, OutletEntry, VoiceEntry
from sitrep.tell.map import Map, make_geojson
from sitrep.tell.retold import (
    show_alignment,
    show_changes,
    show_comparison,
    show_echoes,
    show_matters,
    show_statements,
    show_tree,
)
from sitrep.tell.series import Figures, show_figures
from sitrep.tell.stories import show_stories
from sitrep.tell.timeline import DayEntry

Shown = Brief | Map | Figures | Changes | Comparison | Alignment | Listing[Any]
PIPE_WIDTH = 100
BRANCHES = 4  # of the tree of a claim that are shown in a brief


def render_json(account: Any) -> str:
    """Return an account as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(account), indent=2).decode()


def render_text(account: Shown, width: int = PIPE_WIDTH) -> str:
    """Return an account as plain text without colours."""
    stream = StringIO()
    console = Console(file=stream, width=width, color_system=None, force_terminal=False, highlight=False)
    console.print(show(account))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def render_markdown(brief: Brief) -> str:
    """Return a brief as Markdown."""
    return fill_markdown("brief.md.jinja", brief=brief)


def fill_markdown(template: str, **members: Any) -> str:
    """Return a template of Markdown filled in; whatever it does not mark as `safe` is escaped."""
    return str(_templates(html=False).get_template(template).render(**members))


def render_html(account: Brief | Map) -> str:
    """Return a brief or a map as one HTML page that needs nothing else, on screen or on paper."""
    if isinstance(account, Brief):
        return str(_templates(html=True).get_template("brief.html.jinja").render(brief=account))
    from sitrep.tell.drawn import draw

    return str(_templates(html=True).get_template("map.html.jinja").render(map=account, drawing=draw(account)))


def render_geojson(account: Map) -> str:
    """Return a map as GeoJSON."""
    return render_json(make_geojson(account))


@cache
def _templates(*, html: bool) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sitrep.tell"),
        autoescape=html,
        finalize=None if html else _in_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    says = {name: getattr(phrases, name) for name in dir(phrases) if name.startswith("say_")}
    environment.globals.update(says, web_address=web_address)
    return environment


def _in_markdown(value: Any) -> Any:
    """Return what a template prints; the template calls `safe` what is markup of its own."""
    return escape_markdown(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


class _Harmless:
    """What a rich console prints, without the characters of reports that would steer a terminal."""

    def __init__(self, shown: RenderableType) -> None:
        self._shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._shown, options):
            yield segment if segment.control else Segment(escape_controls(segment.text), segment.style)


def show(account: Shown, *, drawn: bool = False) -> RenderableType:
    """Return an account as something that a rich console prints, where `drawn` with bars for what is counted."""
    return _Harmless(_show(account, drawn=drawn))


def _show(account: Shown, *, drawn: bool) -> RenderableType:
    match account:
        case Figures():
            return show_figures(account, drawn=drawn)
        case Map():
            return _show_map(account)
        case Brief():
            return _show_brief(account)
        case Changes():
            return Group(*show_changes(account), *lay_citations(account.citations))
        case Comparison():
            return Group(*show_comparison(account), *lay_citations(account.citations))
        case Alignment():
            return Group(*show_alignment(account), *lay_citations(account.citations))
        case _:
            return _show_listing(account)


# --- the brief


def _show_brief(brief: Brief) -> RenderableType:
    parts: list[RenderableType] = [_show_head(brief.head)]
    if not brief.head.reports:
        return Group(*parts, Text("The desk holds no report of this period. Add some: sitrep add FOLDER"))
    parts += lay_section("Key claims, by voice", [part for voice in brief.voices for part in _show_voice(voice)])
    parts += lay_section("Disputes and developments", list(show_matters(brief.matters)))
    parts += lay_section(
        "Key figures, as written", [part for section in brief.figures for part in _show_figures(section)]
    )
    parts += lay_section("Places", [_show_places(brief.places)] if brief.places else [])
    parts += lay_section("Timeline", list(_show_days(brief.timeline)))
    parts += lay_citations(brief.citations)
    return Group(*parts, *_show_withheld(brief.withheld))


def _show_head(head: Head) -> RenderableType:
    period = f"{head.since} to {head.until}" if head.since and head.until else "no dated report"
    rests = (
        f"{phrases.say_count(head.reports, 'report')}{phrases.say_dating(head.undated, head.inferred, head.unread)}, "
        f"{phrases.say_outlets(head.outlets)}, "
        f"{phrases.say_count(head.origins, 'origin')}"
    )
    return Group(
        Text(f"Situation brief (as of {head.as_of})", style="bold"),
        Text(f"Period: {period}"),
        Text(f"Rests on: {rests}; {phrases.say_count(head.voices, 'voice')}"),
        Text(
            "Reports that carry the same words count as one origin. Every line cites the words it rests on.",
            style="dim",
        ),
    )


def _show_voice(section: VoiceSection) -> Iterable[RenderableType]:
    yield Text(section.voice, style="bold cyan")
    for claim in section.claims:
        yield lay_bullet(_show_claim(claim))
        if claim.outlets > 1:
            yield show_tree(claim.voice, claim.retellings, BRANCHES)
    if section.statements > len(section.claims):
        yield Padding(Text(f"and {section.statements - len(section.claims)} more", style="dim"), (0, 0, 0, 4))


def _show_claim(claim: ClaimEntry) -> Text:
    text = Text(phrases.shorten(phrases.say_quoted(claim.line, claim.quoted), LONGEST_WORDS))
    noted = phrases.say_notes(claim)
    if noted:
        text.append(f"  ({noted})", style="yellow")
    return text.append(f" {phrases.say_numbers(claim.citations)}", style="dim")


def _show_figures(section: FigureSection) -> Iterable[RenderableType]:
    yield Text(section.counts, style="bold cyan")
    for figure in section.figures:
        yield lay_bullet(_show_figure(figure))


def _show_figure(figure: FigureEntry) -> Text:
    text = Text(figure.line)
    notes = [
        figure.of or "",
        phrases.say_day(figure.day, figure.how),
        phrases.say_support(figure.reports, figure.outlets, figure.origins),
    ]
    text.append(f"  ({'; '.join(note for note in notes if note)})", style="yellow")
    return text.append(f" {phrases.say_numbers(figure.citations)}", style="dim")


def _show_places(places: Iterable[PlaceEntry | OffsetEntry]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for place in places:
        where = "not placed" if place.lat is None else f"{place.lat:.2f}, {place.lon:.2f} ± {place.radius_km:g} km"
        table.add_row(
            Text(_say_place(place)),
            where,
            phrases.say_count(place.reports, "report"),
            Text(phrases.say_numbers(place.citations), style="dim"),
        )
    return Padding(table, (0, 0, 0, 2))


def _say_place(place: PlaceEntry | OffsetEntry) -> str:
    """Return a place as it is called, with the gazetteer's name and the others that it may mean."""
    if isinstance(place, OffsetEntry):
        return place.line if place.place is None or place.place in place.line else f"{place.line} ({place.place})"
    called = f" ({'in ' if place.match == 'inside' else ''}{place.called})" if place.called else ""
    country = f", {place.country}" if place.country and place.kind != "country" else ""
    others = f" or {', '.join(f'{other.name}, {other.country}' for other in place.others)}" if place.others else ""
    return place.line + called + country + others


def _show_map(drawn: Map) -> RenderableType:
    """Return a map as lists: what has a point, what is told by way of it, what is too wide for one, what has none."""
    parts: list[RenderableType] = [Text(f"Map (as of {drawn.as_of})", style="bold")]
    if not drawn.reports:
        return Group(*parts, Text("The desk holds no report of this period. Add some: sitrep add FOLDER"))
    groups = (
        ("Places", drawn.places),
        ("Told by way of another place", drawn.offsets),
        ("Countries and regions", drawn.wide),
        ("Named, and not placed", drawn.unplaced),
    )
    for title, entries in groups:
        parts += lay_section(title, [_show_places(entries)] if entries else [])
    parts += lay_citations(drawn.citations)
    return Group(*parts, *_show_withheld(drawn.withheld))


def _show_days(days: Iterable[DayEntry]) -> Iterable[RenderableType]:
    last = None
    for entry in days:
        if entry.day != last:
            yield Text(phrases.say_when(entry), style="bold cyan")
            last = entry.day
        text = Text(phrases.shorten(entry.line, LONGEST_WORDS))
        text.append(f"  ({phrases.say_reported(entry)})", style="yellow")
        yield lay_bullet(text.append(f" {phrases.say_numbers(entry.citations)}", style="dim"))


# --- lists


def _show_listing(listing: Listing[Any]) -> RenderableType:
    if not listing.entries:
        return Text(f"No {listing.kind} found.")
    shown = SHOWN[listing.kind](listing.entries)
    citations = lay_citations(listing.citations)
    return Group(*shown, *citations, *_show_withheld(listing.withheld))


def _show_withheld(withheld: int) -> list[RenderableType]:
    return [Text(phrases.say_withheld(withheld))] if withheld else []


def _show_claims(entries: Iterable[ClaimEntry]) -> Iterable[RenderableType]:
    by_voice: dict[str, list[ClaimEntry]] = {}
    for entry in entries:
        by_voice.setdefault(entry.voice, []).append(entry)
    for voice, claims in by_voice.items():
        yield Text(voice, style="bold cyan")
        yield from (lay_bullet(_show_claim(claim)) for claim in claims)


def _show_found(entries: Iterable[FoundEntry]) -> Iterable[RenderableType]:
    for entry in entries:
        yield Text(
            f"{entry.outlet or 'outlet unknown'}, {phrases.say_published(entry.published)}, {entry.report}",
            style="bold cyan",
        )
        if language := phrases.say_language(entry.language):
            yield Padding(Text(language, style="dim"), (0, 0, 0, 2))
        if entry.title:
            yield Padding(Text(entry.title, style="bold"), (0, 0, 0, 2))
        yield Padding(Text(" ".join(entry.excerpt.split())), (0, 0, 0, 2))


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterable[RenderableType]:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in NUMBERS else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    yield table


def _show_outlets(entries: Iterable[OutletEntry]) -> Iterable[RenderableType]:
    rows = (
        (
            e.outlet,
            str(e.reports),
            e.first or "undated",
            e.last or "",
            str(e.inferred),
            str(e.retelling),
            f"{e.firsts} of {e.shared}" if e.shared else "",
            ", ".join(e.voices),
            ", ".join(e.relies_on),
            ", ".join(f"{count} {kind}" for kind, count in e.departures.items()),
        )
        for e in entries
    )
    return _table(OUTLET_HEADINGS, rows)


def _show_voices(entries: Iterable[VoiceEntry]) -> Iterable[RenderableType]:
    entries = list(entries)
    rows = ((e.voice, e.kind.value, str(e.claims), str(e.reports), str(e.outlets), e.id) for e in entries)
    yield from _table(("voice", "kind", "claims", "reports", "outlets", "id"), rows)
    doubtful = [Text(f"{entry.voice}: {doubt}  ({entry.id})") for entry in entries for doubt in entry.doubts]
    yield from lay_section("In doubt", [lay_bullet(text) for text in doubtful])


OUTLET_HEADINGS = (
    "outlet", "reports", "first", "last", "days inferred", "retelling", "came first", "lets speak most", "relies on",
    "departs in",
)  # fmt: skip
NUMBERS = {"reports", "days inferred", "retelling", "claims", "outlets"}
SHOWN: dict[str, Callable[[Iterable[Any]], Iterable[RenderableType]]] = {
    "claims": _show_claims,
    "timeline": _show_days,
    "reports": _show_found,
    "outlets": _show_outlets,
    "voices": _show_voices,
    "statements": show_statements,
    "matters": show_matters,
    "echoes": show_echoes,
    "stories": show_stories,
}
