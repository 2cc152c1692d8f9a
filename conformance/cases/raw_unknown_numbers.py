"""Numbers beyond what an enum names, and below nothing: what newer workers may send is taken as it is."""

from typing import Any

from conformance.raw import Json, Raw

RAW = True
BEYOND = 77


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []
    for kind, command in (
        ("timer", {"startTimer": {"timerId": "t", "startToFireTimeout": "-1s"}}),
        ("timer without time", {"startTimer": {"timerId": "t"}}),
        ("cause", None),
    ):
        queue = f"{env.queue}-{kind}"
        await raw.start(kind, taskQueue={"name": queue})
        task = await raw.poll(name=queue)
        rpc = "RespondWorkflowTaskCompleted" if command else "RespondWorkflowTaskFailed"
        request = raw.completion(task, command) if command else raw.message(rpc, {"cause": BEYOND, "identity": "raw"})
        request.task_token = task.task_token
        seen.append([kind, await raw.outcome(rpc, request), (await raw.history(kind))[3]])
    for more in ({"priority": {"priorityKey": -1}}, {"priority": {"priorityKey": -1, "fairnessWeight": -1}}):
        seen.append(await raw.error("StartWorkflowExecution", **raw.start_fields("priority", **more)))
    for number, reset in enumerate(({"resetType": BEYOND}, {"options": {"resetReapplyType": BEYOND}}, {})):
        wanted: Json = {"jobId": env.id(f"job-{number}"), "reason": "r", "visibilityQuery": "WorkflowId = 'nobody'"}
        seen.append(await raw.error("StartBatchOperation", **wanted, resetOperation=reset))
    return seen
