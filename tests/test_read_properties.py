"""What holds for the reading of any text at all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitrep.ground.model import Noise, NoiseKind, Published, Reading, Report
from sitrep.reading import read_report

settings.register_profile("reading", deadline=None, derandomize=True, max_examples=150, database=None)
settings.load_profile("reading")

PARAGRAPH = (
    "KYIV, Ukraine (Reuters) — At least 11 people were killed and dozens injured in Dnipro, Ukraine, on Friday, "
    "Feb. 3, officials said. “We heard three blasts — then nothing,” Ann Lee, an aide to the mayor, told the BBC. “It "
    "was 4 a.m. and we could see no one.\n\n“The second wave came an hour later,” she added.\n\nBritain's Ministry of "
    "Defence said it was “highly likely” that up to 1,200 troops had left by late January, while Moscow denied that "
    "any had. According to the U.N., $2.5 million to $3m will be needed in the next two weeks; the ministry's claim "
    'that 40% of the money had come was rejected by Dr. J. O\'Brien of the Red Cross. "Who pays?" asked one '
    "resident, who said he would not leave."
)
PIECES = PARAGRAPH.split(" ")
ODD_CHARACTERS = (
    "\"'“”‘’«»„``()[]{}—–-.,:;!?…$£€%0123456789 \n\r\t\x00\x0b\x85\xa0\u200b\u2028\u202fİßﬁǅ½²٣一\U0001f4a5"
)
SCRAPS = ["\n", "\n\n", '"', "“", " ", "9", "said "]
DAYS = ["2023-02-05", "2023-02", "2023", "2023-02-05T10:00", "", "not a day"]

odd_texts = st.text(st.sampled_from(ODD_CHARACTERS + "aAsSmM"), max_size=120)
any_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
news_words = st.lists(st.one_of(st.sampled_from(PIECES), odd_texts.map(lambda text: text[:4])), max_size=60).map(
    " ".join
)


@st.composite
def mutated_paragraphs(draw: st.DrawFn) -> str:
    """Draw the paragraph with up to six stretches cut out, doubled or replaced."""
    text = PARAGRAPH
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        text = (
            text[:start]
            + draw(st.sampled_from(["", text[start:end] * 2, "\n", "\n\n", '"', "“", " ", "9", "said "]))
            + text[end:]
        )
    return text


texts = st.one_of(any_texts, odd_texts, news_words, mutated_paragraphs())
days = st.one_of(st.none(), st.dates(date(1800, 1, 1), date(2200, 12, 31)).map(str), st.sampled_from(DAYS))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report with any text, any day of publication and up to three stretches of noise."""
    text = draw(texts)
    edges = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edges, edges).map(sorted), max_size=3))
    noise = tuple(Noise(start, end, NoiseKind.CAPTION) for start, end in pairs if start < end)
    return Report(id="x", text=text, published=Published(draw(days), "stated"), noise=noise)


