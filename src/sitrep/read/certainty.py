"""Words of likelihood and doubt, with the band that they have on the speaker's yardstick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sitrep.ground.lexicon import alternatives, inflect, load_words
from sitrep.ground.model import Certainty, Span


@cache
def _terms() -> re.Pattern[str]:
    lists = load_words("certainty")
    words = [*lists["words"]["likelihood"].split(), *lists["words"]["evidential"].split(), *lists["words"]["phrases"]]
    words += [term for bands in lists["scale"].values() for term in bands]
    # "May" and "March" with a capital inside a sentence are months
    return re.compile(rf"(?<![\w-])(?!May\b)(?:{alternatives(sorted(set(words)))})(?![\w-])", re.IGNORECASE)


@cache
def _doubting_cues() -> dict[str, str]:
    verbs = load_words("certainty")["words"]["cues"].split()
    return {form: verb for verb in verbs for form in inflect(verb)}


@cache
def find_scale(voice: str | None) -> str | None:
    """Return the name of the probability yardstick that a voice uses, or None.

    >>> find_scale("UK Ministry of Defence"), find_scale("Analysts")
    ('PHIA', None)
    """
    for scale, users in load_words("certainty")["yardsticks"].items():
        if voice and any(re.match(rf"{re.escape(user)}\b", voice) for user in users):
            return str(scale)
    return None


def find_certainty(text: str, content: Iterable[Span], cue: Iterable[Span], scale: str | None) -> Iterator[Certainty]:
    """Find the words of likelihood and doubt of one claim, in text order of cue and content.

    Source: bands as published by PHIA, ICD 203 and the IPCC; a term has one only where `scale` names its yardstick.
    """
    bands = load_words("certainty")["scale"].get(scale or "", {})
    for span in cue:
        for match in re.finditer(r"\w+", text[span.start : span.end].lower()):
            if match.group() in _doubting_cues():
                start = span.start + match.start()
                yield Certainty(start, start + len(match.group()), match.group())
    for span in content:
        for match in _terms().finditer(text, span.start, span.end):
            term = " ".join(match.group().lower().split())
            low, high = bands.get(term, (None, None))
            yield Certainty(*match.span(), term=term, scale=scale if low is not None else None, low=low, high=high)
        yield from _own_doubt(text, span)


def _own_doubt(text: str, content: Span) -> Iterator[Certainty]:
    """Find a doubting verb that opens the content: `it suspects that "..."`."""
    match = re.match(r"(?:it|he|she|they|we|I)\s+(\w+)", text[content.start : content.end])
    if match and match[1].lower() in _doubting_cues():
        yield Certainty(content.start + match.start(1), content.start + match.end(1), match[1].lower())
