"""Write a crowd of reports for a large desk: worlds, each a set of outside texts retold with other words, and copies.

usage: python bench/worlds.py FILE.jsonl [--reports N] [--seed N] [--undated SHARE]

A world is a clone of a whole set. One mapping holds for all of its reports, so that what retells, copies or contradicts
in the set still does: names become other names of their kind, less common words other words of their form and rarity,
figures other figures, and all days move by as many days. Without other words each clone would be an echo of all others.
Nothing of the texts is kept in the project: the file is made when it is needed, the same one for the same texts.
"""

from __future__ import annotations

import argparse
import calendar
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain, count, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from texts import find_evals

from sitrep.ground.countries import find_country
from sitrep.ground.lexicon import inflect, load_words, small_words

SETS = ("stream/ukraine-even", "stories/*", "timelines/t17-*", "claims/polnear-*")
FIRST_DAY = date(2023, 1, 1)
DAYS = 728  # whole weeks, so that a report that is moved round the end keeps its weekday
SEED = 100_000
COPIED = 0.15  # of all reports
KEPT_WORDS = 120  # the commonest words stay: they are what all news has in common
LEAST_CLASS = 8  # words of a class that are exchanged among themselves; a smaller one stays as it is
SMALL = 12  # figures up to here stay, as they are also written in letters

KEPT_LEXICONS = ("figures", "times")
LEXICONS = ("certainty", "institutions", "media", "cues", "words")  # their words are exchanged among themselves
MONTHS = calendar.month_name[1:]
WEEKDAYS = tuple(calendar.day_name)
ENDINGS = ("ing", "ed", "ly", "ion", "ers", "er", "s", "e", "y")
PLACE_CUES = frozenset(("in", "at", "from", "near", "to", "outside", "around"))
MONTH = rf"(?P<{{0}}>(?:{'|'.join(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
TOKEN = re.compile(
    r"(?P<iso>\b(?P<iy>\d{4})-(?P<im>\d\d)-(?P<id>\d\d)\b)"
    rf"|(?P<mdy>\b{MONTH.format('m1')} (?P<d1>\d\d?)\b(?!:)(?P<s1>,? (?=\d{{4}}\b))?(?(s1)(?P<y1>\d{{4}})))"
    rf"|(?P<dmy>\b(?P<d2>\d\d?)(?P<s2> (?:of )?){MONTH.format('m2')}(?P<t2> (?=\d{{4}}\b))?(?(t2)(?P<y2>\d{{4}})))"
    r"|(?P<slash>\b(?P<m3>\d\d?)/(?P<d3>\d\d?)/(?P<y3>\d{4}|\d\d)\b)"
    r"|(?P<month>\b(?P<cue>(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ll]ast|[Ee]arly|[Ll]ate|of|from|by|next) )"
    rf"{MONTH.format('m4')}(?P<s4>,? (?=\d{{4}}\b))?(?(s4)(?P<y4>\d{{4}})))"
    rf"|(?P<weekday>\b(?:{'|'.join(WEEKDAYS)}))"
    r"|(?P<year>\b(?:19|20)\d\d\b(?![\d,.:/-]*\d))"
    r"|(?P<fixed>\b\d+(?::\d\d|(?:st|nd|rd|th|s)\b|/\d+))"
    r"|(?P<figure>(?<![^\W\d_])\d+(?:,\d{3})*(?:\.\d+)?)"
    r"|(?P<word>[^\W\d_]{3,})"
)
WORD = re.compile(r"[^\W\d_]{3,}")
INSIDE = re.compile(r"([a-z]+),? ([A-Z][^\W\d_]{2,})")
QUOTED_LINE = re.compile(r"^[^\n“\"]{0,150}(?:“[^“”\n]{50,400}”|\"[^\"\n]{50,400}\")[^\n“\"]{0,150}$", re.MULTILINE)
BROKEN = (
    ("-LRB- ", "("), (" -RRB-", ")"), ("`` ", '"'), (" ''", '"'), ("` ", "'"), (" n't", "n't"), (" 's", "'s"),
    ("\\/", "/"), (" ,", ","), (" .", "."), (" ;", ";"), (" :", ":"), (" ?", "?"), (" !", "!"), (" %", "%"),
    ("$ ", "$"), (" 'm", "'m"), (" 're", "'re"), (" 've", "'ve"), (" 'll", "'ll"),
)  # fmt: skip
OUTLET_PLACES = "Ardley Belmarsh Carrowby Dunmore Eastwick Fernley Glenmoor Harrowgate Ilkstone Jarrowfield Kelmont \
Larkhill Marston Northam Oldbury Penrose Quarrington Ravensea Stanmoor Tillbrook Upwell Vellmont Westray Yarrowdale \
Zelford"
OUTLET_NAMES = "Post Herald Times Courier Tribune Observer Gazette Chronicle Wire News Mail Radio"


