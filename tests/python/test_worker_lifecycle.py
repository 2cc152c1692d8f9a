"""How workers begin and end: racing calls, failures, several in one process, other clients, forks."""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.duration_pb2 import Duration

from everloop import activity, workflow
from everloop.api.workflowservice.v1 import RegisterNamespaceRequest
from everloop.client import Client
from everloop.worker import Worker

LONG = 30
"""Seconds after which something hangs, and is not merely slow."""


@activity.defn
async def echo(value: str) -> str:
    return value


@workflow.defn
class Echoes:
    @workflow.run
    async def run(self, value: str) -> str:
        return await workflow.execute_activity(echo, value, start_to_close_timeout=timedelta(seconds=LONG))


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.over = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.over)
        return "over"

    @workflow.signal
    def end(self) -> None:
        self.over = True


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


def worker(client: Client, queue: str = "q") -> Worker:
    return Worker(client, task_queue=queue, workflows=[Echoes, Waits], activities=[echo])


async def echoed(client: Client, value: str, queue: str = "q") -> str:
    run = client.execute_workflow(Echoes.run, value, id=uuid.uuid4().hex, task_queue=queue)
    return await asyncio.wait_for(run, LONG)


async def test_of_two_racing_runs_the_first_counts(client: Client) -> None:
    one = worker(client)
    first, second = asyncio.create_task(one.run()), asyncio.create_task(one.run())
    with pytest.raises(RuntimeError, match="Already started"):
        await asyncio.wait_for(second, LONG)
    assert await echoed(client, "still there") == "still there"
    await asyncio.wait_for(asyncio.gather(one.shutdown(), one.shutdown()), LONG)
    await asyncio.wait_for(first, LONG)
    assert (one.is_running, one.is_shutdown) == (False, True)
    await asyncio.wait_for(one.shutdown(), LONG)
    with pytest.raises(RuntimeError, match="Already started"):
        await one.run()


async def test_a_block_runs_once(client: Client) -> None:
    one = worker(client)
    async with one:
        assert await echoed(client, "x") == "x"
    with pytest.raises(RuntimeError, match="Already started"):
        async with one:
            raise AssertionError("never begun")
    with pytest.raises(RuntimeError, match="Never started"):
        await worker(client).__aexit__(None)


async def test_what_a_block_raises_comes_out_of_it(client: Client) -> None:
    one = worker(client)
    with pytest.raises(ValueError, match="in the block"):
        async with one:
            raise ValueError("in the block")
    assert one.is_shutdown


async def test_a_cancelled_block_shuts_down(client: Client) -> None:
    one = worker(client)
    entered = asyncio.Event()

    async def block() -> None:
        async with one:
            entered.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(block())
    await entered.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, LONG)
    assert one.is_shutdown


async def register(client: Client, namespace: str) -> None:
    retention = Duration(seconds=24 * 60 * 60)
    request = RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=retention)
    await client.workflow_service.register_namespace(request)


async def test_a_refused_poll_is_made_again(client: Client) -> None:
    """What the server misses may still come, here the namespace: the worker goes on."""
    await register(client, "here")
    here = Client(client.service_client, namespace="here")
    there = await Client.connect("embedded::memory:", namespace="here")
    seen: list[BaseException] = []

    async def fatal(error: BaseException) -> None:
        seen.append(error)

    one = Worker(here, task_queue="q", workflows=[Echoes, Waits], activities=[echo], on_fatal_error=fatal)
    running = asyncio.create_task(one.run())
    while not one.is_running:
        await asyncio.sleep(0.01)
    one.client = there

    async def end_open_polls() -> None:
        """They end with work or after a minute."""
        await here.start_workflow(Waits.run, id=uuid.uuid4().hex, task_queue="q")
        await asyncio.sleep(0.05)

    for _ in range(10):
        await end_open_polls()
    await register(there, "here")
    echoing = asyncio.create_task(echoed(there, "x"))
    while not echoing.done():
        await end_open_polls()
    assert await echoing == "x"
    await one.shutdown()
    await running
    assert seen == []


