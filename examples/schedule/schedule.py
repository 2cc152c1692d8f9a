"""A schedule that starts a workflow every second: `python examples/schedule/schedule.py`.

It runs by itself, with the engine in the process. Each workflow gets the result of the one before it; while the
schedule is paused nothing starts, and a backfill makes up for the time.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

from everloop import workflow
from everloop.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleBackfill,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from everloop.worker import Worker


@workflow.defn
class Report:
    """Counts how many reports there were."""

    @workflow.run
    async def run(self, title: str) -> int:
        """Return the number of this report."""
        before = workflow.get_last_completion_result(int) or 0
        workflow.logger.info("%s number %d", title, before + 1)
        return before + 1


async def main() -> None:
    """Create a schedule, watch it, pause it, make up for the pause, and delete it."""
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="reports", workflows=[Report]):
        handle = await client.create_schedule(
            "reports",
            Schedule(
                action=ScheduleActionStartWorkflow(Report.run, "Report", id="report", task_queue="reports"),
                spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=1))]),
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ALL),
            ),
        )
        await asyncio.sleep(2.5)
        await handle.pause(note="enough for now")
        paused_at = datetime.now(tz=timezone.utc)
        seen = await handle.describe()
        print(f"{seen.info.num_actions} reports, then paused: {seen.schedule.state.note}")

        await asyncio.sleep(1.5)
        await handle.backfill(ScheduleBackfill(start_at=paused_at, end_at=datetime.now(tz=timezone.utc)))
        while (seen := await handle.describe()).info.running_actions or seen.raw_description.info.buffer_size:
            await asyncio.sleep(0.01)
        last = seen.info.recent_actions[-1].action
        print(f"{seen.info.num_actions} reports with those of the pause; the last is {last}")
        await handle.delete()


if __name__ == "__main__":
    asyncio.run(main())
