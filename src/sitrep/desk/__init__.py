"""The desk: the one face of Sitrep. The command line and every other door are thin over its verbs."""

from sitrep.desk.desk import Desk, copy_desk, open_desk, read_text
from sitrep.desk.intake import Added, Progress

__all__ = ["Added", "Desk", "Progress", "copy_desk", "open_desk", "read_text"]
