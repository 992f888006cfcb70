"""Altered quotations: real ones, edited at random, so that it is known which of them say something else.

usage: python evals/quotations.py [--misses] [--real] [--update]

300 quotations of 8 to 80 words out of real reports are edited once in each way. An altering edit puts other words
inside the quotation; a harmless one only writes it otherwise, marks what it leaves out or puts in, or quotes less of
it. The reports are no part of this repository: they are looked for in `$SITREP_SHARED`, else in `shared` beside the
checkout.

`--real` prints what is found between the quotations of different reports as they are, to be judged by eye.

Exit status: 1 where a pinned floor is not held, else 0.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from floors import Measure, Result, settle
from readings import find_shared
from run import load_rows

from sitrep.ground.lexicon import small_words
from sitrep.ground.spelling import plain_word, plain_words
from sitrep.link.quotations import Alteration, find_alterations

QUOTED = re.compile(r"[“\"]([^“”\"\n]{20,800})[”\"]")
WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W_]\.)+[^\W_]|[^\W_]+(?:['’-][^\W_]+)*")
EDITORIAL = re.compile(r"\S*(?:…|\.\s?\.\s?\.)\S*\s*\S*|\[[^\]]*\]|\([^)]*\)")
LEAST, MOST, SAMPLE, SEED = 8, 80, 300, 20221124
LEFT = 5  # words that an edit leaves at least
RUN, COMMONEST = 3, 40  # words of a run by which real quotations are laid beside each other, and of how many at most
HEDGES = {
    "may": "will",
    "might": "must",
    "could": "would",
    "can": "must",
    "will": "may",
    "would": "might",
    "must": "should",
    "should": "could",
    "likely": "certain",
    "probably": "certainly",
    "possibly": "probably",
    "perhaps": "surely",
    "almost": "about",
    "not": "now",
    "never": "often",
    "think": "know",
    "believe": "know",
    "seems": "is",
    "possible": "certain",
}
# written by hand and apart from the lists that Sitrep uses: one spelling, and the other
SPELLINGS = """\
organise: organize, organised: organized, organisation: organization, organisations: organizations, centre: center,
defence: defense, programme: program, towards: toward, realise: realize, recognise: recognize, recognised: recognized,
neighbours: neighbors, neighbour: neighbor, colour: color, labour: labor, honour: honor, favour: favor, behaviour:
behavior, favourable: favorable, mobilisation: mobilization, mobilised: mobilized, kilometres: kilometers, metres:
meters, theatre: theater, travelled: traveled, cancelled: canceled, analyse: analyze, licence: license, offence:
offense, grey: gray, civilised: civilized, criticised: criticized, emphasised: emphasized, destabilise: destabilize,
signalled: signaled, Zelensky: Zelenskyy, Zelenskiy: Zelensky, Kiev: Kyiv, Kharkov: Kharkiv, Odessa: Odesa, Donbass:
Donbas, Lugansk: Luhansk, Vladimir: Volodymyr, Ukraine's: Ukraine’s, Russia's: Russia’s, co-operation: cooperation,
co-operate: cooperate, co-ordination: coordination, counter-offensive: counteroffensive, cease-fire: ceasefire, cease
fire: ceasefire, anti-aircraft: anti aircraft, well-known: well known, long-term: long term, per cent: percent,
percent: %, can't: cannot, don't: do not, won't: will not, isn't: is not, it's: it is, we're: we are, they're: they
are, we've: we have, I'm: I am, that's: that is, didn't: did not, doesn't: does not, aren't: are not, wasn't: was not,
we'll: we will, there's: there is, they've: they have, you're: you are, he's: he is, World War II: WWII, United
States: U.S., U.S.: US, amongst: among, whilst: while, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8,
nine: 9, ten: 10, twenty: 20, first: 1st, a hundred: 100, and: &"""


def main() -> int:
    """Measure synthetic edits, or print what is found between real quotations."""
    parser = argparse.ArgumentParser(description="Measure how altered quotations are found.")
    parser.add_argument("--misses", action="store_true", help="print each edit that is judged wrongly")
    parser.add_argument("--real", action="store_true", help="print the alterations between real quotations instead")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    shared = find_shared()
    gold = shared / "evals" / "stream" / "ukraine-even.jsonl" if shared else None
    if gold is None or not gold.exists():
        print("evaluation skipped: no folder of outside sets ($SITREP_SHARED, or `shared` beside the checkout)")
        return 0
    quotations = find_quotations(gold)
    if options.real:
        print_real(quotations)
        return 0
    tries = list(edit_all(quotations))
    if options.misses:
        print_misses(tries)
    return settle([Result("quotations", gold, tuple(measure(tries)))], update=options.update)


@dataclass(frozen=True)
class Quoted:
    """A real quotation, and the words of its report that an edit may put into it."""

    report: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Try:
    """A quotation, its edited form and what is found between them."""

    sort: str
    is_altered: bool
    before: str
    after: str
    found: tuple[Alteration, ...] | None

    @property
    def is_right(self) -> bool:
        """Whether alterations are found where there are some, and nowhere else."""
        return bool(self.found) == self.is_altered


def find_quotations(gold: Path) -> list[Quoted]:
    """The quotations of each report that have words enough, in the order of the reports."""
    found = []
    for name, row in load_rows(gold).items():
        words = tuple(word for word in WORD.findall(row["text"]) if is_telling(word))
        for match in QUOTED.finditer(row["text"]):
            if match[1] == match[1].strip() and LEAST <= len(match[1].split()) <= MOST:
                found.append(Quoted(name, match[1], words))
    return found


def is_telling(word: str) -> bool:
    """Whether a word is no name, and has a meaning of its own."""
    return len(word) > 3 and word.isalpha() and word.islower() and word not in small_words()


def edit_all(quotations: Sequence[Quoted]) -> Iterator[Try]:
    """Each of some random quotations in each edit that can be made, by a fixed seed."""
    random = Random(SEED)
    texts = {quoted.text: quoted for quoted in quotations}
    for quoted in random.sample(list(texts.values()), SAMPLE):
        for is_altered, edits in ((True, ALTERING), (False, HARMLESS)):
            for sort, edit in edits.items():
                after = edit(quoted.text, quoted.words, random)
                if after is not None and after != quoted.text:
                    yield Try(sort, is_altered, quoted.text, after, find_alterations(quoted.text, after))


def measure(tries: Sequence[Try]) -> Iterator[Measure]:
    """The share of altering edits that are found and of harmless ones that give a false alarm, in all and by sort."""
    for is_altered, name in ((True, "found"), (False, "false alarms")):
        chosen = [each for each in tries if each.is_altered == is_altered]
        by_sort: dict[str, list[Try]] = defaultdict(list)
        for each in chosen:
            by_sort[each.sort].append(each)
        for sort, some in (("", chosen), *by_sort.items()):
            flagged = sum(bool(each.found) for each in some)
            label = f"{name}: {sort}" if sort else name
            note = f"{flagged} of {len(some)}"
            yield Measure(label, round(100 * flagged / max(1, len(some)), 2), note=note, ceiling=not is_altered)
    harmless = [each for each in tries if not each.is_altered]
    known = sum(each.found is not None for each in harmless)
    yield Measure("harmless known as the same", round(100 * known / max(1, len(harmless)), 2))


def print_misses(tries: Sequence[Try]) -> None:
    """Print each edit that is judged wrongly."""
    for each in tries:
        if not each.is_right:
            print(f"{each.sort}\n  {each.before}\n  {each.after}\n  {show(each.found)}")


def show(found: tuple[Alteration, ...] | None) -> str:
    """Alterations by their words."""
    if found is None:
        return "no tellings of one quotation"
    return "; ".join(f"[{each.first_words}] > [{each.second_words}]" for each in found) or "the same"


# --- real pairs


def print_real(quotations: Sequence[Quoted]) -> None:
    """Print the alterations between quotations of different reports that share a few words in a row, each pair once."""
    pairs = {tuple(sorted((quotations[i].text, quotations[j].text))) for i, j in find_candidates(quotations)}
    found = [(one, other, find_alterations(one, other)) for one, other in sorted(pairs)]
    altered = [(one, other, each) for one, other, each in found if each]
    same = sum(each == () for _, _, each in found)
    print(f"{len(quotations)} quotations, {len(pairs)} pairs, {same} the same, {len(altered)} altered")
    for one, other, each in altered:
        print(f"\n  {one}\n  {other}\n    {show(each)}")


def find_candidates(quotations: Sequence[Quoted]) -> set[tuple[int, int]]:
    """The pairs of quotations of different reports with a run of words in common."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, quoted in enumerate(quotations):
        words = [word.word for word in plain_words(quoted.text)]
        for run in set(zip(*(words[start:] for start in range(RUN)), strict=False)):
            places[run].append(number)
    return {
        pair
        for numbers in places.values()
        if len(numbers) <= COMMONEST
        for pair in combinations(numbers, 2)
        if quotations[pair[0]].report != quotations[pair[1]].report
    }


