"""How hosts are asked."""

from __future__ import annotations

from importlib.metadata import version

from msgspec import Struct


class Manners(Struct, frozen=True):
    """How hosts are asked.

    `contact` is told to them, an address at which whoever minds can complain; `private` lets addresses of this machine
    and of local networks be asked. Units: `largest` in bytes of one body, packed or not.
    """

    pause_s: float = 1.0
    timeout_s: float = 30.0
    connect_s: float = 10.0
    largest: int = 16 * 1024 * 1024
    at_once: int = 64
    contact: str | None = None
    private: bool = False

    @property
    def agent(self) -> str:
        """Return the name by which hosts are asked."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"Sitrep/{version('sitrep')} (reads news for a desk{contact})"
