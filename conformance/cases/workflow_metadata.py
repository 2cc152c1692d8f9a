"""What a workflow says of itself: its handlers with their descriptions, its current details, its stack."""

import asyncio
from collections.abc import Sequence
from typing import Any

from everloop import workflow
from everloop.common import RawValue


@workflow.defn(name="Described")
class Described:
    @workflow.run
    async def run(self) -> None:
        workflow.set_current_details("waiting for better times")
        await self.inner()

    async def inner(self) -> None:
        await asyncio.Event().wait()

    @workflow.signal(description="a signal of ours")
    def signal(self) -> None:
        """Not shown."""

    @workflow.signal(dynamic=True)
    def any_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Whatever comes."""

    @workflow.query(description="how far it is")
    def progress(self) -> int:
        return 1

    @workflow.update(name="renamed", description="an update")
    async def update(self) -> None:
        """Not shown either."""


def definitions(found: Any) -> list[list[str]]:
    return [[it.name, it.description] for it in found]


async def run(env: Any) -> Any:
    async with env.worker([Described]):
        flow = await env.start(Described.run)
        metadata = await flow.query("__temporal_workflow_metadata")
        stack = await flow.query("__stack_trace")
        enhanced = await flow.query("__enhanced_stack_trace")
        await flow.terminate()
    definition = metadata.definition
    places = [(it.file_path, it.function_name) for stack in enhanced.stacks for it in stack.locations]
    return {
        "type": definition.type,
        "details": metadata.current_details,
        "queries": definitions(definition.query_definitions),
        "signals": definitions(definition.signal_definitions),
        "updates": definitions(definition.update_definitions),
        # Where the official SDK shows frames of its own is its affair.
        "stack is of tasks": stack.startswith("Stack for <Task pending name='"),
        "sources are given": all(path in enhanced.sources for path, _ in places),
        "sdk is named": bool(enhanced.sdk.name and enhanced.sdk.version),
    }
