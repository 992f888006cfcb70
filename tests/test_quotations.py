"""Altered quotations: the cases of `cases/quotations.toml`, and what holds for any two texts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitrep.ground.spelling import plain_word, plain_words
from sitrep.link.quotations import Alteration, find_alterations

CASES = tomllib.loads((Path(__file__).parent / "cases" / "quotations.toml").read_text(encoding="utf-8"))["case"]
FIELDS = {"first", "second", "want", "apart", "xfail"}

WORDS = """the of and we they river dike may will not never 12 twelve per cent % “ ” " ' ... … [...] [the mayor] said
 (of coasters) ,” he , “ can't cannot it's is harbour harbor $5 million U.S. Kiev Kyiv [W]e . —"""
QUOTATIONS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join))


def load_cases() -> list[Any]:
    """Return every case as a parameter."""
    return [
        pytest.param(
            case,
            marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else [],
            id=case["second"][:50],
        )
        for case in CASES
    ]


def drawn(found: tuple[Alteration, ...] | None) -> list[str] | None:
    """Return alterations as the cases write them."""
    return None if found is None else [f"{each.first_words} > {each.second_words}" for each in found]


@pytest.mark.parametrize("case", load_cases())
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= FIELDS
    wanted = None if case.get("apart") else case["want"]
    assert drawn(find_alterations(case["first"], case["second"])) == wanted


@given(QUOTATIONS)
def test_a_text_is_not_altered_against_itself(text: str) -> None:
    assert find_alterations(text, text) == ()


@given(QUOTATIONS, QUOTATIONS)
def test_both_sides_see_the_same(first: str, second: str) -> None:
    one, other = find_alterations(first, second), find_alterations(second, first)
    if one is None or other is None:
        assert one == other
    else:
        assert [(a.first, a.second) for a in one] == [(a.second, a.first) for a in other]


@given(QUOTATIONS, QUOTATIONS)
def test_alterations_lie_in_their_texts_in_order(first: str, second: str) -> None:
    ends = (0, 0)
    for each in find_alterations(first, second) or ():
        assert ends[0] <= each.first.start <= each.first.end <= len(first)
        assert ends[1] <= each.second.start <= each.second.end <= len(second)
        assert each.first_words == " ".join(first[each.first.start : each.first.end].split())
        assert each.second_words == " ".join(second[each.second.start : each.second.end].split())
        assert each.first_words != each.second_words
        ends = each.first.end, each.second.end


@given(st.text(max_size=200))
def test_plain_words_lie_in_their_text(text: str) -> None:
    for word in plain_words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.word


SPELLINGS = """organisation organization, centre center Centre, kilometres kilometers, manoeuvring maneuvering
 travelled traveled, defences defenses, demilitarised demilitarized, neighbourhood neighborhood, dialogue dialog
 Zelensky Zelenskyy Zelenskiy, Kiev Kyiv, Volodymyr Vladimir, co-operation cooperation co‑operation
 can't can’t cannot, 70\u00a0000 70000, Erdoğan Erdogan, towards toward, programme program, cheque check"""


@pytest.mark.parametrize("words", [words for line in SPELLINGS.splitlines() for words in line.split(", ")])
def test_one_word_has_one_plain_spelling(words: str) -> None:
    assert len({plain_word(word) for word in words.split(" ") if word}) == 1


@pytest.mark.parametrize(
    "words", ["promise promize", "hour hor", "advise advize", "story store", "prise price", "wards ward", "ski sky"]
)
def test_words_of_another_spelling_stay_apart(words: str) -> None:
    assert len({plain_word(word) for word in words.split()}) == 2


@pytest.mark.parametrize("words", ["2,500,000", "2.5 million", "two million five hundred thousand", "2.5m", "2.5mn"])
def test_a_number_is_one_word_however_it_is_written(words: str) -> None:
    assert [word.word for word in plain_words(words)] == ["2500000"]


def test_a_contracted_word_is_parted() -> None:
    assert [word.word for word in plain_words("They won’t, it's")] == ["they", "will", "not", "it", "’s"]
