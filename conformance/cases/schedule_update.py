"""An update replaces the schedule by what a callback returns, at once or later, or leaves it."""

from datetime import timedelta
from typing import Any

from everloop.client import (
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from ._schedules import paused, plain, schedule, yearly


async def run(env: Any) -> Any:
    given = schedule(env, spec=yearly())
    given.state = paused()
    given.action.args = ["one", {"two": 2}]
    given.action.memo = {"kind": "job"}
    given.action.static_summary = "a job"
    handle = await env.client.create_schedule(env.id("schedule"), given, memo={"owner": "ann"})

    def at_once(input: ScheduleUpdateInput) -> ScheduleUpdate:
        changed = input.description.schedule
        changed.spec.intervals = [ScheduleIntervalSpec(every=timedelta(days=700))]
        changed.policy.overlap = ScheduleOverlapPolicy.BUFFER_ONE
        return ScheduleUpdate(schedule=changed)

    async def later(input: ScheduleUpdateInput) -> ScheduleUpdate:
        changed = input.description.schedule
        changed.action.args = ["three"]
        changed.state.note = "changed"
        return ScheduleUpdate(schedule=changed)

    seen = []
    for updater in (at_once, later, lambda input: None):
        await handle.update(updater)
        description = await handle.describe()
        seen.append(
            {
                "schedule": plain(env, description.schedule),
                "memo": dict(await description.memo()),
                "updated": description.info.last_updated_at is not None,
                "token": description.raw_description.conflict_token.hex(),
            }
        )
    await handle.delete()
    return seen
