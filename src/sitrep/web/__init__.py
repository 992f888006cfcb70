"""The desk in a browser and for other programs, served from this machine."""

from sitrep.web.app import make_app
from sitrep.web.settings import Settings, is_loopback

__all__ = ["Settings", "is_loopback", "make_app", "serve"]


def serve(settings: Settings) -> None:
    """Serve a desk until the process is told to stop."""
    import uvicorn

    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
