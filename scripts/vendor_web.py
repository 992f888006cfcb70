"""Fetch the browser libraries that the pages use from the npm registry, and put what is used of them into the package.

    python scripts/vendor_web.py            # writes src/sitrep/web/static/vendor
    python scripts/vendor_web.py --check    # tells whether what is there is what the pinned packages hold

Versions are pinned, and archives are checked against the registry's SHA-512. Only `npm` is needed.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).resolve().parents[1] / "src" / "sitrep" / "web" / "static" / "vendor"


class Package(NamedTuple):
    """A package of the registry: its version, its archive's SHA-512, its licence, and the files that are used."""

    name: str
    version: str
    sha512: str
    licence: str
    files: dict[str, str]  # in the archive, and as they are called here


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.11",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "0BSD",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE.txt"},
    ),
    Package(
        "leaflet",
        "1.9.4",
        "nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA==",
        "BSD-2-Clause",
        {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "leaflet.LICENSE.txt"},
    ),
    Package(
        "pmtiles",
        "4.5.0",
        "CBeD4SoUluFziGdy/8k7FOjQxQy486n+929W/tWophauvMICpkZ26vGBWhDt/6b1FZQWNaf4jFdT/5+q0Wii5w==",
        "BSD-3-Clause",
        {"dist/pmtiles.js": "pmtiles.js"},
    ),
    Package(
        "protomaps-leaflet",
        "5.1.0",
        "N0YY1Gbw5nZ9n8VUOvwHKm/w3zhTTuaZEeMZl8doHemeM4ujGPp2otI6t4Sgqrz8iM4svx2rpG1Q17rHkOWSaA==",
        "BSD-3-Clause",
        {"dist/protomaps-leaflet.js": "protomaps-leaflet.js", "LICENSE": "protomaps-leaflet.LICENSE.txt"},
    ),
)


def main() -> int:
    """Write the files, or compare them; return 1 where they differ."""
    wanted = dict(_files())
    if "--check" in sys.argv[1:]:
        wrong = sorted(name for name, content in wanted.items() if not _is_there(TARGET / name, content)) + sorted(
            path.name for path in TARGET.iterdir() if path.name not in wanted
        )
        print("\n".join(f"differs: {name}" for name in wrong) or "as pinned")
        return 1 if wrong else 0
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        (TARGET / name).write_bytes(content)
        print(f"{len(content):>9,} {name}")
    return 0


def _is_there(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _files() -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            archive = _fetch(package, Path(folder))
            with tarfile.open(archive) as packed:
                for inner, name in package.files.items():
                    member = packed.extractfile(f"package/{inner}")
                    if member is None:
                        raise SystemExit(f"cannot vendor {package.name}: its archive has no {inner}")
                    yield name, member.read()
    rows = (f"{p.name} {p.version}, {p.licence}, https://www.npmjs.com/package/{p.name}" for p in PACKAGES)
    text = "\n".join(["Browser libraries, unchanged, by scripts/vendor_web.py:", "", *rows])
    yield "LICENCES.txt", f"{text}\n".encode()


def _fetch(package: Package, folder: Path) -> Path:
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    path = folder / answer.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise SystemExit(f"cannot vendor {package.name}: its archive's SHA-512 is {digest}, not {package.sha512}")
    return path


if __name__ == "__main__":
    sys.exit(main())
