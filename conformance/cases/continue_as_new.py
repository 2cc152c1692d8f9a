"""A workflow continues as new twice; the first handle's result is that of the last run."""

from typing import Any

from everloop import workflow


@workflow.defn
class Rounds:
    @workflow.run
    async def run(self, left: int, seen: list[str]) -> list[str]:
        seen.append(f"{left} {workflow.info().continued_run_id is not None}")
        if left > 0:
            workflow.continue_as_new(args=[left - 1, seen])
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Rounds]):
        handle = await env.start(Rounds.run, 2, [])
        result = await handle.result()
        first = env.client.get_workflow_handle(handle.id, run_id=handle.result_run_id)
        last = env.client.get_workflow_handle(handle.id)
        alone = await env.outcome(first.result(follow_runs=False))
    return {
        "result": result,
        "alone": env.names(alone),
        "first": await env.history(first),
        "last": await env.history(last),
        "describe": [await env.describe(first), await env.describe(last)],
    }
