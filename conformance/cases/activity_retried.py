"""An activity fails twice and is done the third time; the caller sees only the result."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def flaky(name: str) -> str:
    attempt = activity.info().attempt
    if attempt < 3:
        raise RuntimeError(f"attempt {attempt} fails")
    return f"{name} after {attempt}"


@workflow.defn
class Retried:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(
            flaky,
            name,
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=20)),
        )


async def run(env: Any) -> Any:
    async with env.worker([Retried], [flaky]):
        handle = await env.start(Retried.run, "done")
        result = await handle.result()
    return {"result": result, "history": await env.history(handle), "describe": await env.describe(handle)}
