"""Signal-with-start: on an id that is free, taken, or was used, with each policy, before a worker and after."""

from typing import Any

from everloop import workflow
from everloop.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self, wanted: int) -> list[str]:
        await workflow.wait_condition(lambda: len(self.heard) >= wanted)
        return self.heard

    @workflow.signal
    def hear(self, first: str, second: str) -> None:
        self.heard.append(first + second)


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}

    async def signal(name: str, wanted: int, what: str, **options: Any) -> Any:
        outcome = await env.outcome(
            env.start(Flow.run, wanted, name=name, start_signal="hear", start_signal_args=[what, "!"], **options)
        )
        if "result" in outcome:
            handle = outcome["result"]
            return handle, env.names([handle.run_id, handle.first_execution_run_id, handle.result_run_id])
        return None, env.names(outcome)

    handle, seen["new"] = await signal("flow", 3, "one")
    _, seen["running"] = await signal("flow", 99, "two")
    seen["refused"] = (await signal("flow", 1, "x", id_conflict_policy=WorkflowIDConflictPolicy.FAIL))[1]
    async with env.worker([Flow]):
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        _, seen["later"] = await signal("flow", 99, "three")
        seen["result"] = await env.outcome(handle.result())
        seen["history"] = await env.history(handle, "flow")
        for policy in WorkflowIDReusePolicy:
            again, shown = await signal("flow", 1, policy.name, id_reuse_policy=policy)
            seen[policy.name] = [shown, again and await env.outcome(again.result())]
        old, _ = await signal("replaced", 2, "one")
        new, shown = await signal("replaced", 1, "two", id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING)
        first = env.client.get_workflow_handle(old.id, run_id=old.first_execution_run_id)
        seen["replaced"] = [shown, await env.outcome(first.result()), await env.outcome(new.result())]
    return seen
