"""Resetting a run with timers, activities, a child, signals and an update behind it, by raw requests."""

import asyncio
import uuid
from typing import Any

from conformance.raw import Raw, text

RAW = True
LEFT_OUT = ("historySizeBytes", "stateTransitionCount", "requestIdInfos", "autoResetPoints", "searchAttributes")


def scrub(value: Any) -> Any:
    """Leave out times and what depends on builds."""
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items() if not k.endswith("Time") and k not in LEFT_OUT}
    if isinstance(value, list):
        return [scrub(item) for item in value]
    return value


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def describe(run_id: str = "") -> Any:
        described = scrub(
            env.names(await raw.call("DescribeWorkflowExecution", execution=raw.execution("flow", run_id)))
        )
        described.get("pendingActivities", []).sort(key=lambda one: one["activityId"])
        described["workflowExecutionInfo"].pop("versioningInfo", None)
        return described

    async def reset(point: int, run_id: str = "", **more: Any) -> Any:
        fields = {"reason": "again", "requestId": str(uuid.uuid4()), **more}
        target = raw.execution("flow", run_id)
        return await raw.error(
            "ResetWorkflowExecution", workflowExecution=target, workflowTaskFinishEventId=point, **fields
        )

    def activity(name: str) -> Any:
        return {
            "scheduleActivityTask": {
                "activityId": name,
                "activityType": {"name": "Act"},
                "taskQueue": {"name": env.queue + ("-none" if name == "waits" else "")},
                "startToCloseTimeout": "100s",
            }
        }

    def child() -> Any:
        kind = {"workflowType": {"name": "Child"}, "taskQueue": {"name": env.queue + "-none"}}
        return {"startChildWorkflowExecution": {"workflowId": env.id("child"), **kind}}

    memo = {"modifyWorkflowProperties": {"upsertedMemo": {"fields": {"new": text("y")["payloads"][0]}}}}
    timer = {"startTimer": {"timerId": "t", "startToFireTimeout": "500s"}}
    first = await raw.start(memo={"fields": {"old": text("x")["payloads"][0]}}, workflowExecutionTimeout="1000s")
    await raw.turn(timer, activity("started"), activity("waits"), memo, child())
    await raw.poll_activity()
    await raw.turn()
    signal = {"signalName": "one", "input": text("a"), "identity": "sig", "requestId": str(uuid.uuid4())}
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), **signal)
    await raw.turn()
    call = asyncio.create_task(raw.error("UpdateWorkflowExecution", **raw.update_fields("u")))
    task = await raw.poll()
    messages = [raw.accept(task.messages[0]), raw.respond(task.messages[0])]
    commands = [{"protocolMessage": {"messageId": message.id}} for message in messages]
    await raw.complete(task, *commands, messages=messages)
    seen["update"] = await call
    cancel = {"reason": "c", "identity": "canceler", "requestId": str(uuid.uuid4())}
    await raw.call("RequestCancelWorkflowExecution", workflowExecution=raw.execution(), **cancel)
    await raw.turn()
    events = await raw.history()
    points = [event["id"] for event in events if event["type"].endswith("TASK_COMPLETED")]
    seen["refused"] = [await reset(point) for point in (0, 1, 2, 5, 100)]
    seen["refused too"] = [
        await reset(4, requestId=""),
        await raw.error("ResetWorkflowExecution", workflowExecution=raw.execution("none"), requestId="x"),
    ]
    seen["reset"] = await reset(points[1])
    seen["old"] = (await raw.history(run_id=first))[-2:]
    seen["old described"] = (await describe(first))["workflowExtendedInfo"]
    second = (await raw.call("DescribeWorkflowExecution", execution=raw.execution()))["workflowExecutionInfo"]
    second_id = second["execution"]["runId"]
    seen["new"] = await raw.history()
    seen["new described"] = await describe()
    await raw.turn()
    seen["after"] = (await raw.history(run_id=second_id))[-3:]
    without_signals = {"resetReapplyExcludeTypes": ["RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL"]}
    seen["without signals"] = [await reset(points[1], first, **without_signals), (await raw.history())[-3:]]
    seen["second"] = (await raw.history(run_id=second_id))[-1:]
    for kind in ("NONE", "SIGNAL"):
        reply = await reset(points[0], first, resetReapplyType=f"RESET_REAPPLY_TYPE_{kind}")
        seen[kind] = [reply, (await raw.history())[2:]]
    seen["none described"] = await describe()
    signal_after = [{"signalWorkflow": {"signalName": "post"}}]
    seen["signal after"] = await reset(points[0], first, postResetOperations=signal_after)
    options = {
        "workflowExecutionOptions": {"versioningOverride": {"autoUpgrade": True}},
        "updateMask": "versioningOverride",
    }
    nothing = {"resetReapplyType": "RESET_REAPPLY_TYPE_NONE"}
    seen["options after"] = [
        await reset(points[0] - 1, first, postResetOperations=[{"updateWorkflowOptions": options}], **nothing),
        (await raw.history())[2:],
    ]
    await raw.turn({"completeWorkflowExecution": {}})
    seen["closed"] = [await reset(3), await raw.history()]
    return seen
