"""Draw the head of the sample's brief, as a terminal shows it, into docs/brief.svg."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from sitrep.desk import open_desk
from sitrep.ground.lexicon import DATA
from sitrep.tell.render import show

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "brief.svg"
LINES = 46


def main() -> None:
    """Write the picture."""
    with TemporaryDirectory() as folder, open_desk(Path(folder) / "demo.db") as desk:
        desk.add(str(DATA / "sample"))
        brief = desk.brief(as_of="2023-02-17")
    whole = Console(width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with whole.capture() as captured:
        whole.print(show(brief))
    lines = captured.get().splitlines()[:LINES]
    picture = Console(width=100, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    picture.print(Text.from_ansi("\n".join([*lines, "…"])))
    PICTURE.write_text(picture.export_svg(title="sitrep brief --as-of 2023-02-17"), encoding="utf-8")


if __name__ == "__main__":
    main()
