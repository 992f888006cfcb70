"""The readers' specifications: every case of `cases/*.toml` holds. Each file's shape stands at its top."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitrep.ground.model import Claim, Place, Published, Reading, Report, Span
from sitrep.reading import read_report

CASES = Path(__file__).parent / "cases"
FIELDS = {"text", "published", "want", "xfail", "drawn", "alone"}
PLACE_TOLERANCE = 1.0  # degrees

Case = dict[str, Any]


def split_drawing(drawing: str) -> tuple[str, list[Span]]:
    """Return a text without its square brackets, and the stretches that they drew.

    >>> split_drawing("[Three injured], one dead.")
    ('Three injured, one dead.', [Span(start=0, end=13)])
    """
    spans = []
    for number, mark in enumerate(re.finditer(r"\[([^]]*)\]", drawing)):
        start = mark.start() - 2 * number
        spans.append(Span(start, start + len(mark[1])))
    return re.sub(r"[\[\]]", "", drawing), spans


def read(text: str, case: Case) -> Reading:
    """Read a case's text as a report of the day that it names."""
    day = case.get("published")
    return read_report(Report(id="case", text=text, published=Published(day, "stated") if day else Published()))


def check_sentences(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    found = read(text, case).sentences
    assert [text[s.start : s.end] for s in found] == [text[s.start : s.end] for s in spans]


def check_times(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    found = read(text, case).times
    assert [text[t.start : t.end] for t in found] == [text[s.start : s.end] for s in spans]
    wanted = [{"type": "DATE", "edtf": None} | want for want in case["want"]]
    assert [{"type": t.type, "timex": t.timex, "edtf": t.edtf} for t in found] == wanted


def check_places(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    found = read(text, case).places
    assert [text[p.start : p.end] for p in found] == [text[s.start : s.end] for s in spans]
    for place, want in zip(found, case["want"], strict=True):
        check_place(place, want if isinstance(want, dict) else {"point": want})


def check_place(place: Place, wanted: Case) -> None:
    """Compare a place with its point, to a degree, and with whatever else is wanted of it; [] is no point."""
    want = dict(wanted)
    point = want.pop("point", None)
    if point == []:
        assert (place.lat, place.lon, place.radius_km) == (None, None, None)
    elif point:
        assert (place.lat, place.lon) == pytest.approx(point, abs=PLACE_TOLERANCE)
        assert place.radius_km
    assert {key: getattr(place, key) for key in want} == want


def check_offsets(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    reading = read(text, case)
    found = reading.offsets
    assert [text[o.start : o.end] for o in found] == [text[s.start : s.end] for s in spans]
    for offset, want in zip(found, case["want"], strict=True):
        wanted = dict(want)
        anchor, point = wanted.pop("place", None), wanted.pop("point", None)
        assert anchor == (None if offset.place is None else reading.places[offset.place].name)
        if point:
            assert (offset.lat, offset.lon, offset.radius_km) == pytest.approx(
                point, abs=PLACE_TOLERANCE / 10, rel=0.02
            )
        assert {key: getattr(offset, key) for key in wanted} == wanted


def check_demonyms(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    found = read(text, case).demonyms
    assert [text[d.start : d.end] for d in found] == [text[s.start : s.end] for s in spans]
    assert [d.of for d in found] == case["want"]


def check_figures(case: Case) -> None:
    text, spans = split_drawing(case["text"])
    found = read(text, case).figures
    assert [text[f.start : f.end] for f in found] == [text[s.start : s.end] for s in spans]
    wanted = [{"low": None, "high": None} | want for want in case["want"]]
    assert [{key: getattr(f, key) for key in want} for f, want in zip(found, wanted, strict=True)] == wanted


def check_claims(case: Case) -> None:
    text = case["text"]
    wanted = [{"source": "", "nested": False} | want for want in case["want"]]
    for want in wanted:
        want["content"] = [want["content"]] if isinstance(want["content"], str) else want["content"]
    assert [drawn_claim(text, claim) for claim in read(text, case).claims] == wanted


def check_patterns(case: Case) -> None:
    """Compare the claims that stand in no other with their drawings."""
    text = DRAWN.sub("", case["drawn"][0])
    found = [claim for claim in read(text, case).claims if not claim.nested]
    if not case.get("alone", True):
        found = [claim for claim in found if drawing_of(text, claim) in case["drawn"]]
    assert [drawing_of(text, claim) for claim in found] == case["drawn"]


def drawing_of(text: str, claim: Claim) -> str:
    """Return a text with a claim drawn into it, marks inside a word's punctuation as they stand."""
    marks = [
        (s, e, pair)
        for pair, spans in zip(("‹›", "{}", "⟦⟧"), (claim.source, claim.cue, claim.content), strict=True)
        for s, e in map(tuple_of, spans)
    ]
    for position, mark in sorted(
        ((p, pair[i]) for *ends, pair in marks for i, p in enumerate(ends)), key=place_of_mark, reverse=True
    ):
        text = text[:position] + mark + text[position:]
    return text


def tuple_of(span: Span) -> tuple[int, int]:
    return span.start, span.end


def place_of_mark(mark: tuple[int, str]) -> tuple[int, bool]:
    """Order marks by place, at one place closing ones first."""
    return mark[0], mark[1] in "‹{⟦"


def drawn_claim(text: str, claim: Claim) -> Case:
    """Return a claim in the words of the text."""
    return {
        "content": [text[s.start : s.end] for s in claim.content],
        "source": " ".join(text[s.start : s.end] for s in claim.source),
        "cue": " ".join(text[s.start : s.end] for s in claim.cue),
        "nested": claim.nested,
    }


def check_voices(case: Case) -> None:
    assert [claim.voice or "" for claim in read(case["text"], case).claims] == case["want"]


def check_kinds(case: Case) -> None:
    assert [f"{claim.kind.value}, {claim.quoted}" for claim in read(case["text"], case).claims] == case["want"]


def check_media(case: Case) -> None:
    assert [list(claim.via) for claim in read(case["text"], case).claims] == case["want"]


def check_certainty(case: Case) -> None:
    text = case["text"]
    found = [item for claim in read(text, case).claims for item in claim.certainty]
    wanted = [{"scale": None, "low": None, "high": None} | want for want in case["want"]]
    shown = [
        {
            **{name: getattr(c, name) for name in ("term", "scale", "low", "high", "rank")},
            "sort": c.sort.value,
            "covers": text[c.covers.start : c.covers.end] if c.covers else None,
        }
        for c in found
    ]
    assert len(shown) == len(wanted)
    assert [{name: each[name] for name in want} for each, want in zip(shown, wanted, strict=True)] == wanted
    assert all(" ".join(text[c.start : c.end].lower().split()) == c.term for c in found)


DRAWN = re.compile("[‹›{}⟦⟧]")
CHECKS: dict[str, Callable[[Case], None]] = {
    "patterns": check_patterns,
    "sentences": check_sentences,
    "times": check_times,
    "places": check_places,
    "offsets": check_offsets,
    "demonyms": check_demonyms,
    "figures": check_figures,
    "claims": check_claims,
    "voices": check_voices,
    "kinds": check_kinds,
    "media": check_media,
    "certainty": check_certainty,
}


def load_cases() -> list[Any]:
    """Return every case of every file as a parameter of the one test."""
    found = []
    for name in CHECKS:
        for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            start = " ".join((case.get("text") or case["drawn"][0]).split())[:50]
            found.append(pytest.param(name, case, marks=marks, id=f"{name}: {start}"))
    return found


@pytest.mark.parametrize(("reader", "case"), load_cases())
def test_case(reader: str, case: Case) -> None:
    assert set(case) <= FIELDS
    CHECKS[reader](case)


def test_every_case_file_is_run() -> None:
    elsewhere = ["quotations"]  # tests/test_quotations.py
    assert sorted(path.stem for path in CASES.glob("*.toml")) == sorted([*CHECKS, *elsewhere])
