"""A worker that takes no activities from its queue still runs local ones."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError


@activity.defn
async def here() -> str:
    return "local" if activity.info().is_local else "remote"


@workflow.defn
class Both:
    @workflow.run
    async def run(self) -> list[str]:
        seen = [await workflow.execute_local_activity(here, start_to_close_timeout=timedelta(seconds=20))]
        try:
            await workflow.execute_activity(
                here,
                schedule_to_start_timeout=timedelta(milliseconds=500),
                start_to_close_timeout=timedelta(seconds=20),
            )
        except ActivityError as error:
            seen.append(str(error.cause))
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Both], [here], no_remote_activities=True):
        handle = await env.start(Both.run)
        result = await handle.result()
    return {"result": result, "events": [event["type"] for event in await env.history(handle)]}
