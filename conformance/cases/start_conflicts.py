"""Starting an id that is taken, or that was used before, under each policy."""

from typing import Any

from everloop import workflow
from everloop.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy


@workflow.defn
class Held:
    def __init__(self) -> None:
        self.done = False

    @workflow.run
    async def run(self, value: int) -> int:
        await workflow.wait_condition(lambda: self.done)
        return value

    @workflow.signal
    def finish(self) -> None:
        self.done = True


async def attempt(env: Any, value: int, **options: Any) -> Any:
    try:
        await env.start(Held.run, value, **options)
    except Exception as error:
        return [type(error).__name__, env.names(str(error)), getattr(error, "workflow_type", None)]
    return "started"


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Held]):
        first = await env.start(Held.run, 1)
        seen["running"] = await attempt(env, 2)
        attached = await env.start(Held.run, 3, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING)
        seen["attached"] = attached.result_run_id == first.result_run_id
        second = await env.start(Held.run, 4, id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING)
        seen["replaced"] = await env.outcome(first.result())
        await second.signal(Held.finish)
        seen["second"] = await second.result()
        seen["reject"] = await attempt(env, 5, id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE)
        failed_only = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
        seen["failed only"] = await attempt(env, 6, id_reuse_policy=failed_only)
        third = await env.start(Held.run, 7)
        await third.terminate()
        seen["after termination"] = await attempt(env, 8, id_reuse_policy=failed_only)
    return {**seen, "history": await env.history(second, "flow")}
