"""What a pattern is given and what it gives back, in indices of words."""

from __future__ import annotations

from typing import NamedTuple

from sitrep.ground.lexicon import load_words
from sitrep.ground.model import Span
from sitrep.reading.claims.cues import Cue
from sitrep.reading.words import Words

Stretch = tuple[int, int]  # a stretch of words [first, end)


class Found(NamedTuple):
    """An attribution in words: the content's stretches, the source's and the cue's."""

    content: tuple[Stretch, ...]
    source: Stretch | None
    cue: Stretch
    cue_class: str


class Scope(NamedTuple):
    """Where a pattern looks: a cue with its verb group, in its sentence or the quotation that it stands in."""

    words: Words
    start: int
    end: int
    group: int
    verb: int
    cue: Cue

    @property
    def after(self) -> int:
        """Return the first word after the cue."""
        return self.verb + 1

    @property
    def is_participle(self) -> bool:
        """Tell whether the verb is a bare -ing form: `..., saying that`."""
        return self.words.tags[self.verb] == "g" and not self.has("b")

    @property
    def is_infinitive(self) -> bool:
        """Tell whether the verb follows "to"."""
        return self.group > self.start and self.words.tags[self.group - 1] == "t"

    @property
    def is_passive(self) -> bool:
        """Tell whether the verb is a participle after a form of "be"."""
        return self.words.tags[self.verb] in "eu" and self.has("b")

    def has(self, tag: str) -> bool:
        """Tell whether the verb group has a word of a tag before the verb."""
        return tag in self.words.tags[self.group : self.verb]

    def class_with(self, frame: str) -> str:
        """Return the cue's first class that takes a frame."""
        classes = load_words("cues")["class"]
        return next((name for name in self.cue.classes if frame in classes[name]["frames"]), self.cue.classes[0])


def bounds(words: Words, sentence: Span, index: int) -> Stretch:
    """Return what a cue can reach: its sentence, cut at the quotation, brackets or dashes that the cue stands in."""
    quotation = words.quotation_of[index]
    if quotation >= 0:
        inside = words.quotations[quotation]
        return max(sentence.start, inside.start + 1), min(sentence.end, inside.end)
    for opening, closing in ("()", "--"):
        left = words.tags.rfind(opening, sentence.start, index)
        right = words.tags.find(closing, index, sentence.end)
        if left >= 0 and right >= 0 and words.tags.find(closing, left + 1, index) < 0:
            return left + 1, right
    return sentence.start, sentence.end
