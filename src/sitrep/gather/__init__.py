"""Gathering: bringing in what was received, byte for byte, from files and from the web."""

from sitrep.gather.addresses import is_address
from sitrep.gather.files import Upload, count_items, gather
from sitrep.gather.items import Item
from sitrep.gather.manners import Manners
from sitrep.gather.watchlist import Watched, Watchlist, load_watchlist

__all__ = ["Item", "Manners", "Upload", "Watched", "Watchlist", "count_items", "gather", "is_address", "load_watchlist"]
