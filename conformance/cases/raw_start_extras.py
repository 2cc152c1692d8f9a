"""What comes with a start besides its input: links, overrides of versions, what is attached to a run that is there."""

import uuid
from typing import Any

from conformance.raw import Json, Raw

RAW = True

EVENT = {"namespace": "default", "workflowId": "w", "runId": "r"}
VERSION = {"deploymentName": "d", "buildId": "b"}

LINKS: dict[str, Json] = {
    "nothing": {},
    "no namespace": {"workflowEvent": {}},
    "no workflow": {"workflowEvent": {"namespace": "default"}},
    "no run": {"workflowEvent": {"namespace": "default", "workflowId": "w"}},
    "no event": {"workflowEvent": EVENT},
    "event without type": {"workflowEvent": {**EVENT, "eventRef": {"eventId": "5"}}},
    "no job": {"batchJob": {}},
    "no activity": {"activity": {"namespace": "default"}},
    "no operation": {"nexusOperation": {"namespace": "default"}},
    "whole workflow": {"workflow": EVENT},
    "job": {"batchJob": {"jobId": "j"}},
}

OVERRIDES: dict[str, Json] = {
    "nothing": {},
    "upgrade": {"autoUpgrade": True},
    "no upgrade": {"autoUpgrade": False},
    "pinned": {"pinned": {"behavior": 1, "version": VERSION}},
    "pinned to nothing": {"pinned": {"behavior": 1}},
    "pinned somehow": {"pinned": {"version": VERSION}},
    "once": {"oneTime": {"targetDeploymentVersion": VERSION}},
    "once to nothing": {"oneTime": {}},
    "older upgrade": {"behavior": 2},
    "older upgrade with version": {"behavior": 2, "pinnedVersion": "d.b"},
    "older pinned": {"behavior": 1, "pinnedVersion": "d.b"},
    "older pinned to no version": {"behavior": 1, "pinnedVersion": "db"},
    "older pinned to nothing": {"behavior": 1},
    "older unknown": {"behavior": 77},
}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    def shown(reply: Any) -> Any:
        return "taken" if "response" in reply else reply

    run_id = await raw.start("open", priority={"priorityKey": 4})
    flow: Json = {"workflowExecution": raw.execution("open")}
    for name, link in LINKS.items():
        signal = await raw.error("SignalWorkflowExecution", **flow, signalName="s", links=[link])
        seen[f"link {name}"] = shown(signal)
    for name, given in OVERRIDES.items():
        started = raw.start_fields(f"override {name}", versioningOverride=given)
        changed: Json = {"workflowExecutionOptions": {"versioningOverride": given}, "updateMask": "versioningOverride"}
        seen[f"override {name}"] = [
            shown(await raw.error("StartWorkflowExecution", **started)),
            await raw.error("UpdateWorkflowExecutionOptions", **flow, **changed),
        ]
    for path, options in (
        ("priority", {}),
        ("priority", {"priority": {"fairnessKey": "a"}}),
        ("priority.priorityKey", {"priority": {"priorityKey": 2}}),
        ("versioningOverride", {}),
    ):
        changed = {"workflowExecutionOptions": options, "updateMask": path}
        seen[f"{path} {sorted(options)}"] = await raw.error("UpdateWorkflowExecutionOptions", **flow, **changed)
    again = raw.start_fields("open", workflowIdConflictPolicy="WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING")
    for wanted in (
        {"attachLinks": True},
        {"attachRequestId": True},
        {"attachCompletionCallbacks": True},
        {"attachCompletionCallbacks": True, "attachRequestId": True},
    ):
        extras: Json = {"onConflictOptions": wanted, "links": [LINKS["job"]], "requestId": str(uuid.uuid4())}
        seen[f"attach {sorted(wanted)}"] = await raw.error("StartWorkflowExecution", **{**again, **extras})
    fields = raw.start_fields("open", signalName="s", requestId="")
    signaled = await raw.error("SignalWithStartWorkflowExecution", **fields)
    seen["signal with an id of its own"] = signaled
    events = (await raw.call("GetWorkflowExecutionHistory", execution=raw.execution("open")))["history"]["events"]
    attributes = [event.get("workflowExecutionOptionsUpdatedEventAttributes") for event in events]
    seen["changes"] = env.names([item for item in attributes if item is not None])
    seen["is signaled with that id"] = [bool(events[-1]["workflowExecutionSignaledEventAttributes"].get("requestId"))]
    token = (await raw.call("GetWorkflowExecutionHistory", execution=raw.execution("open"), maximumPageSize=1))[
        "nextPageToken"
    ]
    for rpc in ("GetWorkflowExecutionHistory", "GetWorkflowExecutionHistoryReverse"):
        other = raw.execution("open", str(uuid.uuid4()))
        seen[f"{rpc} of another run"] = await raw.error(rpc, execution=other, nextPageToken=token)
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("open", run_id))
    return seen
