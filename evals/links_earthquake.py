"""Links of the sample that is shipped with the package: echoes, statements, figures and slips against its gold.

Statements are found twice: with the gold's claims in the place of those that are read, which tells how well claims are
linked, and end to end on a desk of all reports.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import msgspec
import yaml
from earthquake import AREAS, SAME, SAMPLE, load_items, with_span
from floors import Measure, Result
from links_desks import Row, ask_lines, ask_whole, build_desk, load_reports
from links_scores import Link, Score, link_all, measure_f, percent, score_links
from readings import find_source, is_value, pair_claims, point

from sitrep.ground.edtf import parse_edtf
from sitrep.ground.model import Certainty, Claim, ClaimKind, Published, Reading, Report, Span, Voice, VoiceKind
from sitrep.ground.names import voice_id
from sitrep.link.statements import Teller, find_statements

SET = "earthquake links"
LEAST_SHARE = 0.15  # of the shorter report's runs
BODIES = ("WHO", "UNHCR", "World Health Organisation")
FULL_NAME = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)+")
TOLL_AREAS = ("Turkey", "Syria", "total")

Gold = dict[str, Any]
Number = tuple[float, str, str]


def measure_earthquake(*, misses: bool) -> Result:
    """All measures of the sample; what is missed or wrong is printed where asked for."""
    gold = load_gold()
    desk = build_desk(SET, load_items(SAMPLE))
    reports, table = load_reports(desk), ask_whole(desk, "figures")
    statements = ask_lines(desk, "statements")
    origins = {claim["id"]: claim["origin"] for claim in all_claims(gold)}
    given, read = group_given(gold, reports), group_read(gold, statements)
    figures = value_links(table["series"])
    measures = (
        *measure_echoes(ask_lines(desk, "echoes"), load_copies()),
        measure_f("statement pairs, gold claims", score_claims(given, origins)),
        measure_f("statement pairs, end to end", score_claims(read, origins)),
        measure_f("figure pairs", score_figures(figures, gold)),
        measure_tolls(table["series"], gold),
        measure_differences(table["series"], gold),
        *measure_slips(table["slips"], gold),
    )
    if misses:
        print_groups("gold claims", given, gold)
        print_groups("end to end", read, gold)
        print_figures(figures, gold)
        print_tolls(table["series"], gold)
        print_slips(table["slips"], gold)
    return Result(SET, SAMPLE / "gold.yaml", measures)


def load_gold() -> Gold:
    """The gold of the sample; its dates are text."""
    gold: Gold = yaml.load((SAMPLE / "gold.yaml").read_text(encoding="utf8"), yaml.SafeLoader)
    return gold


def all_claims(gold: Gold) -> list[dict[str, Any]]:
    """The gold claims of all reports."""
    return [claim for entry in gold["reports"] for claim in entry.get("claims") or []]


# --- echoes


def load_copies() -> set[Link]:
    """The pairs of reports of which one shares wording with the other."""
    rows = map(json.loads, (SAMPLE / "manifest.jsonl").read_text(encoding="utf8").splitlines())
    return {frozenset((row["file"], other)) for row in rows for other in row["shares_wording_with"]}


def measure_echoes(echoes: Sequence[Row], wanted: Collection[Link]) -> Iterator[Measure]:
    """F and precision of pairs of reports with an echo: of those with a least share, and of all.

    What is only one voice's quotation in both is no wording of theirs.
    """
    shares = {
        frozenset((echo["a"]["report"], echo["b"]["report"])): echo["containment"]
        for echo in echoes
        if echo["shares"] != "quotation"
    }
    best = max((score_links(at_least(shares, share), wanted).f for share in shares.values()), default=0.0)
    for name, claimed in ((f"echo pairs of {LEAST_SHARE}", at_least(shares, LEAST_SHARE)), ("echo pairs", set(shares))):
        score = score_links(claimed, wanted)
        yield measure_f(name, score)
        yield Measure(f"{name} precision", score.precision, note=f"best F at any share: {best}")


def at_least(shares: Mapping[Link, float], least: float) -> set[Link]:
    """The pairs of reports with so large a share."""
    return {link for link, share in shares.items() if share >= least}


# --- statements


def group_given(gold: Gold, reports: Mapping[str, Row]) -> list[list[str]]:
    """The ids of the gold claims that stand in one statement, when linking is given the gold's claims."""
    tellers, ids = [], []
    for entry in gold["reports"]:
        claims = sorted(map(with_span, entry.get("claims") or []), key=lambda claim: claim["start"])
        tellers.append(make_teller(entry, claims, reports[entry["report"]]))
        ids.append([claim["id"] for claim in claims])
    return [
        [ids[t.report][t.number] for t in statement.tellings if t.number is not None]
        for statement in find_statements(tellers)
    ]


