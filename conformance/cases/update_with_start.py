"""Update-with-start under every policy, by raw requests: replies, histories, and the errors of both operations."""

import asyncio
import uuid
from typing import Any

from conformance.raw import Raw

RAW = True
POLICY = "WORKFLOW_ID_CONFLICT_POLICY_"


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    def start(policy: str = "FAIL", name: str = "flow", **more: Any) -> Any:
        return raw.start_fields(name, workflowIdConflictPolicy=POLICY + policy, **more)

    async def both(start: Any, update: Any) -> Any:
        operations = [{"startWorkflow": start}, {"updateWorkflow": update}]
        return await raw.error("ExecuteMultiOperation", operations=operations)

    async def answered(start: Any, update: Any, *verbs: str) -> Any:
        call = asyncio.create_task(both(start, update))
        task = await raw.poll()
        messages = [getattr(raw, verb)(message) for message in task.messages for verb in verbs]
        commands = [{"protocolMessage": {"messageId": message.id}} for message in messages]
        await raw.complete(task, *commands, messages=messages)
        return await call

    yes = ("accept", "respond")
    seen["new"] = await answered(start(), raw.update_fields("one"), *yes)
    seen["fail"] = await both(start(), raw.update_fields("two"))
    seen["known update"] = await both(start(), raw.update_fields("one"))
    seen["existing"] = await answered(start("USE_EXISTING"), raw.update_fields("two"), *yes)
    seen["rejected"] = await answered(start("USE_EXISTING"), raw.update_fields("three"), "reject")
    accepted = raw.update_fields("four", stage="ACCEPTED")
    seen["accepted"] = await answered(start("USE_EXISTING"), accepted, "accept")
    seen["in flight"] = await both(start(), raw.update_fields("four", stage="ACCEPTED"))
    seen["history"] = await raw.history()
    seen["replaced"] = await answered(start("TERMINATE_EXISTING"), raw.update_fields("five"), *yes)
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution())
    seen["known, closed"] = await both(start("USE_EXISTING"), raw.update_fields("five"))
    no_duplicate = start("USE_EXISTING", workflowIdReusePolicy="WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE")
    seen["closed, no duplicate"] = await both(no_duplicate, raw.update_fields("six"))
    seen["new, rejected"] = await answered(start(name="other"), raw.update_fields("one", "other"), "reject")
    seen["other"] = await raw.history("other")
    same = start(name="other")
    seen["same request"] = [
        await answered(start("USE_EXISTING", "other", requestId="a"), raw.update_fields("two", "other"), *yes),
        await both(same, raw.update_fields("two", "other")),
    ]
    seen["one operation"] = await raw.error("ExecuteMultiOperation", operations=[{"startWorkflow": start()}])
    operations = [{"updateWorkflow": raw.update_fields("a")}, {"startWorkflow": start()}]
    seen["wrong order"] = await raw.error("ExecuteMultiOperation", operations=operations)
    seen["bad start"] = [
        await both(start(**fields), raw.update_fields("a"))
        for fields in (
            {"namespace": "other"},
            {"cronSchedule": "@every 1h"},
            {"workflowStartDelay": "10s"},
            {"requestEagerExecution": True},
            {"workflowType": {"name": ""}},
        )
    ]
    run_id = str(uuid.uuid4())
    named = raw.update_fields("a")
    named["request"]["input"]["name"] = ""
    seen["bad update"] = [
        await both(start(), update)
        for update in (
            raw.update_fields("a", "another"),
            raw.update_fields("a", workflowExecution=raw.execution("flow", run_id)),
            raw.update_fields("a", firstExecutionRunId=run_id),
            raw.update_fields("a", stage="ADMITTED"),
            named,
        )
    ]
    return seen
