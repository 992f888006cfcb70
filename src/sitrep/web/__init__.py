"""The desk in a browser and for other programs, served from this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from msgspec.structs import replace

from sitrep.ground.errors import SitrepError
from sitrep.web.app import make_app
from sitrep.web.settings import Settings, is_loopback

__all__ = ["Settings", "is_loopback", "make_app", "serve"]


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve a desk until the process is told to stop; `announce` is told its address as soon as it can be opened.

    Errors: SitrepError where nothing can listen there; as of opening a desk.
    """
    import uvicorn

    with _listen(settings) as listening:
        bound = replace(settings, port=listening.getsockname()[1])
        app = make_app(bound)
        announce(bound.address)
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
        uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        because = os.strerror(error.errno) if error.errno else str(error)
        where = f"{settings.host} port {settings.port}"
        raise SitrepError(f"cannot listen on {where}: {because}; choose others with --host and --port") from None
