"""A PostgreSQL server that is thrown away: for the tests and for server.py. It needs Debian's package postgresql."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

OWNER = "postgres"  # who runs the server where we are root, whom it refuses
HOMES = Path("/usr/lib/postgresql")
MISSING = "there is no PostgreSQL server on this machine: install Debian's package postgresql"


class Throwaway:
    """A server that runs, and gives out desks, each in a schema of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    @property
    def address(self) -> str:
        """Return the address of its database."""
        return f"postgresql://sitrep@/postgres?host={quote(str(self.folder), safe='')}"

    def make_desk(self) -> str:
        """Return the address under which a new desk can be made."""
        import psycopg

        name = f"desk{next(self._numbers)}"
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.address}&options=-csearch_path%3D{name}"

    def stop(self) -> None:
        """Stop at once, as a machine does that fails; what was committed is on disk."""
        _run(self.folder, "pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Start; who starts again finds what was committed."""
        settings = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=100"
        _run(self.folder, "pg_ctl", "-D", "data", "-o", settings, "-l", "log", "-w", "start")


def find_programs() -> Path | None:
    """Return the folder of the newest server's programs, None where there is none."""
    folders = [path.parent for path in HOMES.glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name.split(".")[0]), default=None)


@contextmanager
def throwaway_server() -> Iterator[Throwaway]:
    """Have a server for as long, on a socket in a folder of its own.

    Errors: FileNotFoundError where no server is installed.
    """
    if find_programs() is None:
        raise FileNotFoundError(MISSING)
    folder = Path(mkdtemp(prefix="sitrep-"))  # short: a socket's path has 107 characters at the most
    server = Throwaway(folder)
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run(folder, "initdb", "-D", "data", "-U", "sitrep", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of the server, as another user where we are root."""
    programs = find_programs()
    assert programs
    owner = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [str(programs / program), *arguments]
    result = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **owner
    )  # type: ignore[call-overload]
    if result.returncode:
        raise RuntimeError(f"cannot run {program}: {result.stderr.decode().strip()}")
