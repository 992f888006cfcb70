"""Members that hang together by any chain of pairs."""

from __future__ import annotations

from collections.abc import Iterable


def join_chains(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each member the smallest one that it is joined to by any chain of pairs.

    >>> join_chains(range(5), [(3, 1), (4, 3)])
    {0: 0, 1: 1, 2: 2, 3: 1, 4: 1}
    """
    parent = {member: member for member in members}

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for left, right in pairs:
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    return {member: root(member) for member in parent}
