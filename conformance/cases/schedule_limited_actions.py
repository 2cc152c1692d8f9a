"""A schedule by the second acts as often as it may and then rests; its conflict token tells of each."""

from datetime import timedelta
from typing import Any

from everloop.client import ScheduleIntervalSpec, ScheduleOverlapPolicy, ScheduleSpec, ScheduleState

from ._schedules import Job, plain, schedule, until


async def run(env: Any) -> Any:
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=1))])
    given = schedule(env, spec=spec, overlap=ScheduleOverlapPolicy.BUFFER_ALL)
    given.state = ScheduleState(limited_actions=True, remaining_actions=2)
    async with env.worker([Job]):
        handle = await env.client.create_schedule(env.id("schedule"), given)
        before = await handle.describe()
        after = await until(handle, lambda seen: seen.info.num_actions == 2 and not seen.info.running_actions)
        first, second = after.info.recent_actions
        return {
            "next": len(before.info.next_action_times),
            "state": plain(env, after.schedule.state),
            "next_after": after.info.next_action_times,
            "distance": (second.scheduled_at - first.scheduled_at).total_seconds(),
            "late": [action.started_at >= action.scheduled_at for action in (first, second)],
            "token": after.raw_description.conflict_token.hex(),
        }
