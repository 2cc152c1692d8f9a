"""Patched code over three generations of workers: old runs keep the old way, new ones take the new."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow

LIMIT = timedelta(seconds=20)


@activity.defn
async def step(name: str) -> str:
    return name


@workflow.defn(name="Flow", sandboxed=False)
class First:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> list[str]:
        seen = [await workflow.execute_activity(step, "old", start_to_close_timeout=LIMIT)]
        await workflow.wait_condition(lambda: self.go)
        return seen

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


@workflow.defn(name="Flow", sandboxed=False)
class Second:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> list[str]:
        name = "new" if workflow.patched("change") else "old"
        seen = [await workflow.execute_activity(step, name, start_to_close_timeout=LIMIT)]
        await workflow.wait_condition(lambda: self.go)
        # Asked again, the answer is the same; another patch is new even for an old run.
        seen.append(f"again {workflow.patched('change')}, late {workflow.patched('late')}")
        return seen

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


@workflow.defn(name="Flow", sandboxed=False)
class Third:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> list[str]:
        workflow.deprecate_patch("change")
        seen = [await workflow.execute_activity(step, "new", start_to_close_timeout=LIMIT)]
        await workflow.wait_condition(lambda: self.go)
        return seen

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def begin(env: Any, name: str, code: Any) -> Any:
    async with env.worker([code], [step]):
        handle = await env.start("Flow", name=name)
        await env.until_event(handle, "ACTIVITY_TASK_COMPLETED")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
    return handle


async def finish(env: Any, handle: Any, code: Any) -> Any:
    # A queue of another worker's cache would have to be waited for.
    await env.client.workflow_service.reset_sticky_task_queue(
        env.module("api.workflowservice.v1").ResetStickyTaskQueueRequest(
            namespace="default",
            execution=env.module("api.common.v1").WorkflowExecution(workflow_id=handle.id),
        )
    )
    async with env.worker([code], [step]):
        await handle.signal("proceed")
        outcome = await env.outcome(handle.result())
    found = (await handle.describe()).raw_description.workflow_execution_info.search_attributes
    patches = found.indexed_fields["TemporalChangeVersion"].data.decode()
    return [outcome, patches, await env.history(handle, "flow")]


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    for name, before, after in (
        ("old run", First, Second),
        ("patched run", Second, Second),
        ("patch retires", Second, Third),
        ("retired", Third, Third),
        ("back to the patch", Third, Second),
    ):
        handle = await begin(env, name.replace(" ", "-"), before)
        seen[name] = await finish(env, handle, after)
    return seen
