"""Runs the benchmark on every pairing and writes docs/BENCHMARKS.md: `make bench`, or `bench/run.py --scale 0.2`.

All sides run one after the other on the same machine, each against a fresh server and a fresh database, and that in
several rounds; a figure is the median of its rounds, for every side alike. Commits of the engine are durable. The
official dev server keeps its state in memory, which favours it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import report, startup  # noqa: E402
from bench.environment import clean_environment, install_wheel  # noqa: E402
from bench.rounds import medians  # noqa: E402
from conformance.servers import start_everloop, start_official  # noqa: E402

# Name, package, kind of server.
SIDES = [
    ("everloop embedded", "everloop", "embedded"),
    ("everloop on its own server", "everloop", "everloop"),
    ("everloop on the official server", "everloop", "official"),
    ("official SDK on the everloop server", "temporalio", "everloop"),
    ("official SDK on the official server", "temporalio", "official"),
]
SCENARIOS = list(dict.fromkeys(scenario for scenario, *_ in report.ROWS))


@contextmanager
def target(kind: str, directory: Path) -> Iterator[str]:
    """Yield the target of a fresh server of this kind."""
    if kind == "embedded":
        yield f"embedded:{directory / 'bench.db'}"
        return
    server = start_official(directory) if kind == "official" else start_everloop(directory)
    try:
        yield server.address
    finally:
        server.stop()


def run_side(package: str, kind: str, scenarios: str, scale: float) -> dict[str, Any]:
    """Run the scenarios on one side; returns the figures by scenario."""
    with tempfile.TemporaryDirectory() as directory, target(kind, Path(directory)) as address:
        command = [sys.executable, str(ROOT / "bench" / "sdk_bench.py"), "--pkg", package, "--target", address]
        command += ["--scenario", scenarios, "--scale", str(scale)]
        with subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            figures: dict[str, Any] = {}
            for line in child.stdout:
                print(line, end="", flush=True)
                if not line.startswith("{"):
                    continue  # A warning of the package under test.
                result = json.loads(line)
                figures[result["scenario"]] = result["figures"]
        wanted = SCENARIOS if scenarios == "all" else scenarios.split(",")
        # A package that brings its process down when everything is measured has its figures all the same.
        if child.returncode and not figures.keys() >= set(wanted):
            figures["process"] = {"error": f"the benchmark ended with code {child.returncode}"}
        return figures


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies every count")
    parser.add_argument("--scenario", default="all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs; figures are medians")
    parser.add_argument("--only", help="run the sides whose name contains this, and print without writing the report")
    arguments = parser.parse_args()
    os.environ.setdefault("EVERLOOP_BINARY", str(ROOT / "target" / "release" / "everloop"))
    install_wheel()
    rounds: dict[str, list[Any]] = {}
    for number in range(1, arguments.rounds + 1):
        for name, package, kind in SIDES:
            if arguments.only is None or arguments.only in name:
                print(f"== {name}, round {number}", flush=True)
                rounds.setdefault(name, []).append(run_side(package, kind, arguments.scenario, arguments.scale))
    if arguments.only is not None:
        return
    figures = {name: medians(results) for name, results in rounds.items()}
    start = {
        "import everloop": startup.import_figures("everloop"),
        "import temporalio": startup.import_figures("temporalio"),
        "open everloop": startup.embedded_open_figures(),
        "open official": startup.official_open_figures(),
    }
    report.write(ROOT / "docs", figures, start, arguments.scale, arguments.rounds)


if __name__ == "__main__":
    main()
