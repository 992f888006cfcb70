"""Words with coarse tags: enough grammar to see phrases and clauses, at a million words in a few seconds.

A tag is one letter, so that the tags of a report are one string and a phrase is a regular expression over it:

    d determiner   s possessive   p pronoun     n noun           N name        q number
    j adjective    r adverb       D day, month  y clitic 's      x negation
    m modal        b form of be   h of have     f of do          z base form   v finite verb
    e past or participle          u participle  g -ing form      t to          T that
    i preposition  l of, in, for and the like, which link nouns
    c coordinator  k subordinator                w wh-word
    , : ; ( ) -    themselves     . sentence end
    o opening quotation mark      a closing one  * anything else
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Sentence, Span

TOKEN = re.compile(
    r"""[A-Za-z]{2,}+(?=[ ,])                      # most words, first because it is quick
    | (?:[^\W\d_]\.){2,}                         # U.K.
    | (?:(?i:Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Sens|Rep|Reps|Gov|Govs)|St|Mt|Jr|Sr
      |Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Inc|Corp|Co|Ltd)\.(?=[\s,])
    | [A-Z]\.(?=\s[A-Z])                          # J. Smith
    | ['’‘](?:s|S|re|ve|ll|d|m)\b                 # clitics
    | [^\W\d_]+n['’]t\b
    | \d+(?:[.,]\d+)+(?:-[^\W_]+)*               # 34,000 and 7.8-magnitude
    | [^\W_](?:\w|[-‐‑](?=\w)|['’](?=[A-Z]))*     # words, hyphenated ones, O'Brien
    | `` | (?<=[\w.,!?])'(?='') | '' | \.{2,} | --+ | \S""",
    re.X,
)
CLOSED_ORDER = "djrilqkcwmbhfxsptTyD"
MARKS = {
    "&": "-",
    ",": ",",
    ":": ":",
    ";": ";",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "-": "-",
    "–": "-",
    "—": "-",
    "--": "-",
    "―": "-",
}
QUOTES = {'"', "“", "”", "``", "''", "„", "«", "»"}
NOUN_AFTER = "dsjyq"
STRAIGHT = str.maketrans("’‘", "''")
VERB_SEAT = re.compile("[mtpw][xr]?[nj]")
LONE_POSSESSIVE = re.compile("s(?![nNjqgeurd])")
LONGEST_SENTENCE = 300  # words: a longer one is a list or no prose, and is read in pieces
SUBJECTS = {"he", "she", "it", "who", "which", "that"}
UNSETTLED = frozenset("zveguTy")
PLAIN_SUFFIXES = (("ly", "r"), ("ing", "g"), ("ed", "e"))


@cache
def _closed() -> dict[str, str]:
    classes = load_words("words")["class"]
    return {word: tag for tag in CLOSED_ORDER for word in classes[tag].split()}


@cache
def _plural_nouns() -> frozenset[str]:
    return frozenset(load_words("words")["verbs"]["plural_nouns"].split())


@cache
def _also_nouns() -> frozenset[str]:
    return frozenset(load_words("words")["verbs"]["also_nouns"].split())


@cache
def _quantifiers() -> frozenset[str]:
    return frozenset(load_words("words")["verbs"]["quantifiers"].split())


@cache
def _before_to() -> frozenset[str]:
    return frozenset(load_words("words")["verbs"]["before_to"].split())


@cache
def _verbs() -> dict[str, str]:
    """Return the tag of each form of every verb that the lists name."""
    words = load_words("words")
    bases = set(words["verbs"]["common"].split()) | set(words["irregular"])
    for group in load_words("cues")["class"].values():
        bases.update(group["verbs"].split() if "verbs" in group else group["prepositions"])
    tags: dict[str, str] = {}
    for base in sorted(bases):
        for form, tag in inflect(base).items():
            tags[form] = tag if tags.get(form, tag) == tag else "e"
    return tags


class _Tags(dict[str, str]):
    """The tag of each word by itself, worked out once."""

    def __missing__(self, word: str) -> str:
        tag = _tag_of(word)
        if len(self) < 200_000:
            self[word] = tag
        return tag


TAGS = _Tags()


def _tag_of(word: str) -> str:
    """Return the tag of a word by itself, in the letters in which it stands."""
    lower = word.lower().translate(STRAIGHT)
    if not (word[0].isalnum() or lower in _closed()):
        return MARKS.get(word) or ("." if word[0] in ".?!…" else "o" if word in QUOTES else "*")
    if word[0].isdigit():
        return "q"
    if lower in _closed():
        is_name = word.isupper() and (
            _closed()[lower] == "D" or (len(word) > 1 and lower in ("us", "it", "who", "may"))
        )
        return "N" if is_name else _closed()[lower]
    if _closed().get(lower.partition("-")[0]) == "q":
        return "q"
    if word[0].isupper() and lower not in _verbs():
        return "N"
    if lower in _verbs():
        return _verbs()[lower]
    for suffix, tag in PLAIN_SUFFIXES:
        if lower.endswith(suffix) and len(lower) > len(suffix) + 2:
            return tag
    if lower.endswith(tuple(load_words("words")["adjective_endings"]["endings"])):
        return "j"
    return "n"


def _settle_that(previous: str, following: str) -> str:
    """Tell the relative "that" and the pointing one from the one that opens a clause."""
    if previous in "nN" and following in "vbhme":
        return "w"
    return "d" if previous in "il." and following in "nj" else "T"


def _settle_by_seat(tags: str, lower: list[str]) -> str:
    """Turn words of no list into verbs where only a verb can stand (`he operates`), and a lone "her" into a pronoun."""
    letters = list(tags)
    for match in VERB_SEAT.finditer(tags):
        index = match.end() - 1
        seat, word = match.group()[0], lower[index]
        if seat == "t" and lower[match.start() - 1] in _before_to():
            continue
        if tags[index] == "j" and (seat in "mt" or word not in _verbs()):
            continue
        if seat == "w" and tags[index + 1 : index + 2] in tuple("vebhm"):
            continue  # `which critics said`
        if seat in "mt":
            letters[index] = "z" if seat == "m" or not word.endswith("s") else "n"
        elif lower[match.start()] in SUBJECTS and word.isalpha():
            is_verb = word in _verbs() or (
                tags[index] == "n" and word.endswith(("s", "ied")) and not word.endswith("ss")
            )
            letters[index] = "v" if is_verb else tags[index]
    for match in LONE_POSSESSIVE.finditer(tags):
        if lower[match.start()] == "her":
            letters[match.start()] = "p"
    return "".join(letters)


def _settle_in_phrase(tag: str, previous: str, following: str) -> str:
    """Return the tag of a verb's form after a determiner, adjective or number: `a ruling party`, `a strong showing`."""
    if tag == "g":
        return "n" if following in ".,;ilvbhm" else "j" if previous == "d" and following in "nN" else "g"
    return "j" if tag in "eu" else "n"


def _settle_third_person(lower: str, previous: str, following: str) -> str:
    """Tell `she attacks` from `the attacks`."""
    follows_verb = following in "vbhmew" or (following in "zf" and lower in _plural_nouns())
    if previous == "." and follows_verb:
        return "n"
    if lower not in _plural_nouns() and lower[:-1] not in _also_nouns():
        return "v"
    if previous in "eu" and following in "tilo.,":
        return "n"  # `rejected calls to resign`
    return "n" if previous in "iljgt" or (previous in "nNveTkc,." and follows_verb) else "v"


class Words:
    """The words of a report outside its noise.

    `starts`, `ends`, `forms`, `lower`, `paragraph_of`, `quotation_of` and `tags` run in parallel, one item a word.
    `sentences` holds the words of each sentence as
    index spans, `quotations` the words between each pair of quotation marks, marks included.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.forms: list[str] = []
        self.sentences: list[Span] = []
        self.paragraph_of: list[int] = []
        paragraph, previous = 0, 0
        for sentence in sentences:
            first = len(self.starts)
            forms = TOKEN.findall(text, sentence.start, sentence.end)
            self._place(forms, sentence.start)
            paragraph += "\n" in text[previous : sentence.start]
            self.paragraph_of += [paragraph] * len(forms)
            previous = sentence.end
            for start in range(first, len(self.starts), LONGEST_SENTENCE):
                self.sentences.append(Span(start, min(start + LONGEST_SENTENCE, len(self.starts))))
        self.lower = [form.lower() for form in self.forms]
        tags = [TAGS[form] for form in self.forms]
        self.quotations = self._pair_quotations(tags)
        self._settle(tags)
        self.tags = _settle_by_seat("".join(tags), self.lower)
        self.reversed_tags = self.tags[::-1]
        self.quotation_of = self._locate_quotations()

    def _place(self, forms: list[str], position: int) -> None:
        """Append the words of a sentence with their positions, found again in the text from left to right."""
        find, starts, ends = self.text.find, self.starts, self.ends
        for form in forms:
            position = find(form, position)
            starts.append(position)
            position += len(form)
            ends.append(position)
        self.forms += forms

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, end: int) -> Span:
        """Return the text span of the words `[first, end)`."""
        return Span(self.starts[first], self.ends[end - 1])

    def sentence_at(self, index: int) -> Span:
        """Return the sentence, as words, that a word stands in."""
        return self.sentences[bisect_right(self.sentences, index, key=lambda sentence: sentence.start) - 1]

    def at(self, position: int) -> int:
        """Return the index of the word that holds a text position or is the next after it."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 and position < self.ends[index] else bisect_left(self.starts, position)

    def _pair_quotations(self, tags: list[str]) -> list[Span]:
        """Find the quotations, mark their ends in the tags, and mend a missing mark at a paragraph's edge.

        A quotation that runs on over paragraphs is one span a paragraph.
        """
        found: list[Span] = []
        opened: int | None = None
        for index in [index for index, tag in enumerate(tags) if tag == "o"]:
            if opened is not None and self.paragraph_of[index] != self.paragraph_of[opened]:
                found.append(Span(opened, self._paragraph_end(opened)))
                opened = None
            opens = self._opens(index, opened)
            tags[index] = "o" if opens else "a"
            if opens and opened is None:
                opened = index
            elif not opens:
                first = opened if opened is not None else self._paragraph_start(index, found)
                if first is not None:
                    found.append(Span(first, index + 1))
                opened = None
        if opened is not None:
            found.append(Span(opened, self._paragraph_end(opened)))
        return found

    def _opens(self, index: int, opened: int | None) -> bool:
        mark = self.forms[index]
        if mark in ("“", "``", "„", "«"):
            return True
        if mark in ("”", "»"):
            return opened is None and self._hugs_next(index)
        return opened is None

    def _hugs_next(self, index: int) -> bool:
        """Tell whether a mark stands right before a word and apart from the one before: a wrong mark that opens."""
        start, end = self.starts[index], self.ends[index]
        return self.text[start - 1 : start].isspace() and self.text[end : end + 1].isalnum()

    def _paragraph_end(self, index: int) -> int:
        number = self.paragraph_of[index]
        return bisect_right(self.paragraph_of, number, lo=index)

    def _paragraph_start(self, index: int, found: list[Span]) -> int | None:
        """Return where a quotation must begin whose opening mark is missing: the paragraph's first word."""
        first = bisect_left(self.paragraph_of, self.paragraph_of[index], hi=index)
        if found and found[-1].end > first:
            return None
        return first

    def _locate_quotations(self) -> list[int]:
        where = [-1] * len(self.starts)
        for number, quotation in enumerate(self.quotations):
            for index in range(quotation.start, quotation.end):
                where[index] = number
        return where

    def _settle(self, tags: list[str]) -> None:
        """Decide by the neighbours what a word by itself leaves open."""
        for sentence in self.sentences:
            start, end = sentence.start, sentence.end
            if UNSETTLED.isdisjoint(tags[start:end]):
                continue
            titled = self._is_title(sentence)
            for index in range(start, end):
                tag = tags[index]
                if tag not in UNSETTLED:
                    continue
                before = index - 1
                while before >= start and tags[before] in "oa":
                    before -= 1
                previous = tags[before] if before >= start else "."
                following = tags[index + 1] if index + 1 < end else "."
                if tag == "T":
                    tags[index] = _settle_that(previous, following)
                elif tag == "y":
                    if previous == "p" and self.lower[before] not in ("one", "others", "everyone"):
                        tags[index] = "b"
                else:
                    stays_name = self.forms[index][0].isupper() and index > start and not titled and before == index - 1
                    tags[index] = "N" if stays_name else self._settle_verb(index, tag, previous, following)

    def _is_title(self, sentence: Span) -> bool:
        """Tell whether a line is a headline in title case."""
        long = [form for form in self.forms[sentence.start : sentence.end] if len(form) > 3 and form.isalpha()]
        return len(long) >= 4 and sum(form[0].isupper() for form in long) >= 0.8 * len(long)

    def _settle_verb(self, index: int, tag: str, previous: str, following: str) -> str:
        lower = self.lower[index]
        if lower == "think" and self.lower[index + 1 : index + 2] in (["tank"], ["tanks"]):
            return "n"
        if tag == "z" and previous in "dq" and lower not in _also_nouns():
            return "z"
        if previous == "q" and ((tag in "eu" and following in "dspT") or (tag == "e" and following not in "nNjq")):
            return tag
        if previous in "jq" and tag == "e" and not lower.endswith("ed"):
            return tag
        if previous == "d" and self.lower[index - 1] in _quantifiers() and following not in "nNj" and tag in "ve":
            return tag  # `some said`, but `some damaged houses`
        if previous in NOUN_AFTER:
            return _settle_in_phrase(tag, previous, following)
        if tag == "z":
            return self._settle_base(index, previous, following)
        if tag == "v" and lower.endswith("s"):
            return _settle_third_person(lower, previous, following)
        return tag

    def _settle_base(self, index: int, previous: str, following: str) -> str:
        """Tell a verb's base form from the noun that is written like it: `they report`, `the report`."""
        lower = self.lower[index]
        if lower == "close" and following == "t" and previous in "nN":
            return "j"
        if previous in "tmfx" or previous in "pw" or (previous in "nNcr" and self._plural_before(index, previous)):
            return "z"
        return "n" if lower in _also_nouns() or previous in "nNil" else "z"

    def _plural_before(self, index: int, previous: str) -> bool:
        """Tell whether a base form can be the verb of what stands before it."""
        if previous == "r":
            return self.lower[index - 2 : index - 1] != ["to"] and index > 1 and self._plural_before(index - 1, "n")
        before = self.lower[index - 1]
        if before.endswith("s") and not before.endswith("ss"):
            return True
        return before in ("people", "police", "who", "we", "they") or "and" in self.lower[max(0, index - 7) : index - 1]