def make_teller(entry: dict[str, Any], claims: Sequence[dict[str, Any]], row: Row) -> Teller:
    """A report with its gold claims and nothing that it tells itself; sentences, figures and all else are as read.

    A report without a stated date is published on the gold's day.
    """
    how = "stated" if entry["published"] else "inferred"
    published = Published(entry["published"] or entry["day"], how)  # type: ignore[arg-type]
    reading = msgspec.convert(row["reading"], Reading)
    made = tuple(make_claim(row["text"], claim, entry["day"]) for claim in claims)
    return Teller(
        Report(id=row["id"], text=row["text"], outlet=row["outlet"], published=published),
        msgspec.structs.replace(reading, published=published, claims=made, told=()),
    )


def make_claim(text: str, gold: dict[str, Any], day: str) -> Claim:
    """A gold claim as a reading holds it."""
    source = find_source(text, gold["source_text"], "", gold["span"]) if gold["source_text"] else None
    voice = make_voice(gold["source"]) if gold["source_text"] else None
    return Claim(
        content=(Span(*gold["span"]),),
        source=(Span(*source),) if source else (),
        cue=(),
        voice=voice.name if voice else None,
        voices=(voice,) if voice else (),
        said=day,
        kind=ClaimKind(gold["kind"]),
        certainty=tuple(find_certainty(text, gold)),
    )


def make_voice(source: str) -> Voice:
    """A gold source as a voice: "WHO (Hans Kluge)" and "Rick Brennan (WHO)" are people with a body for their role."""
    parts = [part.strip() for part in re.split(r"[()]", source) if part.strip()]
    person = next((part for part in parts if FULL_NAME.fullmatch(part) and part not in BODIES), None)
    if person:
        role = next((part for part in parts if part != person), None)
        return Voice(voice_id("person", person), source, VoiceKind.PERSON, "gold", role)
    kind = VoiceKind.INSTITUTION if source in BODIES else VoiceKind.UNNAMED
    return Voice(voice_id(kind, source), source, kind, "gold")


def find_certainty(text: str, gold: dict[str, Any]) -> Iterator[Certainty]:
    """The gold's words of certainty, each where it stands nearest to the claim; case counts for nothing."""
    for term in gold["certainty"]:
        spots = [match.span() for match in re.finditer(re.escape(term), text, re.IGNORECASE)]
        if spots:
            start, end = min(spots, key=lambda spot: abs(spot[0] - gold["start"]))
            yield Certainty(start, end, term)


def group_read(gold: Gold, statements: Sequence[Row]) -> list[list[str]]:
    """The ids of the gold claims that stand in one statement of a desk; its other tellings are left out.

    A telling and a gold claim are one where their contents share half or more (IoU), paired best first.
    """
    tellings = defaultdict(list)
    for statement in statements:
        for telling in statement["tellings"]:
            tellings[telling["report"]].append({"content": telling["content"], "statement": statement["id"]})
    groups = defaultdict(list)
    for entry in gold["reports"]:
        for pair in pair_claims(list(map(with_span, entry.get("claims") or [])), tellings[entry["report"]]):
            if pair.found:
                groups[pair.found["statement"]].append(pair.gold["id"])
    return list(groups.values())


def score_claims(groups: Iterable[Sequence[str]], origins: Mapping[str, str | None]) -> Score:
    """The score of pairs of gold claims in one statement, against those of one origin.

    A claim without an origin retells none of the others that have one: such a pair is wrong. Two without one are left
    out, since nothing says whether they are one.
    """
    claimed = {link for group in groups for link in link_all(group) if any(origins[claim] for claim in link)}
    return score_links(claimed, same_origin(origins))


def same_origin(origins: Mapping[str, str | None]) -> set[Link]:
    """The pairs of claims of one origin."""
    return {frozenset(pair) for pair in combinations(origins, 2) if origins[pair[0]] and is_one(pair, origins)}


