"""A start with a delay: what the run looks like before it begins, what does not wake it, and when it begins."""

from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        return self.heard

    @workflow.signal
    def tell(self, what: str) -> None:
        self.heard.append(what)

    @workflow.query
    def ask(self) -> list[str]:
        return self.heard


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Flow]):
        handle = await env.start(Flow.run, name="waits", start_delay=timedelta(seconds=1))
        await handle.signal(Flow.tell, "early")
        seen["types"] = await env.event_types(handle)
        described = await handle.describe()
        seen["delay"] = (described.execution_time - described.start_time).total_seconds()
        seen["length"] = described.history_length
        signaled = await env.start(
            Flow.run, name="signaled", start_delay=timedelta(hours=1), start_signal="tell", start_signal_args=["first"]
        )
        seen["signaled"] = await env.event_types(signaled)
        seen["query"] = env.names(await env.outcome(signaled.query(Flow.ask)))
        cancelled = await env.start(Flow.run, name="cancelled", start_delay=timedelta(hours=1))
        await cancelled.cancel()
        terminated = await env.start(Flow.run, name="terminated", start_delay=timedelta(hours=1))
        await terminated.terminate(reason="not needed")
        limited = await env.start(
            Flow.run, name="limited", start_delay=timedelta(hours=1), run_timeout=timedelta(seconds=1)
        )
        for name, it in (("waits", handle), ("cancelled", cancelled), ("terminated", terminated), ("limited", limited)):
            outcome = await env.outcome(it.result()) if name != "limited" else None
            seen[name] = [outcome, await env.history(it)]
    for options in (
        {"start_delay": timedelta(seconds=1), "cron_schedule": "@every 1s"},
        {"start_delay": timedelta(-1)},
    ):
        seen[str(sorted(options))] = env.names(await env.outcome(env.start(Flow.run, name="refused", **options)))
    return seen
