"""Both servers, started once for all tests of the command line, and a worker of the official SDK on each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from conformance.servers import ROOT, start_everloop, start_official
from tests.cli.both import Both


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Yield the official server and ours."""
    directory = tmp_path_factory.mktemp("cli")
    official = start_official(directory)
    try:
        everloop = start_everloop(directory)
        yield Both(official, everloop)
        everloop.stop()
    finally:
        official.stop()


@pytest.fixture(scope="session")
def worked(both: Both) -> Iterator[Both]:
    """Yield the servers with a worker each, on the task queue `worked`."""
    workers: list[subprocess.Popen[str]] = []
    try:
        for server in (both.official, both.everloop):
            command = [sys.executable, "-m", "tests.cli.worker", server.address]
            workers.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        yield both
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
