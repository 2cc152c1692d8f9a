"""Commands that cannot be carried out, by raw requests: the cause, and what is left of the task.

Texts are compared as far as they name the cause: what follows tells of the official server's insides, or more here.
"""

from typing import Any

from conformance.raw import Raw

RAW = True
NOBODY = "00000000-0000-4000-8000-000000000000"


async def run(env: Any) -> Any:
    timer = {"timerId": "t", "startToFireTimeout": "600s"}
    act = {"activityId": "a", "activityType": {"name": "A"}, "taskQueue": {"name": "q"}, "startToCloseTimeout": "5s"}
    child = {"workflowId": "c", "workflowType": {"name": "K"}}
    target = {"workflowId": "w", "runId": NOBODY}
    next_run = {"workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
    tries: dict[str, list[Any]] = {
        "activity without id": [{"scheduleActivityTask": {**act, "activityId": ""}}],
        "activity without type": [{"scheduleActivityTask": {**act, "activityType": {}}}],
        "activity twice": [{"scheduleActivityTask": act}, {"scheduleActivityTask": act}],
        "activity with a negative timeout": [{"scheduleActivityTask": {**act, "heartbeatTimeout": "-1s"}}],
        "activity with a wrong policy": [{"scheduleActivityTask": {**act, "retryPolicy": {"backoffCoefficient": 0.5}}}],
        "cancel of no activity": [{"requestCancelActivityTask": {"scheduledEventId": "99"}}],
        "timer without id": [{"startTimer": {**timer, "timerId": ""}}],
        "timer with a negative time": [{"startTimer": {**timer, "startToFireTimeout": "-1s"}}],
        "timer twice": [{"startTimer": timer}, {"startTimer": timer}],
        "cancel of no timer": [{"cancelTimer": {"timerId": "none"}}],
        "cancel of a timer without id": [{"cancelTimer": {}}],
        "marker without name": [{"recordMarker": {}}],
        "child without id": [{"startChildWorkflowExecution": {**child, "workflowId": ""}}],
        "child without type": [{"startChildWorkflowExecution": {**child, "workflowType": {}}}],
        "signal to nobody": [{"signalExternalWorkflowExecution": {"signalName": "s"}}],
        "signal without name": [{"signalExternalWorkflowExecution": {"execution": target}}],
        "signal to a wrong run": [
            {"signalExternalWorkflowExecution": {"execution": {**target, "runId": "x"}, "signalName": "s"}}
        ],
        "cancel of nobody": [{"requestCancelExternalWorkflowExecution": {}}],
        "cancel of a wrong run": [{"requestCancelExternalWorkflowExecution": {**target, "runId": "x"}}],
        "message that is not there": [{"protocolMessage": {"messageId": "none"}}],
        "failure without failure": [{"failWorkflowExecution": {}}],
        "next run with a negative timeout": [
            {"continueAsNewWorkflowExecution": {**next_run, "workflowRunTimeout": "-1s"}}
        ],
        "something after the end": [{"completeWorkflowExecution": {}}, {"startTimer": timer}],
        "no operation": [{"requestCancelNexusOperation": {"scheduledEventId": "99"}}],
    }
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for name, commands in tries.items():
        queue = f"{env.queue}-{name}"
        await raw.start(name, taskQueue={"name": queue})
        task = await raw.poll(name=queue)
        outcome = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task, *commands))
        events = (await raw.history(name))[3:]
        for event in events:
            event.pop("failure", None)
        seen[name] = [outcome.get("code"), outcome.get("text", "").split(":")[0], events]
    return seen
