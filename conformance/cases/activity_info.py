"""All that an activity knows about itself: remote and local, first and second attempt, and the times of both."""

from datetime import timedelta, timezone
from typing import Any

from everloop import activity, workflow
from everloop.common import Priority, RetryPolicy
from everloop.exceptions import ApplicationError


@activity.defn(name="told about")
async def about() -> dict[str, Any]:
    info = activity.info()
    if info.attempt == 1:
        raise ApplicationError("again")
    times = [info.scheduled_time, info.current_attempt_scheduled_time, info.started_time]
    return {
        "attempt": info.attempt,
        "id": info.activity_id,
        "type": info.activity_type,
        "details": list(info.heartbeat_details),
        "timeouts": [
            str(it) for it in (info.heartbeat_timeout, info.schedule_to_close_timeout, info.start_to_close_timeout)
        ],
        "local": info.is_local,
        "namespaces": [info.namespace, info.workflow_namespace],
        "queue": info.task_queue,
        "workflow": [info.workflow_id, info.workflow_run_id, info.workflow_type],
        "standalone": [info.activity_run_id, info.in_workflow],
        "token": len(info.task_token) > 0,
        "priority": [info.priority.priority_key, info.priority.fairness_key, info.priority.fairness_weight],
        "retry": str(info.retry_policy),
        "times": [sorted(times) == times, *[it.tzinfo is timezone.utc for it in times]],
    }


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> list[Any]:
        retry = RetryPolicy(
            initial_interval=timedelta(milliseconds=20),
            backoff_coefficient=3.0,
            maximum_interval=timedelta(seconds=7),
            maximum_attempts=5,
            non_retryable_error_types=["Nope"],
        )
        limit = timedelta(seconds=20)
        plain = RetryPolicy(initial_interval=timedelta(milliseconds=20))
        return [
            await workflow.execute_activity(about, schedule_to_close_timeout=limit, retry_policy=plain),
            await workflow.execute_activity(
                about,
                activity_id="named",
                schedule_to_close_timeout=limit * 2,
                start_to_close_timeout=limit,
                heartbeat_timeout=limit,
                retry_policy=retry,
                priority=Priority(priority_key=1),
            ),
            await workflow.execute_local_activity(about, schedule_to_close_timeout=limit, retry_policy=plain),
            await workflow.execute_local_activity(
                about, activity_id="local", start_to_close_timeout=limit, retry_policy=retry
            ),
        ]


async def run(env: Any) -> Any:
    async with env.worker([Flow], [about]):
        handle = await env.start(Flow.run, run_timeout=timedelta(minutes=2))
        return env.names(await env.outcome(handle.result()))
