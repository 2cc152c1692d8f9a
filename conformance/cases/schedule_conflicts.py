"""What cannot be created: a taken id, actions that contradict schedules, states that contradict themselves."""

from typing import Any

from everloop.client import ScheduleAlreadyRunningError, ScheduleState

from ._schedules import refused, schedule, yearly


async def run(env: Any) -> Any:
    handle = await env.client.create_schedule(env.id("schedule"), schedule(env, spec=yearly()))
    try:
        await env.client.create_schedule(handle.id, schedule(env, spec=yearly()))
        taken = "accepted"
    except ScheduleAlreadyRunningError as error:
        taken = f"{type(error).__name__}: {error}"
    await handle.delete()
    seen = {"taken": taken, "no_backfill": await refused(env, handle.backfill())}
    for name, state in {
        "limited": ScheduleState(limited_actions=True),
        "remaining": ScheduleState(remaining_actions=1),
    }.items():
        given = schedule(env)
        given.state = state
        seen[name] = await refused(env, env.client.create_schedule(env.id("schedule"), given))
    for name, change in {
        "no_type": {"workflow": ""},
        "no_queue": {"task_queue": ""},
        "long_id": {"id": "x" * 999},
    }.items():
        given = schedule(env)
        for field, value in change.items():
            setattr(given.action, field, value)
        seen[name] = await refused(env, env.client.create_schedule(env.id("schedule"), given))
    seen["long_schedule_id"] = await refused(env, env.client.create_schedule("x" * 1000, schedule(env)))
    seen["no_id"] = await refused(env, env.client.create_schedule("", schedule(env)))
    return seen
