"""What code of an activity may ask where it runs: coroutines and threads, with context variables and cancellation."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError, CancelledError

COLOUR: contextvars.ContextVar[str] = contextvars.ContextVar("COLOUR", default="none")
SEEN: dict[str, Any] = {}


def details() -> list[bool]:
    found = activity.cancellation_details()
    if found is None:
        return []
    return [found.cancel_requested, found.not_found, found.timed_out, found.worker_shutdown, found.paused]


@activity.defn
async def in_coroutine() -> None:
    SEEN["coroutine"] = [activity.in_activity(), COLOUR.get(), activity.is_cancelled(), details()]
    try:
        while True:
            activity.heartbeat()
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        SEEN["coroutine cancelled"] = [activity.is_cancelled(), activity.is_worker_shutdown(), details()]
        await activity.wait_for_cancelled()
        raise


@activity.defn
def in_thread() -> None:
    SEEN["thread"] = [activity.in_activity(), COLOUR.get(), activity.is_cancelled(), details()]
    own = threading.current_thread() is not threading.main_thread()
    try:
        with activity.shield_thread_cancel_exception():
            while not activity.is_cancelled():
                activity.heartbeat()
                activity.wait_for_cancelled_sync(0.02)
            SEEN["thread shielded"] = [own, details()]
        # The exception comes at the latest with the next lines of Python.
        for _ in range(1000):
            activity.wait_for_worker_shutdown_sync(0.01)
    except CancelledError:
        SEEN["thread cancelled"] = [activity.is_cancelled(), details()]
        raise


@activity.defn(no_thread_cancel_exception=True)
def in_stubborn_thread() -> str:
    while not activity.is_cancelled():
        activity.heartbeat()
        activity.wait_for_cancelled_sync(0.02)
    SEEN["stubborn"] = details()
    return "ended by itself"


@workflow.defn
class Cancels:
    @workflow.run
    async def run(self, name: str) -> str:
        handle = workflow.start_activity(
            name,
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(seconds=5),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            result_type=str,
        )
        try:
            return await handle
        except ActivityError as error:
            return f"{type(error.__cause__).__name__}: {error.__cause__}"
        except asyncio.CancelledError:
            return str(await handle)


async def run(env: Any) -> Any:
    COLOUR.set("green")
    often = timedelta(milliseconds=20)
    outcomes = {}
    with ThreadPoolExecutor(4) as threads:
        async with env.worker(
            [Cancels],
            [in_coroutine, in_thread, in_stubborn_thread],
            activity_executor=threads,
            max_concurrent_activities=4,
            max_heartbeat_throttle_interval=often,
            default_heartbeat_throttle_interval=often,
        ):
            for name in ("in_coroutine", "in_thread", "in_stubborn_thread"):
                handle = await env.start(Cancels.run, name, name=name)
                await env.until(lambda name=name: bool(SEEN) or name == "in_stubborn_thread")
                await env.until_event(handle, "ACTIVITY_TASK_SCHEDULED")
                await handle.cancel()
                outcomes[name] = await env.outcome(handle.result())
    return {"outcomes": outcomes, "seen": SEEN}
