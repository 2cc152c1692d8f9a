"""The pairings of SDK and server, and the parent's side of the processes that run cases on them."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.runner import TIMEOUT_SECONDS
from conformance.servers import ROOT, Server, start_everloop, start_official

# No line from a runner for this long means that it hangs, whatever its own timeouts say.
SILENCE_SECONDS = TIMEOUT_SECONDS + 20


@dataclass(frozen=True)
class Pairing:
    """A package and the kind of target that its client is given."""

    name: str
    package: str
    server: str


ORACLE = Pairing("official-official", "temporalio", "official")
PAIRINGS = [
    ORACLE,
    Pairing("official-everloop", "temporalio", "everloop"),
    Pairing("everloop-official", "everloop", "official"),
    Pairing("everloop-everloop", "everloop", "everloop"),
    Pairing("everloop-embedded", "everloop", "embedded"),
]


class Servers:
    """The servers of one session, each started when first asked for."""

    def __init__(self, directory: Path) -> None:
        """Keep logs and databases in `directory`."""
        self._directory = directory
        self._running: dict[str, Server | Exception] = {}

    def target(self, kind: str) -> str:
        """Return what `Client.connect` is given for a kind of server."""
        if kind == "embedded":
            return f"embedded:{self._directory / 'embedded.db'}"
        if kind not in self._running:
            start: Callable[[Path], Server] = start_official if kind == "official" else start_everloop
            try:
                self._running[kind] = start(self._directory)
            except Exception as error:
                self._running[kind] = error
        server = self._running[kind]
        if isinstance(server, Exception):
            raise RuntimeError(f"the {kind} server does not start: {server}")
        return server.address

    def stop(self) -> None:
        """Stop all of them."""
        for server in self._running.values():
            if isinstance(server, Server):
                server.stop()


@dataclass
class CaseRun:
    """What became of one case: an observation, or an error."""

    observation: Any = None
    error: str | None = None


@dataclass
class PairingRun:
    """The runs of all selected cases on one pairing, made by child processes that are replaced when they die."""

    pairing: Pairing
    servers: Servers
    directory: Path
    cases: list[str]
    results: dict[str, CaseRun] = field(default_factory=dict)
    _lines: queue.Queue[dict[str, Any] | None] = field(default_factory=queue.Queue)
    _child: subprocess.Popen[str] | None = None
    _in_flight: set[str] = field(default_factory=set)

    def result(self, case: str) -> CaseRun:
        """Return the outcome of a case, waiting for it."""
        while case not in self.results:
            try:
                self._step()
            except Exception as error:
                for name in self.cases:
                    self.results.setdefault(name, CaseRun(error=f"{self.pairing.name}: {error}"))
        return self.results[case]

    def begin(self) -> None:
        """Start the process, if it was not started before; what keeps it from starting is told with the results."""
        if self._child is None and not self.results:
            try:
                self._spawn()
            except Exception as error:
                for name in self.cases:
                    self.results[name] = CaseRun(error=f"{self.pairing.name}: {error}")

    def _step(self) -> None:
        if self._child is None:
            self._spawn()
        try:
            line = self._lines.get(timeout=SILENCE_SECONDS)
        except queue.Empty:
            self._lost("the process hung")
            return
        if line is None:
            self._lost("the process ended")
        elif line.get("started"):
            self._in_flight.add(line["case"])
        else:
            self._in_flight.discard(line["case"])
            self.results[line["case"]] = CaseRun(line.get("observation"), line.get("error"))

    def _spawn(self) -> None:
        target = self.servers.target(self.pairing.server)
        missing = [case for case in self.cases if case not in self.results]
        command = [
            sys.executable,
            "-m",
            "conformance.runner",
            self.pairing.package,
            target,
            str(self.directory / self.pairing.name),
            *missing,
        ]
        log = (self.directory / f"{self.pairing.name}.log").open("a")
        self._lines = queue.Queue()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        self._child = child
        threading.Thread(target=self._read, args=(child, self._lines), daemon=True).start()

    @staticmethod
    def _read(child: subprocess.Popen[str], lines: queue.Queue[dict[str, Any] | None]) -> None:
        assert child.stdout is not None
        for line in child.stdout:
            lines.put(json.loads(line))
        lines.put(None)

    def _lost(self, why: str) -> None:
        """Give the cases in flight, or all when there are none, the blame for a process that went away."""
        assert self._child is not None
        self._child.kill()
        code = self._child.wait()
        self._child = None
        log = (self.directory / f"{self.pairing.name}.log").read_text(errors="replace")[-4000:]
        blamed = self._in_flight or {case for case in self.cases if case not in self.results}
        for case in blamed:
            self.results[case] = CaseRun(error=f"{self.pairing.name}: {why} (code {code})\n{log}")
        self._in_flight = set()

    def stop(self) -> None:
        """End the child process."""
        if self._child is not None:
            deadline = time.monotonic() + 5
            while self._child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            self._child.kill()
            self._child.wait()
