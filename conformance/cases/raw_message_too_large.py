"""Workers that cannot send what a workflow wants, since the message is too large, by raw requests: the run ends."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for attempt in (1, 2):
        name = f"attempt {attempt}"
        await raw.start(name)
        for number in range(1, attempt + 1):
            task = await raw.poll()
            cause = "GRPC_MESSAGE_TOO_LARGE" if number == attempt else "WORKFLOW_WORKER_UNHANDLED_FAILURE"
            request = raw.message(
                "RespondWorkflowTaskFailed",
                {"cause": f"WORKFLOW_TASK_FAILED_CAUSE_{cause}", "failure": {"message": "no"}, "identity": "raw"},
            )
            request.task_token = task.task_token
            if number == attempt:
                await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s")
            seen[f"{name}, {number}"] = await raw.outcome("RespondWorkflowTaskFailed", request)
        seen[name] = await raw.history(name)
        seen[f"{name}, again"] = await raw.outcome("RespondWorkflowTaskFailed", request)
        seen[f"{name}, completed"] = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task))
    return seen
