"""Paused activities become a search attribute of their workflow; activities by their newer address, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []
    target = {"workflowId": env.id("flow"), "identity": "operator"}

    def schedule(name: str, kind: str) -> Any:
        return {
            "scheduleActivityTask": {
                "activityId": name,
                "activityType": {"name": kind},
                "taskQueue": {"name": env.queue},
                "startToCloseTimeout": "100s",
                "retryPolicy": {"initialInterval": "100s"},
            }
        }

    async def look(why: str) -> None:
        described = env.names(await raw.call("DescribeWorkflowExecution", execution=raw.execution()))
        attributes = described["workflowExecutionInfo"].get("searchAttributes", {}).get("indexedFields", {})
        paused = attributes.get("TemporalPauseInfo", {})
        # The official server's order is any.
        paused.get("data", []).sort()
        shown = [
            [one["activityId"], one["state"], sorted(one), one.get("lastFailure", {}).get("message"), one["attempt"]]
            for one in described.get("pendingActivities", [])
        ]
        seen.append([why, paused, sorted(shown)])

    async def do(rpc: str, name: str, **fields: Any) -> None:
        seen.append([rpc, name, await raw.error(rpc, **target, activityId=name, **fields)])
        await look("then")

    async def found(value: str) -> int:
        query = f'WorkflowId = "{env.id("flow")}" AND TemporalPauseInfo = "property:activityType={value}"'
        return int((await raw.call("CountWorkflowExecutions", query=query)).get("count", 0))

    await raw.start()
    await raw.turn(schedule("a", "One"), schedule("b", "Two"), schedule("c", "Two"))
    await look("fresh")
    await do("PauseActivityExecution", "")
    await do("PauseActivityExecution", "none")
    await do("PauseActivityExecution", "b", reason="because")
    await do("PauseActivityExecution", "b")
    await do("PauseActivityExecution", "c")
    await env.until(lambda: _is(found("Two"), 1))
    await do("PauseActivityExecution", "a")
    await do("ResetActivityExecution", "b", keepPaused=True)
    await do("ResetActivityExecution", "b")
    await do("UnpauseActivityExecution", "b")
    await do("UnpauseActivityExecution", "c")
    await do("UnpauseActivityExecution", "c")
    await env.until(lambda: _is(found("Two"), 0))
    tasks = {task.activity_id: task for task in [await raw.poll_activity(), await raw.poll_activity()]}
    await look("handed over")
    failure = {"identity": "raw", "failure": {"message": "bad", "applicationFailureInfo": {}}}
    request = raw.message("RespondActivityTaskFailed", failure)
    request.task_token = tasks["b"].task_token
    await raw.send("RespondActivityTaskFailed", request)
    await look("failed")
    await do("PauseActivityExecution", "b")
    await do("PauseActivityExecution", "c")
    await do("ResetActivityExecution", "b", keepPaused=True)
    options = {"activityOptions": {"startToCloseTimeout": "70s"}, "updateMask": "startToCloseTimeout"}
    await do("UpdateActivityExecutionOptions", "b", **options)
    await do("UpdateActivityExecutionOptions", "c", **options)
    request = raw.message("RespondActivityTaskCompleted", {"identity": "raw"})
    request.task_token = tasks["c"].task_token
    await raw.send("RespondActivityTaskCompleted", request)
    await look("completed while paused")
    await do("UnpauseActivityExecution", "b")
    task = await raw.poll_activity()
    request = raw.message("RespondActivityTaskFailed", failure)
    request.task_token = task.task_token
    await raw.send("RespondActivityTaskFailed", request)
    await do("ResetActivityExecution", "b")
    task = await raw.poll_activity()
    request.task_token = task.task_token
    await raw.send("RespondActivityTaskFailed", request)
    await do("PauseActivityExecution", "b")
    await do("UnpauseActivityExecution", "b")
    await do("PauseActivityExecution", "b")
    await raw.turn({"completeWorkflowExecution": {}})
    seen.append(await raw.error("PauseActivityExecution", **target, activityId="a"))
    await env.until(lambda: _is(found("One"), 1))
    return seen


async def _is(count: Any, wanted: int) -> bool:
    return (await count) == wanted
