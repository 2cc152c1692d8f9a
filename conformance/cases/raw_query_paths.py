"""How queries reach a worker, by raw requests: with a task, beside one, and refused when there can be no answer."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def ask(name: str = "flow", **more: Any) -> Any:
        return await raw.error(
            "QueryWorkflow", execution=raw.execution(name), query={"queryType": "ask", "queryArgs": text("q")}, **more
        )

    def shown(task: Any) -> Any:
        return {
            "attempt": task.attempt,
            "started": [task.started_event_id, task.previous_started_event_id],
            "events": [event.event_id for event in task.history.events],
            "queries": len(task.queries),
            "query": task.query.query_type,
        }

    async def answer(task: Any, **fields: Any) -> Any:
        request = raw.message("RespondQueryTaskCompleted", fields)
        request.task_token = task.task_token
        return await raw.outcome("RespondQueryTaskCompleted", request)

    await raw.start()
    asked = asyncio.create_task(ask())
    await asyncio.sleep(0.2)
    task = await raw.poll()
    seen["with the first task"] = shown(task)
    results = {key: {"resultType": "QUERY_RESULT_TYPE_ANSWERED", "answer": text("a")} for key in task.queries}
    await raw.complete(task, queryResults=results)
    seen["answered"] = await asked
    asked = asyncio.create_task(ask())
    task = await raw.poll()
    seen["idle"] = shown(task)
    seen["reply"] = await answer(
        task, completedType="QUERY_RESULT_TYPE_ANSWERED", queryResult=text("b"), namespace="default"
    )
    seen["idle answered"] = await asked
    seen["twice"] = await answer(task, completedType="QUERY_RESULT_TYPE_ANSWERED", queryResult=text("b"))
    asked = asyncio.create_task(ask())
    task = await raw.poll()
    await answer(task, completedType="QUERY_RESULT_TYPE_FAILED", errorMessage="cannot", failure={"message": "why"})
    seen["failed"] = await asked
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    asked = asyncio.create_task(ask())
    await asyncio.sleep(0.2)
    task = await raw.poll()
    seen["with a task"] = shown(task)
    results = {
        key: {"resultType": "QUERY_RESULT_TYPE_FAILED", "errorMessage": "not now", "failure": {"message": "why not"}}
        for key in task.queries
    }
    await raw.complete(task, {"completeWorkflowExecution": {}}, queryResults=results)
    seen["failed with a task"] = await asked
    asked = asyncio.create_task(ask())
    task = await raw.poll()
    seen["closed"] = shown(task)
    await answer(task, completedType="QUERY_RESULT_TYPE_ANSWERED", queryResult=text("c"))
    seen["closed answered"] = await asked
    condition = {"queryRejectCondition": "QUERY_REJECT_CONDITION_NOT_OPEN"}
    seen["rejected"] = await ask(**condition)
    await raw.start("unstarted")
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("unstarted"))
    seen["never started"] = await ask("unstarted")
    seen["history"] = await raw.history()
    return seen
