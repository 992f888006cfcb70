"""The reports that a search found, with what of their claims fits what was asked of claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from msgspec import Struct, ValidationError, convert

from sitrep.ground.errors import BadRequest
from sitrep.ground.model import Claim, ClaimKind, Reading, Report
from sitrep.tell.account import one_line
from sitrep.tell.lists import FoundEntry, Listing

LOOKED_AT = 2_000  # reports that fit the words, and are looked at for one that fits the filters
ASSERTED = "asserted"  # what is asked for where a claim is to have no word of certainty
MOST_CLAIMS = 5


class Filters(Struct, frozen=True):
    """What a report that is looked for is to have; None asks nothing.

    `voice`, `outlet` and `place` are parts of names, `certainty` is a word such as "likely", or "asserted" for claims
    without any, `kind` is a kind of claim. Voice, certainty and kind are asked of one claim.
    """

    voice: str | None = None
    outlet: str | None = None
    place: str | None = None
    certainty: str | None = None
    kind: ClaimKind | None = None

    @property
    def asks_of_claims(self) -> bool:
        """Tell whether a claim is asked for."""
        return any(value is not None for value in (self.voice, self.certainty, self.kind))

    def fits(self, claim: Claim) -> bool:
        """Tell whether a claim is one that is asked for."""
        if self.voice is not None and self.voice.casefold() not in (claim.voice or "").casefold():
            return False
        if self.kind is not None and claim.kind is not self.kind:
            return False
        if self.certainty is None:
            return True
        wanted, words = self.certainty.casefold(), {word.term.casefold() for word in claim.certainty}
        return not words if wanted == ASSERTED else wanted in words

    def fits_places(self, reading: Reading) -> bool:
        """Tell whether a report names a place that is asked for."""
        if self.place is None:
            return True
        wanted = self.place.casefold()
        return any(wanted in name.casefold() for place in reading.places for name in (place.name, place.called or ""))


NO_FILTERS = Filters()


def make_filters(**asked: str | None) -> Filters:
    """Return filters of what a user wrote; empty text asks nothing.

    Errors: BadRequest where the kind is none of a claim.
    """
    given = {name: value for name, value in asked.items() if value}
    try:
        return convert(given, Filters)
    except ValidationError:
        kinds = ", ".join(kind.value for kind in ClaimKind)
        raise BadRequest(f"cannot search for claims of kind {given.get('kind')!r}: there are {kinds}") from None


class Excerpt(NamedTuple):
    """A report that a search found, with the words that it was found by."""

    report: Report
    reading: Reading
    words: str


def list_found(excerpts: Iterable[Excerpt], filters: Filters, limit: int) -> Listing[FoundEntry]:
    """Return the first reports that fit, in their order."""
    return Listing("reports", tuple(islice(_found(islice(excerpts, LOOKED_AT), filters), limit)))


def _found(excerpts: Iterable[Excerpt], filters: Filters) -> Iterator[FoundEntry]:
    for report, reading, words in excerpts:
        claims = [claim for claim in reading.claims if filters.asks_of_claims and filters.fits(claim)]
        if (claims or not filters.asks_of_claims) and filters.fits_places(reading):
            lines = tuple(_words(report, claim) for claim in claims[:MOST_CLAIMS])
            yield FoundEntry(report.id, report.outlet, report.title, report.published, words, lines, report.language)


def _words(report: Report, claim: Claim) -> str:
    return one_line(" … ".join(report.text[span.start : span.end] for span in claim.content))
