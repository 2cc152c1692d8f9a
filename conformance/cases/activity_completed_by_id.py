"""An activity that somebody else completes, named by its ids: of the workflow, of a run, and wrong ones."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError, ApplicationError


@activity.defn
async def elsewhere() -> str:
    activity.raise_complete_async()


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> Any:
        handle = workflow.start_activity(
            elsewhere,
            activity_id="the one",
            schedule_to_close_timeout=timedelta(seconds=20),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        try:
            return await handle
        except ActivityError as error:
            return [str(error), error.activity_id, type(error.cause).__name__, str(error.cause)]
        except asyncio.CancelledError:
            return "cancelled"


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}

    def by_id(handle: Any, run_id: str | None = None, name: str = "the one") -> Any:
        return env.client.get_async_activity_handle(workflow_id=handle.id, run_id=run_id, activity_id=name)

    async with env.worker([Flow], [elsewhere]):
        handles = {}
        for name in ("complete", "fail", "cancel"):
            handles[name] = handle = await env.start(Flow.run, name=name)

            async def started(handle: Any = handle) -> bool:
                pending = (await handle.describe()).raw_description.pending_activities
                return bool(pending and pending[0].last_started_time.seconds)

            await env.until(started)
        complete = handles["complete"]
        for what, wrong in (
            ("other activity", by_id(complete, name="nobody")),
            ("other run", by_id(complete, run_id="00000000-0000-4000-8000-000000000000")),
            ("other workflow", env.client.get_async_activity_handle(workflow_id=env.id("x"), activity_id="the one")),
        ):
            seen[what] = [
                env.names(await env.outcome(call))
                for call in (
                    wrong.complete(1),
                    wrong.fail(ValueError("x")),
                    wrong.heartbeat(),
                    wrong.report_cancellation(),
                )
            ]
        await by_id(complete, run_id=complete.first_execution_run_id).heartbeat("beat")
        await by_id(complete, run_id=complete.first_execution_run_id).complete("by id")
        await by_id(handles["fail"]).fail(ApplicationError("refused", type="Refused", non_retryable=True))
        await handles["cancel"].cancel()
        await env.until_event(handles["cancel"], "ACTIVITY_TASK_CANCEL_REQUESTED")
        seen["told"] = env.names(await env.outcome(by_id(handles["cancel"]).heartbeat()))
        await by_id(handles["cancel"]).report_cancellation("so be it")
        for name, handle in handles.items():
            seen[name] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
    return seen
