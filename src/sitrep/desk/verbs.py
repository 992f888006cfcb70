"""The verbs of a desk as tables, for the doors that other programs come through: questions, and what changes it.

Each row has the verb's name, what comes out, and what it takes; what the verb does its own docstring tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from msgspec import Meta, Struct, convert, defstruct, json
from msgspec.structs import replace

from sitrep.desk.desk import Added, Desk, Progress, read_text
from sitrep.gather import Upload, is_address
from sitrep.ground.model import ClaimKind, Reading, Ruling
from sitrep.link.matters import MatterKind
from sitrep.tell.account import ClaimEntry
from sitrep.tell.brief import Brief
from sitrep.tell.changes import Changes
from sitrep.tell.compare import Alignment, Comparison
from sitrep.tell.echoes import EchoEntry
from sitrep.tell.found import make_filters
from sitrep.tell.health import Health
from sitrep.tell.lists import FoundEntry, Listing, OutletEntry, VoiceEntry
from sitrep.tell.map import Map
from sitrep.tell.marked import Marked
from sitrep.tell.parts import Part, part_of
from sitrep.tell.series import Figures
from sitrep.tell.statements import MatterEntry, StatementEntry
from sitrep.tell.stories import StoryEntry
from sitrep.tell.timeline import DayEntry

MOST_SENT = 10_000  # reports at once
MOST_FOUND = 200  # reports that one search gives
FILTERS = ("voice", "outlet", "place", "certainty", "kind")


class Parameter(NamedTuple):
    """Something that a verb takes: its name, what it says, and its type; without a default it must be given."""

    name: str
    says: str
    type: Any = str | None
    default: Any = None
    example: Any = None
    is_required: bool = False


AS_OF = Parameter("as_of", "Tell only what was published by this day (ISO 8601 or EDTF).", example="2023-02-12")
SINCE = Parameter("since", "Tell only of reports published from this day on.", example="2023-02-08")
UNTIL = Parameter("until", "Tell only of days up to this.", example="2023-02-10")
PERIOD = (AS_OF, SINCE)
CHANGED = SINCE._replace(says="Tell what changed after this day; where it is open, what the last day brought.")
DOUBTFUL = Parameter("doubtful", "Only those in doubt.", bool, default=False)
VOICE = Parameter("voice", "Only voices whose name holds this.", example="health ministry")
CLAIM_KINDS = Literal[tuple(kind.value for kind in ClaimKind)]  # type: ignore[valid-type]
MATTER_KINDS = Literal[tuple(kind.value for kind in MatterKind)]  # type: ignore[valid-type]
SEARCHED = (
    Parameter("query", 'Words, "a phrase", AND, OR, NOT; nothing asks for the newest.', str, "", "rescue AND Hatay"),
    Parameter("voice", "With a claim of a voice whose name holds this."),
    Parameter("outlet", "Of an outlet whose name holds this."),
    Parameter("place", "That name a place whose name holds this."),
    Parameter("certainty", 'With a claim told so, such as "likely"; "asserted" for those without such a word.'),
    Parameter("kind", "With a claim of this kind.", CLAIM_KINDS | None),
    Parameter("limit", "At most so many reports.", int, 20, 20),
    *PERIOD,
)


Short = Annotated[str, Meta(max_length=2_000)]


class NewReport(Struct, frozen=True, omit_defaults=True):
    """A report to be added. `published` is a date as ISO 8601 or EDTF, where the text does not state one itself.

    The same `url`, else the same `id`, is a new version of the same report.
    """

    text: str
    title: Short | None = None
    outlet: Short | None = None
    url: Short | None = None
    published: Short | None = None
    language: Short | None = None
    id: Short | None = None


class Verb(NamedTuple):
    """What a desk can be asked to do: its name, what comes out, what it takes, and how it is asked.

    `is_long` tells that it takes a callback for its progress.
    """

    name: str
    result: Any
    takes: tuple[Parameter, ...]
    ask: Callable[..., Any]
    is_long: bool = False

    @property
    def takes_as(self) -> type[Struct]:
        """Return a record of what it takes, which checks the types of what is given."""
        fields = [
            (each.name, Annotated[each.type, Meta(description=each.says)])
            if each.is_required
            else (each.name, Annotated[each.type, Meta(description=each.says)], each.default)
            for each in self.takes
        ]
        return defstruct(f"{self.name}_takes", fields, kw_only=True, frozen=True, forbid_unknown_fields=True)

    @property
    def says(self) -> str:
        """Return what the verb does: the first paragraph of its docstring."""
        told = read_text if self.name == "read" else getattr(Desk, self.name)
        return " ".join((getdoc(told) or "").split("\n\n")[0].split())


def _verb(name: str, result: Any, *takes: Parameter) -> Verb:
    return Verb(name, result, takes, lambda desk, given: getattr(desk, name)(**given))


def _search(desk: Desk, given: Mapping[str, Any]) -> Listing[FoundEntry]:
    rest = {name: value for name, value in given.items() if name not in FILTERS}
    rest["limit"] = max(1, min(MOST_FOUND, rest.get("limit", 20)))
    return desk.search(filters=make_filters(**{name: given.get(name) for name in FILTERS}), **rest)


READS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        _verb("brief", Brief, *PERIOD),
        _verb("changes", Changes, CHANGED, AS_OF),
        _verb("timeline", Listing[DayEntry], *PERIOD, UNTIL),
        _verb("map", Map, *PERIOD),
        _verb("claims", Listing[ClaimEntry], *PERIOD, VOICE),
        _verb("statements", Listing[StatementEntry], *PERIOD),
        _verb("matters", Listing[MatterEntry], Parameter("kind", "Only these.", MATTER_KINDS | None), *PERIOD),
        _verb("figures", Figures, Parameter("counts", "Only of what is counted so.", example="dead"), *PERIOD),
        _verb("stories", Listing[StoryEntry], *PERIOD),
        _verb("echoes", Listing[EchoEntry], *PERIOD),
        _verb("sources", Listing[OutletEntry], *PERIOD),
        _verb("voices", Listing[VoiceEntry], DOUBTFUL, *PERIOD),
        _verb(
            "compare",
            Comparison | Alignment,
            Parameter("one", "Id of a statement, or id, address or number of a report.", str, is_required=True),
            Parameter("other", "The report to compare with."),
            AS_OF,
        ),
        Verb("search", Listing[FoundEntry], SEARCHED, _search),
        Verb(
            "read",
            Reading,
            (
                Parameter("text", "The text of one report.", str, is_required=True),
                Parameter("published", "The day that its dates are counted from.", example="2023-02-06"),
            ),
            lambda _desk, given: read_text(given["text"], published=given.get("published")),
        ),
        _verb("show", Marked, Parameter("report", "Id, address or number of a report.", str, is_required=True), AS_OF),
        _verb("rulings", list[Ruling]),
        _verb("health", Health),
    )
}


def _add(desk: Desk, given: Mapping[str, Any], progress: Callable[[Progress], None] | None = None) -> Added:
    return desk.add([upload_of(convert(report, NewReport)) for report in given["reports"]], progress=progress)


def upload_of(report: NewReport) -> Upload:
    """Return a report that was sent as something to be added, with an id of its words where it has none."""
    id_ = report.id or f"text-{sha256(report.text.encode('utf-8', 'replace')).hexdigest()[:10]}"
    return Upload("sent.json", json.encode(replace(report, id=id_)))


def _retry(desk: Desk, given: Mapping[str, Any], progress: Callable[[Progress], None] | None = None) -> Added:
    return desk.retry(given.get("failures") and set(given["failures"]), progress=progress)


def _reread(desk: Desk, given: Mapping[str, Any], progress: Callable[[Progress], None] | None = None) -> int:
    return desk.reread(everything=given.get("everything", False), progress=progress)


def _grade(desk: Desk, given: Mapping[str, Any]) -> str:
    return desk.grade(given["name"], given["grade"], of=given.get("of", "voices"))


def _forget(desk: Desk, given: Mapping[str, Any]) -> list[Ruling]:
    desk.forget_ruling(given["number"])
    return desk.rulings()


GRADES = Literal["A", "B", "C", "D", "E", "F"]
NAME = Parameter("name", "The name of a voice or an outlet.", Short, is_required=True)
TEXTS = Annotated[list[Short], Meta(max_length=1_000)]
MANY_REPORTS = Annotated[list[NewReport], Meta(max_length=MOST_SENT)]
REPORTS = Parameter("reports", "The reports.", MANY_REPORTS, is_required=True)
WRITES: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("add", Added, (REPORTS,), _add, is_long=True),
        Verb(
            "retry",
            Added,
            (Parameter("failures", "Ids of failures; all where it is left out.", TEXTS | None),),
            _retry,
            is_long=True,
        ),
        Verb(
            "reread",
            int,
            (Parameter("everything", "Also what this reader has read.", bool, default=False),),
            _reread,
            is_long=True,
        ),
        Verb(
            "grade",
            str,
            (
                NAME,
                Parameter("grade", "A (reliable) to E, F for not judged.", GRADES, is_required=True),
                Parameter("of", "What it is the name of.", Literal["voices", "outlets"], "voices"),
            ),
            _grade,
        ),
        Verb(
            "join_voices",
            list[Ruling],
            (
                Parameter("keeps", "The voice whose name stays, by name or id.", str, is_required=True),
                Parameter("others", "The voices that are the same one.", TEXTS, is_required=True),
            ),
            lambda desk, given: desk.join_voices(given["keeps"], *given["others"]),
        ),
        Verb(
            "split_voice",
            list[Ruling],
            (
                Parameter("voice", "The voice, by name or id.", str, is_required=True),
                Parameter("reports", "Reports in which it is somebody else.", TEXTS, is_required=True),
                Parameter("name", "The name of the other one.", str, is_required=True),
            ),
            lambda desk, given: desk.split_voice(given["voice"], given["reports"], given["name"]),
        ),
        Verb(
            "forget_ruling",
            list[Ruling],
            (Parameter("number", "The number of a ruling.", int, is_required=True),),
            _forget,
        ),
    )
}


# --- what is meant where little is asked

SMALL = 300  # reports: a desk of no more is told of whole where no period is asked for, else its last day
NO_DAY = date(2000, 1, 1)  # of a desk without reports: any day will do
LIMIT, MOST = 100, 1_000  # entries of a part of a list
PAGED = (
    Parameter("cursor", "Where to go on: `next` of the part before."),
    Parameter("limit", f"At most so many entries, {MOST:,} at the most.", int, LIMIT, LIMIT),
)


class Extent(NamedTuple):
    """How many reports a desk holds, and the last day of those that could be known at a moment."""

    reports: int
    last: date | None


def find_extent(desk: Desk, as_of: str | None) -> Extent:
    """Return how large a desk is, and its last day at a moment."""
    return Extent(desk.counts()["reports"], desk.last_day(as_of=as_of or None))


def settle(verb: Verb, given: Mapping[str, Any], extent: Callable[[str | None], Extent]) -> dict[str, Any]:
    """Return what is asked, without what is left empty, and with the period that is meant where none is given.

    That is the whole of a small desk and the last day of a large one; of changes it is what the last day brought.
    """
    asked = {name: value for name, value in given.items() if value not in (None, "")}
    is_open = any(each.name == "since" for each in verb.takes) and "since" not in asked and verb.name != "search"
    if is_open:
        reports, last = extent(asked.get("as_of"))
        if verb.name == "changes":
            asked["since"] = ((last or NO_DAY) - timedelta(days=1)).isoformat()
        elif reports > SMALL and last:
            asked["since"] = last.isoformat()
    return asked


def is_paged(verb: Verb) -> bool:
    """Tell whether a verb's answer comes in parts."""
    return get_origin(verb.result) is Listing and verb.name != "search"


