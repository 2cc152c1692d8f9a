"""Workers found by what they report: the language of queries for them, pages, and when they are forgotten."""

from typing import Any

from conformance.raw import Raw

RAW = True

# `Q` in a text stands for the queue, so that each query is about the workers of this case.
QUERIES = [
    "TaskQueue = 'Q'",
    "TaskQueue STARTS_WITH 'Q' AND TaskQueue != 'Q'",
    "TaskQueue STARTS_WITH 'Q' AND TaskQueue NOT STARTS_WITH 'Q-'",
    "TaskQueue = 'Q' OR TaskQueue = 'Q-2'",
    "(TaskQueue = 'none' OR TaskQueue = 'Q') AND Status = 'Running'",
    "TaskQueue STARTS_WITH 'Q' AND HostName IS NULL",
    "TaskQueue STARTS_WITH 'Q' AND HostName IS NOT NULL",
    "TaskQueue STARTS_WITH 'Q' AND WorkerStatus = 'ShuttingDown'",
    "TaskQueue STARTS_WITH 'Q' AND StartTime < '2026-01-02T00:00:00Z'",
    "TaskQueue STARTS_WITH 'Q' AND StartTime BETWEEN 1 AND '2026-01-01T02:00:00+01:00'",
    "TaskQueue STARTS_WITH 'Q' AND StartTime IS NULL",
    "TaskQueue STARTS_WITH 'Q' AND BuildId = 'b' AND DeploymentName = 'd'",
    "TaskQueue = 'Q' ORDER BY StartTime",
    # What means nothing for a worker leaves it out, and what is no sentence is refused.
    "TaskQueue = 'Q' OR Nope = 'x'",
    "Nope = 'x' OR TaskQueue = 'Q'",
    "TaskQueue = 'Q' AND NOT TaskQueue = 'none'",
    "TaskQueue IN ('Q')",
    "TaskQueue STARTS_WITH 'Q' AND StartTime != 'garbage'",
    "TaskQueue = 'Q' AND HostName != ''",
    "TaskQueue = 'Q' AND",
    "=",
    "TaskQueue = 'Q' LIMIT 1",
    "  ",
]


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    full = {
        "workerInstanceKey": env.id("a"),
        "taskQueue": env.queue,
        "status": "WORKER_STATUS_RUNNING",
        "hostInfo": {"hostName": "h"},
        "deploymentVersion": {"deploymentName": "d", "buildId": "b"},
        "startTime": "2026-01-01T00:00:00Z",
    }
    second = {"workerInstanceKey": env.id("b"), "taskQueue": f"{env.queue}-2", "status": "WORKER_STATUS_SHUTTING_DOWN"}
    third = {"workerInstanceKey": env.id("c"), "taskQueue": f"{env.queue}-3"}
    await raw.call("RecordWorkerHeartbeat", workerHeartbeat=[third, second, full])

    async def found(query: str, **fields: Any) -> Any:
        """Return the keys of the workers on a page, and its token."""
        response = await raw.error("ListWorkers", query=query.replace("'Q", f"'{env.queue}"), **fields)
        if "response" not in response:
            return response, ""
        keys = [worker["workerInstanceKey"] for worker in response["response"].get("workers", [])]
        return keys, response["response"].get("nextPageToken", "")

    for query in QUERIES:
        listed, _ = await found(query)
        counted = await raw.error("CountWorkers", query=query.replace("'Q", f"'{env.queue}"))
        seen[query] = [listed if isinstance(listed, dict) else sorted(listed), counted]
    token = ""
    pages: list[Any] = []
    while not pages or token:
        page, token = await found("TaskQueue STARTS_WITH 'Q'", pageSize=2, nextPageToken=token)
        pages.append(page)
    seen["pages"] = pages
    seen["wrong token"] = await found("TaskQueue = 'Q'", nextPageToken="bm9uc2Vuc2U=")
    ended = {"workerInstanceKey": env.id("c"), "taskQueue": env.queue, "status": "WORKER_STATUS_SHUTDOWN"}
    await raw.call("RecordWorkerHeartbeat", workerHeartbeat=[ended])
    seen["forgotten"] = await raw.error("DescribeWorker", workerInstanceKey=env.id("c"))
    return env.names(seen)
