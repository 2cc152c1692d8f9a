"""A workflow type and an activity type that no worker registered: who fails, how, and with what text."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def known() -> None:
    pass


@workflow.defn
class Known:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            "unknown_activity",
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


async def run(env: Any) -> Any:
    async with env.worker([Known], [known]):
        flow = await env.start(Known.run, name="known")
        outcome = await env.outcome(flow.result())
        lost = await env.start("UnknownWorkflow", name="unknown")
        await env.until_event(lost, "WORKFLOW_TASK_FAILED")
        await lost.terminate()
    failed = [event for event in await env.history(lost) if event["type"] == "EVENT_TYPE_WORKFLOW_TASK_FAILED"]
    return {"outcome": outcome, "history": await env.history(flow), "failed": failed}
