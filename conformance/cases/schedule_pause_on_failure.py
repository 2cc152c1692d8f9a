"""A failure pauses the schedule with a note, and the next workflow is told of it."""

from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError

from ._schedules import plain, schedule, until


@workflow.defn
class Failing:
    @workflow.run
    async def run(self) -> str:
        failure = workflow.get_last_failure()
        if failure is not None:
            return f"before: {failure}"
        raise ApplicationError("boom", type="Boom")


async def run(env: Any) -> Any:
    async with env.worker([Failing]):
        handle = await env.client.create_schedule(
            env.id("schedule"), schedule(env, Failing, pause_on_failure=True), trigger_immediately=True
        )
        description = await until(handle, lambda seen: seen.info.num_actions == 1)
        action = description.info.recent_actions[0].action
        failed = env.client.get_workflow_handle(action.workflow_id, run_id=action.first_execution_run_id)
        outcome = await env.outcome(failed.result())
        await handle.trigger()
        after = await until(handle, lambda seen: seen.info.num_actions == 2 and seen.schedule.state.paused)
        action = after.info.recent_actions[1].action
        second = env.client.get_workflow_handle(action.workflow_id, run_id=action.first_execution_run_id)
        note = after.schedule.state.note
        await handle.unpause(note="looked into it")
        unpaused = (await handle.describe()).schedule.state
        return {
            "outcome": outcome,
            "note": env.names(note.replace(failed.id, "<first>")),
            "second": await second.result(),
            "unpaused": plain(env, unpaused),
        }
