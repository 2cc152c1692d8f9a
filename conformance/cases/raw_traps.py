"""Rules that are easily got wrong, by raw requests: delayed next runs, conflict tokens, rows that lists hide."""

import asyncio
import base64
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def next_run_waits(env: Any, raw: Raw) -> Any:
    """Signal a run that came by continue-as-new within a second, and so has no task yet."""
    again = {"workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
    # It is asked for explicitly, so that a slow machine cannot use the second up.
    await raw.start("continued")
    await raw.turn({"continueAsNewWorkflowExecution": {**again, "backoffStartInterval": "5s"}})
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution("continued"), signalName="early")
    history = await raw.history("continued")
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("continued"), reason="enough")
    return history


async def tokens(env: Any, raw: Raw) -> Any:
    """Update a schedule with a conflict token that is not its own."""
    name = env.id("schedule")
    action = {"workflowId": env.id("started"), "workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
    schedule: dict[str, Any] = {"spec": {"interval": [{"interval": "86400s"}]}, "action": {"startWorkflow": action}}
    created = await raw.call("CreateSchedule", scheduleId=name, schedule=schedule, requestId="one")
    changed = {**schedule, "state": {"notes": "changed"}}
    wrong = base64.b64encode(b"\0" * 7 + b"\x63").decode()
    answers = [
        await raw.error("UpdateSchedule", scheduleId=name, schedule=changed, conflictToken=token, requestId=token)
        for token in (wrong, created["conflictToken"])
    ]
    described = await raw.call("DescribeSchedule", scheduleId=name)
    seen = [len(base64.b64decode(created["conflictToken"])), answers, described["schedule"]["state"].get("notes")]
    await raw.call("DeleteSchedule", scheduleId=name)
    return seen


async def hidden(env: Any, raw: Raw) -> Any:
    """List workflows of which one belongs to a division."""
    await raw.start("plain")
    division = {"indexedFields": {"TemporalNamespaceDivision": text("apart")["payloads"][0]}}
    await raw.start("apart", searchAttributes=division)
    own = f"TaskQueue = '{env.queue}' AND ExecutionStatus = 'Running'"
    queries = [
        own,
        f"{own} AND TemporalNamespaceDivision = 'apart'",
        f"{own} AND TemporalNamespaceDivision IS NOT NULL",
    ]

    async def listed(query: str) -> Any:
        found = await raw.call("ListWorkflowExecutions", query=query)
        return sorted(env.names(one["execution"]["workflowId"]) for one in found.get("executions", []))

    # The official server's lists lag behind.
    while [len(await listed(query)) for query in queries] != [1, 1, 1]:
        await asyncio.sleep(0.05)
    return [await listed(query) for query in queries]


async def run(env: Any) -> Any:
    raw = Raw(env)
    return {
        "next run": await next_run_waits(env, raw),
        "tokens": await tokens(env, raw),
        "hidden": await hidden(env, raw),
    }
