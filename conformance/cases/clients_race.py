"""Many clients at once: one start wins, every signal arrives once, one end wins, and updates have an order."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.common import WorkflowIDConflictPolicy
from everloop.exceptions import WorkflowAlreadyStartedError


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.heard: list[int] = []
        self.total = 0
        self.done = False

    @workflow.run
    async def run(self) -> list[int]:
        await workflow.wait_condition(lambda: self.done)
        return sorted(self.heard)

    @workflow.signal
    def hear(self, value: int) -> None:
        self.heard.append(value)

    @workflow.update
    def add(self, value: int) -> int:
        self.total += value
        return self.total

    @workflow.signal
    def finish(self) -> None:
        self.done = True


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}

    async def start(**options: Any) -> Any:
        try:
            return (await env.start(Flow.run, **options)).first_execution_run_id
        except WorkflowAlreadyStartedError as error:
            return error.run_id

    async with env.worker([Flow]):
        runs = await asyncio.gather(*[start() for _ in range(10)])
        seen["starts"] = len(set(runs))
        use = WorkflowIDConflictPolicy.USE_EXISTING
        runs += await asyncio.gather(*[start(id_conflict_policy=use) for _ in range(10)])
        seen["uses"] = len(set(runs))
        handle = env.client.get_workflow_handle(env.id())
        await asyncio.gather(*[handle.signal(Flow.hear, value) for value in range(40)])
        totals = await asyncio.gather(*[handle.execute_update(Flow.add, 1) for _ in range(8)])
        seen["totals"] = sorted(totals)
        same = await asyncio.gather(*[handle.execute_update(Flow.add, 1, id="same") for _ in range(5)])
        seen["same"] = sorted(set(same))
        await handle.signal(Flow.finish)
        seen["result"] = await handle.result()
        other = await env.start(Flow.run, name="ended")
        ends = [env.outcome(other.terminate()) for _ in range(5)]
        ended = await asyncio.gather(*ends)
        seen["ends"] = sorted("result" in it for it in ended)
        seen["events"] = (await env.event_types(other)).count("WORKFLOW_EXECUTION_TERMINATED")
    return seen
