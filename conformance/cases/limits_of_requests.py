"""Requests beyond the limits, by raw requests: each is refused with its own text."""

import uuid
from typing import Any

from conformance.raw import Raw, text

RAW = True
LONG = "x" * 1001


def link(length: int) -> Any:
    """Return a link whose workflow id has that length."""
    event = {"eventId": "3", "eventType": "EVENT_TYPE_TIMER_STARTED"}
    names = {"namespace": "default", "workflowId": "w" * length, "runId": str(uuid.uuid4())}
    return {"workflowEvent": {**names, "eventRef": event}}


async def run(env: Any) -> Any:
    raw = Raw(env)
    big = text("x" * (2 * 1024 * 1024 + 10))
    await raw.start()
    flow = {"workflowExecution": raw.execution()}
    bad_starts: list[dict[str, Any]] = [
        {"input": big},
        {"memo": {"fields": {"m": big["payloads"][0]}}},
        {"links": [link(1)] * 11},
        {"links": [link(5000)]},
        {"workflowType": {"name": LONG}},
        {"taskQueue": {"name": LONG}},
        {"taskQueue": {"name": "/_sys/x"}},
        {"taskQueue": {}},
        {"requestId": LONG},
        {"workflowId": LONG},
        {"priority": {"fairnessKey": "x" * 65}},
        {"priority": {"fairnessWeight": -1}},
        {"workflowRunTimeout": "-1s"},
        {"workflowExecutionTimeout": "-1s"},
        {"workflowTaskTimeout": "-1s"},
        {"workflowStartDelay": "-1s"},
        {"retryPolicy": {"backoffCoefficient": 0.5}},
        {"retryPolicy": {"initialInterval": "-1s"}},
        {"retryPolicy": {"maximumInterval": "1s", "initialInterval": "2s"}},
        {"retryPolicy": {"maximumAttempts": -1}},
        {"retryPolicy": {"nonRetryableErrorTypes": ["TemporalTimeout:Nope"]}},
    ]
    starts = [
        [sorted(fields), await raw.error("StartWorkflowExecution", **{**raw.start_fields("bad"), **fields})]
        for fields in bad_starts
    ]
    others = [
        await raw.error("SignalWorkflowExecution", **flow, signalName="s", input=big),
        await raw.error("SignalWorkflowExecution", **flow, signalName=LONG),
        await raw.error("SignalWorkflowExecution", **flow, signalName="s", requestId=LONG),
        await raw.error("QueryWorkflow", execution=raw.execution(), query={"queryType": "q", "queryArgs": big}),
        await raw.error("UpdateWorkflowExecution", **raw.update_fields(LONG)),
    ]
    return {"starts": starts, "others": others}
