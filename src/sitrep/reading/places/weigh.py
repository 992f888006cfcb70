"""Whether a name is a place here: what the words in and around it say, added up.

The sums were set by hand on local and health news; what matters is their order. A score of `THRESHOLD` makes a place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from sitrep.ground.gazetteer import PlaceKind
from sitrep.reading.places.lists import namesakes, word_list
from sitrep.reading.places.names import Name, longest_name, opens_sentence, stands_beside
from sitrep.reading.places.pieces import Pieces
from sitrep.reading.places.resolve import contained

THRESHOLD = 0.6
CLEAR = 2.5  # a score that needs no support and gives it to others
IN_A_LIST, CLEAR_IN_A_LIST = 2.0, 1.8
ASKED_FOR = 2.0  # by a word for its kind
DATELINE = 3.0
ONLY_A_PLACE = 0.5
CALLED_A_TOWN = 2.5
LONGEST_CALL = 7  # words
SURE = 3.0  # a score at which a place is one even where its name is a person's elsewhere
DOUBTFUL = -1.0  # a score under which no support makes a place
SUPPORT = 1.5  # what the states and countries of the clear places add at the most
BY_KIND = {PlaceKind.COUNTRY: 3.5, PlaceKind.REGION: 3.5, PlaceKind.FEATURE: 1.5}
SMALL = (PlaceKind.CITY, PlaceKind.ADMIN2)
DASHES = ("-", "–", "—", "--")
A_REGIONS_BODY = 3.0  # more, for `Atlantic Council`
NAMESAKES_AFTER = {
    "media": -4.0,
    "schools": -2.0,
    "bodies": -1.2,
    "diseases": -6.0,
}  # what a body named after a place takes away
OF_A_PERSON = -2.0  # what a word before a name says at least that makes it a person's
AGE = re.compile(r", [1-9]\d? [,.]")
A_PERSONS_AGE = -3.0  # `Neslihan Kilic, 29, said`
PARTIES = ("D", "R", "I", "DFL", "Lab", "Con", "SNP")  # before a member's town: `R-Charleston`
WELL_KNOWN = 5.5  # the prior of a great town
GREAT = 8.0  # the prior of a name that means a country or a state sooner than anything else


def weigh_names(pieces: Pieces, names: Sequence[Name]) -> list[Name]:
    """Return the names that are places, one sense a report: clear mentions carry the unclear ones."""
    scored = _carried_on(pieces, [name._replace(score=score_name(pieces, name)) for name in names])
    persons = _find_persons(pieces, scored)
    by_name: dict[str, list[float]] = defaultdict(list)
    for name in scored:
        by_name[name.folded].append(name.score)
    of_name = {name: 0.3 * max(scores) + 0.2 * sum(scores) / len(scores) for name, scores in by_name.items()}
    near = _clear_areas(scored)
    return [name for name in scored if _settled(name, of_name[name.folded], near, persons) >= THRESHOLD]


def _carried_on(pieces: Pieces, names: Sequence[Name]) -> list[Name]:
    """Let a clear name of a list speak for the others: `Tampa, Orlando and Jacksonville`."""
    carried: list[Name] = []
    for run in _lists(pieces, names):
        clear = len(run) > 1 and max(name.score for name in run) >= CLEAR_IN_A_LIST
        carried += [
            name._replace(score=name.score + IN_A_LIST) if clear and name.score < CLEAR else name for name in run
        ]
    return carried


def _lists(pieces: Pieces, names: Sequence[Name]) -> list[list[Name]]:
    """Return the names in runs that only commas and "and" part."""
    runs: list[list[Name]] = []
    for name in names:
        if runs and _is_listed(pieces, runs[-1][-1].end, name.first):
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def _is_listed(pieces: Pieces, start: int, end: int) -> bool:
    """Tell whether only a comma, an "and" or both stand between two names."""
    between = pieces.lower[start:end]
    return 0 < len(between) <= 2 and all(word in (",", "and", "or", "&", "/") for word in between)


def _settled(name: Name, of_name: float, near: Counter[object], persons: frozenset[str]) -> float:
    """Return the score of a mention with what speaks for all mentions of its name, and for places beside it."""
    score = 0.5 * name.score + of_name
    if name.folded in persons and name.score < SURE:
        score -= 2.0
    if DOUBTFUL < score < THRESHOLD:
        meant = [candidate for candidate in name.candidates if candidate.is_main_name]
        state = max((near[candidate.admin1] for candidate in meant if candidate.admin1 is not None), default=0)
        country = max((near[candidate.country] for candidate in meant if candidate.country), default=0)
        share = 0.5 if name.is_one_word and is_namesake(name.folded) else 1.0
        score += share * SUPPORT * (min(1.0, state / 2) + 0.5 * min(1.0, country / 2))
    return score


def is_namesake(word: str) -> bool:
    """Tell whether a word is a person's name or an everyday word, too."""
    return any(word in namesakes(kind) for kind in ("given", "surnames", "words"))


