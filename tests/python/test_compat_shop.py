"""An application of several modules that imports `temporalio` alone does on everloop what it does there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.programs import printed_by

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server() -> Iterator[str]:
    """Address of a server with its state in memory."""
    command = [sys.executable, "-m", "everloop", "server", "start-dev", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[5].rstrip(",")
        process.terminate()
        process.wait(10)


def printed(*command: str, is_official: bool = False) -> list[Any]:
    return [json.loads(line) for line in printed_by(command, is_official=is_official).splitlines()]


def test_both_print_the_same(server: str) -> None:
    official = printed("-m", "tests.compat_shop", server, is_official=True)
    ours = printed("-m", "everloop.compat", "-m", "tests.compat_shop", "embedded::memory:")
    assert ours == official
    first, second, third = ours
    assert first["receipt"] == {
        "number": "first",
        "total": "2.50",
        "notes": ["2 pen for north", "confirmed by the boss"],
    }
    assert second["receipt"]["total"] == "10.00"
    assert first["replayed"] and second["replayed"]
    assert third["stock"] == {"pen": 5, "ink": 0}
