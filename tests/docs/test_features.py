"""docs/FEATURES.md names tests that exist, and every row of the areas that it is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "FEATURES.md").read_text()
# How many rows each area has.
AREAS = {
    "CON": 19,
    "WFC": 19,
    "UPD": 6,
    "AAC": 4,
    "COM": 6,
    "EXC": 9,
    "CNV": 10,
    "EXT": 7,
    "WRK": 22,
    "TUN": 5,
    "ACT": 13,
    "WFD": 13,
    "WFU": 17,
    "WFA": 4,
    "WFX": 7,
    "EVG": 3,
    "INT": 6,
    "PLG": 3,
    "SBX": 6,
    "RPL": 2,
    "TST": 11,
    "ENV": 3,
    "RUN": 11,
    "PLT": 6,
    "SCH": 12,
}
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| [A-Z]{3}-\d\d \|", line)]
NAMED = sorted(set(re.findall(r"`(cases/\w+|test_\w+::test_\w+|typing/\w+\.py)`", PAGE)))


def test_every_row_is_there_once() -> None:
    expected = [f"{area}-{number:02}" for area, count in AREAS.items() for number in range(1, count + 1)]
    assert sorted(row[0] for row in ROWS) == sorted(expected)


def test_what_works_is_shown() -> None:
    unshown = [row[0] for row in ROWS if row[2].startswith(("works", "differs")) and len(row) < 4]
    assert unshown == []


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_exists(name: str) -> None:
    if name.startswith("cases/"):
        assert (ROOT / "conformance" / f"{name}.py").is_file()
        return
    if name.startswith("typing/"):
        assert (ROOT / "tests" / name).is_file()
        return
    module, function = name.split("::")
    files = list((ROOT / "tests").rglob(f"{module}.py"))
    assert any(re.search(rf"^(async )?def {function}\(", file.read_text(), re.MULTILINE) for file in files)
