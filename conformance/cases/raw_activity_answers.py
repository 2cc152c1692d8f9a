"""What workers can say of an activity, by raw requests: each answer, twice, too late, unasked and malformed."""

from typing import Any

from conformance.raw import Raw, text

RAW = True
FAILURE = {"message": "failed", "applicationFailureInfo": {"type": "T", "nonRetryable": True}}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def say(rpc: str, token: bytes, **fields: Any) -> Any:
        request = raw.message(rpc, {"identity": "raw", **fields})
        request.task_token = token
        return await raw.outcome(rpc, request)

    def schedule(activity_id: str, **more: Any) -> Any:
        return {
            "scheduleActivityTask": {
                "activityId": activity_id,
                "activityType": {"name": "work"},
                "taskQueue": {"name": env.queue},
                "startToCloseTimeout": "60s",
                "heartbeatTimeout": "30s",
                **more,
            }
        }

    await raw.start()
    await raw.turn(*[schedule(name) for name in ("complete", "fail", "cancel", "retry")])
    tokens = {}
    for _ in range(4):
        task = await raw.poll_activity()
        tokens[task.activity_id] = task.task_token
    for what, token in (("none", b""), ("garbage", b"nonsense")):
        seen[what] = [
            await say("RespondActivityTaskCompleted", token),
            await say("RespondActivityTaskFailed", token, failure=FAILURE),
            await say("RespondActivityTaskCanceled", token),
            await say("RecordActivityTaskHeartbeat", token),
        ]
    seen["heartbeat"] = await say("RecordActivityTaskHeartbeat", tokens["complete"], details=text("beat"))
    seen["unasked"] = await say("RespondActivityTaskCanceled", tokens["cancel"], details=text("x"))
    seen["no kind"] = await say("RespondActivityTaskFailed", tokens["fail"], failure={"message": "what?"})
    seen["completed"] = [await say("RespondActivityTaskCompleted", tokens["complete"], result=text("r"))] + [
        await say(rpc, tokens["complete"]) for rpc in ("RespondActivityTaskCompleted", "RecordActivityTaskHeartbeat")
    ]
    await raw.turn({"requestCancelActivityTask": {"scheduledEventId": 7}})
    seen["asked"] = await say("RecordActivityTaskHeartbeat", tokens["cancel"])
    seen["cancelled"] = await say("RespondActivityTaskCanceled", tokens["cancel"], details=text("stopped"))
    retried = {"message": "again", "applicationFailureInfo": {"type": "T"}}
    beat = text("so far")
    seen["retried"] = await say(
        "RespondActivityTaskFailed", tokens["retry"], failure=retried, lastHeartbeatDetails=beat
    )
    seen["old attempt"] = await say("RespondActivityTaskCompleted", tokens["retry"])
    task = await raw.poll_activity()
    seen["second attempt"] = [task.attempt, len(task.heartbeat_details.payloads)]
    await say("RespondActivityTaskCompleted", task.task_token, result=text("second"))
    await raw.turn({"completeWorkflowExecution": {}})
    seen["after the end"] = await say("RespondActivityTaskCompleted", tokens["fail"])
    seen["history"] = await raw.history(view="flow")
    return seen
