"""How a desk is served: on which address, to whom, and with which limits."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from socket import gethostname

from msgspec import Struct

MIB = 1024 * 1024
ANYWHERE = ("0.0.0.0", "::", "")  # addresses that are no name to be asked by


class Settings(Struct, frozen=True):
    """What `sitrep serve` is told. Without a `token` only this machine is served.

    `desk` is a file, or the address of a desk on a server. `tiles` is an address with {z}, {x} and {y}, or a PMTiles
    file; `also_hosts` are further names under which browsers may ask. Units: sizes are in bytes.
    """

    desk: Path | str
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    tiles: str | None = None
    also_hosts: tuple[str, ...] = ()
    largest_request: int = 64 * MIB
    largest_field: int = 2 * MIB
    most_files: int = 500
    readers: int = 4

    @property
    def hosts(self) -> frozenset[str]:
        """Return the names by which a browser may ask for this desk, in small letters."""
        own = {"localhost", gethostname().lower()} if self.token else {"localhost"}
        return frozenset({*own, *(name.lower() for name in self.also_hosts)})

    @property
    def address(self) -> str:
        """Return the address under which a browser finds the desk."""
        host = gethostname() if self.host in ANYWHERE else self.host
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen on can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
