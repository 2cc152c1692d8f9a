"""Test code as users write it, on any package: `PROBE PACKAGE TARGET`; what it sees is written as JSON.

TARGET is `own` for the package's own environment, or the executable of a test server for it to start.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

PACKAGE, TARGET = sys.argv[1], sys.argv[2]
activity: Any = importlib.import_module(f"{PACKAGE}.activity")
workflow: Any = importlib.import_module(f"{PACKAGE}.workflow")
client_module: Any = importlib.import_module(f"{PACKAGE}.client")
common: Any = importlib.import_module(f"{PACKAGE}.common")
testing: Any = importlib.import_module(f"{PACKAGE}.testing")
worker_module: Any = importlib.import_module(f"{PACKAGE}.worker")
test_messages: Any = importlib.import_module(f"{PACKAGE}.api.testservice.v1")

HOUR = 3600.0


@activity.defn
async def failing_twice() -> int:
    if activity.info().attempt < 3:
        raise RuntimeError("again")
    return int(activity.info().attempt)


@activity.defn
async def outsleeping() -> None:
    # Its own heartbeat timeout comes while it asks for a sleep.
    request = test_messages.SleepRequest()
    request.duration.FromTimedelta(timedelta(hours=1))
    await CLIENTS[-1].test_service.unlock_time_skipping_with_sleep(request)


CLIENTS: list[Any] = []


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.done = False

    @workflow.run
    async def run(self, what: str) -> Any:
        began = workflow.now()
        if what == "sleep":
            await asyncio.sleep(30 * 24 * HOUR)
        elif what == "nap":
            await asyncio.sleep(HOUR)
        elif what == "retries":
            policy = common.RetryPolicy(initial_interval=timedelta(hours=1))
            result = await workflow.execute_activity(
                failing_twice, start_to_close_timeout=timedelta(days=1), retry_policy=policy
            )
            return [result, hours(workflow.now() - began)]
        elif what == "heartbeat":
            try:
                await workflow.execute_activity(
                    outsleeping,
                    start_to_close_timeout=timedelta(days=1),
                    heartbeat_timeout=timedelta(seconds=30),
                    retry_policy=common.RetryPolicy(maximum_attempts=1),
                )
            except Exception as error:
                return [type(error).__name__, type(error.__cause__).__name__]
        elif what == "wait":
            await workflow.wait_condition(lambda: self.done)
        elif what == "again" and workflow.info().continued_run_id is None:
            await asyncio.sleep(HOUR)
            workflow.continue_as_new("nap")
        elif what == "children":
            await asyncio.gather(
                *[workflow.execute_child_workflow(Flow.run, what, id=f"child-{what}") for what in ("nap", "sleep")]
            )
        elif what == "condition":
            try:
                await workflow.wait_condition(lambda: self.done, timeout=HOUR)
            except asyncio.TimeoutError:
                return ["timed out", hours(workflow.now() - began)]
        return hours(workflow.now() - began)

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.query
    def is_done(self) -> bool:
        return self.done


def hours(duration: timedelta) -> int:
    return round(duration.total_seconds() / HOUR)


async def observe(env: Any) -> dict[str, Any]:
    client = env.client
    CLIENTS.append(client)
    seen: dict[str, Any] = {"supports": env.supports_time_skipping}

    async def clock(name: str, awaitable: Any) -> None:
        before: datetime = await env.get_current_time()
        try:
            result = await asyncio.wait_for(awaitable, 20)
        except Exception as error:
            result = [type(error).__name__, type(error.__cause__).__name__]
        after: datetime = await env.get_current_time()
        seen[name] = [result, hours(after - before)]

    async def execute(what: str, **options: Any) -> Any:
        return await client.execute_workflow(Flow.run, what, id=what, task_queue="probe", **options)

    async with worker_module.Worker(
        client, task_queue="probe", workflows=[Flow], activities=[failing_twice, outsleeping]
    ):
        for what in ("nap", "sleep", "retries", "heartbeat", "again", "children", "condition"):
            await clock(what, execute(what))
        await clock("timeout", execute("wait", execution_timeout=timedelta(hours=5)))
        await clock("delay", execute("nap", start_delay=timedelta(hours=7)))
        await clock("env.sleep", env.sleep(timedelta(hours=3)))
        handle = await client.start_workflow(Flow.run, "wait", id="signalled", task_queue="probe")
        await clock("query", handle.query(Flow.is_done))
        await clock("signal", handle.signal(Flow.finish))
        await clock("signalled", handle.result())
        with env.auto_time_skipping_disabled():
            await clock("disabled sleep", env.sleep(timedelta(hours=1)))
    return seen


async def main() -> None:
    path = None if TARGET == "own" else TARGET
    async with await testing.WorkflowEnvironment.start_time_skipping(test_server_existing_path=path) as env:
        print(json.dumps(await observe(env)))


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    # The official SDK's threads may abort a process that ends by the book.
    os._exit(0)
