"""The workflows and callers that made the captured histories, on either SDK: `everloop` or `temporalio`."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

from conformance.servers import ROOT

MACHINES = ROOT / "crates" / "machines" / "tests"
HISTORIES = MACHINES / "histories"
# Workflows that fail once unless they have failed already, which a replay has to be told.
FAIL_ONCE = ("task_fails", "unhandled")


def names() -> list[str]:
    """Return the names of the captured histories that no Nexus operation is part of."""
    found = sorted(path.stem for path in HISTORIES.glob("*.json") if not path.stem.endswith(".tasks"))
    return [name for name in found if not name.startswith("nexus")]


def load(package: str, directory: Path) -> ModuleType:
    """Write the scenarios for a package to a directory, and import them from there; the name of that is `drivers`."""
    for name in ("workflows", "drivers"):
        source = (MACHINES / "capture" / f"{name}.py").read_text()
        (directory / f"{name}.py").write_text(re.sub(r"\btemporalio\b", package, source))
    sys.path.insert(0, str(directory))
    try:
        return importlib.import_module("drivers")
    finally:
        sys.path.remove(str(directory))
