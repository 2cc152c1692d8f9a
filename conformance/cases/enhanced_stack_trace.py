"""The query for stacks with sources names the functions of the workflow's own code where it waits."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.api.sdk.v1 import EnhancedStackTrace


async def deeper() -> None:
    await workflow.wait_condition(lambda: False)


@workflow.defn
class Waits:
    @workflow.run
    async def run(self) -> None:
        await asyncio.gather(deeper(), self.aside())

    async def aside(self) -> None:
        await workflow.sleep(3600)


async def run(env: Any) -> Any:
    async with env.worker([Waits], []):
        handle = await env.start(Waits.run)
        found = await handle.query("__enhanced_stack_trace", result_type=EnhancedStackTrace)
        await handle.terminate()
    own = {
        (location.function_name, found.sources[location.file_path].content.splitlines()[location.line - 1].strip())
        for stack in found.stacks
        for location in stack.locations
        # Where the main method waits is in some SDKs' code of their own.
        if location.file_path.endswith("enhanced_stack_trace.py") and location.function_name != "run"
    }
    return {"frames": sorted(own), "has_sdk": bool(found.sdk.name and found.sdk.version)}
