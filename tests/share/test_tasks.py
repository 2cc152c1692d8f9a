"""A workflow task in the hands of a process that is killed goes to another, long before its time is over."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from conformance.servers import ROOT, everloop_command, free_port
from everloop.client import Client, WorkflowHandle
from tests.kill.flows import QUEUE, Sum, expected
from tests.kill.process import connect, worker

# The time a task has is far more than what the tests wait for, however loaded the machine is.
TASK_TIMEOUT = timedelta(seconds=120)
PATIENCE_SECONDS = 60.0


@contextmanager
def taker(target: str) -> Generator[subprocess.Popen[bytes]]:
    """Run a process that takes a task and keeps it."""
    command = [sys.executable, "-m", "tests.share.taker", target]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == b"ready\n"
            yield running
        finally:
            running.kill()


async def start(client: Client) -> WorkflowHandle[Sum, int]:
    """Start a workflow whose tasks have a lot of time."""
    return await client.start_workflow(Sum.run, 3, id="taken", task_queue=QUEUE, task_timeout=TASK_TIMEOUT)


async def kill_with_task(process: subprocess.Popen[bytes]) -> None:
    """Kill the process once it has the task."""
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == b"taken\n"
    process.kill()


async def finish(client: Client, handle: WorkflowHandle[Sum, int]) -> None:
    """Let another worker have the task."""
    async with worker(client):
        assert await asyncio.wait_for(handle.result(), PATIENCE_SECONDS) == expected(3)
    history = await handle.fetch_history()
    timed_out = [event for event in history.events if event.HasField("workflow_task_timed_out_event_attributes")]
    assert len(timed_out) == 1


async def test_task_of_a_killed_member(tmp_path: Path) -> None:
    target = f"embedded:{tmp_path / 'app.db'}"
    client = await Client.connect(target)
    with taker(target) as process:
        handle = await start(client)
        await kill_with_task(process)
        await finish(client, handle)


async def test_task_of_a_killed_owner(tmp_path: Path) -> None:
    target = f"embedded:{tmp_path / 'app.db'}"
    with taker(target) as process:
        client = await Client.connect(target)
        handle = await start(client)
        await kill_with_task(process)
        await finish(client, handle)


async def test_task_of_a_killed_client_of_a_server(tmp_path: Path) -> None:
    port = free_port()
    with subprocess.Popen(everloop_command(port, tmp_path / "app.db"), stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            client = await connect(f"127.0.0.1:{port}")
            with taker(f"127.0.0.1:{port}") as process:
                handle = await start(client)
                await kill_with_task(process)
                await finish(client, handle)
        finally:
            server.terminate()


async def test_task_of_a_killed_client_of_a_server_that_is_not_the_owner(tmp_path: Path) -> None:
    port = free_port()
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    with subprocess.Popen(everloop_command(port, tmp_path / "app.db"), stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            await connect(f"127.0.0.1:{port}")
            with taker(f"127.0.0.1:{port}") as process:
                handle = await start(client)
                await kill_with_task(process)
                await finish(client, handle)
        finally:
            server.terminate()
