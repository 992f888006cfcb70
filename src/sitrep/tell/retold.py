"""How statements, echoes and matters are shown on a terminal or in a pipe: trees of tellings, and sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from sitrep.tell import phrases
from sitrep.tell.account import Retelling
from sitrep.tell.changes import Change, ChangeKind, Changes
from sitrep.tell.compare import Alignment, Comparison, Side
from sitrep.tell.echoes import EchoEntry, EditEntry
from sitrep.tell.statements import MatterEntry, Position, StatementEntry

LONGEST = 300  # characters of words that are shown of one telling
MOST_BRANCHES = 6


def show_tree(origin: str, tellings: Sequence[Retelling], most: int = MOST_BRANCHES) -> RenderableType:
    """Return the tree from an origin to those who tell it, copies below what they copy."""
    tree = Tree(Text(origin, style="dim"), guide_style="dim")
    branches: dict[str, Tree] = {}
    for telling in tellings[:most]:
        above = branches.get(telling.copy_of or "", tree)
        branch = above.add(Text(f"{phrases.say_telling(telling)} [{telling.citation}]", style="dim"))
        branches.setdefault(telling.report, branch)
    if len(tellings) > most:
        tree.add(Text(f"and {len(tellings) - most} more", style="dim"))
    return Padding(tree, (0, 0, 0, 4))


def show_statements(entries: Iterable[StatementEntry]) -> Iterable[RenderableType]:
    """Yield statements with the trees of their tellings."""
    for entry in entries:
        notes = [
            phrases.say_manner(entry.claim_kind, entry.certainty),
            phrases.say_said(entry.said, entry.said_how),
            phrases.say_support(len({t.report for t in entry.tellings}), entry.outlets, entry.origins),
            phrases.say_grade(entry.reliability, entry.credibility) if phrases.is_graded(entry) else "",
        ]
        yield Text(entry.voice or "Told by outlets as their own", style="bold cyan").append(
            f"  {entry.id}", style="dim"
        )
        line = Text(phrases.shorten(entry.line, LONGEST))
        yield Padding(line.append(f"  ({'; '.join(n for n in notes if n)})", style="yellow"), (0, 0, 0, 2))
        if len(entry.tellings) > 1:
            yield show_tree(entry.voice or "outlets", entry.tellings)


def show_matters(entries: Iterable[MatterEntry]) -> Iterable[RenderableType]:
    """Yield developments in their order, and disputes side by side."""
    for entry in entries:
        yield Text(f"{entry.kind.value.capitalize()}: {entry.about}", style="bold cyan").append(
            f"  {entry.id}", style="dim"
        )
        yield Padding(Text(entry.because, style="yellow"), (0, 0, 0, 2))
        standings = {standing.id: standing for standing in entry.standings}
        for number, side in enumerate(entry.sides, start=1):
            for each in side:
                head = f"side {number}" if entry.kind.value == "dispute" else f"{number}"
                yield Padding(_show_position(head, standings[each]), (0, 0, 0, 2))


def _show_position(head: str, standing: Position) -> Text:
    manner = phrases.say_manner(standing.claim_kind, standing.certainty)
    said = phrases.say_said(standing.said, standing.said_how)
    support = phrases.say_support(standing.reports, standing.outlets, standing.origins)
    text = Text(f"{head}. ", style="bold").append(standing.voice or "outlets", style="cyan").append(": ")
    text.append(phrases.shorten(standing.line, LONGEST))
    text.append(f"  ({'; '.join(note for note in (manner, said, support) if note)})", style="yellow")
    return text.append(f" {phrases.say_numbers(standing.citations)}", style="dim")


def show_echoes(entries: Iterable[EchoEntry]) -> Iterable[RenderableType]:
    """Yield passages that two reports share, a heading a pair of reports."""
    last = None
    for entry in entries:
        pair = entry.a.report, entry.b.report
        if pair != last:
            last = pair
            both = " → ".join(
                f"{side.outlet or side.report} ({phrases.say_published(side.published)}, {side.report})"
                for side in (entry.a, entry.b)
            )
            yield Text(both, style="bold cyan").append(
                f"  {entry.containment:.0%} in common; {entry.shares}", style="dim"
            )
        yield Padding(Text(phrases.shorten(entry.line, LONGEST)), (0, 0, 0, 2))
        for edit in entry.edits:
            yield Padding(Text(_edit(edit), style="yellow"), (0, 0, 0, 4))


def _edit(edit: EditEntry) -> str:
    if not edit.from_:
        return f"adds “{edit.to}”"
    return f"“{edit.from_}” → “{edit.to}”" if edit.to else f"leaves out “{edit.from_}”"


def show_changes(changes: Changes) -> Iterable[RenderableType]:
    """Yield what changed, kind by kind."""
    yield Text(f"Changes from the end of {changes.since} to the end of {changes.until}", style="bold")
    for kind, heading in HEADINGS.items():
        found = [change for change in changes.changes if change.kind is kind]
        if not found:
            continue
        yield Text()
        yield Text(f"{heading} ({len(found)})", style="bold cyan")
        for change in found[:MOST_CHANGES]:
            yield Padding(_show_change(change), (0, 0, 0, 2))
        if len(found) > MOST_CHANGES:
            yield Padding(Text(f"and {len(found) - MOST_CHANGES} more, with --json", style="dim"), (0, 0, 0, 2))
    if not changes.changes:
        yield Text("Nothing changed.")


HEADINGS = {
    ChangeKind.CONFIRMED: "Newly confirmed",
    ChangeKind.DISPUTED: "Newly disputed",
    ChangeKind.REVISED: "Revised",
    ChangeKind.WITHDRAWN: "Withdrawn",
    ChangeKind.NEW: "New",
}
MOST_CHANGES = 20  # of one kind that are printed


def _show_change(change: Change) -> Text:
    text = Text()
    if change.from_:
        text.append(f"{change.from_voice}: " if change.from_voice else "", style="cyan")
        text.append(phrases.shorten(change.from_, LONGEST))
    if change.from_ and change.to:
        text.append("  against  " if change.kind is ChangeKind.DISPUTED else "  →  ", style="bold")
    if change.to:
        text.append(f"{change.voice}: " if change.voice else "", style="cyan")
        text.append(phrases.shorten(change.to, LONGEST))
    notes = [
        phrases.say_manner(change.claim_kind, change.certainty),
        change.because,
        phrases.say_published(change.published),
        phrases.say_support(change.reports, change.outlets, change.origins),
    ]
    text.append(f"  ({'; '.join(note for note in notes if note)})", style="yellow")
    return text.append(f" {phrases.say_numbers(change.citations)}", style="dim")


def show_comparison(comparison: Comparison) -> Iterable[RenderableType]:
    """Yield the tellings of a statement one under the other, what departs from the first form in marks."""
    entry = comparison.statement
    yield Text(entry.voice or "Told by outlets as their own", style="bold cyan").append(f"  {entry.id}", style="dim")
    notes = [
        phrases.say_manner(entry.claim_kind, entry.certainty),
        phrases.say_said(entry.said, entry.said_how),
        phrases.say_support(len({s.telling.report for s in comparison.sides}), entry.outlets, entry.origins),
        phrases.say_grade(entry.reliability, entry.credibility),
    ]
    yield Text("; ".join(note for note in notes if note), style="yellow")
    yield Text("Words between ‹ › are not in the first form there, words between ‹− › only in it.", style="dim")
    for side in comparison.sides:
        yield Text()
        yield Text(f"[{side.telling.citation}] {phrases.say_telling(side.telling)}", style="bold")
        yield Padding(_show_pieces(side, is_first=side is comparison.sides[0]), (0, 0, 0, 2))


def _show_pieces(side: Side, *, is_first: bool) -> Text:
    text = Text()
    for piece in side.pieces:
        mark = "−" if piece.is_missing else ""
        words = piece.words if piece.is_shared or is_first else f"‹{mark}{piece.words}›"
        text.append(f"{words} ", style="default" if piece.is_shared or is_first else "red")
    return text


def show_alignment(alignment: Alignment) -> Iterable[RenderableType]:
    """Yield two reports aligned: how much they share, the passages with their edits, the statements of both."""
    for name, side in (("A", alignment.a), ("B", alignment.b)):
        text = Text(f"{name}: {side.outlet or side.report}, {phrases.say_published(side.published)}", style="bold cyan")
        yield text.append(
            f"  {side.report}; {side.words} words, {side.new_share:.0%} of them not in the other", style="dim"
        )
    yield Text(f"{alignment.containment:.0%} of the shorter one's runs of six words are in both", style="yellow")
    for entry in alignment.passages:
        yield Text()
        yield Padding(Text(phrases.shorten(entry.line, LONGEST)), (0, 0, 0, 2))
        for edit in entry.edits:
            yield Padding(Text(_edit(edit), style="yellow"), (0, 0, 0, 4))
    if alignment.statements:
        yield Text()
        yield Text("Statements that both tell", style="bold")
        yield from show_statements(alignment.statements)
    if not alignment.passages and not alignment.statements:
        yield Text("They share no passage and no statement.")
