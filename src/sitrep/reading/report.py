"""From a report to its reading: every reader once, in order, and what joins their facts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

from sitrep.ground.model import Attribution, Claim, Reading, Report, Sentence, Span, Time
from sitrep.reading.certainty import find_certainty, find_scale
from sitrep.reading.claims import find_attributions
from sitrep.reading.figures import find_figures
from sitrep.reading.kinds import find_kind, find_quoted
from sitrep.reading.media import find_media
from sitrep.reading.places import find_places
from sitrep.reading.sentences import split_sentences
from sitrep.reading.times import find_times
from sitrep.reading.voices import name_voices
from sitrep.reading.words import Words

READER = 1  # raised with each change of what is read, so that a desk knows which readings are old


def read_report(report: Report) -> Reading:
    """Return all that one report says, in its own coordinates. Pure: the same report gives the same reading."""
    sentences = split_sentences(report.text, report.noise)
    words = Words(report.text, sentences)
    times = tuple(find_times(report.text, sentences, report.published.edtf))
    dated = [Span(time.start, time.end) for time in times if time.type in ("DATE", "TIME")]
    return Reading(
        id=report.id,
        published=report.published,
        noise=report.noise,
        sentences=tuple(sentences),
        times=times,
        places=tuple(find_places(words)),
        figures=tuple(find_figures(words, dated)),
        claims=tuple(_read_claims(words, sentences, times)),
    )


def _read_claims(words: Words, sentences: Sequence[Sentence], times: Sequence[Time]) -> list[Claim]:
    attributions = list(find_attributions(words))
    last_said: dict[str | None, str] = {}
    claims = []
    for attribution, voice in zip(attributions, name_voices(words, attributions), strict=True):
        said = _said(sentences, times, attribution)
        if said is None and _is_said_once(words, attribution):
            said = last_said.get(voice)
        if said and voice:
            last_said[voice] = said
        claims.append(_make_claim(words, attribution, voice, said))
    return claims


def _make_claim(words: Words, attribution: Attribution, voice: str | None, said: str | None) -> Claim:
    return Claim(
        content=attribution.content,
        source=attribution.source,
        cue=attribution.cue,
        voice=voice,
        via=tuple(find_media(words, attribution)),
        said=said,
        kind=find_kind(words, attribution),
        nested=attribution.nested,
        quoted=find_quoted(words, attribution.content),
        certainty=tuple(find_certainty(words, attribution.content, attribution.cue, find_scale(voice))),
    )


def _is_said_once(words: Words, attribution: Attribution) -> bool:
    """Tell whether a cue speaks of one saying, so that a voice's earlier date in the report holds for it too."""
    cue = attribution.cue[0]
    tags = words.tags[words.at(cue.start) : words.at(cue.end)]
    return attribution.cue_class in ("say", "tell") and not set(tags) & set("hm")


def _said(sentences: Sequence[Sentence], times: Sequence[Time], attribution: Attribution) -> str | None:
    """Return when a claim was made, by the date nearest to its cue in the cue's sentence and outside the content."""
    cue = attribution.cue[0]
    index = bisect_right(sentences, cue.start, key=lambda sentence: sentence.start) - 1
    if index < 0:
        return None
    sentence = sentences[index]
    first = bisect_left(times, sentence.start, key=lambda time: time.start)
    beside = []
    for time in islice(times, first, None):
        if time.start >= sentence.end:
            break
        if time.edtf and time.type in ("DATE", "TIME") and not _is_inside(time, attribution.content):
            beside.append(time)
    nearest = min(beside, key=lambda time: max(time.start - cue.end, cue.start - time.end), default=None)
    return nearest.edtf if nearest else None


def _is_inside(time: Time, content: Sequence[Span]) -> bool:
    return any(span.start <= time.start < span.end for span in content)
