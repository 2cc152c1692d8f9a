"""Values that cannot be converted: from the client, from a workflow to an activity, and out of an activity."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

ONCE = RetryPolicy(maximum_attempts=1)


class Opaque:
    pass


@activity.defn
async def take(value: Any) -> None:
    pass


@activity.defn
async def give() -> Any:
    return Opaque()


@activity.defn
async def want_number(value: int) -> int:
    return value


@workflow.defn
class Gives:
    @workflow.run
    async def run(self, activity_name: str) -> Any:
        argument = "text" if activity_name == "want_number" else None
        arguments = [argument] if argument else []
        return await workflow.execute_activity(
            activity_name, args=arguments, start_to_close_timeout=timedelta(seconds=10), retry_policy=ONCE
        )


@workflow.defn
class Passes:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(take, Opaque(), start_to_close_timeout=timedelta(seconds=10))


async def run(env: Any) -> Any:
    async with env.worker([Gives, Passes], [take, give, want_number]):
        from_client = await env.outcome(env.start(Gives.run, Opaque(), name="client"))
        gives = await env.start(Gives.run, "give", name="gives")
        out_of_activity = await env.outcome(gives.result())
        wants = await env.start(Gives.run, "want_number", name="wants")
        into_activity = await env.outcome(wants.result())
        passes = await env.start(Passes.run, name="passes")
        await env.until_event(passes, "WORKFLOW_TASK_FAILED")
        await passes.terminate()
    failed = [event for event in await env.history(passes) if event["type"] == "EVENT_TYPE_WORKFLOW_TASK_FAILED"]
    return {
        "from_client": from_client,
        "out_of_activity": out_of_activity,
        "into_activity": into_activity,
        "failed": failed,
    }
