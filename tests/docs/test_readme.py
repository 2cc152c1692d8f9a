"""The README's program runs as it stands there, and its promise about a kill holds."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from conformance.servers import ROOT


def program() -> str:
    """Return the first Python block of the README."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def run(directory: Path) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "app.py"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=60, check=True)


def test_program_is_short() -> None:
    lines = [line for line in program().splitlines() if line.strip()]
    assert len(lines) <= 36


def test_program_prints_the_greeting(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(program())
    assert run(tmp_path).stdout == "Hello, World!\n"


def test_killed_program_goes_on_where_it_was(tmp_path: Path) -> None:
    # The activity leaves a trace of each call, and says so when it has been called.
    called = 'async def greet(name: str) -> str:\n    print("greeted", flush=True)\n'
    source = program().replace("async def greet(name: str) -> str:\n", called).replace("sleep(2)", "sleep(4)")
    (tmp_path / "app.py").write_text(source)
    with subprocess.Popen([sys.executable, "app.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "greeted\n"
        time.sleep(1)
        first.kill()
    begun = time.monotonic()
    assert run(tmp_path).stdout == "Hello, World!\n"
    assert time.monotonic() - begun < 4
