"""Dates, times, durations and sets in prose, as TIMEX3 and EDTF."""

from sitrep.reading.times.find import find_times

__all__ = ["find_times"]