def paged(verb: Verb) -> tuple[Parameter, ...]:
    """Return what other programs say to a verb: what it takes, and of lists where to go on."""
    return (*verb.takes, *PAGED) if is_paged(verb) else verb.takes


class Place(NamedTuple):
    """Which part of a list is asked for: from where on, and at most how many entries."""

    cursor: str | None
    limit: int


def take_place(verb: Verb, given: dict[str, Any]) -> Place:
    """Take out of what is given which part of a list is asked for, where the answer comes in parts."""
    if not is_paged(verb):
        return Place(None, LIMIT)
    return Place(given.pop("cursor", None), given.pop("limit", None) or LIMIT)


def cut_answer(verb: Verb, answer: Any, place: Place) -> Any:
    """Return a verb's answer as other programs are told it: of a list the part that is asked for.

    Errors: BadRequest where the cursor is none; NotFound where what it stood behind is gone.
    """
    return part_of(answer, place.cursor, min(MOST, max(1, place.limit))) if is_paged(verb) else answer


def told(verb: Verb) -> Any:
    """Return what other programs are told by a verb: its answer, or a part of it."""
    return Part[get_args(verb.result)[0]] if is_paged(verb) else verb.result  # type: ignore[misc]


def without_places(answer: Any) -> Any:
    """Return an answer whose failed items are named, but not by where they lie on this machine."""
    if isinstance(answer, Health | Added):
        failures = tuple(replace(each, item=_without_place(each.item)) for each in answer.failures)
        return replace(answer, failures=failures)
    return answer


def _without_place(item: str) -> str:
    """Return an item's name without the folder in which it lies; an address is no place of this machine."""
    return item if is_address(item) else item.rsplit("/", 1)[-1]


def without_folder(sentence: str, place: Path | str, folder: Path) -> str:
    """Return a sentence that tells a desk's file by its name alone, and nothing of where it, or its server, stands."""
    if isinstance(place, str):
        sentence = sentence.replace(place, "the desk")
    known = str(folder.absolute())
    return sentence.replace(f"{known}/", "").replace(known, "the folder of the desk")
