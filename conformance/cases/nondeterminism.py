"""Changed code that no longer fits the history fails the workflow task, and the workflow waits for better code."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def act() -> str:
    return "acted"


@workflow.defn(name="Changed")
class Before:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(0.01)
        await workflow.wait_condition(lambda: self.go)
        return "before"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


@workflow.defn(name="Changed")
class After:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_activity(act, start_to_close_timeout=timedelta(seconds=10))

    @workflow.signal
    def proceed(self) -> None:
        pass


async def run(env: Any) -> Any:
    async with env.worker([Before]):
        handle = await env.start(Before.run, task_timeout=timedelta(seconds=5))
        await env.until_event(handle, "TIMER_FIRED")
    async with env.worker([After], [act]):
        await handle.signal(After.proceed)
        await env.until_event(handle, "WORKFLOW_TASK_FAILED")
    running = await env.describe(handle)
    async with env.worker([Before]):
        result = await handle.result()
    history = []
    for event in await env.history(handle, "flow"):
        # How often the task was tried before the right worker came is a matter of timing, and so is who was lost.
        if event["type"] == "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT" or (history and event["type"] == history[-1]["type"]):
            continue
        history.append(event)
        # The message is the SDK's own; that it names what was expected and what came is tested elsewhere.
        failure = event.get("failure")
        if failure:
            failure["message"] = "<message>"
            failure.pop("stackTrace", None)
    return {"running": running, "result": result, "history": history}
