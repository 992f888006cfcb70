"""The words of a report as names of places see them: hyphenated ones in pieces, unless the whole is a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from sitrep.ground.gazetteer import Gazetteer, fold, load_gazetteer
from sitrep.ground.model import Span
from sitrep.reading.places.lists import load_demonyms
from sitrep.reading.words import Words

HYPHENS = "-‐‑–"


class Pieces:
    """Words like `Words`, but `Northbrook-based`, `R-Charleston` and `Arab-Israeli` are three each.

    `starts`, `ends`, `forms`, `lower`, `tags` and `paragraph_of` run in parallel, one item a piece; `capitals` are the
    indexes of those that begin with a capital.
    """

    def __init__(self, words: Words, gazetteer: Gazetteer | None = None) -> None:
        self.text = words.text
        self.gazetteer = gazetteer or load_gazetteer()
        self.starts, self.ends, self.forms = words.starts, words.ends, words.forms
        self.lower, self.tags, self.paragraph_of = words.lower, words.tags, words.paragraph_of
        to_split = _to_split(words, self.gazetteer)
        if to_split:
            self._split(words, to_split)
        self.capitals = [index for index, form in enumerate(self.forms) if form[0].isupper()]

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, end: int) -> Span:
        """Return the text span of the pieces `[first, end)`."""
        return Span(self.starts[first], self.ends[end - 1])

    def _split(self, words: Words, to_split: Sequence[int]) -> None:
        """Copy the words, stretch by stretch, with some of them in parts."""
        starts, ends, forms, paragraphs, tags = list[int](), list[int](), list[str](), list[int](), list[str]()
        done = 0
        for index in [*to_split, len(words)]:
            starts += words.starts[done:index]
            ends += words.ends[done:index]
            forms += words.forms[done:index]
            paragraphs += words.paragraph_of[done:index]
            tags.append(words.tags[done:index])
            done = index + 1
            if index == len(words):
                break
            form, start = words.forms[index], words.starts[index]
            for first, end in _parts(form):
                starts.append(start + first)
                ends.append(start + end)
                forms.append(form[first:end])
                paragraphs.append(words.paragraph_of[index])
                tags.append(_tag(form[first:end]))
        self.starts, self.ends, self.forms, self.paragraph_of = starts, ends, forms, paragraphs
        self.lower = [form.lower() for form in forms]
        self.tags = "".join(tags)


def _to_split(words: Words, gazetteer: Gazetteer) -> list[int]:
    """Return the words that are to be split, in order."""
    return [
        index
        for index, form in enumerate(words.forms)
        if len(form) > 3 and not form.isalpha() and not form.islower() and _is_hyphenated(form, gazetteer)
    ]


@lru_cache(maxsize=20_000)
def _is_hyphenated(form: str, gazetteer: Gazetteer) -> bool:
    if not form[0].isalpha() or not any(mark in form for mark in HYPHENS) or gazetteer.has_name(fold(form)):
        return False
    return _can_be_split(form, gazetteer)


def _can_be_split(form: str, gazetteer: Gazetteer) -> bool:
    """Tell whether each capitalised part is a name by itself: `Arab-Israeli`, `Fargo-Moorhead`, but no `Vest-Agder`."""
    parts = [form[start:end] for start, end in _parts(form)]
    return all(
        not part[0].isupper() or len(part) < 4 or part.lower() in load_demonyms() or gazetteer.has_word(part)
        for part in parts
    )


def _parts(form: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a hyphenated word and its hyphens stand."""
    start = 0
    for index, letter in enumerate(form):
        if letter in HYPHENS:
            if index > start:
                yield start, index
            yield index, index + 1
            start = index + 1
    if start < len(form):
        yield start, len(form)


def _tag(part: str) -> str:
    return "-" if part in HYPHENS else "N" if part[0].isupper() else "q" if part[0].isdigit() else "j"
