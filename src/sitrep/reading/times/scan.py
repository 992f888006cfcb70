"""One pass over a text: at each place the longest expression that a rule reads, with what modifies it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitrep.ground.model import Sentence, Time
from sitrep.reading.times import clock
from sitrep.reading.times.anchor import Anchor
from sitrep.reading.times.calendar import Value, third_of
from sitrep.reading.times.patterns import MONTHS, WEEKDAYS, W, any_of
from sitrep.reading.times.rules import Rule
from sitrep.reading.times.trigger import rules_by_word, trigger

IS_DAY = re.compile(r"[\dX]{4}-[\dX]{2}-[\dX]{2}|XXXX-WXX-\d")
CAPITALIZED = frozenset([*MONTHS, *WEEKDAYS])


def scan_times(anchor: Anchor, sentences: Sequence[Sentence]) -> list[Time]:
    """Return the times of a text, each counted from where the text stands when it comes to it."""
    found: list[Time] = []
    number, done = 0, 0
    for hit in trigger().finditer(anchor.lower):
        start = hit.start()
        if start < done:
            continue
        while number < len(sentences) and sentences[number].end <= start:
            number += 1
        if number == len(sentences):
            break
        sentence = sentences[number]
        if start < sentence.start:
            continue
        anchor.depth = start - sentence.start
        time = read_at(start, _key_of(hit), anchor, max(done, sentence.start), sentence.end)
        if time:
            found.append(time)
            done = time.end
    return found


def _key_of(hit: re.Match[str]) -> str:
    word = hit["word"]
    return "#" if word[0].isdigit() else "'" if word[0] in "'’" else word


def read_at(start: int, word: str, anchor: Anchor, floor: int, limit: int) -> Time | None:
    """Return the longest expression that a rule reads at a position."""
    if word in CAPITALIZED and not anchor.is_capital(start):
        return None
    rules = rules_by_word()[word]
    if not rules.any.match(anchor.lower, start, limit):
        return None
    found = [(match, each) for each in rules.each if (match := each.pattern.match(anchor.lower, start, limit))]
    found.sort(key=_reach)
    best, reach = None, 0
    for match, each in found:
        if best and match.end() <= reach:
            break
        value = each.resolve(match, anchor)
        if value and (value.end or match.end()) > reach:
            best, reach = value, value.end or match.end()
    if best and best.type == "DATE" and IS_DAY.fullmatch(best.timex):
        best = clock.with_hour(best, reach, anchor)
        reach = min(best.end or reach, limit)
    return _modified(best, start, reach, anchor, floor) if best else None


def _reach(found: tuple[re.Match[str], Rule]) -> int:
    return -found[0].end()


# --- what stands before an expression and belongs to it

_EDGES = any_of([word for word in W["edges"] if word not in ("early", "mid", "late")])
EDGE = re.compile(
    rf"(?<!\w)(?:(?:(?:the|a)\s+)?(?:(?:very\s+)?(?P<edge>{_EDGES})|(?:first|last|latter)\s+(?:half|part)"
    r"|(?:good\s+|latter\s+|early\s+)?part|rest|remainder)\s+of\s+(?:the\s+)?"
    r"|(?:the\s+)?(?P<modifier>early|late|mid|earlier|later)(?:\s+in\s+|\s+|-))$"
)
APPROXIMATOR = re.compile(rf"\b(?P<about>{any_of(list(W['approximators']))})\s+$")
NOT_APPROXIMATED = re.compile(r"(?:the|these|those|last|past|next|coming|recent|several|many|some|few)\b")
COUNTED_FROM = re.compile(r"\b(?:ago|earlier|later|before)$")
HYPHENATED = re.compile(r"the\s+(?=[\w-]+-[\w-]+$)")
LEFT_MOST = 45


def _modified(value: Value, start: int, end: int, anchor: Anchor, floor: int) -> Time:
    """Take in `early`, `the end of`, `more than` before an expression, and narrow its days by them."""
    edtf, mod = value.edtf, None
    before = max(floor, start - LEFT_MOST)
    edge = (
        EDGE.search(anchor.lower, before, start) if value.type != "SET" and not value.timex.endswith("_REF") else None
    )
    if edge:
        start = edge.start()
        word = edge["edge"] or edge["modifier"] or ""
        third, mod = W["edges"].get(word, (None, None))
        if edtf and third is not None:
            edtf = third_of(value.timex, third) or edtf
    elif _can_be_approximated(value, anchor.lower[start:end]):
        about = APPROXIMATOR.search(anchor.lower, before, start)
        if about:
            start = about.start()
            mod = W["approximators"][" ".join(about["about"].split())] or None
    start += _article(anchor.lower[start:end])
    base = anchor.base
    return Time(start, end, value.type, value.timex, edtf, base.isoformat() if base else None, mod)


def _can_be_approximated(value: Value, words: str) -> bool:
    """Tell whether "about" before some words speaks of the amount of time that they tell."""
    return bool(value.type == "DURATION" or COUNTED_FROM.search(words)) and not NOT_APPROXIMATED.match(words)


def _article(words: str) -> int:
    """Return the length of an article that is no part of a hyphenated expression: "the 14-day truce"."""
    found = HYPHENATED.match(words)
    return found.end() if found else 0
