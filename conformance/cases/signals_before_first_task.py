"""Signals that arrive before any worker are delivered in order, before the first line of the run method."""

from typing import Any

from everloop import workflow


@workflow.defn
class Early:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        self.seen.append("run")
        await workflow.wait_condition(lambda: "end" in self.seen)
        return self.seen

    @workflow.signal
    def add(self, value: str) -> None:
        self.seen.append(value)

    @workflow.signal(name="renamed")
    async def other(self, value: str, twice: str) -> None:
        self.seen.append(f"{value}-{twice}")


async def run(env: Any) -> Any:
    handle = await env.start(Early.run)
    await handle.signal(Early.add, "one")
    await handle.signal("renamed", args=["two", "three"])
    await handle.signal(Early.add, "end")
    async with env.worker([Early]):
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
