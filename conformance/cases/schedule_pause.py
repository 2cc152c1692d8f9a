"""Pausing and unpausing leave notes, and count up the conflict token."""

from typing import Any

from ._schedules import plain, refused, schedule, yearly


async def run(env: Any) -> Any:
    handle = await env.client.create_schedule(env.id("schedule"), schedule(env, spec=yearly()))
    seen = []
    for call in (
        handle.pause(),
        handle.pause(note="again"),
        handle.unpause(),
        handle.unpause(note="at last"),
    ):
        await call
        description = await handle.describe()
        token = description.raw_description.conflict_token.hex()
        seen.append([plain(env, description.schedule.state), len(description.info.next_action_times), token])
    too_long = await refused(env, handle.pause(note="x" * 1001))
    await handle.delete()
    return {"seen": seen, "too_long": too_long}
