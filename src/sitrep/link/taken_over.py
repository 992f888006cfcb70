"""Whether an outlet tells as its own what another one gives to a speaker."""

from __future__ import annotations

import re
from math import fsum

from sitrep.ground.model import Sentence, Span
from sitrep.link.forms import NEAR, Form
from sitrep.link.strength import run_on, words_for
from sitrep.link.terms import HEAVIEST, WORD, find_term, split_words
from sitrep.link.units import words_of

MOSTLY = 0.6  # of what is told, that both must have
LEAST_TAKEN = 9.0  # weight of what an outlet tells that is somebody else's
AROUND = 800  # characters before and after a telling in which its speaker may be named
TITLE = 300  # characters of a report in which its author may be named
CLOSING = re.compile(r"[\s.,;!?]*(?:''|[\"”»])")
DATELINE = re.compile(r"[A-Z][\w ,.]{2,40}(?:\(|-LRB-) ?\w+ ?(?:\)|-RRB-) *(?:--|—|–)")


def is_taken_over(first: Form, telling: Form, voice: str) -> bool:
    """Tell whether the outlet tells it as its own: not in quotation marks, no word of saying, its speaker not near.

    Quotations without their marks are speakers that were not recognized, as in transcripts. What appeared before the
    report that names a speaker was not taken from there.
    """
    if telling.claim or telling.quotations or first.is_verbatim or telling.is_earlier(first):
        return False
    if _has_word_of_saying(telling) or _goes_on_with_a_saying(telling) or _holds_a_quotation(first, telling):
        return False
    if CLOSING.match(telling.text, telling.unit.spans[-1].end) or _is_named_around(telling, voice):
        return False
    if fsum(first.terms[term] for term in first.terms.keys() & telling.terms.keys()) < LEAST_TAKEN:
        return False
    return _is_told_by_its_voice(first) and not _is_run_on(first) and first.shares_most(telling, MOSTLY)


def _has_word_of_saying(form: Form) -> bool:
    """Tell whether a sentence that a form stands in leaves it with somebody else."""
    low, high = form.unit.spans[0].start, form.unit.spans[-1].end
    return any(_attributes(form, s) for s in form.reading.sentences if s.start < high and s.end > low)


def _goes_on_with_a_saying(form: Form) -> bool:
    """Tell whether a form has a pronoun and follows on a sentence with a word of saying, whose speaker goes on."""
    before = next((s for s in reversed(form.reading.sentences) if s.end <= form.unit.spans[0].start), None)
    words = (mark[1].lower() for mark in words_of(form.text, form.unit))
    return before is not None and not words_for("pronouns").isdisjoint(words) and _attributes(form, before)


def _attributes(form: Form, sentence: Sentence) -> bool:
    words = (mark[1].lower() for mark in WORD.finditer(form.text, sentence.start, sentence.end))
    return not words_for("attributing").isdisjoint(words)


def _holds_a_quotation(first: Form, telling: Form) -> bool:
    """Tell whether a quotation of the first form that is more than a word or two stands in a telling, unmarked."""
    told = " ".join(word for span in telling.unit.spans for word in split_words(telling.text, *_ends(span)).words)
    quoted = (split_words(first.text, *_ends(span)).words for span in first.quotations)
    return any(len(words) >= NEAR and f" {' '.join(words)} " in f" {told} " for words in quoted)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _is_named_around(form: Form, voice: str) -> bool:
    """Tell whether a voice is named near a form, outside of it, or where the report's author is.

    A rare last name in the form itself tells of a person who is spoken of, and not of one who speaks.
    """
    low, high = form.unit.spans[0].start, form.unit.spans[-1].end
    stretches = (0, min(TITLE, low)), (max(0, low - AROUND), low), (high, high + AROUND)
    names = {m[1].lower() for m in WORD.finditer(voice) if m[1][0].isupper()}
    if not names:
        return False
    last = WORD.findall(voice)[-1].lower()
    term = find_term(last)
    if term and term.weight >= HEAVIEST and any(mark[1].lower() == last for mark in words_of(form.text, form.unit)):
        return True
    near = {m[1].lower() for start, end in stretches for m in WORD.finditer(form.text, start, end)}
    return last in near and len(names & near) >= min(2, len(names))


def _is_told_by_its_voice(form: Form) -> bool:
    """Tell whether the sentence of a form names who says it, with a word of saying and not as a label."""
    claim, start = form.claim, form.unit.spans[0].start
    if claim is None or not claim.whole or not claim.source or not claim.cue:
        return False
    sentence = next((s for s in form.reading.sentences if s.start <= start < s.end), None)
    parts = (claim.source[0], claim.cue[0])
    is_near = sentence is not None and all(sentence.start <= part.start < sentence.end for part in parts)
    return is_near and form.words(claim.cue[0])[:1].isalpha()


def _is_run_on(form: Form) -> bool:
    """Tell whether lines without a mark at their end have run together in a form: its source may be of another one."""
    text, spans = form.text, form.unit.spans
    return any(run_on().search(text, s.start, s.end) or DATELINE.match(text, s.start, s.end) for s in spans)
