"""What is seen only when the seed reports are laid side by side: everything under `across` of their gold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from floors import Measure, Result
from links_desks import Row, ask_lines, ask_whole, build_desk, find_departures, text_items
from links_judged import show_departure
from links_scores import covered_part
from readings import Pair, load_text, point, quote
from seeds import UK_MINISTRY, Check, is_voice

SET = "seeds links"
OVER_TIME: dict[
    str, dict[str, tuple[str, ...]]
] = {  # the words that tell of a matter, by report: the gold names only reports and days
    "co-operation between Wagner and the Russian Ministry of Defence": {
        "000": ("there is realistic possibility that, locally, Wagner",),
        "001": ("Russian forces and Wagner Group have improved co-operation",),
    },
    "Ukrainian troops giving up positions in Bakhmut": {
        "000": ("It is unclear if Ukrainian troops have backed off",),
        "001": (
            "Ukrainian troops have been forced to withdraw from some territory",
            "have made orderly withdrawals from the positions they have been forced to concede",
        ),
    },
}
OWN_WORDS = "It is unclear if Ukrainian troops"
POPULATION = 70_000
BRACKETED = re.compile(r"\[[^\]]*\]")
ROWS = (
    *("echo passages", "origins by day", "altered quotations", "no spelling flagged", "certainty drift"),
    *("certainty over time", "figures compared", "scope drift"),
)

Departed = tuple[Row, Row, Row]  # a statement, one of its tellings, and one of its departures


@dataclass(frozen=True)
class Linked:
    """The seed reports with their gold, and what Sitrep links of them."""

    texts: dict[str, str]
    gold: dict[str, Any]
    echoes: Sequence[Row] = ()
    statements: Sequence[Row] = ()
    matters: Sequence[Row] = ()
    series: Sequence[Row] = ()

    @property
    def across(self) -> dict[str, Any]:
        """What the gold says of several reports."""
        across: dict[str, Any] = self.gold["across"]
        return across

    @cached_property
    def departures(self) -> list[Departed]:
        """All departures."""
        return list(find_departures(self.statements))

    def report(self, beginning: str) -> str:
        """The report whose name begins so."""
        return next(name for name in self.texts if name.startswith(beginning))

    def span(self, report: str, words: str) -> Pair:
        """Where some words first stand in a report."""
        start = self.texts[report].index(words)
        return start, start + len(words)

    def is_told(self, telling: Row, report: str, words: str) -> bool:
        """Whether a telling is of this report, and its content covers half of these words or more."""
        return telling["report"] == report and covered_part(self.span(report, words), telling["content"]) >= 0.5

    def find_telling(self, statement: Row, report: str, words: str) -> int | None:
        """The place of the first telling of these words in a statement."""
        told = (place for place, each in enumerate(statement["tellings"]) if self.is_told(each, report, words))
        return next(told, None)

    def find_statements(self, passages: Sequence[Row]) -> list[Row]:
        """The statements in which each of some passages (`report` and `text`) is told."""
        return [
            statement
            for statement in self.statements
            if all(self.find_telling(statement, each["report"], each["text"]) is not None for each in passages)
        ]


def measure_seeds(shared: Path, *, misses: bool) -> Result:
    """Print what of the gold is found and missed, and count it; what is claimed beyond it where asked for."""
    linked = load_linked(shared / "seeds")
    checks = [check for find in CHECKS for check in find(linked)]
    for check in checks:
        print(f"{SET}  {check.row}: {'found' if check.right else 'MISSED'}: {check.wanted}; {check.got or 'nothing'}")
    if misses:
        print_beyond(linked)
    return Result(SET, shared / "seeds" / "gold.yaml", tuple(count_rows(checks)))


def load_linked(folder: Path) -> Linked:
    """The seed reports on one desk."""
    gold = yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf8"))
    paths = [folder / entry["report"] for entry in gold["reports"]]
    desk = build_desk(SET, text_items(paths))
    return Linked(
        {path.name: load_text(path) for path in paths},
        gold,
        echoes=ask_lines(desk, "echoes"),
        statements=ask_lines(desk, "statements"),
        matters=ask_lines(desk, "matters"),
        series=ask_whole(desk, "figures")["series"],
    )


def count_rows(checks: Sequence[Check]) -> Iterator[Measure]:
    """A measure a row of the table."""
    for name in ROWS:
        asked = [check.right for check in checks if check.row == name]
        yield Measure(name, sum(asked), of=len(asked))


# --- what the gold asks for


def check_echoes(linked: Linked) -> Iterator[Check]:
    """Whether each passage that the reports carry on is aligned: their quotations, which stand in one order."""
    for echo in linked.across["echoes"]:
        quoted = [gold_quotations(linked, report) for report in echo["reports"]]
        passages = list(zip(*quoted, strict=True))
        if len(passages) != echo["passages"]:
            raise ValueError(f"the gold has {echo['passages']} passages, and {len(passages)} quotations")
        for words in passages:
            wanted = dict(zip(echo["reports"], words, strict=True))
            found = [each for each in linked.echoes if is_aligned(linked, each, wanted)]
            yield Check("echo passages", bool(found), repr(words[0]), show_echoes(linked, found))


def gold_quotations(linked: Linked, report: str) -> list[str]:
    """The words of the gold claims of a report that stand in quotation marks as a whole."""
    claims = next(entry for entry in linked.gold["reports"] if entry["report"] == report)["claims"]
    return [claim["text"] for claim in claims if claim["quoted"] is True]


def is_aligned(linked: Linked, echo: Row, wanted: dict[str, str]) -> bool:
    """Whether a passage covers half or more of these words of each report."""
    sides = (echo["a"], echo["b"])
    return {side["report"] for side in sides} == wanted.keys() and all(
        covered_part(linked.span(side["report"], wanted[side["report"]]), [(side["start"], side["end"])]) >= 0.5
        for side in sides
    )


def check_days(linked: Linked) -> Iterator[Check]:
    """Whether what the ministry said on a day is told by exactly the gold's reports, as of one origin."""
    for day, reports in linked.across["same_origin_days"].items():
        said = [s for s in linked.statements if str(s["said"]) == str(day) and is_voice(s["voice"], UK_MINISTRY)]
        tellers = sorted({telling["report"] for statement in said for telling in statement["tellings"]})
        origins = [count_origins(statement) for statement in said]
        right = tellers == sorted(reports) and set(origins) == {1}
        got = f"{len(said)} statements in {show_names(tellers)}, of origins {origins}"
        yield Check("origins by day", right, f"{day} in {show_names(reports)}", got)


