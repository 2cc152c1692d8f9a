"""SIGKILL at random moments, over a hundred times: every acknowledged start completes, right, and once.

Two shapes: one process that holds an embedded engine, its worker and the starting client; and a server with its worker,
killed together, while a client process outside lives on. EVERLOOP_KILL_SEED repeats the moments of an earlier run.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.servers import ROOT, everloop_command, free_port
from tests.kill.flows import expected
from tests.kill.process import read_ledger

# A run of the whole test, the slowest machine included.
pytestmark = pytest.mark.timeout(500)
EMBEDDED_KILLS = 60
SERVER_KILLS = 50
# One process in five is killed at any moment of its start, the others at any moment of their work.
EARLY = 0.2
WORK_SECONDS = 0.9
START_SECONDS = 0.5
READY_SECONDS = 30.0


@pytest.fixture
def moments() -> random.Random:
    """Return the source of the moments, and print its seed."""
    seed = int(os.environ.get("EVERLOOP_KILL_SEED") or random.SystemRandom().randrange(10**9))
    print(f"EVERLOOP_KILL_SEED={seed}")
    source = random.Random(seed)
    return source


class Killed:
    """A role of the kill test and the server it needs, if any, which die together."""

    def __init__(self, role: str, target: str, ledger: Path, log: Path, server: list[str] | None = None) -> None:
        """Start the server and the role."""
        self._log = log
        with log.open("ab") as output:
            self.server = subprocess.Popen(server, stdout=output, stderr=output) if server else None
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.kill.process", role, target, str(ledger)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=output,
            )

    def wait_ready(self) -> None:
        """Wait until the role has connected."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line == b"ready\n", f"a process ended by itself: {self._log.read_text(errors='replace')[-3000:]}"

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        processes = [self.process, *([self.server] if self.server else [])]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def kill_at_random(running: Killed, moments: random.Random) -> None:
    """Kill a process early or in its work."""
    if moments.random() < EARLY:
        time.sleep(moments.uniform(0, START_SECONDS))
    else:
        running.wait_ready()
        time.sleep(moments.uniform(0, WORK_SECONDS))
    running.kill()


def check(target: str, ledger: Path, log: Path) -> int:
    """Run every acknowledged start to its end; returns how many completed."""
    with log.open("ab") as output:
        command = [sys.executable, "-m", "tests.kill.process", "verify", target, str(ledger)]
        printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=output, timeout=600, check=False)
    outcomes = {}
    for line in [line for line in printed.stdout.splitlines() if line.startswith(b"{")]:
        outcome = json.loads(line)
        outcomes[outcome["id"]] = outcome
    wrong = []
    for start in read_ledger(ledger):
        outcome = outcomes.get(start["id"], {"error": "no answer"})
        if outcome.get("result") != expected(start["first"]) or outcome["duplicates"]:
            wrong.append({**start, **outcome})
    assert not wrong, f"{len(wrong)} of {len(read_ledger(ledger))} starts went wrong, such as {wrong[:3]}; log {log}"
    return len(outcomes)


def report(capsys: pytest.CaptureFixture[str], what: str, kills: int, ledger: Path, completed: int) -> None:
    """Print the figures even when pytest captures output."""
    with capsys.disabled():
        print(
            f"\n{what}: {kills} kills, {len(read_ledger(ledger))} acknowledged starts, {completed} completed, each once"
        )


def test_process_with_embedded_engine(
    moments: random.Random, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, ledger, log = f"embedded:{tmp_path / 'kill.db'}", tmp_path / "ledger", tmp_path / "log"
    for _ in range(EMBEDDED_KILLS):
        kill_at_random(Killed("both", target, ledger, log), moments)
    completed = check(target, ledger, log)
    assert completed > EMBEDDED_KILLS
    report(capsys, "embedded engine and worker in one process", EMBEDDED_KILLS, ledger, completed)


def test_server_and_worker(moments: random.Random, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    target, ledger, log = f"127.0.0.1:{port}", tmp_path / "ledger", tmp_path / "log"
    server = everloop_command(port, tmp_path / "kill.db")
    client = subprocess.Popen(
        [sys.executable, "-m", "tests.kill.process", "client", target, str(ledger)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=log.open("ab"),
    )
    try:
        for _ in range(SERVER_KILLS):
            kill_at_random(Killed("worker", target, ledger, log, server), moments)
        assert client.poll() is None, f"the client ended by itself: {log.read_text(errors='replace')[-3000:]}"
        client.communicate(timeout=30)
    finally:
        client.kill()
        client.wait()
    with log.open("ab") as output:
        last = subprocess.Popen(server, stdout=output, stderr=output)
    try:
        completed = check(target, ledger, log)
    finally:
        last.kill()
        last.wait()
    assert completed > SERVER_KILLS
    report(capsys, "server and worker", SERVER_KILLS, ledger, completed)
