"""What operators want of activities, refused: the run is closed or absent, nothing is meant, options are wrong.

Several things are wrong at once, so that the order in which servers look at them shows.
"""

from typing import Any

from conformance.raw import Json, Raw

RAW = True
SECONDS = {"startToCloseTimeout": "5s"}
NEGATIVE = {"startToCloseTimeout": "-5s"}
MASK = "startToCloseTimeout"
MEANT: list[Json] = [{}, {"id": "7"}, {"type": "Nope"}, {"id": "1"}]
OPTIONS: list[Json] = [
    {},
    {"activityOptions": SECONDS},
    {"activityOptions": NEGATIVE, "updateMask": MASK},
    {"activityOptions": {}, "updateMask": "nonsense"},
    {"activityOptions": SECONDS, "updateMask": MASK},
    {"activityOptions": SECONDS, "restoreOriginal": True},
    {"restoreOriginal": True},
]
ACTIVITY: Json = {"activityId": "1", "activityType": {"name": "Work"}, "startToCloseTimeout": "100s"}


async def run(env: Any) -> Any:
    raw = Raw(env)
    await raw.start("closed")
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("closed"))
    await raw.start("open")
    await raw.turn({"scheduleActivityTask": {**ACTIVITY, "taskQueue": {"name": f"{env.queue}-unused"}}})
    seen: list[Any] = []

    async def ask(rpc: str, name: str, **fields: Any) -> None:
        seen.append([rpc, name, fields, await raw.error(rpc, execution=raw.execution(name), **fields)])

    for name in ("closed", "absent", "open"):
        for meant in MEANT:
            for options in OPTIONS:
                await ask("UpdateActivityOptions", name, **meant, **options)
            for rpc in ("ResetActivity", "PauseActivity", "PauseActivity", "UnpauseActivity", "UnpauseActivity"):
                await ask(rpc, name, **meant)
        await ask("UpdateActivityOptions", name, matchAll=True, restoreOriginal=True)
        await ask("UnpauseActivity", name, unpauseAll=True)
        await ask("ResetActivity", name, matchAll=True)
    return seen
