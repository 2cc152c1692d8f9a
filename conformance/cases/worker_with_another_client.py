"""A live worker is given another client and goes on; its activities see the new one."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def who() -> str:
    return activity.client().identity


@workflow.defn
class Asks:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> list[str]:
        timeout = timedelta(seconds=10)
        first = await workflow.execute_activity(who, start_to_close_timeout=timeout)
        await workflow.wait_condition(lambda: self.go)
        return [first, await workflow.execute_activity(who, start_to_close_timeout=timeout)]

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def run(env: Any) -> Any:
    async with env.worker([Asks], [who]) as worker:
        handle = await env.start(Asks.run)
        await env.until_event(handle, "ACTIVITY_TASK_COMPLETED")
        before = worker.client is env.client
        config = env.client.config()
        other = env.module("client").Client(**config)
        worker.client = other
        await handle.signal(Asks.proceed)
        first, second = await handle.result()
        after = worker.client is other
    return {"same": first == second == env.client.identity, "before": before, "after": after}