class Source(NamedTuple):
    """A text of a set, the day on which it appeared, and its outlet where it has one."""

    text: str
    day: int
    outlet: str | None


# --- the sets


def load_sets(evals: Path) -> list[list[Source]]:
    """The sets, each in the order of its days."""
    paths = sorted(path for name in SETS for path in evals.glob(f"{name}.jsonl"))
    return [sorted(load_set(path), key=attrgetter("day")) for path in paths]


def load_set(path: Path) -> list[Source]:
    """The reports of one set; those that have no day get one that reports of one story share, more or less."""
    with path.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    is_tokenised = path.stem.startswith(("t17", "ecb"))
    sources = chain.from_iterable(map(read_row, rows, count()))
    return [
        source._replace(text=join_tokens(source.text) if is_tokenised else source.text)
        for source in sources
        if len(source.text) > 200
    ]


def read_row(row: Mapping[str, Any], number: int) -> list[Source]:
    """The texts of a row: one, or the two of a pair."""
    if "text1" in row:
        day = FIRST_DAY.toordinal() + 3 * number
        return [Source(row["text1"].strip(), day, None), Source(row["text2"].strip(), day + number % 2, None)]
    stated = row.get("published") or next(iter(re.findall(r"\d{4}-\d\d-\d\d", row["id"])), "")
    digits = stated.replace("-", "")[:8]
    if digits:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).toordinal()
    else:
        day = FIRST_DAY.toordinal() + 9 * int(row["topic"]) + len(row["story"]) % 3 + number % 2
    return [Source(row["text"], day, row.get("outlet") or outlet_of(row["id"]))]


def outlet_of(name: str) -> str | None:
    """The outlet that the id of a report begins with, if any."""
    return name.split("_")[0] if re.match(r"[a-z-]+_\d{4}-", name) else None


def join_tokens(text: str) -> str:
    """A text whose words and marks were taken apart, as it is printed."""
    text = re.sub(r"^https?[ :].*\n", "", text)
    for apart, joined in BROKEN:
        text = text.replace(apart, joined)
    return text


# --- what is exchanged for what


class Word(NamedTuple):
    """Where a word stands in its class, and how it is written: as it is, with a capital, or in capitals."""

    group: int
    place: int
    write: Callable[[str], str]


@dataclass
class Vocabulary:
    """Classes of words that are exchanged among themselves, and where each word stands in them."""

    classes: list[list[str]] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    countries: frozenset[int] = frozenset()

    def add(self, words: Sequence[str]) -> int:
        """Add a class."""
        group = len(self.classes)
        self.classes.append(list(words))
        for place, word in enumerate(words):
            self.places.setdefault(word, (group, place))
        return group

    def find(self, word: str) -> Word | None:
        """Where a word of a text stands, None where it is kept."""
        forms: tuple[tuple[str, Callable[[str], str]], ...] = (
            (word, str), (word.lower(), str.upper if word.isupper() else str.capitalize), (word.capitalize(), str.upper)
        )  # fmt: skip
        for form, write in forms:
            if form in self.places:
                return Word(*self.places[form], write)
        return None


def make_vocabulary(sets: Sequence[Sequence[Source]]) -> Vocabulary:
    """The words of some sets in classes: countries; names by kind and rarity; words by lexicon, ending and rarity."""
    texts = [source.text for sources in sets for source in sources]
    counts = Counter(word for text in texts for word in set(WORD.findall(text)))
    kept, names, lexicon = kept_words(counts), find_names(texts, counts), lexicon_words()
    vocabulary = Vocabulary()
    vocabulary.countries = frozenset(map(vocabulary.add, country_forms()))
    groups: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for word, number in sorted(counts.items()):
        is_free = word not in vocabulary.places and word.lower() not in kept and not find_country(word)
        if is_free and word in lexicon:
            groups[lexicon[word], form_of(word), 0].append(word)
        elif is_free and (word in names or word.islower()):
            groups[names.get(word, ""), "" if word in names else form_of(word), int(math.log(number, 4))].append(word)
    for _, words in sorted(groups.items()):
        if len(words) >= LEAST_CLASS:
            vocabulary.add(words)
    return vocabulary


