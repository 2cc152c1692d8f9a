"""Texts for people: static and current details, summaries of what a workflow starts, and the metadata query."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

from everloop import activity, workflow

LIMIT = timedelta(seconds=20)


@activity.defn
async def nothing() -> None: ...


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> None: ...


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> str:
        workflow.set_current_details("**getting** on")
        await workflow.sleep(0.001, summary="a nap")
        with contextlib.suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: False, timeout=0.001, timeout_summary="in vain")
        await workflow.execute_activity(nothing, start_to_close_timeout=LIMIT, summary="an activity")
        await workflow.execute_local_activity(nothing, start_to_close_timeout=LIMIT, summary="a local one")
        await workflow.execute_child_workflow(
            Child.run,
            id=f"{workflow.info().workflow_id}-child",
            static_summary="a child",
            static_details="with details",
        )
        before = workflow.get_current_details()
        workflow.set_current_details("waiting")
        await workflow.wait_condition(lambda: self.go)
        return before

    @workflow.signal(description="Lets it go on.")
    def proceed(self) -> None:
        self.go = True

    @workflow.query(description="Asks.")
    def ask(self) -> None: ...

    @workflow.update(description="Changes.")
    def change(self) -> None: ...


async def run(env: Any) -> Any:
    sdk = env.module("api.sdk.v1")
    async with env.worker([Flow, Child], [nothing]):
        handle = await env.start(Flow.run, static_summary="in short", static_details="at\nlength")
        await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_COMPLETED")
        await handle.query(Flow.ask)
        metadata = await handle.query("__temporal_workflow_metadata", result_type=sdk.WorkflowMetadata)
        await handle.signal(Flow.proceed)
        result = await handle.result()
    described = await handle.describe()
    definition = metadata.definition
    shown = {
        "type": definition.type,
        "details": metadata.current_details,
        **{
            kind: [[it.name, it.description] for it in getattr(definition, f"{kind}_definitions")]
            for kind in ("query", "signal", "update")
        },
    }
    return {
        "result": result,
        "metadata": shown,
        "described": [await described.static_summary(), await described.static_details()],
        "history": [event for event in await env.history(handle, "flow") if "MARKER" not in event["type"]],
    }
