"""All fields of descriptions: of a run with everything pending, of closed ones, of children and of later runs."""

import asyncio
from datetime import timedelta
from typing import Any

from google.protobuf import json_format

from everloop import activity, workflow
from everloop.common import Priority, RetryPolicy
from everloop.exceptions import ApplicationError

# Differ between any two runs, or name the build.
LEFT_OUT = {"historySizeBytes", "stateTransitionCount", "mostRecentWorkerVersionStamp", "autoResetPoints", "requestId"}
LEFT_OUT |= {"assignedBuildId", "searchAttributes", "lastWorkerIdentity", "lastWorkerVersionStamp", "executionDuration"}
NEVER = "0001-01-01T00:00:00Z"
LEFT_OUT |= {"requestIdInfos", "lastDeploymentVersion", "workerDeploymentName", "externalPayloadCount"}


@activity.defn
async def failing() -> None:
    raise ApplicationError("so far", {"why": 1}, type="Custom")


@activity.defn
async def beating() -> None:
    while True:
        activity.heartbeat("beat", 2)
        await asyncio.sleep(0.05)


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, again: bool) -> None:
        if again:
            workflow.continue_as_new(False)
        limit = timedelta(hours=1)
        workflow.start_activity(
            failing,
            activity_id="failing",
            start_to_close_timeout=limit,
            retry_policy=RetryPolicy(initial_interval=timedelta(minutes=5), maximum_attempts=7),
        )
        workflow.start_activity(
            beating, activity_id="beating", start_to_close_timeout=limit, heartbeat_timeout=timedelta(minutes=1)
        )
        workflow.start_activity(
            "nobody", task_queue="nobody-listens", activity_id="waiting", schedule_to_close_timeout=limit, summary="sum"
        )
        await workflow.start_child_workflow(Child.run, id=f"{workflow.info().workflow_id}-child")
        await workflow.wait_condition(lambda: False)


def shown(env: Any, described: Any) -> Any:
    """Show a description without times, which only may be there or not."""

    def scrub(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: scrub(v, k) for k, v in value.items() if k not in LEFT_OUT and v != NEVER}
        if isinstance(value, list):
            return [scrub(item) for item in value]
        if key.endswith("Time") or key == "currentRetryInterval":
            return "<time>"
        return value

    fields = json_format.MessageToDict(described.raw_description)
    fields.get("pendingActivities", []).sort(key=lambda pending: pending["activityId"])
    return env.names(scrub(fields))


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    options = {"max_heartbeat_throttle_interval": timedelta(milliseconds=100)}
    async with env.worker([Flow, Child], [failing, beating], **options):
        handle = await env.start(
            Flow.run,
            True,
            memo={"a": 1},
            execution_timeout=timedelta(hours=3),
            run_timeout=timedelta(hours=2),
            task_timeout=timedelta(seconds=9),
            static_summary="summary",
            priority=Priority(priority_key=2),
        )

        async def all_there() -> bool:
            raw = (await handle.describe()).raw_description
            by_id = {pending.activity_id: pending for pending in raw.pending_activities}
            return (
                len(by_id) == 3
                and by_id["failing"].HasField("last_failure")
                and by_id["beating"].HasField("heartbeat_details")
                and bool(raw.pending_children and raw.pending_children[0].run_id)
                and not raw.HasField("pending_workflow_task")
            )

        await env.until(all_there)
        latest = env.client.get_workflow_handle(handle.id)
        seen["pending"] = shown(env, await latest.describe())
        child = env.client.get_workflow_handle(f"{handle.id}-child")
        await env.until_event(child, "WORKFLOW_TASK_COMPLETED")
        seen["child"] = shown(env, await child.describe())
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        seen["continued"] = shown(env, await first.describe())
        await latest.terminate()
        await env.outcome(child.result())
        # The official server goes on showing what was pending at the end.
        seen["terminated"] = {
            key: value for key, value in shown(env, await latest.describe()).items() if not key.startswith("pending")
        }
    waiting = await env.start(Flow.run, True, name="waiting")
    seen["waiting"] = shown(env, await waiting.describe())
    await waiting.terminate()
    return seen
