"""What of an archive is worth a desk, as lines that `sitrep add` takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import msgspec
from daft import DataFrame, Expression, col, lit
from daft.functions import contains, lower, regexp
from msgspec import Struct

from sitrep.bulk.echoes import table_of
from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import Done, load_marks
from sitrep.bulk.queries import parse_query
from sitrep.ground.edtf import parse_edtf
from sitrep.ground.errors import BadRequest
from sitrep.ground.lexicon import load_words

GIVEN = ("id", "text", "title", "outlet", "url", "language", "seen")
BUFFERED = 4  # pieces of the answer that are worked out ahead of whoever reads it


class Wanted(Struct, frozen=True, kw_only=True):
    """What reports are to be like; all of it must hold, and what is None or blank holds for all."""

    query: str = ""
    place: str | None = None
    voice: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None


def select_reports(place: str, wanted: Wanted) -> Iterator[bytes]:
    """Yield the reports of an archive that are as wanted, a JSON object each, in no certain order.

    The day of publication is given where the report's metadata stated it; else it is found anew in its text or address.

    Errors: BadRequest where there is no archive, or what is wanted cannot be understood.
    """
    folder = Folder(place)
    marks = load_marks(folder)
    if not marks:
        raise BadRequest(f"cannot select from {place}: no archive was read into it; see `sitrep bulk read`")
    chosen = choose(folder, marks, wanted).select(*GIVEN, "published", "how", "because")
    for row in chosen.iter_rows(results_buffer_size=BUFFERED):
        given = {name: row[name] for name in GIVEN if row[name] is not None}
        if row["published"] and row["how"] == "stated" and not row["because"]:
            given["published"] = row["published"]
        yield msgspec.json.encode(given) + b"\n"


def choose(folder: Folder, marks: dict[str, Done], wanted: Wanted) -> DataFrame:
    """Return the rows of the reports that are as wanted."""
    reports = table_of(folder, "reports", marks)
    for test in _tests(wanted):
        reports = reports.where(test)
    if wanted.since or wanted.until:
        reports = reports.where(col("published").is_in(_days_within(reports, wanted)))
    if wanted.voice:
        claims = table_of(folder, "claims", marks).where(_holds("voice", wanted.voice))
        reports = reports.join(claims.select("report").distinct(), on="report", how="semi")
    if wanted.place:
        places = table_of(folder, "places", marks).where(_is_place(wanted.place))
        reports = reports.join(places.select("report").distinct(), on="report", how="semi")
    return reports


def _tests(wanted: Wanted) -> Iterator[Expression]:
    """Yield what is asked of the row of a report itself."""
    lists = parse_query(wanted.query)
    if lists:
        words = col("title").fill_null("") + lit("\n") + col("text")
        tests = [[_told(regexp(words, term.pattern), is_wanted=term.is_wanted) for term in terms] for terms in lists]
        yield reduce(or_, [reduce(and_, each) for each in tests])
    if wanted.outlet:
        yield _holds("outlet", wanted.outlet)
    if wanted.language:
        language, asked = lower(col("language").fill_null("")), wanted.language.lower()
        yield (language == lit(asked)) | language.startswith(f"{asked}-")


def _told(test: Expression, *, is_wanted: bool) -> Expression:
    return test if is_wanted else ~test


def _holds(name: str, value: str) -> Expression:
    return contains(lower(col(name).fill_null("")), value.lower())


def _is_place(name: str) -> Expression:
    """Return whether a place is called so, or lies in the country of that name."""
    called = _holds("name", name) | _holds("called", name)
    lands = _lands(name)
    return called | col("country").is_in(lands) if lands else called


def _lands(name: str) -> list[str]:
    """Return the ISO code of the country of a name; a capital is a place and no country."""
    rows = load_words("countries")["country"]
    asked = name.lower().strip().removeprefix("the ")
    return [
        row["iso"] for row in rows if asked in (each.lower() for each in (row["iso"], row["name"], *row["aliases"]))
    ]


def _days_within(reports: DataFrame, wanted: Wanted) -> list[str]:
    """Return the dates among those of some reports that may lie in the period.

    Errors: BadRequest where an end of it is no date.
    """
    since, until = _first_day(wanted.since), _last_day(wanted.until)
    dates = reports.select("published").distinct().to_pydict()["published"]
    known = {each: days for each in dates if each and (days := parse_edtf(each))}
    return [each for each, days in known.items() if days.until >= since and days.since <= until]


def _first_day(value: str | None) -> date:
    return _days(value).since if value else date.min


def _last_day(value: str | None) -> date:
    return _days(value).until if value else date.max


def _days(value: str) -> Any:
    days = parse_edtf(value)
    if days is None:
        raise BadRequest(f"cannot take {value!r} as a date: give one such as 2023-02-17 or 2023-02")
    return days
