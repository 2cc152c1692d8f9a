"""Start-up costs, each in fresh processes: import of the SDK, and the engine until it answers.

The figures are the best of several runs: what is measured is the program, not what else the machine did.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.environment import clean_environment
from conformance.servers import Server, free_port, official_command

RUNS = 7

IMPORT = """
import json, resource, time
t = time.perf_counter()
import {package}.client, {package}.worker, {package}.workflow, {package}.activity
wall = time.perf_counter() - t
pages = int(open("/proc/self/statm").read().split()[1])
print(json.dumps({{"wall": wall, "rss_mib": pages * resource.getpagesize() / 2**20}}))
"""

# Ready means that a request has been answered, not only that the connection stands.
OPEN = """
import asyncio, json, resource, sys, time
from {package}.client import Client
from {package}.service import RPCError

async def main():
    pages = lambda: int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 2**20
    t = time.perf_counter()
    client = await Client.connect(sys.argv[1])
    try:
        await client.get_workflow_handle("absent").cancel()
    except RPCError:
        pass
    print(json.dumps({{"wall": time.perf_counter() - t, "rss_mib": pages()}}))

asyncio.run(main())
"""


def best(samples: list[dict[str, float]]) -> dict[str, float]:
    """Return the smallest of each figure."""
    return {key: min(sample[key] for sample in samples) for key in samples[0]}


def run_script(script: str, *arguments: str) -> dict[str, float]:
    """Run a script in a new interpreter and read the JSON it prints."""
    command = [sys.executable, "-c", script, *arguments]
    printed = subprocess.run(command, env=clean_environment(), check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(printed.splitlines()[-1])
    return figures


def import_figures(package: str) -> dict[str, float]:
    """Measure the import of client, worker, workflow and activity."""
    run_script(IMPORT.format(package=package))
    return best([run_script(IMPORT.format(package=package)) for _ in range(RUNS)])


def embedded_open_figures() -> dict[str, float]:
    """Measure an embedded engine in an empty directory, from `connect` to the first answer; RSS is the process."""
    samples = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as directory:
            samples.append(run_script(OPEN.format(package="everloop"), f"embedded:{directory}/new.db"))
    return best(samples)


def official_open_figures() -> dict[str, float]:
    """Measure the official dev server, from its start until it accepts a connection; RSS is the server's."""
    samples = []
    for _ in range(RUNS):
        port = free_port()
        with tempfile.TemporaryDirectory() as directory:
            begun = time.perf_counter()
            server = Server(official_command(port), port, Path(directory) / "log")
            wall = time.perf_counter() - begun
            pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
            samples.append({"wall": wall, "rss_mib": pages * resource.getpagesize() / 2**20})
            server.stop()
    return best(samples)
