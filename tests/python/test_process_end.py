"""Programs that end while workflow code runs: quickly, and not by a signal."""

from __future__ import annotations

import asyncio
import os
import sys
import textwrap

import pytest

LONG = 120
"""Seconds after which something hangs, and is not merely slow."""

BEGIN = """
import asyncio, threading, time
from everloop import workflow
from everloop.client import Client
from everloop.worker import Worker

begun = threading.Event()
"""

SPINS = """
@workflow.defn(sandboxed=False)
class Spins:
    @workflow.run
    async def run(self) -> None:
        begun.set()
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
"""

TURNS = """
@workflow.defn(sandboxed=False)
class Spins:
    @workflow.run
    async def run(self) -> None:
        begun.set()
        while True:
            try:
                while True:
                    await asyncio.sleep(0)
            except BaseException:
                pass
"""

ENDS = """
async def main() -> None:
    client = await Client.connect("embedded::memory:")
    worker = Worker(client, task_queue="q", workflows=[Spins])
    running = asyncio.create_task(worker.run())
    handle = await client.start_workflow(Spins.run, id="w", task_queue="q")
    await asyncio.to_thread(begun.wait)
    if WAITS:
        # The first failure of a task is in the history.
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.HasField("workflow_task_failed_event_attributes"):
                break
    running.cancel()
    await asyncio.wait({running}, timeout=0.1)

asyncio.run(main())
print("over", flush=True)
"""

DAEMON = """
async def main() -> None:
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="q", workflows=[Spins]):
        await client.execute_workflow(Spins.run, id="w", task_queue="q")

threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()
begun.wait()
print("over", flush=True)
raise SystemExit(3)
"""


async def outcome(program: str) -> tuple[str, int | None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        textwrap.dedent(program),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), LONG)
    except asyncio.TimeoutError:
        process.kill()
        raise
    print(errors.decode())
    return output.decode(), process.returncode


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("code", [SPINS, TURNS], ids=["spins", "turns"])
async def test_code_that_never_stops_does_not_keep_the_process(code: str, waits: bool) -> None:
    assert await outcome(f"{BEGIN}{code}\nWAITS = {waits}\n{ENDS}") == ("over\n", 0)


async def test_a_worker_in_a_daemon_thread_goes_with_the_process() -> None:
    assert await outcome(f"{BEGIN}{SPINS}{DAEMON}") == ("over\n", 3)
