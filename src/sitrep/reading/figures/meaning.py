"""What figures mean beside each other: what each counts, of what or where, as of when, as part of which other one.

A figure that leaves something unsaid takes it from the one before it in its sentence ("8,574 people were killed in
Turkey and 2,662 in Syria"), in a list of two from the one after it ("17,600 dead and 70,000 injured in Turkey"), and
where it is from the authority that tells it or the sentence before. Nothing else is filled in, and `of_how` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from sitrep.ground.model import Figure, FigureKind, OfHow, Place, Span, Time
from sitrep.reading.figures.counted import ONE_OF_THE_BEST, RUINED, Counted, find_counted, is_magnitude
from sitrep.reading.figures.days import find_day
from sitrep.reading.figures.numbers import Number
from sitrep.reading.figures.parts import find_parts
from sitrep.reading.figures.whose import COMMA, NOBODY, STOP, Gaze, Whose
from sitrep.reading.words import Words

OF_NEXT = re.compile(r"\s+(?:out\s+)?of\s+(?:the\s+)?(?:[\w-]+\s+)?")
NEXT_TOO = re.compile(r"\s+(?:in|across)\s+[^.;,\d]{3,40}\s+and\s+(?:another\s+)?")
REMEMBERED = 60  # figures of earlier sentences that a tally may go on from
SHOCKS = 6  # figures back to the magnitude that another one goes on from
ANOTHER_SHOCK = re.compile(
    r"\b(?:one|another|second|third|aftershock|quake)\s+(?:of\s+|with\s+)?\d\.\d$", re.IGNORECASE
)
COUNTING = (FigureKind.COUNT, FigureKind.SHARE, FigureKind.MULTIPLE)
PLACED = (FigureKind.COUNT, FigureKind.SHARE, FigureKind.MONEY)
TALLY = re.compile(
    r"\b(?:of\s+(?:them|those)|confirms|confirmed|counts|in\s+all|it\s+rose|up\s+to|total|toll|count|tally|balance|number|figure|it\s+is"
    r"|stands|stood|reached|altogether|together|brought|part\s+is)\b",
    re.IGNORECASE,
)
AREAS = ("countries", "provinces", "cities", "districts", "regions", "states", "areas")
PEOPLE_HARMED = ("dead", "injured", "missing", "displaced", "homeless", "trapped", "rescued", "affected", "in hospital")
TOLD_BY_LANDS = (*PEOPLE_HARMED, RUINED, "rescuers")  # what an authority counts in its own land
UNPLACED = ("magnitude", "aftershocks")
BREAKS = ";"

Found = tuple[Figure, Span]


def give_meaning(
    words: Words, found: Sequence[Found], places: Sequence[Place], times: Sequence[Time]
) -> Iterator[Figure]:
    """Return the figures with what they count, of what, as of when, and of which other figure they are a part."""
    gaze = Gaze(words, places)
    finished: list[Figure] = []
    topic, paragraph = NOBODY, -1
    for sentence, group in groupby(found, key=lambda pair: pair[1]):
        here = words.paragraph_of[sentence.start]
        topic, paragraph = (topic if here == paragraph else NOBODY), here
        figures = _counted(words, sentence, [figure for figure, _ in group], finished)
        figures = _placed(gaze, sentence, figures, topic)
        figures = [
            replace(figure, as_of=find_day(words.text, figure, _edge(words, sentence), times)) for figure in figures
        ]
        topic = next(
            (Whose(f.of, f.place, OfHow.TOPIC) for f in reversed(figures) if f.of and f.counts not in UNPLACED), topic
        )
        finished += find_parts(words.text, figures, len(finished))
    yield from finished


def _edge(words: Words, sentence: Span) -> Span:
    return Span(words.starts[sentence.start], words.ends[sentence.end - 1])


# --- what is counted


def _counted(words: Words, sentence: Span, figures: list[Figure], earlier: Sequence[Figure]) -> list[Figure]:
    named: list[Figure] = []
    for index, figure in enumerate(figures):
        if is_magnitude(words, _as_number(words, figure), sentence) or _is_another_shock(words.text, figure, earlier):
            named.append(replace(figure, counts="magnitude", kind=FigureKind.MEASURE))
        elif figure.kind not in COUNTING:
            named.append(figure)
        else:
            counted = find_counted(words, figure.start, figure.end, _window(words, sentence, figures, index, named))
            named.append(_with_count(words, figure, counted, sentence, [*earlier[-REMEMBERED:], *named]))
    return _backfilled(words.text, named)


def _is_another_shock(text: str, figure: Figure, earlier: Sequence[Figure]) -> bool:
    """Tell whether a decimal goes on from a magnitude: `a second one of 7.6 shook the same area`."""
    known = any(each.counts == "magnitude" for each in earlier[-SHOCKS:])
    return (
        known and figure.unit is None and ANOTHER_SHOCK.search(text, max(0, figure.start - 24), figure.end) is not None
    )


def _backfilled(text: str, figures: list[Figure]) -> list[Figure]:
    """Give a bare number what the next one counts: `29,600 in Turkey and 4,500 in Syria were killed`."""
    done: list[Figure] = []
    for figure in reversed(figures):
        following = done[-1] if done else None
        if following and following.kind is FigureKind.COUNT and figure.kind is FigureKind.COUNT:
            between = text[figure.end : following.start]
            if OF_NEXT.fullmatch(between) or (figure.counts is None and NEXT_TOO.fullmatch(between)):
                figure = replace(figure, counts=following.counts)
        done.append(figure)
    return done[::-1]


def _as_number(words: Words, figure: Figure) -> Number:
    value = figure.low if figure.low is not None else figure.high or 0.0
    form = "digits" if figure.unit is None and figure.kind is FigureKind.COUNT else "other"
    return Number(figure.start, figure.end, value, value if figure.high in (None, value) else -1.0, form)


def _window(words: Words, sentence: Span, figures: Sequence[Figure], index: int, named: Sequence[Figure]) -> Span:
    """Return the words that may tell what a figure counts: between the counts beside it, within semicolons."""
    first, end = sentence.start, sentence.end
    for before in reversed(named[:index]):
        if before.kind in COUNTING:
            first = words.at(before.end)
            break
    if index + 1 < len(figures):
        end = words.at(figures[index + 1].start)
    at = words.at(figures[index].start)
    breaks = [place for place in range(first, end) if words.tags[place] in BREAKS]
    first = max([first, *(place + 1 for place in breaks if place < at)])
    return Span(first, min([end, *(place for place in breaks if place > at)]))


def _with_count(words: Words, figure: Figure, counted: Counted, sentence: Span, known: Sequence[Figure]) -> Figure:
    name, end = counted.name, counted.end
    if (
        name is None
        and words.text[figure.end : figure.end + 1] != "-"
        and not ONE_OF_THE_BEST.match(words.text, figure.end)
    ):
        name = _carried(words, figure, sentence, known)
    widens = figure.kind is FigureKind.COUNT and end is not None
    return replace(figure, counts=name, end=max(figure.end, end or 0) if widens else figure.end)


def _carried(words: Words, figure: Figure, sentence: Span, known: Sequence[Figure]) -> str | None:
    """Return what a bare number counts: what the one before in its sentence does, or what a tally is of."""
    edge = _edge(words, sentence)
    counts = [each for each in known if each.counts and each.kind in COUNTING]
    same = [each for each in counts if each.start >= edge.start]
    if same:
        return _in_step(words.text, figure, same)
    harmed = [each.counts for each in counts if each.counts in PEOPLE_HARMED]
    if harmed and TALLY.search(words.text, edge.start, edge.end):
        return "dead" if "dead" in harmed else harmed[-1]
    return None


def _in_step(text: str, figure: Figure, same: Sequence[Figure]) -> str | None:
    """Return the next count of a list that is told again: `17,600 dead and 70,000 injured ...; 3,300 and 5,000`."""
    names = list(dict.fromkeys(each.counts for each in same))
    last = same[-1]
    if len(names) > 1 and last.end == last.start:
        return last.counts
    repeated = [each.counts for each in same]
    if len(names) == 2 and repeated in (names, [*names, names[0]]) and ";" in text[same[0].end : figure.start]:
        return names[len(repeated) % 2]
    return last.counts


# --- of what or where


def _placed(gaze: Gaze, sentence: Span, figures: list[Figure], topic: Whose) -> list[Figure]:
    edge = _edge(gaze.words, sentence)
    own = [_own_place(gaze, edge, figures, index) for index in range(len(figures))]
    placed = []
    for index, figure in enumerate(figures):
        whose = own[index]
        if figure.kind not in PLACED or figure.counts in UNPLACED:
            whose = NOBODY
        elif whose is None:
            whose = _shared(gaze, figures, own, index) or _told_elsewhere(gaze, edge, figure, topic)
        own[index] = whose
        placed.append(replace(figure, of=whose.text, place=whose.place, of_how=whose.how if whose.text else None))
    return placed


def _own_place(gaze: Gaze, edge: Span, figures: Sequence[Figure], index: int) -> Whose | None:
    """Return what the words beside a figure say that it is of; nobody's where it is of everything together."""
    figure = figures[index]
    limit = figures[index + 1].start if index + 1 < len(figures) else edge.end
    rivals = [each for each in figures[:index] if each.kind in PLACED and each.counts not in (*UNPLACED, *AREAS)]
    floor = rivals[-1].end if rivals else edge.start
    if gaze.tells_all(floor, figure):
        return NOBODY
    leads = gaze.leads(floor, figure.start, is_first=not rivals)
    own = leads or gaze.behind(figure.end, limit, COMMA) or gaze.before(floor, figure.start)
    own = own or gaze.behind(figure.end, limit, STOP)
    return own or (gaze.source(floor, figure.start) if rivals and figure.counts in TOLD_BY_LANDS else None)


def _told_elsewhere(gaze: Gaze, edge: Span, figure: Figure, topic: Whose) -> Whose:
    """Return the land of the authority that tells a figure, else what the sentence before was about."""
    if figure.counts not in TOLD_BY_LANDS:
        return NOBODY
    return gaze.source(edge.start, edge.end) or (topic if figure.counts in PEOPLE_HARMED else NOBODY)


def _shared(gaze: Gaze, figures: Sequence[Figure], own: Sequence[Whose | None], index: int) -> Whose | None:
    """Return the place of a neighbour in the same list: `912 dead and 5,383 wounded`, before all the one behind."""
    figure = figures[index]
    if index + 1 < len(figures):
        following = figures[index + 1]
        between = gaze.text[figure.end : following.start]
        next_one = own[index + 1]
        if following.counts != figure.counts and ";" not in between and " and " in between and next_one:
            return next_one._replace(how=OfHow.SHARED)
    earlier = [place._replace(how=OfHow.SHARED) for place in own[:index] if place is not None and place.text]
    return earlier[-1] if earlier and ";" not in gaze.text[figures[index - 1].end : figure.start] else None
