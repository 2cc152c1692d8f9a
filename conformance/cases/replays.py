"""Histories replayed by a Replayer: the same code, changed code, several at once, and one from JSON."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.client import WorkflowHistory
from everloop.exceptions import ApplicationError
from everloop.worker import Replayer

LIMIT = timedelta(seconds=20)
drawn: list[str] = []


@activity.defn
async def step(name: str) -> str:
    return name


@workflow.defn(name="Flow", sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, fails: bool) -> str:
        drawn.append(f"{workflow.uuid4()} {workflow.random().random()} {workflow.now().isoformat()}")
        await workflow.execute_activity(step, "one", start_to_close_timeout=LIMIT)
        await asyncio.sleep(0.001)
        if fails:
            raise ApplicationError("as it was")
        return "done"


@workflow.defn(name="Flow", sandboxed=False)
class Changed:
    @workflow.run
    async def run(self, fails: bool) -> str:
        await asyncio.sleep(0.001)
        return "done"


@workflow.defn(name="Flow", sandboxed=False)
class Ending:
    @workflow.run
    async def run(self, fails: bool) -> str:
        await workflow.execute_activity(step, "one", start_to_close_timeout=LIMIT)
        await asyncio.sleep(0.001)
        return "done otherwise"


def shown(result: Any) -> Any:
    failure = result.replay_failure
    return [result.history.workflow_id.split("-")[-1], failure and type(failure).__name__]


async def run(env: Any) -> Any:
    drawn.clear()
    seen: dict[str, Any] = {}
    async with env.worker([Flow], [step]):
        handles = [await env.start(Flow.run, fails, name=f"{fails}") for fails in (False, True)]
        for handle in handles:
            await env.outcome(handle.result())
    histories = [await handle.fetch_history() for handle in handles]
    live = sorted(set(drawn))
    drawn.clear()

    async def each() -> AsyncIterator[WorkflowHistory]:
        for history in histories:
            yield history

    for code in (Flow, Changed, Ending):
        replayer = Replayer(workflows=[code])
        results = [await replayer.replay_workflow(history, raise_on_replay_failure=False) for history in histories]
        together = await replayer.replay_workflows(each(), raise_on_replay_failure=False)
        async with replayer.workflow_replay_iterator(each()) as iterator:
            iterated = [shown(result) async for result in iterator]
        seen[code.__name__] = [
            [shown(result) for result in results],
            sorted(type(it).__name__ for it in together.replay_failures.values()),
            iterated,
        ]
    seen["drawn again"] = live == sorted(set(drawn))
    try:
        await Replayer(workflows=[Changed]).replay_workflow(histories[0])
    except Exception as error:
        seen["raised"] = type(error).__name__
    unknown = await env.outcome(Replayer(workflows=[Named]).replay_workflow(histories[0]))
    seen["unknown type"] = [link["class"] for link in unknown["raised"]][:1]
    again = WorkflowHistory.from_json(handles[0].id, histories[0].to_json())
    seen["json"] = shown(await Replayer(workflows=[Flow]).replay_workflow(again))
    return seen


@workflow.defn(sandboxed=False)
class Named:
    @workflow.run
    async def run(self) -> None: ...
