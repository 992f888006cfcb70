"""The command line: a thin door to the desk. Heavy rooms are loaded by the verb that needs them."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sitrep import __version__
from sitrep.bulk.commands import bulk_app
from sitrep.ground.errors import BadRequest, SitrepError

if TYPE_CHECKING:
    from rich.console import Console

    from sitrep.desk import Added, Desk, Progress
    from sitrep.desk.cycles import Cycle
    from sitrep.gather import Watchlist
    from sitrep.ground.model import Ruling

app = typer.Typer(
    name="sitrep",
    help="Read many reports on one event and keep one account of it, every line cited.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class Format(StrEnum):
    """The forms in which a brief can be written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


class MatterSort(StrEnum):
    """The sorts of matters that can be asked for."""

    DEVELOPMENT = "development"
    DISPUTE = "dispute"


class Grade(StrEnum):
    """How reliable a source is, on the Admiralty scale."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class MapFormat(StrEnum):
    """The forms in which a map can be written."""

    TEXT = "text"
    HTML = "html"
    GEOJSON = "geojson"
    JSON = "json"


class What(StrEnum):
    """What can be exported; each but the reports is the account that the verb of that name gives."""

    REPORTS = "reports"
    BRIEF = "brief"
    CLAIMS = "claims"
    STATEMENTS = "statements"
    MATTERS = "matters"
    FIGURES = "figures"
    TIMELINE = "timeline"
    MAP = "map"
    ECHOES = "echoes"
    CHANGES = "changes"
    SOURCES = "sources"
    VOICES = "voices"
    STORIES = "stories"


DeskFile = Annotated[
    str,
    typer.Option(
        "--desk", envvar="SITREP_DESK", help="The desk: a file, or a postgresql:// address.", show_default="sitrep.db"
    ),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Tell only what was published by this day.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Tell only of reports published from this day on.")
]
AsLines = Annotated[bool, typer.Option("--jsonl", help="Print one JSON object an entry.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Use so many processes.")]
Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, addresses, or - for standard input.")
]
Private = Annotated[bool, typer.Option("--private", help="Also ask addresses of this machine and of local networks.")]
GARBAGE_CHECKED = 50_000  # new objects between looks for garbage: readings hold no circles, and a look costs a tenth
DEFAULT_DESK = "sitrep.db"
LEAST_WAIT_S = 15.0  # between two cycles of watching


def main() -> None:
    """Run the command line; exit with 0, with 1 where something failed, with 2 where the call was wrong."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    gc.set_threshold(GARBAGE_CHECKED)
    try:
        app(standalone_mode=True)
    except SitrepError as error:
        _complain(str(error))
        sys.exit(2 if isinstance(error, BadRequest) else 1)
    except FileNotFoundError as error:
        if not str(error).startswith("cannot load the gazetteer"):
            raise
        _complain(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # whoever read the output has seen enough; keep the interpreter from complaining at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _complain("interrupted")
        sys.exit(1)


def _complain(sentence: str) -> None:
    typer.echo(f"sitrep: {sentence}", err=True)


@contextmanager
def _desk(desk: str, *, make: bool = True) -> Iterator[Desk]:
    from sitrep.desk import open_desk

    try:
        with open_desk(desk, make=make) as opened:
            yield opened
    except KeyboardInterrupt:
        _complain("interrupted; what was reported as added is kept")
        raise typer.Exit(1) from None


@contextmanager
def _existing_desk(desk: str) -> Iterator[Desk]:
    """Open a desk that must be there: looking at one does not make it."""
    with _desk(desk, make=False) as opened:
        yield opened


def _console() -> Console:
    from rich.console import Console

    return (
        Console()
        if sys.stdout.isatty()
        else Console(width=int(os.environ.get("COLUMNS", "100")), highlight=False, soft_wrap=False)
    )


def _print(account: Any, *, as_json: bool) -> None:
    from sitrep.tell.render import render_json, render_text, show

    if as_json:
        typer.echo(render_json(account))
    elif sys.stdout.isatty():
        _console().print(show(account, drawn=True))
    else:
        typer.echo(render_text(account), nl=False)


def _print_listing(listing: Any, *, as_lines: bool, as_json: bool) -> None:
    """Print a listing, as lines of JSON where asked for: an object an entry, in the form that other programs read."""
    if not as_lines:
        _print(listing, as_json=as_json)
        return
    import msgspec

    sys.stdout.buffer.writelines(msgspec.json.encode(entry) + b"\n" for entry in listing)
    sys.stdout.flush()


@contextmanager
def _progress(verb: str, paths: list[str] | None = None) -> Iterator[Any]:
    """Yield a callback that draws rate and counts on a terminal's standard error, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from sitrep.gather import count_items

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} items, {task.fields[rate]}/s"),
    )
    with Progress(
        *columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bars:
        task = bars.add_task(verb, total=count_items(paths) if paths else None, rate="0")

        def report(progress: Progress_) -> None:
            speed = bars.tasks[0].finished_speed or bars.tasks[0].speed or 0
            bars.update(task, completed=progress.done, rate=f"{speed:.0f}")

        yield report


if TYPE_CHECKING:
    Progress_ = Progress


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sitrep {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read many reports on one event and keep one account of it, every line cited."""


@app.command()
def add(sources: Sources, desk: DeskFile = DEFAULT_DESK, private: Private = False, as_json: AsJson = False) -> None:
    """Take in files, folders, standard input, and pages and feeds by their addresses.

    Files of text, Markdown, HTML (also as browsers save it, .mhtml), PDF, JSON, JSON lines, CSV, mail (.eml, .mbox),
    web archives (.warc, .warc.gz, .wacz) and Telegram's exports. A list of addresses, of GDELT or Media Cloud too, has
    them fetched where it is named itself. The same item twice changes nothing; an edited one becomes a new version.
    What cannot be taken in is listed, kept for `sitrep retry`, and makes the exit code 1.

    Example: sitrep add reports/ --desk quake.db
    Example: sitrep add https://example.org/news/feed.xml
    """
    from sitrep.gather import Manners

    with _desk(desk) as opened, _progress("adding", sources) as report:
        added = opened.add(sources, stdin=sys.stdin.buffer, manners=Manners(private=private), progress=report)
    _print_added(added, as_json=as_json)


@app.command()
def watch(
    feeds: Annotated[str, typer.Argument(metavar="FEEDS", help="A feeds.toml, OPML, or one address.")] = "feeds.toml",
    desk: DeskFile = DEFAULT_DESK,
    private: Private = False,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed that is due once, and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Watch feeds, sitemaps and pages: fetch what is new, and look again at what may have been edited.

    What a feed has is kept as it comes, so that nothing is lost where it is stopped (Ctrl-C), and nothing is fetched
    twice. A cycle that brings nothing prints nothing; `sitrep health` shows each feed. With --once the exit code is 1
    where something failed. The file, feeds.toml where none is named, is read again before each cycle.

    Example: sitrep watch feeds.toml --desk quake.db
    Example: sitrep watch subscriptions.opml --once
    """
    watchlist = _listed(feeds, private=private)
    with _desk(desk) as opened, _stopping() as stop:
        if not once:
            typer.echo(f"watching {len(watchlist.feeds)} of {feeds} (stop: Ctrl-C)", err=True)
        before: Cycle | None = None
        while True:
            cycle = _watch_once(opened, watchlist, stop, once=once)
            if cycle and (once or cycle.has_news(before)):
                _print_cycle(cycle, as_json=as_json, once=once)
            if once or stop.wait(max(LEAST_WAIT_S, cycle.seconds_left if cycle else 0.0)):
                break
            before = cycle or before
            watchlist = _reloaded(feeds, watchlist, private=private)
    if once and cycle and cycle.is_in_trouble:
        raise typer.Exit(1)


def _listed(feeds: str, *, private: bool) -> Watchlist:
    """Return what is to be watched: what a file lists, or one address.

    Errors: BadRequest.
    """
    from msgspec.structs import replace

    from sitrep.gather import Watched, Watchlist, is_address, load_watchlist

    watchlist = Watchlist((Watched(feeds.strip()),)) if is_address(feeds) else load_watchlist(Path(feeds))
    return replace(watchlist, manners=replace(watchlist.manners, private=private or watchlist.manners.private))


def _watch_once(desk: Desk, watchlist: Watchlist, stop: Event, *, once: bool) -> Cycle | None:
    """Return what a cycle brought; None where the desk could not be reached or written, which a later one makes up."""
    from sitrep.ground.errors import DeskBusy, DeskUnreachable

    try:
        with _progress("watching") as report:
            return desk.watch(watchlist, progress=report, stop=stop.is_set)
    except (DeskBusy, DeskUnreachable) as error:
        if once:
            raise
        _complain(str(error))
        return None


@contextmanager
def _stopping() -> Iterator[Event]:
    """Yield what is set by the first signal to stop; a second one interrupts."""
    stop = Event()

    def set_stop(number: int, frame: object) -> None:
        stop.set()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.default_int_handler)

    before = {name: signal.signal(name, set_stop) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _print_cycle(cycle: Cycle, *, as_json: bool, once: bool) -> None:
    """Print what a cycle brought: with each feed where it is the only one, else of those with news."""
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(cycle))
    else:
        typer.echo(str(cycle) if once else cycle.news)
    sys.stdout.flush()


def _reloaded(feeds: str, watchlist: Watchlist, *, private: bool) -> Watchlist:
    """Return a list as its file has it now; as it was where that is broken, which is told."""
    try:
        return _listed(feeds, private=private)
    except BadRequest as error:
        _complain(f"{error}; going on as before")
        return watchlist


def _print_added(added: Added, *, as_json: bool) -> None:
    if as_json:
        from sitrep.tell.render import render_json

        typer.echo(render_json(added))
    else:
        typer.echo(str(added))
    if added.failures:
        raise typer.Exit(1)


@app.command()
def retry(desk: DeskFile = DEFAULT_DESK, private: Private = False, as_json: AsJson = False) -> None:
    """Try again what could not be taken in.

    Example: sitrep retry --desk quake.db
    """
    from sitrep.gather import Manners

    with _existing_desk(desk) as opened, _progress("trying again") as report:
        added = opened.retry(manners=Manners(private=private), progress=report)
    _print_added(added, as_json=as_json)


@app.command()
def read(
    paths: Paths,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a report.")] = False,
    as_json: AsJson = False,
    jobs: Jobs = 1,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="Take reports that state no date as of this day.")
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", metavar="FILE", help="Know the places of this file, too.")
    ] = None,
) -> None:
    """Read reports and print what they say; keep nothing.

    Example: sitrep read report.txt
    Example: sitrep read - --published 2023-02-06 < report.txt
    Example: sitrep read reports.jsonl --jsonl --jobs 2 > readings.jsonl
    """
    from sitrep.ground.model import Failure
    from sitrep.reader import Form, read_sources

    form = Form(as_text=not (jsonl or as_json), published=published, places=places)
    failed = False
    for result in read_sources(paths, sys.stdin.buffer, jobs=jobs, form=form):
        if isinstance(result, Failure):
            failed = True
            _complain(f"cannot read {result.item}: {result.reason}")
        else:
            sys.stdout.buffer.write(result + b"\n")
    sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


@app.command()
def brief(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    form: Annotated[Format | None, typer.Option("--format", "-f", help="How to write it.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what stands at a moment, every line cited. Without --format the ending of --out decides, else it is text.

    Example: sitrep brief --as-of 2023-02-10 --since 2023-02-08
    Example: sitrep brief --out brief.html
    """
    with _existing_desk(desk) as opened:
        account = opened.brief(as_of=as_of, since=since)
    from sitrep.tell.formats import format_of_file, write

    told = Format.JSON if as_json else form or (format_of_file(out) if out else None) or Format.TEXT
    if told is Format.TEXT and out is None:
        _print(account, as_json=False)
    else:
        _write(write(account, str(told)), out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=bool(text) and not text.endswith("\n"))
        return
    try:
        out.write_text(text if text.endswith("\n") or not text else text + "\n", encoding="utf-8", newline="")
    except OSError as error:
        raise SitrepError(f"cannot write {out}: {error.strerror}; choose another file with --out") from None


@app.command()
def timeline(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Tell only of days up to this.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what reports place on which day.

    Example: sitrep timeline --since 2023-02-08
    """
    with _existing_desk(desk) as opened:
        _print(opened.timeline(as_of=as_of, since=since, until=until), as_json=as_json)


@app.command()
def claims(
    desk: DeskFile = DEFAULT_DESK,
    voice: Annotated[str | None, typer.Option("--voice", help="Only voices whose name holds this.")] = None,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """List who says what, how surely, with every telling.

    Example: sitrep claims --voice "health ministry"
    """
    with _existing_desk(desk) as opened:
        _print(opened.claims(voice=voice, as_of=as_of, since=since), as_json=as_json)


@app.command()
def figures(
    counts: Annotated[str | None, typer.Argument(help="What is counted, such as dead.")] = None,
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Tell what is counted day by day, where reports of a day differ, and which disagree with themselves.

    Example: sitrep figures dead
    """
    with _existing_desk(desk) as opened:
        _print(opened.figures(counts, as_of=as_of, since=since), as_json=as_json)


@app.command()
def echoes(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    jsonl: AsLines = False,
    as_json: AsJson = False,
) -> None:
    """List the passages that two reports share, with the edits between them.

    Example: sitrep echoes --jsonl > echoes.jsonl
    """
    with _existing_desk(desk) as opened:
        _print_listing(opened.echoes(as_of=as_of, since=since), as_lines=jsonl, as_json=as_json)


@app.command()
def statements(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    jsonl: AsLines = False,
    as_json: AsJson = False,
) -> None:
    """List who says what, with all tellings of it and how each departs from the first form.

    Example: sitrep statements --as-of 2023-02-12
    """
    with _existing_desk(desk) as opened:
        _print_listing(opened.statements(as_of=as_of, since=since), as_lines=jsonl, as_json=as_json)


@app.command()
def matters(
    kind: Annotated[MatterSort | None, typer.Argument(help="Only developments, or only disputes.")] = None,
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    jsonl: AsLines = False,
    as_json: AsJson = False,
) -> None:
    """List what one voice says of a question over time, and what several say against each other.

    Example: sitrep matters dispute
    """
    wanted: Any = kind.value if kind else None
    with _existing_desk(desk) as opened:
        listing = opened.matters(wanted, as_of=as_of, since=since)
    _print_listing(listing, as_lines=jsonl, as_json=as_json)


@app.command()
def changes(
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Tell what changed after this day.")],
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changed: what is new, revised, withdrawn, newly disputed, newly confirmed.

    Example: sitrep changes --since 2023-02-09 --as-of 2023-02-10
    """
    with _existing_desk(desk) as opened:
        _print(opened.changes(since, as_of=as_of), as_json=as_json)


@app.command()
def compare(
    one: Annotated[str, typer.Argument(metavar="STATEMENT|REPORT", help="Id of a statement, or a report.")],
    other: Annotated[str | None, typer.Argument(metavar="REPORT", help="The report to compare with.")] = None,
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Lay all tellings of a statement side by side, or align two reports.

    Example: sitrep compare s1d2f5a70c4
    Example: sitrep compare 042_redbrick-observer.txt 043_sandbar-chronicle.txt
    """
    with _existing_desk(desk) as opened:
        _print(opened.compare(one, other, as_of=as_of), as_json=as_json)


@app.command()
def stories(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    jsonl: AsLines = False,
    as_json: AsJson = False,
) -> None:
    """List the reports by the development that they tell of, and what follows on what.

    Example: sitrep stories --as-of 2023-02-12
    """
    with _existing_desk(desk) as opened:
        _print_listing(opened.stories(as_of=as_of, since=since), as_lines=jsonl, as_json=as_json)


@app.command("map")
def draw_map(
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    since: Since = None,
    form: Annotated[MapFormat | None, typer.Option("--format", "-f", help="How to write it.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Place the account: each place with the radius of its uncertainty, on a map, as GeoJSON or as a list.

    Without --format the ending of --out decides: .html is a page with a map, .geojson and .json are GeoJSON.

    Example: sitrep map --out map.html
    Example: sitrep map --as-of 2023-02-10 --format geojson > map.geojson
    """
    form = MapFormat.JSON if as_json else form or _map_format(out)
    with _existing_desk(desk) as opened:
        drawn = opened.map(as_of=as_of, since=since)
    if form is MapFormat.TEXT and out is None:
        _print(drawn, as_json=False)
        return
    from sitrep.tell.formats import write

    _write(write(drawn, form.value), out)


def _map_format(out: Path | None) -> MapFormat:
    if out is None:
        return MapFormat.TEXT
    html, geojson, text = MapFormat.HTML, MapFormat.GEOJSON, MapFormat.TEXT
    endings = {".html": html, ".htm": html, ".geojson": geojson, ".json": geojson, ".txt": text}
    if out.suffix.lower() not in endings:
        raise BadRequest(f"cannot tell how to write {out}: give it an ending of {', '.join(endings)}, or say --format")
    return endings[out.suffix.lower()]


@app.command()
def gazetteer(
    name: Annotated[str | None, typer.Argument(help="A name to look up.")] = None,
    add_dump: Annotated[
        Path | None, typer.Option("--add", metavar="DUMP", help="Build a larger one with a dump of GeoNames.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder of the larger one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell where the places come from, look a name up, or build a larger gazetteer.

    Dumps are at https://download.geonames.org/export/dump/: a country's, such as UA.zip, or allCountries.zip.
    SITREP_GAZETTEER names the folder of the one to use; read again afterwards with `sitrep reread --all`.

    Example: sitrep gazetteer Bakhmut
    Example: sitrep gazetteer --add UA.zip --out larger
    """
    from sitrep.ground.gazetteer import load_gazetteer
    from sitrep.tell.render import render_json

    known = load_gazetteer()
    if add_dump is not None:
        if out is None:
            raise BadRequest("cannot build a gazetteer: --out is to name its folder")
        typer.echo(_build_gazetteer(add_dump, out))
        return
    from sitrep.tell.places import describe_gazetteer, look_up

    answer = look_up(known, name) if name else describe_gazetteer(known)
    typer.echo(render_json(answer) if as_json else str(answer))


def _build_gazetteer(dump: Path, out: Path) -> str:
    from zipfile import BadZipFile

    from sitrep.ground.gazetteer import load_gazetteer
    from sitrep.ground.geonames import build_larger

    try:
        built = build_larger(load_gazetteer(), dump, out)
    except (OSError, ValueError, BadZipFile) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        reason = "it is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else reason
        raise SitrepError(f"cannot build a gazetteer from {dump}: {reason}") from None
    return f"{built.taken:,} of {built.records:,} records added; use it with SITREP_GAZETTEER={out}"


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, "a phrase", AND, OR, NOT.', show_default=False)] = "",
    desk: DeskFile = DEFAULT_DESK,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many reports.")] = 20,
    voice: Annotated[str | None, typer.Option("--voice", help="With a claim of a voice whose name holds this.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="Of an outlet whose name holds this.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="That name a place whose name holds this.")] = None,
    certainty: Annotated[
        str | None, typer.Option("--certainty", help='With a claim told so, such as "likely", or "asserted".')
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help='With a claim of this kind, such as "denial".')] = None,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Find reports by their words, best first; without words, those that fit the options, the newest first.

    Voice, certainty and kind are asked of one claim.

    Example: sitrep search "rescue AND Hatay"
    Example: sitrep search --voice "health ministry" --kind denial
    """
    from sitrep.tell.found import make_filters

    filters = make_filters(voice=voice, outlet=outlet, place=place, certainty=certainty, kind=kind)
    with _existing_desk(desk) as opened:
        _print(opened.search(query, filters, limit=limit, as_of=as_of, since=since), as_json=as_json)


@app.command()
def show(
    report: Annotated[str, typer.Argument(help="Id, address or number of a report.")],
    desk: DeskFile = DEFAULT_DESK,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Print a report with what was read marked in its text.

    Example: sitrep show 017_saltmarsh-post.txt
    """
    with _existing_desk(desk) as opened:
        marked = opened.show(report, as_of=as_of)
    if as_json:
        _print(marked, as_json=True)
    else:
        typer.echo(str(marked), nl=False)


@app.command()
def health(desk: DeskFile = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """Tell what the desk holds, what could not be taken in, and what is to be read again.

    Example: sitrep health
    """
    with _existing_desk(desk) as opened:
        told = opened.health()
    if as_json:
        _print(told, as_json=True)
    else:
        typer.echo(str(told), nl=False)


@app.command()
def grade(
    name: Annotated[str, typer.Argument(help="The name of a voice, or of an outlet.")],
    letter: Annotated[Grade, typer.Argument(help="A (reliable) to E (unreliable), F for not judged.")],
    outlet: Annotated[bool, typer.Option("--outlet", help="It is an outlet.")] = False,
    desk: DeskFile = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Grade how reliable a voice or an outlet is, in the file sources.toml beside the desk.

    Example: sitrep grade "UK Ministry of Defence" B
    """
    with _existing_desk(desk) as opened:
        set_to = opened.grade(name, letter.value, of="outlets" if outlet else "voices")
    _print({"name": name, "grade": set_to}, as_json=True) if as_json else typer.echo(f"{name}: {set_to}")


@app.command()
def sources(
    desk: DeskFile = DEFAULT_DESK,
    voices: Annotated[bool, typer.Option("--voices", help="List the voices instead of the outlets.")] = False,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """List the outlets, or the voices, that the desk holds reports of.

    Example: sitrep sources --voices
    """
    with _existing_desk(desk) as opened:
        listing: Any = opened.voices(as_of=as_of, since=since) if voices else opened.sources(as_of=as_of, since=since)
        _print(listing, as_json=as_json)


voices_app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
app.add_typer(voices_app, name="voices")
app.add_typer(bulk_app, name="bulk")


@voices_app.callback()
def voices(
    context: typer.Context,
    desk: DeskFile = DEFAULT_DESK,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only those in doubt.")] = False,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """List who speaks, under one name each, and what is in doubt about it.

    Example: sitrep voices --doubtful
    """
    if context.invoked_subcommand:
        given = [name for name in context.params if str(context.get_parameter_source(name)).endswith("COMMANDLINE")]
        if given:
            option = f"--{given[0].replace('_', '-')}"
            raise BadRequest(f"cannot use {option} before {context.invoked_subcommand}: give it after that word")
        return
    with _existing_desk(desk) as opened:
        listing = opened.voices(as_of=as_of, since=since, doubtful=doubtful)
    _print(listing, as_json=as_json)


@voices_app.command("join")
def join_voices(
    keeps: Annotated[str, typer.Argument(metavar="VOICE", help="The voice whose name stays, by name or id.")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="The voices that are the same one.")],
    desk: DeskFile = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Rule that voices are one.

    Example: sitrep voices join "Volodymyr Zelenskyy" "Zelensky"
    """
    with _existing_desk(desk) as opened:
        _print_rulings(opened.join_voices(keeps, *others), as_json=as_json)


@voices_app.command("split")
def split_voice(
    voice: Annotated[str, typer.Argument(help="The voice, by name or id.")],
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="Reports in which it is somebody else.")],
    name: Annotated[str, typer.Option("--as", help="The name of the other one.")],
    desk: DeskFile = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Rule that in some reports a voice is somebody else.

    Example: sitrep voices split "John Smith" 12 14 --as "John Smith (farmer)"
    """
    with _existing_desk(desk) as opened:
        _print_rulings(opened.split_voice(voice, reports, name), as_json=as_json)


@voices_app.command("rulings")
def rulings(desk: DeskFile = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """List what was ruled about voices.

    Example: sitrep voices rulings
    """
    with _existing_desk(desk) as opened:
        _print_rulings(opened.rulings(), as_json=as_json)


@voices_app.command("forget")
def forget_ruling(
    number: Annotated[int, typer.Argument(help="The number of a ruling.")],
    desk: DeskFile = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Take back what was ruled about voices.

    Example: sitrep voices forget 2
    """
    with _existing_desk(desk) as opened:
        opened.forget_ruling(number)
        _print_rulings(opened.rulings(), as_json=as_json)


def _print_rulings(made: list[Ruling], *, as_json: bool) -> None:
    import msgspec

    from sitrep.tell.phrases import say_ruling

    if as_json:
        typer.echo(msgspec.json.encode(made))
    else:
        typer.echo("\n".join(map(say_ruling, made)) or "No rulings.")


@app.command()
def reread(
    desk: DeskFile = DEFAULT_DESK,
    everything: Annotated[bool, typer.Option("--all", help="Also what this reader has read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read again, from the kept evidence, what an older reader has read.

    Example: sitrep reread --all
    """
    with _existing_desk(desk) as opened, _progress("reading again") as report:
        count = opened.reread(progress=report, everything=everything)
    typer.echo(f'{{"reread": {count}}}' if as_json else f"{count} read again")


@app.command()
def export(
    what: Annotated[What, typer.Argument(help="The reports, or the account of a verb.", metavar="WHAT")] = What.REPORTS,
    desk: DeskFile = DEFAULT_DESK,
    form: Annotated[str | None, typer.Option("--format", "-f", metavar="NAME", help="How to write it.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    as_of: AsOf = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Write every report with its text and reading, one JSON object a line, or an account in another program's form.

    WHAT is reports, brief, claims, statements, matters, figures, timeline, map, echoes, changes, sources, voices or
    stories. NAME is text, json, jsonl, csv, markdown, html, geojson, feed, stix or annotations, as far as it fits what
    is exported; reports are JSON lines. Without --format the ending of --out decides, such as .csv, .md, .geojson,
    .feed.json, .stix.json or .jsonld; else it is JSON lines, and JSON for what is no list.

    Example: sitrep export --out desk.jsonl
    Example: sitrep export statements --format csv --out statements.csv
    Example: sitrep export changes --since 2023-02-09 --out new.feed.json
    Example: sitrep export brief --as-of 2023-02-12 --out brief.stix.json
    """
    if what is What.REPORTS:
        if form not in (None, "jsonl"):
            raise BadRequest(f"cannot write reports as {form!r}: choose jsonl, or export an account; see --help")
        _export_reports(desk, out, as_of, since)
        return
    if what is What.CHANGES and since is None:
        raise BadRequest("cannot tell changes without a day to count from: give it with --since")
    from sitrep.tell.formats import format_of_file, formats_of, write

    with _existing_desk(desk) as opened:
        account = getattr(opened, what.value)(as_of=as_of, since=since)
    told = "json" if as_json else form or (format_of_file(out) if out else None)
    lines = next((each.name for each in formats_of(account) if each.name == "jsonl"), "json")
    _write(write(account, told or lines), out)


def _export_reports(desk: str, out: Path | None, as_of: str | None, since: str | None) -> None:
    """Write each report as soon as it is read, as a line of JSON, which is their one form."""
    import msgspec

    with _existing_desk(desk) as opened:
        rows: Iterable[bytes] = (msgspec.json.encode(row) + b"\n" for row in opened.export(as_of=as_of, since=since))
        if out is None:
            sys.stdout.buffer.writelines(rows)
            return
        try:
            with out.open("wb") as file:
                file.writelines(rows)
        except OSError as error:
            raise SitrepError(f"cannot write {out}: {error.strerror}; choose another file with --out") from None


@app.command()
def serve(
    desk: DeskFile = DEFAULT_DESK,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on.")] = 8765,
    token: Annotated[
        str | None,
        typer.Option("--token", envvar="SITREP_TOKEN", help="The token to ask for; else one is made up."),
    ] = None,
    also_host: Annotated[
        list[str] | None,
        typer.Option("--also-host", metavar="NAME", help="A further name that it is asked by."),
    ] = None,
    tiles: Annotated[
        str | None, typer.Option("--tiles", help="Map tiles: an address with {z}, {x}, {y}, or a PMTiles file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open the desk in a browser: pages, and the same as JSON for other programs.

    Only this machine is served. With another --host, whoever has the token that is printed is served, too.

    Example: sitrep serve --desk quake.db
    Example: sitrep serve --host 0.0.0.0 --also-host desk.example.org
    """
    from secrets import token_urlsafe
    from urllib.parse import quote

    from sitrep.keep.address import is_address, told_address
    from sitrep.web import Settings, is_loopback
    from sitrep.web import serve as run_server

    if tiles and "://" not in tiles and not Path(tiles).is_file():
        raise BadRequest(f"cannot serve the tiles {tiles}: there is no such file; give one, or an address with {{z}}")
    wanted = token or (None if is_loopback(host) else token_urlsafe(24))
    asked = f"?token={quote(wanted)}" if wanted else ""

    def announce(address: str) -> None:
        name = told_address(desk) if is_address(desk) else desk
        typer.echo(f'{{"address": "{address}{asked}"}}' if as_json else f"{name} is at {address}{asked} (stop: Ctrl-C)")

    place = desk if is_address(desk) else Path(desk)
    run_server(Settings(place, host, port, wanted, tiles, tuple(also_host or ())), announce)


@app.command("mcp")
def serve_assistant(desk: DeskFile = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """Give an assistant the desk, as tools of the Model Context Protocol over standard input and output.

    It is started by the assistant's own settings, and knows no other file.

    Example: sitrep mcp --desk quake.db
    """
    del as_json  # the protocol is JSON
    from sitrep.mcp import serve as serve_protocol

    serve_protocol(desk)


@app.command()
def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="The desk to copy: a file, or a postgresql:// address.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="The desk to make, or an empty one.")],
    as_json: AsJson = False,
) -> None:
    """Copy a whole desk: from a file to a PostgreSQL server, back, or to another of its kind.

    All that it holds of one moment is copied, under the same numbers, or nothing. The files places.toml and
    sources.toml are not. For a desk on a server they stand in the current folder, or in the one that SITREP_RULES
    names.

    Example: sitrep copy quake.db postgresql://desk.example/quake
    """
    from sitrep.desk import copy_desk

    counts = copy_desk(source, target)
    if as_json:
        _print(counts, as_json=True)
        return
    from sitrep.tell.phrases import say_count

    typer.echo(", ".join(say_count(count, name.removesuffix("s")) for name, count in counts.items()) + " copied")


@app.command()
def demo(
    desk: Annotated[str | None, typer.Option("--desk", help="Keep the sample in this desk.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read the shipped sample, 55 reports on an earthquake, and print its brief.

    Example: sitrep demo
    """
    from tempfile import TemporaryDirectory

    from sitrep.ground.lexicon import DATA

    with TemporaryDirectory() as folder:
        path = desk or str(Path(folder) / "demo.db")
        with _desk(path) as opened:
            added = opened.add(str(DATA / "sample"))
            account = opened.brief()
        if not as_json:
            typer.echo(f"The shipped sample, read: {added}\n")
        _print(account, as_json=as_json)
