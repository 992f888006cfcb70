"""The server of a desk: pages for people, JSON and other formats for programs, one gate before both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from sitrep import __version__
from sitrep.ground.errors import BadRequest, NotFound, Several, SitrepError
from sitrep.ground.lexicon import DATA
from sitrep.web.asking import Asking
from sitrep.web.desks import Desks
from sitrep.web.pages import NOTHING_GIVEN, Pages, today
from sitrep.web.problems import problem, status_of
from sitrep.web.rest import describe, make_router
from sitrep.web.safety import Guard
from sitrep.web.settings import Settings, is_loopback
from sitrep.web.views import Frame, render

STATIC = Path(__file__).parent / "static"
LEAST_PACKED = 2_000  # bytes of an answer that is compressed


def make_app(settings: Settings) -> ASGIApp:
    """Return the server of a desk, behind its gate.

    Errors: BadRequest where strangers would be let in; as of opening a desk.
    """
    if settings.token is None and not is_loopback(settings.host):
        raise BadRequest(f"cannot serve {settings.host} to everybody: set a token, or listen on 127.0.0.1")
    desks = Desks(settings.desk, settings.readers)
    asking = Asking(desks)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desks.close()

    app = FastAPI(
        title="Sitrep", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.include_router(make_router(asking))
    app.include_router(Pages(asking, settings).router())
    _add_files(app, settings)
    _add_errors(app, asking)
    app.add_middleware(GZipMiddleware, minimum_size=LEAST_PACKED, compresslevel=3)
    return Guard(app, settings)


def _add_files(app: FastAPI, settings: Settings) -> None:
    document: list[dict[str, Any]] = []

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> dict[str, Any]:
        if not document:
            document.append(describe(app))
        return document[0]

    @app.get("/outlines.json", include_in_schema=False)
    def outlines() -> Response:
        return FileResponse(str(DATA / "outlines.json"), media_type="application/json")

    @app.get("/tiles.pmtiles", include_in_schema=False)
    def tiles() -> Response:
        if not settings.tiles or "://" in settings.tiles:
            raise NotFound("cannot give tiles: none are served; see sitrep serve --tiles")
        return FileResponse(settings.tiles, media_type="application/octet-stream")

    app.mount("/static", StaticFiles(directory=STATIC))


def _add_errors(app: FastAPI, asking: Asking) -> None:
    def told(request: Request, status: int, detail: str, choices: dict[str, str] | None = None) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "") and "." not in request.url.path
        if not wants_page:
            return problem(status, detail, instance=request.url.path, **({"choices": choices} if choices else {}))
        context = {"detail": detail, "cited": {}, "choices": _linked(request, choices or {})}
        given = NOTHING_GIVEN | {name: request.query_params.get(name) for name in NOTHING_GIVEN}
        frame = Frame("error", given, {"since": None}, today())
        return HTMLResponse(render("error", frame, context), status_code=status)

    @app.exception_handler(SitrepError)
    def refused(request: Request, error: SitrepError) -> Response:
        return told(request, status_of(error), asking.say(error), error.choices if isinstance(error, Several) else None)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        parts = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
        return told(request, 422, f"cannot take this: {'; '.join(parts)}")

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        del error  # the server's log has it
        return told(request, 500, "cannot answer this: something in the server broke; please report it")

    @app.exception_handler(HTTPException)
    def failed(request: Request, error: HTTPException) -> Response:
        return told(request, error.status_code, str(error.detail))


def _linked(request: Request, choices: dict[str, str]) -> dict[str, str]:
    """Return what may be meant by addresses that ask for it, with what it is."""
    return {str(request.url.include_query_params(report=each)): f"{each}: {says}" for each, says in choices.items()}
