"""Runs that end while a worker has their task, by raw requests: terminated or out of time, with signals waiting."""

from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    await raw.start("terminated")
    task = await raw.poll()
    signal = {"workflowExecution": raw.execution("terminated"), "signalName": "s", "input": text("x")}
    await raw.call("SignalWorkflowExecution", **signal)
    await raw.call(
        "TerminateWorkflowExecution",
        workflowExecution=raw.execution("terminated"),
        reason="enough",
        details=text("detail"),
        identity="operator",
    )
    seen["terminated"] = await raw.history("terminated")
    seen["late"] = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task))
    seen["signal"] = await raw.error("SignalWorkflowExecution", **signal)
    seen["again"] = await raw.error("TerminateWorkflowExecution", workflowExecution=raw.execution("terminated"))
    seen["cancel"] = await raw.error("RequestCancelWorkflowExecution", workflowExecution=raw.execution("terminated"))
    await raw.start("late", workflowRunTimeout="3s")
    task = await raw.poll()
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution("late"), signalName="s")
    closed = await raw.call(
        "GetWorkflowExecutionHistory",
        execution=raw.execution("late"),
        waitNewEvent=True,
        historyEventFilterType="HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT",
    )
    seen["closed by"] = [event["eventType"] for event in closed["history"]["events"]]
    seen["timed out"] = await raw.history("late")
    seen["timed out late"] = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task))
    return seen
