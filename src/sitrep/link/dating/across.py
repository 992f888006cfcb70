"""Clues that only other reports give away: shared words, figures and sayings, and counts that grow."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import token_set_ratio

from sitrep.link.dating.clues import Clue, ClueKind
from sitrep.link.dating.within import DISTANCE, distance_of
from sitrep.link.dating.witness import Saying, Witness, day_of, say_day
from sitrep.link.voices import full_names

LEAST_RUNS = 8  # shared runs of words that make an echo
FRESH_DAYS = 3  # words that dated reports carry for longer are background, and date nothing
STRONG_ECHO, STRONG, WEAK = 0.2, 2.0, 0.7
WIDEST = 7  # days over which what is shared still dates a report
ALIKE, LEAST_WORDS = 78, 4
LATEST_SAYING = 4  # days before a report at which its sayings still are news
BARE = re.compile(r"\s+(?:the\s+|a\s+|its\s+)?")  # between "one week after" and who said something
SAME_WORDS = 3
LEAST_SERIES, AGREEMENT = 4, 0.6


def find_clues_across(witness: Witness, story: Sequence[Witness]) -> Iterator[Clue]:
    """Find what the dated reports of a story tell of when an undated one appeared."""
    yield from _echoes(witness, story)
    yield from _figures(witness, story)
    yield from _tolls(witness, story)
    yield from _sayings(witness, story)


def _day(witness: Witness) -> int:
    return witness.day or 0


def _echoes(witness: Witness, story: Sequence[Witness]) -> Iterator[Clue]:
    life: dict[int, tuple[int, int]] = {}
    for other in story:
        for run in witness.runs & other.runs:
            first, last = life.get(run, (_day(other), _day(other)))
            life[run] = min(first, _day(other)), max(last, _day(other))
    fresh = {run for run, (first, last) in life.items() if last - first <= FRESH_DAYS}
    shares = []
    for other in story:
        shared = len(fresh & other.runs)
        if shared >= LEAST_RUNS:
            shares.append((shared / max(1, min(len(witness.runs), len(other.runs))), other.report.id, other))
    if not shares:
        return
    share, _, nearest = max(shares)
    days = [_day(other) for each, _, other in shares if each >= 0.5 * share]
    if max(days) - min(days) <= WIDEST:
        because = f"it carries words of {nearest.name} of {say_day(_day(nearest))}"
        weight = STRONG if share >= STRONG_ECHO else WEAK
        yield Clue(ClueKind.ECHO, weight, min(days) - 1, max(days) + 1, because)


def _figures(witness: Witness, story: Sequence[Witness]) -> Iterator[Clue]:
    found = []
    for value in sorted(witness.sharp_figures):
        carriers = [other for other in story if value in other.sharp_figures]
        if not carriers:
            continue
        first = min(_as_of(other, value) for other in carriers) - (len(carriers) == 1)
        last = max(map(_day, carriers))
        if last - first <= WIDEST:
            names = ", ".join(dict.fromkeys(other.name for other in carriers[:3]))
            days = (
                say_day(last)
                if min(map(_day, carriers)) == last
                else f"{say_day(min(map(_day, carriers)))} to {say_day(last)}"
            )
            found.append((first, last + 1, f"{value:,} is told by {names} ({days})"))
    for since, until, because in found:
        yield Clue(ClueKind.FIGURE, min(1.0, 3.0 / len(found)), since, until, because)


def _as_of(witness: Witness, value: int) -> int:
    """Return the day that a dated report gives a figure for, else the day before its own."""
    sentence = witness.sentence_at(witness.sharp_figures[value].start)
    days = [day_of(time.edtf) for time in witness.reading.times if sentence.start <= time.start < sentence.end]
    near = [day for day in days if day is not None and 0 <= _day(witness) - day <= 3]
    return max(near, default=_day(witness) - 1)


# --- counts that grow


def _tolls(witness: Witness, story: Sequence[Witness]) -> Iterator[Clue]:
    for counts, toll in sorted(witness.tolls.items()):
        series = [(_day(other), other.tolls[counts]) for other in story if counts in other.tolls]
        kept = [entry for entry in series if not _is_outdone(entry, series)]
        highest = _running_highest(kept)
        if not highest or not _is_growing(kept) or toll < 0.1 * min(value for _, value in kept):
            continue
        weight = 1.5 if counts == "dead" else 0.7
        below = [day for day, most in highest.items() if most < toll]
        above = [day for day, most in highest.items() if most >= toll]
        if below:
            because = f"no report up to {say_day(below[-1])} has as many {counts} as its {toll:,}"
            yield Clue(ClueKind.TOLL, weight, below[-1], None, because)
        if above:
            because = f"by {say_day(above[0])} a report has {toll:,} {counts} or more"
            yield Clue(ClueKind.TOLL, weight, None, above[0], because)


def _is_outdone(entry: tuple[int, int], series: Sequence[tuple[int, int]]) -> bool:
    """Tell whether most later counts are lower: then it was a forecast, a slip or another disaster's."""
    later = [value for day, value in series if day > entry[0]]
    lower = sum(value < entry[1] for value in later)
    return lower >= 2 and lower > 0.5 * len(later)


