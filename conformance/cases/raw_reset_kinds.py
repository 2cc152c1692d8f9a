"""What each kind of reset takes over, by raw requests: signals, requests to cancel, options."""

import uuid
from typing import Any

from conformance.raw import Json, Raw, text

RAW = True
WANTED: dict[str, Json] = {
    "nothing said": {},
    "signals": {"resetReapplyType": "RESET_REAPPLY_TYPE_SIGNAL"},
    "none": {"resetReapplyType": "RESET_REAPPLY_TYPE_NONE"},
    "all": {"resetReapplyType": "RESET_REAPPLY_TYPE_ALL_ELIGIBLE"},
    "without signals": {"resetReapplyExcludeTypes": ["RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL"]},
    "without cancels": {"resetReapplyExcludeTypes": ["RESET_REAPPLY_EXCLUDE_TYPE_CANCEL_REQUEST"]},
    "without what is unknown": {"resetReapplyExcludeTypes": [77]},
    "none, without signals": {
        "resetReapplyType": "RESET_REAPPLY_TYPE_NONE",
        "resetReapplyExcludeTypes": ["RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL"],
    },
    "by somebody": {"identity": "somebody"},
}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    target = raw.execution()
    first = await raw.start()
    await raw.turn()
    await raw.call("SignalWorkflowExecution", workflowExecution=target, signalName="one", input=text("1"))
    await raw.call("RequestCancelWorkflowExecution", workflowExecution=target, reason="enough", identity="canceler")
    await raw.turn()
    options = {"priority": {"priorityKey": 2}}
    await raw.call(
        "UpdateWorkflowExecutionOptions",
        workflowExecution=target,
        workflowExecutionOptions=options,
        updateMask="priority",
        identity="operator",
    )
    await raw.call("SignalWorkflowExecution", workflowExecution=target, signalName="two", input=text("2"))
    await raw.turn({"completeWorkflowExecution": {"result": text("done")}})
    for name, more in WANTED.items():
        reset = {"workflowTaskFinishEventId": 4, "requestId": str(uuid.uuid4()), "reason": "again", **more}
        reply = await raw.error("ResetWorkflowExecution", workflowExecution=raw.execution("flow", first), **reset)
        seen[name] = [reply, (await raw.history())[2:]]
    return seen
