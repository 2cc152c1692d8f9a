"""Why an activity is told to stop: a request, a timeout, its workflow's end, its worker's; what it knows of it."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

told: dict[str, Any] = {}
KINDS = ["requested", "timed out", "workflow gone", "worker gone"]


@activity.defn
async def beating(kind: str) -> str:
    try:
        while True:
            activity.heartbeat("beat")
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        details = activity.cancellation_details()
        assert details
        told[kind] = [
            sorted(name for name, value in vars(details).items() if value),
            activity.is_cancelled(),
            activity.is_worker_shutdown(),
        ]
        raise


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, kind: str) -> str:
        handle = workflow.start_activity(
            beating,
            kind,
            start_to_close_timeout=timedelta(seconds=1 if kind == "timed out" else 60),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(maximum_attempts=1),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        if kind == "requested":
            await workflow.wait_condition(lambda: self.go)
            handle.cancel()
        try:
            return await handle
        except Exception as error:
            return f"{type(error).__name__} {type(error.__cause__).__name__}: {error.__cause__}"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def run(env: Any) -> Any:
    told.clear()
    options = {
        "max_heartbeat_throttle_interval": timedelta(milliseconds=100),
        "default_heartbeat_throttle_interval": timedelta(milliseconds=100),
    }
    outcomes: dict[str, Any] = {}
    async with env.worker([Flow], [beating], **options):
        handles = {kind: await env.start(Flow.run, kind, name=kind.replace(" ", "-")) for kind in KINDS}
        for kind, handle in handles.items():
            if kind == "timed out":
                continue

            async def beats(handle: Any = handle) -> bool:
                pending = (await handle.describe()).raw_description.pending_activities
                return bool(pending and pending[0].HasField("heartbeat_details"))

            await env.until(beats)
        await handles["requested"].signal(Flow.proceed)
        await handles["workflow gone"].terminate()
        for kind in ("requested", "timed out", "workflow gone"):
            outcomes[kind] = await env.outcome(handles[kind].result())
        await env.until(lambda: "workflow gone" in told and "timed out" in told)
    # Whether the worker still took the task that its own shutdown caused is a matter of moments.
    await env.outcome(handles["worker gone"].terminate())
    return {"told": told, "outcomes": outcomes}
