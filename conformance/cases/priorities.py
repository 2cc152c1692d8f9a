"""Priority and fairness: from a start to activities, children and later runs, given or inherited field by field."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import Priority

LIMIT = timedelta(seconds=20)


def fields(priority: Priority) -> list[Any]:
    return [priority.priority_key, priority.fairness_key, priority.fairness_weight]


@activity.defn
async def of_activity() -> list[Any]:
    return fields(activity.info().priority)


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> list[Any]:
        return fields(workflow.info().priority)


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, left: int) -> list[Any]:
        own = workflow.info().workflow_id
        some = Priority(fairness_weight=3.0)
        seen = [
            fields(workflow.info().priority),
            await workflow.execute_activity(of_activity, start_to_close_timeout=LIMIT),
            await workflow.execute_activity(
                of_activity, start_to_close_timeout=LIMIT, priority=Priority(1, "own", 2.0)
            ),
            await workflow.execute_activity(of_activity, start_to_close_timeout=LIMIT, priority=some),
            await workflow.execute_child_workflow(Child.run, id=f"{own}-inherits"),
            await workflow.execute_child_workflow(Child.run, id=f"{own}-some", priority=some),
            await workflow.execute_child_workflow(Child.run, id=f"{own}-own", priority=Priority(priority_key=5)),
        ]
        if left:
            workflow.continue_as_new(left - 1)
        return seen


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Flow, Child], [of_activity]):
        for name, priority in (("none", None), ("key", Priority(priority_key=4)), ("all", Priority(2, "tenant", 0.5))):
            options = {"priority": priority} if priority else {}
            handle = await env.start(Flow.run, 1, name=name, **options)
            result = await env.outcome(handle.result())
            first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
            seen[name] = [result, await env.history(first, "flow")]
    for priority in (Priority(fairness_key="x" * 65), Priority(fairness_weight=-1.0)):
        seen[str(priority)] = env.names(await env.outcome(env.start(Flow.run, 0, name="refused", priority=priority)))
    return seen
