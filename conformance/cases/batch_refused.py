"""Batch operations that do not say what they are to do, by raw requests; none of them begins."""

from typing import Any

from conformance.raw import Json, Raw

RAW = True
OPERATIONS: list[Json] = [
    {},
    {"signalOperation": {}},
    {"resetOperation": {}},
    {"unpauseActivitiesOperation": {}},
    {"resetActivitiesOperation": {}},
    {"updateActivityOptionsOperation": {}},
    {"updateWorkflowOptionsOperation": {}},
]


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []
    for number, operation in enumerate(OPERATIONS):
        fields: Json = {"jobId": env.id(str(number)), "reason": "because", "executions": [raw.execution("absent")]}
        seen.append(await raw.error("StartBatchOperation", **fields, **operation))
    return seen
