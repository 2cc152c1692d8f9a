"""Schedules are listed page by page, with what they do, their state, their memo and their next times."""

import asyncio
from typing import Any

from ._schedules import paused, plain, schedule, yearly


async def listed(env: Any, **options: Any) -> dict[str, Any]:
    found = {}
    async for entry in await env.client.list_schedules(**options):
        if entry.id.startswith(env.prefix) and entry.info is not None:
            found[env.names(entry.id)] = {
                "schedule": plain(env, entry.schedule),
                "memo": dict(await entry.memo()),
                "owner": await entry.memo_value("owner", "nobody"),
                "next": len(entry.info.next_action_times),
                "recent": len(entry.info.recent_actions),
            }
    return dict(sorted(found.items()))


async def run(env: Any) -> Any:
    handles = []
    for number in range(3):
        given = schedule(env, spec=yearly())
        if number == 1:
            given.state = paused()
        memo = {"owner": f"ann {number}"} if number else None
        handles.append(await env.client.create_schedule(env.id(f"schedule-{number}"), given, memo=memo))
    # The official server lists with a delay.
    while len(seen := await listed(env)) < 3:
        await asyncio.sleep(0.05)
    paged = await listed(env, page_size=1)
    for handle in handles:
        await handle.delete()
    return {"seen": seen, "paged": paged == seen}
