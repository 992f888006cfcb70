"""What a speaker does with a claim: asserts, predicts, promises, denies, asks, demands; and whether it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from sitrep.ground.lexicon import forms_of, inflect, load_words
from sitrep.ground.model import Attribution, ClaimKind, Quoted, Span
from sitrep.reading.phrases import FINITE, NOUN_PHRASE
from sitrep.reading.words import Words

KIND_WORDS = frozenset(load_words("cues")["kinds"]["words"].split())
WOULD = frozenset(["would", "could", "might", "will"])
AHEAD = frozenset(["will", "would", "'ll", "’ll", "won't", "won’t", "wouldn't", "wouldn’t"])
AHEAD_BEFORE_TO = frozenset(["going", "expected", "about", "likely", "set"])
OWNERS = frozenset(["the", "a", "his", "her", "their"])  # before the noun "will"
OWN_DEED = re.compile(r"^(?:he|she|they|we|I)(?:\s+would\b|[’']d\b|\s+will\b|[’']ll\b)", re.IGNORECASE)
ITS_DEED = re.compile(r"^it(?:\s+would\b|\s+will\b)", re.IGNORECASE)
NOTHING = frozenset(["no", "nobody", "none", "nothing", "never", "neither", "nor"])
ACCUSED = re.compile(NOUN_PHRASE)
ANNOUNCING = re.compile(r"\b(?:announc|declar|vow|pledg|promis)", re.IGNORECASE)


@cache
def _class_kind(name: str) -> ClaimKind | None:
    kind = load_words("cues")["class"].get(name, {}).get("kind")
    return ClaimKind(kind) if kind else None


@cache
def _verb_kinds() -> dict[str, ClaimKind]:
    table = load_words("cues")["kinds"]["cues"]
    return {form: ClaimKind(kind) for kind, verbs in table.items() for verb in verbs.split() for form in inflect(verb)}


@cache
def _noun_kinds() -> dict[str, ClaimKind]:
    table = load_words("cues")["kinds"]["nouns"]
    return {noun + end: ClaimKind(kind) for kind, nouns in table.items() for noun in nouns.split() for end in ("", "s")}


def _is_withheld(words: Words, attribution: Attribution) -> bool:
    """Tell whether somebody would not say something: `did not confirm that S`, `declined to say whether S`."""
    first, end = words.at(attribution.cue[0].start), words.at(attribution.cue[0].end - 1) + 1
    if words.lower[end - 1] in _refusals() and words.lower[end : end + 1] == ["to"]:
        return words.lower[end + 1 : end + 2] != [] and words.lower[end + 1] in _silence()
    if attribution.cue_class not in ("say", "tell", "find", "voice", "about"):
        return False
    return any(_is_negation(words, index) or words.lower[index] in _refusals() for index in range(first, end - 1))


@cache
def _refusals() -> frozenset[str]:
    return forms_of(load_words("cues")["kinds"]["refusals"])


@cache
def _silence() -> frozenset[str]:
    return frozenset(load_words("cues")["kinds"]["silence"].split())


def _is_negation(words: Words, index: int) -> bool:
    return words.tags[index] == "x" or words.lower[index].endswith(("n't", "n’t")) or words.lower[index] == "cannot"


def is_negated(words: Words, content: tuple[Span, ...]) -> bool:
    """Tell whether a content's own clause is in the negative: `no bridge stands`, `Russia has not yet had success`."""
    first, end = words.at(content[0].start), words.at(content[0].end - 1) + 1
    verb = next((index for index in range(first, end) if words.tags[index] in "vbhmf"), None)
    if verb is None:
        return any(_is_negation(words, index) or words.lower[index] in NOTHING for index in range(first, end))
    subject = any(words.lower[index] in NOTHING for index in range(first, verb))
    close = next((index for index in range(verb, end) if words.tags[index] in ",ckwT;"), end)
    return subject or any(_is_negation(words, index) or words.lower[index] in NOTHING for index in range(verb, close))


def is_whole(words: Words, content: Span) -> bool:
    """Tell whether a content is a statement by itself: a clause, or quoted words, not `to leave at once`."""
    first, end = words.at(content.start), words.at(content.end - 1) + 1
    if (words.tags[first] == "o" and words.quotation_of[end - 1] >= 0) or words.tags[first - 1 : first] == "T":
        return True
    main = re.split("[wkT]", words.tags[first + 1 : end], maxsplit=1)[0]
    return words.tags[first] not in "tw" and not set(FINITE).isdisjoint(words.tags[first] + main)


