"""What a client refuses before it asks the server, and how it tells that a workflow runs already."""

from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.client import WithStartWorkflowOperation
from everloop.common import Priority, RetryPolicy, WorkflowIDConflictPolicy
from everloop.exceptions import WorkflowAlreadyStartedError


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, value: int) -> None: ...

    @workflow.update
    def change(self) -> None: ...


class Plain:
    """No workflow at all."""

    async def run(self) -> None: ...


async def refused(env: Any, make: Any) -> Any:
    try:
        made = make()
        return ["made", await made if hasattr(made, "__await__") else None]
    except Exception as error:
        return [type(error).__name__, env.names(str(error))]


async def run(env: Any) -> Any:
    client = env.client
    common = {"id": env.id(), "task_queue": env.queue}
    seen: dict[str, Any] = {
        "arg and args": await refused(env, lambda: client.start_workflow("Flow", 1, args=[2], **common)),
        "no workflow": await refused(env, lambda: client.start_workflow(Plain.run, **common)),
        "wrong thing": (await refused(env, lambda: client.start_workflow(5, **common)))[0],
        "no token": await refused(env, lambda: client.get_async_activity_handle()),
        "token and ids": await refused(
            env, lambda: client.get_async_activity_handle(workflow_id="a", activity_id="b", task_token=b"c")
        ),
        "priority": await refused(env, lambda: Priority(priority_key=0)),
        "priority type": await refused(env, lambda: Priority(priority_key="high")),
        "retry": [
            await refused(env, lambda options=options: client.start_workflow("Flow", retry_policy=options, **common))
            for options in (
                RetryPolicy(backoff_coefficient=0.5),
                RetryPolicy(maximum_attempts=-1),
                RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(seconds=1)),
            )
        ],
        "timeouts": await refused(
            env, lambda: client.start_workflow("Flow", run_timeout=timedelta(seconds=-1), **common)
        ),
        "empty id": await refused(env, lambda: client.start_workflow("Flow", id="", task_queue=env.queue)),
        "empty queue": await refused(env, lambda: client.start_workflow("Flow", id=env.id(), task_queue="")),
    }
    operation = WithStartWorkflowOperation(
        Flow.run, 1, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING, **common
    )
    async with env.worker([Flow]):
        await client.execute_update_with_start_workflow(Flow.change, start_workflow_operation=operation)
        seen["twice"] = await refused(
            env, lambda: client.execute_update_with_start_workflow(Flow.change, start_workflow_operation=operation)
        )
    waits = await env.start("Flow", 1, name="waits")
    try:
        await env.start("Other", 1, name="waits")
    except WorkflowAlreadyStartedError as error:
        seen["running"] = [
            env.names(error.workflow_id),
            error.workflow_type,
            error.run_id == waits.first_execution_run_id,
            error.first_run_id == waits.first_execution_run_id,
            str(error),
        ]
    await waits.terminate()
    return seen
