"""The processes of the kill test: `python -m tests.kill.process ROLE TARGET LEDGER`.

Roles: `worker` runs a worker until it is killed; `client` starts workflows until it is killed or told to stop by end of
input; `both` does both in one process, which is then the one that holds an embedded engine; `verify` runs a worker,
waits for every workflow in the ledger and prints what became of it.

The ledger is a file with one line per acknowledged start, made durable before the next start.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import uuid
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from everloop.client import Client, WorkflowHandle
from everloop.service import RPCError
from everloop.worker import Worker
from tests.kill.flows import LOST_AFTER, QUEUE, Sum, add

STARTERS = 2
# Well below what a worker in a debug build carries, so that what is lost with a kill is made good between kills.
PAUSE_SECONDS = 0.1
# Long, for a loaded machine has a backlog of a minute by then; only what is lost takes all of it.
VERIFY_SECONDS = 300.0


async def connect(target: str) -> Client:
    """Connect, however long the other side takes to come up."""
    while True:
        try:
            return await Client.connect(target)
        except (RPCError, RuntimeError):
            if target.startswith("embedded:"):
                raise
            await asyncio.sleep(0.02)


def worker(client: Client) -> Worker:
    """Return the worker under test; work handed to a killed predecessor's sticky queue comes back soon."""
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Sum],
        activities=[add],
        sticky_queue_schedule_to_start_timeout=LOST_AFTER,
        graceful_shutdown_timeout=timedelta(0),
    )


async def keep_starting(client: Client, ledger: Path) -> None:
    """Start workflows for ever, and write each acknowledged one down."""
    written = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def starter() -> None:
        while True:
            ident = uuid.uuid4()
            first = ident.int % 1000
            try:
                await client.start_workflow(
                    Sum.run,
                    first,
                    id=f"kill-{ident}",
                    task_queue=QUEUE,
                    task_timeout=LOST_AFTER,
                    rpc_timeout=timedelta(seconds=2),
                )
            except RPCError:
                # The server was just killed: this start was not acknowledged.
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            os.write(written, f"{json.dumps({'id': f'kill-{ident}', 'first': first})}\n".encode())
            os.fsync(written)
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(*[starter() for _ in range(STARTERS)])


async def stop_at_end_of_input() -> None:
    """Wait for the parent to close our standard input."""
    await asyncio.to_thread(sys.stdin.read)


def read_ledger(ledger: Path) -> list[dict[str, Any]]:
    """Return the acknowledged starts; a last line cut short by a kill was not yet acknowledged to anybody."""
    lines = ledger.read_bytes().split(b"\n")[:-1] if ledger.exists() else []
    return [json.loads(line) for line in lines]


def duplicates(events: list[dict[str, Any]]) -> list[str]:
    """Return what a history records twice although it can happen once only."""
    keys: Counter[str] = Counter()
    for event in events:
        kind = event["eventType"].removeprefix("EVENT_TYPE_")
        attributes = next((value for key, value in event.items() if key.endswith("EventAttributes")), {})
        if kind.startswith("WORKFLOW_EXECUTION_") and kind != "WORKFLOW_EXECUTION_SIGNALED":
            keys[kind] += 1
        elif kind.startswith(("ACTIVITY_TASK_", "WORKFLOW_TASK_")) and "scheduledEventId" in attributes:
            closed = kind.endswith(("_COMPLETED", "_FAILED", "_TIMED_OUT"))
            keys[f"{'closed' if closed else kind} {attributes['scheduledEventId']}"] += 1
        elif kind == "TIMER_FIRED":
            keys[f"{kind} {attributes['timerId']}"] += 1
    ids = [int(event["eventId"]) for event in events]
    if ids != list(range(1, len(ids) + 1)):
        keys["event ids out of order"] += 2
    return [key for key, count in keys.items() if count > 1]


async def verify(client: Client, ledger: Path) -> None:
    """Print the outcome of every acknowledged start, one JSON line each."""
    gate = asyncio.Semaphore(20)

    async def one(start: dict[str, Any]) -> None:
        handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(start["id"])
        outcome: dict[str, Any] = dict(start)
        async with gate:
            try:
                outcome["result"] = await asyncio.wait_for(handle.result(), VERIFY_SECONDS)
                history = await handle.fetch_history()
                outcome["duplicates"] = duplicates(history.to_json_dict()["events"])
            except Exception as error:
                outcome["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(outcome), flush=True)

    await asyncio.gather(*[one(start) for start in read_ledger(ledger)])


async def main() -> None:
    """Play the role that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["worker", "client", "both", "verify"])
    parser.add_argument("target")
    parser.add_argument("ledger", type=Path)
    arguments = parser.parse_args()
    client = await connect(arguments.target)
    print("ready", flush=True)
    if arguments.role == "client":
        starting = asyncio.create_task(keep_starting(client, arguments.ledger))
        await stop_at_end_of_input()
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        return
    async with worker(client):
        if arguments.role == "worker":
            await asyncio.Event().wait()
        elif arguments.role == "both":
            await keep_starting(client, arguments.ledger)
        else:
            await verify(client, arguments.ledger)


if __name__ == "__main__":
    asyncio.run(main())
