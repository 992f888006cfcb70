"""One spelling for all the ways in which a word is written: British and American, romanised, hyphenated or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sitrep.ground.lexicon import load_words

MARKS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("-'’‘ʼ′´`.,‐‑\u00ad\u200b\u200c\u200d", "")
)
THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))")
LEAST_LETTERS = 4  # of a word to which the rules of spelling apply
ISE = re.compile(
    r"(?P<verb>[a-z]{2,}[b-df-hj-np-tvxz]is)"
    r"(?=(?:e|es|ed|er|ers|ing|ings|ingly|able|ably|ation|ations|ational|ement|ements)$)"
)
DOUBLED_BEFORE = ("ed", "ing", "ings", "er", "ers", "or", "ors", "ist", "ists", "ous", "ously", "est")
WORD = re.compile(
    r"(?P<sign>(?:\b(?:US|AU|NZ|HK|CA|[AC]))?\$|[£€¥%&])"
    r"|(?P<number>\d+(?:[.,\u00a0\u202f]\d+)*)(?:\s?:\s?00(?!\w))?(?P<ending>[^\W\d_]*)"
    r"|(?:[^\W\d_]\.)+[^\W\d_]\b"  # U.S.
    r"|[^\W\d_][^\W_]*(?:[-‐‑'’‘ʼ′´`\u00ad\u200b\u0300-\u036f]+[^\W_]+)*"
    r"(?: (?:n['’ʼ´`]t|['’ʼ´`](?:re|ve|m|ll|s|d))\b)?"  # I 'm, did n't: of texts that were split into words before
)
CONTRACTED = re.compile(r"(?P<word>.+?) ?(?P<cut>n['’ʼ´`]t|['’ʼ´`](?:re|ve|m|ll|s|d))", re.IGNORECASE)
PART = re.compile("[^-‐‑]+")
AFTER_NUMBER = re.compile(r"\d[-‐‑]$")
DIGITS = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
PLACE_ENDINGS = ("st", "nd", "rd", "th")
LONGEST_PHRASE = 3


class PlainWord(NamedTuple):
    """A word in the spelling that stands for all others, and the characters that it is written with."""

    word: str
    start: int
    end: int


class Rule(NamedTuple):
    """A change of letters, in words that hold a hint."""

    hint: str
    pattern: re.Pattern[str]
    letters: str


@lru_cache(60_000)
def plain_word(word: str) -> str:
    """Return one spelling for all ways of writing a word: in small letters, without hyphens and apostrophes.

    The spelling is the American one where there are two. What only means the same keeps its own word.

    >>> plain_word("co-operation"), plain_word("organisations"), plain_word("Centre"), plain_word("towards")
    ('cooperation', 'organizations', 'center', 'toward')
    >>> plain_word("Kiev") == plain_word("Kyiv"), plain_word("Zelenskyy") == plain_word("Zelensky")
    (True, True)
    >>> plain_word("promised"), plain_word("70,000"), plain_word("2.5"), plain_word("can’t")
    ('promised', '70000', '2.5', 'cannot')
    """
    if word[:1].isdigit():
        return THOUSANDS.sub("", word.lower()).replace("-", "").rstrip(".")
    plain = word.lower().translate(MARKS)
    if not plain.isascii():
        plain = _without_accents(plain)
    if plain == "cant" and plain != word.lower():
        return "cannot"
    return _same().get(plain) or _respell(plain)


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _respell(word: str) -> str:
    """Return a word with its letters changed by the rules."""
    if len(word) < LEAST_LETTERS:
        return word
    verb = ISE.match(word)
    if verb and not verb["verb"].endswith(_always_ise()):
        word = f"{verb['verb'][:-1]}z{word[verb.end() :]}"
    for rule in _rules():
        if rule.hint in word:
            word = rule.pattern.sub(rule.letters, word)
    return word


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(hint, re.compile(pattern), letters) for hint, pattern, letters in load_words("spellings")["rules"]
    )


@cache
def _always_ise() -> tuple[str, ...]:
    return tuple(verb.removesuffix("e") for verb in load_words("spellings")["always_ise"].split())


@cache
def _same() -> dict[str, str]:
    """Return the spelling that stands for each listed one, of names and of other words."""
    lists = load_words("spellings")
    same = {verb + verb[-1] + ending: verb + ending for verb in lists["doubling"].split() for ending in DOUBLED_BEFORE}
    for row in load_words("names")["given"]["same"]:
        same |= dict.fromkeys(row.split(), row.split()[0])
    for word in lists["not_names"].split():
        del same[word]
    for row in lists["same"]:
        same |= dict.fromkeys(row.split(), row.split()[0])
    return same


def plain_words(text: str, start: int = 0, end: int | None = None) -> list[PlainWord]:
    """Return the words of a stretch of text, each in one spelling for all ways of writing it.

    Numbers stand in digits, contracted words are parted, and words cut short are written out.

    Shape: in the order of the text, but that the word for a currency sign follows its number. Words that are written as
    one share their characters.

    >>> [plain.word for plain in plain_words("They can’t pay $1.5 million")]
    ['they', 'can', 'not', 'pay', '1500000', 'dollars']
    >>> [plain.word for plain in plain_words("twenty-five per cent")] == [plain.word for plain in plain_words("25%")]
    True
    """
    found: list[PlainWord] = []
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        if (word := match[0]).isalpha():
            found.append(PlainWord(plain_word(word), *match.span()))
        else:
            found.extend(_parts(match))
    if any(word in _number_heads() or word[:1].isdigit() for word, _, _ in found):
        found = list(_reckon(found))
    return found if _phrase_heads().isdisjoint(word for word, _, _ in found) else list(_write_out(found))


def _parts(match: re.Match[str]) -> Iterator[PlainWord]:
    """Yield the words of one written word: several where it is contracted, or begins with a number."""
    start, end = match.span()
    if sign := match["sign"]:
        lists = load_words("spellings")
        yield PlainWord(lists["signs"].get(sign) or lists["currencies"][sign[-1]], start, end)
    elif match["number"]:
        yield PlainWord(plain_word(match["number"]), start, match.end("number"))
        if match["ending"]:
            yield PlainWord(plain_word(match["ending"]), match.start("ending"), end)
    elif cut := CONTRACTED.fullmatch(match[0]):
        yield from _uncontracted(cut, start)
    else:
        parts = list(PART.finditer(match.string, start, end))
        is_counted = parts[0][0].lower() in _counted() or AFTER_NUMBER.search(match.string, max(0, start - 2), start)
        for part in parts if is_counted else [match]:
            yield PlainWord(plain_word(part[0]), *part.span())


def _uncontracted(cut: re.Match[str], start: int) -> Iterator[PlainWord]:
    """Yield the two words of a contracted one that begins at a place."""
    lists = load_words("spellings")["contracted"]
    word, ending = cut["word"], cut["cut"].lower()
    middle = start + cut.end("word")
    verb = lists["verbs"].get(word.lower()) if ending[0] == "n" else None
    yield PlainWord(verb or plain_word(word), start, middle)
    yield PlainWord(lists["endings"][ending.lstrip("n")[1:]], middle, start + cut.end())


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(short.split()): tuple(long.split()) for short, long in load_words("spellings")["phrases"].items()}


@cache
def _phrase_heads() -> frozenset[str]:
    return frozenset(short[0] for short in _phrases())


def _write_out(words: Sequence[PlainWord]) -> Iterator[PlainWord]:
    """Yield words with the listed phrases in the place of the ways in which they are cut short."""
    place = 0
    while place < len(words):
        length, long = _phrase_at(words, place)
        if long is None:
            yield words[place]
        else:
            last = words[place + length - 1]
            yield from (PlainWord(word, words[place].start, last.end) for word in long)
        place += length


def _phrase_at(words: Sequence[PlainWord], place: int) -> tuple[int, tuple[str, ...] | None]:
    """Return how many words at a place are written as other words, and these."""
    if words[place].word in _phrase_heads():
        for length in range(LONGEST_PHRASE, 0, -1):
            long = _phrases().get(tuple(word.word for word in words[place : place + length]))
            if long is not None:
                return min(length, len(words) - place), long
    return 1, None


# --- numbers


class Sum(NamedTuple):
    """A number as far as it is read: what is done, and the part that a following word may scale; None before it."""

    total: float = 0.0
    part: float | None = None

    @property
    def value(self) -> float:
        """Return the number that has been read."""
        return self.total + (self.part or 0.0)


class Number(NamedTuple):
    """A number in digits, and the place of the word after it."""

    word: str
    after: int


@cache
def _counted() -> dict[str, float]:
    """Return the value of each number word below a hundred."""
    ones = load_words("figures")["ones"]
    return _count(ones["words"], ones["tens"])


@cache
def _placed() -> dict[str, float]:
    """Return the value of each word for a place in a row, below a hundred."""
    lists = load_words("spellings")
    return _count(lists["ordinals"], lists["ordinal_tens"])


def _count(ones: str, tens: str) -> dict[str, float]:
    values = {word: float(value) for value, word in enumerate(ones.split())}
    return values | {word: 10.0 * value for value, word in enumerate(tens.split(), 2)}


@cache
def _scales() -> dict[str, float]:
    figures = load_words("figures")
    return {word: float(value) for word, value in (figures["suffixes"] | figures["magnitudes"]).items()}


@cache
def _number_heads() -> frozenset[str]:
    return frozenset([*_counted(), *_placed(), "a"])


def _reckon(words: Sequence[PlainWord]) -> Iterator[PlainWord]:
    """Yield words with each number as one word in digits, before its currency."""
    currencies = load_words("spellings")["currencies"].values()
    place, currency = 0, None
    while place < len(words):
        word = words[place].word
        number = _number_at(words, place) if word in _number_heads() or word[:1].isdigit() else None
        if number is not None:
            yield PlainWord(number.word, words[place].start, words[number.after - 1].end)
        if currency:
            yield currency
        currency = None
        if number is None and word in currencies:
            currency = words[place]
        elif number is None:
            yield words[place]
        place = number.after if number else place + 1
    if currency:
        yield currency


def _number_at(words: Sequence[PlainWord], place: int) -> Number | None:
    """Return the number that begins at a place, None where there is none."""
    read, after = Sum(), place
    if words[place].word == "a" and place + 1 < len(words) and words[place + 1].word in _scales():
        read, after = Sum(part=1.0), place + 1
    while after < len(words):
        word = words[after].word
        if ordinal := _place_in_row(read, word):
            return Number(ordinal, after + 1)
        is_joined = word == "and" and after > place and words[after - 1].word in _scales() and after + 1 < len(words)
        more = _add(read, words[after + is_joined].word)
        if more is None:
            break
        read, after = more, after + is_joined + 1
    return Number(_digits(read.value), after) if after > place else None


def _place_in_row(read: Sum, word: str) -> str | None:
    """Return "5th" for the fifth, where a word ends a number so."""
    if word in PLACE_ENDINGS:
        return None if read.part is None else f"{_digits(read.value)}th"
    value = _placed().get(word)
    return f"{_digits(read.value + value)}th" if value is not None and _adds(read, value) else None


def _add(read: Sum, word: str) -> Sum | None:
    """Return a number with one more word, None where the word is no part of it."""
    scale = _scales().get(word)
    if scale is not None:
        if read.part is None:
            return None
        return Sum(read.total, read.part * scale) if scale < 1000 else Sum(read.total + read.part * scale)
    value = _counted().get(word)
    if value is not None:
        return Sum(read.total, (read.part or 0.0) + value) if _adds(read, value) else None
    return Sum(part=float(word)) if read == Sum() and DIGITS.fullmatch(word) else None


def _adds(read: Sum, value: float) -> bool:
    """Tell whether a value below a hundred may follow: "twenty" and "five", "two hundred" and "thirty"."""
    if read.part is None:
        return True
    tens = read.part % 100
    return (read.part >= 100 and tens == 0) or (value < 10 and tens >= 20 and tens % 10 == 0)


def _digits(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0")
