"""Ids of activities used again, by raw requests: an id is free as soon as its activity ends, be it unseen so far."""

from typing import Any

from conformance.raw import Json, Raw, text

RAW = True


def schedule(queue: str) -> Json:
    """Return the command that schedules the activity `a`."""
    kind = {"activityType": {"name": "A"}, "taskQueue": {"name": queue}, "startToCloseTimeout": "60s"}
    return {"scheduleActivityTask": {"activityId": "a", **kind}}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    await raw.start("cancelled")
    cancel = {"requestCancelActivityTask": {"scheduledEventId": "5"}}
    await raw.turn(schedule(f"{env.queue}-none"), cancel, schedule(env.queue))
    seen["cancelled"] = await raw.history("cancelled")
    answer = {"workflowId": env.id("cancelled"), "activityId": "a", "identity": "raw"}
    seen["answer"] = await raw.error("RespondActivityTaskCompletedById", **answer, result=text("second"))
    await raw.turn({"completeWorkflowExecution": {}})
    seen["answered"] = await raw.history("cancelled")
    await raw.start("ended")
    await raw.turn(schedule(f"{env.queue}-none"))
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution("ended"), signalName="s")
    task = await raw.poll()
    answer["workflowId"] = env.id("ended")
    await raw.call("RespondActivityTaskCompletedById", **answer, result=text("first"))
    seen["gone"] = await raw.error("RespondActivityTaskCompletedById", **answer)
    await raw.complete(task, schedule(env.queue))
    await raw.turn()
    seen["ended"] = await raw.history("ended")
    task = await raw.poll_activity()
    while task.workflow_execution.workflow_id != env.id("ended"):
        task = await raw.poll_activity()
    request = raw.message("RespondActivityTaskCompleted", {"result": text("second"), "identity": "raw"})
    request.task_token = task.task_token
    seen["second"] = [task.attempt, await raw.outcome("RespondActivityTaskCompleted", request)]
    seen["all"] = await raw.history("ended")
    return seen
