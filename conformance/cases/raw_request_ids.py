"""Requests that come twice, by raw requests: starts, signals, cancellations and updates count once."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    start = raw.start_fields(requestId="start")
    seen["started"] = [await raw.error("StartWorkflowExecution", **start) for _ in range(2)]
    policies = {"workflowIdConflictPolicy": "WORKFLOW_ID_CONFLICT_POLICY_FAIL"}
    seen["whatever the policy"] = await raw.error("StartWorkflowExecution", **{**start, **policies})
    signal = {"workflowExecution": raw.execution(), "signalName": "s", "input": text("x")}
    for request_id in ("one", "two", "one"):
        await raw.call("SignalWorkflowExecution", **signal, requestId=request_id)
    with_start = {**raw.start_fields(requestId="three"), "signalName": "s"}
    for _ in range(2):
        answer = await raw.call("SignalWithStartWorkflowExecution", **with_start)
        seen.setdefault("with start", []).append(answer.get("started", False))
    for _ in range(2):
        cancel = {"workflowExecution": raw.execution(), "requestId": "four", "reason": "enough"}
        seen.setdefault("cancel", []).append(await raw.error("RequestCancelWorkflowExecution", **cancel))
    seen["other cancel"] = await raw.error(
        "RequestCancelWorkflowExecution", workflowExecution=raw.execution(), requestId="five", reason="more"
    )
    task = await raw.poll()
    await raw.call("SignalWorkflowExecution", **signal, requestId="six")
    await raw.call("SignalWorkflowExecution", **signal, requestId="six")
    await raw.complete(task)
    updates = [asyncio.create_task(raw.error("UpdateWorkflowExecution", **raw.update_fields("same"))) for _ in range(3)]
    task = await raw.poll()
    messages: list[Any] = []
    while not messages:
        messages = list(task.messages)
        if not messages:
            await raw.complete(task)
            task = await raw.poll()
    seen["messages"] = len(messages)
    await raw.complete(task, messages=[raw.accept(messages[0]), raw.respond(messages[0])])
    seen["updates"] = await asyncio.gather(*updates)
    kinds = [event["type"] for event in await raw.history(view="flow")]
    seen["history"] = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution())
    seen["a new run"] = (await raw.call("StartWorkflowExecution", **start)).get("started", False)
    return seen
