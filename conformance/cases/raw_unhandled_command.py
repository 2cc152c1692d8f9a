"""A workflow that would close while news waits, by raw requests: refused by name, and what its next task holds."""

from typing import Any

from conformance.raw import Raw, text

RAW = True

CLOSES = {
    "complete": {"completeWorkflowExecution": {"result": text("done")}},
    "fail": {"failWorkflowExecution": {"failure": {"message": "failed", "applicationFailureInfo": {"type": "T"}}}},
    "continue": {
        "continueAsNewWorkflowExecution": {"workflowType": {"name": "Flow"}, "taskQueue": {"name": "<queue>"}}
    },
}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for name, close in CLOSES.items():
        if name == "continue":
            close["continueAsNewWorkflowExecution"]["taskQueue"] = {"name": env.queue}
        await raw.start(name)
        task = await raw.poll()
        await raw.call(
            "SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s", input=text("x")
        )
        seen[f"{name} held"] = await raw.history(name)
        marker = {"recordMarker": {"markerName": "lost", "details": {"a": text("b")}}}
        seen[name] = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task, marker, close))
        seen[f"{name} failed"] = await raw.history(name)
        task = await raw.poll()
        seen[f"{name} again"] = [
            task.attempt,
            task.started_event_id,
            [event.event_type for event in task.history.events],
        ]
        await raw.complete(task, close)
        first = task.workflow_execution.run_id
        seen[f"{name} closed"] = (await raw.history(name, first))[-4:]
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("continue"))
    await raw.start("cancelled")
    task = await raw.poll()
    await raw.call("RequestCancelWorkflowExecution", workflowExecution=raw.execution("cancelled"), reason="enough")
    again = await raw.call("RequestCancelWorkflowExecution", workflowExecution=raw.execution("cancelled"))
    seen["cancel"] = [
        again,
        await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task, CLOSES["complete"])),
    ]
    await raw.turn({"cancelWorkflowExecution": {"details": text("well then")}})
    seen["cancelled"] = await raw.history("cancelled")
    # What the task itself causes is no news.
    await raw.start("own")
    activity = {"activityType": {"name": "A"}, "taskQueue": {"name": env.queue + "-none"}, "startToCloseTimeout": "60s"}
    timer = {"timerId": "t", "startToFireTimeout": "60s"}
    await raw.turn({"scheduleActivityTask": {"activityId": "a", **activity}}, {"startTimer": timer})
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution("own"), signalName="s")
    cancels = [{"requestCancelActivityTask": {"scheduledEventId": "5"}}, {"cancelTimer": {"timerId": "t"}}]
    await raw.turn(*cancels, CLOSES["complete"])
    seen["own"] = await raw.history("own")
    return seen
