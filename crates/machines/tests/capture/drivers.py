"""What callers do to the workflows of `workflows.py` while they run, and which of both make a history.

Like the workflows this is plain use of the public API, so that it runs on either SDK by the name of the package alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import workflows as w
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

# The client that drivers use besides the handle; whoever runs them sets it.
CLIENT: list[Client] = []


async def nothing(handle: WorkflowHandle[Any, Any]) -> None:
    """Lets the workflow run."""


async def signals(handle: WorkflowHandle[Any, Any]) -> None:
    await handle.query("count")
    await handle.signal("add", "one")
    await handle.query("count")
    await handle.signal("add", "two")
    await handle.signal("add", "three")


async def options(handle: WorkflowHandle[Any, Any]) -> None:
    """Gives the run other options between its signals."""
    from google.protobuf.field_mask_pb2 import FieldMask
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionOptions
    from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest

    await handle.signal("add", "one")
    await CLIENT[0].workflow_service.update_workflow_execution_options(
        UpdateWorkflowExecutionOptionsRequest(
            namespace=CLIENT[0].namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id),
            workflow_execution_options=WorkflowExecutionOptions(
                versioning_override=VersioningOverride(auto_upgrade=True)
            ),
            update_mask=FieldMask(paths=["versioning_override"]),
        )
    )
    await handle.signal("add", "two")
    await handle.signal("add", "three")


async def cancel(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.sleep(0.2)
    await handle.cancel()


async def terminate(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.sleep(0.2)
    await handle.terminate("enough")


async def updates(handle: WorkflowHandle[Any, Any]) -> None:
    await handle.execute_update("add_now", 1)
    await asyncio.gather(handle.execute_update("add", 2), handle.execute_update("add", 3))
    for name, arguments in (("add", [-1]), ("fail", [])):
        try:
            await handle.execute_update(name, args=arguments)
        except Exception as error:
            print("  ", repr(error.__cause__))
    await handle.signal("finish")


async def terminate_child(handle: WorkflowHandle[Any, Any]) -> None:
    child = CLIENT[0].get_workflow_handle(f"{handle.id}-terminated")
    while True:
        try:
            await child.terminate("enough")
            return
        except RPCError:
            await asyncio.sleep(0.1)


async def queries(handle: WorkflowHandle[Any, Any]) -> None:
    """Asks before there is a worker, and then."""

    async def ask(name: str) -> None:
        try:
            await handle.query(name)
        except Exception as error:
            print("  ", repr(error))

    asking = asyncio.gather(ask("answer"), ask("broken"), ask("missing"))
    await asyncio.sleep(0.3)
    async with Worker(
        CLIENT[0], task_queue=handle.id, workflows=[w.Queried], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await asking
        await ask("answer")
        await handle.result()


async def finish_at_once(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.gather(handle.execute_update("add_now", 1), handle.signal("finish"))


async def reset(client: Client, handle: WorkflowHandle[Any, Any], task: int) -> WorkflowHandle[Any, Any]:
    """Resets a run to one of its completed workflow tasks, counted from 0, and waits for the new run."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

    history = await handle.fetch_history()
    completed = [
        event.event_id for event in history.events if event.HasField("workflow_task_completed_event_attributes")
    ]
    reply = await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.first_execution_run_id or ""),
            workflow_task_finish_event_id=completed[task],
            reason="capture",
            request_id="capture",
        )
    )
    again: WorkflowHandle[Any, Any] = client.get_workflow_handle(handle.id, run_id=reply.run_id)
    await again.result()
    return again


Driver = Callable[[WorkflowHandle[Any, Any]], Awaitable[None]]
SCENARIOS: dict[str, tuple[Any, list[Any], Driver]] = {
    "timers": (w.Timers.run, [], nothing),
    "activities": (w.Activities.run, ["you"], nothing),
    "activity_cancels": (w.ActivityCancels.run, [], nothing),
    "signals": (w.Signals.run, [3], signals),
    "cancelled": (w.Cancelled.run, [False], cancel),
    "cancel_caught": (w.Cancelled.run, [True], cancel),
    "terminated": (w.Cancelled.run, [True], terminate),
    "failing": (w.Failing.run, [], nothing),
    "continuing": (w.Continuing.run, [1], nothing),
    "patched": (w.Patched.run, [], nothing),
    "properties": (w.Properties.run, [], nothing),
    "parent": (w.Parent.run, [], nothing),
    "child_cancels": (w.ChildCancels.run, [], nothing),
    "externals": (w.Externals.run, ["externals-target"], nothing),
    "updates": (w.Updates.run, [], updates),
    "update_first": (w.Updates.run, [], finish_at_once),
    "locals": (w.Locals.run, [], nothing),
    "locals_long": (w.LocalsLong.run, [], nothing),
    "local_cancels": (w.LocalCancels.run, [], nothing),
    "child_ends": (w.ChildEnds.run, [], terminate_child),
    "carrying": (w.Carrying.run, [1], nothing),
    "summaries": (w.Summaries.run, [], nothing),
    "queried": (w.Queried.run, [], queries),
    "task_fails": (w.TaskFails.run, [], nothing),
    "unhandled": (w.Unhandled.run, [], nothing),
    "reset": (w.Timers.run, [], nothing),
    "reset_updates": (w.Updates.run, [], updates),
    "given_options": (w.Signals.run, [3], options),
}
# Scenarios that go on in a run of their own, from which of their completed workflow tasks.
RESETS = {"reset": 1, "reset_updates": 0}
WORKFLOWS = [
    w.Timers, w.Activities, w.ActivityCancels, w.Signals, w.Cancelled, w.Failing, w.Continuing, w.Patched, w.Properties,
    w.Child, w.Parent, w.ChildCancels, w.Externals, w.Updates, w.Locals, w.LocalsLong, w.TaskFails, w.Unhandled,
    w.LocalCancels, w.ChildEnds, w.Carrying, w.Queried, w.Summaries,
]  # fmt: skip
ACTIVITIES = [w.greet, w.fail, w.fail_until, w.slow, w.sleep_plain]
