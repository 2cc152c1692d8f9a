"""Requests to cancel: their reasons, twice, before the first task, shielded, and what the workflow can make of them."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError, ApplicationError, is_cancelled_exception

KINDS = ["plain", "reason", "twice", "early", "shielded", "by activity", "fails instead", "in the end", "again"]


@activity.defn
async def waits() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(0.05)


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, kind: str) -> Any:
        try:
            if kind == "shielded":
                inner = asyncio.create_task(workflow.wait_condition(lambda: self.go))
                try:
                    await asyncio.shield(inner)
                except asyncio.CancelledError:
                    await inner
                    return f"shielded, then {workflow.cancellation_reason()!r}"
            elif kind == "by activity":
                await workflow.execute_activity(
                    waits, start_to_close_timeout=timedelta(seconds=20), heartbeat_timeout=timedelta(seconds=15)
                )
            else:
                await workflow.wait_condition(lambda: self.go)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return "not a cancellation"
        except asyncio.CancelledError:
            if kind == "fails instead":
                raise ApplicationError("not cancelled but failed") from None
            if kind == "again":
                workflow.continue_as_new("in the end")
            if kind != "twice":
                raise
        try:
            await workflow.wait_condition(lambda: self.go)
        except asyncio.CancelledError:
            return "cancelled again"
        return f"went on after {workflow.cancellation_reason()!r}"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def one(env: Any, kind: str) -> Any:
    handle = await env.start(Flow.run, kind, name=kind.replace(" ", "-"))
    if kind != "early":
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
    if kind == "in the end":
        await handle.signal(Flow.proceed)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
    else:
        await (handle.cancel(reason="enough") if kind == "reason" else handle.cancel())
    if kind in ("shielded", "twice"):
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
        if kind == "twice":
            await handle.cancel(reason="second")
        await handle.signal(Flow.proceed)
    if kind == "again":

        async def continued() -> bool:
            latest = env.client.get_workflow_handle(handle.id)
            return bool((await latest.describe()).run_id != handle.first_execution_run_id)

        await env.until(continued)
        await env.client.get_workflow_handle(handle.id).signal(Flow.proceed)
    outcome = await env.outcome(handle.result())
    late = await env.outcome(env.client.get_workflow_handle(handle.id).cancel())
    return handle, [outcome, late]


async def run(env: Any) -> Any:
    options = {"max_heartbeat_throttle_interval": timedelta(milliseconds=100)}
    early = asyncio.create_task(one(env, "early"))
    handle = env.client.get_workflow_handle(env.id("early"))

    async def requested() -> bool:
        outcome = await env.outcome(env.event_types(handle))
        return "WORKFLOW_EXECUTION_CANCEL_REQUESTED" in outcome.get("result", [])

    await env.until(requested)
    async with env.worker([Flow], [waits], **options):
        ended = await asyncio.gather(*[early if kind == "early" else one(env, kind) for kind in KINDS])
    seen = {}
    for kind, (handle, outcome) in zip(KINDS, ended, strict=True):
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        seen[kind] = [outcome, await env.history(first, "flow")]
    return seen
