"""Reports grouped by how likely they tell of one development: average link, and names that keep look-alikes apart.

The likeliest two groups are joined first, as long as the mean likelihood of their pairs is high enough. Two groups that
each have a name of their own stay apart: two fires in two towns are told in the same words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from sitrep.link.stories.likelihood import PARTS

JOINED = PARTS // 2  # the mean likelihood from which on groups are joined
OWN, STRANGE, LEAST_GROUP = 0.8, 0.1, 3  # a group's own name: in so many of its reports, in so few of the other's

Pair = tuple[int, int]  # the lower number first


class Group:
    """Members by their numbers, and how many of them have each name."""

    def __init__(self, members: Iterable[int], names: Iterable[Iterable[str]]) -> None:
        self.members = list(members)
        self.names = Counter(name for each in names for name in each)

    def take(self, other: Group) -> None:
        """Take in the members of another group."""
        self.members += other.members
        self.names += other.names

    def is_apart(self, other: Group) -> bool:
        """Tell whether both groups are large enough to have a name of their own, and have one."""
        is_enough = min(len(self.members), len(other.members)) >= LEAST_GROUP
        return is_enough and self._has_own(other) and other._has_own(self)

    def _has_own(self, other: Group) -> bool:
        """Tell whether there is a name that nearly all have here, and next to none of the other's."""
        least, most = OWN * len(self.members), STRANGE * len(other.members)
        return any(count >= least and other.names[name] <= most for name, count in self.names.items())


def group_alike(names: Sequence[frozenset[str]], pairs: Mapping[Pair, int]) -> list[list[int]]:
    """Return the groups of members that have these names, by the likelihood of pairs; other pairs count as nothing.

    Shape: every member is in one group; the lowest number of each comes first, and groups are in the order of these.
    """
    joining = _Joining(names, pairs)
    joining.run()
    return sorted(sorted(group.members) for group in joining.groups.values())


class _Joining:
    """Groups as they are joined. A group goes by its lowest number, which also decides where two means are equal."""

    def __init__(self, names: Sequence[frozenset[str]], pairs: Mapping[Pair, int]) -> None:
        self.groups = {number: Group([number], [own]) for number, own in enumerate(names)}
        self._sums: dict[int, dict[int, int]] = defaultdict(dict)
        for (low, high), likelihood in pairs.items():
            self._sums[low][high] = self._sums[high][low] = likelihood
        self._heap = [(-float(likelihood), *pair) for pair, likelihood in pairs.items() if likelihood >= JOINED]
        heapify(self._heap)

    def run(self) -> None:
        """Join groups until none are alike enough."""
        while self._heap:
            value, low, high = heappop(self._heap)
            is_there = low in self.groups and high in self.groups and -value == self._mean(low, high)
            if is_there and not self.groups[low].is_apart(self.groups[high]):
                self._join(low, high)

    def _mean(self, low: int, high: int) -> float:
        sizes = len(self.groups[low].members) * len(self.groups[high].members)
        return self._sums[low].get(high, 0) / sizes

    def _join(self, low: int, high: int) -> None:
        self.groups[low].take(self.groups.pop(high))
        for other, total in self._sums.pop(high).items():
            del self._sums[other][high]
            if other != low:
                self._sums[low][other] = self._sums[other][low] = self._sums[low].get(other, 0) + total
        for other in self._sums[low]:
            mean = self._mean(low, other)
            if mean >= JOINED:
                heappush(self._heap, (-mean, min(low, other), max(low, other)))
