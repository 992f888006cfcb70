"""A report as dating looks at it: what in it can tell, or be compared to tell, when it appeared."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from functools import cached_property

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.lexicon import alternatives, load_words
from sitrep.ground.model import ClaimKind, Figure, Reading, Report, Sentence, Span
from sitrep.link.runs import make_runs
from sitrep.link.statements import content_words

W = load_words("dating")
HEDGED = re.compile(rf"\b(?:{alternatives(W['not_counted']['hedges'])})\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LEAD = 5  # sentences in which a report puts its own count
LEAST_SHARP, MOST_SHARP = 100, 100_000_000
SHARP_FIGURES = 3  # a number with so many figures before its noughts is nobody's by chance
BESIDE = 60  # characters before a number in which a hedge speaks of it


class Saying:
    """A claim as it can be compared: voice, words that carry its meaning, day, and where its attribution begins."""

    def __init__(self, voice: str, words: str, said: int | None, start: int) -> None:
        self.voice, self.words, self.said, self.start = voice, words, said, start
        self.distinct = frozenset(words.split())


class Witness:
    """A report with its reading; `day` is its day as an ordinal, None where it is to be found."""

    def __init__(self, report: Report, reading: Reading) -> None:
        self.report = report
        self.reading = reading
        self.text = report.text
        self.is_stated = report.published.how == "stated"
        self.day = day_of(report.published.edtf)

    @property
    def name(self) -> str:
        """Return the report's name for a reader."""
        return self.report.outlet or self.report.id

    @cached_property
    def runs(self) -> frozenset[int]:
        """Return the report's runs of words."""
        return make_runs(self.text, self.report.noise).distinct

    @cached_property
    def breadth(self) -> int:
        """Return how many different words the report has."""
        return max(1, len(set(self.text.lower().split())))

    @cached_property
    def sharp_figures(self) -> dict[int, Figure]:
        """Return the amounts that are too exact to be shared by chance."""
        found: dict[int, Figure] = {}
        for figure in self.reading.figures:
            value = figure.low or figure.high
            if value is None or figure.unit or value != int(value) or not LEAST_SHARP <= value <= MOST_SHARP:
                continue
            is_year = 1500 <= value <= 2100 and "," not in self.text[figure.start : figure.end]
            if len(str(int(value)).rstrip("0")) >= SHARP_FIGURES and not is_year:
                found.setdefault(int(value), figure)
        return found

    @cached_property
    def tolls(self) -> dict[str, int]:
        """Return the largest count of each growing thing that the report's lead gives as its own."""
        tolls: dict[str, int] = {}
        for figure in self.reading.figures:
            if self._is_own_count(figure):
                tolls[figure.counts or ""] = max(tolls.get(figure.counts or "", 0), int(figure.low or 0))
        return tolls

    def _is_own_count(self, figure: Figure) -> bool:
        lead = self.reading.sentences[:LEAD][-1:]
        if figure.counts not in W["growing"]["counts"] or not figure.low or figure.low < 10 or figure.unit:
            return False
        if not lead or figure.start >= lead[0].end or figure.part_of is not None:
            return False
        sentence = self.sentence_at(figure.start)
        words = self.text[sentence.start : sentence.end]
        hedged = HEDGED.search(self.text, max(sentence.start, figure.start - BESIDE), figure.end)
        return not hedged and not YEAR.search(words) and not self._is_predicted(figure)

    def _is_predicted(self, figure: Figure) -> bool:
        return any(
            claim.kind == ClaimKind.PREDICTION and any(span.start <= figure.start < span.end for span in claim.content)
            for claim in self.reading.claims
        )

    @cached_property
    def sayings(self) -> list[Saying]:
        """Return the report's claims as they can be compared with others'."""
        found = []
        for claim in self.reading.claims:
            if claim.voice and not claim.nested and claim.cue:
                words = content_words(" ".join(self.text[span.start : span.end] for span in claim.content))
                start = min(span.start for span in (*claim.source, *claim.cue))
                found.append(Saying(claim.voice, words, day_of(claim.said), start))
        return found

    def sentence_at(self, position: int) -> Sentence | Span:
        """Return the sentence that holds a position."""
        sentences = self.reading.sentences
        index = bisect_right(sentences, position, key=lambda sentence: sentence.start) - 1
        return sentences[index] if index >= 0 and position < sentences[index].end else Span(position, position)


def day_of(edtf: str | None) -> int | None:
    """Return the single day that an EDTF value names, as an ordinal."""
    days = parse_edtf(edtf) if edtf else None
    return days.since.toordinal() if days and days.since == days.until else None


def say_day(day: int) -> str:
    """Return an ordinal as it is written for a reader.

    >>> say_day(738556)
    '2023-02-05'
    """
    return date.fromordinal(day).isoformat()
