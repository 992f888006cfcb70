"""The outlets of an account: what each reports, whom it has things from, how often it came first, how it altered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.tell.account import Account, Retelling
from sitrep.tell.cited import Source
from sitrep.tell.lists import Listing, OutletEntry

MOST_NAMED = 3  # voices, and media, that are named of an outlet


def list_outlets(account: Account) -> Listing[OutletEntry]:
    """Return the outlets, those with most reports first."""
    firsts: dict[int, int] = {}
    for place, source in enumerate(account.sources):
        firsts.setdefault(source.origin, place)
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for place, source in enumerate(account.sources):
        by_outlet[source.outlet].append(place)
    told = _Told(account)
    entries = [_entry(account, outlet, places, firsts, told) for outlet, places in by_outlet.items()]
    return Listing("outlets", tuple(sorted(entries, key=lambda entry: (-entry.reports, entry.outlet))))


class _Told:
    """What outlets tell of the statements that several of them tell."""

    def __init__(self, account: Account) -> None:
        self.shared: Counter[str] = Counter()
        self.firsts: Counter[str] = Counter()
        self.departures: dict[str, Counter[str]] = defaultdict(Counter)
        for statement in account.all_statements:
            outlets = {account.sources[telling.report].outlet for telling in statement.tellings}
            if len(outlets) > 1:
                self.shared.update(outlets)
                self._count(account.retellings(statement))

    def _count(self, retellings: Sequence[Retelling]) -> None:
        self.firsts.update(_first_of(retellings))
        for each in retellings:
            kinds = {departure.kind.value for departure in each.departures}
            self.departures[each.outlet or each.report].update(kinds)


def _first_of(retellings: Iterable[Retelling]) -> Iterator[str]:
    """Yield the outlet that told a statement on an earlier day than all others for certain; nothing where none did."""
    days: dict[str, Days] = {}
    for each in retellings:
        known = parse_edtf(each.published.edtf or "") or Days(date.min, date.max)
        outlet = each.outlet or each.report
        days[outlet] = min(days.get(outlet, known), known, key=lambda of: of.until)
    earliest = min(days, key=lambda outlet: days[outlet].until)
    if all(days[earliest].until < other.since for outlet, other in days.items() if outlet != earliest):
        yield earliest


def _entry(account: Account, outlet: str, places: Sequence[int], firsts: dict[int, int], told: _Told) -> OutletEntry:
    sources = account.sources
    published = (sources[place].report.published.edtf for place in places)
    days = [days for edtf in published if edtf and (days := parse_edtf(edtf))]
    voices = Counter(claim.voice for place in places for claim in sources[place].reading.claims if claim.voice)
    origins = [firsts[sources[place].origin] for place in places]
    copied = [place for place in origins if place not in places]
    inferred = sum(sources[place].report.published.how == "inferred" for place in places)
    return OutletEntry(
        outlet,
        len(places),
        min(each.since for each in days).isoformat() if days else None,
        max(each.until for each in days).isoformat() if days else None,
        inferred,
        sum(origin != place for origin, place in zip(origins, places, strict=True)),
        _most(voices),
        told.shared[outlet],
        told.firsts[outlet],
        _most(Counter(_media(sources, outlet, places, copied))),
        dict(sorted(told.departures[outlet].items())),
        account.reliability(outlet),
    )


def _media(sources: Sequence[Source], outlet: str, places: Iterable[int], copied: Iterable[int]) -> Iterator[str]:
    """Yield what an outlet names as its source, and the outlets whose text it carries on, each as often as it does."""
    names = [name for place in places for claim in sources[place].reading.claims for name in claim.via]
    names += [sources[place].outlet for place in copied]
    yield from (name for name in names if name != outlet)


def _most(counted: Counter[str]) -> tuple[str, ...]:
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(name for name, _ in ranked[:MOST_NAMED])
