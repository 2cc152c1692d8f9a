"""Waits that end too early: for an update, a result, an activity and a child, by timeout and by cancellation."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def never() -> None:
    await asyncio.Event().wait()


@workflow.defn
class Child:
    @workflow.run
    async def run(self) -> None:
        await asyncio.Event().wait()


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        waits = {
            "event": lambda: asyncio.Event().wait(),
            "condition": lambda: workflow.wait_condition(lambda: False),
            "activity": lambda: workflow.execute_activity(
                never,
                start_to_close_timeout=timedelta(minutes=5),
                cancellation_type=workflow.ActivityCancellationType.ABANDON,
            ),
            "child": lambda: workflow.execute_child_workflow(
                Child.run,
                id=f"{workflow.info().workflow_id}-child",
                cancellation_type=workflow.ChildWorkflowCancellationType.ABANDON,
            ),
        }
        for name, wait in waits.items():
            try:
                await asyncio.wait_for(asyncio.ensure_future(wait()), 0.01)
            except BaseException as error:
                self.seen.append(f"{name}: {type(error).__name__} {error.args}")
        try:
            await workflow.wait_condition(lambda: False, timeout=0.01)
        except BaseException as error:
            self.seen.append(f"condition's own: {type(error).__name__} {error.args}")
        return self.seen

    @workflow.update
    async def update(self) -> None:
        await asyncio.Event().wait()


@workflow.defn
class Idle:
    @workflow.run
    async def run(self) -> None:
        await asyncio.Event().wait()

    @workflow.update
    async def update(self) -> None:
        await asyncio.Event().wait()


async def waited(awaitable: Any) -> list[str]:
    """The exceptions that a client's wait ends with when it is cut short."""
    try:
        await asyncio.wait_for(awaitable, 0.5)
    except BaseException as error:
        shown = [type(error).__name__]
        while error.__cause__ is not None:
            error = error.__cause__
            shown.append(type(error).__name__)
        return shown
    return ["nothing"]


async def run(env: Any) -> Any:
    async with env.worker([Waits, Child, Idle], [never]):
        flow = await env.start(Waits.run)
        inside = await flow.result()
        idle = await env.start(Idle.run, name="idle")
        outside = {
            "update": await waited(idle.execute_update(Idle.update)),
            "result": await waited(idle.result()),
        }
        await idle.terminate()
    return {"inside": inside, "outside": outside}
