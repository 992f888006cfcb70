"""Members that hang together by any chain of pairs, found by joins: what `link/joined.py` does within one memory.

Source: alternating large-star and small-star (Kiveris and others: Connected components in MapReduce and beyond, 2014).
"""

from __future__ import annotations

from daft import DataFrame, col, lit
from daft.functions import when

from sitrep.bulk.steps import Steps

PRIME = 1_000_003


def join_chains(pairs: DataFrame, steps: Steps) -> DataFrame:
    """Return the first member of its chain (`chain`) for each `member` of pairs (`one`, `other`) of numbers.

    Cost: a few joins over the pairs in each of about log(longest chain) rounds.
    """
    edges = steps.keep("edges", lowest_first(pairs, "one", "other"))
    known = _digest(edges)
    while True:
        edges = steps.keep("large", _large_star(edges))
        edges = steps.keep("small", _small_star(edges))
        found = _digest(edges)
        if found == known:
            break
        known = found
    members = edges.select(col("low").alias("chain"), col("high").alias("member"))
    firsts = edges.select(col("low").alias("chain"), col("low").alias("member")).distinct()
    return members.concat(firsts)


def lowest_first(pairs: DataFrame, one: str, other: str) -> DataFrame:
    """Return pairs once each, the lower number as `low`."""
    low = when(col(one) < col(other), col(one)).otherwise(col(other))
    high = when(col(one) < col(other), col(other)).otherwise(col(one))
    return pairs.where(col(one) != col(other)).select(low.alias("low"), high.alias("high")).distinct()


def _digest(edges: DataFrame) -> tuple[int, int]:
    """Return by what it is seen that edges no longer change: their number and the sum of the lower ends' bits."""
    told = edges.agg(col("high").count().alias("count"), (col("low") % lit(PRIME)).sum().alias("sum")).to_pydict()
    return told["count"][0], told["sum"][0] or 0


def _large_star(edges: DataFrame) -> DataFrame:
    """Hang each member's higher neighbours below the lowest of its neighbours and itself."""
    both = edges.select(col("high").alias("member"), col("low").alias("near")).concat(
        edges.select(col("low").alias("member"), col("high").alias("near"))
    )
    least = both.groupby("member").agg(col("near").min().alias("least"))
    least = least.select(
        "member", when(col("least") < col("member"), col("least")).otherwise(col("member")).alias("least")
    )
    upper = edges.select(col("low").alias("member"), col("high").alias("near"))
    return lowest_first(upper.join(least, on="member"), "near", "least")


def _small_star(edges: DataFrame) -> DataFrame:
    """Hang each member and its lower neighbours below the lowest of these."""
    least = edges.groupby("high").agg(col("low").min().alias("least"))
    hung = edges.join(least, on="high").select(col("low").alias("member"), "least")
    return lowest_first(hung.concat(least.select(col("high").alias("member"), "least")), "member", "least")
