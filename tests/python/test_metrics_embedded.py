"""Metrics where there is no network: calls of an embedded engine, and the figures of the machine."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.servers import start_everloop
from everloop import activity, workflow
from everloop.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from everloop.client import Client
from everloop.runtime import BufferedMetricUpdate, MetricBuffer, Runtime, TelemetryConfig
from everloop.service import RPCError
from everloop.testing import WorkflowEnvironment
from everloop.worker import Replayer, ResourceBasedSlotConfig, Worker, WorkerTuner

NOT_ALWAYS = {"GetSystemInfo", "RecordWorkerHeartbeat"}
"""Asked for when a connection is made, and from time to time."""


@activity.defn
async def nothing() -> None:
    """Do nothing."""


@workflow.defn(sandboxed=False)
class Counted:
    """Does one activity, and counts itself."""

    @workflow.run
    async def run(self) -> None:
        """Do so."""
        workflow.metric_meter().create_counter("own").add(1)
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=60))


def recording() -> tuple[MetricBuffer, Runtime]:
    """A runtime that keeps all values."""
    buffer = MetricBuffer(100_000)
    return buffer, Runtime(telemetry=TelemetryConfig(metrics=buffer))


async def use(client: Client) -> None:
    """Make calls of all sorts."""
    queue = "counted"
    async with Worker(client, task_queue=queue, workflows=[Counted], activities=[nothing]):
        await client.execute_workflow(Counted.run, id=str(uuid.uuid4()), task_queue=queue)
    missing = DescribeWorkflowExecutionRequest(namespace="default")
    missing.execution.workflow_id = "nobody"
    with pytest.raises(RPCError):
        await client.workflow_service.describe_workflow_execution(missing)
    with pytest.raises(RPCError):
        await client.get_workflow_handle("nobody").cancel()


def requests(updates: Sequence[BufferedMetricUpdate]) -> set[tuple[str, int, tuple[tuple[str, str], ...]]]:
    """The names, kinds and labels of requests; how often and how long is a matter of time."""
    found: set[tuple[str, int, tuple[tuple[str, str], ...]]] = set()
    for update in updates:
        labels = {name: str(value) for name, value in update.attributes.items()}
        if "request" in update.metric.name and labels["operation"] not in NOT_ALWAYS:
            found.add((update.metric.name, int(update.metric.kind), tuple(sorted(labels.items()))))
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server."""
    started = start_everloop(Path(tmp_path_factory.mktemp("server")))
    yield started.address
    started.stop()


async def test_calls_of_an_embedded_engine_are_counted_as_those_over_a_network(server: str, tmp_path: Path) -> None:
    """Names, kinds and labels are the same."""
    told: list[set[tuple[str, int, tuple[tuple[str, str], ...]]]] = []
    for target in (server, f"embedded:{tmp_path / 'app.db'}"):
        buffer, runtime = recording()
        await use(await Client.connect(target, runtime=runtime))
        told.append(requests(buffer.retrieve_updates()))
    network, embedded = told
    # A poll that is given up is counted and not timed, and when it is given up is a matter of time.
    polls = {entry for entry in network ^ embedded if "Poll" in dict(entry[2])["operation"]}
    assert network - polls == embedded - polls
    by_name = {(name, dict(labels)["operation"]): dict(labels) for name, _, labels in embedded}
    assert by_name["temporal_request", "StartWorkflowExecution"]["task_queue"] == "counted"
    assert by_name["temporal_request_latency", "RespondWorkflowTaskCompleted"]["namespace"] == "default"
    assert by_name["temporal_long_request", "PollWorkflowTaskQueue"]["task_queue"] == "counted"
    assert by_name["temporal_request_failure", "DescribeWorkflowExecution"]["status_code"] == "NOT_FOUND"
    assert by_name["temporal_request_failure", "RequestCancelWorkflowExecution"]["status_code"] == "NOT_FOUND"


async def test_calls_of_a_test_environment_are_counted() -> None:
    """The environment's runtime counts them."""
    buffer, runtime = recording()
    async with await WorkflowEnvironment.start_time_skipping(runtime=runtime) as environment:
        await use(environment.client)
    operations = {dict(labels)["operation"] for _, _, labels in requests(buffer.retrieve_updates())}
    assert {"StartWorkflowExecution", "RespondActivityTaskCompleted"} <= operations


async def test_what_resource_based_tuners_go_by_is_shown() -> None:
    """In percent, of the machine and not of a worker, again and again."""
    buffer, runtime = recording()
    client = await Client.connect("embedded::memory:", runtime=runtime)
    few = ResourceBasedSlotConfig(minimum_slots=2, maximum_slots=4)
    tuner = WorkerTuner.create_resource_based(
        target_memory_usage=0.9, target_cpu_usage=0.9, workflow_config=few, activity_config=few
    )
    values: dict[str, list[float]] = {"temporal_resource_slots_mem_usage": [], "temporal_resource_slots_cpu_usage": []}
    async with Worker(client, task_queue="q", workflows=[Counted], activities=[nothing], tuner=tuner):
        while any(len(seen) < 2 for seen in values.values()):
            for update in buffer.retrieve_updates():
                if update.metric.name in values:
                    assert set(update.attributes) == {"service_name"}
                    values[update.metric.name].append(update.value)
            await asyncio.sleep(0.05)
    assert all(0 <= value <= 100 for seen in values.values() for value in seen)
    assert values["temporal_resource_slots_mem_usage"][-1] > 0


async def test_a_replayer_records_nothing() -> None:
    """What is gone through again was counted when it happened."""
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="q", workflows=[Counted], activities=[nothing]):
        handle = await client.start_workflow(Counted.run, id="w", task_queue="q")
        await handle.result()
    history = await handle.fetch_history()
    buffer, runtime = recording()
    await Replayer(workflows=[Counted], runtime=runtime).replay_workflow(history)
    assert list(buffer.retrieve_updates()) == []
