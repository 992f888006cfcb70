"""The errors that Sitrep raises on purpose.

    SitrepError
    ├── DeskError            a desk cannot be used
    │   ├── NotADesk         the file is something else
    │   ├── NoDesk           there is no such file
    │   ├── NewerDesk        the file was written by a newer Sitrep
    │   ├── OldReadings      the readings that the file holds were made by another reader
    │   ├── DeskBusy         another process holds the desk
    │   ├── DeskUnwritable   the disk is full, or the file or folder cannot be written
    │   └── DeskUnreachable  the server that the desk stands on does not answer, or lets nobody in
    ├── Unfetched            an address gives nothing that can be taken in
    │   ├── Refused          an address is not asked at all
    │   └── Unanswered       a host does not answer
    │       └── TimedOut     it takes too long to
    ├── Unreadable           an item cannot be turned into a report
    ├── Uncited              a line of an account names what its citations do not hold
    └── BadRequest           what was asked for does not exist or is no valid value
        ├── NotFound         the desk does not hold what was asked for
        └── Several          more than one fits what was asked for

Each sentence reads "cannot do this: because; do that".
"""

from __future__ import annotations

from pathlib import Path


class SitrepError(Exception):
    """Whatever Sitrep refuses to do; the text is a sentence for the user."""


class DeskError(SitrepError):
    """A desk cannot be used. `path` is its file, or its address on a server without the password."""

    def __init__(self, path: Path | str, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path if "://" in str(path) else Path(path)


class NotADesk(DeskError):
    """The file is something else than a desk."""

    def __init__(self, path: Path | str, what: str) -> None:
        super().__init__(path, f"cannot open {path} as a desk: it is {what}; give another desk with --desk")


class NoDesk(DeskError):
    """There is no such file, and looking at a desk does not make one."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            path,
            f"cannot open {path}: there is no such desk; make one with `sitrep add PATH...`, or name it with --desk",
        )


class NewerDesk(DeskError):
    """The file was written by a newer Sitrep."""

    def __init__(self, path: Path | str, version: int, known: int) -> None:
        super().__init__(
            path,
            f"cannot open {path}: it is a desk of version {version} and this Sitrep knows versions up to {known}; "
            "install a newer Sitrep",
        )
        self.version = version


class OldReadings(DeskError):
    """The readings that the desk holds were made by another reader; the evidence is there to read again."""

    def __init__(self, path: Path | str = "the desk") -> None:
        super().__init__(path, f"cannot use what was read into {path}: another reader made it; run `sitrep reread`")


class DeskBusy(DeskError):
    """Another process holds the desk."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, f"cannot use {path}: another process is writing to it; try again when it has finished")


class DeskUnwritable(DeskError):
    """The desk cannot be written."""

    def __init__(self, path: Path | str, because: str) -> None:
        super().__init__(
            path,
            f"cannot write {path}: {because}; what was reported as added is kept, make room or choose another desk",
        )


class DeskUnreachable(DeskError):
    """The server that the desk stands on does not answer, or lets nobody in."""

    def __init__(self, path: Path | str, because: str) -> None:
        super().__init__(
            path,
            f"cannot reach {path}: {because}; look at the address, the password (PGPASSWORD) and the server, then try "
            "again; what was reported as added is kept",
        )


class Unfetched(SitrepError):
    """An address gives nothing that can be taken in; `because` says why."""

    def __init__(self, because: str) -> None:
        super().__init__(f"cannot fetch it: {because}")
        self.because = because


class Refused(Unfetched):
    """An address is not asked at all."""


class Unanswered(Unfetched):
    """A host does not answer."""


class TimedOut(Unanswered):
    """A host takes too long to answer."""


class Unreadable(SitrepError):
    """An item cannot be turned into a report."""

    def __init__(self, item: str, because: str) -> None:
        super().__init__(f"cannot read {item}: {because}")
        self.item = item
        self.because = because


class Uncited(SitrepError):
    """A line of an account names what the words that it cites do not hold."""

    def __init__(self, line: str, missing: str) -> None:
        super().__init__(f"cannot print {line!r}: {missing!r} is not in the words that it cites; please report this")
        self.line = line
        self.missing = missing


class BadRequest(SitrepError):
    """What was asked for does not exist or is no valid value."""


class NotFound(BadRequest):
    """The desk does not hold what was asked for."""


class Several(BadRequest):
    """More than one fits what was asked for; `choices` are what each is asked for by, with what it is."""

    def __init__(self, sentence: str, choices: dict[str, str]) -> None:
        super().__init__(sentence)
        self.choices = choices
