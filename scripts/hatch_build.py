"""The build hook: packs the gazetteer into the package before a wheel, editable or not, is put together."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackHook(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
    """Packs the gazetteer where it is missing or older than what it is packed from."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack before the files of a wheel are collected; a source archive carries what to pack from instead."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        packer = _load(root / "scripts" / "pack_gazetteer.py")
        target = root / "src" / "sitrep" / "data" / "gazetteer"
        if not packer.is_fresh(target):
            packer.pack(target)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"cannot pack the gazetteer: {path} is missing; build from a full checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
