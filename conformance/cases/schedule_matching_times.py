"""The times of a spec: over days on which clocks change, with exclusions, and bounded."""

import random
from datetime import datetime, timedelta, timezone
from typing import Any

from everloop.api.workflowservice.v1 import ListScheduleMatchingTimesRequest
from everloop.client import ScheduleCalendarSpec, ScheduleIntervalSpec, ScheduleRange, ScheduleSpec

from ._schedules import paused, schedule

# When clocks are set back in zones east of Greenwich, the official server loses times.
ZONES = ["", "America/New_York", "America/St_Johns", "Asia/Kolkata", "America/Santiago"]
FIELDS = {"second": (0, 59), "minute": (0, 59), "hour": (0, 23), "day_of_week": (0, 6)}


def calendar(dice: random.Random) -> ScheduleCalendarSpec:
    spec = ScheduleCalendarSpec()
    for name, (first, last) in FIELDS.items():
        if dice.random() < 0.5:
            start = dice.randint(first, last)
            setattr(spec, name, [ScheduleRange(start, dice.randint(start, last), dice.choice([1, 2, 7]))])
    return spec


def specs() -> list[ScheduleSpec]:
    dice = random.Random(17)
    made = []
    for _ in range(25):
        zone = dice.choice(ZONES)
        prefix = f"CRON_TZ={zone} " if zone else ""
        crons = [f"{prefix}{dice.randint(0, 59)} {dice.choice(['*', '*/3', '1-4'])} * * *"]
        made.append(
            ScheduleSpec(
                calendars=[calendar(dice) for _ in range(dice.choice([0, 1]))],
                cron_expressions=crons,
                skip=[calendar(dice) for _ in range(dice.choice([0, 1]))],
                time_zone_name=zone or None,
            )
        )
    made.append(
        ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=90), offset=timedelta(seconds=7))])
    )
    return made


async def run(env: Any) -> Any:
    # Around the changes of clocks in March and October.
    ranges = [(datetime(2027, 3, 13), datetime(2027, 3, 29)), (datetime(2027, 10, 30), datetime(2027, 11, 8))]
    seen = []
    for number, spec in enumerate(specs()):
        given = schedule(env, spec=spec)
        given.state = paused()
        handle = await env.client.create_schedule(env.id(f"schedule-{number}"), given)
        for start, end in ranges:
            request = ListScheduleMatchingTimesRequest(namespace=env.client.namespace, schedule_id=handle.id)
            request.start_time.FromDatetime(start.replace(tzinfo=timezone.utc))
            request.end_time.FromDatetime(end.replace(tzinfo=timezone.utc))
            reply = await env.client.workflow_service.list_schedule_matching_times(request)
            seen.append([time.seconds for time in reply.start_time])
        await handle.delete()
    return seen
