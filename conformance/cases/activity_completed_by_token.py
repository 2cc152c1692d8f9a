"""An activity that somebody else completes, by its token: results, failures, heartbeats and cancellations."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError

tokens: dict[str, bytes] = {}


@activity.defn
async def elsewhere(key: str) -> str:
    info = activity.info()
    tokens[f"{info.workflow_id} {info.attempt}"] = info.task_token
    activity.raise_complete_async()


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.stop = False

    @workflow.run
    async def run(self, key: str) -> Any:
        handle = workflow.start_activity(
            elsewhere,
            key,
            start_to_close_timeout=timedelta(seconds=20),
            heartbeat_timeout=timedelta(seconds=15),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        if key.startswith("cancel"):
            await workflow.wait_condition(lambda: self.stop)
            handle.cancel()
        try:
            return await handle
        except ActivityError as error:
            return [str(error), repr(error.retry_state), type(error.cause).__name__, str(error.cause)]

    @workflow.signal
    def give_up(self) -> None:
        self.stop = True


KEYS = ["value", "none", "nothing", "failure", "plain failure", "retried", "cancelled", "cancel ignored"]


async def one(env: Any, key: str) -> Any:
    handle = await env.start(Flow.run, key, name=key.replace(" ", "-"))

    async def held(attempt: int = 1) -> Any:
        name = f"{handle.id} {attempt}"
        await env.until(lambda: name in tokens)
        return env.client.get_async_activity_handle(task_token=tokens[name])

    held_one = await held()
    notes: list[Any] = []
    if key == "value":
        await held_one.heartbeat("beat", 1)
        await held_one.complete("the value")
        await handle.result()
        notes.append(env.names(await env.outcome(held_one.complete("again"))))
        notes.append(env.names(await env.outcome(held_one.heartbeat("late"))))
    elif key == "none":
        await held_one.complete(None)
    elif key == "nothing":
        await held_one.complete()
    elif key == "failure":
        await held_one.fail(ApplicationError("failed", {"more": 1}, type="Custom", non_retryable=True))
    elif key == "plain failure":
        await held_one.fail(ValueError("first"), last_heartbeat_details=["so far"])
        await (await held(2)).fail(ValueError("second"))
    elif key == "retried":
        await held_one.fail(RuntimeError("once"))
        await (await held(2)).complete("by the second attempt")
    else:
        notes.append(env.names(await env.outcome(held_one.report_cancellation())))
        await handle.signal(Flow.give_up)
        await env.until_event(handle, "ACTIVITY_TASK_CANCEL_REQUESTED")
        notes.append(env.names(await env.outcome(held_one.heartbeat("beat"))))
        if key == "cancelled":
            await held_one.report_cancellation("cancelled", "details")
        else:
            await held_one.complete("all the same")
    return handle, [await env.outcome(handle.result()), *notes]


async def run(env: Any) -> Any:
    tokens.clear()
    async with env.worker([Flow], [elsewhere]):
        ended = await asyncio.gather(*[one(env, key) for key in KEYS])
    return {key: [seen, await env.history(handle, "flow")] for key, (handle, seen) in zip(KEYS, ended, strict=True)}
