"""From a report to its reading: every reader once, in order, and what joins their facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from sitrep.ground.gazetteer import Gazetteer
from sitrep.ground.lexicon import is_read
from sitrep.ground.model import (
    Attribution,
    Claim,
    Figure,
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
from sitrep.reading.figures import find_figures, tell_distances
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
from sitrep.reading.places import Home, Pieces, find_demonyms, find_offsets, find_places
from sitrep.reading.said import find_said
from sitrep.reading.sentences import split_sentences
from sitrep.reading.times import find_times
from sitrep.reading.told import find_told
from sitrep.reading.voices import name_voices
from sitrep.reading.words import Words

NAMED_MEDIA = frozenset(MediumKind) - {MediumKind.DOCUMENT, MediumKind.APPEARANCE, MediumKind.SPOKESPERSON}
READER = 5  # raised with each change of what is read, so that a desk knows which readings are old


def read_report(report: Report, gazetteer: Gazetteer | None = None, home: Home | None = None) -> Reading:
    """Return all that one report says, in its own coordinates. Pure: the same report gives the same reading.

    `gazetteer` is the packaged one where none is given; `home` is where the outlet is at home. Of a report in a
    language whose words are not known nothing is read.
    """
    if not is_read(report.language):
        return Reading(id=report.id, published=report.published, noise=report.noise)
    sentences = split_sentences(report.text, report.noise)
    words = Words(report.text, sentences)
    times = tuple(find_times(report.text, sentences, report.published.edtf))
    attributions = list(find_attributions(words))
    pieces = Pieces(words, gazetteer)
    demonyms = tuple(find_demonyms(pieces))
    places = tuple(find_places(pieces, home, demonyms))
    measured = tuple(find_figures(words, times, places))
    offsets = tuple(find_offsets(words, places, measured))
    claims = tuple(_read_claims(words, sentences, times, attributions, report.published.edtf))
    return Reading(
        id=report.id,
        published=report.published,
        noise=report.noise,
        sentences=tuple(sentences),
        times=times,
        places=places,
        offsets=offsets,
        demonyms=demonyms,
        figures=tuple(_tell_sources(tell_distances(words, measured, offsets, places), claims)),
        claims=claims,
        told=tuple(_make_told(words, span) for span in find_told(words, attributions)),
    )


def _tell_sources(figures: Iterable[Figure], claims: Sequence[Claim]) -> Iterator[Figure]:
    """Yield the figures with the voice that tells each: that of the shortest claim whose content it stands in."""
    told = sorted(
        (span.end - span.start, span.start, claim.voice) for claim in claims if claim.voice for span in claim.content
    )
    for figure in figures:
        voices = (voice for length, start, voice in told if start <= figure.start and figure.end <= start + length)
        voice = next(voices, None)
        yield replace(figure, by=voice) if voice else figure


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
