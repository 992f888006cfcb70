"""From a report to its reading: every reader once, in order, and what joins their facts."""

from __future__ import annotations

from collections.abc import Sequence

from sitrep.ground.model import (
    Attribution,
    Claim,
    Medium,
    MediumKind,
    Reading,
    Report,
    Sentence,
    Span,
    Time,
    Told,
    Voice,
)
from sitrep.reading.certainty import find_certainty, find_scale
from sitrep.reading.claims import find_attributions
from sitrep.reading.figures import find_figures
from sitrep.reading.kinds import (
    find_accused,
    find_content_kind,
    find_kind,
    find_quotations,
    find_quoted,
    is_negated,
    is_whole,
)
from sitrep.reading.media import find_media, pass_on
from sitrep.reading.places import find_demonyms, find_offsets, find_places
from sitrep.reading.said import find_said
from sitrep.reading.sentences import split_sentences
from sitrep.reading.times import find_times
from sitrep.reading.told import find_told
from sitrep.reading.voices import name_voices
from sitrep.reading.words import Words

NAMED_MEDIA = frozenset(MediumKind) - {MediumKind.DOCUMENT, MediumKind.APPEARANCE, MediumKind.SPOKESPERSON}
READER = 4  # raised with each change of what is read, so that a desk knows which readings are old


def read_report(report: Report) -> Reading:
    """Return all that one report says, in its own coordinates. Pure: the same report gives the same reading."""
    sentences = split_sentences(report.text, report.noise)
    words = Words(report.text, sentences)
    times = tuple(find_times(report.text, sentences, report.published.edtf))
    attributions = list(find_attributions(words))
    places = tuple(find_places(words))
    dated = [Span(time.start, time.end) for time in times if time.type in ("DATE", "TIME")]
    figures = tuple(find_figures(words, dated))
    return Reading(
        id=report.id,
        published=report.published,
        noise=report.noise,
        sentences=tuple(sentences),
        times=times,
        places=places,
        offsets=tuple(find_offsets(words, places, figures)),
        demonyms=tuple(find_demonyms(words)),
        figures=figures,
        claims=tuple(_read_claims(words, sentences, times, attributions, report.published.edtf)),
        told=tuple(_make_told(words, span) for span in find_told(words, attributions)),
    )


def _read_claims(
    words: Words,
    sentences: Sequence[Sentence],
    times: Sequence[Time],
    attributions: Sequence[Attribution],
    published: str | None,
) -> list[Claim]:
    voices = name_voices(words, attributions)
    names = ["; ".join(voice.name for voice in each) or None for each in voices]
    said = find_said(words, sentences, times, attributions, names, published)
    media = [tuple(find_media(words, attribution)) for attribution in attributions]
    passed_on = pass_on(attributions, voices, media)
    return [_make_claim(words, *fact) for fact in zip(attributions, voices, said, passed_on, strict=True)]


def _make_claim(
    words: Words,
    attribution: Attribution,
    voices: tuple[Voice, ...],
    said: str | None,
    media: tuple[Medium, ...],
) -> Claim:
    content, voice = attribution.content, "; ".join(each.name for each in voices) or None
    kind = find_kind(words, attribution)
    quotations = tuple(find_quotations(words, content))
    return Claim(
        content=content,
        source=attribution.source,
        cue=attribution.cue,
        voice=voice,
        voices=voices,
        via=tuple(dict.fromkeys(medium.name for medium in media if medium.kind in NAMED_MEDIA)),
        media=media,
        said=said,
        kind=kind,
        whole=is_whole(words, content[0]),
        negated=is_negated(words, content),
        accused=find_accused(words, attribution, kind),
        nested=attribution.nested,
        quoted=find_quoted(words, content),
        quotations=quotations,
        certainty=tuple(find_certainty(words, content, attribution.cue, find_scale(voice))),
    )


def _make_told(words: Words, span: Span) -> Told:
    content = (span,)
    kind, negated = find_content_kind(words, content), is_negated(words, content)
    return Told(span.start, span.end, kind, negated, tuple(find_certainty(words, content)))
