"""Which builds of Python everloop runs on."""

from __future__ import annotations

import subprocess
import sys


def test_a_free_threaded_build_is_refused_by_name() -> None:
    program = "import sys; sys.abiflags = 't'; import everloop"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.rstrip().endswith(
        "ImportError: everloop does not run on the free-threaded build of CPython; use the usual build"
    )
