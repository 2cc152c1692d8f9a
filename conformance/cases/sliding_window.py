"""A batch of children, a few at a time, continues as new while they run: they report to whichever run is there."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from everloop import workflow
from everloop.workflow import ParentClosePolicy


@dataclass
class Progress:
    records: int
    window: int
    started: int = 0
    done: list[int] = field(default_factory=list)
    running: list[int] = field(default_factory=list)
    widest: int = 0
    runs: int = 1


@workflow.defn
class Record:
    @workflow.run
    async def run(self, batch: str, number: int) -> None:
        # The second one outlives the run that started it.
        await asyncio.sleep(0.2 if number == 1 else 0.001)
        await workflow.get_external_workflow_handle_for(Batch.run, batch).signal(Batch.report, number)


@workflow.defn
class Batch:
    @workflow.init
    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    @workflow.run
    async def run(self, progress: Progress) -> Progress:
        me = workflow.info().workflow_id
        last = min(progress.started + 4, progress.records)
        while progress.started < last:
            await workflow.wait_condition(lambda: len(progress.running) < progress.window)
            number = progress.started
            progress.started += 1
            progress.running.append(number)
            progress.widest = max(progress.widest, len(progress.running))
            await workflow.start_child_workflow(
                Record.run, args=[me, number], id=f"{me}/{number}", parent_close_policy=ParentClosePolicy.ABANDON
            )
        if progress.started < progress.records:
            progress.runs += 1
            workflow.continue_as_new(progress)
        await workflow.wait_condition(lambda: not progress.running)
        return progress

    @workflow.signal
    def report(self, number: int) -> None:
        if number in self.progress.running:
            self.progress.running.remove(number)
            self.progress.done.append(number)


async def run(env: Any) -> Any:
    async with env.worker([Batch, Record]):
        handle = await env.start(Batch.run, Progress(records=7, window=2))
        end = await handle.result()
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        last_event = (await env.event_types(first))[-1]
        child = env.client.get_workflow_handle(f"{handle.id}/1")
        child_history = await env.history(child)
    seen = {"done": sorted(end.done), "running": end.running, "widest": end.widest, "runs": end.runs}
    return {"progress": seen, "first run ends with": last_event, "child": child_history}
