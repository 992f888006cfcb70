"""When a report appeared that does not say so, from its own words and from the dated reports of its story."""

from sitrep.link.dating.infer import date_alone, has_heading_date, infer_published
from sitrep.link.dating.story import hash_story, pick_story, rank_nearest, story_terms
from sitrep.link.dating.witness import Witness

__all__ = [
    "Witness",
    "date_alone",
    "has_heading_date",
    "hash_story",
    "infer_published",
    "pick_story",
    "rank_nearest",
    "story_terms",
]
