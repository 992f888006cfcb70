"""Errors as problem details (RFC 9457), or as a page for a browser."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.responses import Response

from sitrep.ground.errors import BadRequest, DeskBusy, DeskUnreachable, NoDesk, NotFound, OldReadings, SitrepError

MEDIA_TYPE = "application/problem+json"
WAIT = {503: {"Retry-After": "5"}}
STATUS: tuple[tuple[type[SitrepError], int], ...] = (
    (NotFound, 404),
    (BadRequest, 400),
    (DeskBusy, 503),
    (DeskUnreachable, 503),
    (NoDesk, 503),
    (OldReadings, 503),
    (SitrepError, 500),
)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return an error as problem details: type, title, status and detail, and what else is known of it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    told = dict(headers or WAIT.get(status, {}))
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE, headers=told)


def status_of(error: SitrepError) -> int:
    """Return the status under which an error is told."""
    return next(status for kind, status in STATUS if isinstance(error, kind))
