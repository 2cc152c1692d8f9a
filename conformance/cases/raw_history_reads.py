"""Reading histories, by raw requests: tokens, waiting for news and for the end, backwards, and wrong requests."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True
CLOSE = {"historyEventFilterType": "HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT"}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    run_id = await raw.start()

    async def read(rpc: str = "GetWorkflowExecutionHistory", **fields: Any) -> Any:
        response = await raw.call(rpc, execution=raw.execution(), **fields)
        ids = [int(event["eventId"]) for event in response["history"].get("events", [])]
        return ids, response.get("nextPageToken")

    seen["plain"] = [ids_and_more(await read()), ids_and_more(await read(**CLOSE))]
    ids, token = await read(waitNewEvent=True)
    seen["first"] = [ids, token is not None]
    waiting = asyncio.create_task(read(waitNewEvent=True, nextPageToken=token))
    closing = asyncio.create_task(read(waitNewEvent=True, **CLOSE))
    await asyncio.sleep(0.1)
    seen["waits"] = [waiting.done(), closing.done()]
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s", input=text("x"))
    ids, token = await waiting
    seen["news"] = [ids, token is not None, closing.done()]
    page, more = await read(maximumPageSize=1)
    seen["page"] = [page, more is not None]
    # The last page with events may be followed by one without.
    while more:
        ids, more = await read(maximumPageSize=1, nextPageToken=more)
        page += ids
    seen["pages"] = page
    backwards = "GetWorkflowExecutionHistoryReverse"
    seen["backwards"] = ids_and_more(await read(backwards))
    page, more = await read(backwards, maximumPageSize=2)
    seen["page backwards"] = [page, ids_and_more(await read(backwards, maximumPageSize=2, nextPageToken=more))]
    await raw.turn({"completeWorkflowExecution": {"result": text("r")}})
    seen["end"] = ids_and_more(await closing)
    ids, token = await read(waitNewEvent=True, nextPageToken=token)
    while token:
        more_ids, token = await read(waitNewEvent=True, nextPageToken=token)
        ids += more_ids
    seen["rest"] = ids
    seen["closed"] = [ids_and_more(await read(waitNewEvent=True)), ids_and_more(await read(**CLOSE))]
    missing = {"workflowId": env.id("missing")}
    seen["refused"] = [
        await raw.error("GetWorkflowExecutionHistory", execution=missing),
        await raw.error("GetWorkflowExecutionHistory", execution={**raw.execution(), "runId": "no run id"}),
        await raw.error("GetWorkflowExecutionHistory", execution={"runId": run_id}),
        await raw.error("GetWorkflowExecutionHistory"),
        await raw.error(backwards, execution=missing),
    ]
    return seen


def ids_and_more(read: Any) -> Any:
    ids, token = read
    return [ids, token is not None]
