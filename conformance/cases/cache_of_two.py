"""More workflows than the cache holds go on from their histories, with the state they had."""

import asyncio
from typing import Any

from everloop import workflow


@workflow.defn
class Sums:
    def __init__(self) -> None:
        self.total = 0
        self.parts = 0

    @workflow.run
    async def run(self, parts: int) -> int:
        await workflow.wait_condition(lambda: self.parts == parts)
        return self.total

    @workflow.signal
    def add(self, amount: int) -> None:
        self.total += amount
        self.parts += 1

    @workflow.query
    def so_far(self) -> int:
        return self.total


async def run(env: Any) -> Any:
    async with env.worker([Sums], max_cached_workflows=2):
        handles = [await env.start(Sums.run, 2, name=f"flow{number}") for number in range(5)]
        for number, handle in enumerate(handles):
            await handle.signal(Sums.add, number)
        so_far = [await handle.query(Sums.so_far) for handle in handles]
        for number, handle in enumerate(handles):
            await handle.signal(Sums.add, 10 * number)
        results = await asyncio.gather(*[handle.result() for handle in handles])
    return {"so_far": so_far, "results": results}
