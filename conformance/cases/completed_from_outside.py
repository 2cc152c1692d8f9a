"""Activities that somebody else completes, fails, heartbeats or reports as cancelled, by token and by id."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.client import AsyncActivityCancelledError
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError

tokens: dict[str, bytes] = {}


@activity.defn
async def leave(name: str) -> str:
    tokens[f"{activity.info().workflow_id}/{name}"] = activity.info().task_token
    activity.raise_complete_async()


@workflow.defn
class Leaves:
    @workflow.run
    async def run(self) -> list[str]:
        return await asyncio.gather(*[self.wait_for(name) for name in ("token", "id", "fails", "cancelled")])

    async def wait_for(self, name: str) -> str:
        handle = workflow.start_activity(
            leave,
            name,
            activity_id=name,
            start_to_close_timeout=timedelta(seconds=20),
            retry_policy=RetryPolicy(maximum_attempts=1),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        if name == "cancelled":
            await asyncio.sleep(0.001)
            handle.cancel()
        try:
            return await handle
        except ActivityError as error:
            return f"{type(error.cause).__name__}: {error.cause}"


async def run(env: Any) -> Any:
    async with env.worker([Leaves], [leave]):
        handle = await env.start(Leaves.run)
        await env.until(lambda: sum(key.startswith(f"{handle.id}/") for key in tokens) == 4)
        await env.until_event(handle, "ACTIVITY_TASK_CANCEL_REQUESTED")

        def by_token(name: str) -> Any:
            return env.client.get_async_activity_handle(task_token=tokens[f"{handle.id}/{name}"])

        def by_id(name: str) -> Any:
            return env.client.get_async_activity_handle(workflow_id=handle.id, run_id=None, activity_id=name)

        await by_token("token").heartbeat("half")
        await by_token("token").complete("by token")
        await by_id("id").complete("by id")
        await by_token("fails").fail(ApplicationError("did not work", type="Outside"))
        try:
            await by_id("cancelled").heartbeat()
            told = "nothing"
        except AsyncActivityCancelledError:
            told = "cancelled"
        await by_token("cancelled").report_cancellation()
        result = await handle.result()
    return {"result": result, "told": told, "history": await env.history(handle, "sorted")}