def count_origins(statement: Row) -> int:
    """How many independent origins a statement has, counted or listed."""
    origins = statement["origins"]
    return origins if isinstance(origins, int) else len(origins)


def check_quotations(linked: Linked) -> Iterator[Check]:
    """Whether a changed quotation is flagged, and none where only spelling or what stands in brackets is other."""
    for altered in linked.across["altered_quotations"]:
        found = find_altered(linked, altered)
        yield Check("altered quotations", bool(found), repr(altered["b"]["text"]), show_departures(found))
    spelled = [each for each in linked.departures if each[2]["kind"] == "quotation" and is_spelling(each[2])]
    yield Check(
        "no spelling flagged", not spelled, "no spelling or bracket flagged", show_departures(spelled) or "none"
    )


def find_altered(linked: Linked, altered: Row) -> list[Departed]:
    """The departures that flag a changed quotation."""
    both = linked.find_statements([altered["a"], altered["b"]])
    reports = {altered["a"]["report"], altered["b"]["report"]}
    return [
        each
        for each in linked.departures
        if each[0] in both
        and each[1]["report"] in reports
        and each[2]["kind"] == "quotation"
        and not is_spelling(each[2])
    ]


def is_spelling(departure: Row) -> bool:
    """Whether the words are the same but for brackets, case, hyphens and marks."""
    one, other = (re.sub(r"\W", "", BRACKETED.sub("", departure[side] or "").lower()) for side in ("from", "to"))
    return one == other


def check_drift(linked: Linked) -> Iterator[Check]:
    """Whether the tellings that drift stand in one statement, the verbatim one first, the others flagged as weaker."""
    for drift in linked.across["certainty_drift"]:
        tellings = drift["tellings"]
        together = linked.find_statements(tellings)
        got = "; ".join(show_place(linked, telling) for telling in tellings)
        yield Check("certainty drift", bool(together), f"{drift['about']}: told in one statement", got)
        for telling in tellings:
            words = f"{telling['text']!r} ({telling['certainty']})"
            if telling.get("verbatim"):
                first = [s for s in together if linked.find_telling(s, telling["report"], telling["text"]) == 0]
                yield Check("certainty drift", bool(first), f"{words} first", got)
            else:
                found = find_weaker(linked, together, telling)
                yield Check("certainty drift", bool(found), f"{words} weaker", show_departures(found))


def show_place(linked: Linked, passage: Row) -> str:
    """In which statements a passage is told, and as which of their tellings."""
    report, words = passage["report"], passage["text"]
    places = ((each["id"], linked.find_telling(each, report, words)) for each in linked.statements)
    shown = (f"{number} (telling {place + 1})" for number, place in places if place is not None)
    return f"{report[:3]} {words!r} in {', '.join(shown) or 'no statement'}"


def find_weaker(linked: Linked, statements: Sequence[Row], telling: Row) -> list[Departed]:
    """The departures by which a telling in one of some statements is less sure."""
    return [
        each
        for each in linked.departures
        if each[0] in statements
        and linked.is_told(each[1], telling["report"], telling["text"])
        and (each[2]["kind"], each[2]["direction"]) == ("certainty", "weaker")
    ]


def check_over_time(linked: Linked) -> Iterator[Check]:
    """Whether a development holds both tellings; one of them is the outlet's own words."""
    for matter in linked.across["certainty_over_time"]:
        found = find_developments(linked, matter["about"])
        yield Check("certainty over time", bool(found), matter["about"], "; ".join(each["about"] for each in found))


