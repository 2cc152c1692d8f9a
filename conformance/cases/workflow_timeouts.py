"""A run that overruns its run timeout, and a chain that overruns its execution timeout."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn
class Slow:
    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(1000)


async def run(env: Any) -> Any:
    async with env.worker([Slow]):
        run_limited = await env.start(Slow.run, name="run", run_timeout=timedelta(seconds=1))
        chain_limited = await env.start(Slow.run, name="execution", execution_timeout=timedelta(seconds=1))
        outcomes = [await env.outcome(run_limited.result()), await env.outcome(chain_limited.result())]
    return {
        "outcomes": outcomes,
        "run": await env.history(run_limited),
        "execution": await env.history(chain_limited),
        "describe": await env.describe(run_limited),
    }