def _clear_areas(names: Sequence[Name]) -> Counter[object]:
    """Return how often the clear places lie in each state, by its index, and each country, by its code."""
    found: Counter[object] = Counter()
    for name in names:
        if name.score >= CLEAR:
            best = name.meaning.likeliest
            if best.kind is PlaceKind.COUNTRY:
                found[best.country] += 1
            elif best.kind is PlaceKind.ADMIN1:
                found[best.index] += 1
            elif best.admin1 is not None:
                found[best.admin1] += 1
    return found


def _find_persons(pieces: Pieces, names: Sequence[Name]) -> frozenset[str]:
    """Return the names that stand after a title, a given name or another capitalised word somewhere in the report."""
    return frozenset(
        name.folded
        for name in names
        if name.score < SURE / 2
        and name.first
        and stands_beside(pieces, name.first)
        and _score_before(pieces, name) <= OF_A_PERSON
    )


def score_name(pieces: Pieces, name: Name) -> float:
    """Return how much speaks for a place."""
    return (
        _score_kind(name)
        + _score_itself(pieces, name)
        + _score_before(pieces, name)
        + _score_after(pieces, name)
        + (ASKED_FOR if name.wanted else 0.0)
        + (CALLED_A_TOWN if _is_called_a_town(pieces, name) else 0.0)
        + (4.0 if is_in_container(pieces, name) else 0.0)
    )


def _is_called_a_town(pieces: Pieces, name: Name) -> bool:
    """Tell whether a name goes on with what it is: `Lyman, a Donetsk Oblast city`."""
    if pieces.forms[name.end : name.end + 1] != [","] or pieces.lower[name.end + 1 : name.end + 2] not in (
        ["a"],
        ["an"],
    ):
        return False
    words = pieces.lower[name.end + 2 : name.end + 2 + LONGEST_CALL]
    stop = next((place for place, word in enumerate(words) if word in (",", ".", "of", "who", "that")), len(words))
    return any(word in word_list("kinds", "of") for word in words[:stop])


def _score_kind(name: Name) -> float:
    best, prior = name.meaning.likeliest, name.meaning.prior
    if best.kind in BY_KIND:
        return BY_KIND[best.kind]
    if best.kind is PlaceKind.ADMIN1 and prior > GREAT:
        return 3.0
    return min(2.0, max(0.0, (prior - 4.2) * 0.9))


def _score_itself(pieces: Pieces, name: Name) -> float:
    """Return what the name itself says: everyday words and people's names are seldom places."""
    form, lower = pieces.forms[name.first], pieces.lower[name.first]
    if lower in ("st", "st.") and pieces.tags[name.end : name.end + 1] == "y":
        return -3.0
    if name.folded == "us" and form == "US" and _is_shouted(pieces, name):
        return -6.0
    if len(name.folded) == 2 and (not form.isupper() or pieces.forms[name.end : name.end + 1] == ["$"]):
        return -6.0
    if len(form) == 2 and form.isupper() and form.isalpha() and name.meaning.likeliest.kind is PlaceKind.ADMIN1:
        return DATELINE if pieces.lower[name.first - 1 : name.first] == [","] else -6.0
    last = pieces.lower[name.end - 1]
    if not name.is_one_word:
        inner = pieces.lower[name.first : name.end]
        named = last in word_list("kinds", "divisions") or pieces.lower[name.first] in word_list("kinds", "before")
        everyday = all(word in namesakes("words") or word in word_list("not_places", "words") for word in inner)
        return 0.7 + (3.5 if named else 0.0) - (1.2 if everyday else 0.0)
    return _score_word(form, lower, name)


def _is_shouted(pieces: Pieces, name: Name) -> bool:
    """Tell whether a word stands among capitals: `JOIN US ON TELEGRAM`."""
    beside = [*pieces.forms[max(0, name.first - 1) : name.first], *pieces.forms[name.end : name.end + 1]]
    return any(form.isupper() and len(form) > 1 and form.isalpha() for form in beside)


def _score_word(form: str, lower: str, name: Name) -> float:
    score, small = 0.0, name.meaning.likeliest.kind in SMALL
    if lower in word_list("not_places", "words") or lower in word_list("persons", "surnames"):
        score -= 4.5
    elif lower in namesakes("words"):
        score -= 3.0 if name.meaning.prior < GREAT else 1.0
    if len(form) <= 3 and name.meaning.likeliest.kind is not PlaceKind.COUNTRY:
        score -= 2.0
    if form.isupper() and small and len(form) <= 5 and name.meaning.prior < WELL_KNOWN:
        score -= 2.0
    if lower in namesakes("given"):
        score -= _given_name_cost(name) if small or name.meaning.prior < GREAT else 0.3
    if lower in namesakes("surnames") and small:
        score -= 1.0 if name.meaning.prior < WELL_KNOWN else 0.3
    if small and len(lower) > 4 and not is_namesake(lower):
        score += ONLY_A_PLACE
    return score


