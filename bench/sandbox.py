"""Measures what the sandbox costs, and writes that section of docs/BENCHMARKS.md: `python bench/sandbox.py`.

Workflows are run by written-down activations, without an engine, so that nothing but their own cost is in the figures:
once guarded and once not, in turns, and the best of several rounds counts. Heavy packages are those of pydantic, httpx
and numpy that are installed.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import Any

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page import PAGE, SANDBOX, write_section  # noqa: E402

HEAVY = ("pydantic", "httpx", "numpy")
TARGET_MS, TARGET_PERCENT = 0.2, 5

MODULE = """
    import dataclasses
    import datetime
    import json
    from everloop import workflow
    {imports}

    RATES = {{"de": 19, "fr": 20}}
    seen = []

    @dataclasses.dataclass
    class Line:
        article: str
        price: int

    def total(lines):
        seen.append(len(lines))
        return sum(line.price * (100 + RATES["de"]) for line in lines) // 100

    @workflow.defn
    class {name}:
        @workflow.run
        async def run(self, order):
            lines = [Line(str(number), number) for number in range(20)]
            body = json.dumps({{"at": workflow.now().isoformat(), "total": total(lines)}})
            await workflow.sleep(datetime.timedelta(days=1))
            return [order, body, len(seen)]
"""


def workflow_class(folder: Path, name: str, imports: list[str]) -> Any:
    """Write a module of a workflow that imports packages, and import it."""
    source = MODULE.format(name=name, imports="\n    ".join(f"import {it}" for it in imports))
    (folder / f"flows_{name.lower()}.py").write_text(textwrap.dedent(source))
    return getattr(importlib.import_module(f"flows_{name.lower()}"), name)


def seconds_per_run(cls: Any, guard: Any, runs: int) -> float:
    """CPU time of one run, from its start to its eviction."""
    from everloop import converter
    from everloop._bridge.workflow import WorkflowProbe
    from everloop.workflow._definition import Definition
    from everloop.workflow._runtime_options import RuntimeOptions

    definition = Definition.must_from_class(cls)
    options = RuntimeOptions(definitions=[definition], data_converter=converter.default(), guard=guard)
    probe = WorkflowProbe(options)
    begun = time.process_time()
    for number in range(runs):
        run = f"run-{number}"
        probe.activate(run, [("init", definition.name, number)])
        probe.activate(run, [("timer", 1)], seconds=86400.0)
        probe.evict(run)
    return (time.process_time() - begun) / runs


def measure(folder: Path, name: str, imports: list[str], runs: int, rounds: int) -> dict[str, float]:
    """Microseconds per run, without and with the sandbox.

    Two modules of the same text: what runs without the sandbox leave in the module's globals, and runs with it begin
    with a copy of, would otherwise be thousands of entries that no workflow has put there.
    """
    from everloop.worker.workflow_sandbox import SandboxRestrictions
    from everloop.worker.workflow_sandbox._functions import guard_functions
    from everloop.worker.workflow_sandbox._guard import Guard

    free = workflow_class(folder, f"{name}Free", imports)
    guarded = workflow_class(folder, name, imports)
    plain = [seconds_per_run(free, None, runs) for _ in range(rounds)]
    guard_functions()
    guard = Guard(SandboxRestrictions.default)
    guard.isolate(guarded.__module__)
    # In turns: what else the machine does meanwhile disturbs both alike.
    pairs = [(seconds_per_run(free, None, runs), seconds_per_run(guarded, guard, runs)) for _ in range(rounds)]
    return {"plain": min(*plain, *(it for it, _ in pairs)) * 1e6, "guarded": min(it for _, it in pairs) * 1e6}


def table(figures: dict[str, dict[str, float]], per_workflow: float) -> str:
    """The figures as the page shows them."""
    lines = [
        "| workflow's module imports | CPU per run, unsandboxed | sandboxed | the sandbox | of a whole workflow |",
        "|---|---|---|---|---|",
    ]
    for name, row in figures.items():
        cost = row["guarded"] - row["plain"]
        times = " | ".join(f"{it:.0f} µs" for it in (row["plain"], row["guarded"], cost))
        lines.append(f"| {name} | {times} | {cost / 10 / per_workflow:.1f} % |")
    return "\n".join(lines)


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--print", action="store_true", help="only print the section")
    arguments = parser.parse_args()
    heavy = [it for it in HEAVY if importlib.util.find_spec(it) is not None]
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        size = (arguments.runs, arguments.rounds)
        figures = {"the standard library": measure(Path(folder), "Light", [], *size)}
        if heavy:
            figures[", ".join(heavy)] = measure(Path(folder), "Heavy", heavy, *size)
    per_workflow = whole_workflow_ms()
    text = (
        "Written by `python bench/sandbox.py`. The workflow's module has state of its own, copied for each run;\n"
        f"the targets are {TARGET_MS} ms per run and {TARGET_PERCENT} % of the CPU time of a whole workflow with one\n"
        f"activity ({per_workflow:.2f} ms, from the table above).\n\n{table(figures, per_workflow)}\n"
    )
    print(text)
    if not arguments.print:
        write_section(SANDBOX, text)


def whole_workflow_ms() -> float:
    """CPU time of the process per workflow with one activity, as the main benchmark found it."""
    raw: Any = json.loads((PAGE.parent / "benchmarks.json").read_text())
    hello = raw["figures"]["everloop embedded"]["hello"]
    return float(hello["cpu_s"] / hello["count"] * 1000)


if __name__ == "__main__":
    main()
