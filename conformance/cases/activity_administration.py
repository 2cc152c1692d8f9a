"""Pausing, unpausing, resetting and changing pending activities, by raw requests, as descriptions show them."""

from typing import Any

from conformance.raw import Raw

RAW = True
TIMES = ("Time", "Interval")


def shown(activities: list[Any]) -> list[Any]:
    """Leave out what is a time, in the order of ids."""
    kept = [{k: v for k, v in one.items() if not k.endswith(("Time", "currentRetryInterval"))} for one in activities]
    for one in kept:
        one.get("pauseInfo", {}).pop("pauseTime", None)
    return sorted(kept, key=lambda one: str(one["activityId"]))


async def by_newer_name(raw: Raw, seen: list[Any]) -> None:
    """Send masks and options that are looked at before the activity is."""
    wrong: dict[str, Any] = {
        "taskQueue": {},
        "taskQueue.name": {},
        "taskQueue.kind": {},
        "retryPolicy": {"retryPolicy": {"initialInterval": "-5s"}},
        "retryPolicy.maximumInterval": {"retryPolicy": {"initialInterval": "5s", "maximumInterval": "1s"}},
        "retryPolicy.maximumAttempts": {"retryPolicy": {"maximumAttempts": -1}},
        "retryPolicy.backoffCoefficient": {},
        "retryPolicy.nonRetryableErrorTypes": {},
        "priority": {"priority": {"priorityKey": -1}},
        "priority.fairnessWeight": {"priority": {"priorityKey": -1}},
        "startDelay": {},
        "startToCloseTimeout,zz": {"startToCloseTimeout": "-1s"},
        "retryPolicy.backoffCoefficient,startToCloseTimeout": {"startToCloseTimeout": "-1s"},
    }
    for mask, options in wrong.items():
        for workflow_id in ("", raw.execution()["workflowId"]):
            address: dict[str, Any] = {"workflowId": workflow_id, "activityId": "none"}
            reply = await raw.error(
                "UpdateActivityExecutionOptions", **address, activityOptions=options, updateMask=mask
            )
            seen.append([mask, workflow_id != "", reply])


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []
    target: dict[str, Any] = {"execution": raw.execution(), "identity": "operator"}

    async def pending(why: str) -> None:
        described = env.names(await raw.call("DescribeWorkflowExecution", execution=raw.execution()))
        seen.append([why, shown(described.get("pendingActivities", []))])

    async def do(rpc: str, **fields: Any) -> None:
        reply = await raw.error(rpc, **target, **fields)
        if "type" in fields or "matchAll" in fields:
            # Of several activities, the options of any one come back.
            reply.pop("response", None)
        seen.append([rpc, sorted(fields), reply])

    def schedule(name: str) -> Any:
        return {
            "scheduleActivityTask": {
                "activityId": name,
                "activityType": {"name": "Act"},
                "taskQueue": {"name": env.queue},
                "startToCloseTimeout": "100s",
                "heartbeatTimeout": "50s",
                "retryPolicy": {"initialInterval": "0.3s", "backoffCoefficient": 1},
            }
        }

    async def answer(rpc: str, task: Any) -> None:
        request = raw.message(rpc, {"identity": "raw"})
        request.task_token = task.task_token
        if rpc == "RespondActivityTaskFailed":
            request.failure.message = "bad"
            request.failure.application_failure_info.type = "Bad"
        seen.append([rpc, await raw.outcome(rpc, request)])

    await raw.start()
    await raw.turn(schedule("a"), schedule("b"))
    await do("PauseActivity")
    await do("PauseActivity", id="missing")
    await do("PauseActivity", type="Act", reason="because")
    await pending("both paused")
    await do("PauseActivity", id="a")
    await do("UnpauseActivity", id="a")
    await do("UnpauseActivity", id="a")
    await pending("one paused")
    task = await raw.poll_activity()
    await do("PauseActivity", id="a")
    await pending("paused while it runs")
    await answer("RecordActivityTaskHeartbeat", task)
    await answer("RespondActivityTaskFailed", task)
    await pending("failed while paused")
    await do("UnpauseActivity", unpauseAll=True, resetAttempts=True)
    await pending("none paused")
    tasks = {task.activity_id: task for task in [await raw.poll_activity(), await raw.poll_activity()]}
    seen.append({name: task.attempt for name, task in tasks.items()})
    await do("ResetActivity")
    await do("ResetActivity", id="b")
    await answer("RecordActivityTaskHeartbeat", tasks["b"])
    await answer("RespondActivityTaskFailed", tasks["a"])
    task = await raw.poll_activity()
    seen.append(["next", task.activity_id, task.attempt])
    await do("ResetActivity", id="a", resetHeartbeat=True)
    await answer("RespondActivityTaskFailed", task)
    options = {
        "startToCloseTimeout": "7s",
        "retryPolicy": {"maximumAttempts": 3},
        "taskQueue": {"name": env.queue + "2"},
    }
    await do("UpdateActivityOptions", id="a", activityOptions=options)
    mask = "startToCloseTimeout,retryPolicy.maximumAttempts"
    await do("UpdateActivityOptions", id="a", activityOptions=options, updateMask=mask)
    await do("UpdateActivityOptions", type="Act", activityOptions=options, updateMask="taskQueue.name")
    await pending("other options")
    await do("UpdateActivityOptions", id="a", restoreOriginal=True)
    await do("UpdateActivityOptions", id="a", restoreOriginal=True, updateMask=mask, activityOptions=options)
    options = {"heartbeatTimeout": "9s", "scheduleToCloseTimeout": "500s", "priority": {"priorityKey": 2}}
    mask = "heartbeatTimeout,scheduleToCloseTimeout,priority"
    await do("UpdateActivityOptions", matchAll=True, activityOptions=options, updateMask=mask)
    await do("ResetActivity", matchAll=True, restoreOriginalOptions=True)
    await pending("restored")
    options = {"taskQueue": {"name": env.queue + "3"}, "retryPolicy": {}}
    for mask in ("taskQueue", "taskQueue.kind", "nonsense", "retryPolicy.backoffCoefficient"):
        await do("UpdateActivityOptions", id="a", activityOptions=options, updateMask=mask)
    for mask in ("taskQueue.name", "retryPolicy", "retryPolicy.maximumAttempts", "priority", "priority.priorityKey"):
        await do("UpdateActivityOptions", id="a", activityOptions={}, updateMask=mask)
    await do("UpdateActivityOptions", id="a", activityOptions={"taskQueue": {}}, updateMask="taskQueue.name")
    await pending("as before")
    await by_newer_name(raw, seen)
    seen.append(await raw.history())
    return seen
