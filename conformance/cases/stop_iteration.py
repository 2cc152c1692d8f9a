"""`StopIteration` and `StopAsyncIteration`, which mean something to Python itself, raised by users' code."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

KINDS = {"StopIteration": StopIteration, "StopAsyncIteration": StopAsyncIteration}


def throw(kind: str) -> bool:
    raise KINDS[kind]("value")


@activity.defn
async def throwing(kind: str) -> None:
    throw(kind)


@workflow.defn(failure_exception_types=[Exception])
class Throwing:
    def __init__(self) -> None:
        self.is_done = False

    @workflow.run
    async def run(self, where: str, kind: str) -> str:
        options: Any = {
            "start_to_close_timeout": timedelta(seconds=30),
            "retry_policy": RetryPolicy(maximum_attempts=1),
        }
        if where == "run":
            throw(kind)
        elif where == "task":
            await asyncio.create_task(self.inner(kind))
        elif where == "activity":
            await workflow.execute_activity(throwing, kind, **options)
        elif where == "local activity":
            await workflow.execute_local_activity(throwing, kind, **options)
        elif where == "condition":
            await workflow.wait_condition(lambda: throw(kind))
        await workflow.wait_condition(lambda: self.is_done)
        return "done"

    async def inner(self, kind: str) -> None:
        throw(kind)

    @workflow.signal
    async def signalled(self, kind: str) -> None:
        if kind == "done":
            self.is_done = True
        else:
            throw(kind)

    @workflow.update
    async def updated(self, kind: str) -> None:
        throw(kind)

    @workflow.update
    async def checked(self, kind: str) -> None:
        """Never runs."""

    @checked.validator
    def check(self, kind: str) -> None:
        throw(kind)


async def run(env: Any) -> Any:
    outcomes: dict[str, Any] = {}

    async def one(where: str, kind: str) -> None:
        flow = await env.start(Throwing.run, where, kind, name=f"{where}-{kind}".replace(" ", "-"))
        if where == "signal":
            await flow.signal(Throwing.signalled, kind)
        elif where == "messages":
            for update in ("updated", "checked"):
                outcomes[f"{update} {kind}"] = await env.outcome(flow.execute_update(update, kind))
            await flow.signal(Throwing.signalled, "done")
        outcomes[f"{where} {kind}"] = await env.outcome(flow.result())

    places = ("run", "task", "activity", "local activity", "condition", "signal", "messages")
    async with env.worker([Throwing], [throwing]):
        await asyncio.gather(*[one(where, kind) for where in places for kind in KINDS])
    return outcomes
