"""A backfill acts for times in the past, both ends included; workflows side by side know nothing of each other."""

from datetime import datetime, timedelta, timezone
from typing import Any

from everloop.client import ScheduleBackfill, ScheduleIntervalSpec, ScheduleOverlapPolicy, ScheduleSpec

from ._schedules import Job, counts, plain, schedule, until


async def run(env: Any) -> Any:
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(hours=1))])
    given = schedule(env, spec=spec, overlap=ScheduleOverlapPolicy.ALLOW_ALL)
    given.state.paused = True
    begin = datetime(2024, 2, 3, 10, tzinfo=timezone.utc)
    first = ScheduleBackfill(start_at=begin, end_at=begin + timedelta(hours=2))
    async with env.worker([Job]):
        handle = await env.client.create_schedule(env.id("schedule"), given, backfill=[first])
        await until(handle, lambda seen: seen.info.num_actions == 3)
        one_by_one = ScheduleBackfill(
            start_at=begin + timedelta(hours=5, minutes=1),
            end_at=begin + timedelta(hours=7, minutes=1),
            overlap=ScheduleOverlapPolicy.BUFFER_ALL,
        )
        await handle.backfill(one_by_one)
        after = await until(handle, lambda seen: seen.info.num_actions == 5 and not seen.info.running_actions)
        results = []
        for action in after.info.recent_actions:
            started = env.client.get_workflow_handle(action.action.workflow_id)
            results.append([env.names(action.action.workflow_id), await started.result()])
        return {
            "results": results,
            "due": [plain(env, action.scheduled_at) for action in after.info.recent_actions],
            "counts": counts(after),
        }
