"""The desk: the one face of Sitrep. The command line and every other door are thin over its verbs."""

from sitrep.desk.desk import Added, Cycle, Desk, Progress, copy_desk, open_desk, read_text

__all__ = ["Added", "Cycle", "Desk", "Progress", "copy_desk", "open_desk", "read_text"]
