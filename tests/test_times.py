"""What holds for the times of any text, on whatever day it appeared."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import sitrep
from sitrep.desk import read_text
from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Published, Report, Time
from sitrep.reading import read_report
from sitrep.reading.sentences import split_sentences
from sitrep.reading.times import find_times

HOUSE = Path(sitrep.__file__).parent
settings.register_profile("times", deadline=None, derandomize=True, max_examples=200, database=None)
settings.load_profile("times")


def words_in(table: Any) -> Iterator[str]:
    """Yield the words of a list: its keys and values, without codes such as `PRESENT_REF` and `12-25`."""
    if isinstance(table, dict):
        yield from table
        for member in table.values():
            yield from words_in(member)
    elif isinstance(table, list):
        for member in table:
            yield from words_in(member)
    elif isinstance(table, str) and re.search("[a-z]", table):
        yield table


LISTED = sorted({word for part in load_words("times").values() for word in words_in(part)})
SCRAPS = (
    "2023 1995 '98 '90s 1990s 1939-45 3 5th 29 31 00 1/2 1.5 10,000 9999999 03/04/2023 25/12/2022 2023-02-05 "
    "4:17 24:00 0400 9.30 p.m. a.m. o'clock GMT 44 BC B.C. nineteenth thirty-first two-hundred quarter half fiscal "
    "weeks ago later ended said will until by before after each every last next the a of in on at or to and mid early "
    "Feb. May March February Friday Monday's Sunday “ ” \" ’s"
)
WRITTEN = SCRAPS.split()
words = st.one_of(
    st.sampled_from(LISTED), st.sampled_from(LISTED).map(str.capitalize), st.sampled_from(WRITTEN), st.text(max_size=3)
)
joints = st.sampled_from([" "] * 12 + ["", "-", "–", ", ", ". ", "\n", "\n\n", "  "])
glued_texts = st.lists(st.tuples(words, joints).map("".join), max_size=24).map("".join)
odd_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
texts = st.one_of(glued_texts, glued_texts, odd_texts)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
intervals = st.tuples(days, st.one_of(st.integers(0, 20), st.integers(0, 900))).map(
    lambda pair: Days(pair[0], pair[0] + timedelta(days=pair[1]))
)
PUBLISHED = [
    *("", "soon", "2023", "2023-02", "2023-XX", "202X", "20XX", "2023-21", "2023-33", "2023-W05", "2023-02-05?"),
    *("2023-02-05T10:00:00Z", "[2023-03-04, 2023-04-03]", "2022-12-20/2023-01-10", "../2023", "2023/..", "/", "[]"),
    *("0001-01-01", "1000-01-01", "8999-12-31", "9999-12-31", "2024-02-29", "1000/8999", "1999-12-31/2000-01-01"),
]
published_days = st.one_of(
    st.none(), days.map(str), intervals.map(lambda run: f"{run.since}/{run.until}"),
    st.sampled_from(PUBLISHED), st.text(max_size=12),
)  # fmt: skip


def find(text: str, published: str | None = None) -> list[Time]:
    """Find the times of a text that appeared on a day."""
    return find_times(text, split_sentences(text, ()), published)


def days_of(found: Time) -> Days:
    """Return the days of a time that is resolved."""
    spanned = parse_edtf(found.edtf or "")
    assert spanned, found
    return spanned


# --- any text, any day


@given(texts, published_days)
@example("", None)
@example("İİ yesterday ﬁ last ǅ Friday", "2023")
@example("On Feb. 29, Feb. 30 and 31 June", "2023-02-28/2024-03-01")
def test_no_text_raises_whatever_is_known_of_its_day(text: str, published: str | None) -> None:
    place = 0
    for found in find(text, published):
        assert place <= found.start < found.end <= len(text)
        place = found.end


NOISE = ["date 2023-04-07", "CLICK HERE TO GET THE APP", "REUTERS", "Read more: what we know on Monday", "AP", ""]


@settings(max_examples=40)
@given(st.lists(st.one_of(glued_texts, st.sampled_from(NOISE)), max_size=5).map("\n\n".join), published_days)
@example("date 2023-04-07\n\nThey left on Friday.\n\nREUTERS", "2023-04-08")
def test_times_of_a_report_stand_in_order_and_outside_its_noise(text: str, published: str | None) -> None:
    reading = read_text(text, published=published)
    for before, after in pairwise(reading.times):
        assert before.end <= after.start
    for found in reading.times:
        assert 0 <= found.start < found.end <= len(text)
        assert all(found.end <= mark.start or mark.end <= found.start for mark in reading.noise)


# --- values

YEAR = r"(?:\d{4}|\d{3}X|\d\dXX|\dXXX|XXXX)"
MONTH = "(?:0[1-9]|1[0-2]|XX)"
DAY = "(?:0[1-9]|[12][0-9]|3[01]|XX)"
WEEKDAY = "XXXX-WXX-[1-7]"
SEASON = "(?:SP|SU|FA|WI)"
UNITS = "(?:Y|Q|M|WE|W|D|DE|CE)"
NUMBER = r"(?:\d+(?:\.\d+)?|X)"
CLOCK = "T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00|MO|AF|EV|NI)"
LENGTH = rf"P{NUMBER}{UNITS}|P(?:\d+Y)?6M|PT{NUMBER}[HMS]|PT(?:\d+H)?30M|PT(?:\d+M)?30S"
TIMEX = {
    "DATE": re.compile(
        rf"(?:PAST|PRESENT|FUTURE)_REF|{WEEKDAY}|{YEAR}(?:-{MONTH}(?:-{DAY})?|-W(?:[0-5]\d|XX)(?:-WE)?|-{SEASON}|-Q[1-4X]|-H[12X])?"
        rf"|\d\d[\dX]|\dXX|XXX|\d[\dX]|XX|BC\d\d(?:\d\d)?|P-?{NUMBER}{UNITS}|P-?(?:\d+Y)?6M"
    ),
    "TIME": re.compile(rf"(?:{YEAR}-{MONTH}-{DAY}|{WEEKDAY}){CLOCK}|P-?1D|XXXX"),
    "DURATION": re.compile(LENGTH),
    "SET": re.compile(rf"{LENGTH}|{WEEKDAY}|XXXX-{MONTH}|XXXX-{SEASON}"),
}
MODS = {None, "START", "MID", "END", "APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_MORE", "EQUAL_OR_LESS"}


def assert_well_formed(found: Time) -> None:
    """Assert that a time's values are TIMEX3 and EDTF, and that they agree."""
    assert TIMEX[found.type].fullmatch(found.timex), found
    assert found.edtf is None or parse_edtf(found.edtf), found
    assert found.anchor is None or parse_edtf(found.anchor), found
    assert found.mod in MODS
    if re.fullmatch(r"\d{4}-\d\d-\d\d", found.timex):
        assert found.edtf == found.timex


