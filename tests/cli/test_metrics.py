"""`--metrics-port`: the same program on both servers, and the same numbers under the names that both have."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import temporalio.client
import temporalio.service
import temporalio.worker
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from conformance.servers import Server, everloop_binary, everloop_command, free_port, official_command

QUEUE = "metered"
READY_SECONDS = 60.0
COUNTED = {
    "workflow_success": 2,
    "workflow_failed": 1,
    "workflow_cancel": 1,
    "workflow_terminate": 1,
    "workflow_continued_as_new": 1,
    "activity_success": 6,
    "activity_fail": 1,
    "activity_task_fail": 2,
}


@activity.defn
async def work(fails: bool) -> None:
    """Fail if asked to."""
    if fails:
        raise ApplicationError("asked to fail")


@workflow.defn(sandboxed=False)
class Metered:
    """Ends as it is told to."""

    @workflow.run
    async def run(self, mode: str) -> None:
        """End so."""
        await workflow.execute_activity(
            work,
            mode == "fail",
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=RetryPolicy(maximum_attempts=2, initial_interval=timedelta(milliseconds=1)),
        )
        if mode == "again":
            workflow.continue_as_new("complete")
        if mode == "wait":
            await workflow.wait_condition(lambda: False)


async def run(address: str, metrics_port: int) -> str:
    """Let workflows end in all ways; return the metrics when one more is open and those are counted."""
    client = await connected(address)
    # A task that comes along with an answer is got by no poll.
    worker = temporalio.worker.Worker(
        client,
        task_queue=QUEUE,
        workflows=[Metered],
        activities=[work],
        disable_eager_activity_execution=True,
    )
    async with worker:
        for mode in ["complete", "again"]:
            await client.execute_workflow(Metered.run, mode, id=mode, task_queue=QUEUE)
        failing = await client.start_workflow(Metered.run, "fail", id="fail", task_queue=QUEUE)
        cancelled = await client.start_workflow(Metered.run, "wait", id="cancel", task_queue=QUEUE)
        # A cancellation that comes while the activity runs would end it, and that is counted.
        await wait_for_activity(cancelled)
        await cancelled.cancel()
        for handle in [failing, cancelled]:
            with pytest.raises(temporalio.client.WorkflowFailureError):
                await handle.result()
        terminated = await client.start_workflow(Metered.run, "wait", id="terminate", task_queue=QUEUE)
        await wait_for_activity(terminated)
        await terminated.terminate()
        open_one = await client.start_workflow(Metered.run, "wait", id="open", task_queue=QUEUE)
        await wait_for_activity(open_one)
        with pytest.raises(temporalio.service.RPCError):
            await client.get_workflow_handle("nobody").describe()
        # The official server counts a moment later.
        deadline = time.monotonic() + READY_SECONDS
        while True:
            text = await asyncio.to_thread(scrape, metrics_port)
            if numbers(text) == COUNTED or time.monotonic() > deadline:
                return text
            await asyncio.sleep(0.1)


async def connected(address: str) -> temporalio.client.Client:
    """Connect, as soon as the server serves: the official one takes connections before it does."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            return await temporalio.client.Client.connect(address)
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


async def wait_for_activity(handle: temporalio.client.WorkflowHandle[Metered, None]) -> None:
    """Wait until the activity of a workflow is done."""
    while True:
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.HasField("activity_task_completed_event_attributes"):
                return


def scrape(port: int) -> str:
    """Read the metrics as Prometheus does."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
        text: str = reply.read().decode()
        return text


def value(text: str, name: str, **labels: str) -> float:
    """Add up the values of a metric with those labels."""
    total = 0.0
    for line in text.splitlines():
        found = re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line)
        if found and all(f'{label}="{text}"' in (found[1] or "") for label, text in labels.items()):
            total += float(found[2])
    return total


def numbers(text: str) -> dict[str, float]:
    """What the program made both servers count."""
    return {name: value(text, name, namespace="default", taskqueue=QUEUE) for name in COUNTED}


async def test_both_servers_count_the_same(tmp_path: Path) -> None:
    """Outcomes, requests and errors have the names and numbers of the official server."""
    texts: list[str] = []
    for is_official in (True, False):
        port, metrics_port = free_port(), free_port()
        command = official_command(port) if is_official else everloop_command(port, tmp_path / "app.db")
        line = [*command, "--metrics-port", str(metrics_port)]
        server = await asyncio.to_thread(Server, line, port, tmp_path / f"{port}.log")
        try:
            texts.append(await run(server.address, metrics_port))
        finally:
            server.stop()
    official, ours = texts
    assert numbers(ours) == numbers(official)
    assert numbers(ours)["workflow_success"] == 2
    for text in texts:
        for operation in ["StartWorkflowExecution", "TerminateWorkflowExecution", "RequestCancelWorkflowExecution"]:
            labels = {"operation": operation, "namespace": "default", "service_name": "frontend"}
            assert value(text, "service_requests", **labels) == value(ours, "service_requests", **labels) > 0
        assert (
            value(
                text,
                "service_error_with_type",
                operation="DescribeWorkflowExecution",
                error_type="serviceerror_NotFound",
                service_name="frontend",
            )
            == 1
        )
        assert value(text, "poll_success", task_type="Activity", taskqueue=QUEUE) == 8
        assert value(text, "task_schedule_to_start_latency_count", task_type="Activity", taskqueue=QUEUE) == 8
        assert value(text, "persistence_requests") > 0


async def test_the_engine_tells_how_it_stands(tmp_path: Path) -> None:
    """Open workflows, backlogs, polls, memory and file are told, also after the engine was opened anew."""
    database = tmp_path / "app.db"
    for is_first in (True, False):
        port, metrics_port = free_port(), free_port()
        line = [*everloop_command(port, database), "--metrics-port", str(metrics_port)]
        server = await asyncio.to_thread(Server, line, port, tmp_path / f"{port}.log")
        try:
            client = await connected(server.address)
            if is_first:
                for number in range(3):
                    await client.start_workflow(Metered.run, "complete", id=f"w{number}", task_queue="backlog")
            text = await asyncio.to_thread(scrape, metrics_port)
            assert value(text, "everloop_open_executions", namespace="default") == 3
            if is_first:
                queue = {"taskqueue": "backlog", "task_type": "Workflow", "namespace": "default"}
                assert value(text, "approximate_backlog_count", **queue) == 3
                assert value(text, "approximate_backlog_age_seconds", **queue) > 0
                assert value(text, "persistence_requests", operation="Commit") >= 3
                assert value(text, "everloop_commit_executions_sum") == 3
                assert value(text, "cache_usage") == 3
            assert value(text, "everloop_database_bytes") > 0
            assert value(text, "process_resident_memory_bytes") > 0
            assert value(text, "everloop_turn_latency_count") > 0
            for number in range(3):
                await client.get_workflow_handle(f"w{number}").terminate()
                text = await asyncio.to_thread(scrape, metrics_port)
                assert value(text, "everloop_open_executions", namespace="default") == 2 - number
                if is_first:
                    break
            if is_first:
                await client.start_workflow(Metered.run, "complete", id="w0", task_queue="backlog")
        finally:
            server.stop()


@pytest.mark.parametrize("mode", [["--db", "app.db"], ["start-dev"]])
def test_a_port_in_use_is_named(mode: list[str], tmp_path: Path) -> None:
    """A server that cannot show its metrics does not start."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        line = [str(everloop_binary()), "server", *mode, "--port", "0", "--metrics-port", str(port)]
        ended = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"--metrics-port: cannot listen on 127.0.0.1:{port}" in ended.stderr
