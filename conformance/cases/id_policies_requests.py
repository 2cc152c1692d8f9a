"""Requests that come twice: one with the same id is done once per run, whatever the policies and the state of it."""

from typing import Any

from conformance.cases._id_policies import Ids

RAW = True
STATES = ["running", "completed", "continued"]


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with Ids(env) as ids:
        for state in STATES:
            for rpc, more in (
                ("StartWorkflowExecution", {}),
                ("SignalWithStartWorkflowExecution", {"signalName": "news"}),
            ):
                if (state, rpc) == ("completed", "SignalWithStartWorkflowExecution"):
                    # The official server starts another run: docs/DEVIATIONS.md.
                    continue
                name = f"{state}-{rpc}"
                fields = ids.raw.start_fields(
                    name, workflowType={"name": state}, requestId=f"{env.prefix}{name}", **more
                )
                first = await ids.raw.call(rpc, **fields)
                if state != "running":
                    await ids.closed(name, first["runId"])
                seen[f"{name} again"] = await ids.ask(rpc, fields, first["runId"])
                both = {**fields, "workflowIdReusePolicy": "WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE"}
                seen[f"{name} again, no duplicate"] = await ids.ask(rpc, both, first["runId"])
                use = {**fields, "workflowIdConflictPolicy": "WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING"}
                seen[f"{name} again, existing"] = await ids.ask(rpc, use, first["runId"])
        name, prior = "updated", ""
        start = ids.raw.start_fields(name, workflowType={"name": "completed"}, requestId=f"{env.prefix}updated")
        for update in ("one", "one"):
            both: Any = [{"startWorkflow": start}, {"updateWorkflow": ids.raw.update_fields(update, name)}]
            reply = await ids.ask("ExecuteMultiOperation", {"operations": both}, prior)
            seen.setdefault("updated", []).append(reply)
            prior = (await ids.raw.call("DescribeWorkflowExecution", execution=ids.raw.execution(name)))[
                "workflowExecutionInfo"
            ]["execution"]["runId"]
        prior = await ids.bring("attached", "running")
        attach = ids.raw.start_fields(
            "attached",
            requestId=f"{env.prefix}attached",
            workflowIdConflictPolicy="WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING",
            onConflictOptions={"attachRequestId": True},
        )
        seen["attached"] = [await ids.ask("StartWorkflowExecution", attach, prior) for _ in range(2)]
        fail = {**attach, "workflowIdConflictPolicy": "WORKFLOW_ID_CONFLICT_POLICY_FAIL"}
        seen["attached before"] = await ids.ask("StartWorkflowExecution", fail, prior)
        signal = {
            "workflowExecution": ids.raw.execution("attached"),
            "signalName": "news",
            "requestId": f"{env.prefix}signal",
        }
        seen["signal"] = [await ids.ask("SignalWorkflowExecution", signal, prior) for _ in range(2)]

        async def signals() -> list[str]:
            history = await ids.raw.history("attached")
            return [event["signalName"] for event in history if event["type"].endswith("SIGNALED")]

        # While a worker has a task, a signal waits and is in no history.
        await env.until(signals)
        seen["signals"] = await signals()
    return seen
