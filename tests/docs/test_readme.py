"""The README's program runs as it stands there, and its promise about a kill holds."""

from __future__ import annotations

import re
import signal
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


def run(directory: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "app.py"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=60, check=check)


def test_program_is_about_thirty_lines() -> None:
    assert len(program().splitlines()) <= 36


def test_program_prints_the_greeting(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(program())
    assert run(tmp_path).stdout == "Hello, World!\n"


def test_killed_program_is_finished_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(program().replace("sleep(2)", "sleep(4)"))
    first = subprocess.Popen([sys.executable, "app.py"], cwd=tmp_path)
    time.sleep(2.5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    started = 'client.execute_workflow(Greeting.run, "World", id="greeting-1", task_queue="greetings")'
    assert started in program()
    (tmp_path / "app.py").write_text(program().replace(started, 'client.get_workflow_handle("greeting-1").result()'))
    assert run(tmp_path).stdout == "Hello, World!\n"
