"""Measure how reports are linked: echoes, statements, figures, matters and stories; and hold the pinned floors.

usage: python evals/links.py [--set NAME ...] [--misses] [--judge N] [--update]

Five sets: `earthquake links` is the sample that is shipped with the package; the others are looked for in
`$SITREP_SHARED`, else in `shared` beside the checkout. Each is put on a desk of its own, which is kept in `evals/out/`
and built anew where its reports or the code have changed, and asked by the commands `sitrep echoes`, `statements`,
`matters`, `figures` and `stories`. What each row counts stands in `evals/README.md`.

`--judge N` prints N links of the stream of real reports, of two tellings whose words are less than 80 % the same, and N
departures of the stream, the timelines and the stories, the same ones each time, numbered: there is no gold for these,
so a person must judge them.

Exit status: 1 where a pinned floor is not held, else 0.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from floors import Result, settle
from links_earthquake import SET as EARTHQUAKE
from links_earthquake import measure_earthquake
from links_judged import print_judged
from links_seeds import SET as SEEDS
from links_seeds import measure_seeds
from links_stories import measure_stories
from links_stream import SET as STREAM
from links_stream import measure_stream
from readings import find_shared

STORIES = {"stories ecbplus-01-35": "ecbplus-01-35", "stories basil-2010-15": "basil-2010-15"}
SETS = (EARTHQUAKE, STREAM, SEEDS, *STORIES)


def measure_set(name: str, shared: Path | None, *, misses: bool) -> Result | None:
    """The measures of one set; None where it is an outside one and there is no folder of these."""
    if name == EARTHQUAKE:
        return measure_earthquake(misses=misses)
    if shared is None:
        print(f"{name} skipped: no folder of outside sets ($SITREP_SHARED, or `shared` beside the checkout)")
        return None
    if name == STREAM:
        return measure_stream(shared, misses=misses)
    if name == SEEDS:
        return measure_seeds(shared, misses=misses)
    return measure_stories(STORIES[name], shared)


def main() -> int:
    """Measure the sets that were asked for, all of them by default, or print what is to be judged by eye."""
    parser = argparse.ArgumentParser(description="Measure how reports are linked.")
    parser.add_argument("--set", dest="sets", nargs="+", choices=SETS, default=SETS, metavar="NAME")
    parser.add_argument("--misses", action="store_true", help="list all that is missed, wrong or beyond the gold")
    parser.add_argument("--judge", type=int, metavar="N", help="print N links and N departures to judge by eye, only")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    shared = find_shared()
    if options.judge is not None:
        if shared is None:
            parser.error("cannot show links to judge: there is no folder of outside sets")
        print_judged(shared, options.judge)
        return 0
    results = [measure_set(name, shared, misses=options.misses) for name in options.sets]
    return settle([result for result in results if result], update=options.update)


if __name__ == "__main__":
    sys.exit(main())
