"""A program whose log is compared: `python log_probe.py PACKAGE TARGET` prints its records as JSON, by step."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import logging
import sys
import time
from datetime import timedelta
from typing import Any

PACKAGE, TARGET = sys.argv[1:3]
client_module: Any = importlib.import_module(f"{PACKAGE}.client")
workflow: Any = importlib.import_module(f"{PACKAGE}.workflow")
activity: Any = importlib.import_module(f"{PACKAGE}.activity")
common: Any = importlib.import_module(f"{PACKAGE}.common")
exceptions: Any = importlib.import_module(f"{PACKAGE}.exceptions")
worker: Any = importlib.import_module(f"{PACKAGE}.worker")

# What each record of the standard library has.
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "taskName"}
times_run: dict[str, int] = {}


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        extras = {name: value for name, value in vars(record).items() if name not in STANDARD}
        raised = type(record.exc_info[1]).__name__ if record.exc_info else None
        said = str(record.exc_info[1]).splitlines()[0] if record.exc_info and str(record.exc_info[1]) else ""
        self.records.append([record.name, record.levelname, record.getMessage(), extras, raised, said])


def first_time(what: str) -> bool:
    times_run[what] = times_run.get(what, 0) + 1
    return times_run[what] == 1


@workflow.defn(sandboxed=False)
class TaskFails:
    @workflow.run
    async def run(self) -> None:
        if first_time("task"):
            raise RuntimeError("not yet")
        workflow.logger.info("said %s", "so", extra={"own": 1})


@workflow.defn(sandboxed=False)
class Fails:
    @workflow.run
    async def run(self) -> None:
        raise exceptions.ApplicationError("ends here")


@workflow.defn(sandboxed=False)
class Blocks:
    @workflow.run
    async def run(self) -> None:
        if first_time("block"):
            time.sleep(3)


@workflow.defn(sandboxed=False)
class Handles:
    def __init__(self) -> None:
        self.done = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.done)

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.signal
    def numbered(self, number: int) -> None:
        raise AssertionError(number)

    @workflow.update
    async def refuses(self) -> None:
        pass

    @refuses.validator
    def check(self) -> None:
        raise RuntimeError("refused")


@workflow.defn(sandboxed=False)
class Acts:
    @workflow.run
    async def run(self) -> None:
        options: dict[str, Any] = {
            "start_to_close_timeout": timedelta(seconds=60),
            "retry_policy": common.RetryPolicy(maximum_attempts=1),
        }
        await workflow.execute_activity("works", "", **options)
        for kind in ("fails", "benign", "missing"):
            with contextlib.suppress(exceptions.ActivityError):
                await workflow.execute_activity("missing" if kind == "missing" else "works", kind, **options)


@workflow.defn(sandboxed=False)
class Cancels:
    @workflow.run
    async def run(self) -> None:
        minute = timedelta(seconds=60)
        handle = workflow.start_activity(
            "waits",
            start_to_close_timeout=minute,
            heartbeat_timeout=timedelta(seconds=3),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        # The signal that the activity began.
        await workflow.wait_condition(lambda: self.begun)
        handle.cancel()
        with contextlib.suppress(exceptions.ActivityError):
            await handle

    def __init__(self) -> None:
        self.begun = False

    @workflow.signal
    def begin(self) -> None:
        self.begun = True


@activity.defn(name="works")
async def works(kind: str) -> None:
    if kind == "benign":
        raise exceptions.ApplicationError("as expected", category=exceptions.ApplicationErrorCategory.BENIGN)
    if kind:
        raise RuntimeError("broken")
    activity.logger.info("at work")


@activity.defn(name="waits")
async def waits() -> None:
    info = activity.info()
    await activity.client().get_workflow_handle(info.workflow_id).signal("begin")
    while True:
        activity.heartbeat("here")
        await asyncio.sleep(0.1)


async def main() -> None:
    kept = Kept()
    root = logging.getLogger()
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    client = await client_module.Client.connect(TARGET)
    queue = f"log-{time.time_ns()}"
    steps: dict[str, Any] = {}

    def step(name: str) -> None:
        steps[name] = list(kept.records)
        kept.records.clear()

    serving = worker.Worker(
        client,
        task_queue=queue,
        workflows=[TaskFails, Fails, Blocks, Handles, Acts, Cancels],
        activities=[works, waits],
    )
    async with serving:
        for flow in (TaskFails, Fails, Acts, Cancels, Blocks):
            handle = await client.start_workflow(flow.run, id=f"{queue}-{flow.__name__}", task_queue=queue)
            with contextlib.suppress(client_module.WorkflowFailureError):
                await handle.result()
            if flow is Blocks:
                # The blocked thread comes back and is heard of no more.
                await asyncio.sleep(1.5)
            step(flow.__name__)
        handle = await client.start_workflow(Handles.run, id=f"{queue}-h", task_queue=queue)
        await handle.signal("numbered", "none")
        with contextlib.suppress(client_module.WorkflowUpdateFailedError):
            await handle.execute_update("refuses")
        await handle.signal("finish")
        await handle.result()
        step("Handles")
        handle = await client.start_workflow("Unknown", id=f"{queue}-u", task_queue=queue)
        while not any(record[1] == "ERROR" for record in kept.records):
            await asyncio.sleep(0.05)
        await handle.terminate()
        step("Unknown")
    step("end")
    print(json.dumps(steps, default=repr))


asyncio.run(main())