def find_developments(linked: Linked, about: str) -> list[Row]:
    """The developments whose statements hold a telling of each report that the gold names."""
    sides = OVER_TIME[about].items()
    return [
        matter
        for matter in linked.matters
        if matter["kind"] == "development"
        and all(any(holds_words(linked, matter, report, words) for words in spots) for report, spots in sides)
    ]


def holds_words(linked: Linked, matter: Row, beginning: str, words: str) -> bool:
    """Whether a statement of a matter has a telling of these words, nobody's where they are the outlet's own."""
    report = linked.report(beginning)
    return any(
        statement["id"] in matter["statements"]
        and linked.find_telling(statement, report, words) is not None
        and not (words.startswith(OWN_WORDS) and statement["voice"])
        for statement in linked.statements
    )


def check_figures(linked: Linked) -> Iterator[Check]:
    """Whether the figures that are to be compared stand in one series, each told by its report."""
    for compared in linked.across["figures_compared"]:
        reports = {telling["report"] for telling in compared["tellings"]}
        found = [each for each in linked.series if reports <= tellers_of(each, POPULATION)]
        near = [each for each in linked.series if reports & tellers_of(each, POPULATION)]
        got = "; ".join(f"{s['counts']} of {s['of']}: {show_names(sorted(tellers_of(s, POPULATION)))}" for s in near)
        yield Check("figures compared", bool(found), compared["about"], got)


def tellers_of(series: Row, value: float) -> set[str]:
    """The reports that tell a number in a series."""
    return {report for told in series["points"] if point(told) == value for report in told["reports"]}


def check_scope(linked: Linked) -> Iterator[Check]:
    """Whether it is flagged that a limit was lost between two sentences."""
    for drift in linked.across["scope_drift"]:
        found = find_lost(linked, drift)
        yield Check(
            "scope drift", bool(found), f"{drift['lost']!r} lost in {drift['b']['text']!r}", show_departures(found)
        )


def find_lost(linked: Linked, drift: Row) -> list[Departed]:
    """The departures in scope by which the lost words differ."""
    both = linked.find_statements([drift["a"], drift["b"]])
    lost = drift["lost"].split()[-1]
    return [
        each
        for each in linked.departures
        if each[0] in both and each[2]["kind"] == "scope" and lost in f"{each[2]['from']} {each[2]['to']}"
    ]


CHECKS = (check_echoes, check_days, check_quotations, check_drift, check_over_time, check_figures, check_scope)


# --- what is claimed beyond the gold


def print_beyond(linked: Linked) -> None:
    """Print the departures, matters and statements of two reports that the gold does not ask for, numbered."""
    known = {id(each[2]) for each in gold_departures(linked)}
    for number, each in enumerate([each for each in linked.departures if id(each[2]) not in known], 1):
        print(f"\n{SET}  DEPARTURE {number}  {show_departure(each[2])}")
        for telling in (each[0]["tellings"][0], each[1]):
            print(f"  {show_telling(linked, telling)}")
    named = {id(each) for about in OVER_TIME for each in find_developments(linked, about)}
    for number, matter in enumerate([each for each in linked.matters if id(each) not in named], 1):
        print(f"\n{SET}  MATTER {number}  {matter['kind']}: {matter['about']}")
        print_statements(linked, [each for each in linked.statements if each["id"] in matter["statements"]])
    print(f"\n{SET}  statements told more than once:")
    print_statements(linked, [each for each in linked.statements if len(each["tellings"]) > 1])


def gold_departures(linked: Linked) -> Iterator[Departed]:
    """The departures that the gold asks for."""
    for altered in linked.across["altered_quotations"]:
        yield from find_altered(linked, altered)
    for drift in linked.across["certainty_drift"]:
        for telling in drift["tellings"]:
            yield from find_weaker(linked, linked.find_statements(drift["tellings"]), telling)
    for drift in linked.across["scope_drift"]:
        yield from find_lost(linked, drift)


def print_statements(linked: Linked, statements: Sequence[Row]) -> None:
    """Print some statements with their tellings."""
    for statement in statements:
        print(f"  {statement['voice'] or 'the outlets themselves'}, said {statement['said']}:")
        for telling in statement["tellings"]:
            print(f"    {show_telling(linked, telling)}")


def show_telling(linked: Linked, telling: Row) -> str:
    """A telling by its report, its words of certainty and its words."""
    certainty = ", ".join(telling["certainty"])
    return f"{telling['report'][:3]} ({certainty}) {quote(linked.texts[telling['report']], telling['content'])}"


def show_departures(departures: Sequence[Departed]) -> str:
    """Departures on one line, with the reports of their tellings."""
    return "; ".join(f"{telling['report'][:3]} {show_departure(each)}" for _, telling, each in departures)


def show_echoes(linked: Linked, echoes: Sequence[Row]) -> str:
    """The passages of echoes in the words of the earlier report."""
    sides = (echo["a"] for echo in echoes)
    return "; ".join(repr(quote(linked.texts[side["report"]], [(side["start"], side["end"])])) for side in sides)


def show_names(reports: Sequence[str]) -> str:
    """Reports by the numbers that their names begin with."""
    return ", ".join(name[:3] for name in reports) or "none"
