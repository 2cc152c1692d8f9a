"""Changing options of an open run, and attaching request ids on a conflict, by raw requests."""

import uuid
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    requests = {name: f"{env.prefix}{name}" for name in ("first", "second", "third")}
    link = {
        "workflowEvent": {
            "namespace": "default",
            "workflowId": "other",
            "runId": str(uuid.uuid4()),
            "eventRef": {"eventId": "3", "eventType": "EVENT_TYPE_TIMER_STARTED"},
        }
    }

    async def start(request: str = "", **more: Any) -> Any:
        more = {"workflowIdConflictPolicy": "WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING", **more}
        if request:
            more["requestId"] = requests[request]
        return await raw.error("StartWorkflowExecution", **raw.start_fields(**more))

    async def change(mask: str, **options: Any) -> Any:
        fields = {"workflowExecution": raw.execution(), "workflowExecutionOptions": options, "updateMask": mask}
        return await raw.error("UpdateWorkflowExecutionOptions", identity="operator", **fields)

    metadata = {"summary": text("short")["payloads"][0], "details": text("long")["payloads"][0]}
    priority = {"priorityKey": 2, "fairnessKey": "f", "fairnessWeight": 1.5}
    await raw.start(requestId=requests["first"], userMetadata=metadata, priority=priority, links=[link])
    attach = {"attachRequestId": True, "attachLinks": True, "attachCompletionCallbacks": True}
    seen["attached"] = [
        await start(),
        await start("second", onConflictOptions=attach, links=[link]),
        await start("second", onConflictOptions=attach),
        await start("third", onConflictOptions={"attachRequestId": True}),
        await start("first"),
        await start("second", workflowIdConflictPolicy="WORKFLOW_ID_CONFLICT_POLICY_FAIL"),
    ]
    callback = {"nexus": {"url": "http://localhost:1/x"}}
    seen["callbacks"] = await raw.error(
        "StartWorkflowExecution", **raw.start_fields("other", completionCallbacks=[callback])
    )
    version = {"deploymentName": "d", "buildId": "b"}
    pinned = {"pinned": {"behavior": "PINNED_OVERRIDE_BEHAVIOR_PINNED", "version": version}}
    seen["changed"] = [
        await change(""),
        await change("versioningOverride", versioningOverride={"autoUpgrade": True}),
        await change("versioningOverride", versioningOverride={"autoUpgrade": True}),
        await change("versioningOverride", versioningOverride=pinned),
        await change("priority.priorityKey", priority={"priorityKey": 4}),
        await change("versioningOverride"),
    ]
    described = env.names(await raw.call("DescribeWorkflowExecution", execution=raw.execution()))
    seen["priority"] = described["workflowExecutionInfo"]["priority"]
    seen["metadata"] = described["executionConfig"]["userMetadata"]
    infos = described["workflowExtendedInfo"]["requestIdInfos"]
    seen["requests"] = sorted(infos.values(), key=lambda info: int(info["eventId"]))
    seen["history"] = await raw.history()
    task = await raw.poll()
    seen["with a task away"] = [
        await change("priority.priorityKey", priority={"priorityKey": 1}),
        await change("priority.fairnessKey", priority={"fairnessKey": "g"}),
        (await raw.call("DescribeWorkflowExecution", execution=raw.execution()))["workflowExecutionInfo"]["priority"],
        await raw.history(),
    ]
    await raw.complete(task)
    seen["after it"] = await raw.history()
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution())
    seen["closed"] = await change("versioningOverride")
    return seen
