"""The commands of the bulk door; the engine is loaded by the one that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from sitrep.ground.errors import BadRequest, SitrepError

if TYPE_CHECKING:
    from sitrep.bulk.read import Progress

NEEDED = ("daft", "pyarrow", "resiliparse")
bulk_app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


class Runner(StrEnum):
    """Where the engine can run."""

    NATIVE = "native"
    RAY = "ray"


Archive = Annotated[str, typer.Argument(metavar="DIR", help="The folder or address of an archive's tables.")]
Runs = Annotated[Runner, typer.Option("--runner", help="Where the engine runs: this machine, or a cluster of Ray.")]
Address = Annotated[str | None, typer.Option("--address", help="The address of the cluster, such as ray://host:10001.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Use so many processes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _start(runner: Runner = Runner.NATIVE, address: str | None = None) -> None:
    """Start the engine.

    Errors: SitrepError where it is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise SitrepError(
            f"cannot work on an archive: {', '.join(missing)} is not installed; run `pip install 'sitrep[bulk]'`"
        )
    if runner is Runner.RAY and find_spec("ray") is None:
        raise SitrepError("cannot run on a cluster: ray is not installed; run `pip install 'sitrep[ray]'`")
    from sitrep.bulk.engine import start_engine

    start_engine(runner.value, address)


def _print(told: Any, *, as_json: bool) -> None:
    import msgspec

    typer.echo(msgspec.json.encode(told).decode() if as_json else str(told))


def _leave(code: int = 0) -> NoReturn:
    """End the process at once: threads of the engine may outlive the interpreter, which then ends with a crash."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    """Yield a callback that draws parts, pace and failures on a terminal's standard error, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    told = TextColumn(
        "parts, {task.fields[pages]:,} pages, {task.fields[rate]:,.0f}/s, {task.fields[failures]:,} failures"
    )
    columns = (BarColumn(), MofNCompleteColumn(), told, TimeElapsedColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("reading", total=None, pages=0, rate=0.0, failures=0)

        def report(progress: Progress) -> None:
            rate = progress.pages / progress.seconds if progress.seconds else 0.0
            bars.update(task, total=progress.parts, completed=progress.done)
            bars.update(task, pages=progress.pages, rate=rate, failures=progress.failures)

        yield report


@bulk_app.callback()
def bulk(
    context: typer.Context,
    archive: Annotated[
        str | None, typer.Option("--archive", metavar="DIR", help="Tell what the tables of this archive hold.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a whole archive into tables, find its near-copies, and choose what of it is worth a desk.

    Needs `pip install 'sitrep[bulk]'`. Archives are WARC, Parquet and JSON lines, in folders or object stores.

    Example: sitrep bulk --archive month
    """
    if context.invoked_subcommand:
        return
    if archive is None:
        raise BadRequest("cannot tell of an archive: name it with --archive, or give one of read, echoes, select")
    _start()
    from sitrep.bulk.state import describe_archive

    _print(describe_archive(archive), as_json=as_json)


@bulk_app.command("read")
def read(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, patterns, or addresses of object stores.")
    ],
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="The folder or address of the tables.")],
    runner: Runs = Runner.NATIVE,
    address: Address = None,
    jobs: Jobs = 1,
    part_mb: Annotated[int, typer.Option("--part-mb", min=1, help="Cut large files into parts of so many MB.")] = 32,
    again: Annotated[bool, typer.Option("--again", help="Read anew what was read before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read an archive into the tables reports, claims, times, places, figures, failures and echo_keys.

    Started again after whatever ended it, it goes on with the parts that are not done. A source that has changed is
    read anew. What cannot be read is a row of the table of failures.

    Example: sitrep bulk read crawl/ --out month --jobs 4
    Example: sitrep bulk read "s3://news/2026-03/*.warc.gz" --out s3://news/month --runner ray --jobs 64
    """
    _start(runner, address)
    from sitrep.bulk.read import read_archive

    try:
        with _progress() as report:
            done = read_archive(sources, out, jobs=jobs, again=again, part_bytes=part_mb * 1024**2, progress=report)
    except KeyboardInterrupt:
        typer.echo("sitrep: interrupted; what is done is kept, the same command goes on with the rest", err=True)
        _leave(1)
    except OSError as error:
        raise SitrepError(f"cannot read into {out}: {error.strerror or error}; see that it can be written") from None
    _print(done, as_json=as_json)
    _leave(1 if done.unread else 0)


@bulk_app.command("echoes")
def echoes(
    archive: Archive,
    runner: Runs = Runner.NATIVE,
    address: Address = None,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Find the near-copies of an archive: pairs in the table echoes, groups of one text in the table echo_groups.

    Example: sitrep bulk echoes month --jobs 2
    """
    _start(runner, address)
    from sitrep.bulk.echoes import find_echoes

    say = (lambda line: typer.echo(line, err=True)) if sys.stderr.isatty() else None
    _print(find_echoes(archive, jobs=jobs, say=say), as_json=as_json)
    _leave()


@bulk_app.command("select")
def select(
    archive: Archive,
    query: Annotated[str, typer.Option("--query", "-q", help='Words, "a phrase", NOT, and OR between lists.')] = "",
    place: Annotated[str | None, typer.Option("--place", help="That name this place, or one in this country.")] = None,
    voice: Annotated[str | None, typer.Option("--voice", help="With a claim of a voice whose name holds this.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="Of an outlet whose name holds this.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Published on this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Published on this day or before.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="In this language, such as en.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the reports of an archive that all of this holds for, as JSON lines that `sitrep add -` takes.

    Words count as a whole and in any case; all of them must be there, but for those behind NOT. OR stands between
    lists of words, of which one must hold.

    Example: sitrep bulk select month --query 'strike "port workers" NOT football' --place Ukraine | sitrep add -
    Example: sitrep bulk select month --voice "health ministry" --since 2026-03-01 > ministry.jsonl
    """
    del as_json  # it is JSON
    _start()
    from sitrep.bulk.select import Wanted, select_reports

    wanted = Wanted(query=query, place=place, voice=voice, outlet=outlet, since=since, until=until, language=language)
    sys.stdout.buffer.writelines(select_reports(archive, wanted))
    _leave()