def is_one(claims: Iterable[str], origins: Mapping[str, str | None]) -> bool:
    """Whether some claims have the same origin, or have none."""
    return len({origins[claim] for claim in claims}) == 1


# --- figures


def area_of(of: str | None) -> str:
    """Of what a series is, as the gold says it: `total` for both countries, two parts of Syria, else by its name."""
    if of is None or re.search(r"\b(?:both|and|countries)\b", of):
        return "total"
    if of.removeprefix("the ") in ("Turkey", "Türkiye", "Turkiye", "Syria"):
        return "Syria" if "Syria" in of else "Turkey"
    return next((name for pattern, name in AREAS.items() if re.search(pattern, of)), of)


def value_links(series: Iterable[Row]) -> set[tuple[Number, Link]]:
    """Each number (value, what it counts, of what) with each two reports that tell it, on whatever days."""
    tellers: dict[Number, set[str]] = defaultdict(set)
    for each in series:
        for value, reports in values_of(each):
            tellers[value, each["counts"], area_of(each["of"])].update(reports)
    return {(number, link) for number, reports in tellers.items() for link in link_all(reports)}


def values_of(series: Row) -> Iterator[tuple[float, list[str]]]:
    """The numbers of a series with the reports that tell them; ranges have none."""
    for told in series["points"]:
        value = point(told)
        if value is not None:
            yield value, told["reports"]


def echoed_figures(gold: Gold) -> set[tuple[Number, Link]]:
    """The numbers that the gold says are echoed, with each two of their reports."""
    return {
        ((echo["value"], echo["counts"], echo["of"]), link)
        for echo in gold["across"]["figure_echoes"]
        for link in link_all(echo["reports"])
    }


def score_figures(claimed: Collection[tuple[Number, Link]], gold: Gold) -> Score:
    """The score of pairs of reports with one number of what the gold's echoes count.

    The gold lists the numbers of three reports and more, and no magnitudes. Pairs of reports that both have the number
    by their own gold figures are not wrong: they are left out.
    """
    wanted = echoed_figures(gold)
    counted = {number[1] for number, _ in wanted}
    held = held_figures(gold)
    judged = {
        (number, link)
        for number, link in claimed
        if (number, link) in wanted or (number[1] in counted and not link <= held[number])
    }
    return Score(len(judged & wanted), len(judged), len(wanted))


def held_figures(gold: Gold) -> dict[Number, set[str]]:
    """The reports of each number by their own gold figures; "homeless" and "displaced" are one."""
    held: dict[Number, set[str]] = defaultdict(set)
    for entry in gold["reports"]:
        for figure in entry.get("figures") or []:
            for counts in {figure["counts"], SAME.get(figure["counts"], figure["counts"])}:
                held[figure["value"], counts, figure["of"]].add(entry["report"])
    return held


def measure_tolls(series: Sequence[Row], gold: Gold) -> Measure:
    """The part of the gold's tolls of the dead, by day, that stand in a series on that day."""
    tolls = list(check_tolls(series, gold))
    found = sum(right for *_, right in tolls)
    parts = (f"{area} {sum(r for a, _, _, r in tolls if a == area)}" for area in TOLL_AREAS)
    return Measure("tolls by day", percent(found, len(tolls)), note=f"{found} of {len(tolls)}: {', '.join(parts)}")


def check_tolls(series: Sequence[Row], gold: Gold) -> Iterator[tuple[str, str, float, bool]]:
    """Each gold toll as area, day and value, and whether a point of that day has the value, or begins with it."""
    for day, tolls in gold["across"]["toll_series"].items():
        for area in TOLL_AREAS:
            if area in tolls:
                value = tolls[area]["value"]
                points = dead_points(series, area, str(day))
                yield area, str(day), value, any(is_value(told, value) or told["low"] == value for told in points)


def dead_points(series: Sequence[Row], area: str, day: str) -> list[Row]:
    """The points in the series of the dead of an area that are told of a day, or of days around it."""
    return [told for each in dead_series(series, area) for told in each["points"] if holds_day(told["day"], day)]


def holds_day(edtf: str | None, day: str) -> bool:
    """Whether a date may mean a day; that of a report whose date is inferred is most often of two days or three."""
    days = parse_edtf(edtf) if edtf else None
    return days is not None and days.since.isoformat() <= day <= days.until.isoformat()


def dead_series(series: Sequence[Row], area: str) -> list[Row]:
    """The series of the dead of an area; one, unless the area goes by several names."""
    return [each for each in series if each["counts"] == "dead" and area_of(each["of"]) == area]


