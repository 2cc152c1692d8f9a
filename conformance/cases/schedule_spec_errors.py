"""A spec that cannot be is refused, with a text that says what is wrong with it."""

from datetime import timedelta
from typing import Any

from everloop.client import ScheduleCalendarSpec, ScheduleIntervalSpec, ScheduleRange, ScheduleSpec

from ._schedules import refused, schedule

CRONS = [
    "zz",
    "60 * * * *",
    "*/0 * * * *",
    "10-5 * * * *",
    "* * * * FOO",
    "? ? 1 * *",
    "@every 10",
    "@every 500ms",
    "@every",
    "@sometimes",
    "CRON_TZ=Nowhere/City 0 0 * * *",
    "CRON_TZ=Europe/Paris",
]


async def run(env: Any) -> Any:
    specs = [ScheduleSpec(cron_expressions=[cron]) for cron in CRONS]
    specs += [
        ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(24)], month=[ScheduleRange(0)])]),
        ScheduleSpec(calendars=[ScheduleCalendarSpec(year=[ScheduleRange(1999)])]),
        ScheduleSpec(calendars=[ScheduleCalendarSpec(comment="x" * 201)]),
        ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(milliseconds=10))]),
        ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=10), offset=timedelta(seconds=10))]),
        ScheduleSpec(time_zone_name="Nowhere"),
        ScheduleSpec(time_zone_name="UTC", cron_expressions=["CRON_TZ=Europe/Paris 0 0 * * *"]),
        ScheduleSpec(cron_expressions=["0 0 * * *", "CRON_TZ=Europe/Paris 0 0 * * *"]),
    ]
    return [
        await refused(env, env.client.create_schedule(env.id("schedule"), schedule(env, spec=spec))) for spec in specs
    ]