@settings(max_examples=800)
@given(glued_texts, published_days)
@example(
    "At noon on Friday, Feb. 3, and the night before, 44 BC, in the 3rd century, the '90s, mid-2021.", "2023-02-08"
)
def test_values_are_timex3_and_edtf(text: str, published: str | None) -> None:
    for found in find(text, published):
        assert_well_formed(found)


KINDS = {
    "They met on 3 March 2021.": ("2021-03-03", "2021-03-03"),
    "They met in March 2021.": ("2021-03", "2021-03"),
    "They met in early 2021.": ("2021", "2021-01/2021-04"),
    "They met in the 1990s.": ("199", "199X"),
    "They met in the 19th century.": ("18", "18XX"),
    "They met in 44 BC.": ("BC0044", None),
    "They met last week.": ("2023-W05", "2023-W05"),
    "They met last weekend.": ("2023-W05-WE", "2023-02-04/2023-02-05"),
    "They met last summer.": ("2022-SU", "2022-22"),
    "They met in the third quarter of 2021.": ("2021-Q3", "2021-35"),
    "They met in the first half of 2021.": ("2021-H1", "2021-01/2021-06"),
    "They met at 4:17 a.m. on 3 March 2021.": ("2021-03-03T04:17", "2021-03-03T04:17:00"),
    "They met on Friday night.": ("2023-02-03TNI", "2023-02-03"),
    "They met for 48 hours.": ("PT48H", None),
    "They met every Friday.": ("XXXX-WXX-5", None),
    "They met recently.": ("PAST_REF", None),
}  # fmt: skip


