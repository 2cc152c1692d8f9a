"""What leaves `async with` over a worker: the block's own exception, and misuse of a worker that has run."""

from typing import Any

from everloop import workflow


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        return text


async def fails_inside(env: Any, worker: Any) -> None:
    async with worker:
        handle = await env.start(Echo.run, "inside", name="inside")
        await handle.result()
        raise LookupError("of the block")


async def run(env: Any) -> Any:
    worker = env.worker([Echo])
    seen: dict[str, Any] = {"before": [worker.is_running, worker.is_shutdown]}
    seen["block"] = await env.outcome(fails_inside(env, worker))
    seen["after"] = [worker.is_running, worker.is_shutdown]
    await worker.shutdown()
    seen["run again"] = list(await env.outcome(worker.run()))
    async with env.worker([Echo]) as other:
        seen["running"] = [other.is_running, other.is_shutdown, other.task_queue == env.queue]
        handle = await env.start(Echo.run, "later", name="later")
        seen["later"] = await handle.result()
    return seen
