"""What a speaker does with a claim: asserts, predicts, promises, denies, asks, demands; and whether it is quoted."""

from __future__ import annotations

import re
from functools import cache

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Attribution, ClaimKind, Quoted, Span
from sitrep.reading.words import Words

KIND_WORDS = frozenset(load_words("cues")["kinds"]["words"].split())
WOULD = frozenset(["would", "could", "might", "will"])
AHEAD = frozenset(["will", "would", "'ll", "’ll", "won't", "won’t", "wouldn't", "wouldn’t"])
AHEAD_BEFORE_TO = frozenset(["going", "expected", "about", "likely", "set"])
OWNERS = frozenset(["the", "a", "his", "her", "their"])  # before the noun "will"
OWN_DEED = re.compile(r"^(?:he|she|they|we|I)(?:\s+would\b|[’']d\b|\s+will\b|[’']ll\b)", re.IGNORECASE)
ITS_DEED = re.compile(r"^it(?:\s+would\b|\s+will\b)", re.IGNORECASE)
ANNOUNCING = re.compile(r"\b(?:announc|declar|vow|pledg|promis)", re.IGNORECASE)


@cache
def _class_kind(name: str) -> ClaimKind | None:
    kind = load_words("cues")["class"].get(name, {}).get("kind")
    return ClaimKind(kind) if kind else None


@cache
def _verb_kinds() -> dict[str, ClaimKind]:
    table = load_words("cues")["kinds"]["cues"]
    return {form: ClaimKind(kind) for kind, verbs in table.items() for verb in verbs.split() for form in inflect(verb)}


def _verb_kind(words: Words, attribution: Attribution) -> ClaimKind | None:
    """Return the kind that the cue's verb by itself decides; a claimed deed is asserted, not intended."""
    cue = attribution.cue[0]
    verb = words.lower[words.at(cue.end - 1)]
    kind = _verb_kinds().get(verb)
    return kind if kind is not ClaimKind.ASSERTION or attribution.cue_class == "intend" else None


def find_kind(words: Words, attribution: Attribution) -> ClaimKind:
    """Return what kind of claim an attribution makes, by its cue first and its content then."""
    by_cue = _verb_kind(words, attribution) or _class_kind(attribution.cue_class)
    if by_cue:
        return by_cue
    stretches = [(words.at(span.start), words.at(span.end)) for span in attribution.content]
    telling = {word for start, end in stretches for word in words.lower[start:end]} & KIND_WORDS
    if not telling:
        return ClaimKind.ASSERTION
    if "if" in telling and telling & WOULD:
        return ClaimKind.CONDITIONAL
    opening = words.text[attribution.content[0].start : attribution.content[0].start + 40].lstrip("\"“‘'")
    cue = words.text[attribution.cue[0].start : attribution.cue[0].end]
    if OWN_DEED.match(opening) or (ITS_DEED.match(opening) and ANNOUNCING.search(cue)):
        return ClaimKind.INTENTION
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
