"""Every test that the page on conformance names is there, and the page leaves out no trap of the protocol."""

from __future__ import annotations

import re

from conformance.runner import case_names
from conformance.servers import ROOT

PAGE = ROOT / "docs" / "CONFORMANCE.md"
TRAPS = 18
_NAMED = re.compile(r"`((?:[\w/]+\.(?:rs|py)::)?[a-z]\w+)`")


def rows(heading: str) -> list[str]:
    """Return the rows of the table under a heading."""
    section = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ") and "Shown by" not in line]


def exists(name: str) -> bool:
    """Say whether a test is there: a case by its name, or a function by its file."""
    file, _, function = name.rpartition("::")
    if not file:
        return name in case_names()
    keyword = "fn" if file.endswith(".rs") else "def"
    path = ROOT / file
    return path.exists() and re.search(rf"\b{keyword} {function}\(", path.read_text()) is not None


def test_each_trap_is_shown_by_tests_that_exist() -> None:
    tables = {heading: rows(heading) for heading in ("Traps", "The rest of the protocol")}
    assert len(tables["Traps"]) == TRAPS
    for row in [row for table in tables.values() for row in table]:
        what, shown = row.strip("| ").split(" | ")
        named = _NAMED.findall(shown)
        assert named, what
        assert [name for name in named if not exists(name)] == [], what
