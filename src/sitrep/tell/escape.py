"""Words of reports made harmless where they are written: what is no link, markup, formula or command stays none."""

from __future__ import annotations

import re
from urllib.parse import quote

WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
NOT_IN_ADDRESSES = re.compile(r"""[\s\x00-\x20\x7f<>"'`\\^{|}]""")
BLANKS = re.compile(r"\s+")
MARKS = re.compile(
    r"""
    [\\`*\[\]<>|~]
    | _(?![^\W_]) | (?<![^\W_])_      # inside a word it marks nothing, as in the name of a file
    | &(?=\#?\w+;)                    # an entity
    | :(?=//) | (?<=\bwww)\.          # an address that some readers make a link of
    """,
    re.VERBOSE | re.IGNORECASE,
)
AT_THE_START = re.compile(r"^( *)(?:(\d{1,9})(?=[.)](?:\s|$))|(?=\#{1,6}(?:\s|$)|[-+](?:[\s-]|$)|=))")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
SHOWN = "\N{REPLACEMENT CHARACTER}"
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def web_address(address: str | None) -> str | None:
    """Return an address of the web as it may stand in a link; None for everything else, such as a script.

    >>> web_address("https://a.example/a b"), web_address("javascript:alert(1)")
    ('https://a.example/a%20b', None)
    """
    if not address or not WEB.match(address):
        return None
    return NOT_IN_ADDRESSES.sub(lambda found: quote(found[0], safe=""), address)


def escape_controls(text: str) -> str:
    r"""Return a text in which no character steers a terminal; lines and tabs stay.

    >>> escape_controls("red \x1b[31m")
    'red �[31m'
    """
    return CONTROLS.sub(SHOWN, text)


def escape_markdown(text: str) -> str:
    r"""Return a text as one line of Markdown that reads as the text does: no link, heading, list, code or HTML.

    Source: CommonMark 0.31, 2.4: a backslash before a mark takes its meaning.

    >>> print(escape_markdown("# [x](javascript:f()) <b>"))
    \# \[x\](javascript:f()) \<b\>
    """
    line = MARKS.sub(r"\\\g<0>", escape_controls(BLANKS.sub(" ", text)))
    return AT_THE_START.sub(lambda found: f"{found[0]}\\", line)


def escape_formula(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula, without characters that steer.

    Source: OWASP, CSV injection.

    >>> escape_formula("=1+1"), escape_formula("1+1")
    ("'=1+1", '1+1')
    """
    cell = f"'{text}" if FORMULA.match(text) else text
    return escape_controls(cell)
