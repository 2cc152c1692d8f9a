"""A worker whose namespace does not exist ends at once, by `run` and by leaving the block."""

import asyncio
from typing import Any

from everloop import workflow


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        return text


async def run(env: Any) -> Any:
    config = env.client.config()
    config["namespace"] = "there-is-none"
    stranger = env.module("client").Client(**config)
    told: list[str] = []

    async def on_fatal_error(error: BaseException) -> None:
        told.append(type(error).__name__)

    def worker() -> Any:
        return env.module("worker").Worker(
            stranger, task_queue=env.queue, workflows=[Echo], on_fatal_error=on_fatal_error
        )

    async def block() -> str:
        async with worker():
            await asyncio.sleep(30)
        return "the block ended"

    ran, left = await env.outcome(worker().run()), await env.outcome(block())
    return {
        "run": [link["class"] for link in ran["raised"]][:1],
        "block": [link["class"] for link in left["raised"]][:1],
        "text": ran["raised"][0]["text"].startswith("Worker validation failed"),
        "told": told,
    }