def measure_differences(series: Sequence[Row], gold: Gold) -> Measure:
    """The part of the gold's pairs of reports with other totals for one day that are told to differ."""
    wanted = {frozenset((each["a"], each["b"])): str(each["day"]) for each in gold["across"]["same_day_totals_differ"]}
    days: dict[Link, set[str]] = defaultdict(set)
    for each in dead_series(series, "total"):
        for differ in each["differ"]:
            for link in link_all(differ["reports"]):
                days[link].add(str(differ["day"]))
    found = wanted.keys() & days.keys()
    dated = sum(wanted[link] in days[link] for link in found)
    beyond = len(days.keys() - wanted.keys())
    note = f"{len(found)} of {len(wanted)}, {dated} under the gold's day; {beyond} pairs beyond the gold"
    return Measure("totals that differ: recall", percent(len(found), len(wanted)), note=note)


def measure_slips(slips: Sequence[Row], gold: Gold) -> tuple[Measure, Measure]:
    """How many reports with a slip are flagged, and how many others."""
    wanted = {each["report"] for each in gold["across"]["within_report"]}
    flagged = {slip["report"] for slip in slips}
    return (
        Measure("reports with slips", len(flagged & wanted), of=len(wanted)),
        Measure(
            "other reports flagged", len(flagged - wanted), ceiling=True, note="slips that the gold lacks, or none"
        ),
    )


# --- what is missed or wrong


def print_groups(name: str, groups: Sequence[Sequence[str]], gold: Gold) -> None:
    """Print statements of several origins, and origins in several statements."""
    claims = {claim["id"]: claim for claim in all_claims(gold)}
    origins = {number: claim["origin"] for number, claim in claims.items()}
    for group in groups:
        if not is_one(group, origins):
            print(f"{SET}  {name}, one statement of several origins:")
            print("\n".join(show_claim(claims[number]) for number in group))
    for origin in sorted({origin for origin in origins.values() if origin}):
        parts = [[number for number in group if origins[number] == origin] for group in groups]
        lost = {number for number in origins if origins[number] == origin} - {n for part in parts for n in part}
        if lost or sum(map(bool, parts)) > 1:
            shown = " | ".join(", ".join(part) for part in parts if part)
            print(f"{SET}  {name}, {origin} in parts: {shown}; in no statement: {', '.join(sorted(lost)) or 'none'}")


def show_claim(claim: dict[str, Any]) -> str:
    """A gold claim on one line."""
    return f"  {claim['id']} {claim['origin']} {claim['source']}: {claim['text']}"


def print_figures(claimed: Collection[tuple[Number, Link]], gold: Gold) -> None:
    """Print the numbers of which a pair of reports is missed or wrong, with the reports."""
    wanted, held = echoed_figures(gold), held_figures(gold)
    counted = {number[1] for number, _ in wanted}
    wrong = {(n, link) for n, link in claimed if n[1] in counted and not link <= held[n] and (n, link) not in wanted}
    for title, pairs in (("missed", wanted - set(claimed)), ("wrong", wrong)):
        for number in sorted({number for number, _ in pairs}, key=str):
            links = ["+".join(sorted(name[:3] for name in link)) for each, link in pairs if each == number]
            print(f"{SET}  figure pairs {title}: {number} in {', '.join(sorted(links))}")


def print_tolls(series: Sequence[Row], gold: Gold) -> None:
    """Print the tolls that are missed, with what stands in their place."""
    for area, day, value, right in check_tolls(series, gold):
        if not right:
            lines = [
                f"{told['low']:g}..{told['high']}" if told["low"] else str(told["high"])
                for told in dead_points(series, area, day)
            ]
            print(f"{SET}  toll missed: {area} {day} {value}; told {', '.join(lines) or 'nothing'}")


def print_slips(slips: Sequence[Row], gold: Gold) -> None:
    """Print each slip of the gold with what is flagged in its report, and all that is flagged elsewhere."""
    wanted = {each["report"]: each["what"] for each in gold["across"]["within_report"]}
    for report in sorted(wanted.keys() | {slip["report"] for slip in slips}):
        print(f"{SET}  slips of {report}: wanted {wanted.get(report, 'none')}")
        print("\n".join(f"  {slip['kind']}: {slip['what']}" for slip in slips if slip["report"] == report) or "  none")
