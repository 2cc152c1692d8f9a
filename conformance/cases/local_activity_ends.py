"""Ends of local activities other than results: timeouts, failures uncaught, cancellation of each type."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError

LIMIT = timedelta(seconds=20)
ONCE = RetryPolicy(maximum_attempts=1)


@activity.defn
async def slow() -> str:
    await asyncio.sleep(30)
    return "finished"


@activity.defn
async def tick() -> None: ...


@activity.defn
async def obeys() -> str:
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        await asyncio.sleep(0.05)
        raise
    return "finished"


@activity.defn
async def fails() -> None:
    raise ValueError("not today")


@workflow.defn(sandboxed=False)
class Timeouts:
    @workflow.run
    async def run(self) -> list[Any]:
        seen: list[Any] = []
        # Long enough for a busy machine to begin the attempt: the marker of one that never began is another.
        short = timedelta(seconds=1)
        for options in ({"start_to_close_timeout": short}, {"schedule_to_close_timeout": short}):
            try:
                seen.append(await workflow.execute_local_activity(slow, retry_policy=ONCE, **options))
            except ActivityError as error:
                assert error.retry_state is not None
                cause: Any = error.cause
                seen.append([str(error), error.retry_state.name, type(cause).__name__, str(cause), cause.type.name])
        return seen


@workflow.defn(sandboxed=False)
class Uncaught:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_local_activity(fails, start_to_close_timeout=LIMIT, retry_policy=ONCE)


@workflow.defn(sandboxed=False)
class Cancels:
    @workflow.run
    async def run(self, kind: str) -> str:
        handle = workflow.start_local_activity(
            obeys,
            start_to_close_timeout=LIMIT,
            cancellation_type=workflow.ActivityCancellationType[kind],
        )
        # A timer would not start before the task ends, and it does not end before its local activities.
        await workflow.execute_local_activity(tick, start_to_close_timeout=LIMIT)
        handle.cancel()
        try:
            return await handle
        except ActivityError as error:
            return f"{type(error).__name__} {type(error.cause).__name__} {error.cause}"


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if not k.endswith("_time")}
    return [without_times(item) for item in value] if isinstance(value, list) else value


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Timeouts, Uncaught, Cancels], [slow, tick, obeys, fails]):
        for name, flow, args in (
            ("timeouts", Timeouts.run, []),
            ("uncaught", Uncaught.run, []),
            *[(kind.name, Cancels.run, [kind.name]) for kind in workflow.ActivityCancellationType],
        ):
            handle = await env.start(flow, *args, name=name)
            outcome = await env.outcome(handle.result())
            seen[name] = [outcome, without_times(await env.history(handle, "flow"))]
    return seen
