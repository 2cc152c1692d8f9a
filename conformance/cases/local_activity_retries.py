"""Local activities that fail first: retried within the task, or by a timer once the wait is long; what markers hold."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError

LIMIT = timedelta(seconds=20)


@activity.defn
async def work(fail_until: int, final: bool) -> str:
    attempt = activity.info().attempt
    if attempt < fail_until:
        raise ApplicationError(f"attempt {attempt}", {"at": attempt}, type="Again", non_retryable=final)
    return f"done at {attempt}, local {activity.info().is_local}"


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> list[Any]:
        seen: list[Any] = []
        kinds: list[tuple[int, bool, int, float, list[str] | None]] = [
            (1, False, 0, 60, None),
            (3, False, 0, 60, None),
            (3, False, 0, 0.001, None),
            (4, False, 2, 60, None),
            (2, True, 0, 60, None),
            (2, False, 0, 60, ["Again"]),
        ]
        for until, final, most, threshold, listed in kinds:
            try:
                done = await workflow.execute_local_activity(
                    work,
                    args=[until, final],
                    start_to_close_timeout=LIMIT,
                    local_retry_threshold=timedelta(seconds=threshold),
                    retry_policy=RetryPolicy(
                        initial_interval=timedelta(milliseconds=10),
                        maximum_attempts=most,
                        non_retryable_error_types=listed,
                    ),
                )
                seen.append(done)
            except ActivityError as error:
                assert error.retry_state is not None
                seen.append([str(error), error.retry_state.name, error.activity_type, str(error.cause)])
        return seen


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if not k.endswith("_time")}
    return [without_times(item) for item in value] if isinstance(value, list) else value


async def run(env: Any) -> Any:
    async with env.worker([Flow], [work]):
        handle = await env.start(Flow.run)
        outcome = await env.outcome(handle.result())
    return {"outcome": outcome, "history": without_times(await env.history(handle, "flow"))}
