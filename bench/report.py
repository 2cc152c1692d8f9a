"""Turns the figures of a benchmark run into docs/BENCHMARKS.md, with the raw figures beside it as JSON."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bench.page import write_main

OFFICIAL = "official SDK on the official server"
EMBEDDED = "everloop embedded"

# Scenario, figure, what it says, unit, whether more is better.
ROWS = [
    ("hello", "per_s", "workflow with one activity, 50 in flight", "/s", True),
    ("latency", "p50_ms", "the same, one at a time, median", "ms", False),
    ("latency", "p99_ms", "the same, 99th percentile", "ms", False),
    ("empty", "per_s", "workflow that only returns, 50 in flight", "/s", True),
    ("chain", "ms_per_step", "sequential activities in one workflow, each", "ms", False),
    ("fanout", "per_s", "parallel activities in one workflow", "/s", True),
    ("timers", "ms_per_step", "sequential 1 ms timers, each", "ms", False),
    ("local", "ms_per_step", "sequential local activities, each", "ms", False),
    ("messages", "query_p50_ms", "query, median", "ms", False),
    ("messages", "update_p50_ms", "update, median", "ms", False),
    ("messages", "signals_per_s", "signals to one workflow", "/s", True),
    ("cached", "kib_per_workflow", "memory of an idle cached workflow", "KiB", False),
    ("replay", "events_per_s", "replay, events", "/s", True),
]
TARGETS = {
    ("hello", "per_s"): "1,500",
    ("latency", "p50_ms"): "1.5",
    ("latency", "p99_ms"): "8",
    ("chain", "ms_per_step"): "1",
    ("fanout", "per_s"): "3,000",
    ("timers", "ms_per_step"): "4",
    ("local", "ms_per_step"): "0.1",
    ("messages", "query_p50_ms"): "0.3",
    ("messages", "update_p50_ms"): "1",
    ("messages", "signals_per_s"): "5,000",
    ("cached", "kib_per_workflow"): "15",
    ("replay", "events_per_s"): "100,000",
}


def number(value: float | None) -> str:
    """Show a figure with three significant digits, or say that there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def ratio(ours: float | None, theirs: float | None, more_is_better: bool) -> str:
    """Show how many times better our figure is."""
    if not ours or not theirs:
        return "-"
    return f"{number(ours / theirs if more_is_better else theirs / ours)} times"


def figure(figures: dict[str, Any], side: str, scenario: str, key: str) -> float | None:
    """Return a figure, or nothing when the scenario failed."""
    value = figures.get(side, {}).get(scenario, {}).get(key)
    return float(value) if value is not None else None


def main_table(figures: dict[str, Any]) -> list[str]:
    """Return the table of all scenarios over all sides."""
    sides = list(figures)
    lines = [
        "| | unit | target | " + " | ".join(sides) + " | embedded against official |",
        "|---" * (len(sides) + 4) + "|",
    ]
    for scenario, key, text, unit, more in ROWS:
        cells = [number(figure(figures, side, scenario, key)) for side in sides]
        gain = ratio(figure(figures, EMBEDDED, scenario, key), figure(figures, OFFICIAL, scenario, key), more)
        lines.append(f"| {text} | {unit} | {TARGETS.get((scenario, key), '')} | " + " | ".join([*cells, gain]) + " |")
    return lines


def startup_table(start: dict[str, Any]) -> list[str]:
    """Return the table of start-up costs."""
    lines = ["| | everloop | official | ratio | target |", "|---|---|---|---|---|"]
    for what, pair, target in (
        ("import of client, worker, workflow, activity", ("import everloop", "import temporalio"), "0.12 s, 25 MiB"),
        ("engine open and ready in an empty directory", ("open everloop", "open official"), "0.03 s, 40 MB"),
    ):
        ours, theirs = start[pair[0]], start[pair[1]]
        shown = [f"{side['wall']:.3f} s, {side['rss_mib']:.0f} MiB" for side in (ours, theirs)]
        gain = f"{ratio(ours['wall'], theirs['wall'], False)}, {ratio(ours['rss_mib'], theirs['rss_mib'], False)}"
        lines.append(f"| {what} | {shown[0]} | {shown[1]} | {gain} | {target} |")
    return lines


def cpu_lines(figures: dict[str, Any]) -> list[str]:
    """Say how much CPU the SDK's process spends per workflow on the official server."""
    costs = []
    for side in ("everloop on the official server", OFFICIAL):
        seconds, count = figure(figures, side, "hello", "cpu_s"), figure(figures, side, "hello", "count")
        costs.append(seconds / count * 1000 if seconds and count else None)
    return [
        "On the official server, the process that starts and runs the workflows of the first row spends "
        f"{number(costs[0])} ms of CPU per workflow with everloop and {number(costs[1])} ms with the official SDK "
        f"({ratio(costs[0], costs[1], False)} less; the target is 5 times).",
    ]


def error_lines(figures: dict[str, Any]) -> list[str]:
    """List the scenarios that gave no figure, and why."""
    lines = [
        f"- {side}, {scenario}: `{result['error']}`"
        for side, scenarios in figures.items()
        for scenario, result in scenarios.items()
        if "error" in result
    ]
    return ["", "Scenarios without a figure:", "", *lines] if lines else []


def write(folder: Path, figures: dict[str, Any], start: dict[str, Any], scale: float, rounds: int) -> None:
    """Write the report and the raw figures."""
    machine = {
        "cpus": os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "scale": scale,
        "rounds": rounds,
    }
    raw = {"machine": machine, "figures": figures, "startup": start}
    (folder / "benchmarks.json").write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n")
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. The same workflow code (`bench/workflows.py.in`) on both packages, all sides one",
        "after the other in one run on one machine, release builds. everloop's commits are durable (one fsync per",
        "batch); the official dev server keeps its state in memory. Ratios are what to look at: absolute figures are",
        "this machine's.",
        "",
        f"{machine['cpus']} CPUs, {machine['platform']}, Python {machine['python']}, {machine['time']}, scale {scale},",
        f"medians of {rounds} rounds through all sides.",
        "",
        *main_table(figures),
        "",
        *startup_table(start),
        "",
        *cpu_lines(figures),
        *error_lines(figures),
        "",
        "Raw figures: [benchmarks.json](benchmarks.json).",
        "",
    ]
    write_main("\n".join(lines))
