"""Series of what reports count: what, of what or where, as of when and by whom; where reports and their parts differ.

A count is placed by the words beside it. Where these leave the place open, other reports that give the same number
beside a place decide, else it is of everything together, unless it is too small for that. What may come, what was long
ago and what a report gives as outdated is no point of a series. The order of the reports does not matter.
"""

from sitrep.link.series.follow import follow_counts
from sitrep.link.series.numbers import bounds_of, is_vague, value_of
from sitrep.link.series.records import Course, Difference, Point, Series, Slip, SlipKind

__all__ = [
    "Course",
    "Difference",
    "Point",
    "Series",
    "Slip",
    "SlipKind",
    "bounds_of",
    "follow_counts",
    "is_vague",
    "value_of",
]
