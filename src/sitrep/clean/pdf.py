"""The text layer of a PDF file as paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

MOST_PAGES = 500
FULL = 0.7  # of the usual length of a line: a shorter one ends its paragraph
PARTED = re.compile(r"[\ufffe\x02]")  # stands for the hyphen of a word that PDFium has put together over a line's end
HYPHEN = re.compile(r"(?<=\w)\u00ad$")
BULLET = re.compile(r"[•▪●◦‣–—*-]\s|\(?\d{1,2}[.)]\s")
NUMBER = re.compile(r"\d+")
ENDS = tuple('.!?:;"”’)')


def read_pdf(content: bytes) -> str:
    """Return the text of a PDF file, a paragraph a line with a blank line between two; empty where it has none.

    Lines that stand at the head or foot of most pages are left out.

    Errors: ValueError where it is broken or locked.
    """
    pages = [[line for line in page.splitlines() if line.strip()] for page in _pages(content)]
    repeated = _repeated(pages)
    paragraphs: list[str] = []
    for lines in pages:
        story = [line.strip() for line in lines if _shape(line) not in repeated]
        for number, paragraph in enumerate(_paragraphs(story)):
            if number == 0 and paragraphs and _goes_on(paragraphs[-1], paragraph):
                paragraphs[-1] = _joined(paragraphs[-1], paragraph)
            else:
                paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _pages(content: bytes) -> Iterator[str]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise ValueError(str(error)) from None
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            text = page.get_textpage()
            yield _put_together(text.get_text_bounded().replace("\x00", ""))
            text.close()
            page.close()
    except PdfiumError as error:
        raise ValueError(str(error)) from None
    finally:
        document.close()


def _put_together(text: str) -> str:
    """Return a text whose words are whole; a hyphen stays where what follows begins with no small letter."""

    def hyphen(found: re.Match[str]) -> str:
        return "" if text[found.end() : found.end() + 1].islower() else "-"

    return PARTED.sub(hyphen, text)


def _shape(line: str) -> str:
    """Return a line without its numbers, so that the foot of one page is that of the next."""
    return NUMBER.sub("#", line.strip())


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the lines that stand at the head or foot of most pages, where there are three or more."""
    if len(pages) < 3:
        return set()
    counts = Counter(shape for lines in pages for shape in {_shape(line) for line in (*lines[:2], *lines[-2:])})
    return {shape for shape, count in counts.items() if count > len(pages) / 2}


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of a page: a line as long as most goes on in the next, if that begins no point of a list."""
    usual = sorted(map(len, lines))[int(0.9 * len(lines))] if lines else 0
    paragraph = ""
    for number, line in enumerate(lines):
        paragraph = _joined(paragraph, line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not following or len(line) < FULL * usual or BULLET.match(following):
            yield paragraph
            paragraph = ""


def _joined(before: str, line: str) -> str:
    """Return two lines as one; a word that was parted at the end of the first is whole again."""
    if HYPHEN.search(before):
        return before[:-1] + line
    if before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}" if before else line


def _goes_on(paragraph: str, following: str) -> bool:
    """Tell whether a paragraph goes on over the end of its page."""
    return not paragraph.endswith(ENDS) and following[:1].islower()