@pytest.mark.parametrize("text", KINDS)
def test_each_kind_of_time_has_its_form(text: str) -> None:
    found = find(text, "2023-02-08")[0]
    assert (found.timex, found.edtf) == KINDS[text]
    assert_well_formed(found)


@pytest.mark.parametrize(
    "text", ["It starts today at noon.", "It starts tomorrow at noon.", "It fell yesterday at 5 p.m."]
)
def test_an_hour_of_a_day_that_is_not_known_is_one_of_any_day(text: str) -> None:
    assert_well_formed(find(text)[0])


def test_a_fortnight_that_is_not_known_is_two_weeks() -> None:
    assert [found.timex for found in find("It rained last fortnight.")] == ["P-2W"]


@pytest.mark.parametrize("text", ["They left last week.", "They left last weekend."])
def test_a_week_of_several_that_are_possible_stays_a_week(text: str) -> None:
    assert_well_formed(find(text, "2023-02-03/2023-02-20")[0])


def test_the_part_of_a_day_that_is_not_known_is_kept() -> None:
    assert [found.timex for found in find("They left on Friday night.")] == ["XXXX-WXX-5TNI"]


# --- nothing that is not written

YEAR_IN_WORDS = re.compile(
    r"['’]\d|\d/\d+/\d\d|centur|nineteen|two\s+thousand|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties",
    re.IGNORECASE,
)


@settings(max_examples=500)
@given(glued_texts)
@example("They left on Friday, Feb. 3, at noon; last week, nine months ago, this spring, yesterday, on Christmas Day.")
def test_without_a_day_of_publication_only_written_years_give_days(text: str) -> None:
    assume(not re.search(r"\d{4}", text) and not YEAR_IN_WORDS.search(text))
    for found in find(text):
        assert (found.edtf, found.anchor) == (None, None)


@settings(max_examples=60)
@given(glued_texts, st.sampled_from(["", "soon", "0001-01-01", "9999-12-31", "../2023", "2023/..", "[]", "2023-13"]))
def test_a_day_that_cannot_be_counted_from_is_as_good_as_none(text: str, published: str) -> None:
    assert find(text, published) == find(text)


