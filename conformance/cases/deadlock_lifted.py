"""A workflow that holds its thread for longer than the deadlock detector allows is let be in debug mode."""

import time
from typing import Any

from everloop import workflow
from everloop.worker import UnsandboxedWorkflowRunner

ALONE = True


@workflow.defn
class Holds:
    @workflow.run
    async def run(self) -> str:
        time.sleep(2.3)
        return "done"


async def run(env: Any) -> Any:
    async with env.worker([Holds], debug_mode=True, workflow_runner=UnsandboxedWorkflowRunner()):
        flow = await env.start(Holds.run)
        outcome = await env.outcome(flow.result())
    return {"outcome": outcome, "history": await env.history(flow)}
