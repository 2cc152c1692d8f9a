"""A schedule that starts a workflow every second: `python examples/schedule.py [ADDRESS]`.

The schedule lives in the engine. Each workflow gets the result of the one before it; while the schedule is paused
nothing starts, and a backfill makes up for the time.
"""

import asyncio
import sys
from datetime import datetime, timedelta, timezone

from everloop import workflow
from everloop.client import (
    Client,
    Schedule,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleBackfill,
    ScheduleHandle,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from everloop.worker import Worker


@workflow.defn
class Report:
    @workflow.run
    async def run(self, title: str) -> str:
        before = workflow.get_last_completion_result(str)
        return f"{title} number {int(before.split()[-1]) + 1 if before else 1}"


async def until_started(handle: ScheduleHandle, count: int) -> str:
    """Wait until so many reports were started and are done; returns the workflow id of the last one."""
    while (seen := await handle.describe()).info.num_actions < count or seen.info.running_actions:
        await asyncio.sleep(0.05)
    last = seen.info.recent_actions[-1].action
    assert isinstance(last, ScheduleActionExecutionStartWorkflow)
    return last.workflow_id


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="reports", workflows=[Report]):
        handle = await client.create_schedule(
            "reports",
            Schedule(
                action=ScheduleActionStartWorkflow(Report.run, "report", id="report", task_queue="reports"),
                spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=1))]),
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ALL),
            ),
        )
        try:
            await until_started(handle, 1)
            await handle.pause(note="enough for now")
            paused_at = datetime.now(tz=timezone.utc)
            seen = await handle.describe()
            print(f"{seen.info.num_actions} by the clock, then paused: {seen.schedule.state.note}")

            hour_ago = paused_at - timedelta(hours=1)
            await handle.backfill(ScheduleBackfill(start_at=hour_ago, end_at=hour_ago + timedelta(seconds=1.5)))
            last = await until_started(handle, seen.info.num_actions + 1)
            print(f"and made up for: {await client.get_workflow_handle_for(Report.run, last).result()}")
        finally:
            await handle.delete()


if __name__ == "__main__":
    asyncio.run(main())
