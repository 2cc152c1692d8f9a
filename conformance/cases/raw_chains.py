"""Requests that name the first run of a chain are about its current run, whatever run they name, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    first = await raw.start()
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution())
    second = await raw.start()
    old = {"workflowExecution": raw.execution("flow", first)}
    return {
        "terminate the other chain": await raw.error("TerminateWorkflowExecution", **old, firstExecutionRunId=first),
        "cancel the other chain": await raw.error("RequestCancelWorkflowExecution", **old, firstExecutionRunId=first),
        "cancel": await raw.error("RequestCancelWorkflowExecution", **old, firstExecutionRunId=second),
        "cancelled": await raw.history(),
        "terminate": await raw.error("TerminateWorkflowExecution", **old, firstExecutionRunId=second),
        "terminated": (await raw.history())[-1],
        "terminate again": await raw.error("TerminateWorkflowExecution", **old, firstExecutionRunId=second),
        "update": await raw.error("UpdateWorkflowExecution", **{**raw.update_fields("u"), **old}),
    }
