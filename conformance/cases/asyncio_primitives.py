"""Queues, locks, events, semaphores, `shield`, `wait` and `as_completed` behave inside a workflow as outside."""

import asyncio
from typing import Any

from everloop import workflow


async def after(delay: float, value: str) -> str:
    await asyncio.sleep(delay)
    return value


@workflow.defn
class Primitives:
    @workflow.run
    async def run(self) -> list[str]:
        log: list[str] = []
        items: asyncio.Queue[int] = asyncio.Queue(1)

        async def produce() -> None:
            for value in range(3):
                await items.put(value)
                log.append(f"put {value}")

        async def consume() -> None:
            for _ in range(3):
                log.append(f"got {await items.get()}")

        await asyncio.gather(produce(), consume())

        gate = asyncio.Semaphore(1)
        lock = asyncio.Lock()

        async def guarded(name: str) -> None:
            async with gate, lock:
                log.append(f"in {name}")
                await asyncio.sleep(0.001)
                log.append(f"out {name}")

        await asyncio.gather(guarded("a"), guarded("b"))

        inner = asyncio.ensure_future(after(0.02, "shielded"))
        outer = asyncio.ensure_future(self.shield(inner))
        await asyncio.sleep(0)
        outer.cancel()
        try:
            await outer
        except asyncio.CancelledError:
            log.append("outer cancelled")
        log.append(await inner)

        slow, quick = asyncio.create_task(after(5, "slow")), asyncio.create_task(after(0.01, "quick"))
        done, pending = await workflow.wait([slow, quick], return_when=asyncio.FIRST_COMPLETED)
        log.append(f"{[task.result() for task in done]} {len(pending)}")
        slow.cancel()
        for finished in workflow.as_completed([after(0.06, "last"), after(0.01, "first")]):
            log.append(await finished)
        loop = asyncio.get_running_loop()
        called: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.001, called.set_result, "called later")
        log.append(await called)
        return log

    async def shield(self, inner: "asyncio.Future[str]") -> str:
        return await asyncio.shield(inner)


async def run(env: Any) -> Any:
    async with env.worker([Primitives]):
        handle = await env.start(Primitives.run)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle, "flow")}
