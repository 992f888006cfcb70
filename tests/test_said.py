"""When a claim was made: by the time at its cue, by its voice's saying before, else by the report's own day."""

from __future__ import annotations

import pytest

from sitrep.desk import read_text

DAY = "2023-02-08"  # a Wednesday


def said(text: str, published: str | None = DAY) -> list[str | None]:
    """Return when each claim of a text was made."""
    return [claim.said for claim in read_text(text, published=published).claims]


@pytest.mark.parametrize(("text", "wanted"), [
    ("The bridge is closed, the mayor said on Monday.", ["2023-02-06"]),
    ("On Monday night, the mayor said the bridge was closed.", ["2023-02-06"]),
    ("The mayor announced in January that the bridge would close.", ["2023-01"]),
    ("The bridge is closed, the mayor said.", [DAY]),
    ("The bridge is closed, the mayor recently said.", [None]),
    ("The mayor had said the bridge was safe.", [None]),
    ("The mayor has long argued that the bridge is old.", [None]),
    ("After the May 2014 flood, the mayor said the bridge was safe.", [DAY]),
    ("Ann Lee, who took office in May 2022, said the bridge was safe.", [DAY]),
    ("The bridge will open on Friday, the mayor said.", [DAY]),
])  # fmt: skip
def test_the_time_at_the_cue_else_the_day_of_the_report_dates_a_claim(text: str, wanted: list[str | None]) -> None:
    assert said(text) == wanted


def test_what_a_voice_says_next_is_of_the_same_day() -> None:
    text = "The bridge is closed, the mayor said on Monday. The mayor said that the road was closed too."
    assert said(text) == ["2023-02-06", "2023-02-06"]


def test_so_long_after_a_saying_dates_the_saying() -> None:
    text = "The bridge fell one week after Mayor Ann Lee said that it would hold for many years."
    assert said(text, "2023-04-14") == ["2023-04-07"]


def test_nothing_dates_a_claim_of_a_report_without_a_day() -> None:
    assert said("The bridge is closed, the mayor said.", None) == [None]
    assert said("The bridge is closed, the mayor said on Monday.", None) == [None]


@pytest.mark.parametrize(("published", "wanted"), [
    ("2023-02-06/2023-02-08", "2023-02-06/2023-02-08"),
    ("2023-02", None),
])  # fmt: skip
def test_the_days_of_a_report_date_a_claim_only_where_they_are_few(published: str, wanted: str | None) -> None:
    assert said("The bridge is closed, the mayor said.", published) == [wanted]
