"""What a desk is asked for, as its arguments come: days as EDTF, and texts from a command line."""

from __future__ import annotations

from datetime import date

from sitrep.ground.edtf import Days, parse_edtf
from sitrep.ground.errors import BadRequest

Moment = str | date | None


def checked_text(text: str) -> str:
    """Return a text of the command line, or refuse it where its bytes are no characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadRequest(f"cannot look for {text!a}: its bytes are no UTF-8; give it as text") from None
    return text


def _days(value: str | date) -> Days:
    if isinstance(value, date):
        return Days(value, value)
    days = parse_edtf(value)
    if days is None:
        raise BadRequest(
            f"cannot take {value!r} as a date: it is no ISO 8601 or EDTF date; give one such as 2023-02-17 or 2023-02"
        )
    return days


def first_day(value: Moment) -> date | None:
    """Return the first day that a date means, None where none is given.

    Errors: BadRequest.
    """
    return _days(value).since if value is not None else None


def last_day(value: str | date) -> date:
    """Return the last day that a date means.

    Errors: BadRequest.
    """
    return _days(value).until
