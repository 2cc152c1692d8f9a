"""What is cancelled in the task that starts it: nothing of it is sent, and the error tells the reason."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.workflow import ActivityCancellationType, ChildWorkflowCancellationType

LIMIT = timedelta(seconds=10)


@activity.defn
async def never() -> None:
    raise AssertionError("nobody asked for it")


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, reason: str | None) -> list[Any]:
        begun: dict[str, asyncio.Task[Any]] = {}
        for kind in ActivityCancellationType:
            waits = workflow.execute_activity(never, start_to_close_timeout=LIMIT, cancellation_type=kind)
            begun[f"activity {kind.name}"] = asyncio.create_task(waits)
            waits = workflow.execute_local_activity(never, start_to_close_timeout=LIMIT, cancellation_type=kind)
            begun[f"local {kind.name}"] = asyncio.create_task(waits)
        for child in ChildWorkflowCancellationType:
            waits = workflow.execute_child_workflow(Flow.run, reason, id="child", cancellation_type=child)
            begun[f"child {child.name}"] = asyncio.create_task(waits)
        begun["timer"] = asyncio.create_task(asyncio.sleep(100))
        begun["condition"] = asyncio.create_task(workflow.wait_condition(lambda: False, timeout=100))
        external = workflow.get_external_workflow_handle("absent")
        begun["signal"] = asyncio.create_task(external.signal("any"))
        await asyncio.sleep(0)
        for task in begun.values():
            task.cancel(reason) if reason else task.cancel()
        seen: list[Any] = []
        for name, task in begun.items():
            try:
                seen.append([name, await task])
            except (asyncio.CancelledError, Exception) as error:
                seen.append([name, type(error).__name__, str(error), type(error.__cause__).__name__])
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Flow], [never]):
        handles = [await env.start(Flow.run, reason, name=str(reason)) for reason in ("a reason", None)]
        return [[await env.outcome(handle.result()), await env.event_types(handle)] for handle in handles]
