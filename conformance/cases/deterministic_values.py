"""Time, uuids and random numbers of a workflow are the same when it is replayed, and logging stays quiet then."""

import asyncio
from typing import Any

from everloop import workflow


@workflow.defn
class Values:
    def __init__(self) -> None:
        self.runs: list[list[str]] = []

    @workflow.run
    async def run(self) -> list[list[str]]:
        for _ in range(3):
            self.runs.append(
                [
                    workflow.now().isoformat(),
                    str(workflow.time()),
                    str(workflow.uuid4()),
                    str(workflow.random().random()),
                    str(workflow.random().randint(1, 10**9)),
                ]
            )
            await asyncio.sleep(0.005)
        return self.runs

    @workflow.query
    def values(self) -> list[list[str]]:
        return self.runs


async def run(env: Any) -> Any:
    async with env.worker([Values], max_cached_workflows=0):
        handle = await env.start(Values.run)
        result = await handle.result()
        replayed = await handle.query(Values.values)
    versions = [row[2][14] for row in result]
    history = await env.history(handle)
    history[-1]["result"] = "<values>"
    distinct = len({value for row in result for value in row[2:]})
    return {
        "same": replayed == result,
        "versions": versions,
        "distinct": distinct,
        "advances": [row[0] for row in result] == sorted({row[0] for row in result}),
        "history": history,
    }
