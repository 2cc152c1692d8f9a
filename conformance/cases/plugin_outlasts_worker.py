"""A plugin without an end holds up leaving a worker's block only as long as it may, and is then cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import everloop.worker
from everloop import workflow
from everloop.worker import ReplayerConfig, Worker, WorkerConfig


@workflow.defn
class Answers:
    @workflow.run
    async def run(self) -> str:
        return "answered"


class Endless(everloop.worker.Plugin):
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.over = asyncio.Event()

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        return config

    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        return config

    def run_replayer(self, *args: Any) -> Any:
        raise NotImplementedError

    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:
        await next(worker)
        self.seen.append("the worker is over")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.seen.append("cancelled")
            raise
        finally:
            self.over.set()


async def run(env: Any) -> Any:
    plugin = Endless()
    async with env.worker([Answers], plugins=[plugin], plugin_shutdown_timeout=timedelta(milliseconds=100)):
        result = await (await env.start(Answers.run)).result()
    await plugin.over.wait()
    return {"result": result, "seen": plugin.seen}