def find_accused(words: Words, attribution: Attribution, kind: ClaimKind) -> Span | None:
    """Find who is accused: `X accused Y of S`; None in other claims and where nobody is named."""
    if kind is not ClaimKind.ACCUSATION:
        return None
    first, end = words.at(attribution.content[0].start), words.at(attribution.content[0].end - 1) + 1
    match = ACCUSED.match(words.tags, first, end)
    return words.span(*match.span()) if match else None


def find_quotations(words: Words, content: tuple[Span, ...]) -> Iterator[Span]:
    """Find what of a content stands in quotation marks, marks included, in text order."""
    for span in content:
        first, end = words.at(span.start), words.at(span.end - 1) + 1
        for number, group in groupby(range(first, end), key=lambda index: words.quotation_of[index]):
            inside = list(group)
            if number >= 0:
                yield words.span(inside[0], inside[-1] + 1)


def _verb_kind(words: Words, attribution: Attribution) -> ClaimKind | None:
    """Return the kind that the cue's verb by itself decides; a claimed deed is asserted, not intended."""
    cue = attribution.cue[0]
    verb = words.lower[words.at(cue.end - 1)]
    if attribution.cue_class == "noun":
        return _noun_kinds().get(verb)
    if attribution.cue_class == "think" and any(_is_negation(words, words.at(c)) for c in _word_starts(words, cue)):
        return ClaimKind.DENIAL
    kind = _verb_kinds().get(verb)
    return kind if kind is not ClaimKind.ASSERTION or attribution.cue_class == "intend" else None


def _word_starts(words: Words, span: Span) -> list[int]:
    return words.starts[words.at(span.start) : words.at(span.end - 1) + 1]


def find_kind(words: Words, attribution: Attribution) -> ClaimKind:
    """Return what kind of claim an attribution makes, by its cue first and its content then."""
    if _is_withheld(words, attribution):
        return ClaimKind.WITHHELD
    by_cue = _verb_kind(words, attribution) or _class_kind(attribution.cue_class)
    if by_cue:
        return by_cue
    cue = words.text[attribution.cue[0].start : attribution.cue[0].end]
    opening = words.text[attribution.content[0].start : attribution.content[0].start + 40].lstrip("\"“‘'")
    kind = find_content_kind(words, attribution.content)
    if kind in (ClaimKind.PREDICTION, ClaimKind.DEMAND, ClaimKind.ASSERTION) and (
        OWN_DEED.match(opening) or (ITS_DEED.match(opening) and ANNOUNCING.search(cue))
    ):
        return ClaimKind.INTENTION
    return kind


def find_content_kind(words: Words, content: tuple[Span, ...]) -> ClaimKind:
    """Return the kind that a content has by its own words, whoever says it."""
    stretches = [(words.at(span.start), words.at(span.end)) for span in content]
    telling = {word for start, end in stretches for word in words.lower[start:end]} & KIND_WORDS
    if not telling:
        return ClaimKind.ASSERTION
    if "if" in telling and telling & WOULD:
        return ClaimKind.CONDITIONAL
    if any(_looks_ahead(words, index) for start, end in stretches for index in range(start, end)):
        return ClaimKind.PREDICTION
    if any(_demands(words, index) for start, end in stretches for index in range(start, end)):
        return ClaimKind.DEMAND
    return ClaimKind.ASSERTION


def _looks_ahead(words: Words, index: int) -> bool:
    """Tell whether a word speaks of what is to come; "would have" looks back."""
    lower, following = words.lower[index], words.lower[index + 1 : index + 2]
    if lower in AHEAD:
        return following != ["have"] and words.lower[index - 1 : index] != [] and words.lower[index - 1] not in OWNERS
    if lower in AHEAD_BEFORE_TO:
        return following == ["to"]
    return (lower == "might" and following != ["have"]) or (lower == "could" and following == ["soon"])


def _demands(words: Words, index: int) -> bool:
    lower, following = words.lower[index], words.lower[index + 1 : index + 2]
    if lower == "must":
        return following not in (["have"], ["be"])
    return lower in ("has", "have") and following == ["to"]


def find_quoted(words: Words, content: tuple[Span, ...]) -> Quoted:
    """Tell how much of a claim's content stands inside quotation marks."""
    inside = outside = 0
    for span in content:
        first, end = words.at(span.start), words.at(span.end - 1) + 1
        marked = sum(quotation >= 0 for quotation in words.quotation_of[first:end])
        inside, outside = inside + marked, outside + end - first - marked
    if inside == 0:
        return "no"
    return "yes" if outside <= 0.1 * inside else "partly"
