"""Links of real reports for which there is no gold, printed for a person to judge by eye."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from links_desks import Row, ask_lines, build_desk, find_departures, load_reports
from links_scores import split_plain
from links_stories import as_item
from links_stream import build_stream
from rapidfuzz.distance import Indel
from readings import characters, quote, shared_part
from run import load_rows

SEED = 20230207
NEAR_VERBATIM = 0.8  # share of the words that two tellings have in common, in order
LEAST_SHARED = 0.25  # of a claim and a telling (IoU): of a long claim a telling may be one sentence of several

Kind = TypeVar("Kind")


def print_judged(shared: Path, count: int) -> None:
    """Print a sample of statement links of the stream and one of departures of all sets, the same ones each time.

    Links are drawn from all pairs of tellings of a statement, so one of n tellings has n (n - 1) / 2 chances. The
    stream alone has a handful of departures.
    """
    desk = build_stream(shared)
    reports, statements = load_reports(desk), ask_lines(desk, "statements")
    links = [link for statement in statements for link in far_links(statement, reports)]
    print(f"{len(links)} links of tellings in two reports that are not near-verbatim")
    for number, (statement, *tellings) in enumerate(sample(links, count), 1):
        print(f"\nLINK {number}  {describe(statement)}")
        print("\n".join(show_telling(telling, reports) for telling in tellings))
    shown = [text for each in (desk, *build_others(shared)) for text in show_departures(each)]
    print(f"\n{len(shown)} departures")
    for number, text in enumerate(sample(shown, count), 1):
        print(f"\nDEPARTURE {number}  {text}")


def build_others(shared: Path) -> Iterator[Path]:
    """Yield the desks of the other sets in which many outlets tell of one event."""
    for path in sorted((shared / "evals").glob("timelines/*.jsonl")):
        yield build_desk(f"timelines {path.stem}", [dated_item(row) for row in load_rows(path).values()])
    for path in sorted((shared / "evals").glob("stories/*-*-*.jsonl")):
        yield build_desk(f"stories {path.stem}", [as_item(row) for row in load_rows(path).values()])


def dated_item(row: Row) -> Row:
    """A text of a set as `sitrep add` takes it; a day of eight digits is parted."""
    item, day = as_item(row), str(row.get("published") or "")
    return item | {"published": f"{day[:4]}-{day[4:6]}-{day[6:]}"} if day.isdigit() else item


def show_departures(desk: Path) -> Iterator[str]:
    """Yield each departure of a desk with the first form and the telling that departs from it."""
    reports = load_reports(desk)
    for statement, telling, departure in find_departures(ask_lines(desk, "statements")):
        tellings = "\n".join(show_telling(each, reports) for each in (statement["tellings"][0], telling))
        yield f"{desk.stem}: {show_departure(departure)}  {describe(statement)}\n{tellings}"


def sample(members: Sequence[Kind], count: int) -> list[Kind]:
    """So many of some members, always the same, or all where there are fewer."""
    return random.Random(SEED).sample(list(members), min(count, len(members)))


def far_links(statement: Row, reports: dict[str, Row]) -> Iterator[tuple[Row, Row, Row]]:
    """The statement with each two of its tellings that stand in two reports and are not near-verbatim."""
    tellings = statement["tellings"]
    words = [split_plain(words_of(telling, reports)) for telling in tellings]
    for one, other in combinations(range(len(tellings)), 2):
        alike = Indel.normalized_similarity(words[one], words[other])
        if tellings[one]["report"] != tellings[other]["report"] and alike < NEAR_VERBATIM:
            yield statement, tellings[one], tellings[other]


def words_of(telling: Row, reports: dict[str, Row]) -> str:
    """The words of a telling's content."""
    return quote(reports[telling["report"]]["text"], telling["content"])


def describe(statement: Row) -> str:
    """Who says it and when, and how often it is told."""
    voice = statement["voice"] or "the outlets themselves"
    return f"statement {statement['id']}, told {len(statement['tellings'])} times; {voice}, said {statement['said']}"


def show_telling(telling: Row, reports: dict[str, Row]) -> str:
    """A telling with the day of its report, who says it there and when, its words of certainty, and its words."""
    row = reports[telling["report"]]
    certainty = ", ".join(telling["certainty"]) or "none"
    about = f"{show_speaker(telling, row)}; quoted {telling['quoted']}; certainty {certainty}"
    return f"  {telling['report']} ({row['reading']['published']['edtf']}; {about}): {words_of(telling, reports)}"


def show_speaker(telling: Row, row: Row) -> str:
    """Who says it in this report, by name and in its words, and when: of the claim that shares most of the content."""
    words = characters(telling["content"])
    claims = row["reading"]["claims"]
    shares = [shared_part(words, characters(claim["content"])) for claim in claims]
    if max(shares, default=0.0) < LEAST_SHARED:
        return "the outlet itself"
    claim = claims[shares.index(max(shares))]
    return f"{claim['voice']} ({quote(row['text'], claim['source'])!r}), said {claim['said']}"


def show_departure(departure: Row) -> str:
    """What kind of departure it is, and from what to what."""
    direction = f" {departure['direction']}" if departure["direction"] else ""
    return f"{departure['kind']}{direction}: {departure['from']!r} -> {departure['to']!r}"
