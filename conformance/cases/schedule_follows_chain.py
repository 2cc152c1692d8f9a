"""A workflow that continues as new or is retried counts as running until its last run ends."""

from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.client import ScheduleOverlapPolicy
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError

from ._schedules import counts, schedule, until


@workflow.defn
class Chain:
    def __init__(self) -> None:
        self._told = False

    @workflow.run
    async def run(self, turn: int = 0) -> str:
        if turn == 0:
            workflow.continue_as_new(1)
        if workflow.info().attempt == 1:
            raise ApplicationError("once more")
        await workflow.wait_condition(lambda: self._told)
        return "last"

    @workflow.signal
    def end(self) -> None:
        self._told = True


async def run(env: Any) -> Any:
    given = schedule(env, Chain, overlap=ScheduleOverlapPolicy.SKIP)
    given.action.retry_policy = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2)
    async with env.worker([Chain]):
        handle = await env.client.create_schedule(env.id("schedule"), given, trigger_immediately=True)
        description = await until(handle, lambda seen: seen.info.num_actions == 1)
        action = description.info.recent_actions[0].action
        chain = env.client.get_workflow_handle(action.workflow_id)

        async def is_third() -> bool:
            described = await chain.describe()
            events = await env.event_types(chain)
            return (
                described.run_id != action.first_execution_run_id
                and events.count("WORKFLOW_TASK_COMPLETED") == 1
                and len(events) == 4
            )

        await env.until(is_third)
        await handle.trigger()
        during = await until(handle, lambda seen: seen.info.num_actions_skipped_overlap == 1)
        is_first_run = during.info.running_actions[0].first_execution_run_id == action.first_execution_run_id
        await chain.signal(Chain.end)
        result = await chain.result()
        await handle.trigger()
        after = await until(handle, lambda seen: seen.info.num_actions == 2)
        await env.client.get_workflow_handle(after.info.recent_actions[1].action.workflow_id).terminate()
        return {"during": counts(during), "is_first_run": is_first_run, "result": result}
