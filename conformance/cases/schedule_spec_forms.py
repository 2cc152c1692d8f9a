"""A description shows a spec in its canonical form, whatever form it was given in."""

from datetime import datetime, timedelta, timezone
from typing import Any

from everloop.client import ScheduleCalendarSpec, ScheduleIntervalSpec, ScheduleRange, ScheduleSpec

from ._schedules import paused, plain, schedule

CRONS = [
    "0 12 * * MON-WED,FRI",
    "*/15 9-17 1,15 jan-mar 1-5",
    "@hourly",
    "@yearly",
    "@every 1h30m",
    "@every 2h/15m # on the quarter",
    "CRON_TZ=Europe/Paris 0 9 * * *",
    "30 0 12 1 1 * 2030",
    "0 12 1 1 * 2030",
    "0 0 * * 5-7",
    "0 0 * * */2",
    "0 0 * * 3/2 # odd days",
]


async def run(env: Any) -> Any:
    seen = []
    specs = [ScheduleSpec(cron_expressions=[cron]) for cron in CRONS]
    specs.append(
        ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(9, 17, 2), ScheduleRange(3)], comment="office")],
            intervals=[ScheduleIntervalSpec(every=timedelta(hours=1), offset=timedelta(minutes=5))],
            skip=[ScheduleCalendarSpec(day_of_week=[ScheduleRange(0), ScheduleRange(6)])],
            start_at=datetime(2030, 1, 1, tzinfo=timezone.utc),
            end_at=datetime(2031, 1, 1, tzinfo=timezone.utc),
            jitter=timedelta(seconds=7),
            time_zone_name="America/New_York",
        )
    )
    for number, spec in enumerate(specs):
        given = schedule(env, spec=spec)
        given.state = paused()
        handle = await env.client.create_schedule(env.id(f"schedule-{number}"), given)
        description = await handle.describe()
        seen.append(plain(env, description.schedule))
        await handle.delete()
    return seen
