"""While a workflow runs, SKIP skips, BUFFER_ONE keeps one and BUFFER_ALL keeps all."""

import asyncio
from typing import Any

from everloop.client import ScheduleOverlapPolicy

from ._schedules import Patient, counts, schedule, until


async def one(env: Any, policy: ScheduleOverlapPolicy, actions: int) -> Any:
    given = schedule(env, Patient, overlap=policy)
    given.action.id = env.id(policy.name)
    handle = await env.client.create_schedule(env.id(f"schedule-{policy.name}"), given)
    await handle.trigger()
    await until(handle, lambda seen: len(seen.info.running_actions) == 1)
    waiting = {}
    for number in (1, 2):
        # One after the other: the official server loses a trigger that comes while it deals with another.
        await handle.trigger()

        def is_settled(seen: Any, number: int = number) -> bool:
            found = counts(seen)
            return bool(found["skipped"] + found["buffered"] == number)

        waiting = counts(await until(handle, is_settled))
    for number in range(1, actions + 1):
        description = await until(handle, lambda seen, number=number: seen.info.num_actions == number)
        action = description.info.recent_actions[-1].action
        started = env.client.get_workflow_handle(action.workflow_id, run_id=action.first_execution_run_id)
        await started.signal(Patient.end)
        await started.result()
    ended = counts(await until(handle, lambda seen: not seen.info.running_actions))
    return {"policy": policy.name, "waiting": waiting, "ended": ended}


async def run(env: Any) -> Any:
    async with env.worker([Patient]):
        return await asyncio.gather(
            one(env, ScheduleOverlapPolicy.SKIP, 1),
            one(env, ScheduleOverlapPolicy.BUFFER_ONE, 2),
            one(env, ScheduleOverlapPolicy.BUFFER_ALL, 3),
        )