def kept_words(counts: Mapping[str, int]) -> frozenset[str]:
    """The words that no world changes: small ones, the commonest others, words of time and number."""
    others = ((-number, word) for word, number in counts.items() if word.islower() and word not in small_words())
    common = (word for _, word in sorted(others)[:KEPT_WORDS])
    known = (word.lower() for name in KEPT_LEXICONS for word in words_in(load_words(name)))
    days = (name.lower() for name in (*MONTHS, *WEEKDAYS, *calendar.month_abbr, *calendar.day_abbr))
    return frozenset(chain(small_words(), common, known, days))


def lexicon_words() -> dict[str, str]:
    """The words that readers know, each with the list that it is exchanged in."""
    known: dict[str, str] = {}
    for name, table in load_words("cues")["class"].items():
        for form in chain.from_iterable(map(inflect, words_in(table))):
            known.setdefault(form, f"cues {name}")
    for name in LEXICONS:
        for word in words_in(load_words(name)):
            known.setdefault(word.lower(), name)
    return known


def words_in(table: object) -> list[str]:
    """All words of a list."""
    return [word for text in strings_in(table) for word in WORD.findall(text)]


def strings_in(value: object) -> Iterator[str]:
    """All keys and strings of a tree of lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(strings_in, chain(value.keys(), value.values())))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(strings_in, value))


def country_forms() -> list[list[str]]:
    """Names, adjectives and capitals of countries, each list in the order of the same countries."""
    rows = [row for row in load_words("countries")["country"] if row["adjectives"] and row.get("capital")]
    forms = [(row["name"], row["adjectives"][0], row["capital"]) for row in rows]
    single = [row for row in forms if all(WORD.fullmatch(form) for form in row) and len(set(row)) == len(row)]
    return [list(column) for column in zip(*single, strict=True)]


def find_names(texts: Iterable[str], counts: Mapping[str, int]) -> dict[str, str]:
    """The capitalised words inside sentences that are no everyday words, with their kinds: given, place or other."""
    given = {word.capitalize() for row in load_words("names")["given"]["same"] for word in row.split()}
    seen: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    for before, name in chain.from_iterable(map(INSIDE.findall, texts)):
        seen[name] += 1
        placed[name] += before in PLACE_CUES
    names = (name for name in seen if 3 * counts.get(name.lower(), 0) < counts[name] and not name.isupper())
    return {name: "Given" if name in given else "Place" if 2 * placed[name] > seen[name] else "Other" for name in names}


def form_of(word: str) -> str:
    """The ending of a word, which tells roughly what part of speech it is."""
    return next((ending for ending in ENDINGS if word.endswith(ending)), "")


# --- a world


class World:
    """One mapping of words, figures and days; the same number makes the same world."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        chance = random.Random(seed)
        self._classes = vocabulary.classes
        self._steps = [draw_step(len(words), chance) for words in self._classes]
        first = min(vocabulary.countries, default=0)
        is_real = chance.random() < 0.5
        for group in vocabulary.countries:
            self._steps[group] = (1, 0) if is_real else self._steps[first]
        self._scale = 0.4 + 1.8 * chance.random()
        self._two_digits = draw_step(100 - SMALL, chance)
        self._digit = draw_step(10, chance)

    def word(self, word: Word) -> str:
        """The word that stands for one here."""
        words, (factor, step) = self._classes[word.group], self._steps[word.group]
        return word.write(words[(factor * word.place + step) % len(words)])

    def figure(self, text: str) -> str:
        """The figure that stands for one here, with as many decimals and about as many leading digits."""
        whole, point, decimals = text.replace(",", "").partition(".")
        factor, step = self._digit
        decimals = "".join(str((factor * int(digit) + step) % 10) for digit in decimals)
        number = self._whole(int(whole), len(whole.rstrip("0")))
        return f"{number:,}{point}{decimals}" if "," in text else f"{number}{point}{decimals}"

    def _whole(self, number: int, digits: int) -> int:
        if number <= SMALL:
            return number
        if number <= 100:
            factor, step = self._two_digits
            return SMALL + 1 + (factor * (number - SMALL - 1) + step) % (100 - SMALL)
        scaled = round(self._scale * number)
        return round(scaled, max(2, digits) - len(str(scaled)))