def _running_highest(series: Sequence[tuple[int, int]]) -> dict[int, int]:
    highest: dict[int, int] = {}
    most = 0
    for day, value in sorted(series):
        most = max(most, value)
        highest[day] = most
    return highest


def _is_growing(series: Sequence[tuple[int, int]]) -> bool:
    """Tell whether counts rise with the days, by the agreement of all pairs."""
    pairs = [(one, other) for number, one in enumerate(series) for other in series[number + 1 :] if one[0] != other[0]]
    if len(series) < LEAST_SERIES or not pairs:
        return False
    agreement = sum(1 if (one[0] < other[0]) == (one[1] <= other[1]) else -1 for one, other in pairs) / len(pairs)
    values = [value for _, value in series]
    return agreement >= AGREEMENT and max(values) > 1.2 * min(values)


# --- sayings


def _sayings(witness: Witness, story: Sequence[Witness]) -> Iterator[Clue]:
    names = full_names({saying.voice for each in (witness, *story) for saying in each.sayings})
    by_voice: dict[str, list[tuple[Witness, Saying]]] = defaultdict(list)
    for other in story:
        for saying in other.sayings:
            by_voice[names.get(saying.voice, saying.voice)].append((other, saying))
    retold = []
    for saying in witness.sayings:
        voice = names.get(saying.voice, saying.voice)
        yield from _after_saying(witness, saying, voice, by_voice[voice])
        tellings = [(other, told) for other, told in by_voice[voice] if _is_alike(saying, told)]
        if tellings:
            retold.append((voice, tellings))
    weight = min(1.0, 2.0 / len(retold)) if retold else 0.0
    for voice, tellings in retold:
        yield from _retold(voice, tellings, weight)


def _is_alike(one: Saying, other: Saying) -> bool:
    if min(len(one.distinct), len(other.distinct)) < LEAST_WORDS or len(one.distinct & other.distinct) < 2:
        return False
    return token_set_ratio(one.words, other.words) >= ALIKE


def _retold(voice: str, tellings: Sequence[tuple[Witness, Saying]], weight: float) -> Iterator[Clue]:
    """An utterance that others date: nobody tells it before it was said, and few tell it long after."""
    days = [_day(other) for other, _ in tellings]
    dated = {
        told.said: other.name
        for other, told in reversed(tellings)
        if told.said is not None and 0 < _day(other) - told.said <= LATEST_SAYING
    }
    said = Counter(told.said for _, told in tellings if told.said in dated)
    if said:
        day = max(said, key=lambda day: (said[day], day or 0)) or 0
        because = f"it retells what {voice} said on {say_day(day)}, as {dated[day]} dates it"
        yield Clue(ClueKind.SAYING, 2 * weight, day, None, because)
    else:
        because = f"it retells what {voice} said in {tellings[0][0].name} of {say_day(min(days))}"
        yield Clue(ClueKind.SAYING, weight, min(days) - 1, None, because)
    last = f"others tell that saying of {voice} until {say_day(max(days))}"
    yield Clue(ClueKind.SAYING, weight, None, max(days) + 2, last)


def _after_saying(
    witness: Witness, saying: Saying, voice: str, told: Sequence[tuple[Witness, Saying]]
) -> Iterator[Clue]:
    """Read "one week after the ministry said …": so many days after a saying that another report dates."""
    distances = list(DISTANCE.finditer(witness.text, max(0, saying.start - 80), saying.start))
    match = distances[-1] if distances else None
    if match is None or match["way"].lower() not in ("after", "since") or match["about"]:
        return
    if not BARE.fullmatch(witness.text, match.end(), saying.start):
        return
    shared: dict[int, set[str]] = defaultdict(set)
    tellers: dict[int, str] = {}
    for other, retold in told:
        if retold.said is not None:
            shared[retold.said] |= saying.distinct & retold.distinct
            tellers.setdefault(retold.said, other.name)
    likely = {day: len(words) for day, words in shared.items() if len(words) >= SAME_WORDS}
    if likely:
        said = max(likely, key=lambda day: (likely[day], day))
        exact = said + sum(distance_of(match)) // 2
        distance = " ".join(match.group().split())
        because = f"“{distance}” a saying of {voice} that {tellers[said]} dates to {say_day(said)}"
        yield Clue(ClueKind.AFTER_SAYING, 1.5, exact, exact, because)
