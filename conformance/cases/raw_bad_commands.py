"""Commands that cannot be carried out, by raw requests: the cause, and what is left of the task.

Texts are compared whole, but for those that tell more here. Each workflow ends by force, so that the next attempt of
its task is nobody's. Tasks have a minute: machines are slow.
"""

from typing import Any

from conformance.raw import Raw

RAW = True
NOBODY = "00000000-0000-4000-8000-000000000000"
# Ours say what is wrong with the schedule, and that there is no Nexus.
OURS_TELL_MORE = {"child with a wrong cron", "no operation"}


def told(name: str, text: str) -> str:
    """Return what is compared of a text; the official server spaces what it quotes as its build happens to."""
    return text.split(":")[0] if name in OURS_TELL_MORE else " ".join(text.split())


async def poll(raw: Raw, queue: str) -> Any:
    """Poll until there is the task; there will be."""
    while True:
        task = await raw.poll(seconds=20, name=queue)
        if task.task_token:
            return task


async def run(env: Any) -> Any:
    timer = {"timerId": "t", "startToFireTimeout": "600s"}
    act = {"activityId": "a", "activityType": {"name": "A"}, "taskQueue": {"name": "q"}, "startToCloseTimeout": "5s"}
    child = {"workflowId": "c", "workflowType": {"name": "K"}}
    target = {"workflowId": "w", "runId": NOBODY}
    next_run = {"workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
    long = "x" * 1001
    tries: dict[str, list[Any]] = {
        "activity with a long id": [{"scheduleActivityTask": {**act, "activityId": long}}],
        "activity with a long type": [{"scheduleActivityTask": {**act, "activityType": {"name": long}}}],
        "activity on a long queue": [{"scheduleActivityTask": {**act, "taskQueue": {"name": long}}}],
        "activity without a queue": [{"scheduleActivityTask": {**act, "taskQueue": {}}}],
        "marker with a long name": [{"recordMarker": {"markerName": long}}],
        "activity without timeouts": [{"scheduleActivityTask": {**act, "startToCloseTimeout": "0s"}}],
        "timer with a long id": [{"startTimer": {**timer, "timerId": long}}],
        "child with a long id": [{"startChildWorkflowExecution": {**child, "workflowId": long}}],
        "child with a wrong policy": [
            {"startChildWorkflowExecution": {**child, "retryPolicy": {"initialInterval": "-1s"}}}
        ],
        "child with a wrong cron": [{"startChildWorkflowExecution": {**child, "cronSchedule": "never"}}],
        "attribute of no type": [
            {"upsertWorkflowSearchAttributes": {"searchAttributes": {"indexedFields": {"Unknown": {"data": "MQ=="}}}}}
        ],
        "attributes without any": [{"upsertWorkflowSearchAttributes": {}}],
        "memo without any": [{"modifyWorkflowProperties": {}}],
        "next run of a long type": [{"continueAsNewWorkflowExecution": {**next_run, "workflowType": {"name": long}}}],
        "next run on a long queue": [{"continueAsNewWorkflowExecution": {**next_run, "taskQueue": {"name": long}}}],
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
        "activity cancelled by no event": [{"requestCancelActivityTask": {}}],
        "activity on a queue of the engine": [{"scheduleActivityTask": {**act, "taskQueue": {"name": "/_sys/q"}}}],
        "activity of a wrong priority": [{"scheduleActivityTask": {**act, "priority": {"priorityKey": -1}}}],
        "child of a wrong priority": [{"startChildWorkflowExecution": {**child, "priority": {"fairnessWeight": -1}}}],
        "child on a queue of the engine": [
            {"startChildWorkflowExecution": {**child, "taskQueue": {"name": "/_sys/q"}}}
        ],
        "child with a long type": [{"startChildWorkflowExecution": {**child, "workflowType": {"name": long}}}],
        "next run with a wrong policy": [
            {"continueAsNewWorkflowExecution": {**next_run, "retryPolicy": {"maximumAttempts": -1}}}
        ],
        "cancel of a long timer": [{"cancelTimer": {"timerId": long}}],
        "cancel of a long id": [{"requestCancelExternalWorkflowExecution": {"workflowId": long}}],
        "signal to a long id": [
            {"signalExternalWorkflowExecution": {"execution": {"workflowId": long}, "signalName": "s"}}
        ],
        "signal to an empty target": [{"signalExternalWorkflowExecution": {"execution": {}, "signalName": "s"}}],
        "message without id": [{"protocolMessage": {}}],
        "memo of nothing": [{"modifyWorkflowProperties": {"upsertedMemo": {}}}],
        "timer longer than a hundred years": [{"startTimer": {**timer, "startToFireTimeout": "4000000000s"}}],
        "no operation": [{"requestCancelNexusOperation": {"scheduledEventId": "99"}}],
    }
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for name, commands in tries.items():
        queue = f"{env.queue}-{name}"
        await raw.start(name, taskQueue={"name": queue}, workflowTaskTimeout="60s")
        task = await poll(raw, queue)
        outcome = await raw.outcome("RespondWorkflowTaskCompleted", raw.completion(task, *commands))
        await raw.error("TerminateWorkflowExecution", workflowExecution=raw.execution(name), reason="enough")
        events = (await raw.history(name))[3:]
        for event in events:
            if "failure" in event:
                event["failure"]["message"] = told(name, event["failure"]["message"])
        seen[name] = [outcome.get("code"), told(name, outcome.get("text", "")), events]
    for kind in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 18):
        name = f"nothing in a command of kind {kind}"
        queue = f"{env.queue}-{kind}"
        await raw.start(name, taskQueue={"name": queue}, workflowTaskTimeout="60s")
        request = raw.completion(await poll(raw, queue))
        request.commands.add().command_type = kind
        seen[name] = await raw.outcome("RespondWorkflowTaskCompleted", request)
        await raw.error("TerminateWorkflowExecution", workflowExecution=raw.execution(name), reason="enough")
    return seen
