"""Signals without a handler are kept until one is set; a dynamic handler takes what is left."""

from collections.abc import Sequence
from typing import Any

from everloop import workflow
from everloop.common import RawValue


@workflow.defn
class Late:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: "go" in self.seen)
        workflow.set_signal_handler("late", self.late)
        self.seen.append("late set")
        await workflow.wait_condition(lambda: "late two" in self.seen)
        workflow.set_dynamic_signal_handler(self.anything)
        await workflow.wait_condition(lambda: len(self.seen) >= 5)
        return self.seen

    def late(self, value: str) -> None:
        self.seen.append(f"late {value}")

    def anything(self, name: str, values: Sequence[RawValue]) -> None:
        self.seen.append(f"{name} {workflow.payload_converter().from_payload(values[0].payload, str)}")

    @workflow.signal
    def begin(self) -> None:
        self.seen.append("go")


async def run(env: Any) -> Any:
    handle = await env.start(Late.run)
    await handle.signal("late", "one")
    await handle.signal("other", "three")
    await handle.signal("late", "two")
    await handle.signal(Late.begin)
    async with env.worker([Late]):
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
