"""Completions that ask for more, by raw requests: the next task in the reply, a task kept alive, and tasks by page."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    queue = {"name": f"{env.queue}-s", "kind": "TASK_QUEUE_KIND_STICKY", "normalName": env.queue}
    sticky = {"workerTaskQueue": queue, "scheduleToStartTimeout": "5s"}
    await raw.start()
    task = await raw.poll()
    response = await raw.complete(task, returnNewWorkflowTask=True)
    seen["nothing new"] = response.HasField("workflow_task")
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    task = await raw.poll()
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    response = await raw.complete(task, returnNewWorkflowTask=True, stickyAttributes=sticky)
    task = response.workflow_task
    seen["in the reply"] = [task.attempt, task.started_event_id, [event.event_type for event in task.history.events]]
    for round_ in range(2):
        marker = {"recordMarker": {"markerName": f"round {round_}", "details": {"a": text("b")}}}
        response = await raw.complete(task, marker, returnNewWorkflowTask=True, forceCreateNewWorkflowTask=True)
        task = response.workflow_task
        seen[f"round {round_}"] = [task.started_event_id, task.previous_started_event_id]
    await raw.complete(task, forceCreateNewWorkflowTask=True)
    task = await raw.poll()
    seen["forced"] = [task.started_event_id, len(task.history.events)]
    await raw.complete(task, stickyAttributes=sticky)
    waiting = asyncio.create_task(raw.poll(**queue))
    await asyncio.sleep(0.3)
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    task = await waiting
    seen["sticky"] = [event.event_id for event in task.history.events]
    await raw.complete(task)
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    task = await raw.poll()
    seen["sticky no more"] = len(task.history.events)
    await raw.complete(task, {"completeWorkflowExecution": {}})
    seen["history"] = await raw.history()
    return seen
