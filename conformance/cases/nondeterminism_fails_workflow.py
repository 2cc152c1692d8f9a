"""Changed code fails the workflow where `NondeterminismError`, or a class above it, is to fail workflows."""

import asyncio
from typing import Any

from everloop import exceptions, workflow


@workflow.defn(name="Changed")
class Before:
    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(0.01)
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def proceed(self) -> None:
        pass


@workflow.defn(name="Changed")
class After:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def proceed(self) -> None:
        pass

    @workflow.query
    def asked(self) -> str:
        return "answered"


@workflow.defn(name="Changed", failure_exception_types=[workflow.NondeterminismError])
class AfterByItself(After):
    @workflow.run
    async def run(self) -> None:
        await super().run()


async def end(env: Any, after: type[After], name: str, **options: Any) -> Any:
    async with env.worker([Before]):
        handle = await env.start(Before.run, name=name)
        await env.until_event(handle, "TIMER_FIRED")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
    async with env.worker([after], **options):
        asked = await env.outcome(handle.query("asked"))
        await handle.signal("proceed")
        try:
            await handle.result()
        except Exception as error:
            failed = error.__cause__
    assert isinstance(failed, exceptions.ApplicationError)
    history = await env.history(handle, name)
    return {
        "asked": [link["class"] for link in asked["raised"]],
        "is_told": "Nondeterminism error" in failed.message,
        "failure": [failed.type, failed.non_retryable, failed.cause, list(failed.details)],
        "end": history[-1],
    }


async def run(env: Any) -> Any:
    return {
        "worker": await end(
            env, After, "worker", workflow_failure_exception_types=[ValueError, workflow.NondeterminismError]
        ),
        "above": await end(env, After, "above", workflow_failure_exception_types=[Exception]),
        "workflow": await end(env, AfterByItself, "workflow"),
    }
