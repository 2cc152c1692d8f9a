"""Runs a program that both SDKs run, each in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["printed_by"]

ROOT = Path(__file__).resolve().parents[1]


def printed_by(
    arguments: Sequence[str], *, is_official: bool, environment: Mapping[str, str] | None = None, timeout: float = 120
) -> str:
    """Return what a Python program printed, which must end well.

    A thread of the official core may come upon an interpreter that is on its way out, which aborts the process after
    the program has ended. What was printed by then is all that there is, and counts.
    """
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    was_late = done.returncode == -signal.SIGABRT and "Python runtime state: finalizing" in done.stderr
    assert done.returncode == 0 or (is_official and was_late), done.stderr
    return done.stdout
