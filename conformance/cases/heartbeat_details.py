"""What an attempt reports by heartbeat is there for the next one."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def resume(steps: int) -> list[Any]:
    details = list(activity.info().heartbeat_details)
    done = details[0] if details else 0
    if done < steps:
        activity.heartbeat(done + 1, f"step {done + 1}")
        raise RuntimeError(f"stopped at {done + 1}")
    return details


@workflow.defn
class Resumes:
    @workflow.run
    async def run(self, steps: int) -> list[Any]:
        return await workflow.execute_activity(
            resume,
            steps,
            start_to_close_timeout=timedelta(seconds=10),
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), backoff_coefficient=1.0),
        )


async def run(env: Any) -> Any:
    async with env.worker([Resumes], [resume]):
        handle = await env.start(Resumes.run, 3)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
