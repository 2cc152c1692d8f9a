"""Update-with-start of which the update fails late, by raw requests: in a new run, and in one that was there."""

import asyncio
from typing import Any

from conformance.raw import Json, Raw, command

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    ends: dict[str, list[Json]] = {
        "completed": [{"completeWorkflowExecution": {}}],
        "wrong": [{"startTimer": {}}],
        "continued": [
            {
                "continueAsNewWorkflowExecution": {
                    "workflowType": {"name": "Flow"},
                    "taskQueue": {"name": f"{env.queue}-next"},
                    "backoffStartInterval": "1000s",
                }
            }
        ],
        "terminated": [],
    }

    async def finish(task: Any, name: str, commands: list[Json]) -> Any:
        if not commands:
            await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(name))
            return None
        request = raw.message("RespondWorkflowTaskCompleted", {"commands": [command(one) for one in commands]})
        request.task_token = task.task_token
        return await raw.outcome("RespondWorkflowTaskCompleted", request)

    for end, commands in ends.items():
        for existing in (False, True):
            name = f"{end}, {'existing' if existing else 'new'}"
            queue: dict[str, Any] = {"name": f"{env.queue}-{len(seen)}"}
            if existing:
                await raw.start(name, taskQueue=queue)
                await raw.complete(await raw.poll(**queue))
            policy = "WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING"
            start = raw.start_fields(name, taskQueue=queue, workflowIdConflictPolicy=policy)
            operations = [{"startWorkflow": start}, {"updateWorkflow": raw.update_fields("u", name)}]
            call = asyncio.create_task(raw.error("ExecuteMultiOperation", seconds=60, operations=operations))
            task = await raw.poll(30, **queue)
            seen[name] = [await finish(task, name, commands)]
            if existing and end in ("completed", "terminated"):
                # The update goes to a new run then.
                task = await raw.poll(30, **queue)
                messages = [raw.accept(task.messages[0]), raw.respond(task.messages[0])]
                await raw.complete(task, messages=messages)
            # A run that continues refuses the update for the time being; clients of the SDK would repeat the call.
            seen[name].append(await call)
    return seen
