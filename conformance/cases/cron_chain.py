"""A cron schedule with retries and continue-as-new: what each run has from the one before, and its end."""

from typing import Any

from conformance.raw import Json, Raw, text

RAW = True
FAILURE: Json = {"message": "no", "applicationFailureInfo": {"type": "No"}}
# How long a run waits for its first task depends on when the one before ended.
TIMES = {"firstWorkflowTaskBackoff", "backoffStartInterval", "workflowExecutionExpirationTime", "historySizeBytes"}


def timeless(event: Json) -> Json:
    return {key: value for key, value in event.items() if key not in TIMES}


async def run(env: Any) -> Any:
    raw = Raw(env)
    run_id = await raw.start(
        cronSchedule="@every 1s",
        retryPolicy={"initialInterval": "0.05s", "maximumAttempts": 2},
        workflowExecutionTimeout="600s",
        workflowRunTimeout="100s",
        workflowTaskTimeout="7s",
        input=text("first"),
        memo={"fields": {"note": text("kept")["payloads"][0]}},
        header={"fields": {"trace": text("on")["payloads"][0]}},
    )
    endings: list[Json] = [
        {"failWorkflowExecution": {"failure": FAILURE}},
        {"failWorkflowExecution": {"failure": FAILURE}},
        {"completeWorkflowExecution": {"result": text("done")}},
        {"failWorkflowExecution": {"failure": {**FAILURE, "applicationFailureInfo": {"nonRetryable": True}}}},
        {
            "continueAsNewWorkflowExecution": {
                "workflowType": {"name": "Other"},
                "input": text("again"),
                "cronSchedule": "@every 1s",
            }
        },
        {"cancelWorkflowExecution": {}},
    ]
    runs = []
    for ending in endings:
        task = await raw.poll(20)
        assert task.workflow_execution.run_id != run_id or not runs, "another run has its task"
        run_id = task.workflow_execution.run_id
        await raw.complete(task, ending)
        history = await raw.history("flow", run_id)
        runs.append([timeless(history[0]), len(history), timeless(history[-1])])
    seen = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
    return {"runs": runs, "status": seen["workflowExecutionInfo"]["status"]}
