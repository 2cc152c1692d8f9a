"""A workflow cancels an activity that heartbeats: try, wait until it is done with it, or abandon it."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError, CancelledError


@activity.defn
async def beating(answer: str) -> str:
    try:
        while True:
            activity.heartbeat("beat")
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        if answer == "swallow":
            return "swallowed"
        raise


@workflow.defn
class Cancels:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, kind: str, answer: str) -> str:
        handle = workflow.start_activity(
            beating,
            answer,
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(seconds=1),
            cancellation_type=workflow.ActivityCancellationType[kind],
        )
        await workflow.wait_condition(lambda: self.go)
        handle.cancel()
        try:
            return await handle
        except ActivityError as error:
            cause = error.__cause__
            return f"{type(error).__name__} {isinstance(cause, CancelledError)} {cause}"
        except asyncio.CancelledError:
            return "asyncio cancelled"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


KINDS = [
    ("TRY_CANCEL", "raise"),
    ("WAIT_CANCELLATION_COMPLETED", "raise"),
    ("WAIT_CANCELLATION_COMPLETED", "swallow"),
    ("ABANDON", "raise"),
]


async def one(env: Any, kind: str, answer: str) -> Any:
    handle = await env.start(Cancels.run, kind, answer, name=f"{kind}-{answer}")

    async def beats() -> bool:
        pending = (await handle.describe()).raw_description.pending_activities
        return bool(pending and pending[0].HasField("heartbeat_details"))

    await env.until(beats)
    await handle.signal(Cancels.proceed)
    return handle, await env.outcome(handle.result())


async def run(env: Any) -> Any:
    options = {
        "max_heartbeat_throttle_interval": timedelta(milliseconds=100),
        "default_heartbeat_throttle_interval": timedelta(milliseconds=100),
    }
    async with env.worker([Cancels], [beating], **options):
        ended = await asyncio.gather(*[one(env, kind, answer) for kind, answer in KINDS])
    return {
        f"{kind} {answer}": {"outcome": outcome, "history": await env.history(handle, "flow")}
        for (kind, answer), (handle, outcome) in zip(KINDS, ended, strict=True)
    }
