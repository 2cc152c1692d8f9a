"""What descriptions and polls say of activities between attempts, by raw requests: failures, beats, priorities."""

from typing import Any

from conformance.raw import Json, Raw, text

RAW = True
OWN: dict[str, Json] = {"none": {}, "empty": {"priority": {}}, "some": {"priority": {"fairnessWeight": 3}}}
FAILURE = {"message": "m" * 5000, "cause": {"message": "c"}, "applicationFailureInfo": {"type": "T"}}
TIMES = {
    "scheduledTime",
    "currentAttemptScheduledTime",
    "startedTime",
    "currentRetryInterval",
    "nextAttemptScheduleTime",
    "lastAttemptCompleteTime",
}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    tasks: dict[str, Any] = {}

    def schedule(name: str, **more: Any) -> Json:
        options = {"startToCloseTimeout": "60s", "heartbeatTimeout": "50s", **more}
        policy = {"initialInterval": "1000s", "maximumAttempts": 2, "nonRetryableErrorTypes": ["Fatal"]}
        kind = {"activityId": name, "activityType": {"name": "Act"}, "taskQueue": {"name": env.queue}}
        return {"scheduleActivityTask": {"retryPolicy": policy, **kind, **options}}

    async def say(rpc: str, name: str, **fields: Any) -> Any:
        request = raw.message(rpc, {"identity": "raw", **fields})
        request.task_token = tasks[name].task_token
        return await raw.outcome(rpc, request)

    await raw.start(priority={"priorityKey": 2, "fairnessKey": "tenant", "fairnessWeight": 0.5})
    await raw.turn(
        *[schedule(name, **own) for name, own in OWN.items()], schedule("last", retryPolicy={"maximumAttempts": 1})
    )
    for _ in range(len(OWN) + 1):
        task = await raw.poll_activity()
        tasks[task.activity_id] = task
        priority = task.priority
        seen[f"{task.activity_id} priority"] = [
            task.HasField("priority"),
            priority.priority_key,
            priority.fairness_key,
            priority.fairness_weight,
        ]
    await say("RecordActivityTaskHeartbeat", "none", details=text("beat"))
    seen["too large"] = await say("RespondActivityTaskFailed", "none", failure=FAILURE)
    beat = {"failure": {"message": "m", "applicationFailureInfo": {}}, "lastHeartbeatDetails": text("last beat")}
    seen["with a beat"] = await say("RespondActivityTaskFailed", "empty", **beat)
    seen["without a failure"] = [await say("RespondActivityTaskFailed", name) for name in ("some", "last")]
    described = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
    pending = sorted(described["pendingActivities"], key=lambda one: str(one["activityId"]))
    for one in pending:
        one["lastHeartbeatTime"] = "lastHeartbeatTime" in one
    seen["pending"] = env.names([{key: value for key, value in one.items() if key not in TIMES} for one in pending])
    for name in ("none", "some"):
        for change in (
            {"updateMask": "priority", "activityOptions": {"priority": {"priorityKey": 5}}},
            {"restoreOriginal": True},
        ):
            reply = await raw.error("UpdateActivityOptions", execution=raw.execution(), id=name, **change)
            seen[f"{name}, {sorted(change)[0]}"] = env.names(reply)
    await raw.turn()
    seen["history"] = await raw.history()
    return seen