# --- edits that alter


def find_words(text: str) -> list[re.Match[str]]:
    """The words of a quotation that stand neither first nor last, nor where an outlet has put in or left out some."""
    own = [match.span() for match in EDITORIAL.finditer(text)]
    words = list(WORD.finditer(text))[1:-1]
    return [word for word in words if not any(start <= word.start() < end for start, end in own)]


def put(text: str, start: int, end: int, words: str) -> str:
    """A text with other words in a stretch of it, and no space twice."""
    return text[:start] + words + (text[end:] if words else text[end:].lstrip(" "))


def replace_word(text: str, words: Sequence[str], random: Random) -> str | None:
    """A content word in the place of another."""
    places = [match for match in find_words(text) if is_telling(match[0])]
    if not places:
        return None
    place = random.choice(places)
    others = [word for word in words if plain_word(word) != plain_word(place[0])]
    return put(text, *place.span(), random.choice(others)) if others else None


def swap_hedge(text: str, _: Sequence[str], random: Random) -> str | None:
    """Another word in the place of one that says how sure, or whether."""
    places = [match for match in find_words(text) if match[0] in HEDGES]
    if not places:
        return None
    place = random.choice(places)
    return put(text, *place.span(), HEDGES[place[0]])


def drop_hedge(text: str, _: Sequence[str], random: Random) -> str | None:
    """No word that says how sure, or whether."""
    places = [match for match in find_words(text) if match[0] in HEDGES]
    return put(text, *random.choice(places).span(), "") if places else None


