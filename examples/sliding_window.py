"""A batch of any size, a fixed number at a time: `python examples/sliding_window.py [ADDRESS]`.

Each record is a child workflow, so it has its own retries and may take days. As soon as one is done the next
begins: a slow record holds up nobody. The history stays short however many records there are: now and then the
batch goes on in a new run, while its children run on and report to whichever run is there.
"""

import asyncio
import sys
from dataclasses import dataclass, field

from everloop import workflow
from everloop.client import Client
from everloop.worker import Worker
from everloop.workflow import ParentClosePolicy

RECORDS_PER_RUN = 8


@dataclass
class Progress:
    """What one run hands to the next."""

    records: int
    window: int
    started: int = 0
    done: int = 0
    running: list[int] = field(default_factory=list[int])
    widest: int = 0
    runs: int = 1


@workflow.defn
class Record:
    @workflow.run
    async def run(self, batch_id: str, number: int) -> None:
        await asyncio.sleep(0.3 if number == 2 else 0.01)
        await workflow.get_external_workflow_handle_for(Batch.run, batch_id).signal(Batch.report_done, number)


@workflow.defn
class Batch:
    @workflow.init
    def __init__(self, progress: Progress) -> None:
        # Signals may come before `run` begins; with `init` they find the state in its place.
        self.progress = progress

    @workflow.run
    async def run(self, progress: Progress) -> Progress:
        me = workflow.info().workflow_id
        last = min(progress.started + RECORDS_PER_RUN, progress.records)
        while progress.started < last:
            await workflow.wait_condition(lambda: len(progress.running) < progress.window)
            number = progress.started
            progress.started += 1
            progress.running.append(number)
            progress.widest = max(progress.widest, len(progress.running))
            await workflow.start_child_workflow(
                Record.run,
                args=[me, number],
                id=f"{me}/{number}",
                parent_close_policy=ParentClosePolicy.ABANDON,
            )
        if progress.started < progress.records:
            progress.runs += 1
            workflow.continue_as_new(progress)
        await workflow.wait_condition(lambda: not progress.running)
        return progress

    @workflow.signal
    def report_done(self, number: int) -> None:
        # A report may come twice, for instance after a reset; the second one changes nothing.
        if number in self.progress.running:
            self.progress.running.remove(number)
            self.progress.done += 1


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="batch", workflows=[Batch, Record]):
        begin = Progress(records=30, window=5)
        end = await client.execute_workflow(Batch.run, begin, id="batch", task_queue="batch")
        print(f"{end.done} records done in {end.runs} runs, never more than {end.widest} at a time")


if __name__ == "__main__":
    asyncio.run(main())
