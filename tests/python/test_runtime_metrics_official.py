"""The same program on everloop and on the official SDK, against the same server: the same metrics come out.

Names, kinds, label names and bucket bounds must be equal, and the numbers too where the program decides them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conformance.servers import start_official
from tests.programs import printed_by

PROBE = Path(__file__).with_name("metrics_probe.py")
TIMING = ("_sum", "_bucket")
DECIDED_BY_TIMING = {
    # How often something was asked for, or which of several polls brought a task.
    ("temporal_request", "DescribeNamespace"),
    ("temporal_request", "DescribeWorkflowExecution"),
    ("temporal_request", "GetWorkflowExecutionHistory"),
    ("temporal_request", "RecordActivityTaskHeartbeat"),
    ("temporal_request", "RecordWorkerHeartbeat"),
    # A query travels alone or with a workflow task.
    ("temporal_request", "RespondQueryTaskCompleted"),
    ("temporal_request", "RespondWorkflowTaskCompleted"),
    ("temporal_request", "RespondWorkflowTaskFailed"),
    ("temporal_long_request", "GetWorkflowExecutionHistory"),
    ("temporal_long_request", "PollWorkflowTaskQueue"),
    ("temporal_long_request", "PollActivityTaskQueue"),
}
COUNTED_BY_TIMING = re.compile(
    r"temporal_(sticky_cache|workflow_task|activity_task_received|activity_poll|workflow_task_queue|num_pollers)"
)


@dataclass
class Exported:
    """What a worker told Prometheus."""

    kinds: dict[str, str] = field(default_factory=dict[str, str])
    labels: dict[str, set[tuple[str, ...]]] = field(default_factory=dict[str, "set[tuple[str, ...]]"])
    bounds: dict[str, set[str]] = field(default_factory=dict[str, "set[str]"])
    values: dict[tuple[str, tuple[tuple[str, str], ...]], float] = field(
        default_factory=dict[tuple[str, tuple[tuple[str, str], ...]], float]
    )


def parse(text: str) -> Exported:
    exported = Exported()
    for line in text.splitlines():
        if kind := re.match(r"# TYPE (\S+) (\S+)", line):
            exported.kinds[kind[1]] = kind[2]
        sample = re.match(r"([a-zA-Z_]\w*)(?:\{(.*)\})? (\S+)$", line)
        if sample is None or sample[1] == "temporal_workflow_task_queue_poll_empty":
            continue
        labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', sample[2] or ""))
        bound = labels.pop("le", None)
        if bound is not None:
            exported.bounds.setdefault(sample[1], set()).add(bound)
        if "task_queue" in labels:
            labels["task_queue"] = "queue"
        exported.labels.setdefault(sample[1], set()).add(tuple(sorted(labels)))
        decided = (sample[1].removesuffix("_latency_count"), labels.get("operation", "")) not in DECIDED_BY_TIMING
        if decided and not sample[1].endswith(TIMING) and not COUNTED_BY_TIMING.match(sample[1]):
            exported.values[sample[1], tuple(sorted(labels.items()))] = float(sample[3])
    exported.kinds.pop("temporal_workflow_task_queue_poll_empty", None)
    return exported


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Temporal server."""
    started = start_official(Path(tmp_path_factory.mktemp("official")))
    yield started.address
    started.stop()


def probe(package: str, options: str, address: str) -> Exported:
    environment = {**os.environ, "METRICS_PROBE_PACKAGE": package}
    arguments = [str(PROBE), "prometheus", options, address]
    return parse(printed_by(arguments, is_official=package == "temporalio", environment=environment))


@pytest.mark.parametrize(
    "options", ["{}", '{"counters_total_suffix": true, "unit_suffix": true, "durations_as_seconds": true}']
)
def test_the_same_metrics_come_out(server: str, options: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        probes = [threads.submit(probe, package, options, server) for package in ("everloop", "temporalio")]
    ours, official = (each.result() for each in probes)
    assert ours.kinds == official.kinds
    assert ours.labels == official.labels
    assert ours.bounds == official.bounds
    if options == "{}":
        assert ours.values == official.values
