"""Near-copies over a whole archive: candidates by keys, verified, and joined by chains, as joins of the engine.

The keys are those by which a desk finds echoes (`link/runs.py`); see decision 19.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from functools import reduce
from time import perf_counter
from typing import Any, NamedTuple

import daft
from daft import DataFrame, DataType, Window, col, lit
from msgspec import Struct

from sitrep.bulk.chains import join_chains, lowest_first
from sitrep.bulk.folders import Folder
from sitrep.bulk.parts import Done, load_marks
from sitrep.bulk.steps import Steps, keep
from sitrep.bulk.tables import file_name
from sitrep.bulk.templates import leave_out_boilerplate
from sitrep.ground.errors import BadRequest
from sitrep.link.echoes import find_echo
from sitrep.link.runs import unpack_runs
from sitrep.tell.phrases import say_count

MOST_HOLDERS = 64  # reports with one key that are all held against each other; more are held against their neighbours
NEIGHBOURS = 4
LEAST_RUNS = 3  # of words in common of two texts that are aligned, as on a desk
KEYS_AT_ONCE = 20_000_000  # that are grouped in one go
PAIRS_AT_ONCE = 2_000_000  # that are verified in one go
VERIFIED = DataType.struct({"share": DataType.float64(), "passages": DataType.list(DataType.int64())})
KIB = 1 if sys.platform == "linux" else 1024


class EchoSummary(Struct, frozen=True):
    """What was found: candidates, echoes, groups and the reports in them, and the keys that too many reports share."""

    reports: int
    candidates: int
    echoes: int
    groups: int
    grouped: int
    passed_over: int
    common_keys: int
    most_holders: int
    seconds: float
    steps: dict[str, float]
    peak_mb: float

    def __str__(self) -> str:
        """Return the summary as lines."""
        told = []
        if self.common_keys:
            told.append(
                f"{self.common_keys:,} runs of words stand in more than {MOST_HOLDERS} reports (the commonest in "
                f"{self.most_holders:,}): each of these was held against {NEIGHBOURS} neighbours only"
            )
        if self.passed_over:
            told.append(f"{self.passed_over:,} echoes hang together, too many to tell boilerplate among them")
        told.append(
            f"{say_count(self.reports, 'report')}: {say_count(self.candidates, 'candidate')}, "
            f"{say_count(self.echoes, 'echo', 'echoes')}, {say_count(self.groups, 'group')} of "
            f"{say_count(self.grouped, 'report')} in {self.seconds:,.0f} s; "
            f"at most {self.peak_mb:,.0f} MB in this process"
        )
        return "\n".join(told)


class Candidates(NamedTuple):
    """Pairs of reports that share keys, and what keys too many share."""

    pairs: DataFrame
    common_keys: int
    most_holders: int


class Verifier:
    """Holds two texts against each other, by their runs."""

    @daft.method(return_dtype=VERIFIED)
    def verify(self, one: bytes, other: bytes) -> dict[str, Any] | None:
        """Return the share and the passages of an echo, None where the two are none."""
        mine, theirs = unpack_runs(one), unpack_runs(other)
        if len(mine.distinct & theirs.distinct) < LEAST_RUNS:
            return None
        # always the same one first, so that the order of the numbers does not tell
        first, second = sorted((mine, theirs), key=lambda each: (each.words, each.starts, each.breaks))
        echo = find_echo(first, second)
        if echo is None:
            return None
        passages = [(p.a, p.b) if first is mine else (p.b, p.a) for p in echo.passages]
        return {"share": echo.share, "passages": [at for a, b in passages for at in (a.start, a.end, b.start, b.end)]}


def find_echoes(place: str, *, jobs: int = 1, say: Callable[[str], None] | None = None) -> EchoSummary:
    """Write the tables `echoes` and `echo_groups` of an archive, and return what was found.

    Errors: BadRequest where the folder holds no archive; SitrepError where another process is at it.
    """
    folder, started, steps = Folder(place), perf_counter(), dict[str, float]()
    marks = load_marks(folder)
    if not marks:
        raise BadRequest(f"cannot find echoes in {place}: no archive was read into it; see `sitrep bulk read`")

    def told(step: str) -> None:
        steps[step] = round(perf_counter() - started - sum(steps.values()), 2)
        if say:
            say(f"{step}: {steps[step]:,.1f} s")

    with folder.locked(), Steps(folder, "work") as work:
        keys = table_of(folder, "echo_keys", marks)
        candidates = find_candidates(keys, work)
        told("candidates")
        for name in ("echoes", "echo_groups"):
            folder.clear(name)
        echoes = keep(folder, "echoes", verify(candidates.pairs, keys, work, jobs))
        told("verified")
        known = table_of(folder, "reports", marks).select("report", "outlet", "published")
        joining, passed_over = leave_out_boilerplate(echoes, known, work, jobs)
        groups = keep(folder, "echo_groups", join_groups(joining, work))
        told("groups")
        return EchoSummary(
            reports=sum(done.pages for done in marks.values()),
            candidates=candidates.pairs.count_rows(),
            echoes=echoes.count_rows(),
            groups=groups.select("group").distinct().count_rows(),
            grouped=groups.count_rows(),
            passed_over=passed_over,
            common_keys=candidates.common_keys,
            most_holders=candidates.most_holders,
            seconds=round(perf_counter() - started, 2),
            steps=steps,
            peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB / 1024, 1),
        )


def table_of(folder: Folder, table: str, marks: dict[str, Done]) -> DataFrame:
    """Return a table of an archive, of the parts that are done."""
    return daft.read_parquet([folder.address_of(file_name(table, part)) for part in sorted(marks)])


# --- candidates


def find_candidates(keys: DataFrame, work: Steps) -> Candidates:
    """Return the pairs of reports with a key in common, each once."""
    held = _union([work.keep("held", each) for each in _holders(keys)])
    few = held.where(col("count") <= lit(MOST_HOLDERS))
    pairs = few.with_column("one", col("holders")).explode("one").explode("holders")
    pairs = pairs.select("one", col("holders").alias("other")).where(col("one") < col("other")).distinct()
    many = held.where(col("count") > lit(MOST_HOLDERS))
    common = many.agg(col("key").count().alias("keys"), col("count").max().alias("most")).to_pydict()
    if common["keys"][0]:
        pairs = _union([pairs, *(work.keep("near", each) for each in _neighbours(many, keys))])
    return Candidates(work.keep("pairs", pairs.distinct()), common["keys"][0], common["most"][0] or 0)


def _holders(keys: DataFrame) -> list[DataFrame]:
    """Return the keys that several reports have, with these, in as many pieces as can be grouped in one go."""
    total = keys.agg(col("keys").list_count().sum().alias("sum")).to_pydict()["sum"][0] or 0
    pieces = 1 + total // KEYS_AT_ONCE
    all_keys = keys.select("report", col("keys").alias("key")).explode("key").where(col("key").not_null())
    chosen = [
        all_keys.where(col("key") % lit(pieces) == lit(piece)) if pieces > 1 else all_keys for piece in range(pieces)
    ]
    grouped = (
        each.groupby("key").agg(col("report").list_agg().alias("holders"), col("report").count().alias("count"))
        for each in chosen
    )
    return [each.where(col("count") > lit(1)) for each in grouped]


def _neighbours(many: DataFrame, keys: DataFrame) -> list[DataFrame]:
    """Return the pairs of reports that stand near each other among those with a common key, by their least keys.

    Copies of one text most often have the same least key, and so come to stand side by side.
    """
    least = keys.select("report", col("keys").list_min().alias("least"))
    holders = many.select("key", col("holders").alias("report")).explode("report").join(least, on="report")
    window = Window().partition_by("key").order_by("least", "report")
    following = [
        holders.select("report", col("report").lead(step).over(window).alias("next")).where(col("next").not_null())
        for step in range(1, NEIGHBOURS + 1)
    ]
    return [
        lowest_first(each, "report", "next").select(col("low").alias("one"), col("high").alias("other"))
        for each in following
    ]


def _union(frames: Sequence[DataFrame]) -> DataFrame:
    return reduce(DataFrame.concat, frames)


# --- verified


def verify(pairs: DataFrame, keys: DataFrame, work: Steps, jobs: int) -> DataFrame:
    """Return the pairs that are echoes, with the share of the shorter one's runs, and the passages as four ends."""
    pieces = 1 + pairs.count_rows() // PAIRS_AT_ONCE
    runs = keys.select("report", "runs")
    found = []
    for piece in range(pieces):
        some = pairs.where(col("one") % lit(pieces) == lit(piece)) if pieces > 1 else pairs
        mine = some.join(runs.select(col("report").alias("one"), col("runs").alias("mine")), on="one")
        both = mine.join(runs.select(col("report").alias("other"), col("runs").alias("theirs")), on="other")
        found.append(work.keep("echoes", _verified(both, jobs)))
    return _union(found)


def _verified(both: DataFrame, jobs: int) -> DataFrame:
    verifier: Any = daft.cls(Verifier, use_process=True, max_concurrency=jobs)()
    told = both.select("one", "other", verifier.verify(col("mine"), col("theirs")).alias("echo"))
    told = told.where(col("echo").not_null())
    return told.select("one", "other", col("echo")["share"].alias("share"), col("echo")["passages"].alias("passages"))


# --- groups


def join_groups(joining: DataFrame, work: Steps) -> DataFrame:
    """Return the group of each report that carries on the text of another: the least number among the reports of it."""
    chains = join_chains(joining.select("one", "other"), work)
    return chains.select(col("chain").alias("group"), col("member").alias("report"))
