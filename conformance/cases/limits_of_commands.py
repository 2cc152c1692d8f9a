"""Commands beyond the limits, by raw requests: the task fails, and what can't go on is terminated."""

from typing import Any

from conformance.raw import Raw, text

RAW = True
LONG = "x" * 1001


async def run(env: Any) -> Any:
    big = text("x" * (2 * 1024 * 1024 + 10))
    act = {"activityId": "a", "activityType": {"name": "A"}, "taskQueue": {"name": "q"}, "startToCloseTimeout": "5s"}
    child = {"workflowId": "c", "workflowType": {"name": "K"}}
    bad_commands: dict[str, Any] = {
        "activity": {"scheduleActivityTask": {**act, "input": big}},
        "result": {"completeWorkflowExecution": {"result": big}},
        "failure": {"failWorkflowExecution": {"failure": {"message": "x" * (2 * 1024 * 1024 + 5)}}},
        "marker": {"recordMarker": {"markerName": "m", "details": {"a": big}}},
        "memo": {"modifyWorkflowProperties": {"upsertedMemo": {"fields": {"m": big["payloads"][0]}}}},
        "continued": {"continueAsNewWorkflowExecution": {"input": big}},
        "child": {"startChildWorkflowExecution": {**child, "input": big}},
        "signal": {
            "signalExternalWorkflowExecution": {"execution": {"workflowId": "c"}, "signalName": "s", "input": big}
        },
        "long id": {"scheduleActivityTask": {**act, "activityId": LONG}},
        "no timeout": {"scheduleActivityTask": {**act, "startToCloseTimeout": "0s"}},
        "priority": {"scheduleActivityTask": {**act, "priority": {"priorityKey": 9}}},
        "no memo": {"modifyWorkflowProperties": {}},
        "no attributes": {"upsertWorkflowSearchAttributes": {}},
    }
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for name, bad in bad_commands.items():
        queue = {"taskQueue": {"name": f"{env.queue}-{name}"}}
        await raw.start(name, **queue)
        task = await raw.poll(name=f"{env.queue}-{name}")
        request = raw.completion(task, bad)
        seen[name] = [await raw.outcome("RespondWorkflowTaskCompleted", request), (await raw.history(name))[3:]]
    return seen
