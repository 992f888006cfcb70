"""What holds for the claims of any text, and for what the outlet tells beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st
from test_read_properties import any_texts, mutated_paragraphs, news_words, odd_texts

from sitrep.ground.model import Claim, Reading, Report, Sentence, Span
from sitrep.reading import read_report

PLAIN = [
    "The river rose through the night and the lower streets stood under water by dawn.",
    "Shops stayed shut. Buses ran on the hill roads only, and the school gave shelter to forty families.",
    "On Monday the water fell by a metre.",
]
TELLING = [
    "The mayor said the bridge is closed, and two roads with it.",
    "“We saw it coming,” Ann Lee, an aide to the mayor, told the Ely Post. “Nobody would listen to us at the time.”",
    "According to the ministry, the dam held. It denied that there had been a leak.",
    "Tom Orr, who leads the crews, urged people to leave at once, adding that more rain is likely.",
    "The army, he noted, has sent boats, though the general accused the city of neglect.",
]
texts = st.one_of(any_texts, odd_texts, news_words, mutated_paragraphs())


def read(text: str) -> Reading:
    return read_report(Report(id="x", text=text))


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def contents(text: str, reading: Reading) -> list[list[str]]:
    return [[text[span.start : span.end] for span in claim.content] for claim in reading.claims]


def is_within(inner: Span, outer: Sequence[Span]) -> bool:
    return any(span.start <= inner.start and inner.end <= span.end for span in outer)


def sentence_at(sentences: Sequence[Sentence], position: int) -> int:
    return bisect_right(sentences, position, key=lambda sentence: sentence.start) - 1


@given(texts)
def test_content_source_and_cue_of_a_claim_do_not_overlap(text: str) -> None:
    for claim in read(text).claims:
        parts = (*claim.content, *claim.source, *claim.cue)
        assert not any(overlap(one, other) for one, other in combinations(parts, 2)), claim
        assert list(claim.content) == sorted(claim.content)


@given(texts)
def test_source_and_cue_stand_in_one_sentence_and_no_content_in_a_gap(text: str) -> None:
    reading = read(text)
    for claim in reading.claims:
        for span in (*claim.source, *claim.cue):
            assert sentence_at(reading.sentences, span.start) == sentence_at(reading.sentences, span.end - 1)
        for span in claim.content:
            first, last = (sentence_at(reading.sentences, place) for place in (span.start, span.end - 1))
            assert reading.sentences[first].end > span.start
            assert reading.sentences[last].end >= span.end


@given(texts)
def test_what_is_found_in_a_claim_lies_in_its_content(text: str) -> None:
    for claim in read(text).claims:
        assert all(is_within(span, claim.content) for span in claim.quotations)
        assert claim.accused is None or is_within(claim.accused, claim.content)
        for word in claim.certainty:
            assert is_within(Span(word.start, word.end), (*claim.content, *claim.cue))
            assert word.covers is None or is_within(word.covers, claim.content)
        assert not any(is_within(Span(medium.start, medium.end), claim.content) for medium in claim.media)


@given(texts)
def test_what_the_outlet_tells_itself_overlaps_no_claim(text: str) -> None:
    reading = read(text)
    assert all(one.end <= other.start for one, other in pairwise(reading.told))
    taken = [span for claim in reading.claims for span in (*claim.content, *claim.source, *claim.cue)]
    for told in reading.told:
        assert not any(overlap(Span(told.start, told.end), span) for span in taken)


@given(st.lists(st.sampled_from(PLAIN + TELLING), min_size=2, max_size=7))
def test_a_paragraph_without_attribution_changes_no_other_claim(paragraphs: list[str]) -> None:
    text = "\n\n".join(["Flood in Ely", *paragraphs])
    rest = "\n\n".join(["Flood in Ely", *(paragraph for paragraph in paragraphs if paragraph not in PLAIN)])
    assert contents(text, read(text)) == contents(rest, read(rest))


def test_every_telling_paragraph_tells_something() -> None:
    def claims(text: str) -> tuple[Claim, ...]:
        return read(text).claims

    assert all(claims(paragraph) for paragraph in TELLING)
    assert not any(claims(paragraph) for paragraph in PLAIN)
