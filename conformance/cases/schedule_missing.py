"""A schedule that never was, and one that is no more, are not found; each call says so."""

from typing import Any

from everloop.client import ScheduleUpdate

from ._schedules import refused, schedule, yearly


async def calls(env: Any, handle: Any) -> Any:
    return {
        "describe": await refused(env, handle.describe()),
        "pause": await refused(env, handle.pause()),
        "trigger": await refused(env, handle.trigger()),
        "update": await refused(env, handle.update(lambda input: ScheduleUpdate(input.description.schedule))),
        "delete": await refused(env, handle.delete()),
    }


async def run(env: Any) -> Any:
    never = await calls(env, env.client.get_schedule_handle(env.id("nothing")))
    handle = await env.client.create_schedule(env.id("schedule"), schedule(env, spec=yearly()))
    await handle.delete()
    no_more = await calls(env, handle)
    again = await env.client.create_schedule(env.id("schedule"), schedule(env, spec=yearly()))
    described = (await again.describe()).id
    await again.delete()
    return {"never": never, "no_more": no_more, "again": env.names(described)}
