"""Servers for tests: the official dev server and ours, each on a free port of the loopback interface.

Readiness is a TCP connection that is accepted; clients retry the rest. A server that dies early says why: its output is
kept in a file and travels with the error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30.0
# The official server limits lists and counts to a few per second; a case that compares many filters would wait for it.
# Clocks of workflows are off there unless somebody asks for them.
SWITCHES = [
    "--dynamic-config-value",
    "frontend.namespaceRPS.visibility=100000",
    "--dynamic-config-value",
    "frontend.namespaceBurstRatio.visibility=1000",
    "--dynamic-config-value",
    "frontend.WorkflowTimeSkippingEnabled=true",
]


def free_port() -> int:
    """Return a TCP port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def everloop_binary() -> Path:
    """Return the everloop binary under test: EVERLOOP_BINARY, or the debug build that `make dev` leaves."""
    target = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
    return Path(os.environ.get("EVERLOOP_BINARY", target / "debug" / "everloop"))


def official_command(port: int) -> list[str]:
    """Return the command line of the official dev server, in memory."""
    beside = Path(sys.executable).with_name("temporal")
    binary = str(beside) if beside.exists() else shutil.which("temporal") or "temporal"
    return [binary, "server", "start-dev", "--headless", "--log-level", "error", "--port", str(port), *SWITCHES]


def everloop_command(port: int, database: Path) -> list[str]:
    """Return the command line of our server on a database file."""
    return [str(everloop_binary()), "server", "--db", str(database), "--port", str(port)]


class Server:
    """A server process that is stopped with its owner."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        """Start `command`, which is told to listen on `port`, and wait until it does."""
        self.address = f"127.0.0.1:{port}"
        self.port = port
        self._log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"server ended with code {self.process.returncode}: {self.output()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError(
                        f"no server on {self.address} after {READY_SECONDS} s: {self.output()}"
                    ) from None
                time.sleep(0.02)

    def output(self) -> str:
        """Return the last lines that the server printed."""
        return self._log.read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        """Ask the server to end, and insist after five seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_official(directory: Path) -> Server:
    """Start the official dev server; its log goes to `directory`."""
    port = free_port()
    return Server(official_command(port), port, directory / "official.log")


def start_everloop(directory: Path) -> Server:
    """Start our server on a new database in `directory`."""
    port = free_port()
    return Server(everloop_command(port, directory / "server.db"), port, directory / "everloop.log")
