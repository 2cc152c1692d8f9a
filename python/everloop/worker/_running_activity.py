"""One running attempt of an activity: its context, its cancellation, its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from everloop.activity._context import CompleteAsyncError, Context, Event, current
from everloop.activity._info import ActivityCancellationDetails, Info
from everloop.activity._logger import logger
from everloop.common import MetricMeter, Priority, RetryPolicy
from everloop.exceptions import ApplicationError, ApplicationErrorCategory, CancelledError

from ._activity_interceptor import ActivityInboundInterceptor, ActivityOutboundInterceptor, ExecuteActivityInput

if TYPE_CHECKING:
    from everloop._bridge.worker import ActivityAttempt
    from everloop.activity._definition import Definition
    from everloop.converter import PayloadConverter

    from ._activity_host import ActivityHost
    from ._activity_thread import ThreadCancellation

__all__ = ["RunningActivity"]

_EPOCH = datetime.fromtimestamp(0, timezone.utc)


class RunningActivity(Context):
    """An attempt, and the context that activity code finds."""

    def __init__(self, host: ActivityHost, attempt: ActivityAttempt) -> None:
        self.host = host
        self.attempt = attempt
        self.cancelled = Event()
        self.worker_shutdown = host.worker_shutdown
        self.definition: Definition | None = None
        self.task: asyncio.Task[Any] | None = None
        self.coroutine: Coroutine[Any, Any, Any] | None = None
        self._escaped: BaseException | None = None
        self._info: Info | None = None
        self._details: ActivityCancellationDetails | None = None
        self._thread: ThreadCancellation | None = None
        self._outbound: ActivityOutboundInterceptor | None = None
        self._is_done = False
        self._heartbeat_error: BaseException | None = None

    def begin(self) -> None:
        """Get ready to run, and run."""
        self.host.run(self)

    def define(self, definition: Definition, *, has_thread: bool) -> None:
        """Learn what runs."""
        self.definition = definition
        self.is_async = definition.is_async
        if definition.is_async:
            self.client = self.host.client
        elif has_thread and not definition.no_thread_cancel_exception:
            from ._activity_thread import ThreadCancellation

            self._thread = ThreadCancellation()

    def enter(self) -> None:
        """Become the activity of the running context."""
        current.set(self)
        if self.host.logs_steps:
            # Its info may be unreadable, which is told to who asks for it.
            with suppress(Exception):
                logger.debug("Starting activity")

    # What activity code calls.

    def info(self) -> Info:
        """The attempt's info, through the interceptors."""
        return self._outbound.info() if self._outbound is not None else self.own_info()

    def heartbeat(self, *details: Any) -> None:
        """Record a heartbeat, through the interceptors."""
        if self._outbound is not None:
            self._outbound.heartbeat(*details)
        elif self.host.interceptors:
            raise RuntimeError("Can only execute heartbeat after interceptor init")
        else:
            self.own_heartbeat(*details)

    def cancellation_details(self) -> ActivityCancellationDetails | None:
        """Why the attempt was cancelled."""
        return self._details

    def payload_converter(self) -> PayloadConverter:
        """The payload converter, for this activity."""
        return self.attempt.payload_converter()

    def metric_meter(self) -> MetricMeter:
        """The meter, tagged for this activity."""
        return self.host.metric_meter.with_additional_attributes(
            {
                "namespace": self.host.namespace,
                "task_queue": self.host.task_queue,
                "activity_type": self.attempt.activity_type,
            }
        )

    def shield(self) -> AbstractContextManager[None]:
        """A block in which no exception is thrown into the activity's thread."""
        return self._thread.shield() if self._thread is not None else nullcontext()

    def own_info(self) -> Info:
        """The attempt's info."""
        if self._info is None:
            self._info = _info(self.attempt, self.host.namespace, self.host.task_queue)
        return self._info

    def own_heartbeat(self, *details: Any) -> None:
        """Record a heartbeat. Details that cannot be encoded cancel the attempt and become its failure."""
        if self._is_done:
            return
        if self.host.logs_steps:
            logger.debug("Recording heartbeat with details %s", details)
        try:
            self.attempt.heartbeat(details)
        except Exception as error:
            logger.warning("Cancelling activity because failed recording heartbeat", exc_info=True)
            self._heartbeat_error = error
            # It may be a thread that heartbeats.
            self.host.loop.call_soon_threadsafe(self._deliver_cancellation)

    # How it runs.

    def run_in_thread(self, arguments: Sequence[Any]) -> None:
        """Run the plain function in the calling thread, and report its outcome."""
        try:
            result = self._call(arguments)
        except BaseException as error:
            self.settle_error(error)
        else:
            self.settle(result)

    def _call(self, arguments: Sequence[Any]) -> Any:
        definition = self.definition
        assert definition is not None, "known before anything runs"
        if self._thread is None:
            return definition.fn(*arguments)
        with self._thread:
            return definition.fn(*arguments)

    async def run_intercepted(self, arguments: Sequence[Any]) -> Any:
        """Run the activity through the interceptors."""
        from everloop.api.common.v1 import Payload

        definition = self.definition
        assert definition is not None, "known before anything runs"
        inbound: ActivityInboundInterceptor = _Inbound(self)
        for interceptor in reversed(self.host.interceptors):
            inbound = interceptor.intercept_activity(inbound)
        inbound.init(_Outbound(self))
        headers = {name: Payload.FromString(payload) for name, payload in self.attempt.headers().items()}
        executor = None if definition.is_async else self.host.executor
        # A list, for interceptors put other arguments in the places of what came.
        input = ExecuteActivityInput(definition.fn, list(arguments), executor, headers)
        return await inbound.execute_activity(input)

    def initialised(self, outbound: ActivityOutboundInterceptor) -> None:
        """Use these interceptors from now on."""
        self._outbound = outbound

    async def execute(self, input: ExecuteActivityInput) -> Any:
        """Run what the interceptors ended up with."""
        if input.executor is None:
            return await input.fn(*input.args)
        from ._activity_executor import run_in_executor

        return await run_in_executor(self, input, self._thread)

    # How it ends.

    def cancel(self) -> None:
        """Stop, for the reasons that the attempt tells. The first reasons count."""
        reasons = self.attempt.cancellation()
        if reasons is None or self._details is not None:
            return
        self._details = ActivityCancellationDetails(*reasons)
        self._deliver_cancellation()

    def _deliver_cancellation(self) -> None:
        """Must be called on the loop's thread."""
        self.cancelled.set()
        if self._is_done:
            return
        if self._thread is not None:
            self._thread.cancel()
        elif self.is_async and self.task is not None:
            self.task.cancel("Activity cancelled")

    async def contain(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run what the task runs. What would end the worker's loop ends the activity."""
        try:
            return await coroutine
        except (SystemExit, KeyboardInterrupt) as error:
            # asyncio lets these two out of tasks and loops, whoever raises them.
            self._escaped = error
            return None

    def task_done(self, task: asyncio.Task[Any]) -> None:
        """Report what a task came to."""
        self.task = None
        if self.coroutine is not None:
            # It was never begun if it was cancelled at once.
            self.coroutine.close()
            self.coroutine = None
        if self._escaped is not None:
            self.settle_error(self._escaped)
            return
        try:
            result = task.result()
        except BaseException as error:
            self.settle_error(error)
        else:
            self.settle(result)

    def settle(self, result: Any) -> None:
        """Report a result."""
        self._is_done = True
        try:
            self.attempt.complete(result)
        except BaseException as error:
            self.settle_error(error)
        else:
            self.host.ended(self)

    def settle_error(self, error: BaseException) -> None:
        """Report what the activity raised, or what kept it from running."""
        self._is_done = True
        self.host.ended(self)
        if isinstance(error, CompleteAsyncError):
            self.attempt.complete_elsewhere()
        elif isinstance(error, asyncio.CancelledError | CancelledError) and self._settle_cancelled():
            pass
        else:
            self._fail(error)
            if isinstance(error, BrokenExecutor):
                self.host.on_broken(error)

    def _settle_cancelled(self) -> bool:
        """Report that the activity stopped; false if nobody asked it to."""
        if self._heartbeat_error is not None:
            self.report_failure(self._heartbeat_error)
            return True
        details = self._details
        if details is None:
            return False
        for kind, holds in (("Pause", details.paused), ("Reset", details.reset)):
            if holds:
                message = f"Unhandled activity cancel error produced by activity {kind.lower()}"
                self.report_failure(ApplicationError(message, type=f"Activity{kind}"))
                return True
        if details.cancel_requested or details.worker_shutdown:
            if self.host.logs_steps:
                logger.debug("Completing as cancelled")
            self.attempt.cancel()
            return True
        return False

    def _fail(self, error: BaseException) -> None:
        is_benign = isinstance(error, ApplicationError) and error.category is ApplicationErrorCategory.BENIGN
        log = logger.debug if is_benign else logger.warning
        # By this mark filters of log records, also those for the Temporal SDK, know failures that users' code meant.
        log("Completing activity as failed", exc_info=error, extra={"__temporal_error_identifier": "ActivityFailure"})
        self.report_failure(error)

    def report_failure(self, error: BaseException) -> None:
        """Report a failure."""
        self.attempt.fail(error)


class _Inbound(ActivityInboundInterceptor):
    """The innermost interceptor: runs the activity."""

    def __init__(self, running: RunningActivity) -> None:
        self._running = running

    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        self._running.initialised(outbound)

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        return await self._running.execute(input)


class _Outbound(ActivityOutboundInterceptor):
    """The innermost interceptor: tells the worker."""

    def __init__(self, running: RunningActivity) -> None:
        self._running = running

    def info(self) -> Info:
        return self._running.own_info()

    def heartbeat(self, *details: Any) -> None:
        self._running.own_heartbeat(*details)


def _info(attempt: ActivityAttempt, namespace: str, task_queue: str) -> Info:
    fields = attempt.info()
    for time in ("current_attempt_scheduled_time", "scheduled_time", "started_time"):
        fields[time] = _EPOCH + timedelta(microseconds=fields[time])
    priority = fields.pop("priority", None)
    policy = fields.pop("retry_policy", None)
    try:
        details = attempt.heartbeat_details()
    except Exception as error:
        raise ApplicationError("Failed decoding heartbeat details", non_retryable=True) from error
    return Info(
        **fields,
        heartbeat_details=details,
        namespace=fields["workflow_namespace"] or namespace,
        task_queue=task_queue,
        priority=Priority(*priority) if priority is not None else Priority.default,
        retry_policy=_retry_policy(policy) if policy is not None else _local_policy(fields["is_local"]),
    )


def _local_policy(is_local: bool) -> RetryPolicy | None:
    """The policy of a local activity that was given none: no server fills it in."""
    return RetryPolicy(maximum_interval=timedelta(seconds=100)) if is_local else None


def _retry_policy(policy: tuple[timedelta | None, float, timedelta | None, int, Sequence[str]]) -> RetryPolicy:
    initial, coefficient, maximum, attempts, types = policy
    return RetryPolicy(
        initial_interval=initial or timedelta(seconds=1),
        backoff_coefficient=coefficient,
        maximum_interval=maximum,
        maximum_attempts=attempts,
        non_retryable_error_types=list(types) or None,
    )
