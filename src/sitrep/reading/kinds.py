"""What a speaker does with a claim: asserts, predicts, promises, denies, asks, demands; and whether it is quoted."""

from __future__ import annotations

import re
from functools import cache

from sitrep.ground.lexicon import inflect, load_words
from sitrep.ground.model import Attribution, ClaimKind, Quoted, Span
from sitrep.reading.words import Words

WOULD = re.compile(r"\b(?:would|could|might|will)\b", re.IGNORECASE)
KIND_WORDS = frozenset(load_words("cues")["kinds"]["words"].split())
IF = re.compile(r"\bif\b", re.IGNORECASE)
OWN_DEED = re.compile(r"^(?:he|she|they|we|I)(?:\s+would\b|[’']d\b|\s+will\b|[’']ll\b)", re.IGNORECASE)
ITS_DEED = re.compile(r"^it(?:\s+would\b|\s+will\b)", re.IGNORECASE)
ANNOUNCING = re.compile(r"\b(?:announc|declar|vow|pledg|promis)", re.IGNORECASE)
DEMAND = re.compile(r"\bmust\b(?! (?:have|be)\b)|\bha(?:s|ve) to\b", re.IGNORECASE)
PREDICTION = re.compile(
    r"(?:(?<!\bthe )(?<!\ba )(?<!\bhis )(?<!\bher )\bwill\b"
    r"|\bmight\b(?! have\b)|[’']ll\b"
    r"|\b(?:would|is going to|are going to|expected to|about to|likely to|set to|could soon)\b)",
    re.IGNORECASE,
)


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
    if not any(_tells_kind(words, span) for span in attribution.content):
        return ClaimKind.ASSERTION
    text = words.text
    content = " ".join(text[span.start : span.end] for span in attribution.content).lstrip("\"“‘'")
    if IF.search(content) and WOULD.search(content):
        return ClaimKind.CONDITIONAL
    cue = text[attribution.cue[0].start : attribution.cue[0].end]
    if OWN_DEED.match(content) or (ITS_DEED.match(content) and ANNOUNCING.search(cue)):
        return ClaimKind.INTENTION
    if PREDICTION.search(content) and not re.search(r"\bwould have\b", content):
        return ClaimKind.PREDICTION
    return ClaimKind.DEMAND if DEMAND.search(content) else ClaimKind.ASSERTION


def _tells_kind(words: Words, span: Span) -> bool:
    """Tell whether a stretch has a word that can make it something else than an assertion."""
    return not KIND_WORDS.isdisjoint(words.lower[words.at(span.start) : words.at(span.end)])


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