def draw_step(length: int, chance: random.Random) -> tuple[int, int]:
    """Factor and step of a permutation `factor * place + step` of so many places."""
    factor = 1 + chance.randrange(length)
    while math.gcd(factor, length) > 1:
        factor = 1 + chance.randrange(length)
    return factor, chance.randrange(length)


# --- a text with places to fill


class Day(NamedTuple):
    """A day in a text and how it is written, with {d} {m} {b} {y}: day, month, its abbreviation, year."""

    ordinal: int
    form: str

    def told(self, shift: int) -> str:
        """The day so many days later, in the same form."""
        day = date.fromordinal(self.ordinal + shift)
        month = MONTHS[day.month - 1]
        abbreviation = month if day.month == 5 else f"{month[:3]}."
        return self.form.format(d=day.day, m=month, b=abbreviation, y=day.year, iso=day.isoformat(), n=day.month)


class Weekday(NamedTuple):
    """A day of the week, counted from Monday."""

    number: int

    def told(self, shift: int) -> str:
        """The day so many days later."""
        return WEEKDAYS[(self.number + shift) % 7]


class Year(NamedTuple):
    """A year alone."""

    number: int

    def told(self, shift: int) -> str:
        """The year about so many days later."""
        return str(self.number + round(shift / 365.2425))


class Figure(NamedTuple):
    """A figure as it is written."""

    text: str


Piece = str | Word | Figure | Day | Weekday | Year


@dataclass(frozen=True)
class Template:
    """A source cut into what stays and what each world fills in its own way."""

    pieces: tuple[Piece, ...]
    day: int
    outlet: str | None

    def told(self, world: World, shift: int) -> str:
        """The text as a world tells it."""
        return "".join(tell(piece, world, shift) for piece in self.pieces)