def calls_of(path: Path) -> set[str]:
    """Return the names of what a module calls."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in calls}


@pytest.mark.parametrize("room", ["reading", "link", "ground", "clean"])
def test_no_reader_asks_what_day_it_is(room: str) -> None:
    for path in (HOUSE / room).rglob("*.py"):
        assert not calls_of(path) & {"today", "now", "utcnow", "localtime", "gmtime", "time", "time_ns"}, path


# --- weekdays move with the day of publication

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
OF_A_WEEK = [
    *("They left on {}.", "They will leave on {}.", "They left last {}.", "They leave next {}.", "It must end by {}."),
    *("{} night they left.", "They left early {} morning.", "They met this {}, officials said.", "Shelling began {}."),
    *(
        "On {} they left; the day before, they slept.",
        "They left at 4:17 a.m. {}.",
        "{}’s raid was the third.",
        "Until {}",
    ),
    *("They left on {} last week.", "They left a week ago {}, and this {} they returned at noon.", "{} through {}"),
    *("“We left yesterday,” he said on {}.", "They left yesterday, or tonight, or on {}.", "every {}", "the {} raid"),
    *(
        "They left last week, on {}.",
        "They left over the weekend, by {}.",
        "Two days after {}, they left two days ago.",
    ),
]
weekday_texts = st.lists(st.sampled_from(OF_A_WEEK), min_size=1, max_size=4).flatmap(
    lambda forms: st.lists(st.sampled_from(WEEKDAYS), min_size=8, max_size=8).map(
        lambda names: " ".join(form.format(*names[2 * number :]) for number, form in enumerate(forms))
    )
)


def shifted(spanned: Days, weeks: int) -> Days:
    """Return days so many weeks later."""
    return Days(spanned.since + timedelta(weeks=weeks), spanned.until + timedelta(weeks=weeks))


@given(weekday_texts, days, st.integers(-1500, 1500))
def test_days_of_the_week_move_by_weeks_with_the_day_of_publication(text: str, day: date, weeks: int) -> None:
    before, after = find(text, str(day)), find(text, str(day + timedelta(weeks=weeks)))
    assert [(found.start, found.end, found.type) for found in before] == [(f.start, f.end, f.type) for f in after]
    for one, other in zip(before, after, strict=True):
        assert (one.edtf is None) == (other.edtf is None)
        if one.edtf:
            assert shifted(days_of(one), weeks) == days_of(other)


@given(st.sampled_from(WEEKDAYS), days)
def test_a_weekday_is_the_one_nearest_on_its_side(name: str, day: date) -> None:
    for text, least, most in (
        (f"They left on {name}.", -6, 0),
        (f"They left last {name}.", -7, -1),
        (f"They will leave on {name}.", 0, 6),
        (f"They leave next {name}.", 1, 7),
    ):
        since, until = days_of(find(text, str(day))[0])
        assert since == until
        assert since.strftime("%A") == name
        assert least <= (since - day).days <= most


# --- appeared on one of several days


def by_span(found: Sequence[Time]) -> dict[tuple[int, int], Time]:
    """Return times by where they stand."""
    return {(each.start, each.end): each for each in found}


@given(st.one_of(weekday_texts, glued_texts), intervals)
def test_times_of_a_text_of_several_days_lie_within_what_the_first_and_the_last_give(text: str, run: Days) -> None:
    first, last = by_span(find(text, str(run.since))), by_span(find(text, str(run.until)))
    for span, found in by_span(find(text, f"{run.since}/{run.until}")).items():
        ends = [days_of(end) for each in (first, last) if (end := each.get(span)) and end.edtf]
        if found.edtf:
            assert min(end.since for end in ends) <= days_of(found).since
            assert days_of(found).until <= max(end.until for end in ends)


@given(weekday_texts, intervals, st.data())
def test_times_of_a_text_of_several_days_hold_what_each_of_them_gives(
    text: str, run: Days, data: st.DataObject
) -> None:
    day = run.since + timedelta(days=data.draw(st.integers(0, (run.until - run.since).days)))
    given_that_day = by_span(find(text, str(day)))
    for span, found in by_span(find(text, f"{run.since}/{run.until}")).items():
        if found.edtf:
            exact, wide = days_of(given_that_day[span]), days_of(found)
            assert wide.since <= exact.since <= exact.until <= wide.until
            assert not found.edtf.startswith("[") or str(exact.since) in found.edtf


@pytest.mark.parametrize(("text", "edtf"), [
    ("They left on Friday.", "[2023-02-03, 2023-02-10]"),
    ("They left last Friday.", "[2023-01-27, 2023-02-03]"),
    ("They left yesterday.", "2023-02-02/2023-02-09"),
    ("They left on Friday, and yesterday.", "[2023-02-03, 2023-02-10]"),
])  # fmt: skip
def test_a_weekday_that_may_be_of_two_weeks_keeps_both_its_days_and_no_other_day_does(text: str, edtf: str) -> None:
    assert find(text, "2023-02-03/2023-02-10")[0].edtf == edtf


@given(texts, days)
def test_a_text_of_one_day_is_read_alike_however_the_day_is_written(text: str, day: date) -> None:
    exact = find(text, str(day))
    assert exact == find(text, f"{day}/{day}") == find(text, f"[{day}]") == find(text, f"{day}T12:00:00Z")


@pytest.mark.parametrize("text", ["Fighting went on for the past two days.", "It went on for the next three weeks."])
def test_a_stretch_up_to_one_of_several_days_is_as_wide_as_they_make_it(text: str) -> None:
    run = days_of(find(text, "2023-02-03/2023-02-20")[0])
    for day in ("2023-02-03", "2023-02-20"):
        exact = days_of(find(text, day)[0])
        assert run.since <= exact.since <= exact.until <= run.until


# --- quotations

COUNTED = [
    "yesterday",
    "today",
    "tomorrow",
    "last night",
    "two days ago",
    "last week",
    "this month",
    "three weeks from now",
]
SAID_ON = [
    "“They struck {},” the mayor said on {}.",
    "“They struck {},” said Ann Lee, the mayor, on {}.",
    "On {}, the mayor said: “They struck {}.”",
    "The mayor told reporters {} that “they struck {}”.",
    '"They struck {}," the mayor added {}.',
]
NOT_SAID_ON = [
    "The “strike of {}” was over on {}.",
    "“They struck {},” the mayor said.\n\nOn {} it was over.",
    "On {} it was over. “They struck {},” the mayor said.",
]


def fill(form: str, counted: str, name: str) -> str:
    """Fill a form in which the weekday may stand before or after what is counted."""
    weekday_first = form.index("{}") < form.index("struck") if "struck" in form else False
    return form.format(name, counted) if weekday_first else form.format(counted, name)


def value_of(text: str, words: str, day: str) -> str | None:
    """Return the EDTF value of some words of a text that appeared on a day."""
    start = text.index(words)
    return next(found.edtf for found in find(text, day) if found.start <= start < found.end)


@given(st.sampled_from(SAID_ON), st.sampled_from(COUNTED), st.sampled_from(WEEKDAYS), days)
def test_times_in_a_quotation_count_from_the_day_of_saying(form: str, counted: str, name: str, day: date) -> None:
    text = fill(form, counted, name)
    said = value_of(text, name, str(day))
    assert said is not None
    assert value_of(text, counted, str(day)) == value_of(f"“They struck {counted}.”", counted, said)


@given(st.sampled_from(NOT_SAID_ON), st.sampled_from(COUNTED), st.sampled_from(WEEKDAYS), days)
def test_times_in_a_quotation_without_a_day_of_saying_count_from_publication(
    form: str, counted: str, name: str, day: date
) -> None:
    text = fill(form, counted, name)
    assert value_of(text, counted, str(day)) == value_of(f"They struck {counted}.", counted, str(day))


# --- long and monotonous texts


def seconds_to_find(text: str) -> float:
    """Return how long the times of a text take to be found, at the quietest of three times."""
    sentences = split_sentences(text, ())
    seconds = []
    for _ in range(3):
        began = time.process_time()
        find_times(text, sentences, "2023-02-05")
        seconds.append(time.process_time() - began)
    return min(seconds)


@settings(max_examples=25)
@given(st.lists(st.tuples(words, joints).map("".join), min_size=1, max_size=3).map("".join))
@example("the last ")
@example("May, ")
@example("June-")
@example("“he said Friday ” ")
@example("2023 ")
@example("3 to ")
@example("two hundred and ")
def test_the_same_words_again_and_again_are_soon_read(piece: str) -> None:
    assume(piece and "/" not in piece)
    assert seconds_to_find(piece * (8_000 // len(piece))) < 2


def test_a_text_of_slashed_dates_is_read_in_time_that_grows_with_it() -> None:
    seconds_to_find("03/04/2023 " * 100)
    assert seconds_to_find("03/04/2023 " * 1_000) < 8 * seconds_to_find("03/04/2023 " * 250)


# --- of a report


@given(days)
def test_a_report_is_read_by_its_stated_day(day: date) -> None:
    report = Report(id="x", text="They left yesterday.", published=Published(str(day), "stated"))
    assert [found.edtf for found in read_report(report).times] == [str(day - timedelta(days=1))]


@pytest.mark.parametrize("published", ["2023-02-03/2023-02-20", "[2023-03-04, 2023-04-03]"])
def test_a_text_can_be_read_against_several_days(published: str) -> None:
    assert read_text("They left yesterday.", published=published).published.edtf == published
