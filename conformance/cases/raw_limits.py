"""Too much at once or in all, by raw requests: of what is pending, in flight, attached and said."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True
PENDING_MAX = 2000
UPDATES_MAX = 10
MEGABYTES = text("x" * (2 * 1024 * 1024 + 10))


def pending(kind: str, number: int, env: Any) -> Any:
    """Return one command of a kind of which a run can have so many that are pending."""
    other = {"workflowId": env.id(f"nobody-{number}"), "workflowType": {"name": "Child"}}
    named = {"workflowId": env.id(f"nobody-{number}")}
    activity = {"activityId": str(number), "activityType": {"name": "A"}, "startToCloseTimeout": "60s"}
    return {
        "activities": {"scheduleActivityTask": {**activity, "taskQueue": {"name": f"{env.queue}-unused"}}},
        "children": {"startChildWorkflowExecution": other},
        "signals": {"signalExternalWorkflowExecution": {"execution": named, "signalName": "s"}},
        "cancels": {"requestCancelExternalWorkflowExecution": {"workflowId": named["workflowId"]}},
    }[kind]


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for kind in ("activities", "children", "signals", "cancels"):
        queue = f"{env.queue}-{kind}"
        await raw.start(kind, taskQueue={"name": queue})
        request = raw.completion(await raw.poll(name=queue), *(pending(kind, n, env) for n in range(PENDING_MAX + 1)))
        seen[kind] = [await raw.outcome("RespondWorkflowTaskCompleted", request), (await raw.history(kind))[3:]]
    seen["updates"] = await updates(raw)
    seen["answers"] = await answers(raw)
    seen["starts"] = [
        [sorted(fields), await raw.error("StartWorkflowExecution", **{**raw.start_fields("bad"), **fields})]
        for fields in (
            {"userMetadata": {"summary": text("x" * 500)["payloads"][0]}},
            {"userMetadata": {"details": text("x" * 30_000)["payloads"][0]}},
            {"searchAttributes": {"indexedFields": {"CustomUnknown": text("x")["payloads"][0]}}},
            {"completionCallbacks": [{"nexus": {"url": "x" * 1001}}]},
            {"lastCompletionResult": MEGABYTES},
            {"header": {"fields": {"h": MEGABYTES["payloads"][0]}}},
            {"cronSchedule": "* * * * *", "workflowStartDelay": "5s"},
        )
    ]
    return seen


async def updates(raw: Raw) -> Any:
    """Admit as many updates as can be in flight, and one more."""
    await raw.start("updated")
    await raw.turn()
    # Whether they are told of the end is chance, so their answers name no runs.
    unseen = Raw(raw.env.again())
    waiting = [
        asyncio.create_task(unseen.error("UpdateWorkflowExecution", 30, **raw.update_fields(f"update-{n}", "updated")))
        for n in range(UPDATES_MAX)
    ]
    task = await raw.poll()
    held = len(task.messages)
    while held < UPDATES_MAX:
        # They come to the task that is open, or to the next.
        await raw.complete(task, messages=[raw.accept(message) for message in task.messages])
        task = await raw.poll()
        held += len(task.messages)
    refused = await raw.error("UpdateWorkflowExecution", **raw.update_fields("one-more", "updated"))
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("updated"))
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return refused


async def answers(raw: Raw) -> Any:
    """Answer activities with more than there may be."""
    seen: list[Any] = []
    await raw.start("answered")
    activity = {"activityType": {"name": "A"}, "taskQueue": {"name": raw.env.queue}, "startToCloseTimeout": "60s"}
    names = ("result", "details", "heartbeat", "failure", "cancellation")
    once = {"maximumAttempts": 1}
    commands = [{"scheduleActivityTask": {**activity, "activityId": name, "retryPolicy": once}} for name in names]
    await raw.turn(*commands)
    tokens = {}
    for _ in names:
        task = await raw.poll_activity()
        tokens[task.activity_id] = task.task_token

    async def say(rpc: str, name: str, **fields: Any) -> None:
        request = raw.message(rpc, {"identity": "raw", **fields})
        request.task_token = tokens[name]
        outcome = await raw.outcome(rpc, request)
        seen.append([rpc, name, shorten(outcome)])

    failed = {"message": "x" * 300_000, "applicationFailureInfo": {"type": "T"}}
    await say("RespondActivityTaskCompleted", "result", result=MEGABYTES)
    await say("RecordActivityTaskHeartbeat", "heartbeat", details=MEGABYTES)
    await say("RespondActivityTaskFailed", "details", failure=failed, lastHeartbeatDetails=MEGABYTES)
    await say("RespondActivityTaskCanceled", "cancellation", details=MEGABYTES)
    await say("RespondActivityTaskFailed", "failure", failure={**failed, "message": "x" * (2 * 1024 * 1024 + 10)})
    events = await raw.history("answered", view="flow")
    shown = [event for event in events if "ACTIVITY_TASK_FAILED" in event["type"] or "SCHEDULED" not in event["type"]]
    return [seen, [shorten(event) for event in shown]]


def shorten(value: Any) -> Any:
    """Tell long texts apart from short ones only: how they are cut is each server's matter."""
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shorten(item) for item in value]
    return "<long>" if isinstance(value, str) and len(value) > 1000 else value