def add_hedge(text: str, _: Sequence[str], random: Random) -> str | None:
    """A word more that says how sure, or whether."""
    place = random.choice(find_words(text)).start()
    return put(text, place, place, random.choice(["probably ", "not ", "perhaps ", "never ", "almost "]))


def change_number(text: str, _: Sequence[str], random: Random) -> str | None:
    """Another number."""
    places = [match for match in find_words(text) if match[0].isdigit()]
    if not places:
        return None
    place = random.choice(places)
    return put(text, *place.span(), str(int(place[0]) + random.choice([1, 10, 1000])))


def leave_out(text: str, _: Sequence[str], random: Random) -> str | None:
    """Up to six words less in the middle, unmarked."""
    places = find_words(text)
    count = random.randint(1, min(6, len(places), len(WORD.findall(text)) - LEFT))
    first = random.randint(0, len(places) - count)
    return put(text, places[first].start(), places[first + count - 1].end(), "")


def put_in(text: str, words: Sequence[str], random: Random) -> str | None:
    """Up to six words more in the middle, unmarked."""
    place = random.choice(find_words(text)).start()
    return put(text, place, place, " ".join(random.sample(words, random.randint(1, 6))) + " ")


def replace_and_cut(text: str, words: Sequence[str], random: Random) -> str | None:
    """A word replaced in a part of the quotation, one word or more from where it is cut."""
    part = cut(text, words, random)
    return replace_word(part, words, random) if part and len(WORD.findall(part)) > LEAST else None


# --- edits that alter nothing


def respell(text: str, _: Sequence[str], random: Random) -> str | None:
    """Every word that has another spelling in it."""
    for pair in " ".join(SPELLINGS.split()).split(", "):
        one, other = pair.split(": ")
        before, after = (one, other) if random.random() < 0.5 else (other, one)
        mark = re.compile(rf"(?<![\w.,'’-]){re.escape(before)}(?![\w'’-]|[.,]\d)", re.IGNORECASE)
        text = mark.sub(after, text)
    return text


def insert_bracket(text: str, words: Sequence[str], random: Random) -> str | None:
    """Words put in, in brackets."""
    place = random.choice(find_words(text)).start()
    return put(text, place, place, f"[{' '.join(random.sample(words, random.randint(1, 4)))}] ")