def tell(piece: Piece, world: World, shift: int) -> str:
    """A piece of a text as a world tells it."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Word):
        return world.word(piece)
    if isinstance(piece, Figure):
        return world.figure(piece.text)
    return piece.told(shift)


def make_template(source: Source, vocabulary: Vocabulary) -> Template:
    """A source cut at what worlds change."""
    pieces: list[Piece] = []
    end = 0
    for match in TOKEN.finditer(source.text):
        piece = find_piece(match, source.day, vocabulary)
        if piece is not None:
            pieces += [source.text[end : match.start()], piece]
            end = match.end()
    pieces.append(source.text[end:])
    return Template(tuple(piece for piece in pieces if piece != ""), source.day, source.outlet)


def find_piece(match: re.Match[str], published: int, vocabulary: Vocabulary) -> Piece | None:
    """What a world changes at a match, None where it changes nothing."""
    kind, text = match.lastgroup, match[0]
    if kind == "word":
        return vocabulary.find(text)
    if kind == "figure":
        return Figure(text) if len(text) > 2 or int(text) > SMALL else None
    if kind == "weekday":
        return Weekday(WEEKDAYS.index(text))
    if kind == "year":
        return Year(int(text))
    return None if kind == "fixed" else find_day(match, published)


def find_day(match: re.Match[str], published: int) -> Day | None:
    """The day or month that a match names; a year that it does not name is the one nearest to the publication."""
    if match["iso"]:
        return make_day(match["iy"], match["im"], match["id"], "{iso}", published)
    if match["mdy"]:
        form = f"{month_form(match['m1'])} {{d}}{match['s1'] or ''}{'{y}' if match['s1'] else ''}"
        return make_day(match["y1"], match["m1"], match["d1"], form, published)
    if match["dmy"]:
        form = f"{{d}}{match['s2']}{month_form(match['m2'])}{match['t2'] or ''}{'{y}' if match['t2'] else ''}"
        return make_day(match["y2"], match["m2"], match["d2"], form, published)
    if match["slash"]:
        return make_day(match["y3"], match["m3"], match["d3"], "{n}/{d}/{y}", published)
    form = f"{match['cue']}{month_form(match['m4'])}{match['s4'] or ''}{'{y}' if match['s4'] else ''}"
    return make_day(match["y4"], match["m4"], "15", form, published)


def month_form(month: str) -> str:
    """How a month is written: in full or not."""
    return "{m}" if month in MONTHS else "{b}"


@cache
def month_number(month: str) -> int:
    """The number of a month that is written in digits or letters."""
    return int(month) if month.isdigit() else [name[:3] for name in MONTHS].index(month[:3]) + 1


def make_day(year: str | None, month: str, day: str, form: str, published: int) -> Day | None:
    """A day by its parts, None where there is no such day."""
    known = int(year) + 2000 * (len(year) == 2) if year else None
    around = date.fromordinal(published).year
    days = [
        date(each, month_number(month), int(day)).toordinal()
        for each in ([known] if known else (around - 1, around, around + 1))
        if 1900 <= each < 2100 and is_day(each, month_number(month), int(day))
    ]
    return Day(min(days, key=lambda ordinal: abs(ordinal - published)), form) if days else None


def is_day(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


# --- which reports there are, and when


class Planned(NamedTuple):
    """A report to be written: when, in which world, after which text; a copy names its original."""

    day: int
    moment: float  # of the day, 0 to 1
    number: int  # of the round, each of which makes a world of each set
    group: int
    place: int
    shift: int
    outlet: int
    original: int | None = None


def plan_reports(sets: Sequence[Sequence[Template]], total: int, chance: random.Random) -> list[Planned]:
    """So many reports in the order of their publication; a copy names the place of its original in it."""
    originals = list(islice(plan_originals(sets, chance), total - round(COPIED * total)))
    copies: list[Planned] = []
    while len(originals) + len(copies) < total:
        number = chance.randrange(len(originals))
        for _ in range(min(1 + int(chance.expovariate(0.7)), total - len(originals) - len(copies))):
            copies.append(plan_copy(originals[number], number, chance))
    plan = sorted(enumerate(originals + copies), key=lambda pair: (pair[1].day, pair[1].moment))
    places = {number: place for place, (number, _) in enumerate(plan)}
    return [
        report if report.original is None else report._replace(original=places[report.original]) for _, report in plan
    ]


def plan_originals(sets: Sequence[Sequence[Template]], chance: random.Random) -> Iterator[Planned]:
    """Originals without end: all sets in each round, each set somewhere in the two years and moved round their end."""
    outlets = len(outlet_names())
    for number in count():
        for group, templates in enumerate(sets):
            offset = chance.randrange(DAYS)
            for place, template in enumerate(templates):
                day = FIRST_DAY.toordinal() + (template.day - templates[0].day + offset) % DAYS
                outlet = crc32(template.outlet.encode()) if template.outlet else chance.randrange(outlets)
                yield Planned(day, chance.random(), number, group, place, day - template.day, outlet % outlets)


def plan_copy(original: Planned, number: int, chance: random.Random) -> Planned:
    """A copy of a report by another outlet, later on the same day or on the next; it tells of the same days."""
    is_next = chance.random() < 0.4
    moment = chance.random() if is_next else original.moment + chance.random() * (1 - original.moment)
    outlet = (original.outlet + 1 + chance.randrange(len(outlet_names()) - 1)) % len(outlet_names())
    return original._replace(day=original.day + is_next, moment=moment, outlet=outlet, original=number)


# --- the reports


class Crowd:
    """Many reports out of the sets in the order of their publication; the same ones for the same sets and seed."""

    def __init__(self, evals: Path, total: int, seed: int = SEED, undated: float = 0.0) -> None:
        sources = load_sets(evals)
        self._vocabulary = make_vocabulary(sources)
        self._sets = [[make_template(source, self._vocabulary) for source in each] for each in sources]
        self._seed, self._undated = seed, undated
        self._worlds: dict[tuple[int, int], World] = {}
        self.plan = plan_reports(self._sets, total, random.Random(seed))

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Yield the reports as objects; a copy has the id of its original and what was copied as well."""
        chance = random.Random(self._seed)
        for number, planned in enumerate(self.plan):
            text = self.text_of(planned)
            copied = {}
            if planned.original is not None:
                kind, text = self._copy(number, planned, text)
                copied = {"copy_of": report_id(planned.original), "copied": kind}
            report = describe(number, planned, text) | copied
            if chance.random() < self._undated:
                del report["published"]
            yield report

    def text_of(self, planned: Planned) -> str:
        """The text of an original, or of the original of a copy."""
        key = planned.number, planned.group
        if key not in self._worlds:
            self._worlds[key] = self._make_world(1_000 * planned.number + planned.group)
        return self._sets[planned.group][planned.place].told(self._worlds[key], planned.shift)

    def _make_world(self, number: int) -> World:
        return World(self._vocabulary, 1_000_000_000 * self._seed + number)

    def _copy(self, number: int, planned: Planned, text: str) -> tuple[str, str]:
        """What is copied of a text, and the copy, which a text of no other report may surround."""
        chance = random.Random(1_000_000_000 * self._seed + number)
        kind = chance.choices(("whole", "paragraphs", "quotation"), (45, 35, 20))[0]
        quotations = [match[0] for match in QUOTED_LINE.finditer(text)] if kind == "quotation" else []
        if kind == "whole" or (kind == "quotation" and not quotations):
            return "whole", edit(text, 0.02, chance)
        templates = self._sets[planned.group]
        stranger = self._make_world(1_000_000 + number)
        around = chance.choice(templates).told(stranger, planned.shift)
        paragraphs = [line for line in around.split("\n") if line.strip()]
        at = chance.randrange(len(paragraphs) + 1)
        copied = [chance.choice(quotations)] if quotations else some_paragraphs(text, chance)
        return kind, "\n\n".join([*paragraphs[:at], *copied, *paragraphs[at:]])


