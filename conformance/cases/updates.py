"""Updates: answered while the workflow runs, refused without a trace, failing, and waiting on an activity."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ApplicationError


@activity.defn
async def double(value: int) -> int:
    return value * 2


@workflow.defn
class Counter:
    def __init__(self) -> None:
        self.total = 0
        self.done = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.done and workflow.all_handlers_finished())
        return self.total

    @workflow.update
    async def add(self, value: int) -> int:
        self.total += value
        return self.total

    @add.validator
    def check(self, value: int) -> None:
        if value < 0:
            raise ValueError(f"{value} is negative")

    @workflow.update
    async def add_doubled(self, value: int) -> int:
        self.total += await workflow.execute_activity(double, value, start_to_close_timeout=timedelta(seconds=10))
        return self.total

    @workflow.update(name="fails")
    def fail(self) -> None:
        raise ApplicationError("not today", type="Refused")

    @workflow.signal
    def finish(self) -> None:
        self.done = True


async def run(env: Any) -> Any:
    seen: list[Any] = []
    async with env.worker([Counter], [double]):
        handle = await env.start(Counter.run)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        seen.append(await handle.execute_update(Counter.add, 3, id="first"))
        seen.append(await handle.execute_update(Counter.add, 3, id="first"))
        seen.append(await env.outcome(handle.execute_update(Counter.add, -1)))
        seen.append(await handle.execute_update(Counter.add_doubled, 5, id="second"))
        seen.append(await env.outcome(handle.execute_update("fails", id="third")))
        seen.append(await env.outcome(handle.execute_update("missing", id="fourth")))
        await handle.signal(Counter.finish)
        seen.append(await handle.result())
        seen.append(await env.outcome(handle.execute_update(Counter.add, 1)))
    return {"seen": seen, "history": await env.history(handle, "flow")}