def replace_by_bracket(text: str, words: Sequence[str], random: Random) -> str | None:
    """A word to three replaced by others in brackets."""
    places = find_words(text)
    count = random.randint(1, min(3, len(places)))
    first = random.randint(0, len(places) - count)
    bracket = f"[{' '.join(random.sample(words, random.randint(1, 4)))}]"
    return put(text, places[first].start(), places[first + count - 1].end(), bracket)


def mark_omission(text: str, _: Sequence[str], random: Random) -> str | None:
    """Up to 15 words left out, and a mark in their place."""
    places = find_words(text)
    count = random.randint(1, min(15, len(places) - 2))
    first = random.randint(1, len(places) - count)
    mark = random.choice([" ... ", "… ", " … ", " [...] ", " […] ", " . . . "])
    return text[: places[first - 1].end()] + mark + text[places[first + count - 1].end() :].lstrip(" ")


def repunctuate(text: str, _: Sequence[str], random: Random) -> str | None:
    """Other commas, full stops and dashes."""
    marks = {", ": [" ", " - ", " – ", "; "], ". ": ["; ", " ", ", "], " - ": [" — ", "—", ", "], "; ": [". ", ", "]}
    for mark, others in marks.items():
        text = text.replace(mark, random.choice(others))
    return text.rstrip(".,!?") + random.choice(["", ".", ",", "!"])


def requote(text: str, _: Sequence[str], random: Random) -> str | None:
    """Other marks of quotation and apostrophes, and marks around the whole."""
    for mark in "'’‘":
        text = text.replace(mark, random.choice("'’"))
    left, right = random.choice([("“", "”"), ("‘", "’"), ('"', '"'), ("'", "'"), ("«", "»")])
    words = find_words(text)
    place = random.choice(words)
    return (
        left
        + text[: place.start()]
        + random.choice("'‘")
        + place[0]
        + random.choice("'’")
        + text[place.end() :]
        + right
    )


def recase(text: str, _: Sequence[str], random: Random) -> str | None:
    """Small letters, capitals, or a capital for each word."""
    return random.choice([text.lower(), text.upper(), text[:1].swapcase() + text[1:], text.title().replace("’S", "’s")])


def cut(text: str, _: Sequence[str], random: Random) -> str | None:
    """Less of the quotation, at one end or both."""
    marks = list(WORD.finditer(text))
    left = random.randint(LEFT, len(marks) - 1)
    first = random.choice([0, len(marks) - left, random.randint(0, len(marks) - left)])
    return text[marks[first].start() : marks[first + left - 1].end()]


def attribute(text: str, _: Sequence[str], random: Random) -> str | None:
    """An attribution in the middle."""
    saying = random.choice(
        ["he said", "the mayor told reporters on Monday", "Smith, a spokesman, added", "she continued"]
    )
    left, right = random.choice([(",” ", ", “"), (",” ", ". “"), ('," ', ', "'), (", ", ", "), (" — ", " — ")])
    place = random.choice(find_words(text)).end()
    return text[:place] + left + saying + right + text[place:].lstrip(" ,.;")


def write_otherwise(text: str, words: Sequence[str], random: Random) -> str | None:
    """Two harmless edits, one after the other."""
    edits = [respell, recase, repunctuate, cut, insert_bracket, replace_by_bracket, mark_omission]  # marks come last
    for number in sorted(random.sample(range(len(edits)), 2)):
        text = (edits[number](text, words, random) if len(WORD.findall(text)) >= LEAST else None) or text
    return text


Edit = Callable[[str, Sequence[str], Random], str | None]
ALTERING: dict[str, Edit] = {
    "word replaced": replace_word,
    "hedge swapped": swap_hedge,
    "hedge dropped": drop_hedge,
    "hedge added": add_hedge,
    "number changed": change_number,
    "left out, unmarked": leave_out,
    "put in, unmarked": put_in,
    "word replaced, and cut": replace_and_cut,
}
HARMLESS: dict[str, Edit] = {
    "spelling": respell,
    "bracket put in": insert_bracket,
    "bracket in place of words": replace_by_bracket,
    "left out, marked": mark_omission,
    "punctuation": repunctuate,
    "marks of quotation": requote,
    "case": recase,
    "cut shorter": cut,
    "attribution in the middle": attribute,
    "two at once": write_otherwise,
}


if __name__ == "__main__":
    sys.exit(main())
