"""Stories: reports of one development, and developments that follow on each other.

A report, or each item of a digest, is sketched once; two sketches give a likelihood that hangs on the two alone; by it
reports are grouped, and groups are chained into situations.
"""

from sitrep.link.stories.grouped import Member, Story, group_stories
from sitrep.link.stories.likelihood import LEAST_ALIKE, WINDOW, find_likelihood
from sitrep.link.stories.sketches import Sketch, make_sketch

__all__ = ["LEAST_ALIKE", "WINDOW", "Member", "Sketch", "Story", "find_likelihood", "group_stories", "make_sketch"]
