"""All that a workflow knows about itself: of a first run, a later one, and a child; what it is told of its history."""

from datetime import timedelta, timezone
from typing import Any

from everloop import workflow
from everloop.common import Priority, RetryPolicy


def about() -> dict[str, Any]:
    info = workflow.info()
    return {
        "attempt": info.attempt,
        "continued": info.continued_run_id,
        "cron": info.cron_schedule,
        "timeouts": [str(info.execution_timeout), str(info.run_timeout), str(info.task_timeout)],
        "runs": [info.run_id, info.first_execution_run_id, info.original_execution_run_id],
        "headers": sorted(info.headers),
        "namespace": info.namespace,
        "parent": info.parent and [info.parent.namespace, info.parent.run_id, info.parent.workflow_id],
        "root": info.root and [info.root.run_id, info.root.workflow_id],
        "priority": [info.priority.priority_key, info.priority.fairness_key, info.priority.fairness_weight],
        "memo": sorted(info.raw_memo),
        "retry": str(info.retry_policy),
        "attributes": [dict(info.search_attributes), len(info.typed_search_attributes)],
        "started": [info.start_time.tzinfo is timezone.utc, info.workflow_start_time <= info.start_time],
        "queue": info.task_queue,
        "id": info.workflow_id,
        "type": info.workflow_type,
        "build id": info.get_current_build_id() == "",
        "deployment": info.get_current_deployment_version() is None,
        "length": info.get_current_history_length(),
        "has size": info.get_current_history_size() > 0,
        "suggested": info.is_continue_as_new_suggested(),
        "in workflow": workflow.in_workflow(),
        "instance": type(workflow.instance()).__name__,
        "now": workflow.now() >= info.start_time,
        "zero": workflow.time_ns() // 1_000_000_000 == int(workflow.time()),
    }


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> dict[str, Any]:
        return about()


@workflow.defn(sandboxed=False, name="told about")
class Flow:
    @workflow.run
    async def run(self, seen: list[Any]) -> list[Any]:
        seen.append(about())
        if len(seen) == 1:
            await workflow.sleep(0.001)
            seen.append(workflow.info().get_current_history_length())
            seen.append(await workflow.execute_child_workflow(Child.run, id=f"{workflow.info().workflow_id}-child"))
            workflow.continue_as_new(seen)
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Flow, Child]):
        handle = await env.start(
            Flow.run,
            [],
            memo={"b": 1, "a": 2},
            execution_timeout=timedelta(minutes=3),
            run_timeout=timedelta(minutes=2),
            task_timeout=timedelta(seconds=9),
            retry_policy=RetryPolicy(maximum_attempts=4),
            priority=Priority(priority_key=2, fairness_key="tenant"),
        )
        plain = await env.start(Child.run, name="plain")
        return env.names([await handle.result(), await plain.result()])