async def test_a_fatal_error_is_told_even_if_the_handler_fails(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[BaseException] = []

    async def fatal(error: BaseException) -> None:
        seen.append(error)
        raise ValueError("no better")

    one = Worker(client, task_queue="q", activities=[echo], on_fatal_error=fatal)
    running = asyncio.create_task(one.run())
    while not one.is_running:
        await asyncio.sleep(0.01)
    cause = OSError("the pool is gone")
    one._break(cause)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(RuntimeError, match="Activity worker failed") as raised:
        await asyncio.wait_for(running, LONG)
    assert raised.value.__cause__ is cause
    assert seen == [raised.value]
    assert "Fatal error handler failed" in caplog.text


async def test_workers_share_a_process(client: Client) -> None:
    """Two of one queue, which share its work, and one of another; the end of one is nothing to the others."""
    one, two, other = worker(client), worker(client), worker(client, "other")
    async with other:
        async with one, two:
            values = [str(number) for number in range(20)]
            assert await asyncio.gather(*(echoed(client, value) for value in values)) == values
        assert await echoed(client, "other", "other") == "other"


async def test_a_worker_goes_on_with_another_client(tmp_path: Path) -> None:
    first = await Client.connect(f"embedded:{tmp_path / 'one.db'}", identity="first")
    second = await Client.connect("embedded::memory:", identity="second")
    async with worker(first) as one:
        assert one.client is first
        assert await echoed(first, "x") == "x"
        one.client = second
        assert one.client is second
        assert one.config(active_config=True).get("client") is second
        # Open polls end with work or after a minute; two runs bring each kind of them back.
        started = [asyncio.create_task(echoed(second, str(number))) for number in range(3)]
        while not all(task.done() for task in started):
            await first.start_workflow(Waits.run, id=uuid.uuid4().hex, task_queue="q")
            await asyncio.sleep(0.05)
        assert [task.result() for task in started] == ["0", "1", "2"]


async def test_what_is_no_client_is_no_other_client(client: Client) -> None:
    one = worker(client)
    with pytest.raises(TypeError, match=r"client must be an everloop.client.Client, it is 'x'"):
        one.client = "x"  # type: ignore[assignment]
    assert one.client is client


FORKED = """
import asyncio, os, sys
from everloop.client import Client
import everloop.worker, everloop.workflow

async def ask(path):
    client = await Client.connect("embedded:" + path)
    return (await client.count_workflows()).count

path, kind = sys.argv[1:]
if kind == "connected":
    client = asyncio.new_event_loop().run_until_complete(Client.connect("embedded:" + path))
child = os.fork()
if child == 0:
    try:
        if kind == "connected":
            try:
                asyncio.run(client.count_workflows())
            except RuntimeError as error:
                print(error, flush=True)
        else:
            print(asyncio.run(ask(path)), flush=True)
    finally:
        os._exit(0)
os.waitpid(child, 0)
"""


@pytest.mark.parametrize(("kind", "text"), [("imported", "0"), ("connected", "fork")])
async def test_forks(tmp_path: Path, kind: str, text: str) -> None:
    """A fork after the import is as good as any process; one after connecting is told that its client is not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        FORKED,
        str(tmp_path / "app.db"),
        kind,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    output, _ = await asyncio.wait_for(process.communicate(), LONG)
    assert text in output.decode()
    assert process.returncode == 0


FORKED_AT_WORK = """
import asyncio, os, sys, threading
from everloop import workflow
from everloop.client import Client
from everloop.worker import Worker

@workflow.defn
class One:
    @workflow.run
    async def run(self) -> int:
        return 1

ready = threading.Event()

async def serve():
    global loop, forked
    loop, forked = asyncio.get_running_loop(), asyncio.Event()
    client = await Client.connect("embedded:" + sys.argv[1])
    async with Worker(client, task_queue="q", workflows=[One]):
        print(await client.execute_workflow(One.run, id="before", task_queue="q"), flush=True)
        ready.set()
        await forked.wait()
        print(await client.execute_workflow(One.run, id="after", task_queue="q"), flush=True)

serving = threading.Thread(target=lambda: asyncio.run(serve()))
serving.start()
ready.wait()
child = os.fork()
if child == 0:
    # Through all of Python's end: what the child takes down is not its parent's.
    sys.exit(5)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
loop.call_soon_threadsafe(forked.set)
serving.join()
"""


async def test_a_child_that_ends_leaves_its_parents_engine_and_worker_alone(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FORKED_AT_WORK, str(tmp_path / "app.db")),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    output, _ = await asyncio.wait_for(process.communicate(), 4 * LONG)
    assert (output.decode().split(), process.returncode) == (["1", "5", "1"], 0)
