"""`docs/ERRORS.md` lists the messages that tests show, and no others."""

from __future__ import annotations

from pathlib import Path

from . import SHOWN, test_calls, test_connections, test_definitions, test_tasks

DOCUMENT = Path(__file__).parents[2] / "docs" / "ERRORS.md"
SHOWING = (test_calls, test_connections, test_definitions, test_tasks)


def test_the_document_lists_every_message() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")]
    messages = [row.split("`")[1].replace("\\|", "|") for row in rows]
    assert len(messages) == len(set(messages))
    assert set(messages) == SHOWN
