"""From what was received to a report: its text, what is known about it, and the noise inside it."""

from sitrep.clean.article import make_plain_report, make_report

__all__ = ["make_plain_report", "make_report"]
