"""What hosts allow robots to ask for.

Source: RFC 9309; rules are read by protego.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import Struct
from protego import Protego

from sitrep.gather.addresses import plain_address
from sitrep.gather.asking import MOST_REDIRECTS, Answer, Asker
from sitrep.ground.errors import Refused, Unanswered, Unfetched

NAME = "Sitrep"
LARGEST = 512 * 1024  # bytes that are read: the rest counts as not written
LONGEST_PAUSE = timedelta(seconds=60)


class Rules(Struct, frozen=True):
    """What an origin allows: by its file, else all or nothing. `because` says why something is not allowed."""

    file: Any = None
    is_closed: bool = False
    because: str = "its robots.txt does not allow it"
    pause: timedelta = timedelta()

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked for."""
        return not self.is_closed and (self.file is None or bool(self.file.can_fetch(url, NAME)))


OPEN = Rules()


def read_rules(content: bytes) -> Rules:
    """Return the rules of a robots.txt.

    >>> rules = read_rules(b"User-agent: *\\nDisallow: /private/\\nCrawl-delay: 5")
    >>> rules.allows("https://example.org/a"), rules.allows("https://example.org/private/a"), rules.pause.seconds
    (True, False, 5)
    """
    file = Protego.parse(content[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff"))
    pause = timedelta(seconds=min(file.crawl_delay(NAME) or 0.0, LONGEST_PAUSE.total_seconds()))
    return Rules(file=file, pause=pause)


async def find_rules(asker: Asker, origin: str) -> Rules:
    """Return the rules of an origin: all is allowed where it has no file, nothing where it cannot be asked for it.

    Errors: Refused, Unanswered as when the origin is asked for anything else.
    """
    try:
        answer = await _fetch(asker, f"{origin}/robots.txt")
    except (Refused, Unanswered):
        raise
    except Unfetched as failed:
        return Rules(is_closed=True, because=f"its robots.txt cannot be read ({failed.because}): nothing is asked")
    if answer is None or (400 <= answer.status < 500 and answer.status != 429):
        return OPEN
    if answer.status >= 400:
        return Rules(is_closed=True, because=f"its host answers {answer.status} for its robots.txt: nothing is asked")
    return read_rules(answer.content)


async def _fetch(asker: Asker, url: str) -> Answer | None:
    """Return the answer for a robots.txt past its redirects, None where there are too many."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = await asker.ask(url)
        if answer.location is None:
            return answer
        url = plain_address(answer.location, url)
    return None