def _given_name_cost(name: Name) -> float:
    return 2.0 if name.meaning.prior < 4.3 else 1.0 if name.meaning.prior < 5 else 0.5


def _score_before(pieces: Pieces, name: Name) -> float:
    first = name.first
    if first > 1 and pieces.forms[first - 1] == "-" and pieces.forms[first - 2] in PARTIES:
        return DATELINE
    if first == 0 or not stands_beside(pieces, first):
        return 0.0
    before, lower = pieces.forms[first - 1], pieces.lower[first - 1]
    if lower in word_list("before", "strong"):
        return 1.8
    if lower == "of":
        kind = pieces.lower[first - 2] if first > 1 else ""
        return 3.0 if kind in word_list("kinds", "of") else 0.6
    if lower in word_list("before", "weak"):
        return 1.0 if lower in ("from", "at", "to") else 0.8
    if lower in word_list("before", "verbs"):
        return 0.8
    if lower == "the":
        describes = pieces.tags[name.end : name.end + 1] == "n"  # `the London mayor`
        return 0.0 if describes or name.meaning.likeliest.kind in BY_KIND else -1.2
    if _is_title(pieces, first - 1) or _is_given_name(pieces, first - 1):
        return -4.0
    if before[0].isupper() and not opens_sentence(pieces, first - 1) and pieces.tags[first - 1] in "NneguD":
        return -2.0 if lower not in namesakes("words") and lower not in word_list("kinds", "places") else 0.0
    return 0.0


def _is_title(pieces: Pieces, index: int) -> bool:
    return pieces.forms[index][0].isupper() and pieces.lower[index].rstrip(".") in word_list("persons", "titles")


def _is_given_name(pieces: Pieces, index: int) -> bool:
    form = pieces.forms[index]
    if len(form) == 2 and form[1] == "." and form[0].isupper():
        return True
    return form[0].isupper() and pieces.lower[index] in namesakes("given")


def _score_after(pieces: Pieces, name: Name) -> float:
    end, best = name.end, name.meaning.likeliest
    if end >= len(pieces):
        return 0.0
    lower, form = pieces.lower[end], pieces.forms[end]
    if form in DASHES and opens_sentence(pieces, name.first) and pieces.starts[end] > pieces.ends[end - 1]:
        return DATELINE if pieces.forms[name.first].isupper() else 1.0
    if form == "-" and pieces.lower[end + 1 : end + 2] and pieces.lower[end + 1] in word_list("after", "hyphen"):
        return 2.0
    if AGE.match(" ".join(pieces.forms[end : end + 3])):
        return A_PERSONS_AGE
    if not stands_beside(pieces, end):
        return 0.0
    if lower in word_list("after", "people"):
        return 1.5
    if form[0].isupper() and form[0].isalpha():
        return _score_capital_after(pieces, name)
    if lower in word_list("after", "says") and best.kind in SMALL:
        return -1.5
    if opens_sentence(pieces, name.first) and name.is_one_word and best.kind is PlaceKind.CITY:
        return -0.8 if pieces.tags[end] in "vebhm" and is_namesake(name.folded) else 0.0
    return 0.0


def _score_capital_after(pieces: Pieces, name: Name) -> float:
    """Return what a capitalised word right after a name says: `Austin Community College`, `Jackson Brown`."""
    lower = pieces.lower[name.end]
    if lower in word_list("kinds", "divisions"):
        return 1.5
    if any(lower in word_list("kinds", kind) for kind in ("streets", "facilities", "nature")):
        return 0.0
    for group, cost in NAMESAKES_AFTER.items():
        if lower in word_list("after", group):
            return cost - (A_REGIONS_BODY if name.meaning.likeliest.kind is PlaceKind.REGION else 0.0)
    if name.is_one_word and pieces.lower[name.first] in namesakes("given"):
        return -3.0
    if name.is_one_word and lower in word_list("persons", "surnames"):
        return -4.0
    if name.is_one_word and lower in namesakes("surnames") and lower not in namesakes("words"):
        return -2.5
    if lower in namesakes("words") or lower in word_list("not_places", "words"):
        return 0.0
    return -1.5 if pieces.tags[name.end] == "N" else 0.0


def is_in_container(pieces: Pieces, name: Name) -> bool:
    """Tell whether a name goes on with its county, state or country: `Austin, Texas`, `Lyman (Donetsk region)`."""
    mark = pieces.forms[name.end] if name.end < len(pieces) else ""
    if mark not in (",", "(") or name.end + 1 >= len(pieces) or not pieces.forms[name.end + 1][0].isupper():
        return False
    outer = longest_name(pieces, name.end + 1)
    return outer is not None and contained(name.candidates, outer.candidates) is not None
