"""What an activity knows about itself, by each way of naming it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RawValue, RetryPolicy


@activity.defn
async def about(label: str) -> dict[str, Any]:
    info = activity.info()
    return {
        "label": label,
        "id": info.activity_id,
        "type": info.activity_type,
        "attempt": info.attempt,
        "workflow_type": info.workflow_type,
        "namespace": info.workflow_namespace,
        "start_to_close": str(info.start_to_close_timeout),
        "schedule_to_close": str(info.schedule_to_close_timeout),
        "heartbeat": str(info.heartbeat_timeout),
        "local": info.is_local,
        "retries": str(info.retry_policy),
        "details": list(info.heartbeat_details),
        "in_activity": activity.in_activity(),
    }


class Shop:
    @activity.defn
    async def method(self, label: str) -> str:
        return f"{label} {activity.info().activity_type}"


@activity.defn(dynamic=True)
async def anything(args: Sequence[RawValue]) -> str:
    return f"{activity.info().activity_type} {activity.payload_converter().from_payload(args[0].payload, str)}"


@workflow.defn
class Infos:
    @workflow.run
    async def run(self) -> list[Any]:
        limit = timedelta(seconds=10)
        return [
            await workflow.execute_activity(about, "function", start_to_close_timeout=limit),
            await workflow.execute_activity(
                about, "custom id", activity_id="chosen", schedule_to_close_timeout=limit, heartbeat_timeout=limit
            ),
            await workflow.execute_activity_method(Shop.method, "method", start_to_close_timeout=limit),
            await workflow.execute_activity("whatever", "dynamic", start_to_close_timeout=limit),
            await workflow.execute_local_activity(about, "local", start_to_close_timeout=limit),
            await workflow.execute_local_activity(
                about, "twice", start_to_close_timeout=limit, retry_policy=RetryPolicy(maximum_attempts=2)
            ),
        ]


async def run(env: Any) -> Any:
    async with env.worker([Infos], [about, Shop().method, anything]):
        handle = await env.start(Infos.run)
        result = await handle.result()
    # Markers of local activities hold times inside of payloads.
    history = [event for event in await env.history(handle) if event["type"] != "EVENT_TYPE_MARKER_RECORDED"]
    return {"result": result, "history": history}
