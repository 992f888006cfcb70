"""What all printed accounts are laid out with: headed sections, bullets, cited words."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sitrep.tell import phrases
from sitrep.tell.cited import Citation

NUMBER_WIDTH = 5  # characters of the number of a citation, with its brackets
LONGEST_WORDS = 400  # characters of cited words in a printed list; JSON, Markdown and HTML have them whole


def lay_section(title: str, parts: list[RenderableType]) -> list[RenderableType]:
    """Return parts under a heading; nothing where there are none."""
    return [Text(), Rule(Text(title, style="bold"), align="left", style="dim"), *parts] if parts else []


def lay_bullet(text: RenderableType) -> RenderableType:
    """Return a text that hangs behind a bullet."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(ratio=1)
    grid.add_row("•", text)
    return Padding(grid, (0, 0, 0, 2))


def lay_citations(
    citations: Iterable[Citation], width: int = NUMBER_WIDTH, longest: int = LONGEST_WORDS
) -> list[RenderableType]:
    """Return the cited words, each behind its number, under their heading."""
    return lay_section("Citations", [_lay_citation(citation, width, longest) for citation in citations])


def _lay_citation(citation: Citation, width: int, longest: int) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", width=width)
    grid.add_column(ratio=1)
    said = Text(
        f"{citation.outlet or 'outlet unknown'}, {phrases.say_published(citation.published)}, {citation.report}: ",
        style="dim",
    )
    words = phrases.shorten(" ".join(citation.words.split()), longest)
    grid.add_row(Text(f"[{citation.number}]", style="dim"), said.append(words, style="default"))
    return grid
