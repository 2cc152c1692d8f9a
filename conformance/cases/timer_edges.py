"""Timers at their edges: none, negative, tiny, huge, cancelled before they start, and conditions with timeouts."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> list[Any]:
        seen: list[Any] = []
        await workflow.sleep(0)
        await workflow.sleep(timedelta(microseconds=10))
        await asyncio.sleep(0)
        await asyncio.sleep(0.0004)
        await asyncio.sleep(0.0016)
        for negative in (-1, timedelta(seconds=-1)):
            try:
                await workflow.sleep(negative)
                seen.append("slept")
            except Exception as error:
                seen.append([type(error).__name__, str(error)])
        for timeout in (0, 0.001, timedelta(milliseconds=1)):
            try:
                await workflow.wait_condition(lambda: False, timeout=timeout)
            except asyncio.TimeoutError as error:
                seen.append([type(error).__name__, str(error)])
        await workflow.wait_condition(lambda: True, timeout=1000)
        await workflow.wait_condition(lambda: True)
        task = asyncio.create_task(asyncio.sleep(1000))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        huge = asyncio.create_task(workflow.sleep(timedelta(days=36500)))
        await asyncio.sleep(0.001)
        huge.cancel()
        handle = asyncio.get_running_loop().call_later(0.001, lambda: seen.append("called later"))
        await workflow.wait_condition(lambda: "called later" in seen)
        seen.append(handle.cancelled())
        asyncio.get_running_loop().call_at(asyncio.get_running_loop().time() + 0.002, lambda: seen.append("called at"))
        await workflow.wait_condition(lambda: "called at" in seen)
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Flow]):
        handle = await env.start(Flow.run)
        outcome = await env.outcome(handle.result())
    history = await env.history(handle, "flow")
    for event in history:
        # An absolute time is rounded from what the clock showed.
        if event["type"] == "EVENT_TYPE_TIMER_STARTED" and event["timerId"] == "11":
            del event["startToFireTimeout"]
    return {"outcome": outcome, "history": history}
