"""Echoes that are a publisher's boilerplate and join nothing: what a desk knows of its reports, for a whole archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import daft
from daft import DataFrame, DataType, col, lit
from daft.functions import to_struct

from sitrep.bulk.chains import join_chains
from sitrep.bulk.steps import Steps
from sitrep.ground.model import Published, Report, Span
from sitrep.link.echoes import LEAST_SHARE
from sitrep.link.templates import Shared, find_templates
from sitrep.tell.echoes import COPY

MOST_CHAINED = 100_000  # echoes of one chain that are looked at together
ENDS = 4  # numbers that a passage is told by
OF_PAIR = {"one": DataType.int64(), "other": DataType.int64()}


class Sorted(NamedTuple):
    """The echoes that join reports, and how many were left unlooked at since too many hang together."""

    joining: DataFrame
    passed_over: int


class Judge:
    """Tells which echoes of a chain are boilerplate."""

    @daft.method(return_dtype=DataType.list(DataType.struct(OF_PAIR)))
    def boilerplate(self, echoes: list[dict[str, Any]]) -> list[dict[str, int]]:
        """Return the pairs that share nothing but boilerplate."""
        return list_boilerplate(echoes)


def list_boilerplate(echoes: Sequence[dict[str, Any]]) -> list[dict[str, int]]:
    """Return the pairs of a chain of echoes that share nothing but what one publisher repeats for weeks."""
    reports: dict[int, Report] = {}
    for echo in echoes:
        for end in ("one", "other"):
            published = Published(echo[f"{end}_published"])
            reports[echo[end]] = Report(id="", text="", outlet=echo[f"{end}_outlet"], published=published)
    places = {number: place for place, number in enumerate(sorted(reports))}
    passages, owners = [], []
    for owner, echo in enumerate(echoes):
        ends = echo["passages"]
        for a, a_end, b, b_end in (ends[at : at + ENDS] for at in range(0, len(ends), ENDS)):
            passages.append(Shared(places[echo["one"]], places[echo["other"]], Span(a, a_end), Span(b, b_end)))
            owners.append(owner)
    templates = find_templates([reports[number] for number in sorted(reports)], passages)
    others = {owner for number, owner in enumerate(owners) if number not in templates}
    return [
        {"one": echo["one"], "other": echo["other"]}
        for owner, echo in enumerate(echoes)
        if owner not in others and echo["share"] < COPY
    ]


def leave_out_boilerplate(echoes: DataFrame, reports: DataFrame, work: Steps, jobs: int) -> Sorted:
    """Return the echoes by which reports are one text: that share enough of it, and not only boilerplate."""
    joining = echoes.where(col("share") >= lit(LEAST_SHARE)).select("one", "other", "share")
    known = echoes
    for end in ("one", "other"):
        about = reports.select(
            col("report").alias(end), col("outlet").alias(f"{end}_outlet"), col("published").alias(f"{end}_published")
        )
        known = known.join(about, on=end)
    known = work.keep("known", known)
    is_doubtful = (col("one_outlet") == col("other_outlet")) & (col("share") < lit(COPY))
    doubtful = known.where(is_doubtful & (col("share") >= lit(LEAST_SHARE)))
    if not doubtful.count_rows():
        return Sorted(joining, 0)
    chained = _chained(known, doubtful, work)
    whole = chained.where(col("size") <= lit(MOST_CHAINED)).select("chain", "echoes")
    judge: Any = daft.cls(Judge, use_process=True, max_concurrency=jobs)()
    found = whole.select(judge.boilerplate(col("echoes")).alias("pair")).explode("pair").where(col("pair").not_null())
    found = work.keep("boilerplate", found.select(col("pair")["one"].alias("one"), col("pair")["other"].alias("other")))
    passed = chained.where(col("size") > lit(MOST_CHAINED)).agg(col("size").sum().alias("sum")).to_pydict()["sum"][0]
    return Sorted(joining.join(found, on=["one", "other"], how="anti"), passed or 0)


def _chained(known: DataFrame, doubtful: DataFrame, work: Steps) -> DataFrame:
    """Return the echoes of each chain that holds a doubtful one, as a list."""
    chains = work.keep("chains", join_chains(known.select("one", "other"), work))
    of_one = chains.select(col("member").alias("one"), "chain")
    wanted = doubtful.select("one").distinct().join(of_one, on="one").select("chain").distinct()
    mine = known.join(of_one, on="one").join(wanted, on="chain", how="semi")
    members = [col(name) for name in known.column_names]
    grouped = mine.select("chain", to_struct(*members).alias("echo")).groupby("chain")
    return work.keep("chained", grouped.agg(col("echo").list_agg().alias("echoes"), col("echo").count().alias("size")))
