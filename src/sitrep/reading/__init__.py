"""Reading: plain functions from the text of one report to its facts. None knows of any other report."""

from sitrep.reading.report import READER, read_report

__all__ = ["READER", "read_report"]
