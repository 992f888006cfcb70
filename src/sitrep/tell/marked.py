"""One report with what was read marked in its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sitrep.ground.model import Reading, Report
from sitrep.link.statements import Telling
from sitrep.tell.account import Account
from sitrep.tell.echoes import EchoEntry
from sitrep.tell.escape import escape_controls
from sitrep.tell.phrases import say_language, say_published, say_said
from sitrep.tell.revisions import Revision

LEGEND = "~noise~  {source}  ⟦claim⟧  <time = EDTF>  #figure#  @place@"


class MarkedClaim(Struct, frozen=True):
    """What a claim of a report, by its index in the reading, is on the desk: the statement that it tells.

    `voice` is the name that it has on the desk. `outlets` and `origins` count who tells it, `is_new` says that no
    report is known to have told it on an earlier day.
    """

    claim: int
    voice: str | None
    statement: str
    outlets: int
    origins: int
    is_new: bool


class Marked(Struct, frozen=True):
    """A report and its reading; printed, its text carries marks for what was read in it.

    `claims` are those that are told as statements, `echoes` the passages that it shares with other reports, `revisions`
    what each version of it has changed.
    """

    report: Report
    reading: Reading
    version: int
    versions: int
    claims: tuple[MarkedClaim, ...] = ()
    echoes: tuple[EchoEntry, ...] = ()
    revisions: tuple[Revision, ...] = ()

    def __str__(self) -> str:
        """Return the head, the marked text and the list of claims."""
        return mark_report(self)


def mark_claims(account: Account, place: int) -> tuple[MarkedClaim, ...]:
    """Return what the claims of the report at a place are in an account, in their order."""
    found = []
    for statement in account.all_statements:
        places = [telling.report for telling in statement.tellings]
        for telling in statement.tellings:
            if telling.report == place and telling.number is not None:
                voice = telling.claim.voice if telling.claim else None
                is_new = _is_first(account, telling, statement.tellings)
                outlets, origins = account.outlets(places), account.independent(statement)
                found.append(MarkedClaim(telling.number, voice, statement.id, outlets, origins, is_new))
    return tuple(sorted({mark.claim: mark for mark in reversed(found)}.values(), key=lambda mark: mark.claim))


def _is_first(account: Account, telling: Telling, tellings: Iterable[Telling]) -> bool:
    """Tell whether no other report that tells the same is known to have appeared on an earlier day."""
    since = account.sources[telling.report].since
    return since is not None and not any(account.appeared_by(other.report) < since for other in tellings)


def mark_report(marked: Marked) -> str:
    """Return a report as plain text with its facts marked; the legend stands under its head."""
    report, reading = marked.report, marked.reading
    claims = [
        f"  {number}. {claim.voice or 'nobody named'}: {_notes(reading, number - 1)}"
        for number, claim in enumerate(reading.claims, 1)
    ]
    head = [
        report.title or report.id,
        f"{report.outlet or 'outlet unknown'}, {say_published(report.published)}, {report.url or report.id}, "
        f"version {marked.version} of {marked.versions}",
        *(f"  dated so because {reason}" for reason in report.published.because),
        *(f"  against it: {reason}" for reason in report.published.against),
        *filter(None, [say_language(report.language)]),
        LEGEND,
    ]
    text = _marked_text(report, reading).strip("\n")
    edits = [line for revision in marked.revisions[1:] for line in _say_revision(revision)]
    body = [text, "", "Claims:" if claims else "No claims.", *claims, *(["", "Edits:", *edits] if edits else [])]
    return escape_controls("\n".join([*head, "", *body]) + "\n")


def _say_revision(revision: Revision) -> Iterator[str]:
    """Yield what a version has changed, as lines."""
    title = f"; the headline was “{revision.title_was}”" if revision.title_was else ""
    yield f"  version {revision.number}, received {revision.received[:16].replace('T', ' ')}{title}"
    for edit in revision.edits:
        if edit.from_ and edit.to:
            yield f"    “{edit.from_}” → “{edit.to}”"
        else:
            yield f"    adds “{edit.to}”" if edit.to else f"    leaves out “{edit.from_}”"


def _notes(reading: Reading, number: int) -> str:
    claim = reading.claims[number]
    words = ", ".join(word.term for word in claim.certainty)
    notes = [claim.kind.value, f"quoted: {claim.quoted}", say_said(claim.said, reading.published.how), words]
    return "; ".join(
        [note for note in notes if note]
        + (["nested"] if claim.nested else [])
        + ([f"via {', '.join(claim.via)}"] if claim.via else [])
    )


def _marked_text(report: Report, reading: Reading) -> str:
    """Insert the marks; at one place closing ones stand before opening ones, inner before outer."""
    opening: dict[int, list[tuple[int, str]]] = defaultdict(list)
    closing: dict[int, list[tuple[int, str]]] = defaultdict(list)

    def add(start: int, end: int, left: str, right: str) -> None:
        opening[start].append((-end, left))
        closing[end].append((-start, right))

    for noise in reading.noise:
        add(noise.start, noise.end, "~", "~")
    for number, claim in enumerate(reading.claims, 1):
        for span in claim.content:
            add(span.start, span.end, f"⟦{number} ", "⟧")
        for span in claim.source:
            add(span.start, span.end, "{", "}")
    for time in reading.times:
        add(time.start, time.end, "<", f" = {time.edtf or time.timex}>")
    for figure in reading.figures:
        add(figure.start, figure.end, "#", "#")
    for place in reading.places:
        add(place.start, place.end, "@", "@")
    parts, last = [], 0
    for position in sorted({*opening, *closing}):
        parts.append(report.text[last:position])
        parts += [mark for _, mark in sorted(closing.get(position, ()))]
        parts += [mark for _, mark in sorted(opening.get(position, ()))]
        last = position
    return "".join([*parts, report.text[last:]])
