"""CANCEL_OTHER and TERMINATE_OTHER end the workflow that runs, and then the next begins."""

import asyncio
from typing import Any

from everloop.client import ScheduleOverlapPolicy

from ._schedules import Patient, counts, schedule, until

PATIENCE_SECONDS = 15.0


async def one(env: Any, policy: ScheduleOverlapPolicy) -> Any:
    """End another, with a new schedule if the official server has lost a trigger, as it may: docs/DEVIATIONS.md."""
    attempt = 0
    while True:
        attempt += 1
        handle = await create(env, policy, f"{policy.name}-{attempt}")
        try:
            seen = await asyncio.wait_for(end_other(env, handle), PATIENCE_SECONDS)
        except asyncio.TimeoutError:
            seen = None
        await handle.delete()
        if seen is not None:
            return seen


async def create(env: Any, policy: ScheduleOverlapPolicy, name: str) -> Any:
    given = schedule(env, Patient, overlap=policy)
    given.action.id = env.id(name)
    return await env.client.create_schedule(env.id(f"schedule-{name}"), given)


async def end_other(env: Any, handle: Any) -> Any:
    await handle.trigger()
    description = await until(handle, lambda seen: len(seen.info.running_actions) == 1)
    first = description.info.running_actions[0]
    other = env.client.get_workflow_handle(first.workflow_id, run_id=first.first_execution_run_id)
    await env.until_event(other, "WORKFLOW_TASK_COMPLETED")
    await handle.trigger()
    description = await until(handle, lambda seen: seen.info.num_actions == 2 and len(seen.info.running_actions) == 1)
    outcome = await env.outcome(other.result())
    history = await other.fetch_history()
    said = [
        (
            event.workflow_execution_cancel_requested_event_attributes.cause,
            event.workflow_execution_terminated_event_attributes.reason,
        )
        for event in history.events
    ]
    second = description.info.running_actions[0]
    await env.client.get_workflow_handle(second.workflow_id, run_id=second.first_execution_run_id).signal(Patient.end)
    return {"outcome": outcome, "said": [each for each in said if any(each)], "counts": counts(description)}


async def run(env: Any) -> Any:
    async with env.worker([Patient]):
        return await asyncio.gather(
            one(env, ScheduleOverlapPolicy.CANCEL_OTHER), one(env, ScheduleOverlapPolicy.TERMINATE_OTHER)
        )
