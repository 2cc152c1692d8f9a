"""Rust futures on asyncio loops: many at once, several loops, loops that end early, forks."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

import pytest

from everloop.client import Client, RPCError, WorkflowFailureError

TARGET = "embedded::memory:"


async def start(client: Client, id: str) -> Any:
    return await client.start_workflow("Type", id=id, task_queue="q")


async def test_many_calls_at_once() -> None:
    client = await Client.connect(TARGET)
    handles = await asyncio.gather(*[start(client, f"w{number}") for number in range(300)])
    waiting = [asyncio.create_task(handle.result()) for handle in handles]
    await asyncio.gather(*[handle.terminate() for handle in handles])
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
    assert all(isinstance(end, WorkflowFailureError) for end in ends)


def test_one_client_serves_one_loop_after_another() -> None:
    async def connect() -> Client:
        client = await Client.connect(TARGET)
        await start(client, "first")
        return client

    client = asyncio.run(connect())
    for number in range(3):
        asyncio.run(start(client, f"w{number}"))


def test_one_client_serves_loops_of_several_threads() -> None:
    client = asyncio.run(Client.connect(TARGET))
    failures: list[BaseException] = []

    async def work(name: str) -> None:
        for number in range(20):
            handle = await start(client, f"{name}-{number}")
            waiting = asyncio.create_task(handle.result())
            await handle.terminate()
            with pytest.raises(WorkflowFailureError):
                await waiting

    def run(name: str) -> None:
        try:
            asyncio.run(work(name))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(f"t{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def test_a_loop_may_end_while_calls_wait() -> None:
    client = asyncio.run(Client.connect(TARGET))

    async def leave() -> Any:
        handle = await start(client, "w")
        waiting = asyncio.ensure_future(handle.result())
        await asyncio.sleep(0)
        return handle, waiting

    handle, waiting = asyncio.run(leave())
    assert waiting.cancelled()

    async def end() -> None:
        # The answer to the abandoned call finds nobody, and nothing else suffers.
        await handle.terminate()
        with pytest.raises(WorkflowFailureError):
            await handle.result()

    asyncio.run(end())


async def test_errors_of_many_calls_stay_apart() -> None:
    client = await Client.connect(TARGET)
    ends = await asyncio.gather(
        *[client.get_workflow_handle(f"no{number}").signal("x") for number in range(50)], return_exceptions=True
    )
    assert [str(end) for end in ends] == [f"workflow not found for ID: no{number}" for number in range(50)]
    assert all(isinstance(end, RPCError) for end in ends)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_a_forked_process_is_told_why_it_cannot() -> None:
    await Client.connect(TARGET)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        asyncio.events._set_running_loop(None)
        try:
            asyncio.new_event_loop().run_until_complete(Client.connect(TARGET))
            os.write(writer, b"no error")
        except RuntimeError as error:
            os.write(writer, str(error).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(reader, 1000).decode()
    os.close(reader)
    os.close(writer)
    assert f"was forked from process {os.getpid()}" in told
