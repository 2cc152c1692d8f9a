"""The example of tests runs as its head says."""

from __future__ import annotations

import subprocess
import sys

from conformance.servers import ROOT


def test_the_tests_of_the_example_pass() -> None:
    folder = ROOT / "examples" / "testing"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "everloop.pytest_plugin"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), "--everloop-replay", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "4 passed" in done.stdout, done.stdout + done.stderr
