"""Statements and matters as entries of lists: who says what, told by whom and how, developed or disputed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sitrep.ground.model import ClaimKind, How, VoiceKind
from sitrep.link.credibility import Credibility
from sitrep.link.matters import Matter, MatterKind
from sitrep.link.statements import Statement
from sitrep.tell.account import Account, Retelling, line_of, voice_kinds
from sitrep.tell.lists import Listing


class StatementEntry(Struct, frozen=True, gc=False):
    """One statement with its tellings, the first form first; `voice` is None for what outlets tell themselves.

    `origins` and `outlets` are counts: of what it independently goes back to, and of who tells it.
    """

    id: str
    voice: str | None
    voice_kinds: tuple[VoiceKind, ...]
    said: str | None
    said_how: How
    origins: int
    outlets: int
    reliability: str
    credibility: Credibility
    claim_kind: ClaimKind | None
    certainty: tuple[str, ...]
    line: str
    tellings: tuple[Retelling, ...]
    citations: tuple[int, ...]


class Position(Struct, frozen=True, gc=False):
    """A statement in a matter: who says it, in which words and how surely, when, and how many tell it."""

    id: str
    voice: str | None
    voice_kinds: tuple[VoiceKind, ...]
    claim_kind: ClaimKind | None
    certainty: tuple[str, ...]
    line: str
    said: str | None
    said_how: How
    reports: int
    outlets: int
    origins: int
    citations: tuple[int, ...]


class MatterEntry(Struct, frozen=True, gc=False):
    """Statements on one question: a development in its order, or a dispute with its sides.

    `statements` and `sides` hold ids, `standings` what these are; `because` says in what they differ.
    """

    id: str
    about: str
    kind: MatterKind
    statements: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...]
    because: str
    standings: tuple[Position, ...]


def list_statements(account: Account) -> Listing[StatementEntry]:
    """Return the statements of voices, and what outlets tell as their own where several do or it is of a matter."""
    of_matters = {place for matter in account.matters for place in matter.statements}
    wanted = [
        statement
        for place, statement in enumerate(account.all_statements)
        if statement.voice or place in of_matters or len({t.report for t in statement.tellings}) > 1
    ]
    entries = tuple(account.told(lambda statement: statement_entry(account, statement), wanted))
    return Listing("statements", entries, tuple(account.citations.listed), len(account.withheld))


def statement_entry(account: Account, statement: Statement) -> StatementEntry:
    """Return a statement as an entry.

    Errors: Uncited.
    """
    tellings = account.retellings(statement)
    said = account.best_said(statement)
    numbers = tuple(dict.fromkeys(each.citation for each in tellings))
    line = _line(account, statement, numbers)
    return StatementEntry(
        id=statement.id,
        voice=statement.voice,
        voice_kinds=voice_kinds(statement),
        said=said.claim.said if said and said.claim else None,
        said_how=account.sources[said.report].report.published.how if said else "unknown",
        origins=account.independent(statement),
        outlets=account.outlets(t.report for t in statement.tellings),
        reliability=account.reliability(statement.voice),
        credibility=account.credibility(statement),
        claim_kind=statement.first.claim.kind if statement.first.claim else None,
        certainty=tellings[0].certainty,
        line=line,
        tellings=tellings,
        citations=numbers,
    )


def _line(account: Account, statement: Statement, numbers: Sequence[int]) -> str:
    """Return the words of the first form, after the check that they, and the name of the voice, are cited."""
    source = account.sources[statement.first.report]
    line = line_of(source, statement.first)
    account.citations.check(line, numbers, account.called(statement))
    return line


def list_matters(account: Account, kind: MatterKind | None = None) -> Listing[MatterEntry]:
    """Return the developments and disputes, or those of one kind."""
    matters = [matter for matter in account.matters if kind is None or matter.kind is kind]
    entries = tuple(account.told(lambda matter: matter_entry(account, matter), matters))
    return Listing("matters", entries, tuple(account.citations.listed), len(account.withheld))


def matter_entry(account: Account, matter: Matter) -> MatterEntry:
    """Return a matter as an entry.

    Errors: Uncited.
    """
    ids = [account.all_statements[place].id for place in matter.statements]
    names = {place: account.all_statements[place].id for place in matter.statements}
    return MatterEntry(
        id=f"m{min(ids)[1:]}",
        about=matter.about,
        kind=matter.kind,
        statements=tuple(ids),
        sides=tuple(tuple(names[place] for place in side) for side in matter.sides),
        because=matter.because,
        standings=tuple(_position(account, account.all_statements[place]) for place in matter.statements),
    )


def _position(account: Account, statement: Statement) -> Position:
    said = account.best_said(statement)
    numbers = tuple(dict.fromkeys(account.cite(telling) for telling in statement.tellings))
    return Position(
        id=statement.id,
        voice=statement.voice,
        voice_kinds=voice_kinds(statement),
        claim_kind=statement.first.claim.kind if statement.first.claim else None,
        certainty=account.certainty(statement.first),
        line=_line(account, statement, numbers),
        said=said.claim.said if said and said.claim else None,
        said_how=account.sources[said.report].report.published.how if said else "unknown",
        reports=len({t.report for t in statement.tellings}),
        outlets=account.outlets(t.report for t in statement.tellings),
        origins=account.independent(statement),
        citations=numbers,
    )