class Located(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def claim_spans(reading: Reading) -> Iterator[Located]:
    """Return the spans of every claim."""
    for claim in reading.claims:
        yield from claim.content
        yield from claim.source
        yield from claim.cue
        yield from claim.certainty


def assert_in_order(facts: Sequence[Located]) -> None:
    """Assert text order without overlap."""
    for before, after in pairwise(facts):
        assert before.end <= after.start, (before, after)


@given(reports())
@example(Report(id="x", text=""))
@example(Report(id="x", text="\x00\n\x00"))
@example(Report(id="x", text="a" * 5_000))
@example(Report(id="x", text="!?.,;:…" * 20))
def test_facts_lie_inside_the_text_and_in_its_order(report: Report) -> None:
    reading = read_report(report)
    assert_in_order(reading.sentences)
    assert_in_order(reading.times)
    assert_in_order(reading.places)
    assert [figure.start for figure in reading.figures] == sorted({figure.start for figure in reading.figures})
    facts: list[Located] = [
        *reading.sentences,
        *reading.times,
        *reading.places,
        *reading.offsets,
        *reading.demonyms,
        *reading.figures,
        *claim_spans(reading),
    ]
    for fact in facts:
        assert 0 <= fact.start < fact.end <= len(report.text), fact
    assert [claim.cue for claim in reading.claims] == sorted(claim.cue for claim in reading.claims)


@given(reports())
def test_a_figure_is_part_of_an_earlier_figure(report: Report) -> None:
    for index, figure in enumerate(read_report(report).figures):
        assert figure.part_of is None or 0 <= figure.part_of < index
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        assert figure.low is not None or figure.high is not None


@given(reports())
def test_what_points_to_a_place_points_to_one(report: Report) -> None:
    reading = read_report(report)
    indexes = [figure.place for figure in reading.figures]
    indexes += [index for offset in reading.offsets for index in (offset.place, offset.other)]
    assert all(index is None or 0 <= index < len(reading.places) for index in indexes)


@given(reports())
def test_a_point_has_a_ring_and_no_point_has_none(report: Report) -> None:
    reading = read_report(report)
    for fact in (*reading.places, *reading.offsets):
        assert (fact.lat is None) == (fact.lon is None) == (fact.radius_km is None)
        if fact.lat is not None and fact.lon is not None and fact.radius_km is not None:
            assert -90 <= fact.lat <= 90
            assert -180 <= fact.lon <= 180
            assert fact.radius_km > 0


@given(reports())
def test_an_amount_has_si_values_where_its_unit_can_be_turned_into_one(report: Report) -> None:
    for figure in read_report(report).figures:
        assert (figure.si_unit is None) or figure.unit is not None
        if figure.si_unit is not None:
            assert (figure.si_low is None) == (figure.low is None)
            assert (figure.si_high is None) == (figure.high is None)


FIXED = "A tornado struck Paris, Texas, on Monday. Crews from Springfield, Illinois, came to help.\n\n"


@given(texts)
def test_no_other_paragraph_moves_a_place_that_its_state_fixed(paragraph: str) -> None:
    """`Paris, Texas` stays there whatever else the report speaks of, France included."""
    for text in (FIXED + paragraph, FIXED + "Talks in Paris, France, went on. " + paragraph.replace("Paris", "")):
        first, state, second, other = read_report(Report(id="x", text=text)).places[:4]
        assert [place.name for place in (first, state, second, other)] == ["Paris", "Texas", "Springfield", "Illinois"]
        if "France" not in text:
            assert (first.lat, first.lon) == (pytest.approx(33.66, abs=0.1), pytest.approx(-95.56, abs=0.1))
        assert (second.lat, second.lon) == (pytest.approx(39.80, abs=0.1), pytest.approx(-89.64, abs=0.1))


@given(reports())
def test_every_claim_has_content_and_a_cue(report: Report) -> None:
    for claim in read_report(report).claims:
        assert claim.content
        assert claim.cue


@given(reports())
def test_reading_is_pure_and_reads_back_equal(report: Report) -> None:
    reading = read_report(report)
    assert read_report(report) == reading
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def assert_outside_noise(report: Report, facts: Sequence[Located]) -> None:
    """Assert that no fact touches the noise."""
    for mark in report.noise:
        for fact in facts:
            assert fact.end <= mark.start or mark.end <= fact.start, (mark, fact)


@given(reports())
def test_noise_holds_no_sentence_place_or_cue(report: Report) -> None:
    reading = read_report(report)
    cues = [span for claim in reading.claims for span in claim.cue]
    assert_outside_noise(report, [*reading.sentences, *reading.places, *cues])


@given(reports())
@example(Report(id="x", text="They vote in May 3 dead", noise=(Noise(17, 23, NoiseKind.CAPTION),)))
@example(Report(id="x", text="It cost 3 million", noise=(Noise(10, 17, NoiseKind.CAPTION),)))
def test_noise_holds_no_time_or_figure(report: Report) -> None:
    reading = read_report(report)
    assert_outside_noise(report, [*reading.times, *reading.figures])


@given(reports())
def test_a_place_or_cue_stands_in_one_sentence(report: Report) -> None:
    reading = read_report(report)
    cues = [span for claim in reading.claims for span in claim.cue]
    facts: list[Located] = [*reading.places, *cues]
    for fact in facts:
        assert any(s.start <= fact.start and fact.end <= s.end for s in reading.sentences), fact


@given(reports())
@example(Report(id="x", text="They vote in May\n\n3 people have died."))
@example(Report(id="x", text="It cost 3\n\nMillion crowns were lost."))
def test_a_time_or_figure_stands_in_one_sentence(report: Report) -> None:
    reading = read_report(report)
    facts: list[Located] = [*reading.times, *reading.figures]
    for fact in facts:
        assert any(s.start <= fact.start and fact.end <= s.end for s in reading.sentences), fact


FIRST_AND_LAST_DAYS = [
    ("0001-01-01", "They came yesterday."),
    ("0001-01-01", "They came on Friday."),
    ("0001-01-01", "They came last week."),
    ("9999-12-31", "They leave tomorrow."),
    ("9999-12-31", "They will leave by Tuesday."),
]


@pytest.mark.parametrize(("day", "text"), FIRST_AND_LAST_DAYS)
def test_the_first_and_the_last_day_are_days(day: str, text: str) -> None:
    read_report(Report(id="x", text=text, published=Published(day, "stated")))


def test_a_text_may_break_off_anywhere() -> None:
    read_report(Report(id="x", text="Ann Lee said that they"))


@given(reports())
@example(Report(id="x", text="It read 3,574 20 towns in all."))
def test_figures_do_not_overlap(report: Report) -> None:
    assert_in_order(read_report(report).figures)


MONOTONOUS = {
    "one long word": "a" * 200_000,
    "straight quotation marks": '"' * 200_000,
    "opening quotation marks": "“" * 50_000,
    "closing quotation marks": "”" * 50_000,
    "opening brackets": "[" * 200_000,
    "digits": "1" * 200_000,
    "commas": "," * 200_000,
    "digits and commas": "1," * 100_000,
    "thousands": "1,000," * 8_000,
    "hyphens": "a-" * 25_000,
    "articles": "the " * 12_500,
    "cues": "said " * 10_000,
    "capitals": "A " * 25_000,
    "line ends": "\n" * 200_000,
}


def seconds_to_read(text: str) -> float:
    """Return how long a text takes to read."""
    began = time.process_time()
    read_report(Report(id="x", text=text, published=Published("2023-02-05", "stated")))
    return time.process_time() - began


@pytest.mark.parametrize("text", MONOTONOUS.values(), ids=MONOTONOUS.keys())
def test_reading_time_grows_with_the_text(text: str) -> None:
    assert seconds_to_read(text) < 5


# each would take a minute and more at the length of those above
STUBBORN = {
    "full stops": "." * 5_000,
    "blanks": " " * 20_000,
    "sayings without a stop": "X said " * 1_000,
    "sayings between commas": "a, said " * 1_000,
}


@pytest.mark.parametrize("text", STUBBORN.values(), ids=STUBBORN.keys())
def test_a_text_of_four_times_the_length_takes_less_than_eight_times_as_long(text: str) -> None:
    seconds_to_read(text[:100])
    long, short = (min(seconds_to_read(each + "a") for _ in range(3)) for each in (text, text[: len(text) // 4]))
    assert long < 8 * short
