"""Reset points: one for each build that completed a workflow task first, carried from run to run, by raw requests."""

import uuid
from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def points() -> Any:
        described = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
        info = described["workflowExecutionInfo"]
        points = info.get("autoResetPoints", {}).get("points", [])
        assert all("createTime" in point for point in points)
        shown = [{k: env.names(v) for k, v in point.items() if not k.endswith("Time")} for point in points]
        return [shown, env.names(info.get("searchAttributes", {}).get("indexedFields", {}))]

    def build(name: str) -> Any:
        return {"workerVersionStamp": {"buildId": name}}

    def checksum(name: str) -> Any:
        return {"binaryChecksum": name}

    async def signal() -> None:
        target = raw.execution()
        await raw.call("SignalWorkflowExecution", workflowExecution=target, signalName="s", requestId=str(uuid.uuid4()))

    async def turn(why: str, *commands: Any, **more: Any) -> None:
        await raw.turn(*commands, **more)
        seen[why] = await points()
        await signal()

    first = await raw.start()
    seen["none"] = await points()
    await signal()
    await turn("unnamed")
    await turn("checksum", **checksum("one"))
    await turn("same checksum", **checksum("one"))
    await turn("build", **build("two"))
    await turn("both", **checksum("three"), **build("four"))
    await turn("old build again", **build("two"))
    again = {"workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
    await raw.turn({"continueAsNewWorkflowExecution": again}, **checksum("late"))
    seen["continued"] = await points()
    events = await raw.call("GetWorkflowExecutionHistory", execution=raw.execution())
    started = events["history"]["events"][0]["workflowExecutionStartedEventAttributes"]
    seen["carried"] = len(started.get("prevAutoResetPoints", {}).get("points", []))
    await signal()
    await turn("next run", **checksum("two"))
    reset = {"workflowTaskFinishEventId": 4, "requestId": str(uuid.uuid4()), "reason": "r"}
    seen["reset"] = await raw.error("ResetWorkflowExecution", workflowExecution=raw.execution("flow", first), **reset)
    seen["after reset"] = await points()
    await turn("after its task", **checksum("six"))
    reset = {"workflowTaskFinishEventId": 17, "requestId": str(uuid.uuid4()), "reason": "r"}
    await raw.error("ResetWorkflowExecution", workflowExecution=raw.execution("flow", first), **reset)
    seen["after a reset past some"] = await points()
    return seen