def some_paragraphs(text: str, chance: random.Random) -> list[str]:
    """Neighbouring paragraphs, a quarter to two thirds of them all."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    length = max(1, round(len(paragraphs) * (0.25 + 0.4 * chance.random())))
    start = chance.randrange(len(paragraphs) - length + 1)
    return paragraphs[start : start + length]


def edit(text: str, share: float, chance: random.Random) -> str:
    """A text with slips in so many of its words, whose end may lack."""
    words = text.split(" ")
    for _ in range(round(share * len(words))):
        at = chance.randrange(len(words))
        words[at : at + 2] = chance.choice(
            (words[at : at + 1], [words[at], *words[at : at + 2]], words[at : at + 2][::-1])
        )
    return " ".join(words[: len(words) - chance.randrange(1 + len(words) // 6)])


@cache
def outlet_names() -> list[str]:
    """The invented outlets."""
    return [f"{place} {name}" for place in OUTLET_PLACES.split() for name in OUTLET_NAMES.split()]


def report_id(number: int) -> str:
    """The id of a report by its place in the order of publication."""
    return f"world-{number:06}"


def describe(number: int, planned: Planned, text: str) -> dict[str, str]:
    """A report as an object with what an outlet gives along."""
    outlet = outlet_names()[planned.outlet]
    site = outlet.lower().replace(" ", "-")
    headline = text.lstrip().partition("\n")[0]
    return {
        "id": report_id(number),
        "text": text,
        "title": headline if len(headline) < 110 else headline[:110].rpartition(" ")[0],
        "outlet": outlet,
        "url": f"https://{site}.example/{report_id(number)}",
        "published": date.fromordinal(planned.day).isoformat(),
    }


def write_crowd(crowd: Iterable[Mapping[str, str]], path: Path) -> None:
    """Write reports as JSON lines; the file has its name only when it is whole."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf8") as lines:
        lines.writelines(json.dumps(report, ensure_ascii=False) + "\n" for report in crowd)
    part.replace(path)


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description="Write a crowd of reports for a large desk.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--undated", type=float, default=0.0, help="the share of reports that state no day")
    options = parser.parse_args()
    crowd = Crowd(find_evals(), options.reports, options.seed, options.undated)
    write_crowd(crowd, options.file)
    copies = sum(planned.original is not None for planned in crowd.plan)
    size = options.file.stat().st_size / 1e6
    print(f"{len(crowd.plan):,} reports, {copies:,} of them copies, {size:,.0f} MB: {options.file}")


if __name__ == "__main__":
    main()
